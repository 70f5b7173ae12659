"""An external program as the way to a platform: `tool:///opt/itms/bin/iTMSTransporter`."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Final
from urllib.parse import unquote, urlsplit

from tunemantra.contrib.processes import tied
from tunemantra.contrib.transports._paths import confined
from tunemantra.errors import ConnectError, Disposition, RemoteError, TransferTimeoutError
from tunemantra.ports.runtime import SecretStore
from tunemantra.ports.tool import ToolOutcome, ToolRun
from tunemantra.ports.transport import Endpoint

KEPT_BYTES: Final = 4 * 1024 * 1024
"""Of what a program writes, the last ones."""
WANTED_BYTES: Final = 32 * 1024 * 1024
"""A file it leaves may have; a larger one is not read."""
BEAT_SECONDS: Final = 1.0
DRAIN_SECONDS: Final = 5.0
"""After its end, in which the rest of what it has written is read."""

_INHERITED: Final = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "JAVA_HOME", "HTTPS_PROXY", "https_proxy", "NO_PROXY")
_PLAIN_ENVIRONMENT: Final = {"PATH": os.defpath, "LANG": "C.UTF-8"}
_MASK: Final = "***"


class LocalTool:
    """A `ToolTransport` that runs a program of this machine.

    Args:
        endpoint: `tool:///absolute/path`.
        secrets: resolves the references of a run when it starts.
        beat: seconds between two calls of `alive`.

    Raises:
        ConnectError: the URL names no absolute path on this machine.
    """

    def __init__(self, endpoint: Endpoint, secrets: SecretStore, *, beat: float = BEAT_SECONDS) -> None:
        parts = urlsplit(endpoint.url)
        self._path, self._name = unquote(parts.path), endpoint.name
        if parts.netloc or not self._path.startswith("/"):
            raise ConnectError(
                f"endpoint {endpoint.name!r} names no program: {endpoint.url!r}",
                hint="write it as tool:///absolute/path",
                disposition=Disposition.STOP,
            )
        self._secrets, self._beat = secrets, beat

    def run(self, run: ToolRun, *, alive: Callable[[], None]) -> ToolOutcome:
        """Run the program to its end.

        Raises:
            ConnectError: it cannot be started.
            TransferTimeoutError: it took too long.
            RemoteError: a file for it cannot be written, or one it left is too large.
        """
        values = {name: self._secrets.reveal(reference).strip() for name, reference in run.secrets.items()}
        try:
            with tempfile.TemporaryDirectory(prefix="tunemantra-tool-") as folder:
                _lay_out(run, Path(folder), alive)
                code, output, cut = self._follow(self._start(run, folder, values), run.timeout, alive)
                left = {path: content for path in run.wanted if (content := _left(Path(folder), path)) is not None}
        except OSError as problem:
            raise RemoteError(f"{self._name}: no room for the files of a run: {problem.strerror}") from problem
        return ToolOutcome(code, _masked(output.decode(errors="replace"), values), cut, left)

    def _start(self, run: ToolRun, folder: str, values: Mapping[str, str]) -> subprocess.Popen[bytes]:
        known = {name: os.environ[name] for name in _INHERITED if name in os.environ}
        try:
            if not os.access(self._path, os.X_OK) or Path(self._path).is_dir():
                raise PermissionError(errno.EACCES, "no program that may be run")
            return subprocess.Popen(
                [*tied(), self._path, *run.arguments],
                cwd=folder,
                env={**_PLAIN_ENVIRONMENT, **known, **values},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError as problem:
            raise ConnectError(
                f"{self._name}: {self._path} cannot be started: {problem.strerror}",
                hint="the settings name the program's path",
                disposition=Disposition.STOP,
            ) from problem

    def _follow(
        self, process: subprocess.Popen[bytes], timeout: float, alive: Callable[[], None]
    ) -> tuple[int, bytes, bool]:
        kept = _Tail()
        assert process.stdout is not None  # noqa: S101 - it was asked for
        reader = threading.Thread(target=kept.read, args=(process.stdout,), daemon=True)
        reader.start()
        try:
            code = self._wait(process, time.monotonic() + timeout, alive)
        finally:
            _end(process)
            reader.join(DRAIN_SECONDS)
            if not reader.is_alive():  # what has left the group may hold the other end for ever
                process.stdout.close()
        return code, bytes(kept.content), kept.cut

    def _wait(self, process: subprocess.Popen[bytes], until: float, alive: Callable[[], None]) -> int:
        while True:
            try:
                return process.wait(timeout=max(0.0, min(self._beat, until - time.monotonic())))
            except subprocess.TimeoutExpired:
                alive()
                if time.monotonic() >= until:
                    raise TransferTimeoutError(f"{self._name}: {Path(self._path).name} did not end in time") from None

    def close(self) -> None:
        """Nothing is held open."""


class _Tail:
    """The end of what a program writes, however much that is."""

    def __init__(self) -> None:
        self.content, self.cut = bytearray(), False

    def read(self, stream: IO[bytes]) -> None:
        while data := stream.read1(65536):  # type: ignore[attr-defined]
            self.content += data
            if len(self.content) > KEPT_BYTES:
                self.cut = True
                del self.content[:-KEPT_BYTES]


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the program and all it has started: they are a group of their own."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _lay_out(run: ToolRun, folder: Path, alive: Callable[[], None]) -> None:
    for path, opened in run.files.items():
        target = folder / confined(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        with opened() as source, target.open("wb") as file:
            shutil.copyfileobj(source, file, 1024 * 1024)
        alive()


def _left(folder: Path, path: str) -> bytes | None:
    place = folder / confined(path)
    if not place.is_file() or place.is_symlink():
        return None
    with place.open("rb") as file:
        content = file.read(WANTED_BYTES + 1)
    if len(content) > WANTED_BYTES:
        raise RemoteError(f"{path!r} is larger than {WANTED_BYTES} bytes", disposition=Disposition.STOP)
    return content


def _masked(text: str, values: Mapping[str, str]) -> str:
    for value in filter(None, values.values()):
        text = text.replace(value, _MASK)
    return text


__all__ = ["BEAT_SECONDS", "KEPT_BYTES", "WANTED_BYTES", "LocalTool"]
