"""SFTP upload of one large file, against OpenSSH's own `sftp` and the same OpenSSH server, in turn.

Method: a server of OpenSSH on loopback as the present user, with its own host key and configuration; a file of random
bytes; every contender uploads it once for warming up and then in turn, each round beginning with another one; the best
time of each counts, as the one least disturbed by whatever else the machine does.
Our process is a fresh one per upload, so that its peak memory is that of the upload. Times hold the transfer from an
open connection (ours) or the whole command (`sftp`: connecting costs it about 0.1 s).

The bottleneck is processor time, on both sides of the wire: SSH packets of 32 KiB, encrypted one by one. Ours takes
1.8 s of it for 500 MiB, a quarter of that for hashing, which OpenSSH does not do. It prefers AES-GCM, which costs less
than the cipher that OpenSSH prefers; `sftp -c aes128-gcm` beside it has the same one.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from attrs import asdict, frozen

from tests.integration import sftp_servers
from tunemantra.contrib.transports import SftpTransport
from tunemantra.contrib.transports._upload import Verify

MIB: Final = 1024 * 1024
GOAL_RATIO: Final = 0.8
GOAL_MIB: Final = 150
CONTENDERS: Final = ("openssh", "openssh aes128-gcm", "size", "reread")


@frozen
class Result:
    """What came out.

    Args:
        size: bytes of the file.
        speed: MB/s by contender: OpenSSH's defaults, OpenSSH with our cipher, ours verified by size, ours read back.
        peak: MiB of resident memory of our process, the larger of both.
    """

    size: int
    rounds: int
    speed: dict[str, float]
    peak: float

    @property
    def ratio(self) -> float:
        """Our upload ÷ OpenSSH's."""
        return self.speed["size"] / self.speed["openssh"]

    @property
    def ratio_verified(self) -> float:
        """Our upload and reading everything back ÷ OpenSSH's upload alone."""
        return self.speed["reread"] / self.speed["openssh"]

    @property
    def good(self) -> bool:
        """Whether the goals are reached."""
        return self.ratio >= GOAL_RATIO and self.peak < GOAL_MIB

    def __str__(self) -> str:
        rows = {
            "openssh": "OpenSSH sftp",
            "openssh aes128-gcm": "OpenSSH sftp -c aes128-gcm",
            "size": "tunemantra, upload",
            "reread": "tunemantra, upload and read back",
        }
        lines = [f"SFTP, {self.size / MIB:.0f} MiB to OpenSSH's server on loopback, best of {self.rounds}"]
        for key, label in rows.items():
            ratio = self.speed[key] / self.speed["openssh"]
            lines.append(f"  {label:34}{self.speed[key]:7.0f} MB/s {ratio:6.2f}")
        lines.append(
            f"  peak memory {self.peak:.0f} MiB (goal < {GOAL_MIB}), ratio {self.ratio:.2f} (goal ≥ {GOAL_RATIO})"
        )
        return "\n".join(lines)


def run(size: int = 500 * MIB, rounds: int = 3) -> Result:
    """Measure.

    Args:
        size: bytes of the file. rounds: measured uploads per contender.

    Raises:
        FileNotFoundError: OpenSSH's server or client is not installed.
    """
    sshd, client = _tool("sshd"), _tool("sftp")
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        source = here / "source.wav"
        _write_random(source, size)
        with sftp_servers.openssh(sshd, here / "etc") as server:
            (here / "known_hosts").write_text(f"[127.0.0.1]:{server.port} {server.host_key}\n", encoding="utf-8")
            seconds: dict[str, list[float]] = {name: [] for name in CONTENDERS}
            peak = 0.0
            for turn in range(rounds + 1):
                first = turn % len(CONTENDERS)
                for name in CONTENDERS[first:] + CONTENDERS[:first]:
                    with suppress(FileNotFoundError):
                        (here / "target.wav").unlink()
                    if name.startswith("openssh"):
                        taken = _openssh(client, server, here, *name.split()[1:])
                    else:
                        taken, used = _ours(server, here, name)
                        peak = max(peak, used)
                    if turn:
                        seconds[name].append(taken)
    speed = {name: size / 1e6 / min(taken) for name, taken in seconds.items()}
    return Result(size, rounds, speed, peak)


def _tool(name: str) -> Path:
    found = shutil.which(name, path="/usr/bin:/usr/sbin:/usr/local/bin:/usr/local/sbin:/sbin:/bin")
    if found is None:
        raise FileNotFoundError(f"needs {name}: apt install openssh-server openssh-client curl awscli")
    return Path(found)


def _write_random(path: Path, size: int) -> None:
    import random

    block = random.Random(1).randbytes(MIB)
    with path.open("wb") as file:
        for number in range(-(-size // MIB)):
            file.write((number.to_bytes(8) + block[8:])[: size - number * MIB])


def _openssh(client: Path, server: sftp_servers.Server, here: Path, cipher: str = "") -> float:
    options = ["-o", f"UserKnownHostsFile={here / 'known_hosts'}", *(["-c", f"{cipher}@openssh.com"] if cipher else [])]
    command: list[str | Path] = [client, "-q", "-b", "-", "-P", str(server.port), "-i", here / "etc" / "user", *options]
    batch = f"put {here / 'source.wav'} {here / 'target.wav'}\n"
    start = time.perf_counter()
    subprocess.run([*command, f"{server.user}@127.0.0.1"], input=batch, text=True, check=True, capture_output=True)
    return time.perf_counter() - start


def _ours(server: sftp_servers.Server, here: Path, verify: str) -> tuple[float, float]:
    request = {**asdict(server), "folder": str(here), "verify": verify}
    done = subprocess.run(
        [sys.executable, "-m", "bench.sftp", "--upload"],
        input=json.dumps(request),
        text=True,
        check=True,
        capture_output=True,
    )
    answer = json.loads(done.stdout)
    return float(answer["seconds"]), float(answer["peak"])


def _upload() -> None:
    """Be the process that is measured: upload what standard input asks for."""
    request = json.loads(sys.stdin.read())
    here, verify = Path(request.pop("folder")), request.pop("verify")
    server = sftp_servers.Server(**request)
    source = here / "source.wav"
    with source.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    mode: Verify = "size" if verify == "size" else "reread"
    with SftpTransport(server.endpoint(here), server.secrets, verify=mode) as transport, source.open("rb") as file:
        transport.stat("target.wav")
        start = time.perf_counter()
        transport.put(file, "target.wav", size=source.stat().st_size, sha256=digest)
        seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


def main() -> int:
    """Print the result; 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--upload", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--size", type=int, default=500, help="MiB")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    if options.upload:
        _upload()
        return 0
    result = run(options.size * MIB, options.rounds)
    print(result)
    return 0 if result.good else 1


if __name__ == "__main__":
    sys.exit(main())
