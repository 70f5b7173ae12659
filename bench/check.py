"""How long `tunemantra check RELEASE --to all` takes when everything about the release's files is known.

Method: an album of six tracks is checked once, so that its files are measured, listened to and looked at, and Python
has its bytecode, as after an installation. Then the same command runs again, each time in a process of its own: all
bundled platforms are configured, and none is connected to. The figures are the medians of five runs, from the start of
the process to its end: wall time, and processor time beside it. For comparison, the same of `tunemantra status` and of
`tunemantra --help`, and of a Python that only imports attrs, rich, SQLAlchemy and typer, which the program is made of.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from attrs import frozen

from tunemantra.host.demo import write_release
from tunemantra.host.template import table_of

GOAL = 2.0
"""Seconds."""
RUNS = 5
SECONDS = float(os.environ.get("TUNEMANTRA_BENCH_SECONDS", "8"))

_SENDER: Final = {"sender": "PADPIDA0000000001O", "recipient": "PADPIDA0000000003K"}
_DROP: Final = {"host": "sftp.store.test", "user": "label", "key": "env:KEY", "host_key": "ssh-ed25519 AAAA"}
_PORTAL: Final = {"portal_url": "https://portal.store.test"}
PLATFORMS: Final[Mapping[str, Mapping[str, object]]] = {
    "amazon": {
        "bucket": "deliveries",
        "region": "us-east-1",
        "partner": "label",
        "key_id": "env:ID",
        "secret": "env:S",
    },
    "apple": {
        "issuer": "57246542-96fe-1a63-e053-0824d011072a",
        "key_id": "2X9R4HXF34",
        "private_key": "env:P8",
        "api_url": "https://api.store.test",
    }
    | _SENDER,
    "beatport": {"distributor": "label"} | _SENDER | _DROP | _PORTAL,
    "ddex_feed": {"profile": "meta", "sender": _SENDER["sender"], "dpid": _SENDER["recipient"]} | _DROP,
    "gracenote": _DROP | _PORTAL,
    "itunes": {"tool": "/opt/itms", "user": "a@b.test", "password": "env:P", "provider": "Label", "audio": "native"},
    "jiosaavn": _DROP | _PORTAL,
    "musicbrainz": {"contact": "a@b.test", "client_id": "label", "client_secret": "env:S", "accept_cc0": True},
    "qqmusic": {"api_url": "https://api.store.test", "app_id": "label", "app_secret": "env:S"},
    "spotify": {"client_id": "label", "client_secret": "env:S", "api_url": "https://api.store.test"},
    "tiktok": {"access_token": "env:T", "api_url": "https://api.store.test"},
    "youtube": {
        "content_owner": "quay",
        "client_id": "label",
        "client_secret": "env:S",
        "api_url": "https://api.store.test",
    },
}
"""Settings of every bundled platform, as far as a check needs them: nobody is connected to."""

_SECRETS: Final = dict.fromkeys(("ID", "KEY", "P", "P8", "S", "T"), "never used")
"""What the settings refer to: a check looks whether it is there."""

_LIBRARIES: Final = "import attrs, rich.console, rich.table, sqlalchemy, typer"


@frozen
class Cost:
    """Of one command, in seconds."""

    wall: float
    processor: float


def settings_text(home: Path) -> str:
    """Return a settings file with every bundled platform."""
    return f'home = "{home}"\n' + "".join("\n" + table_of(key, table) for key, table in PLATFORMS.items())


def run() -> float:
    """Measure, print the method and the figures, and return the seconds of the check."""
    print(__doc__)
    with tempfile.TemporaryDirectory(prefix="tunemantra-bench-") as name:
        folder = Path(name)
        release = write_release(folder / "release", seconds=SECONDS)
        (folder / "tunemantra.toml").write_text(settings_text(folder / "home"), "utf-8")
        program = ["-m", "tunemantra", "--settings", str(folder / "tunemantra.toml")]
        check = _median(folder, [*program, "check", str(release), "--to", "all"])
        for what, cost in {
            f"check --to all, {len(PLATFORMS)} platforms": check,
            "status": _median(folder, [*program, "status"]),
            "--help": _median(folder, ["-m", "tunemantra", "--help"]),
            "the libraries alone": _median(folder, ["-c", _LIBRARIES]),
        }.items():
            print(f"{what:30} {cost.wall:5.2f} s, of processor {cost.processor:5.2f} s")
    print(f"goal: at most {GOAL:g} s: {check.wall:.2f} s, {'reached' if check.wall <= GOAL else 'MISSED'}")
    return check.wall


def _median(folder: Path, arguments: Sequence[str]) -> Cost:
    costs = [_cost(folder, arguments) for _ in range(RUNS + 1)][1:]
    return Cost(*(statistics.median(values) for values in zip(*((c.wall, c.processor) for c in costs), strict=True)))


def _cost(folder: Path, arguments: Sequence[str]) -> Cost:
    environment = {**os.environ, **_SECRETS, "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    before, began = os.times(), time.perf_counter()
    subprocess.run([sys.executable, *arguments], env=environment, check=True, stdout=subprocess.DEVNULL)
    wall, after = time.perf_counter() - began, os.times()
    return Cost(
        wall,
        after.children_user + after.children_system - before.children_user - before.children_system,
    )


if __name__ == "__main__":
    sys.exit(0 if run() <= GOAL else 1)
