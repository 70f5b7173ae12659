from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve

from tests.unit.pipeline.world import WORDS, World, retitled
from tunemantra.core.distribution import Delivery, OrderKind, Outcome
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.status import Channel, Status
from tunemantra.errors import ConflictError
from tunemantra.pipeline import track
from tunemantra.pipeline.timeline import hasten
from tunemantra.ports.package import TrackReport


def test_a_rejection_ends_the_delivery_with_the_platforms_reasons(world: World) -> None:
    (order,) = world.order()
    world.work()
    world.say("no", reasons=("cover is blurred", "label unknown"))
    assert world.status(order) == "Rejected: metadata"
    ended = world.now(order)
    assert ended.outcome is Outcome.REJECTED
    assert "cover is blurred; label unknown" in ended.reason


def test_a_rejected_update_leaves_what_is_live_as_it_is(world: World) -> None:
    world.live()
    world.shelf.release = retitled(world.release, "Worse")
    (update,) = world.order()
    world.work()
    world.say("no", reference=update.id)
    assert world.status(update) == "Live: all-territories"
    assert world.now(update).outcome is Outcome.REJECTED
    assert "update.rejected" in world.kinds(update)


def test_the_way_of_an_update_is_told_while_the_release_stays_live(world: World) -> None:
    world.live()
    world.clock.sleep(60)
    (update,) = world.order(force=True)
    world.work()
    world.say("checked", reference=update.id)
    assert world.status(update) == "Live: all-territories"
    assert "update.progress" in world.kinds(update)
    assert "report.conflict" not in world.kinds(update)


def test_what_was_damaged_on_the_other_side_is_handed_over_once_more(world: World) -> None:
    (order,) = world.order()
    world.work()
    world.say("damaged")
    assert world.kinds(order).count("delivery.sent") == 2
    assert "delivery.again" in world.kinds(order)
    world.say("on sale")
    assert world.status(order) == "Live: all-territories"


def test_what_is_damaged_a_second_time_stays_an_error(world: World) -> None:
    (order,) = world.order()
    world.work()
    world.say("damaged")
    world.say("damaged")
    assert world.kinds(order).count("delivery.sent") == 2
    assert world.status(order) == "Error: checksum"
    assert world.now(order).open


def test_a_word_nobody_knows_is_an_error_and_keeps_the_last_good_state(world: World) -> None:
    (order,) = world.order()
    world.work()
    world.say("half-baked")
    state = world.ledger.distribution(order.distribution_id).state
    assert str(state) == "Error: unknown-native-state"
    assert state.previous is not None
    assert (state.native, state.previous.status) == ("half-baked", Status.PROCESSING)
    world.say("on sale")
    assert world.status(order) == "Live: all-territories"


def test_live_before_its_first_moment_is_delivered_and_becomes_live_with_the_same_word(world: World) -> None:
    soon = ReleaseMoment.instant(world.clock.now() + timedelta(hours=1))
    world.shelf.release = evolve(world.release, deals=(evolve(world.release.deals[0], start=soon),))
    (order,) = world.order()
    world.work()
    world.say("on sale")
    assert world.status(order) == "Delivered: scheduled-live"
    world.later(3600)
    assert world.status(order) == "Live: all-territories"


def test_a_report_that_came_before_the_first_moment_counts_again_when_it_has_come(world: World) -> None:
    soon = ReleaseMoment.instant(world.clock.now() + timedelta(hours=1))
    world.shelf.release = evolve(world.release, deals=(evolve(world.release.deals[0], start=soon),))
    (order,) = world.order()
    world.work()
    world.say("on sale", report_id="7")
    assert world.status(order) == "Delivered: scheduled-live"
    world.later(600)
    before = world.kinds(order)
    world.later(600)
    assert world.kinds(order) == before
    world.later(3600)
    assert world.status(order) == "Live: all-territories"
    assert world.now(order).outcome is Outcome.DONE


def test_a_word_counts_once_the_status_map_knows_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    (order,) = world.order()
    world.work()
    world.say("in the shops", report_id="8")
    assert world.status(order) == "Error: unknown-native-state"
    world.later(600)
    assert world.kinds(order).count("report.unknown") == 1
    monkeypatch.setitem(WORDS, "in the shops", (Status.LIVE, "all-territories"))
    world.later(600)
    assert world.status(order) == "Live: all-territories"
    assert world.now(order).outcome is Outcome.DONE


