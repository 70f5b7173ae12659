"""Threads of another process let one of their own go first."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tunemantra.contrib.processes import stand_back

CODE = """
import sys, threading
def work(name):
    open(f"/proc/self/task/{threading.get_native_id()}/comm", "w").write(name)
    print(flush=True)
    sys.stdin.read()
for name in ("enc0:flac", "enc1:libmp3la", "dmx0:wav"):
    threading.Thread(target=work, args=(name,)).start()
"""


def niceness(process: int) -> dict[str, int]:
    """Return how far each thread stands back, by its name."""
    stats = [one.joinpath("stat").read_text() for one in Path(f"/proc/{process}/task").iterdir()]
    halves = [stat.rpartition(")") for stat in stats]
    return {head.partition("(")[2]: int(tail.split()[16]) for head, _, tail in halves}


@pytest.fixture
def process():
    with subprocess.Popen(
        [sys.executable, "-c", CODE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as started:
        for _ in range(3):
            started.stdout.readline()
        yield started.pid
        started.stdin.close()


def test_all_threads_but_one_stand_back(process):
    before = niceness(process)
    assert stand_back(process, "libmp3", by=7)
    after = niceness(process)
    assert after.pop("enc1:libmp3la") == before.pop("enc1:libmp3la")
    assert after == dict.fromkeys(before, 7)


def test_none_stands_back_where_there_is_nobody_to_go_first(process):
    before = niceness(process)
    assert not stand_back(process, "libopus", by=7)
    assert niceness(process) == before


def test_a_process_that_has_ended_is_none_of_our_business():
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        ended.wait()
    assert not stand_back(ended.pid, "libmp3")
