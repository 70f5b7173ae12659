"""Gherkin steps that look what became of it; `tunemantra.testing.plugin` registers them.

They look into the desk's ledger, and into the journal and the folder of the platform's simulator.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from pytest_bdd import given, parsers, then

from tunemantra.contrib.sandbox import look_at_audio, look_at_image
from tunemantra.core.distribution import OrderKind, Outcome
from tunemantra.core.status import Status
from tunemantra.testing.desk import Desk

_CONTAINERS: Mapping[str, set[str]] = {"mp3": {"mp3", "mpeg"}}
"""What libsndfile calls a container, where that is not its name in an `AudioSpec`."""
_PICTURES = (".jpg", ".jpeg", ".png", ".tif", ".tiff")
_PLAIN_DEPTH = 16


@then("it becomes Live")
def becomes_live(desk: Desk) -> None:
    """The open order ends with the release Live."""
    desk.work([desk.delivery])
    it_is(desk, "Live")


@then(parsers.re(r"it is (?P<status>Live|Rejected|Taken Down|Delivered|Error)"))
def it_is(desk: Desk, status: str) -> None:
    """The release has this status, and its order ended accordingly."""
    assert desk.distribution.state.status == Status(status), desk.story()
    desk.ended(Outcome.REJECTED if status == "Rejected" else Outcome.DONE)


@given(parsers.parse("it stands at {state}"))
@then(parsers.parse("it stands at {state}"))
def stands_at(desk: Desk, state: str) -> None:
    """The release has this status and substate."""
    assert str(desk.distribution.state) == state, desk.story()


@given(parsers.parse("the order ended {outcome}"))
@then(parsers.parse("the order ended {outcome}"))
def order_ended(desk: Desk, outcome: str) -> None:
    """The order at hand ended like this."""
    desk.ended(Outcome(outcome))


@then("the order is still open")
def order_is_open(desk: Desk) -> None:
    """The order at hand waits for something."""
    order = desk.host.service.delivery(desk.delivery.id)
    assert order.open, desk.story()
    assert order.waiting


@then(parsers.parse("it went through {states}"))
def went_through(desk: Desk, states: str) -> None:
    """The statuses followed one another like this."""
    statuses = [event.status for event in desk.events("status.changed")]
    runs = [status for index, status in enumerate(statuses) if index == 0 or statuses[index - 1] != status]
    assert runs == states.split(", "), desk.story()


@then("each state was entered once")
def entered_once(desk: Desk) -> None:
    """No state was left and entered again."""
    states = [(event.status, event.substate) for event in desk.events("status.changed")]
    assert len(states) == len(set(states)), desk.story()


@then("it stays Live")
def stays_live(desk: Desk) -> None:
    """Whatever the store still says changes nothing."""
    quiet = time.monotonic() + 0.5
    while time.monotonic() < quiet:
        assert desk.distribution.state.status is Status.LIVE, desk.story()
        time.sleep(0.05)


@then("the store took it in once")
def taken_in_once(desk: Desk) -> None:
    """The store's journal has one ingestion of it."""
    assert desk.store.journal.count("ingested", icpn=desk.icpn) == 1
    assert desk.store.journal.count("live", icpn=desk.icpn) == 1


@then("every file of it arrived once")
def arrived_once(desk: Desk) -> None:
    """The store's journal has each media file once."""
    paths = [str(entry["path"]) for entry in desk.store.received(desk.icpn)]
    assert len(paths) == len(set(paths)) == desk.media, paths


@then("every track arrived in the form the platform asks for")
def asked_audio(desk: Desk) -> None:
    """The bytes in the store are what it asked for: container, rate, depth, channels, whole and not silent."""
    spec = desk.platform.requirement.audio
    assert spec is not None
    files = _sound(desk)
    assert len(files) == len(desk.release.tracks)
    for seen in map(look_at_audio, files):
        assert seen.container in _CONTAINERS.get(spec.container, {spec.container})
        assert seen.sample_rate in spec.sample_rates
        assert seen.channels == spec.channels
        assert not spec.bit_depths or seen.bits in spec.bit_depths
        assert seen.seconds > 1
        assert not seen.problem
        assert not seen.silent
        if seen.container == "wav":
            assert seen.format_code == 1 or max(spec.bit_depths, default=0) > _PLAIN_DEPTH
            assert [name for name, _ in seen.chunks] == ["fmt ", "data"]
            assert (seen.frames, seen.riff_size) == (seen.declared_frames, seen.size)


