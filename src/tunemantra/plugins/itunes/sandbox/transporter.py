"""The simulator's `iTMSTransporter`: a program of its own, of the standard library alone.

Started as `transporter.py --store URL -m MODE …`; the script that is called `iTMSTransporter` fills in the store.
Modes: verify, upload, status, lookupMetadata, provider. It ends with 1 where a package or a run failed, but with 0
where the account is locked and where there is nothing to verify, as the public one does.
"""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import os
import re
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import IO, NoReturn
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree as ET

FLAGS = frozenset({"-delete", "-disableAssetVerification", "-version"})
MODES = frozenset({"verify", "upload", "status", "lookupMetadata", "provider"})
NAMESPACE = "{http://apple.com/itunes/importer}"
BLOCK = 65536
WORDS = {
    400: "The store could not read the request. (1400)",
    401: "Your Apple ID or password was entered incorrectly. (-20101)",
    403: "You are not authorized to use this service for this provider. (1403)",
    404: "No item was found for the identifier given. (1102)",
    503: "The service is temporarily unavailable. (1503)",
}


def log(level: str, words: str) -> None:
    """Write a line as the public tool does."""
    stamp = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime())
    sys.stdout.write(f"[{stamp}] <main> {level}: {words}\n")


def say(line: str) -> None:
    """Write a plain line."""
    sys.stdout.write(f"{line}\n")


def failed(words: str, code: int = 1) -> NoReturn:
    """End with a plain fault."""
    log("ERROR", words)
    sys.stdout.flush()
    sys.exit(code)


def lost(words: str) -> NoReturn:
    """End with a fault as status runs tell it: without a time."""
    say(f"Error Summary\n{words}")
    sys.stdout.flush()
    sys.exit(1)


