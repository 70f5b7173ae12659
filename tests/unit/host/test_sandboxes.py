from __future__ import annotations

import os
import textwrap
import threading
import time
from pathlib import Path
from queue import Queue

import pytest
from attrs import evolve

from tests.unit.host.kiosk import platform_of
from tests.unit.pipeline.world import Shop
from tunemantra.contrib.memory import ManualClock
from tunemantra.errors import PluginError
from tunemantra.host import sandboxes
from tunemantra.host.sandboxes import RunningSandbox
from tunemantra.ports.platform import Platform, Sandbox

READY = """
import json, sys
from pathlib import Path
folder = Path(sys.argv[sys.argv.index("--folder") + 1])
(folder / "argv.json").write_text(json.dumps(sys.argv[1:]))
print(json.dumps({"platform": "kiosk", "page": "http://127.0.0.1:1/", "settings": {"user": "ada"}}))
print("x" * 200_000)
sys.stdin.read()
"""
STUBBORN = "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + READY + "time.sleep(600)\n"


@pytest.fixture
def simulator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """`simulator(code)`: a platform whose simulator is a module of that code."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    def make(code: str, *requires: str) -> Platform:
        (tmp_path / "simulated_kiosk.py").write_text(textwrap.dedent(code))
        return platform_of(Shop("kiosk", ManualClock()), sandbox=Sandbox("simulated_kiosk", requires))

    return make


def running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_simulator_says_where_it_is_and_ends_with_its_owner(simulator, tmp_path: Path) -> None:
    with RunningSandbox(simulator(READY), tmp_path / "kiosk") as one:
        address = one.address
        assert running(one.process.pid)
        assert (address.platform, address.page, address.settings) == ("kiosk", "http://127.0.0.1:1/", {"user": "ada"})
        assert address.folder == tmp_path / "kiosk"
        assert one.address is address
    assert not running(one.process.pid)


def test_faults_speed_and_port_reach_the_simulator(simulator, tmp_path: Path) -> None:
    platform = simulator(READY)
    with RunningSandbox(platform, tmp_path / "kiosk", faults=["quota=2", "slow"], speed=20, port=7) as one:
        assert one.address
    said = (tmp_path / "kiosk" / "argv.json").read_text()
    assert '"--port", "7", "--speed", "20", "--fault", "quota=2", "--fault", "slow"]' in said


def test_a_simulator_of_many_stores_is_told_which_one_it_plays(simulator, tmp_path: Path) -> None:
    platform = simulator(READY)
    platform = evolve(platform, sandbox=evolve(platform.sandbox, arguments=("--store", "north")))
    with RunningSandbox(platform, tmp_path / "kiosk") as one:
        assert one.address
    assert '"--store", "north"]' in (tmp_path / "kiosk" / "argv.json").read_text()


def test_a_platform_without_a_simulator_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PluginError, match="ships no simulator"):
        RunningSandbox(platform_of(Shop("kiosk", ManualClock())), tmp_path)


def test_a_missing_library_is_named_with_the_way_to_get_it(simulator, tmp_path: Path) -> None:
    with pytest.raises(PluginError, match=r"no_such_library.*tunemantra\[demo\]"):
        RunningSandbox(simulator(READY, "json", "no_such_library"), tmp_path / "kiosk")
    assert not (tmp_path / "kiosk").exists()


@pytest.mark.parametrize(
    "code",
    [
        "import sys; sys.exit('the port is taken')",
        "print('hello'); input()",
        "print('[]'); input()",
        "print('{}'); input()",
        """print('{"platform": "somebody-else", "page": "", "settings": {}}'); input()""",
        """print('{"platform": "kiosk", "page": "", "settings": 3}'); input()""",
    ],
    ids=["dies", "no-json", "no-object", "empty", "another-platform", "no-table"],
)
def test_one_that_does_not_get_ready_is_ended_and_its_log_named(simulator, tmp_path: Path, code: str) -> None:
    with RunningSandbox(simulator(code), tmp_path / "kiosk") as one:
        with pytest.raises(PluginError, match=r"did not start(?! within)") as caught:
            assert one.address
        assert not running(one.process.pid)
    assert str(tmp_path / "kiosk" / "sandbox.log") in caught.value.hint
    assert ("the port is taken" in caught.value.hint) == ("sys.exit" in code)


def test_one_that_says_nothing_is_not_waited_for_for_ever(
    simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandboxes, "STARTS_WITHIN", 0.3)
    with RunningSandbox(simulator("input()"), tmp_path / "kiosk") as one:
        with pytest.raises(PluginError, match=r"did not start within 0\.3 seconds"):
            assert one.address
        assert not running(one.process.pid)


def test_stopping_one_leaves_its_reader_in_peace(simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stopped, complaints = threading.Event(), []

    class Late(Queue[bytes]):
        def put(self, item: bytes, block: bool = True, timeout: float | None = None) -> None:
            super().put(item, block, timeout)
            assert stopped.wait(20)

    monkeypatch.setattr(sandboxes, "Queue", Late)
    monkeypatch.setattr(threading, "excepthook", complaints.append)
    with RunningSandbox(simulator(READY), tmp_path / "kiosk") as one:
        assert one.address
    readers = [thread for thread in threading.enumerate() if thread.name == "sandbox-kiosk"]
    stopped.set()
    for reader in readers:
        reader.join(20)
    assert readers
    assert not complaints


def test_one_that_ignores_being_asked_to_end_is_killed(
    simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandboxes, "ENDS_WITHIN", 0.3)
    with RunningSandbox(simulator(STUBBORN), tmp_path / "kiosk") as one:
        assert one.address
        began = time.monotonic()
    assert not running(one.process.pid)
    assert time.monotonic() - began < 5


def test_the_log_is_kept_from_start_to_start(simulator, tmp_path: Path) -> None:
    for text in ("first", "second"):
        with RunningSandbox(simulator(f"import sys; sys.exit({text!r})"), tmp_path / "kiosk") as one:
            one.process.wait(timeout=20)
    assert (tmp_path / "kiosk" / "sandbox.log").read_text().split() == ["first", "second"]