@then("the cover arrived in the form the platform asks for")
def asked_cover(desk: Desk) -> None:
    """The picture in the store is what it asked for."""
    spec = desk.platform.requirement.image
    (file,) = [path for suffix in _PICTURES for path in desk.store.files(desk.icpn, suffix)]
    seen = look_at_image(file)
    assert (seen.format, seen.width, seen.components, seen.bits) == (spec.format, seen.height, 3, 8)
    assert spec.min_side <= seen.width <= spec.max_side


def _sound(desk: Desk) -> list[Path]:
    spec = desk.platform.requirement.audio
    assert spec is not None
    return desk.store.files(desk.icpn, f".{spec.container}")


@then("the files of both discs are told apart by name")
def told_apart(desk: Desk) -> None:
    """Every track has a file name of its own, in playing order."""
    names = [path.name for path in _sound(desk)]
    assert len(set(names)) == len(desk.release.tracks) == 4
    digests = {str(entry["path"]).rsplit("/", 1)[-1]: entry["sha256"] for entry in desk.store.received(desk.icpn)}
    assert len({digests[name] for name in names}) == 4


@then(parsers.parse('the store can read "{text}"'))
def can_read(desk: Desk, text: str) -> None:
    """A document in the store holds this text."""
    documents = _documents(desk)
    assert documents
    assert any(text in path.read_text("utf-8") for path in documents)


@then("it is refused before anything is sent")
def refused(desk: Desk) -> None:
    """Nothing reached the store, not even a question; nothing is open."""
    if desk.refusal is None:
        desk.ended(Outcome.REFUSED)
        assert str(desk.distribution.state) == "Pending: awaiting-assets"
    else:
        assert not desk.host.status(desk.icpn)
    assert sum(1 for _ in desk.store.journal.entries()) == desk.before
    assert not desk.host.tools.ledger.deliveries(open_only=True)


@then(parsers.parse("there is one finding: {rule} at {path}"))
def one_finding(desk: Desk, rule: str, path: str) -> None:
    """One fault blocks, and says everything there is to say."""
    assert [(finding.rule, finding.path) for finding in desk.faults] == [(rule, path.strip())], desk.faults
    told_in_full(desk, 1)


@then(parsers.parse("there are {count:d} findings, each with observed, expected and hint"))
def told_in_full(desk: Desk, count: int) -> None:
    """Each fault blocks once, and says everything there is to say."""
    assert len(desk.faults) == count, desk.faults
    for finding in desk.faults:
        assert finding.message, finding
        assert finding.observed, finding
        assert finding.expected, finding
        assert finding.hint, finding


@then("the store's reasons are told")
def reasons_told(desk: Desk) -> None:
    """Why it was rejected stands in the order and in the timeline, in the store's words."""
    (rejected,) = desk.store.journal.entries("rejected", icpn=desk.icpn)
    reason = str(rejected["reason"]).split("; ")[0]
    assert reason in desk.delivery.reason, desk.story()
    assert any(reason in event.message for event in desk.events() if event.native)


@then("every change of status tells the store's word and its meaning")
def side_by_side(desk: Desk) -> None:
    """Each change the store caused carries its word and what the status map makes of it."""
    told = [event for event in desk.events("status.changed") if event.native]
    assert len(told) >= 2, desk.story()
    for event in told:
        assert desk.platform.status_map[event.native] == (Status(event.status), event.substate)
        assert event.actor.startswith(f"{desk.platform.key}/")


@then("the store's last word stands beside Live")
def last_word(desk: Desk) -> None:
    """The state keeps the word verbatim."""
    state = desk.distribution.state
    assert desk.platform.status_map[state.native][0] is Status.LIVE
    assert state.channel is not None


@then("the timeline tells of the order, every stage, the hand-over and the end")
def whole_way(desk: Desk) -> None:
    """Nothing is left out."""
    kinds = [event.kind for event in desk.events()]
    stages = [dict(event.data).get("stage") for event in desk.events("stage.done")]
    assert stages == ["prepare", "transform", "validate", "package", "deliver"], desk.story()
    assert kinds[0] == "order.opened"
    assert kinds.count("delivery.sent") == 1
    assert kinds[-1] == "delivery.done"


@then("it tells who ordered it")
def who_ordered(desk: Desk) -> None:
    """The actor is kept."""
    assert desk.events("order.opened")[0].actor == "label"


@then("nothing in it goes back in time")
def no_going_back(desk: Desk) -> None:
    """Events are in the order in which they happened."""
    events = desk.events()
    assert [event.sequence for event in events] == sorted({event.sequence for event in events})
    assert all(one.at <= other.at for one, other in itertools.pairwise(events)), desk.story()


