"""Gherkin steps that do something (`checks` has those that look); `tunemantra.testing.plugin` registers them.

They act on the fixture `desk`. A step speaks of "the store": the platform's simulator. What only the plugin's author
can know comes from the fixtures `unseen_fault` and `wrong_login`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import define, field
from pytest_bdd import given, parsers, then, when

from tunemantra.contrib.sandbox import parse_fault
from tunemantra.core.distribution import Event
from tunemantra.core.requirement import Capability
from tunemantra.core.status import Status
from tunemantra.errors import TuneMantraError, UnsupportedError
from tunemantra.ports.hooks import hookimpl
from tunemantra.testing.checks import it_is
from tunemantra.testing.desk import PATIENCE, Desk, Store
from tunemantra.testing.folders import ReleaseDraft, Table, Value, draft_release

Spoil = Callable[[Desk], None]


@define
class Listener:
    """A plugin that keeps every event it is told of."""

    heard: list[Event] = field(factory=list)

    @hookimpl
    def tunemantra_delivery_changed(self, event: Event) -> None:
        """Keep an event."""
        self.heard.append(event)


def _cover(name: str) -> Spoil:
    return lambda desk: desk.release.files.update({"cover.jpg": desk.masters.spoilt(name)})


def _small_cover(desk: Desk) -> None:
    desk.release.files["cover.jpg"] = desk.masters.square(desk.platform.requirement.image.min_side - 1)


def _second(name: str) -> Spoil:
    def spoil(desk: Desk) -> None:
        track = desk.release.tracks[1]
        desk.release.files.pop(str(track["file"]))
        track["file"] = name
        desk.release.files[name] = desk.masters.spoilt(name)

    return spoil


def _missing(desk: Desk) -> None:
    desk.release.files.pop(str(desk.release.tracks[1]["file"]))


def _field(key: str, value: Callable[[ReleaseDraft], str]) -> Spoil:
    return lambda desk: desk.release.table.update({key: value(desk.release)})


def _isrc(value: Callable[[ReleaseDraft], str]) -> Spoil:
    return lambda desk: desk.release.tracks[1].update(isrc=value(desk.release))


def _deal(changes: Table) -> Spoil:
    return lambda desk: desk.release.deals[0].update(changes)


def _wrong_digit(draft: ReleaseDraft) -> str:
    return draft.icpn[:-1] + str((int(draft.icpn[-1]) + 1) % 10)


WRONG: Mapping[str, Spoil] = {
    "the cover lacks a pixel": _small_cover,
    "the cover is not square": _cover("wide.jpg"),
    "the cover is CMYK": _cover("cmyk.jpg"),
    "the cover is a text": _cover("text.jpg"),
    "the second track is missing": _missing,
    "the second track is cut off": _second("truncated.wav"),
    "the second track is a text": _second("text.wav"),
    "the second track is mono": _second("mono.wav"),
    "the second track has 32 kHz": _second("low-rate.wav"),
    "the second track is silent": _second("silent.wav"),
    "the UPC has a wrong check digit": _field("upc", _wrong_digit),
    "both tracks have one ISRC": _isrc(lambda draft: str(draft.tracks[0]["isrc"])),
    "an ISRC is malformed": _isrc(lambda _: "QZ-TST-26"),
    "no territory is left": _deal({"territories": ["DE"], "exclude": ["DE"]}),
    "a territory is no country": _deal({"territories": ["ZZ", "DE"], "exclude": []}),
    "it came out before it came out": _field("original_release_date", lambda _: "2025-03-08"),
}
"""Faults a scenario can name."""


@given(parsers.parse("an album of {tracks:d} tracks"))
def an_album(desk: Desk, tracks: int) -> None:
    """Prepare an album."""
    desk.draft = draft_release(desk.masters, tracks=tracks)


@given("a single")
def a_single(desk: Desk) -> None:
    """Prepare a single."""
    desk.draft = draft_release(desk.masters, tracks=1)


@given("an album of two discs")
def two_discs(desk: Desk) -> None:
    """Prepare two tracks on each of two discs."""
    desk.draft = draft_release(desk.masters, discs=2, tracks=2)


@given(parsers.parse("an album of {tracks:d} tracks that is Live"))
def a_live_album(desk: Desk, tracks: int) -> None:
    """Deliver an album."""
    an_album(desk, tracks)
    desk.distribute()
    it_is(desk, "Live")


@given("a single that is Live")
def a_live_single(desk: Desk) -> None:
    """Deliver a single."""
    a_single(desk)
    desk.distribute()
    it_is(desk, "Live")


@given(parsers.parse('its title is also "{text}" in {language}'))
def further_title(desk: Desk, text: str, language: str) -> None:
    """Add a title."""
    titles = desk.release.table["titles"]
    assert isinstance(titles, list)
    titles.append({"title": text, "language": language})


@given(parsers.parse("it opens on {day}"))
def opens_on(desk: Desk, day: str) -> None:
    """Move the release date and every deal's start."""
    desk.release.table["release_date"] = date.fromisoformat(day).isoformat()
    for deal in desk.release.deals:
        deal["start"] = day


