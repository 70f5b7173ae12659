from __future__ import annotations

import pytest
from attrs import evolve

from tests.unit.pipeline.world import COVER, MASTER, World, fill
from tunemantra.core.distribution import Outcome
from tunemantra.core.finding import Finding, error, warning
from tunemantra.core.media import Facts
from tunemantra.errors import PluginError, SettingsError
from tunemantra.ports.package import Order


def test_every_rule_is_heard_at_once(world: World) -> None:
    fill(
        world.shelf.folder,
        world.release,
        master=evolve(MASTER, channels=1),
        cover=evolve(COVER, width=2999, height=2999),
    )
    world.shop().findings = [error("SHOP-1", "label", "not one of ours")]
    world.mall.house = lambda _release, _platform: [error("HOUSE-1", "title", "we do not like it")]
    (order,) = world.order()
    world.work()
    rules = {finding.rule for finding in world.now(order).findings if finding.blocks}
    assert rules == {"CMN-AUD-001", "CMN-IMG-001", "SHOP-1", "HOUSE-1"}


def test_nothing_is_sent_while_an_error_stands(world: World) -> None:
    world.shop().findings = [error("SHOP-1", "label", "not one of ours"), error("SHOP-2", "x", "nor this")]
    (order,) = world.order()
    world.work()
    assert world.now(order).outcome is Outcome.REFUSED
    assert world.shop().puts == []
    assert world.status(order) == "Pending: awaiting-assets"
    assert "and 1 more" in world.now(order).reason


def test_several_faults_are_told_in_one_sentence(world: World) -> None:
    world.shop().findings = [error("SHOP-1", "label", "Not one of ours."), error("SHOP-2", "x", "Nor this.")]
    (order,) = world.order()
    world.work()
    assert world.now(order).reason == "refused before anything was sent: Not one of ours, and 1 more"


def test_a_warning_is_kept_and_stops_nothing(world: World) -> None:
    world.shop().findings = [warning("SHOP-9", "label", "unusual")]
    (order,) = world.live()
    assert "SHOP-9" in {finding.rule for finding in order.findings}


def test_what_was_let_pass_stands_in_the_timeline(world: World) -> None:
    world.shop().findings = [warning("SHOP-9", "label", "unusual"), warning("SHOP-9", "title", "unusual, too")]
    (order,) = world.live()
    told = [event.message for event in world.ledger.events(order.distribution_id)]
    assert any(message.startswith("the checks passed, ") and "SHOP-9" in message for message in told)


def test_the_findings_of_a_platform_are_stamped_with_its_key(world: World) -> None:
    world.shop().findings = [warning("SHOP-9", "label", "unusual")]
    (order,) = world.live()
    assert {finding.platform for finding in order.findings if finding.rule == "SHOP-9"} == {"corner"}