@then(parsers.parse("the timeline tells that {word} was not understood"))
def not_understood(desk: Desk, word: str) -> None:
    """The word is kept verbatim, as an error and not as a guess."""
    (event,) = [event for event in desk.events("report.unknown") if event.native == word]
    assert (event.status, event.substate) == ("Error", "unknown-native-state")


@then(parsers.parse("the last good state is kept: {status}"))
def last_good(desk: Desk, status: str) -> None:
    """Error remembers where the release was before."""
    previous = desk.distribution.state.previous
    assert previous is not None
    assert previous.status == Status(status), desk.story()


@then("every track is Live")
def every_track(desk: Desk) -> None:
    """Each ISRC has a status of its own."""
    tracks = {track.isrc: track.state.status for track in desk.distribution.tracks}
    assert tracks == dict.fromkeys((str(track["isrc"]) for track in desk.release.tracks), Status.LIVE)


@then("no new order was opened")
def no_new_order(desk: Desk) -> None:
    """The order that stands is given back."""
    assert len({order.id for order in desk.orders}) == 1
    assert len(desk.events("order.opened")) == 1


@then("the store received nothing more")
def nothing_more(desk: Desk) -> None:
    """Not even a question reached it."""
    assert sum(1 for _ in desk.store.journal.entries()) == desk.before


@then("no media were sent and none were converted")
def nothing_moved(desk: Desk) -> None:
    """The order moved documents alone."""
    desk.ended(Outcome.DONE)
    assert len(desk.store.received(desk.icpn)) == desk.media
    assert not any("renditions" in dict(event.data) for event in desk.events("stage.done", order=True))


@then("only the cover was sent")
def only_the_cover(desk: Desk) -> None:
    """One media file more arrived: the picture."""
    received = desk.store.received(desk.icpn)
    assert len(received) == desk.media + 1
    assert str(received[-1]["path"]).endswith(_PICTURES)


@then(parsers.re(r"the order was an? (?P<kind>insert|update|takedown)"))
def order_kind(desk: Desk, kind: str) -> None:
    """The order at hand is of this kind."""
    assert desk.delivery.kind is OrderKind(kind)


@then("the store has taken it down")
def store_took_down(desk: Desk) -> None:
    """The store's journal says so, once."""
    assert desk.store.journal.count("taken-down", icpn=desk.icpn) == 1


@then("the store holds the new recording")
def holds_the_new(desk: Desk) -> None:
    """What was recorded anew arrived: more audio than before, and none of it the old one."""
    received = [str(entry["sha256"]) for entry in desk.store.received(desk.icpn)]
    assert len(set(received)) == len(desk.release.tracks) + 2
    assert len(received) > len(desk.release.tracks) + 1


@then(parsers.parse("the store is no longer told to sell it in {territory}"))
def not_sold_in(desk: Desk, territory: str) -> None:
    """The last package's deals end there, in the words of a release read back from the ledger."""
    release = desk.host.service.release(desk.delivery.id)
    deals = [deal for deal in release.deals if territory in deal.territories]
    assert deals
    assert all(deal.end is not None and deal.end.day < datetime.now(UTC).date() for deal in deals)
    texts = [path.read_text("utf-8") for path in _documents(desk)]
    assert any(str(deals[0].end.day) in text for text in texts if deals[0].end), texts[-1]


def _documents(desk: Desk) -> list[Path]:
    kinds = (".json", ".xml", ".csv")
    return [path for kind in kinds for path in desk.store.files(desk.icpn, kind)]


@then("the second track is Rejected")
def second_rejected(desk: Desk) -> None:
    """The track that was kept back says so."""
    isrc = str(desk.release.tracks[1]["isrc"])
    tracks = {track.isrc: track.state.status for track in desk.distribution.tracks}
    assert tracks[isrc] is Status.REJECTED, tracks


@then("nothing was converted twice")
def nothing_converted_twice(desk: Desk) -> None:
    """The stages before the failure were not done again."""
    stages = [dict(event.data).get("stage") for event in desk.events("stage.done")]
    assert len(stages) == len(set(stages)), desk.story()


@then("no order was tried twice")
def no_retry(desk: Desk) -> None:
    """It went through at the first try."""
    assert not desk.events("delivery.retry"), desk.story()


@then(parsers.parse("the news came by {channel}"))
def news_by(desk: Desk, channel: str) -> None:
    """Every report in the timeline came over this channel."""
    told = {
        event.actor.rpartition("/")[2] for event in desk.events("status.changed") if event.native and "/" in event.actor
    }
    assert told == {channel.lower()}, desk.story()
