from __future__ import annotations

import pytest
from attrs import evolve

from tests.unit.pipeline.world import World, retitled
from tunemantra.core.composition import Asset, Edition
from tunemantra.core.distribution import Lane, OrderKind, Outcome, Stage
from tunemantra.core.finding import error
from tunemantra.errors import AssetError, AuthError, Disposition, NotFoundError, ReleaseError, SettingsError
from tunemantra.pipeline import intake
from tunemantra.pipeline.submit import Request, submit
from tunemantra.ports.context import Submission


def test_a_missing_file_is_a_finding_and_nothing_is_ordered(world: World) -> None:
    (world.shelf.folder / world.release.tracks[1].audio.path).unlink()
    with pytest.raises(ReleaseError) as caught:
        world.order()
    (finding,) = caught.value.findings
    assert (finding.rule, finding.path) == ("CMN-AUD-007", "tracks[1].audio")
    assert list(world.ledger.deliveries()) == []


def test_a_missing_cover_is_an_image_finding(world: World) -> None:
    (world.shelf.folder / world.release.artwork.path).unlink()
    with pytest.raises(ReleaseError) as caught:
        world.order()
    assert [finding.rule for finding in caught.value.findings] == ["CMN-IMG-001"]


def test_faults_of_the_document_and_of_the_media_are_told_together(world: World) -> None:
    world.shelf.findings = (error("CMN-ID-002", "upc", "the check digit is wrong"),)
    (world.shelf.folder / world.release.tracks[0].audio.path).write_text("no audio")
    with pytest.raises(ReleaseError) as caught:
        world.order()
    assert {finding.rule for finding in caught.value.findings} >= {"CMN-ID-002", "CMN-AUD-007"}


def test_a_platform_nobody_offers_is_told_with_all_other_faults(world: World) -> None:
    world.shelf.findings = (error("CMN-ID-002", "upc", "the check digit is wrong"),)
    with pytest.raises(ReleaseError) as caught:
        world.order("corner", "nowhere")
    assert {finding.rule for finding in caught.value.findings} >= {"TM-PLT-001", "CMN-ID-002"}


