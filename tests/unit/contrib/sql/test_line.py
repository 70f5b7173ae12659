from __future__ import annotations

import errno
import fcntl
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from tunemantra.contrib.sql import line as module
from tunemantra.contrib.sql.line import Line

FORK = multiprocessing.get_context("fork")


@pytest.fixture
def database(tmp_path):
    return str(tmp_path / "ledger.db")


def taken(line):
    """A turn that has begun."""
    turn = line.turn()
    next(turn)
    return turn


def _hold(database, begun, end):
    with closing(taken(Line(database, 30))):
        begun.set()
        end.wait(60)


@pytest.fixture
def other(database):
    """Another process that writes until its event is set."""
    begun, end = FORK.Event(), FORK.Event()
    process = FORK.Process(target=_hold, args=(database, begun, end))
    process.start()
    process.end = end
    assert begun.wait(30)
    yield process
    process.kill()
    process.join(30)


def waits(database):
    """A thread of ours that wants to write, and when its turn has come."""
    arrived = threading.Event()

    def wait():
        with closing(taken(Line(database, 120))):
            arrived.set()

    threading.Thread(target=wait, daemon=True).start()
    return arrived


def test_a_process_waits_until_another_has_written(database, other):
    arrived = waits(database)
    assert not arrived.wait(0.2)  # long enough to begin, if it could
    other.end.set()
    assert arrived.wait(30)


def test_whoever_is_killed_keeps_nobody_waiting(database, other):
    arrived = waits(database)
    other.kill()
    assert arrived.wait(30)


def _hold_and_fork(database, out):
    turn = taken(Line(database, 30))
    child = FORK.Process(target=threading.Event().wait)
    child.start()
    out.put(child.pid)
    threading.Event().wait()
    turn.close()


def test_a_fork_does_not_inherit_the_turn_of_its_parent(database):
    out = FORK.Queue()
    parent = FORK.Process(target=_hold_and_fork, args=(database, out))
    parent.start()
    child = out.get(timeout=30)
    try:
        parent.kill()
        os.waitpid(parent.pid, 0)
        os.kill(child, 0)  # it lives, with all the files of its parent
        assert waits(database).wait(30)
    finally:
        os.kill(child, signal.SIGKILL)


def test_the_same_thread_is_let_in_by_its_own_turn(database):
    line = Line(database, 60)
    with closing(taken(line)), closing(taken(line)):
        pass
    with closing(taken(line)):
        pass


def test_who_waited_too_long_goes_on(database, other):
    with closing(taken(Line(database, 0.05))):
        assert other.is_alive()


def test_a_thread_that_waited_too_long_leaves_the_others_place_alone(database):
    line = Line(database, 0.05)
    with closing(taken(line)):
        late = threading.Thread(target=lambda: taken(line).close())
        late.start()
        late.join(30)
        process = FORK.Process(target=_look, args=(database,))
        process.start()
        process.join(30)
    assert process.exitcode == HELD


HELD = 7


def _look(database):
    with Path(f"{database}-turn").open("r+b") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit(HELD)


def test_where_there_can_be_no_file_nobody_waits(tmp_path):
    line = Line(str(tmp_path / "nowhere" / "ledger.db"), 60)
    for _ in range(2):
        with closing(taken(line)):
            pass


def test_where_files_cannot_be_locked_nobody_waits(database, monkeypatch):
    def unable(_file, _how):
        raise OSError(errno.ENOLCK, "no locks here")

    monkeypatch.setattr(module, "lockf", unable)
    line = Line(database, 60)
    for _ in range(2):
        with closing(taken(line)):
            pass


def test_threads_that_come_at_once_open_one_file(database):
    line = Line(database, 60)
    threads = line._threads

    class First:
        release = threads.release

        def acquire(self, timeout):
            line._threads = threads
            with closing(taken(line)):
                pass
            return threads.acquire(timeout=timeout)

    line._threads = First()
    with closing(taken(line)):
        pass
    assert opened(database) == 1


def opened(database):
    """How often this process has the file of a line open, whatever else it opens and closes meanwhile."""
    return sum(os.path.realpath(one) == os.path.realpath(f"{database}-turn") for one in Path("/proc/self/fd").iterdir())


def test_a_line_that_is_over_leaves_no_open_file(database):
    line = Line(database, 60)
    with closing(taken(line)):
        pass
    assert opened(database) == 1
    del line
    assert opened(database) == 0


def test_a_fork_closes_no_file_that_has_the_number_by_now(database):
    line = Line(database, 60)
    with closing(taken(line)):
        pass
    child = os.fork()
    if not child:
        # As a daemon does, which closes all it was given.
        number = line._file
        os.dup2(os.open(os.devnull, os.O_RDWR), number)
        del line
        os._exit(0 if Path(f"/proc/self/fd/{number}").exists() else 1)
    assert os.waitpid(child, 0)[1] == 0


_ENDING = """
import atexit, sys
atexit.register(lambda: turn.close())  # as a daemon's thread may, after whatever is called for what comes later
from tunemantra.contrib.sql.line import Line
turn = Line(sys.argv[1], 60).turn()
next(turn)
"""


def test_a_turn_may_end_after_the_end_of_the_process_began(database):
    ended = subprocess.run([sys.executable, "-c", _ENDING, database], capture_output=True, text=True, check=False)
    assert ended.stderr == ""