@given(parsers.parse("this is wrong with it: {fault}"))
def is_wrong(desk: Desk, fault: str) -> None:
    """Spoil the release."""
    WRONG[fault.strip()](desk)


@given("something is wrong with it that only the store can see")
def unseen(desk: Desk, unseen_fault: Spoil) -> None:
    """Spoil the release in a way our checks cannot know."""
    unseen_fault(desk)


@when("it is corrected")
def corrected(desk: Desk) -> None:
    """Write the same release without a fault."""
    fresh = draft_release(desk.masters, tracks=len(desk.release.tracks))
    kept = {"upc": desk.icpn, "tracks": desk.release.table["tracks"]}
    for old, new in zip(desk.release.tracks, fresh.tracks, strict=True):
        old["title"] = new["title"]
    desk.draft = ReleaseDraft({**fresh.table, **kept}, fresh.files)


@given(parsers.parse("the store misbehaves: {fault}"))
def misbehaves(desk: Desk, fault: str) -> None:
    """Order a fault, as `NAME[=VALUE][:TIMES]`."""
    ordered = parse_fault(fault)
    assert ordered is not None, fault
    _offered(desk, ordered.name)
    desk.store.faults.order(ordered.name, ordered.value, ordered.times)


def _offered(desk: Desk, *names: str) -> None:
    for name in names:
        if name not in desk.store.address.faults:
            pytest.skip(f"the platform's protocol has no {name}")
    if "webhook" in " ".join(names) or "wrong-signature" in names:
        desk.be_called()


@given("the store keeps the second track back")
def keeps_back(desk: Desk) -> None:
    """Keep one track from going live."""
    _offered(desk, "reject-track")
    desk.store.faults.order("reject-track", str(desk.release.tracks[1]["isrc"]))


@given("somebody listens", target_fixture="listener")
def somebody_listens(desk: Desk) -> Listener:
    """Install an observer that keeps what it hears."""
    listener = Listener()
    desk.restart()
    desk.plugins = (*desk.plugins, listener)
    return listener


@then(parsers.parse("somebody was told that {word} was not understood"))
def somebody_was_told(listener: Listener, word: str) -> None:
    """The observer heard of the word."""
    assert word in [event.native for event in listener.heard if event.kind == "report.unknown"]


@given("a store that says everything twice and the first word again at the end")
def says_twice(desk: Desk, own_store: Callable[..., Store]) -> None:
    """Start a store of its own that repeats itself."""
    _offered(desk, "duplicate-status", "late-status")
    desk.store = own_store("duplicate-status=:-1", "late-status=:-1")
    desk.be_called()


@given("a store that mixes up the order of its words")
def mixes_up(desk: Desk, own_store: Callable[..., Store]) -> None:
    """Start a store of its own that confuses the order once."""
    _offered(desk, "out-of-order-status")
    desk.store = own_store("out-of-order-status")
    desk.be_called()


@given("the store has begun to use other words for what is on the shelf")
def other_words(desk: Desk, without_live_words: object) -> None:
    """Use a plugin of the platform that does not know the words for Live."""
    desk.top["blocked_plugins"] = [desk.platform.key]
    desk.plugins = (without_live_words,)


@when("the words are added to the status map")
def words_added(desk: Desk) -> None:
    """Go back to the plugin that knows them."""
    desk.restart()
    desk.top.pop("blocked_plugins")
    desk.plugins = ()


@given("our login is wrong")
def login_is_wrong(desk: Desk, wrong_login: Mapping[str, object]) -> None:
    """Use credentials the store refuses."""
    desk.table.update(wrong_login)


@when("our login is right again")
def login_is_right(desk: Desk) -> None:
    """Use the store's own credentials."""
    desk.restart()
    desk.table.clear()


@given("it is distributed")
@when("it is distributed")
def distributed(desk: Desk) -> None:
    """Distribute and work until the order has ended."""
    desk.distribute()