class Store:
    """The store's own protocol, with a login at each request."""

    def __init__(self, url: str, user: str, password: str, provider: str, *, bare: bool) -> None:
        self._fail = lost if bare else failed
        self._host = urlsplit(url).netloc
        proof = base64.b64encode(f"{user}:{password}".encode()).decode()
        self._headers = {"authorization": f"Basic {proof}", "x-provider": provider}

    def ask(
        self, method: str, path: str, body: bytes | IO[bytes] | Iterator[bytes] = b"", **headers: str
    ) -> tuple[int, bytes]:
        """Return status and body of the answer; end where there is none, or where it is one of `WORDS`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection = http.client.HTTPConnection(self._host, timeout=30)
        try:
            with closing(connection):
                connection.request(method, path, body=body, headers={**self._headers, **named})
                answer = connection.getresponse()
                content = answer.read()
        except ConnectionRefusedError:
            self._fail("A server with the specified hostname could not be reached. (-1004)")
        except (OSError, http.client.HTTPException):
            self._fail("The network connection was lost. (-1005)")
        if answer.status == 429:  # noqa: PLR2004
            self._fail(f"Too many requests; try again in {answer.headers.get('retry-after') or 1} seconds. (1429)")
        if answer.status in WORDS:
            self._fail(WORDS[answer.status])
        return answer.status, content


def main(argv: list[str]) -> int:
    """Run one mode and return the exit code."""
    options = read_options(argv)
    mode = options.get("-m", "")
    if "-version" in options:
        say("iTMSTransporter, version 3.4.0 (simulator)")
        return 0
    if mode not in MODES:
        failed(f"Unknown mode {mode!r}.")
    user, password, provider = options.get("-u", ""), _password(options), _provider(options)
    store = Store(options["--store"], user, password, provider, bare=mode == "status")
    _, said = store.ask("POST", f"/its/session?mode={mode}")
    quirks: dict[str, str] = json.loads(said)
    if "locked" in quirks:
        # The public tool ends with 0 here.
        failed("This Apple ID has been locked for security reasons. (-20209)", code=0)
    if mode in {"upload", "verify"}:
        return hand_over(store, mode, Path(options.get("-f", "")), quirks)
    if mode == "status":
        _, document = store.ask("GET", f"/its/status?vendor={quote(options.get('-vendor_ids', ''))}")
        sys.stdout.write(document.decode())
    if mode == "lookupMetadata":
        vendor = options.get("-vendor_id", "")
        _, document = store.ask("GET", f"/its/metadata?vendor={quote(vendor)}")
        folder = Path(options.get("-destination", ".")) / f"{vendor}.itmsp"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "metadata.xml").write_bytes(document)
    return 0


def read_options(argv: list[str]) -> dict[str, str]:
    """Return the options by name; those without a value are empty."""
    options: dict[str, str] = {}
    left = iter(argv)
    for name in left:
        options[name] = "" if name in FLAGS else next(left, "")
    return options


def _password(options: Mapping[str, str]) -> str:
    given = options.get("-p", "")
    return os.environ.get(given.removeprefix("@env:"), "") if given.startswith("@env:") else given


def _provider(options: Mapping[str, str]) -> str:
    return options.get("-itc_provider") or options.get("-s", "")


def hand_over(store: Store, mode: str, given: Path, quirks: Mapping[str, str]) -> int:
    """Verify or upload a package, or every package of a folder."""
    packages = [given] if given.suffix == ".itmsp" else sorted(given.glob("*.itmsp"))
    if not packages:
        log("INFO", "There is nothing to do.")
        return 0
    outcomes = [(package, one_package(store, mode, package, quirks)) for package in packages]
    if "truncated" in quirks:
        sys.stdout.write("[2026-05-01 09:3")
        return 0
    return summary(mode, outcomes)


def one_package(store: Store, mode: str, folder: Path, quirks: Mapping[str, str]) -> list[str]:
    """Return what is wrong with a package, in the words of the log; nothing where it was taken."""
    vendor = folder.name.removesuffix(".itmsp")
    try:
        document = (folder / "metadata.xml").read_bytes()
        named = dict(_named(ET.fromstring(document)))  # noqa: S314 - our own package
    except (OSError, ET.ParseError) as problem:
        return [f'ERROR ITMS-8000: "metadata.xml cannot be read: {type(problem).__name__}" at Package (MZPackage)']
    problems = list(_files(folder, named))
    if not problems and mode == "upload":
        problems = list(_send(store, vendor, folder, named, quirks))
    if not problems:
        answer = store.ask("POST", f"/its/packages/{quote(vendor)}?mode={mode}", document)
        problems = [str(line) for line in json.loads(answer[1])["messages"]]
        time.sleep(float(quirks.get("slow", 0)) if mode == "upload" else 0)
    for line in problems:
        log("ERROR", line)
    return problems


def _named(root: ET.Element) -> Iterator[tuple[str, str]]:
    for node in root.iter():
        name = node.findtext(f"{NAMESPACE}file_name")
        if name is not None:
            yield name, node.findtext(f"{NAMESPACE}checksum") or ""


def _files(folder: Path, named: Mapping[str, str]) -> Iterator[str]:
    there = {path.name for path in folder.iterdir()} - {"metadata.xml"}
    for name in sorted(there - named.keys()):
        yield f'ERROR ITMS-9002: "The file {name} is not named by the metadata" at Package (MZAsset)'
    for name, md5 in named.items():
        path = folder / name
        if not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]*", name) or not path.is_file():
            yield f'ERROR ITMS-9000: "The file {name} is missing" at Package/{name} (MZAsset)'
        elif _md5(path) != md5:
            yield f'ERROR ITMS-9001: "The checksum of {name} is wrong" at Package/{name} (MZAsset)'


def _md5(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "md5").hexdigest()


def _send(
    store: Store, vendor: str, folder: Path, named: Mapping[str, str], quirks: Mapping[str, str]
) -> Iterator[str]:
    _, said = store.ask("POST", f"/its/held/{quote(vendor)}", json.dumps(sorted(set(named.values()))).encode())
    held = set(json.loads(said))
    for name, md5 in named.items():
        if md5 in held:
            continue
        path = folder / name
        log("DEBUG", f"Uploading {name}, {path.stat().st_size} bytes")
        with path.open("rb") as file:
            body = _dying(file, path.stat().st_size) if "killed" in quirks else file
            length = str(path.stat().st_size)
            status, _ = store.ask("PUT", f"/its/files/{quote(vendor)}/{name}", body, x_md5=md5, content_length=length)
        if status == 422:  # noqa: PLR2004
            yield f'ERROR ITMS-9011: "The file {name} did not arrive as it was sent" at Package/{name} (MZAsset)'


def _dying(file: IO[bytes], size: int) -> Iterator[bytes]:
    sent = 0
    while block := file.read(BLOCK):
        yield block
        sent += len(block)
        if sent * 2 >= size:
            os.kill(os.getpid(), signal.SIGKILL)


def summary(mode: str, outcomes: list[tuple[Path, list[str]]]) -> int:
    """Write the summary and return the exit code."""
    verb = "uploaded" if mode == "upload" else "verified"
    bad = [(package, lines) for package, lines in outcomes if lines]
    good = [package for package, lines in outcomes if not lines]
    say("\nPackage Summary:\n")
    if bad:
        say(f"{len(bad)} package(s) were not {verb} because they had problems:")
        for package, lines in bad:
            say(f"\t{package.absolute()}")
            for line in lines:
                say(f"\t\t{line}")
    if good:
        many = "package was" if len(good) == 1 else "packages were"
        say(f"{len(good)} {many} {verb} successfully:")
        for package in good:
            say(f"\t{package.absolute()}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
