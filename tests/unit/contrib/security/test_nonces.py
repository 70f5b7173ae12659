"""A nonce is spent once: by whichever thread, process or run of the program comes first."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import timedelta

import pytest

from tunemantra.contrib.memory import ManualClock
from tunemantra.contrib.security import FileNonces, MemoryNonces
from tunemantra.errors import Disposition, StateError

HOUR = timedelta(hours=1)


@pytest.fixture
def clock():
    return ManualClock()


@pytest.fixture(params=["file", "memory"])
def nonces(request, clock, tmp_path):
    return FileNonces(tmp_path / "links.db", clock) if request.param == "file" else MemoryNonces(clock)


def test_a_nonce_is_spent_once(nonces, clock):
    until = clock.now() + HOUR
    assert [nonces.spend(nonce, until) for nonce in ("a", "a", "b")] == [True, False, True]


def test_it_is_not_forgotten_before_its_time(nonces, clock):
    until = clock.now() + HOUR
    nonces.spend("a", until)
    clock.set(clock.now() + HOUR)
    assert not nonces.spend("a", until)


def test_of_many_threads_one_spends_it(nonces, clock):
    until, spent = clock.now() + HOUR, []
    threads = [threading.Thread(target=lambda: spent.append(nonces.spend("a", until))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(spent) == [False] * 7 + [True]


def test_what_is_past_makes_room(clock, tmp_path):
    nonces = FileNonces(tmp_path / "links.db", clock)
    nonces.spend("a", clock.now() + HOUR)
    clock.set(clock.now() + 2 * HOUR)
    nonces.spend("b", clock.now() + HOUR)
    with nonces._connection() as found:
        assert found.execute("SELECT nonce FROM nonces").fetchall() == [("b",)]


def test_it_stays_spent_for_the_next_run_and_for_another_process(clock, tmp_path):
    path, until = tmp_path / "sub" / "links.db", clock.now() + HOUR
    assert FileNonces(path, clock).spend("a", until)
    assert not FileNonces(path, clock).spend("a", until)
    code = (
        "import sys; from datetime import datetime; from pathlib import Path\n"
        "from tunemantra.contrib.memory import ManualClock; from tunemantra.contrib.security import FileNonces\n"
        "until = datetime.fromisoformat(sys.argv[2])\n"
        "print(FileNonces(Path(sys.argv[1]), ManualClock()).spend('a', until))"
    )
    said = subprocess.run(
        [sys.executable, "-c", code, path, until.isoformat()], capture_output=True, text=True, check=True
    )
    assert said.stdout == "False\n"


def test_nobody_else_may_read_the_file(clock, tmp_path):
    FileNonces(tmp_path / "links.db", clock)
    assert (tmp_path / "links.db").stat().st_mode & 0o777 == 0o600


def test_what_cannot_be_remembered_is_never_taken_for_unspent(clock, tmp_path):
    with pytest.raises(StateError, match="cannot keep nonces"):
        FileNonces(tmp_path, clock)
    nonces = FileNonces(tmp_path / "links.db", clock)
    (tmp_path / "links.db").write_bytes(b"something else" * 100)
    with pytest.raises(StateError) as caught:
        nonces.spend("a", clock.now() + HOUR)
    assert caught.value.disposition is Disposition.RETRY
