"""CMN-DAT."""

from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import evolve

from tunemantra.core.rights import Deal
from tunemantra.core.schedule import LeadTime, ReleaseMoment
from tunemantra.core.territory import TerritorySet

DAY = date(2026, 4, 24)
GERMANY = TerritorySet.of("DE")


def deal(start=DAY, end=None, **more):
    until = None if end is None else ReleaseMoment.local(end)
    return Deal(more.pop("territories", GERMANY), ReleaseMoment.local(start), until, **more)


@pytest.mark.parametrize(("original", "wrong"), [(date(2026, 4, 25), True), (DAY, False), (date(1999, 1, 1), False)])
def test_nothing_comes_out_before_it_first_came_out(bench, original, wrong):
    assert bool(bench.change(original_release_date=original).ask("CMN-DAT-001")) is wrong


@pytest.mark.parametrize(
    ("day", "wrong"), [(date(206, 4, 24), True), (date(1856, 12, 31), True), (date(1857, 1, 1), False)]
)
def test_nothing_comes_out_before_there_were_recordings(bench, day, wrong):
    bench.change(original_release_date=day).change_track(1, original_release_date=day)
    assert [one.path for one in bench.ask("CMN-DAT-001")] == [
        "original_release_date",
        "tracks[1].original_release_date",
    ] * wrong
    bench.change(release_date=day)
    assert [one.path for one in bench.ask("CMN-DAT-001")][:1] == ["release_date"] * wrong


def test_a_recordings_own_date_counts_too(bench):
    (finding,) = bench.change_track(1, original_release_date=date(2027, 1, 1)).ask("CMN-DAT-001")
    assert (finding.path, finding.observed) == ("tracks[1].original_release_date", "2027-01-01")
    assert finding.blocks


@pytest.mark.parametrize(("end", "wrong"), [(date(2026, 4, 23), True), (DAY, False), (date(2027, 1, 1), False)])
def test_a_window_closes_after_it_opens(bench, end, wrong):
    findings = bench.change_track(deals=(deal(end=end),)).ask("CMN-DAT-001")
    assert [finding.path for finding in findings] == ["tracks[0].deals[0].end"] * wrong


def test_a_window_of_one_instant_is_none(bench):
    moment = ReleaseMoment.instant(datetime(2026, 4, 24, tzinfo=UTC))
    assert bench.change(deals=(Deal(GERMANY, moment, moment),)).ask("CMN-DAT-001")


def test_a_deal_for_nowhere_has_no_window(bench):
    assert (
        bench.change(deals=(deal(end=date(2000, 1, 1), territories=TerritorySet.nothing()),)).ask("CMN-DAT-001") == ()
    )


@pytest.mark.parametrize(("start", "wrong"), [(DAY, True), (date(2026, 5, 1), True), (date(2026, 4, 10), False)])
def test_a_pre_order_starts_before_the_release(bench, start, wrong):
    findings = bench.change(deals=(deal(), deal(), deal(start, pre_order=True))).ask("CMN-DAT-001")
    assert [finding.path for finding in findings] == ["deals[2].start"] * wrong


def test_a_pre_order_elsewhere_is_another_matter(bench):
    elsewhere = deal(pre_order=True, territories=TerritorySet.of("JP"))
    assert bench.change(deals=(deal(), elsewhere)).ask("CMN-DAT-001") == ()


@pytest.mark.parametrize(
    ("hours_before", "hint"), [(72, None), (48, None), (47, "rush"), (24, "rush"), (23, "move"), (-5, "move")]
)
def test_the_lead_time_counts_back_from_the_first_territory(bench, hours_before, hint):
    # The day begins in Germany at 22:00 UTC of the day before.
    opens = datetime(2026, 4, 23, 22, tzinfo=UTC)
    bench.now = opens - timedelta(hours=hours_before)
    findings = bench.change(deals=(deal(),)).require(lead=LeadTime(24, 48, "hours")).ask("CMN-DAT-002")
    assert len(findings) == (hint is not None)
    for finding in findings:
        assert hint in finding.hint
        assert (finding.platform, finding.blocks) == ("spotify", False)


def test_without_a_lead_time_or_a_deal_nothing_is_late(bench):
    bench.now = datetime(2030, 1, 1, tzinfo=UTC)
    assert bench.ask("CMN-DAT-002") == ()
    assert bench.require(lead=LeadTime(1, 2, "weeks")).change(deals=()).ask("CMN-DAT-002") == ()


def test_a_tracks_own_deal_may_open_first(bench):
    bench.now = datetime(2026, 4, 1, tzinfo=UTC)
    bench.require(lead=LeadTime(1, 2, "weeks"))
    assert bench.ask("CMN-DAT-002") == ()
    early = evolve(deal(), start=ReleaseMoment.local(date(2026, 4, 10)))
    assert bench.change_track(deals=(early,)).ask("CMN-DAT-002")
