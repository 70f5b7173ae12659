"""`kill -9` of the worker anywhere loses nothing and sends nothing twice."""

from __future__ import annotations

import os
import random
import signal
import tempfile
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.integration.house import BOTH, PLATFORMS, House, alive, spoilt_assets
from tests.integration.loopback import eventually
from tunemantra.core.distribution import Outcome, Stage
from tunemantra.core.status import Status
from tunemantra.testing.desk import Store
from tunemantra.testing.folders import Masters, draft_release

pytestmark = [pytest.mark.integration, pytest.mark.slow]

KILLS = 20
STAGES = 3
"""Stages that have to be hit: where random moments missed some, further kills wait for an order to get to one."""
LONGEST = 1.6
"""Seconds a worker lives at most after it has begun to work."""
PATIENCE = 30.0
"""The same where a stage is waited for that was never hit: on a busy machine an order takes long to get there."""
OFTEN = 5
"""Kills after which a long run orders one more album, whatever is open: so every stage is hit again and again."""
LEASE = 0.6
MANY = int(os.environ.get("TUNEMANTRA_KILLS") or 100)
"""Kills of a night."""


@pytest.fixture
def house(tmp_path):
    stores = {
        "spotify": Store(PLATFORMS["spotify"], tmp_path / "spotify", speed=0.4, faults=["slow-ack=0.2:-1"]),
        "beatport": Store(PLATFORMS["beatport"], tmp_path / "beatport", speed=0.4, faults=["throttle=2000:-1"]),
    }
    made = House(tmp_path / "house", stores, top={"lease_seconds": LEASE, "workers": 2, "media_workers": 1})
    made.write_settings()
    yield made
    for store in stores.values():
        store.close()


class Worker:
    """`tunemantra worker` in a process group of its own; what it logs stays with it, or goes to a file."""

    def __init__(self, house, *arguments, log=None):
        said = Path(tempfile.mkdtemp(prefix="worker-", dir=house.folder))
        os.mkfifo(said / "out")
        self.log = log or said / "err"
        self.process = house.start("worker", *arguments, out=said / "out", err=self.log)
        self.out = (said / "out").open(encoding="utf-8")

    def begun(self):
        line = self.out.readline()
        assert line.startswith("working"), (line, self.log.read_text("utf-8"))
        return self

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self._ended(10)

    def finish(self):
        assert self._ended(120) == 0, self.log.read_text("utf-8")

    def _ended(self, seconds):
        with self.out:
            self.out.read()
        code = self.process.wait(seconds)
        eventually(lambda: not alive(self.process.pid), 10)
        return code


def test_a_worker_killed_twenty_times_delivers_everything_once(house, tmp_path):
    killed_anywhere(house, tmp_path, KILLS)


@pytest.mark.nightly
@pytest.mark.timeout(3600)
def test_a_worker_killed_a_hundred_times_delivers_everything_once(house, tmp_path):
    killed_anywhere(house, tmp_path, MANY, every=OFTEN)


def killed_anywhere(house, tmp_path, least, *, every=None):
    seed = int(os.environ.get("TUNEMANTRA_SEED") or random.SystemRandom().randrange(10**6))
    print(f"TUNEMANTRA_SEED={seed}")  # noqa: T201 - what a failure is repeated with
    dice = random.Random(seed)
    masters = Masters(tmp_path / "masters", seconds=2.0)
    releases, hit, kills = [], Counter(), 0
    with house.host() as host:
        while kills < least or (kills < 2 * least and missing(hit)):
            if wanting(host, releases, kills, every):
                releases.append(ordered(house, masters, tmp_path / f"release-{len(releases)}"))
            worker = Worker(house, "--until-idle").begun()
            if kills < least:
                time.sleep(dice.uniform(0.0, LONGEST))
            else:
                wait_for_another(host, hit)
            open_orders = host.tools.ledger.deliveries(open_only=True)
            worker.kill()
            hit.update(order.stage for order in open_orders)
            kills += bool(open_orders)
        Worker(house, "--until-idle").finish()
        print(f"{kills} kills over {len(releases)} albums, by stage: {dict(hit)}")  # noqa: T201 - where they hit
        for draft in releases:
            everything_is_live(host, draft)
    for draft in releases:
        delivered_once(house, draft)
    assert not spoilt_assets(house.folder / "home")
    chains_are_intact(house)
    assert not missing(hit)


def missing(hit):
    return Stage.DELIVER not in hit or len(hit) < STAGES


def wait_for_another(host, hit):
    """Wait until an order has got to a stage where no worker was killed yet, or all are done."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and (stages := stages_of(host)) and not stages - hit.keys():
        time.sleep(0.005)


def stages_of(host):
    return {order.stage for order in host.tools.ledger.deliveries(open_only=True)}


def wanting(host, releases, kills, every):
    """Tell whether one more album is to be ordered: nothing is open, or the run is long and has few of them."""
    return (every and len(releases) <= kills // every) or not host.tools.ledger.deliveries(open_only=True)


def chains_are_intact(house):
    code, said = house.json("audit", "verify")
    assert (code, said["intact"], said["audit"]["found"]) == (0, True, 0)
    assert said["audit"]["events"] > 0


def ordered(house, masters, folder):
    draft = draft_release(masters, discs=2, tracks=2)
    draft.write(folder)
    with house.host() as host:
        host.distribute(folder, BOTH)
    return draft


def everything_is_live(host, draft):
    standings = host.status(draft.icpn)
    assert {standing.distribution.platform for standing in standings} == set(BOTH)
    for standing in standings:
        assert standing.distribution.state.status is Status.LIVE
        assert standing.delivery.outcome is Outcome.DONE
        kinds = [event.kind for event in host.timeline(draft.icpn, standing.distribution.platform)]
        assert kinds.count("order.opened") == kinds.count("delivery.sent") == kinds.count("delivery.done") == 1


def delivered_once(house, draft):
    for store in house.stores.values():
        journal = store.journal
        for event in ("delivery-complete", "ingested", "live"):
            assert journal.count(event, icpn=draft.icpn) == 1, event
        paths = [entry["path"] for entry in store.received(draft.icpn)]
        assert len(paths) == len(set(paths)) == len(draft.tracks) + 1
    beatport, spotify = house.stores["beatport"].journal, house.stores["spotify"].journal
    documents = [entry["path"] for entry in beatport.entries("document-received")]
    assert len(documents) == len(set(documents))
    for event in ("duplicate-batch", "duplicate-message", "older-message", "written-in-place", "store-failed"):
        assert beatport.count(event) == 0, event
    uploads = [entry["path"] for entry in spotify.entries("request", method="PUT", status=200)]
    assert len(uploads) == len(set(uploads))