@given("it is distributed and followed until the store has it on the shelf")
@when("it is distributed and followed until the store has it on the shelf")
def followed(desk: Desk) -> None:
    """Distribute and work until the store has said its word for Live, whatever we made of it."""
    desk.release.write(desk.folder)
    words = {word for word, (status, _) in desk.platform.status_map.items() if status is Status.LIVE}
    (order,) = desk.host.distribute(desk.folder, [desk.platform.key], actor="label")
    until = time.monotonic() + PATIENCE

    def heard() -> bool:
        return time.monotonic() > until or any(event.native in words for event in desk.events())

    desk.host.work(heard)
    desk.order = desk.host.service.delivery(order.id)
    desk.orders.append(desk.order)
    assert time.monotonic() < until, desk.story()


@when("the same folder is distributed again")
def distributed_again(desk: Desk) -> None:
    """Distribute what is in the folder once more."""
    desk.distribute()


@when("the same folder is distributed again by force")
def distributed_by_force(desk: Desk) -> None:
    """Deliver once more what the store has."""
    desk.distribute(force=True)


@when("the same folder is put back on sale")
def put_back(desk: Desk) -> None:
    """Distribute once more, saying that what was taken down comes back."""
    desk.distribute(reinstate=True)


@when(parsers.parse('its title is changed to "{title}"'))
def title_changed(desk: Desk, title: str) -> None:
    """Change the release's title."""
    desk.release.table["title"] = title


@when("its cover is changed")
def cover_changed(desk: Desk) -> None:
    """Give it another picture."""
    desk.release.files["cover.jpg"] = desk.masters.cover(1)


@when("its second track is recorded anew")
def recorded_anew(desk: Desk) -> None:
    """Give the second track other audio under the same ISRC."""
    track = desk.release.tracks[1]
    desk.release.files.pop(str(track["file"]))
    source = desk.masters.audio(4)
    track["file"] = f"anew{source.suffix}"
    desk.release.files[str(track["file"])] = source


@when("its second track gets another ISRC")
def renumbered(desk: Desk) -> None:
    """Give the second track's recording, whose audio stays, the ISRC that it should have had."""
    desk.release.tracks[1]["isrc"] = "QZSBR2699002"


@when(parsers.parse("it is withdrawn in {territory}"))
def withdrawn_in(desk: Desk, territory: str) -> None:
    """End its deals in a territory the day before yesterday, and leave them as they are elsewhere."""
    ended = (datetime.now(UTC).date() - timedelta(days=2)).isoformat()
    deals: list[Value] = []
    for deal in desk.release.deals:
        elsewhere = [*_texts(deal["exclude"]), territory]
        deals.append({**deal, "exclude": list[Value](elsewhere)})
        deals.append({**deal, "territories": [territory], "exclude": [], "end": ended})
    desk.release.table["deals"] = deals


def _texts(value: Value) -> list[str]:
    assert isinstance(value, list)
    return [str(one) for one in value]


@when(parsers.parse("an order is wanted that needs {capability}"), target_fixture="unable")
def wanted(desk: Desk, capability: str) -> TuneMantraError:
    """Ask for what the platform does not declare."""
    if Capability(capability) in desk.platform.capabilities:
        pytest.skip(f"the platform has the capability {capability}")
    desk.before = sum(1 for _ in desk.store.journal.entries())
    desk.release.table["title"] = "Another Title"
    desk.release.write(desk.folder)
    order: Callable[[], object] = {
        "takedown": lambda: desk.host.takedown(desk.icpn, [desk.platform.key]),
        "update": lambda: desk.host.distribute(desk.folder, [desk.platform.key]),
    }[capability]
    with pytest.raises(UnsupportedError) as refused:
        order()
    return refused.value


@then(parsers.parse("it is refused, naming {capability}, and the store hears nothing"))
def refused_by_name(desk: Desk, unable: TuneMantraError, capability: str) -> None:
    """The refusal names what is lost, and nothing was sent."""
    assert unable.facts["capability"] == capability
    assert desk.platform.label in unable.message
    assert sum(1 for _ in desk.store.journal.entries()) == desk.before


@when("it is taken down")
def taken_down(desk: Desk) -> None:
    """Take it down and work until that has ended."""
    desk.take_down()


@when("the failed order is tried again")
def tried_again(desk: Desk) -> None:
    """Reopen the order and work until it has ended."""
    desk.work([desk.host.service.retry(desk.delivery.id, actor="label")])


@when("its first moment has come")
def moment_has_come(desk: Desk, later: Callable[[Desk], None]) -> None:
    """Set the host's clock to a time after the release date and work until the order has ended."""
    later(desk)
    desk.work([desk.delivery])
