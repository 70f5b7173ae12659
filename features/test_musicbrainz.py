"""What is special to MusicBrainz."""

from __future__ import annotations

import json
import time

import httpx
import pytest
from attrs import evolve
from pytest_bdd import given, parsers, scenarios, then, when

from features.conftest import PLATFORMS
from tunemantra.core.text import Title
from tunemantra.errors import RefusedError
from tunemantra.pipeline.orders import order_of, package_of
from tunemantra.testing.desk import PATIENCE

scenarios("musicbrainz.feature")


@pytest.fixture
def platform():
    (found,) = [platform for platform in PLATFORMS if platform.key == "musicbrainz"]
    return found


@pytest.fixture
def state(desk):
    return lambda: json.loads((desk.store.folder / "state.json").read_bytes())


@pytest.fixture
def releases(desk, state):
    """The releases under the barcode of the release at hand."""
    return lambda: [one for one in state()["releases"].values() if one["barcode"] == desk.icpn]


@pytest.fixture
def call(desk):
    def send(method, path, **told):
        return httpx.request(method, desk.store.address.page.rstrip("/") + path, json=told)

    return send


@pytest.fixture
def seed(desk, state):
    (order,) = [desk.delivery.id]
    return lambda: next(one for one in state()["seeds"].values() if order in one["redirect_uri"])


@given("nobody edits at MusicBrainz")
def nobody(desk, own_store, call):
    desk.store = own_store()
    call("PUT", "/sandbox/editor", away=True)


@given("a community that takes its time")
def slow(desk, own_store):
    # A day lasts 15 seconds here: nothing ends by itself while the test looks.
    desk.store = own_store(speed=0.01)
    desk.table.update(spacing=0.0)


def work_until(desk, condition):
    if desk.order is None:
        desk.release.write(desk.folder)
        (desk.order,) = desk.host.distribute(desk.folder, [desk.platform.key], actor="label")
    until = time.monotonic() + PATIENCE
    desk.host.work(lambda: condition() or time.monotonic() > until)
    desk.order = desk.host.service.delivery(desk.delivery.id)
    assert condition(), desk.story()


@when("it is distributed until it waits")
def until_it_waits(desk):
    work_until(desk, lambda: desk.order is not None and "person" in desk.host.service.delivery(desk.order.id).waiting)


@when("it is distributed until the vote is open")
def until_vote(desk):
    work_until(desk, lambda: any(event.native == "Open" for event in desk.events()))


@then("it waits for a person at the page of the seed")
def waits_for_person(desk, seed):
    assert seed()["state"] == "waiting"
    assert desk.delivery.waiting.endswith(f"/release/add/{seed()['id']}")
    assert desk.delivery.attempts == 0


@then("MusicBrainz has no release of it")
def none_of_it(releases):
    assert releases() == []


@then("MusicBrainz has one release of it")
def one_of_it(releases):
    assert len(releases()) == 1


@when("the person confirms the seed")
def confirms(call, seed):
    assert call("POST", f"/sandbox/seeds/{seed()['id']}", confirm=True).json()["state"] == "entered"


@when("the person declines the seed")
def declines(call, seed):
    assert call("POST", f"/sandbox/seeds/{seed()['id']}", confirm=False).json()["state"] == "declined"


@when("the order goes on")
def goes_on(desk):
    desk.work([desk.delivery])


@then("every recording has its ISRC")
def has_isrcs(desk, releases):
    (one,) = releases()
    codes = [recording["isrcs"] for disc in one["discs"] for recording in disc]
    assert codes == [[str(track["isrc"])] for track in desk.release.tracks]


@then("it was under vote, applied, and then found by its barcode")
def all_words(desk):
    assert [event.native for event in desk.events("status.changed") if event.native] == ["Open", "Applied", "listed"]


@when(parsers.parse("{count:d} editors vote {vote}"))
def voted(call, seed, count, vote):
    for _ in range(count):
        call("POST", f"/sandbox/edits/{seed()['edit_id']}/votes", vote=vote)


@when(parsers.parse("{days:d} days pass at MusicBrainz"))
def days_pass(call, days):
    call("POST", "/sandbox/clock", days=days)


@then("the vote is open")
def vote_open(state, seed):
    assert [one["status"] for one in state()["edits"][seed()["edit_id"]]["history"]] == ["Open"]


@then("the vote has ended")
def vote_ended(state, seed):
    assert [one["status"] for one in state()["edits"][seed()["edit_id"]]["history"]] == ["Open", "Applied"]


def hand_over(desk, **changes):
    """Have the driver hand over an order that MusicBrainz has not seen, for the release at hand."""
    tools, key = desk.host.tools, desk.platform.key
    order = order_of(tools, desk.delivery)
    order = evolve(order, delivery_id=f"{order.delivery_id}-again", release=evolve(order.release, **changes))
    with tools.platforms.session(key, sending=lambda _file, _sent: None, alive=lambda: None) as session:
        return tools.platforms.driver(key).deliver(order, package_of(tools, desk.delivery), session)


@when("another order for it is sent")
def another_order(desk):
    assert hand_over(desk).reference.startswith("release:")


@when("a release of another title is sent under its barcode", target_fixture="refused")
def another_title(desk):
    with pytest.raises(RefusedError) as refused:
        hand_over(desk, titles=(Title("Somewhere Else"),))
    return refused.value


@then("it is refused by MB-REL-001, and MusicBrainz has one release of it")
def refused_as_duplicate(refused, releases):
    assert [finding.rule for finding in refused.findings] == ["MB-REL-001"]
    assert len(releases()) == 1


@when("somebody calls MusicBrainz without a contact", target_fixture="answer")
def without_contact(desk):
    return httpx.get(desk.store.address.page.rstrip("/") + "/ws/2/release", headers={"user-agent": "curl/8"})


@then(parsers.parse("the answer is {status:d}"))
def answered(answer, status):
    assert answer.status_code == status