@pytest.fixture
def scheduled(world: World) -> Delivery:
    """An order of a release the platform has on sale from tomorrow on."""
    soon = ReleaseMoment.instant(world.clock.now() + timedelta(days=1))
    world.shelf.release = evolve(world.release, deals=(evolve(world.release.deals[0], start=soon),))
    (order,) = world.order()
    world.work()
    assert not world.service.settled(order.id)
    world.say("on sale")
    return world.now(order)


def test_before_its_street_date_an_order_is_settled_and_says_when_it_opens(world: World, scheduled: Delivery) -> None:
    assert world.service.settled(scheduled.id)
    assert world.service.wait([scheduled.id], 0)
    assert "it opens at 2026-05-02 12:00 UTC" in scheduled.waiting


def test_once_its_street_date_has_come_an_order_is_waited_for_again(world: World, scheduled: Delivery) -> None:
    world.clock.sleep(2 * 86_400)
    assert not world.service.settled(scheduled.id)
    world.work()
    assert world.service.settled(scheduled.id)


def test_before_its_street_date_a_release_is_corrected_by_an_update(world: World, scheduled: Delivery) -> None:
    world.shop().puts.clear()
    world.shelf.release = retitled(world.release, "Corrected")
    (update,) = world.order()
    world.work()
    assert (update.kind, world.shop().puts) == (OrderKind.UPDATE, ["order.txt"])
    assert world.now(scheduled).outcome is Outcome.DONE
    world.say("on sale", reference=update.id)
    assert world.status(update) == "Delivered: scheduled-live"
    world.later(86_400)
    assert world.status(update) == "Live: all-territories"
    assert world.now(update).outcome is Outcome.DONE


def test_before_its_street_date_a_release_is_taken_down(world: World, scheduled: Delivery) -> None:
    (takedown,) = world.service.takedown(scheduled.icpn, ["corner"])
    world.work()
    assert world.status(takedown) == "Processing: takedown-requested"
    world.say("gone")
    assert world.status(takedown) == "Taken Down: full"
    world.later(86_400)
    assert world.status(takedown) == "Taken Down: full"


def test_a_release_without_deals_has_no_first_moment(world: World) -> None:
    (order,) = world.live()
    bare = evolve(world.release, deals=())
    revision = evolve(world.ledger.revision(order.revision_id), id="bare", document=world.tools.codec.dump(bare))
    world.ledger.add_revision(revision)
    assert track.opens_at(world.tools, evolve(order, revision_id="bare")) is None


def test_track_states_make_a_release_partly_live(world: World) -> None:
    (order,) = world.order()
    world.work()
    first, second = world.release.tracks
    words = (TrackReport(str(first.isrc), "on sale"), TrackReport(str(second.isrc), "no", "silence"))
    world.clock.sleep(1)
    report = world.shop().say(world.release, "on sale")
    world.shop().says[-1] = evolve(report, tracks=words)
    world.later(61)
    distribution = world.ledger.distribution(order.distribution_id)
    assert str(distribution.state) == "Live: partial-territories"
    assert [(one.state.status, one.reason) for one in distribution.tracks] == [
        (Status.LIVE, ""),
        (Status.REJECTED, "silence"),
    ]


def test_a_report_that_comes_late_is_written_down_once_and_changes_nothing(world: World) -> None:
    (order,) = world.order()
    world.work()
    world.clock.sleep(1)
    late = world.shop().say(world.release, "taken")
    world.say("checked")
    world.shop().says = [evolve(late, at=late.at - timedelta(days=1)), *world.shop().says[-1:]]
    world.later(61)
    world.later(61)
    assert world.status(order) == "Delivered: validated"
    assert world.kinds(order).count("report.late") == 1


def test_a_repeated_report_with_an_id_counts_once(world: World) -> None:
    (order,) = world.order()
    world.work()
    report = evolve(world.shop().say(world.release, "checked"), report_id="mail-1")
    track.absorb(world.tools, order.distribution_id, [report, report])
    track.absorb(world.tools, order.distribution_id, [report])
    events = [event for event in world.ledger.events(order.distribution_id) if event.report_id == "mail-1"]
    assert len(events) == 1


