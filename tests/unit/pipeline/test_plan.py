"""An order that is only thought of."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve

from tests.unit.pipeline.world import START, World, retitled
from tunemantra.contrib.memory import MemoryAudio, MemoryFingerprints, MemoryPrintIndex, MemorySounds, describe
from tunemantra.core.circuit import Circuit, CircuitRule, failed
from tunemantra.core.distribution import Lane, Outcome
from tunemantra.core.finding import error
from tunemantra.core.identifiers import Isrc
from tunemantra.core.media import AudioFacts
from tunemantra.core.pace import Pace
from tunemantra.core.plan import Action, Plan, PlatformPlan
from tunemantra.core.requirement import Capability
from tunemantra.core.schedule import LeadTime
from tunemantra.core.window import TransferWindow
from tunemantra.errors import MediaError
from tunemantra.pipeline import guard
from tunemantra.pipeline.onlooker import onlooker
from tunemantra.pipeline.plan import Wish, plan
from tunemantra.ports.package import Draft, Order


def planned(world: World, *keys: str, wish: Wish | None = None) -> Plan:
    return plan(world.tools, world.shelf.folder, keys or ("corner",), wish)


def alone(world: World, wish: Wish | None = None) -> PlatformPlan:
    (one,) = planned(world, wish=wish).platforms
    return one


def kept(world: World) -> tuple[object, ...]:
    """Return everything a plan could have written."""
    ledger = world.ledger
    return (
        dict(ledger._revisions),
        dict(ledger._distributions),
        dict(ledger._deliveries),
        dict(ledger._memos),
        list(world.seen.events),
        world.shop().connects,
        dict(world.shop().held),
    )


def test_a_plan_writes_nothing_and_calls_nobody_and_the_order_does_what_it_said(world: World) -> None:
    before = kept(world)
    found = planned(world, "corner", "market")
    assert kept(world) == before
    assert not any(world.tools.assets.has(file.source) for one in found.platforms for file in one.files)
    assert [one.action for one in found.platforms] == [Action.INSERT, Action.INSERT]
    assert found.to_make == 3
    assert not found.refused
    (order, _) = world.live("corner", "market")
    assert order.revision_id == found.revision_id
    first = found.platforms[0]
    assert sorted(world.shop().puts) == sorted(
        [*(file.name for file in first.files), *(name for name, _ in first.documents)]
    )


def test_a_plan_says_the_steps_in_order(world: World) -> None:
    corner = world.mall.platforms["corner"]
    world.mall.platforms["corner"] = evolve(corner, sla=LeadTime(24, 48, "hours"), pace=Pace(10, 1.0, 2))
    one = alone(world)
    assert [(step.stage.value, step.what) for step in one.steps] == [
        ("prepare", "3 masters, 0 in the store already"),
        ("transform", "3 renditions to make, 0 there already"),
        ("validate", f"{len(one.findings)} findings, 0 of them stop it"),
        ("package", "3 files and 1 document"),
        ("deliver", f"{one.bytes:,} bytes and 1 file of a size not known yet, 0 files there already"),
        ("track", "asked every 60 s; usually Live after 24 to 48 hours"),
    ]
    assert one.pace == Pace(10, 1.0, 2)
    assert one.latest_at is not None
    assert one.released_at is not None
    assert one.latest_at < one.released_at
    world.mall.platforms["corner"] = evolve(corner, sla=LeadTime(2, 2, "weeks"))
    assert alone(world).steps[-1].what.endswith("usually Live after 2 weeks")
    world.shelf.release = evolve(world.release, deals=())
    assert alone(world).latest_at is None


def test_what_was_made_before_is_there_already_and_what_the_platform_has_is_not_sent(world: World) -> None:
    world.live()
    assert planned(world, "market").to_make == 0
    again = alone(world, Wish(force=True))
    assert {file.held for file in again.files} == {True}
    assert {file.cached for file in again.files} == {True}
    assert again.bytes == sum(size for _, size in again.documents)
    assert [file.name for file in again.files] == ["", "", ""]


def test_a_changed_release_is_an_update_where_the_platform_takes_one(world: World) -> None:
    world.live()
    world.shelf.release = retitled(world.release, "Tidal, again")
    assert alone(world).action is Action.UPDATE
    corner = world.mall.platforms["corner"]
    world.mall.platforms["corner"] = evolve(corner, capabilities={Capability.TAKEDOWN})
    assert (alone(world).action, alone(world).reason) == (
        Action.REFUSED,
        "Corner takes no updates over the protocol",
    )


def test_what_stands_is_left_alone(world: World) -> None:
    (order,) = world.order()
    assert alone(world).reason == f"the order {order.id} is under way, at prepare"
    world.shop().before_put = lambda _: (_ for _ in ()).throw(MediaError("broken"))
    world.work()
    assert world.now(order).outcome is Outcome.FAILED
    assert "that failed goes on where it stopped: broken" in alone(world).reason
    world.shop().before_put = lambda _: None
    world.order()
    world.work()
    world.say("on sale")
    assert alone(world).reason == "it has this already; --force delivers again"
    assert alone(world).action is Action.NOTHING


def test_what_was_taken_down_stays_down_until_it_is_said(world: World) -> None:
    world.live()
    world.service.takedown(str(world.release.icpn), ["corner"])
    world.work()
    world.say("gone")
    assert (alone(world).action, planned(world).refused) == (Action.REFUSED, True)
    assert alone(world, Wish(reinstate=True)).action is Action.REINSTATE


def test_a_finding_that_blocks_ends_the_plan_at_the_checks(world: World) -> None:
    world.shop().findings.append(error("SHOP-001", "titles", "too long"))
    one = alone(world)
    assert (one.action, one.reason) == (Action.REFUSED, "too long")
    assert [step.stage.value for step in one.steps] == ["prepare", "transform", "validate"]
    assert [(file.form is not None, file.name) for file in one.files] == [(True, "")] * 3


def test_a_package_that_cannot_be_built_is_a_finding(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def build(_shop: object, _order: Order) -> Draft:
        raise MediaError("no cover", hint="add one")

    monkeypatch.setattr(type(world.shop()), "build", build)
    one = alone(world)
    assert one.action is Action.REFUSED
    assert [(found.rule, found.hint) for found in one.findings if found.blocks] == [("TM-CHK-001", "add one")]


def test_a_platform_nobody_knows_and_a_document_nobody_can_read_are_findings(world: World) -> None:
    found = planned(world, "corner", "kiosk")
    assert [one.platform for one in found.platforms] == ["corner"]
    assert [finding.rule for finding in found.findings] == ["TM-PLT-001"]
    world.shelf.findings, world.shelf.release = (error("CMN-DOC-001", "", "no document"),), None
    assert [finding.rule for finding in planned(world).findings] == ["CMN-DOC-001"]


def test_a_file_that_is_missing_is_a_finding_and_nothing_is_foreseen_of_it(world: World) -> None:
    (world.shelf.folder / world.release.artwork.path).unlink()
    found = planned(world)
    assert found.revision_id == ""
    assert found.refused
    assert [(finding.rule, finding.path) for finding in found.findings] == [("CMN-IMG-001", "artwork")]
    assert found.platforms[0].files[0].form is None


def test_the_first_to_send_comes_first(world: World) -> None:
    hours = {"corner": (TransferWindow.parse("22:00-06:00"),)}
    found = planned(world, "corner", "market", wish=Wish(hours=lambda key: hours.get(key, ())))
    assert [one.platform for one in found.platforms] == ["market", "corner"]
    assert found.platforms[1].opens_at == START.replace(hour=22)
    assert found.platforms[1].windows == ("22:00-06:00 UTC",)


def test_what_is_ahead_and_what_does_not_answer_is_told(world: World) -> None:
    world.order()
    world.shelf.release = retitled(world.release, "Tidal, again")
    rule = CircuitRule()
    for _ in range(rule.failures):
        guard.change(world.tools, "corner/api", lambda one: failed(one, "w", START, "HTTP 503", rule))
    guard.change(world.tools, "corner/files", lambda _: Circuit(failures=1))
    stalled = guard.read(world.tools, "corner/api")
    guard.change(world.tools, "market/api", lambda _: stalled)
    one = alone(world)
    assert one.ahead == 1
    assert one.stalled == ("corner/api: HTTP 503",)
    assert alone(world, Wish(lane=Lane.EMERGENCY)).ahead == 0


def test_nobody_listens_for_a_plan_but_where_every_delivery_does(world: World) -> None:
    sounds = MemorySounds()
    planned(world.with_tools(sounds=sounds))
    assert sounds.listened == []
    planned(world.with_tools(sounds=sounds, analysis="always"))
    assert len(sounds.listened) == 2


def test_recordings_are_looked_for_among_the_known_ones(world: World) -> None:
    index = MemoryPrintIndex()
    keeping = world.with_tools(fingerprints=MemoryFingerprints(), catalogue=index)
    keeping.live()
    other = evolve(world.release.tracks[0], isrc=Isrc("USS1Z2699999"))
    keeping.shelf.release = evolve(world.release, tracks=(other, *world.release.tracks[1:]))
    before = kept(world)
    rules = {finding.rule for finding in alone(keeping).findings}
    assert kept(world) == before
    assert rules - {finding.rule for finding in alone(world).findings} == {"CMN-ID-004"}


def test_an_onlooker_reads_what_is_kept_and_keeps_nothing(world: World, tmp_path: Path) -> None:
    world.ledger.remember("facts", "a", "old")
    stored = world.tools.assets.put_bytes(b"x")
    file = describe(tmp_path / "f.wav", AudioFacts("wav", "pcm_s16le", 44_100, 16, 2, 1))
    look = onlooker(world.tools, {"cd" * 32: file})
    look.ledger.remember("facts", "b", "new")
    assert look.ledger.recall("facts", "a") == "old"
    assert look.ledger.recall("facts", "b") == "new"
    assert look.ledger.recall_many("facts", ["a", "b", "c"]) == {"a": "old", "b": "new"}
    assert world.ledger.recall("facts", "b") is None
    assert look.assets.path("cd" * 32) == file
    assert look.assets.path(stored.sha256).is_file()
    assert [look.assets.has(one) for one in ("cd" * 32, stored.sha256, "ef" * 32)] == [True, True, False]


def test_what_another_edition_wrote_is_to_be_made_again(world: World) -> None:
    class Later(MemoryAudio):
        writing = "2"

    world.live()
    assert planned(world.with_tools(audio=Later()), "market").to_make == 2