def test_a_platform_without_right_settings_is_told_with_all_other_faults(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unset(_mall: object, key: str) -> object:
        raise SettingsError("wrong", [error("TM-SET-001", f"platforms.{key}.user", "it is missing")])

    monkeypatch.setattr(type(world.mall), "driver", unset)
    (world.shelf.folder / world.release.artwork.path).write_text("no picture")
    findings = world.service.check(world.shelf.folder, ["corner"])
    assert [(finding.rule, finding.platform) for finding in findings] == [
        ("CMN-IMG-002", ""),
        ("TM-SET-001", "corner"),
    ]


def test_a_document_that_cannot_be_read_at_all_is_refused(world: World) -> None:
    world.shelf.release = None
    world.shelf.findings = (error("TM-REL-001", "", "no TOML"),)
    with pytest.raises(ReleaseError):
        world.order()


def test_intake_itself_refuses_a_blocked_document(world: World) -> None:
    world.shelf.findings = (error("TM-REL-001", "", "no TOML"),)
    with pytest.raises(ReleaseError):
        submit(world.tools, world.shelf.folder, ["corner"], Request())


def test_a_full_disk_is_no_fault_of_the_release(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise AssetError("no room", disposition=Disposition.WAIT)

    monkeypatch.setattr(type(world.tools.assets), "put_file", full)
    with pytest.raises(AssetError, match="no room"):
        intake.fetch(world.tools, intake.read(world.tools, world.shelf.folder))


def test_without_a_release_there_is_nothing_to_fetch(world: World) -> None:
    with pytest.raises(ReleaseError):
        intake.fetch(world.tools, Submission(world.shelf.folder, None))


def test_further_editions_are_fetched_with_the_masters(world: World) -> None:
    first, *others = world.release.tracks
    edition = Edition(Asset(first.audio.path))
    world.shelf.release = evolve(world.release, tracks=(evolve(first, editions=(edition,)), *others))
    release, findings = intake.fetch(world.tools, intake.read(world.tools, world.shelf.folder))
    assert findings == ()
    ((path, asset),) = release.additions()
    assert (path, asset.sha256) == ("tracks[0].editions[0].audio", release.tracks[0].audio.sha256)


def test_an_edition_that_is_not_there_is_a_finding(world: World) -> None:
    first, *others = world.release.tracks
    gone = evolve(first, editions=(Edition(Asset("atmos.wav")),))
    world.shelf.release = evolve(world.release, tracks=(gone, *others))
    _, findings = intake.fetch(world.tools, intake.read(world.tools, world.shelf.folder))
    assert [(one.rule, one.path) for one in findings] == [("CMN-AUD-007", "tracks[0].editions[0].audio")]


def test_the_same_content_is_the_same_revision(world: World) -> None:
    submission = intake.read(world.tools, world.shelf.folder)
    first = intake.freeze(world.tools, intake.fetch(world.tools, submission)[0])
    world.clock.sleep(5)
    again = intake.freeze(world.tools, intake.fetch(world.tools, submission)[0])
    assert first.id == again.id


def test_platforms_named_twice_get_one_order(world: World) -> None:
    assert len(world.order("corner", "corner")) == 1


def test_a_refused_release_may_be_ordered_again(world: World) -> None:
    world.shop().findings = [error("SHOP-1", "title", "not today")]
    (refused,) = world.order()
    world.work()
    assert world.now(refused).outcome is Outcome.REFUSED
    world.shop().findings = []
    (again,) = world.order()
    world.work()
    assert again.id != refused.id
    assert world.now(again).stage is Stage.TRACK


def test_a_failed_order_goes_on_where_it_stopped(world: World) -> None:
    def refuse(_path: str) -> None:
        raise AuthError("wrong password")

    world.shop().before_put = refuse
    (failed,) = world.order()
    world.work()
    assert world.now(failed).outcome is Outcome.FAILED
    world.shop().before_put = lambda _path: None
    (again,) = world.order()
    assert (again.id, again.stage) == (failed.id, Stage.DELIVER)
    world.work()
    assert world.now(again).stage is Stage.TRACK


def test_a_takedown_of_what_was_never_there_is_refused(world: World) -> None:
    with pytest.raises(NotFoundError):
        world.service.takedown(str(world.release.icpn), ["corner"])


def test_a_takedown_from_several_platforms_is_ordered_whole_or_not_at_all(world: World) -> None:
    (order,) = world.live("corner")
    with pytest.raises(NotFoundError):
        world.service.takedown(order.icpn, ["corner", "market"])
    assert [one.kind for one in world.ledger.deliveries()] == [OrderKind.INSERT]


def test_a_takedown_begins_with_its_package_and_touches_no_master(world: World) -> None:
    (order,) = world.live()
    world.tools.assets._kept.clear()  # type: ignore[attr-defined]
    (takedown,) = world.service.takedown(order.icpn, ["corner"])
    assert takedown.stage is Stage.PACKAGE
    world.work()
    assert world.status(takedown) == "Processing: takedown-requested"


def test_a_takedown_that_is_under_way_is_returned_when_it_is_ordered_again(world: World) -> None:
    (order,) = world.live()
    first = world.service.takedown(order.icpn, ["corner"])
    assert world.service.takedown(order.icpn, ["corner"]) == first


def test_a_newer_order_ends_the_watch_over_an_older_one_that_is_acknowledged(world: World) -> None:
    (older,) = world.order()
    world.work()
    world.say("checked")
    world.shelf.release = retitled(world.release, "Other")
    (newer,) = world.order()
    world.work()
    assert world.now(older).outcome is Outcome.DONE
    assert world.now(newer).stage is Stage.TRACK


def test_a_newer_order_waits_while_the_older_one_is_not_acknowledged(world: World) -> None:
    (older,) = world.order()
    world.work()
    world.shelf.release = retitled(world.release, "Other")
    (newer,) = world.order()
    world.work()
    assert (world.now(older).open, world.now(newer).stage) == (True, Stage.PREPARE)


def test_an_older_order_that_somebody_holds_is_left_to_them(world: World) -> None:
    (older,) = world.order()
    world.work()
    world.clock.sleep(61)
    world.ledger.claim("somebody", world.clock.now(), 30)
    world.shelf.release = retitled(world.release, "Other")
    world.order()
    assert world.now(older).open


def test_fifty_equal_commands_make_one_delivery(world: World) -> None:
    release, _ = intake.fetch(world.tools, intake.read(world.tools, world.shelf.folder))
    revision = intake.freeze(world.tools, release)
    opened = [
        intake.open_order(world.tools, revision, "corner", actor="", lane=Lane.NORMAL, force=False) for _ in range(50)
    ]
    assert len({one.delivery.id for one in opened}) == 1
    assert [one.fresh for one in opened].count(True) == 1


def test_a_release_that_was_taken_down_is_inserted(world: World) -> None:
    distribution = world.ledger.open_distribution("1", "corner", world.clock.now())
    assert intake.order_kind(distribution) is OrderKind.INSERT
    assert intake.order_kind(evolve(distribution, revision_id="x")) is OrderKind.UPDATE
