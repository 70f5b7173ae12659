"""Releases that go to a store in one batch: gathered, killed in the middle, completed once, reconciled to nothing."""

from __future__ import annotations

import signal
from contextlib import contextmanager

import pytest
from attrs import evolve

from tests.integration.house import PLATFORMS, House, alive
from tests.integration.loopback import eventually
from tunemantra.core.batch import WAITS, BatchState
from tunemantra.core.distribution import Delivery, Event, OrderKind, Outcome, Stage
from tunemantra.core.identifiers import Gtin
from tunemantra.core.status import Status
from tunemantra.pipeline.intake import freeze
from tunemantra.pipeline.reconcile import Batches
from tunemantra.testing import make_release
from tunemantra.testing.desk import Store
from tunemantra.testing.folders import Masters, draft_release, gtin

pytestmark = pytest.mark.integration

KEY = "ddex_feed"


@contextmanager
def opened(folder, rule, *, table=None, poll=0.1, **store):
    """Open a house that gathers its orders for one store by a rule."""
    made = House(
        folder / "house",
        {KEY: Store(PLATFORMS[KEY], folder / "store", **store)},
        top={"lease_seconds": 0.6, "workers": 2, "media_workers": 1, "poll_seconds": poll},
        tables={KEY: table or {}},
    )
    settings = made.write_settings()
    settings.write_text(f"{settings.read_text('utf-8')}\n[platforms.{KEY}.batch]\n{rule}\n", "utf-8")
    try:
        yield made
    finally:
        made.stores[KEY].close()


def ordered(house, folder, count):
    """Order as many small releases and return their drafts."""
    masters = Masters(folder / "masters", seconds=0.6)
    drafts = [draft_release(masters, tracks=1) for _ in range(count)]
    with house.host() as host:
        for draft in drafts:
            draft.write(folder / draft.icpn)
            host.distribute(folder / draft.icpn, [KEY])
    return drafts


@contextmanager
def working(house, end):
    """Run `tunemantra worker` in a process group of its own, and end it by a signal."""
    process = house.start("worker")
    try:
        yield
    finally:
        process.send_signal(end)
        process.wait(60)
        eventually(lambda: not alive(process.pid), 10)


def the_batch(host):
    [(batch, tally)] = Batches(host.tools).page()
    return batch, tally


def reconciled(house, count):
    """Hold ledger, mark and store against each other, as people do and as the simulator saw it."""
    code, [found] = house.json("batch", "list")
    assert (code, found["batch"]["state"], found["tally"]["handed"]) == (0, "complete", count)
    batch = found["batch"]["id"]
    code, account = house.json("batch", "show", batch)
    assert (code, account["differences"], account["unheard"]) == (0, [], 0)
    orders, messages, files = account["counts"]
    assert (orders["ledger"], orders["handed"], orders["store"]) == (count, count, count)
    assert (messages["ledger"], messages["mark"], messages["store"]) == (count, count, count)
    assert files["ledger"] == files["handed"] == 3 * count
    journal = house.stores[KEY].journal
    [seen] = journal.entries("batch-complete")
    assert (seen["reference"].partition("_")[0], seen["messages"], seen["found"]) == (batch, count, count)
    for event in ("duplicate-message", "older-message", "batch-refused", "written-in-place", "store-failed"):
        assert journal.count(event) == 0, event
    return account


@pytest.mark.slow
def test_a_worker_killed_in_the_middle_of_a_batch_goes_on_where_it_was(tmp_path):
    killed_in_the_middle(tmp_path, 30, at=(3, 11, 20, 30))


def killed_in_the_middle(folder, count, *, at):
    with opened(folder, f"size = {count}", speed=20.0) as house:
        drafts = ordered(house, folder, count)
        bad, store = drafts[6], house.stores[KEY]
        store.faults.order("reject-track", str(bad.tracks[0]["isrc"]))
        with house.host() as host:
            for handed in at:
                with working(house, signal.SIGKILL):
                    eventually(lambda least=handed: any(t.handed >= least for _, t in Batches(host.tools).page()), 600)
            done = house.run("worker", "--until-idle", timeout=900)
            assert done.returncode == 0, done.stderr
            states = {one.distribution.icpn: one for one in host.status(platform=KEY)}
        for draft in drafts:
            wanted = Status.REJECTED if draft is bad else Status.LIVE
            assert states[draft.icpn].distribution.state.status is wanted
            assert store.journal.count("delivery-complete", icpn=draft.icpn) == 1
            paths = [entry["path"] for entry in store.received(draft.icpn)]
            assert len(paths) == len(set(paths)) == 2
        reconciled(house, count)
        code, said = house.json("audit", "verify")
        assert (code, said["intact"]) == (0, True)


