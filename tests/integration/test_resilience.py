"""Platforms that fail in the middle or do not answer at all, over real connections, with every byte counted."""

from __future__ import annotations

import threading
from collections import Counter
from urllib.parse import urlsplit

import pytest

from tests.integration.counting import wire_to
from tests.integration.house import PLATFORMS, House
from tests.integration.loopback import eventually
from tunemantra.core.distribution import Outcome, Stage
from tunemantra.pipeline.orders import package_of
from tunemantra.testing.desk import Store
from tunemantra.testing.folders import draft_release

pytestmark = pytest.mark.integration

CUT_AFTER = 40_000
SLACK = 64 * 1024
"""Bytes that the protocols themselves may need."""


@pytest.fixture(params=["spotify", "beatport"])
def wired(request, tmp_path):
    """A house, its one platform, and the wire to it."""
    key = request.param
    store = Store(PLATFORMS[key], tmp_path / key)
    settings = store.address.settings
    port = int(settings["port"]) if key == "beatport" else urlsplit(str(settings["api_url"])).port
    with wire_to(port) as wire:
        table = {"port": wire.port} if key == "beatport" else {"api_url": f"http://127.0.0.1:{wire.port}"}
        if key == "spotify":
            table["token_url"] = f"{settings['api_url']}/oauth/token"
        house = House(tmp_path / "house", {key: store}, tables={key: table})
        house.write_settings()
        yield key, house, wire
    store.close()


def media_of(host, order):
    """The sizes of the media files of an order."""
    return [file.size for file in package_of(host.tools, host.service.delivery(order.id)).files if file.subject]


def test_a_retry_sends_only_what_is_missing(wired, masters, tmp_path):
    """A-073: cuts in the middle of files cost at most those files, and with SFTP next to nothing."""
    key, house, wire = wired
    store = house.stores[key]
    # A file connection goes on by itself after three cuts; the next one costs the delivery a try.
    cuts = 5 if key == "beatport" else 3
    store.faults.order("drop-connection", str(CUT_AFTER), cuts)
    draft = draft_release(masters, tracks=3)
    draft.write(tmp_path / "release")
    with house.host() as host:
        (order,) = host.work_until_done(host.distribute(tmp_path / "release", [key]), seconds=60)
        assert order.outcome is Outcome.DONE, order.reason
        sizes = media_of(host, order)
        tries = [event for event in host.timeline(draft.icpn) if event.kind == "delivery.retry"]
    arrived = Counter(entry["path"] for entry in store.received(draft.icpn))
    assert len(arrived) == len(sizes) == 4
    assert set(arrived.values()) == {1}
    assert 1 <= len(tries) <= 3
    if key == "beatport":
        # Each cut costs what of the file was on its way and did not arrive: nothing goes twice that had.
        lost = sum(sizes[0] - CUT_AFTER * cut for cut in range(1, cuts)) + sizes[1] - CUT_AFTER
        assert wire.up <= (sum(sizes) + lost) * 1.01 + SLACK
    else:
        # The API takes whole files only: what was cut is sent again, what had arrived is not.
        assert wire.up <= sum(sizes) + len(tries) * max(sizes) + SLACK
        puts = [e["path"] for e in store.journal.entries("request") if e["method"] == "PUT" and e["status"] == 200]
        assert len(puts) == len(set(puts)) == len(sizes)


@pytest.fixture
def dead(tmp_path):
    """A house with a platform that answers 503 for ever, and a breaker that nobody probes in the time of a test."""
    store = Store(PLATFORMS["spotify"], tmp_path / "spotify", faults=["unavailable=:-1"])
    port = urlsplit(str(store.address.settings["api_url"])).port
    with wire_to(port) as wire:
        table = {"api_url": f"http://127.0.0.1:{wire.port}", "token_url": f"http://127.0.0.1:{port}/oauth/token"}
        house = House(tmp_path / "house", {"spotify": store}, tables={"spotify": table}, top={"workers": 1})
        text = house.write_settings().read_text("utf-8")
        breaker = "\n[breaker]\nfailures = 5\npause = 3600.0\nlongest = 3600.0\n"
        house.settings_file.write_text(text + breaker, "utf-8")
        yield house, wire
    store.close()


def work(host, until):
    """Let the host work until something is true."""
    over = threading.Event()
    crew = threading.Thread(target=host.work, args=(over.is_set,))
    crew.start()
    try:
        eventually(until)
    finally:
        over.set()
        crew.join()


def test_after_five_failures_nobody_connects_and_once_it_answers_everybody_arrives(dead, masters, tmp_path):
    """A-007, over two hosts that share a ledger."""
    house, wire = dead
    store = house.stores["spotify"]
    for number in range(3):
        draft_release(masters, tracks=1, number=number).write(tmp_path / f"release-{number}")
    with house.host() as first, house.host() as second:
        orders = [first.distribute(tmp_path / f"release-{number}", ["spotify"])[0] for number in range(3)]

        def stalled(host):
            waiting = [host.service.delivery(order.id).waiting for order in orders]
            return all(text.startswith("STALLED: Spotify (api) does not answer since") for text in waiting)

        work(first, lambda: stalled(first))
        answers = [entry["status"] for entry in store.journal.entries("request") if entry["path"] != "/oauth/token"]
        assert answers == [503] * 5
        wire.reset()
        for order in orders:
            second.controls.force(order.id, actor="ada", reason="try now")
        work(second, lambda: stalled(second))
        assert (wire.connections, wire.up) == (0, 0)
        assert sum(second.service.delivery(order.id).attempts for order in orders) < 5
        opened = [e for order in orders for e in first.timeline(order.icpn) if e.kind == "breaker.opened"]
        assert len(opened) == 1
        store.faults.clear()
        assert len(second.controls.close("spotify/api", actor="ada", reason="they say it is up")) == 3
        done = first.work_until_done(orders, seconds=60)
        assert [(order.outcome, order.stage) for order in done] == [(Outcome.DONE, Stage.END)] * 3
