"""PostgreSQL and Celery with two workers: kill one, empty the broker, restart the database; all arrives once."""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from contextlib import ExitStack

import pytest

from tests.brokers import redis
from tests.integration.house import PLATFORMS, House
from tests.integration.loopback import eventually
from tests.integration.test_kill import (
    LEASE,
    LONGEST,
    MANY,
    OFTEN,
    Worker,
    chains_are_intact,
    delivered_once,
    everything_is_live,
    ordered,
    wait_for_another,
    wanting,
)
from tests.postgres import postgres, postgres_url
from tunemantra.testing.desk import Store
from tunemantra.testing.folders import Masters

__all__ = ["postgres", "postgres_url", "redis"]

pytestmark = [pytest.mark.integration, pytest.mark.slow]

KILLS = 4
STAGES = 2
MOST = 4
"""Times as many kills at most, where a loaded machine works slowly."""
CREW = 2
PATIENCE = 120.0
"""Seconds everything may take to become Live in the end: what a dead worker held waits for its lease, then a sweep."""


@pytest.fixture
def house(tmp_path, redis, postgres_url):
    stores = {
        "spotify": Store(PLATFORMS["spotify"], tmp_path / "spotify", speed=0.4, faults=["slow-ack=0.2:-1"]),
        "beatport": Store(PLATFORMS["beatport"], tmp_path / "beatport", speed=0.4, faults=["throttle=2000:-1"]),
    }
    top = {"lease_seconds": LEASE, "workers": 2, "media_workers": 1, "queue": "celery", "broker": redis.url}
    made = House(tmp_path / "house", stores, top={**top, "database": postgres_url})
    made.write_settings()
    yield made
    for store in stores.values():
        store.close()


class Crew:
    """Two workers; one that dies is followed by another."""

    def __init__(self, house):
        self.house = house
        self.workers = [Worker(house) for _ in range(CREW)]
        for worker in self.workers:
            worker.begun()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for worker in self.workers:
            worker.kill()

    def kill(self, which):
        self.workers[which].kill()
        self.workers[which] = Worker(self.house).begun()


def all_once(house, host, releases):
    eventually(lambda: not host.tools.ledger.deliveries(open_only=True), PATIENCE)
    for draft in releases:
        everything_is_live(host, draft)
        delivered_once(house, draft)
    chains_are_intact(house)


def killed_anywhere(house, tmp_path, least, *, every=None):
    seed = int(os.environ.get("TUNEMANTRA_SEED") or random.SystemRandom().randrange(10**6))
    print(f"TUNEMANTRA_SEED={seed}")  # noqa: T201 - what a failure is repeated with
    dice = random.Random(seed)
    masters = Masters(tmp_path / "masters", seconds=2.0)
    releases, hit, kills = [], Counter(), 0
    with ExitStack() as stack:
        host = stack.enter_context(house.host())
        crew = stack.enter_context(Crew(house))
        # As with one worker: kills go on until they have hit more than one stage.
        while kills < least or (kills < MOST * least and len(hit) < STAGES):
            if wanting(host, releases, kills, every):
                releases.append(ordered(house, masters, tmp_path / f"release-{len(releases)}"))
            if kills < least:
                time.sleep(dice.uniform(0.0, LONGEST))
            else:
                wait_for_another(host, hit)
            open_orders = host.tools.ledger.deliveries(open_only=True)
            crew.kill(dice.randrange(CREW))
            hit.update(order.stage for order in open_orders)
            kills += bool(open_orders)
        all_once(house, host, releases)
    print(f"{kills} kills over {len(releases)} albums, by stage: {dict(hit)}")  # noqa: T201 - where they hit
    assert len(hit) >= STAGES


def test_one_of_two_workers_killed_now_and_then_delivers_everything_once(house, tmp_path):
    killed_anywhere(house, tmp_path, KILLS)


@pytest.mark.nightly
@pytest.mark.timeout(7200)
def test_one_of_two_workers_killed_a_hundred_times_delivers_everything_once(house, tmp_path):
    killed_anywhere(house, tmp_path, MANY, every=OFTEN)


def test_a_broker_emptied_and_a_database_restarted_in_the_middle_change_nothing(house, tmp_path, redis, postgres):
    masters = Masters(tmp_path / "masters", seconds=1.0)
    with house.host() as host, Crew(house):
        releases = [ordered(house, masters, tmp_path / "release")]
        begun(host)
        redis.stop()
        postgres.restart()
        redis.start()
        all_once(house, host, releases)


def begun(host):
    eventually(lambda: any(order.stage.value != "prepare" for order in host.tools.ledger.deliveries(open_only=True)))
