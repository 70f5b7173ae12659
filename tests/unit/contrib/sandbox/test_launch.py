"""A simulator starts as the port says, and ends when told."""

from __future__ import annotations

import json
import signal
import subprocess
import sys

import pytest

from tunemantra.contrib.sandbox import OrderedFault, parse_args, parse_fault

SIMULATOR = """
from tunemantra.contrib.sandbox import ending, parse_args, ready
args = parse_args("acme", faults={"unavailable"})
ended = ending()
told = {"folder": str(args.folder), "secret": "file:x"}
ready("acme", told, "http://127.0.0.1:1/", faults=("unavailable", "slow-ack"))
ended.wait()
print("ended")
"""


@pytest.fixture
def simulator(tmp_path):
    command = [sys.executable, "-c", SIMULATOR, "--folder", str(tmp_path / "new"), "--port", "0"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def test_arguments_are_read(tmp_path):
    args = parse_args(
        "acme",
        ["--folder", str(tmp_path / "a/b"), "--port", "8", "--fault", "slow-ack=0.5:3", "--speed", "4"],
    )
    assert args.folder.is_dir()
    assert (args.port, args.faults, args.delay(2)) == (8, (OrderedFault("slow-ack", "0.5", 3),), 0.5)


@pytest.mark.parametrize(("speed", "seconds"), [(0.1, 1.0), (1, 1.0), (4, 0.25)])
def test_a_slow_simulator_answers_as_many_calls_as_the_platform(tmp_path, speed, seconds):
    args = parse_args("acme", ["--folder", str(tmp_path), "--port", "0", "--speed", str(speed)])
    assert args.span(1.0) == seconds


@pytest.mark.parametrize(
    "wrong", [["--fault", "typo"], ["--fault", "=1"], ["--speed", "0"], ["--port", "x"]], ids=" ".join
)
def test_wrong_arguments_end_the_process_with_2(tmp_path, wrong):
    with pytest.raises(SystemExit) as ended:
        parse_args("acme", ["--folder", str(tmp_path), *wrong], faults={"unavailable"})
    assert ended.value.code == 2


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("unavailable", OrderedFault("unavailable")),
        ("unavailable=3", OrderedFault("unavailable", "3")),
        ("unavailable:2", OrderedFault("unavailable", "", 2)),
        ("unknown-status=Not Yet:-1", OrderedFault("unknown-status", "Not Yet", -1)),
        ("Not a name", None),
    ],
)
def test_a_fault_is_read_from_one_word(text, fault):
    assert parse_fault(text) == fault


def test_ready_is_one_line_of_json(simulator, tmp_path):
    line = json.loads(simulator.stdout.readline())
    assert line == {
        "platform": "acme",
        "page": "http://127.0.0.1:1/",
        "settings": {"folder": str(tmp_path / "new"), "secret": "file:x"},
        "faults": ["slow-ack", "unavailable"],
    }


def test_it_ends_when_standard_input_closes(simulator):
    simulator.stdout.readline()
    assert simulator.communicate(timeout=20)[0] == "ended\n"


def test_it_ends_on_sigterm(simulator):
    simulator.stdout.readline()
    simulator.send_signal(signal.SIGTERM)
    assert simulator.wait(timeout=20) == 0
    assert simulator.stdout.read() == "ended\n"
