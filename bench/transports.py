"""Each file transport beside its native client, and many uploads at once in bounded memory.

Method: real servers on loopback (OpenSSH for SFTP and SCP, pyftpdlib with TLS for FTPS, moto for S3), one file of
random bytes. Ours and the rival (`sftp`, `scp`, `curl`, `aws s3 cp`) upload it in turn, once for warming up and then
`ROUNDS` times; the best time of each counts, as the one least disturbed. Ours is proved by size, as a rival proves no
more; reading back or hashing comes on top. Times hold connecting, logging in and the transfer on both sides, and a
rival's start, which for a program in Python is long. So S3 has a second line, without a goal: boto3's `upload_file` in
a process that has its client already, and ours the same way. It sends ten parts at once, ours one after the other; moto
is one process in Python and hardly takes them at once, a store with many machines would.

The second part: `PARALLEL` S3 uploads at once in threads of one process, with the peak memory of that process. moto
keeps what it gets, in files; its memory is not ours.

`TUNEMANTRA_BENCH_MB` sets the size of a file (200), `TUNEMANTRA_BENCH_PARALLEL` the uploads at once (50).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from attrs import asdict, frozen

from bench.sftp import _tool, _write_random
from tests.integration import ftps_server, s3_server, sftp_servers
from tunemantra.contrib.transports import FtpsTransport, S3Transport, ScpTransport, SftpTransport
from tunemantra.ports.transport import FileTransport

MB: Final = 1_000_000
SIZE: Final = int(os.environ.get("TUNEMANTRA_BENCH_MB", "200")) * MB
PARALLEL: Final = int(os.environ.get("TUNEMANTRA_BENCH_PARALLEL", "50"))
ROUNDS: Final = 3
GOAL_RATIO: Final = 0.8
GOAL_MB: Final = 500
PATIENCE: Final = 900.0
"""Seconds the crowd waits for an answer: the store is one process in Python, and slower than fifty clients."""


@frozen
class Duel:
    """One transport and its rival: what each uploads the source with, as the name it is given."""

    name: str
    rival: str
    ours: Callable[[str], None]
    theirs: Callable[[str], None]
    remove: Callable[[str], None]
    judged: bool = True


@frozen
class Source:
    """The file that is sent."""

    path: Path
    size: int
    sha256: str

    def put(self, transport: FileTransport, name: str) -> None:
        with self.path.open("rb") as file:
            transport.put(file, name, size=self.size, sha256=self.sha256)


def _source(path: Path, size: int) -> Source:
    _write_random(path, size)
    with path.open("rb") as file:
        return Source(path, size, hashlib.file_digest(file, "sha256").hexdigest())


@contextmanager
def _ssh(here: Path, source: Source) -> Iterator[list[Duel]]:
    with sftp_servers.openssh(_tool("sshd"), here / "etc") as server:
        (here / "known").write_text(f"[127.0.0.1]:{server.port} {server.host_key}\n", encoding="utf-8")
        options = [
            "-q",
            "-P",
            str(server.port),
            "-i",
            str(here / "etc" / "user"),
            "-o",
            f"UserKnownHostsFile={here}/known",
        ]
        box = here / "ssh"
        box.mkdir()
        where = f"{server.user}@127.0.0.1"

        def sftp(name: str) -> None:
            batch = f"put {source.path} {box / name}\n"
            _run([_tool("sftp"), "-b", "-", *options, where], batch)

        def scp(name: str) -> None:
            _run([_tool("scp"), "-O", *options, source.path, f"{where}:{box / name}"])

        def ours(name: str) -> None:
            with SftpTransport(server.endpoint(box), server.secrets, verify="size") as transport:
                source.put(transport, name)

        def copy(name: str) -> None:
            with ScpTransport(server.endpoint(box, scheme="scp"), server.secrets, verify="size") as transport:
                source.put(transport, name)

        remove = _remover(box)
        yield [Duel("SFTP", "OpenSSH sftp", ours, sftp, remove), Duel("SCP", "OpenSSH scp", copy, scp, remove)]


@contextmanager
def _ftps(here: Path, source: Source) -> Iterator[list[Duel]]:
    box = here / "ftps"
    box.mkdir()
    with ftps_server.running(here / "ftps-server", box) as server:
        login = f"{ftps_server.USER}:{ftps_server.PASSWORD}"

        def curl(name: str) -> None:
            url = f"ftp://127.0.0.1:{server.port}/{name}"
            command = [_tool("curl"), "-sS", "--ssl-reqd", "--cacert", server.certificate, "-u", login]
            _run([*command, "-T", source.path, url])

        def ours(name: str) -> None:
            with FtpsTransport(server.endpoint("/"), server.secrets, verify="size") as transport:
                source.put(transport, name)

        yield [Duel("FTPS", "curl", ours, curl, _remover(box))]


@contextmanager
def _s3(here: Path, source: Source) -> Iterator[list[Duel]]:
    with s3_server.running(here / "s3") as server:
        client = server.client

        def upload_file(name: str) -> None:
            client.upload_file(str(source.path), s3_server.BUCKET, name)

        def remove(name: str) -> None:
            client.delete_object(Bucket=s3_server.BUCKET, Key=name)

        def aws(name: str) -> None:
            place = ["--endpoint-url", f"http://127.0.0.1:{server.port}", "--region", "us-east-1"]
            command = [_tool("aws"), "s3", "cp", "--only-show-errors", *place, source.path]
            keys = {"AWS_ACCESS_KEY_ID": s3_server.KEY_ID, "AWS_SECRET_ACCESS_KEY": s3_server.SECRET}
            _run([*command, f"s3://{s3_server.BUCKET}/{name}"], environment={**os.environ, **keys})

        def fresh(name: str) -> None:
            with S3Transport(server.endpoint("/"), server.secrets, verify="size") as transport:
                source.put(transport, name)

        with S3Transport(server.endpoint("/"), server.secrets, verify="size") as ours:
            yield [
                Duel("S3", "aws s3 cp", fresh, aws, remove),
                Duel("S3", "boto3 upload_file", lambda name: source.put(ours, name), upload_file, remove, judged=False),
            ]


def _run(command: list[str | Path], text: str = "", environment: dict[str, str] | None = None) -> None:
    subprocess.run(command, input=text, text=True, check=True, capture_output=True, env=environment)


def _remover(box: Path) -> Callable[[str], None]:
    return lambda name: (box / name).unlink(missing_ok=True)


def _best(duel: Duel) -> tuple[float, float]:
    """Return seconds of ours and of the rival."""
    taken: dict[str, list[float]] = {"ours": [], "theirs": []}
    for turn in range(ROUNDS + 1):
        pair = [("ours", duel.ours), ("theirs", duel.theirs)]
        for name, upload in pair if turn % 2 else reversed(pair):
            start = time.perf_counter()
            upload("source.wav")
            if turn:
                taken[name].append(time.perf_counter() - start)
            duel.remove("source.wav")
    return min(taken["ours"]), min(taken["theirs"])


def duels(size: int = SIZE) -> bool:
    """Print a line for each transport; return whether all reach the goal."""
    print(f"One file of {size / MB:.0f} MB, best of {ROUNDS}, goal ≥ {GOAL_RATIO}")
    good = True
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        source = _source(here / "source.wav", size)
        for field in (_ssh, _ftps, _s3):
            with field(here, source) as pairs:
                for duel in pairs:
                    ours, theirs = _best(duel)
                    good &= theirs / ours >= GOAL_RATIO or not duel.judged
                    speeds = f"{size / MB / ours:7.0f} MB/s   {duel.rival:18}{size / MB / theirs:7.0f} MB/s"
                    print(
                        f"  {duel.name:6}{speeds}   ratio {theirs / ours:.2f}{'' if duel.judged else ' (no goal)'}",
                        flush=True,
                    )
    return good


def crowd(size: int = SIZE, parallel: int = PARALLEL) -> bool:
    """Print how much memory many uploads at once take; return whether the goal is reached."""
    with tempfile.TemporaryDirectory() as folder, s3_server.running(Path(folder) / "s3") as server:
        source = _source(Path(folder) / "source.wav", size)
        request = {"port": server.port, "parallel": parallel, "source": {**asdict(source), "path": str(source.path)}}
        command = [sys.executable, "-m", "bench.transports", "--crowd"]
        done = subprocess.run(command, input=json.dumps(request), text=True, check=True, stdout=subprocess.PIPE)
    answer = json.loads(done.stdout)
    speed = parallel * size / MB / answer["seconds"]
    print(
        f"{parallel} uploads of {size / MB:.0f} MB at once: {answer['peak']:.0f} MB of memory in sum "
        f"(goal < {GOAL_MB}; {answer['before']:.0f} before the first), {speed:.0f} MB/s"
    )
    return bool(answer["peak"] < GOAL_MB)


def _be_the_crowd() -> None:
    """Be the process that is measured: upload what standard input asks for."""
    request = json.loads(sys.stdin.read())
    told = request["source"]
    source = Source(Path(told["path"]), told["size"], told["sha256"])
    server = s3_server.Server(request["port"], subprocess.Popen([shutil.which("true") or "true"]))
    with S3Transport(server.endpoint("/", timeout=PATIENCE), server.secrets) as transport:
        transport.list("")
        before = _peak()
        names = [f"{number}.wav" for number in range(request["parallel"])]
        threads = [threading.Thread(target=source.put, args=(transport, name)) for name in names]
        start = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds = time.perf_counter() - start
        sizes = {entry.name: entry.size for entry in transport.list("")}
    if sizes != dict.fromkeys(names, source.size):
        raise SystemExit("not every file arrived")
    print(json.dumps({"seconds": seconds, "before": before, "peak": _peak()}))


def _peak() -> float:
    # What getrusage says begins with the parent's.
    status = Path("/proc/self/status").read_text("utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024 / MB


def main() -> int:
    """Print both parts; 1 where a goal is missed."""
    if "--crowd" in sys.argv:
        _be_the_crowd()
        return 0
    fast, small = duels(), crowd()
    return 0 if fast and small else 1


if __name__ == "__main__":
    sys.exit(main())