def test_the_same_word_under_another_id_is_written_down_as_repeated(world: World) -> None:
    (order,) = world.order()
    world.work()
    report = world.shop().say(world.release, "checked")
    track.absorb(world.tools, order.distribution_id, [evolve(report, report_id="a")])
    track.absorb(world.tools, order.distribution_id, [evolve(report, report_id="b")])
    kinds = [event.kind for event in world.ledger.events(order.distribution_id) if event.report_id in {"a", "b"}]
    assert kinds == ["status.changed", "report.repeated"]


def test_the_proof_a_platform_gives_is_kept(world: World) -> None:
    (order,) = world.order()
    world.work()
    world.say("on sale", evidence="https://shop/1", external_ids=(("url", "https://shop/1"),))
    distribution = world.ledger.distribution(order.distribution_id)
    assert distribution.external_id("url") == "https://shop/1"
    proofs = [dict(event.data).get("evidence") for event in world.ledger.events(distribution.id)]
    assert "https://shop/1" in proofs


def test_an_update_ends_with_a_word_about_itself_and_not_about_the_earlier_order(world: World) -> None:
    world.live()
    world.clock.sleep(60)
    (update,) = world.order(force=True)
    world.work()
    world.shop().says = world.shop().says[:2]
    world.later(61)
    assert world.now(update).open
    world.say("on sale")
    assert world.now(update).outcome is Outcome.DONE


def test_an_e_mail_does_not_overturn_what_an_api_said(world: World) -> None:
    (order,) = world.live()
    report = world.shop().say(world.release, "gone", channel=Channel.MAIL)
    track.absorb(world.tools, order.distribution_id, [report])
    assert world.status(order) == "Live: all-territories"
    assert "report.conflict" in [event.kind for event in world.ledger.events(order.distribution_id)]


def test_reports_that_come_by_themselves_wake_the_delivery(world: World) -> None:
    (order,) = world.order()
    world.work()
    world.clock.sleep(5)
    assert track.receive(world.tools, "corner", [world.shop().say(world.release, "on sale")]) == 1
    assert world.status(order) == "Live: all-territories"
    world.work()
    assert world.now(order).outcome is Outcome.DONE


def test_reports_after_the_end_still_count(world: World) -> None:
    (order,) = world.live()
    world.clock.sleep(5)
    track.receive(world.tools, "corner", [world.shop().say(world.release, "gone")])
    assert world.status(order) == "Taken Down: full"


def test_reports_about_releases_that_were_never_sent_are_not_counted(world: World) -> None:
    report = world.shop().say(world.release, "on sale")
    assert track.receive(world.tools, "corner", [report]) == 0


def test_a_delivery_that_somebody_looks_at_need_not_be_woken(world: World) -> None:
    (order,) = world.order()
    world.work()
    world.clock.sleep(61)
    world.ledger.claim("somebody", world.clock.now(), 30)
    hasten(world.tools, world.now(order), "news")
    assert world.ledger.events(order.distribution_id)[-1].kind != "order.hastened"


def test_a_write_that_others_overtake_is_made_again_on_what_they_wrote(world: World) -> None:
    (order,) = world.order()
    world.work()
    ledger, real = world.ledger, world.ledger.record
    overtaken: list[int] = []

    def record(distribution: object, events: object) -> object:
        if not overtaken:
            overtaken.append(1)
            raise ConflictError("overtaken")
        return real(distribution, events)  # type: ignore[arg-type]

    ledger.record = record  # type: ignore[method-assign, assignment]
    track.absorb(world.tools, order.distribution_id, [world.shop().say(world.release, "checked")])
    assert world.status(order) == "Delivered: validated"


def test_a_write_that_is_overtaken_for_ever_is_given_up(world: World) -> None:
    (order,) = world.order()
    world.work()

    def record(*_: object) -> object:
        raise ConflictError("overtaken")

    world.ledger.record = record  # type: ignore[method-assign, assignment]
    with pytest.raises(ConflictError):
        track.absorb(world.tools, order.distribution_id, [world.shop().say(world.release, "checked")])
