"""Somebody sets the machine's clock while a worker works: nothing is lost, sent twice or put off."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests import support
from tests.integration.house import BOTH, PLATFORMS, House
from tests.integration.loopback import eventually
from tests.integration.test_kill import chains_are_intact, delivered_once, everything_is_live, ordered
from tunemantra.core.distribution import Stage
from tunemantra.testing.desk import Store
from tunemantra.testing.folders import Masters

pytestmark = [pytest.mark.integration]

LIBRARY = "libfaketimeMT.so.1"
INSIDE = """
import atexit, os, select, time
# The library refuses the system call that Python sleeps with (0.9.10); another one does the same.
time.sleep = lambda seconds: select.select([], [], [], seconds) and None
begun = time.time() - time.monotonic()
atexit.register(lambda: open(os.environ["JUMPED"], "w").write(str(time.time() - time.monotonic() - begun)))
"""
"""Runs in the worker before anything else, and tells in the end by how many seconds its clock was set."""


@pytest.fixture
def faketime() -> Path:
    """The library that tells a program another time than the machine's."""
    support.require_tool("faketime", "faketime")
    (found,) = Path("/usr/lib").glob(f"*/faketime/{LIBRARY}")
    return found


@pytest.fixture
def house(tmp_path):
    # As slow as it takes for the clock to be set while something is on its way.
    stores = {
        "spotify": Store(PLATFORMS["spotify"], tmp_path / "spotify", speed=5, faults=["slow-ack=0.2:-1"]),
        "beatport": Store(PLATFORMS["beatport"], tmp_path / "beatport", speed=5),
    }
    made = House(tmp_path / "house", stores, top={"lease_seconds": 5.0, "poll_seconds": 1.0})
    made.write_settings()
    yield made
    for store in stores.values():
        store.close()


def set_clock(file: Path, seconds: int) -> None:
    """Set the worker's clock so many seconds off; it reads the file whenever it asks for the time."""
    new = file.with_suffix(".new")
    new.write_text(f"{seconds:+d}")
    new.replace(file)


@pytest.mark.parametrize(
    "hour",
    [pytest.param(3600, id="forward"), pytest.param(-3600, id="back", marks=pytest.mark.nightly)],
)
def test_a_clock_that_is_set_changes_nothing(house, tmp_path, faketime, hour):
    draft = ordered(house, Masters(tmp_path / "masters", seconds=1.0), tmp_path / "release")
    set_to, jumped = tmp_path / "faketime", tmp_path / "jumped"
    set_clock(set_to, 0)
    (tmp_path / "sitecustomize.py").write_text(INSIDE)
    environment = {
        **os.environ,
        "LD_PRELOAD": str(faketime),
        "FAKETIME_TIMESTAMP_FILE": str(set_to),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "NO_FAKE_STAT": "1",
        "PYTHONPATH": str(tmp_path),
        "JUMPED": str(jumped),
    }
    with house.host() as host:
        worker = subprocess.Popen(
            house.command("worker", "--until-idle"), env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        eventually(lambda: any(order.stage is Stage.DELIVER for order in host.tools.ledger.deliveries()))
        set_clock(set_to, hour)
        # By now it waits for its next look at what has become of them: due at once, or in an hour.
        eventually(lambda: any(event.native for event in host.timeline(draft.icpn, "beatport")))
        set_clock(set_to, 2 * hour)
        _, err = worker.communicate(timeout=40)
        assert worker.returncode == 0, err
        assert float(jumped.read_text()) == pytest.approx(2 * hour, abs=1)
        assert set(BOTH) == set(house.stores)
        everything_is_live(host, draft)
    delivered_once(house, draft)
    chains_are_intact(house)