@pytest.mark.nightly
@pytest.mark.timeout(14_400)
@pytest.mark.parametrize("count", [200, 10_000])
def test_a_worker_killed_in_a_large_batch_of_words_goes_on_where_it_was(tmp_path, count):
    """Takedowns, which are documents alone; nobody asks what became of each, so that a folder is not read so often."""
    with opened(tmp_path, f"size = {count}\nminutes = 0", table={"ack": "none"}, poll=3600.0) as house:
        with house.host() as host:
            withdrawn(host.tools, count)
            for handed in (count // 10, count // 2, count - 1):
                with working(house, signal.SIGKILL):
                    eventually(lambda least=handed: any(t.handed >= least for _, t in Batches(host.tools).page()), 7200)
            with working(house, signal.SIGTERM):
                eventually(lambda: the_batch(host)[0].over, 3600)
            batch, tally = the_batch(host)
            account = Batches(host.tools).account(batch.id)
        assert (tally.handed, account.differences) == (count, ())
        assert [(one.ledger, one.handed or one.mark) for one in account.counts] == [(count, count)] * 3
        journal = house.stores[KEY].journal
        eventually(lambda: journal.count("delivery-complete") == count, 600)
        [seen] = journal.entries("batch-complete")
        assert (seen["messages"], seen["found"], journal.count("duplicate-message")) == (count, count, 0)


def withdrawn(tools, count):
    """Order as many takedowns that may wait."""
    now, orders = tools.clock.now(), []
    for number in range(1, count + 1):
        revision = freeze(tools, make_release(tracks=1, icpn=Gtin.parse(gtin(number))))
        mine = tools.ledger.open_distribution(revision.icpn, KEY, now)
        what = (tools.ids.fresh(), mine.id, KEY, mine.icpn, revision.id, OrderKind.TAKEDOWN, 0, now, now)
        orders.append((Delivery(*what, stage=Stage.PACKAGE), Event(mine.id, now, "order.opened", "…")))
    tools.ledger.add_deliveries(orders)


@pytest.mark.nightly
def test_time_closes_a_batch_without_what_was_cancelled(tmp_path):
    with opened(tmp_path, "size = 50\nminutes = 600") as house:
        first, second, gone = ordered(house, tmp_path, 3)
        with house.host() as host, working(house, signal.SIGTERM):
            eventually(lambda: all(waits(host, draft) for draft in (first, second, gone)), 120)
            [standing] = host.status(first.icpn)
            assert standing.delivery.waiting.startswith(f"waits for batch {the_batch(host)[0].id}: 3 of 50, closes ")
            [cancelled] = host.status(gone.icpn)
            host.service.cancel(cancelled.delivery.id)
            batch, tally = the_batch(host)
            assert (batch.state, tally.ready, tally.ended) == (BatchState.OPEN, 2, 1)
            host.tools.ledger.batches.write(evolve(batch, closes_at=host.tools.clock.now()))
            eventually(lambda: live(host, first) and live(host, second), 120)
            eventually(lambda: the_batch(host)[0].over, 60)
            assert the_batch(host)[0].why == "its time is up"
            assert "order.waits" in {event.kind for event in host.timeline(first.icpn)}
        account = reconciled(house, 2)
        assert account["left"] == [[cancelled.delivery.id, "cancelled"]]


@pytest.mark.nightly
def test_people_close_a_batch_and_a_takedown_does_not_wait(tmp_path):
    with opened(tmp_path, "size = 0\nminutes = 0") as house:
        [draft] = ordered(house, tmp_path, 1)
        assert house.run("worker", "--until-idle").returncode == 0
        closed = house.run("batch", "close", KEY, "--actor", "ada", "--reason", "Friday")
        assert (closed.returncode, "is closed" in closed.stdout) == (0, True)
        assert house.run("batch", "close", KEY).returncode == 1
        assert house.run("worker", "--until-idle").returncode == 0
        shown = house.run("batch", "show", closed.stdout.split()[1])
        assert "closed by ada: Friday" in shown.stdout
        assert "0 differences" in shown.stdout
        with house.host() as host:
            assert live(host, draft)
            host.takedown(draft.icpn, [KEY], reason="a court says so")
        assert house.run("worker", "--until-idle").returncode == 0
        with house.host() as host:
            [standing] = host.status(draft.icpn)
            assert standing.distribution.state.status is Status.TAKEN_DOWN
            assert the_batch(host)[0].state is BatchState.COMPLETE


def waits(host, draft):
    [standing] = host.status(draft.icpn)
    return standing.delivery.waiting.startswith(WAITS)


def live(host, draft):
    [standing] = host.status(draft.icpn)
    return standing.distribution.state.status is Status.LIVE and standing.delivery.outcome is Outcome.DONE