def test_checks_that_fail_themselves_block(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise PluginError("the genre list cannot be read")

    monkeypatch.setattr(type(world.shop()), "check", fail)
    (order,) = world.order()
    world.work()
    assert "TM-CHK-001" in {finding.rule for finding in world.now(order).findings if finding.blocks}


def test_check_says_the_same_as_a_distribution_and_opens_nothing(world: World) -> None:
    fill(world.shelf.folder, world.release, master=evolve(MASTER, channels=1))
    said = world.service.check(world.shelf.folder, ["corner"])
    assert [finding.rule for finding in said if finding.blocks] == ["CMN-AUD-001", "CMN-AUD-001"]
    assert list(world.ledger.deliveries()) == []


def test_the_platforms_rules_see_what_the_masters_are_in_a_check_and_in_a_delivery(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[dict[str, Facts]] = []

    def keep(_: object, order: Order) -> list[Finding]:
        seen.append(dict(order.masters))
        return []

    monkeypatch.setattr(type(world.shop()), "check", keep)
    world.service.check(world.shelf.folder, ["corner"])
    world.order()
    world.work()
    in_check, in_delivery = seen
    assert in_check == in_delivery
    assert set(in_check) == {"artwork", "tracks[0].audio", "tracks[1].audio"}


def test_check_tells_one_fault_once_for_platforms_that_want_the_same(world: World) -> None:
    fill(world.shelf.folder, world.release, cover=evolve(COVER, width=2999, height=2999))
    said = world.service.check(world.shelf.folder, ["corner", "market"])
    assert [finding.platform for finding in said if finding.blocks] == [""]


def test_check_names_the_platform_of_what_not_all_say(world: World) -> None:
    fault = error("HOUSE-1", "title", "we do not like it")
    world.mall.house = lambda _release, platform: [fault] if platform == "market" else []
    for platforms in (["corner", "market"], ["market"]):
        said = world.service.check(world.shelf.folder, platforms)
        assert [finding.platform for finding in said if finding.blocks] == ["market"]


def test_check_keeps_faults_of_one_rule_and_place_that_say_different_things(world: World) -> None:
    world.mall.house = lambda _release, _platform: [
        error("HOUSE-1", "title", text) for text in ("too long", "too loud")
    ]
    for platforms in (["corner"], ["corner", "market"]):
        said = world.service.check(world.shelf.folder, platforms)
        assert [finding.message for finding in said if finding.blocks] == ["too long", "too loud"]


def test_check_says_in_which_file_a_fault_is_corrected(world: World) -> None:
    twice = evolve(world.release, tracks=(world.release.tracks[0], evolve(world.release.tracks[0], number=2)))
    world.shelf.release = twice
    fill(world.shelf.folder, twice, cover=evolve(COVER, width=2999, height=2999))
    said = world.service.check(world.shelf.folder, ["corner"])
    files = {finding.path: finding.file for finding in said if finding.blocks}
    assert files == {"tracks[1].isrc": "shelf.list", "artwork": twice.artwork.path}


def test_check_says_nothing_about_media_that_is_not_there(world: World) -> None:
    (world.shelf.folder / world.release.artwork.path).unlink()
    assert not [finding for finding in world.service.check(world.shelf.folder, ["corner"]) if finding.path == "artwork"]


def test_a_document_that_cannot_be_read_has_only_its_own_findings(world: World) -> None:
    world.shelf.release, world.shelf.findings = None, (error("TM-REL-001", "", "no TOML"),)
    assert world.service.check(world.shelf.folder, ["corner"]) == world.shelf.findings


def test_without_a_platform_check_asks_what_holds_for_every_one(world: World) -> None:
    twice = evolve(world.release, tracks=(world.release.tracks[0], evolve(world.release.tracks[0], number=2)))
    world.shelf.release = twice
    fill(world.shelf.folder, twice, cover=evolve(COVER, width=2999, height=2999))
    said = world.service.check(world.shelf.folder, [])
    assert [(finding.rule, finding.file) for finding in said if finding.blocks] == [("CMN-ID-007", "shelf.list")]


def test_eligibility_asks_every_platform_and_keeps_apart_what_each_says(world: World) -> None:
    fill(world.shelf.folder, world.release, cover=evolve(COVER, width=2999, height=2999))
    checked = world.service.eligibility(world.shelf.folder, ["corner", "market"])
    assert list(checked.by_platform) == ["corner", "market"]
    for findings in checked.by_platform.values():
        assert [finding.path for finding in findings if finding.blocks] == ["artwork"]


def test_a_secret_that_is_not_here_is_told_of_the_platforms_with_settings_alone(world: World) -> None:
    fill(world.shelf.folder, world.release)
    gone = error("TM-PLT-003", "platforms.corner.key", "not here", platform="corner")
    world.mall.missing = {"corner": [gone], "market": [gone]}
    checked = world.service.eligibility(world.shelf.folder, ["corner"])
    said = {key: [one for one in found if one.rule == gone.rule] for key, found in checked.by_platform.items()}
    assert said == {"corner": [gone], "market": []}
    assert gone in world.service.check(world.shelf.folder, ["corner"])


def test_the_own_rules_of_a_platform_without_settings_are_not_asked(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_self: object, _order: object) -> None:
        raise AssertionError("asked")

    fill(world.shelf.folder, world.release)
    monkeypatch.setattr(type(world.shop()), "check", fail)
    checked = world.service.eligibility(world.shelf.folder, [])
    for key, findings in checked.by_platform.items():
        (unasked,) = [finding for finding in findings if finding.rule == "TM-PLT-002"]
        assert (unasked.path, unasked.platform, unasked.blocks) == ("to", key, False)
    assert set(checked.by_platform) == {"corner", "market"}


def test_eligibility_is_not_told_with_settings_that_are_wrong(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(key: str) -> None:
        raise SettingsError("wrong", [error("TM-SET-001", f"platforms.{key}.user", "it is missing")])

    monkeypatch.setattr(type(world.mall), "driver", lambda _self, key, route="": wrong(key))
    with pytest.raises(SettingsError) as refused:
        world.service.eligibility(world.shelf.folder, ["corner"])
    assert [finding.path for finding in refused.value.findings] == ["platforms.corner.user"]
