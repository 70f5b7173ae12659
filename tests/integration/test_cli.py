"""The program as a process: the whole demonstration, the simulators, Ctrl-C."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests import program
from tests.program import PROGRAM
from tunemantra.core.requirement import Capability
from tunemantra.host.demo import ICPN, TRACKS
from tunemantra.testing.plugin import bundled

pytestmark = [pytest.mark.integration, pytest.mark.slow]


CANNOT_UPDATE = {one.key for one in bundled() if Capability.UPDATE not in one.capabilities}
DEMONSTRATED = {one.key for one in bundled() if one.key != "ddex_feed"} | {"labelcamp", "meta", "own_shop"}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("program")


def environment() -> dict[str, str]:
    clean = {key: value for key, value in os.environ.items() if key != "TUNEMANTRA_SETTINGS"}
    return {**clean, "PYTHONUNBUFFERED": "1"}


def run(place: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    return program.run(*arguments, cwd=place, env=environment(), timeout=200)


def started(place: Path, *arguments: object, until: str) -> subprocess.Popen[str]:
    """Return a process that has said a word and goes on."""
    process = subprocess.Popen(
        [*PROGRAM, *map(str, arguments)],
        cwd=place,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        if until in line:
            return process
    _, err = process.communicate()
    pytest.fail(f"it ended: {err}")


def ended(process: subprocess.Popen[str], number: int) -> tuple[int, str]:
    process.send_signal(number)
    try:
        _, err = process.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise
    return process.returncode, err


@pytest.fixture(scope="module")
def demonstration(place: Path) -> subprocess.CompletedProcess[str]:
    return run(place, "demo", "--seconds", 1.5, "--json")


class TestDemonstration:
    def test_every_platform_is_live(self, demonstration: subprocess.CompletedProcess[str]) -> None:
        assert demonstration.returncode == 0, demonstration.stderr
        told = json.loads(demonstration.stdout)
        assert told["live"] is True
        states = {one["distribution"]["platform"]: one["distribution"]["state"]["status"] for one in told["standing"]}
        assert states == dict.fromkeys(DEMONSTRATED, "Live")

    def test_the_second_time_nothing_is_made_or_sent(self, demonstration: subprocess.CompletedProcess[str]) -> None:
        told = json.loads(demonstration.stdout)
        assert told["second"]["renditions"] == 0
        assert told["second"]["sent"] == {key: 0 for key in DEMONSTRATED if key not in CANNOT_UPDATE}
        assert told["first"]["renditions"] > len(TRACKS)
        sent = told["first"]["sent"]
        assert all(sent[key] > 1_000_000 for key in ("spotify", "beatport"))
        assert all(count > 500_000 for key, count in sent.items() if key != "musicbrainz")

    def test_what_was_delivered_lies_there(self, demonstration: subprocess.CompletedProcess[str], place: Path) -> None:
        for platform in ("spotify", "beatport"):
            files = [file for file in (place / "tunemantra-demo" / "packages" / platform).rglob("*") if file.is_file()]
            assert len([file for file in files if file.suffix == ".wav"]) == len(TRACKS)
            assert any(file.suffix in {".json", ".xml"} for file in files)

    def test_people_are_told_what_happens(self, demonstration: subprocess.CompletedProcess[str]) -> None:
        assert "All 14 platforms are Live." in demonstration.stderr
        assert "Traceback" not in demonstration.stderr

    def test_no_simulator_is_left_behind(self, demonstration: subprocess.CompletedProcess[str], place: Path) -> None:
        said = run(
            place,
            "--settings",
            "tunemantra-demo/tunemantra.toml",
            "takedown",
            ICPN,
            "--to",
            "spotify",
            "--seconds",
            0.5,
        )
        assert said.returncode == 1


def test_simulators_stay_up_until_they_are_told_to_end(tmp_path: Path) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        up = started(tmp_path, "sandbox", "up", "--to", "spotify", "--write", "up.toml", until="Ctrl-C ends them")
        assert "spotify" in tomllib.loads((tmp_path / "up.toml").read_text())["platforms"]
        assert run(tmp_path, "-s", "up.toml", "doctor").returncode == 0
        assert ended(up, number) == (0, "")


def test_ctrl_c_while_waiting_loses_nothing(tmp_path: Path, album: Path) -> None:
    shutil.copytree(album, tmp_path / "release")
    table = '[platforms.spotify]\nclient_id = "label"\nclient_secret = "env:PATH"\napi_url = "http://127.0.0.1:9"\n'
    (tmp_path / "tunemantra.toml").write_text(table)
    command = ("--verbose", "distribute", "release", "--to", "spotify")
    process = subprocess.Popen(
        [*PROGRAM, *command],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # What runs in the background of a shell ignores Ctrl-C, and hands that on.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - no thread runs here
    )
    assert process.stderr is not None
    # The worker says on standard error that nobody answers; from then on it waits for the next try.
    assert any("refused" in line for line in process.stderr)
    assert ended(process, signal.SIGINT)[0] == 130
    (standing,) = json.loads(run(tmp_path, "status", "--json").stdout)
    assert (standing["delivery"]["outcome"], standing["delivery"]["stage"]) == ("open", "deliver")


def test_a_worker_ends_on_sigterm(tmp_path: Path) -> None:
    worker = started(tmp_path, "worker", until="working")
    assert ended(worker, signal.SIGTERM)[0] == 0
