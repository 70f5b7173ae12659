"""Release moments per territory, lead times and business days (`platform-facts` 14.4)."""

# ruff: noqa: DTZ001 - what a wall clock shows has no zone

import pickle
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunemantra.core.schedule import (
    MAIN_ZONES,
    Calendar,
    LeadTime,
    LeadUnit,
    Mode,
    ReleaseMoment,
    answer_due,
    latest_delivery,
    latest_rush_delivery,
)
from tunemantra.core.territory import SELECTABLE, TerritorySet
from tunemantra.errors import EmptyTerritoryError, ScheduleError, TerritoryError

FRIDAY = date(2026, 5, 1)
WORLD = TerritorySet.worldwide()

days = st.dates(date(1950, 1, 1), date(2100, 12, 31))
clocks = st.times().map(lambda clock: clock.replace(microsecond=0))
seconds = st.datetimes(datetime(1950, 1, 1), datetime(2100, 12, 31)).map(lambda moment: moment.replace(microsecond=0))
offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
instants = st.builds(lambda moment, offset: moment.replace(tzinfo=offset), seconds, offsets)
moments = st.one_of(st.builds(ReleaseMoment.local, days, clocks), st.builds(ReleaseMoment.instant, instants))
territories = st.sampled_from(sorted(SELECTABLE))
starts = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))
calendars = st.builds(
    Calendar,
    st.sets(st.integers(0, 6), max_size=6),
    st.sets(st.dates(date(2020, 1, 1), date(2035, 1, 1)), max_size=30),
    st.sampled_from(["UTC", "Africa/Cairo", "America/New_York", "Pacific/Kiritimati"]),
)


def utc(*fields):
    return datetime(*fields, tzinfo=UTC)


# Writing and reading


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-05-01", ReleaseMoment.local(FRIDAY)),
        ("2026-05-01T00:00", ReleaseMoment.local(FRIDAY)),
        (" 2026-05-01T09:30:15 ", ReleaseMoment.local(FRIDAY, time(9, 30, 15))),
        ("2026-05-01T00:00:00Z", ReleaseMoment.instant(utc(2026, 5, 1))),
        ("2026-05-01T00:30+02:00", ReleaseMoment.instant(utc(2026, 4, 30, 22, 30))),
    ],
)
def test_moments_are_read_as_ddex_means_them(text, moment):
    assert ReleaseMoment.parse(text) == moment


@given(moments)
def test_moments_survive_writing_and_reading(moment):
    assert ReleaseMoment.parse(str(moment)) == moment
    assert pickle.loads(pickle.dumps(moment)) == moment


def test_midnight_is_written_as_the_date_alone_only_where_it_is_local():
    assert str(ReleaseMoment.local(FRIDAY)) == "2026-05-01"
    assert str(ReleaseMoment.local(FRIDAY, time(0, 1))) == "2026-05-01T00:01:00"
    assert str(ReleaseMoment.instant(utc(2026, 5, 1))) == "2026-05-01T00:00:00Z"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tomorrow",
        "2026",
        "2026-05",
        "20260501",
        "2026-W18-5",
        "2026-05-32",
        "2026-02-29",
        "2026-05-01Z",
        "2026-05-01 09:30",
        "2026-05-01T9:30",
        "2026-05-01T24:00",
        "2026-05-01T09:60",
        "2026-05-01T09:30:60",
        "2026-05-01T09:30:00.5",
        "2026-05-01T09:30:00+0200",
        "2026-05-01T09:30:00+25:00",
        "٢٠٢٦-05-01",
        "0001-01-01",
        "0001-01-01T00:00:00+01:00",
        "9999-12-31",
    ],
)
def test_other_texts_are_refused(text):
    with pytest.raises(ScheduleError):
        ReleaseMoment.parse(text)


def test_an_instant_needs_a_time_zone():
    with pytest.raises(ScheduleError, match="no time zone"):
        ReleaseMoment.instant(datetime(2026, 5, 1))


@pytest.mark.parametrize(
    ("day", "clock"),
    [(datetime(2026, 5, 1), time()), (FRIDAY, time(tzinfo=UTC)), (FRIDAY, time(0, 0, 0, 1))],
)
def test_a_local_moment_is_a_plain_date_and_whole_seconds(day, clock):
    with pytest.raises(ScheduleError):
        ReleaseMoment.local(day, clock)


def test_mode_is_kept():
    assert ReleaseMoment.parse("2026-05-01").mode is Mode.LOCAL
    assert ReleaseMoment.parse("2026-05-01T00:00Z").mode is Mode.GLOBAL


# Zones


def test_every_territory_has_one_zone_that_exists():
    assert set(MAIN_ZONES) == SELECTABLE
    assert all(ZoneInfo(name) for name in MAIN_ZONES.values())


@pytest.mark.parametrize(
    ("territory", "zone"),
    [
        ("US", "America/New_York"),
        ("RU", "Europe/Moscow"),
        ("AU", "Australia/Sydney"),
        ("BR", "America/Sao_Paulo"),
        ("CA", "America/St_Johns"),
        ("ES", "Europe/Madrid"),
        ("NZ", "Pacific/Auckland"),
        ("KI", "Pacific/Kiritimati"),
    ],
)
def test_territories_of_several_zones_open_with_the_easternmost_main_one(territory, zone):
    assert MAIN_ZONES[territory] == zone


def test_local_midnight_comes_at_its_own_instant_in_each_territory():
    moment = ReleaseMoment.local(FRIDAY)
    assert moment.instant_in("JP") == utc(2026, 4, 30, 15)
    assert moment.instant_in("DE") == utc(2026, 4, 30, 22)
    assert moment.instant_in("US") == utc(2026, 5, 1, 4)


def test_one_instant_is_the_same_everywhere():
    moment = ReleaseMoment.parse("2026-05-01T00:00Z")
    assert moment.first_instant(WORLD) == moment.last_instant(WORLD) == utc(2026, 5, 1)


def test_release_day_goes_around_the_world_in_25_hours():
    moment = ReleaseMoment.local(FRIDAY)
    assert moment.first_instant(WORLD) == moment.instant_in("KI") == utc(2026, 4, 30, 10)
    assert moment.last_instant(WORLD) == moment.instant_in("AS") == utc(2026, 5, 1, 11)


@pytest.mark.parametrize("day", [date(2026, 4, 24), date(2027, 4, 30), date(2028, 4, 28)])
def test_egypt_opens_at_one_where_midnight_does_not_exist(day):
    opens = ReleaseMoment.local(day).instant_in("EG")
    assert opens == datetime.combine(day - timedelta(days=1), time(22), UTC)
    assert opens.astimezone(ZoneInfo("Africa/Cairo")).time() == time(1)


@pytest.mark.parametrize("clock", [time(0, 0, 1), time(0, 30), time(0, 59, 59), time(1)])
def test_the_whole_gap_opens_when_the_clock_jumps(clock):
    assert ReleaseMoment.local(date(2026, 4, 24), clock).instant_in("EG") == utc(2026, 4, 23, 22)


@pytest.mark.parametrize("clock", [time(), time(12), time(23, 59, 59)])
def test_a_day_left_out_opens_with_the_next(clock):
    assert ReleaseMoment.local(date(2011, 12, 30), clock).instant_in("WS") == utc(2011, 12, 30, 10)


def test_a_repeated_hour_opens_the_first_time():
    assert ReleaseMoment.local(date(2026, 10, 25), time(2, 30)).instant_in("DE") == utc(2026, 10, 25, 0, 30)


@given(days, clocks, territories)
def test_opening_is_the_first_instant_at_which_the_clock_shows_it_or_later(day, clock, territory):
    zone = ZoneInfo(MAIN_ZONES[territory])
    wall = datetime.combine(day, clock)
    opens = ReleaseMoment.local(day, clock).instant_in(territory)
    assert opens.utcoffset() == timedelta()
    assert opens.astimezone(zone).replace(tzinfo=None) >= wall
    assert (opens - timedelta(seconds=1)).astimezone(zone).replace(tzinfo=None) < wall


@given(seconds, seconds, territories)
def test_later_clocks_never_open_earlier(one, other, territory):
    earlier, later = (ReleaseMoment.local(wall.date(), wall.time()) for wall in sorted((one, other)))
    assert earlier.instant_in(territory) <= later.instant_in(territory)


@given(moments, st.frozensets(territories, min_size=1, max_size=5))
def test_first_and_last_enclose_every_territory(moment, codes):
    chosen = TerritorySet(codes)
    instants = [moment.instant_in(code) for code in codes]
    assert moment.first_instant(chosen) == min(instants)
    assert moment.last_instant(chosen) == max(instants)


def test_a_platform_may_use_other_zones():
    moment, zones = ReleaseMoment.local(FRIDAY), {"CA": "America/Toronto"}
    assert moment.instant_in("CA", zones=zones) == utc(2026, 5, 1, 4)
    assert moment.instant_in("US", zones=zones) == moment.instant_in("US")
    canada = TerritorySet.of("CA")
    assert moment.first_instant(canada, zones=zones) == moment.last_instant(canada, zones=zones) == utc(2026, 5, 1, 4)


def test_nowhere_has_no_first_instant():
    for ask in (ReleaseMoment.local(FRIDAY).first_instant, ReleaseMoment.local(FRIDAY).last_instant):
        with pytest.raises(EmptyTerritoryError):
            ask(TerritorySet.nothing())


def test_unknown_territory_and_zone_are_refused():
    with pytest.raises(TerritoryError):
        ReleaseMoment.local(FRIDAY).instant_in("UK")
    for name in ("Mars/Olympus", "", "../etc/passwd"):
        with pytest.raises(ScheduleError, match="is unknown"):
            Calendar(zone=name)


# Order


def test_before_means_before_everywhere():
    thursday, friday = ReleaseMoment.local(date(2026, 4, 30)), ReleaseMoment.local(FRIDAY)
    assert thursday.starts_before(friday, WORLD)
    assert not friday.starts_before(thursday, WORLD)
    assert not friday.starts_before(friday, WORLD)


def test_an_instant_may_come_before_midnight_in_some_territories_only():
    instant, midnight = ReleaseMoment.parse("2026-05-01T00:00Z"), ReleaseMoment.local(FRIDAY)
    assert instant.starts_before(midnight, TerritorySet.of("US"))
    assert not instant.starts_before(midnight, TerritorySet.of("US", "JP"))
    assert not midnight.starts_before(instant, TerritorySet.of("US", "JP"))


def test_nothing_is_before_anything_nowhere():
    with pytest.raises(EmptyTerritoryError):
        ReleaseMoment.local(FRIDAY).starts_before(ReleaseMoment.local(FRIDAY), TerritorySet.nothing())


# Lead times


def test_hours_and_weeks_are_elapsed_time():
    start = utc(2026, 5, 1)
    assert latest_delivery(start, LeadTime(24, 48, "hours")) == utc(2026, 4, 29)
    assert latest_rush_delivery(start, LeadTime(24, 48, LeadUnit.HOURS)) == utc(2026, 4, 30)
    assert latest_delivery(start, LeadTime(1, 2, "weeks")) == utc(2026, 4, 17)


@pytest.mark.parametrize(
    ("start", "count", "latest"),
    [
        (utc(2026, 5, 1), 2, utc(2026, 4, 29)),
        (utc(2026, 5, 1, 15), 1, utc(2026, 4, 30, 15)),
        (utc(2026, 5, 4), 1, utc(2026, 5, 1)),
        (utc(2026, 5, 3, 15), 1, utc(2026, 5, 1)),
        (utc(2026, 5, 1), 5, utc(2026, 4, 24)),
        (utc(2026, 5, 3, 15), 0, utc(2026, 5, 3, 15)),
    ],
)
def test_business_days_are_whole_days_of_work(start, count, latest):
    assert latest_delivery(start, LeadTime(0, count, "business_days")) == latest


def test_holidays_and_other_weekends_are_no_business_days():
    lead, start = LeadTime(1, 1, "business_days"), utc(2026, 5, 4)
    assert latest_delivery(start, lead, Calendar(holidays=[FRIDAY])) == utc(2026, 4, 30)
    assert latest_delivery(start, lead, Calendar(weekend={4, 5})) == utc(2026, 5, 3)


def test_business_days_are_those_of_the_platforms_place():
    start, lead = utc(2026, 5, 4, 2), LeadTime(1, 1, "business_days")
    assert latest_delivery(start, lead) == utc(2026, 5, 1, 2)
    denver = Calendar(zone="America/Denver")
    assert latest_delivery(start, lead, denver) == utc(2026, 5, 1, 6)


@given(starts, st.integers(0, 20), st.integers(0, 20), st.sampled_from(LeadUnit), calendars)
def test_longer_leads_are_due_earlier_and_rush_is_never_earlier(start, one, other, unit, calendar):
    lead = LeadTime(*sorted((one, other)), unit)
    assert latest_delivery(start, lead, calendar) <= latest_rush_delivery(start, lead, calendar) <= start


@given(starts, starts, st.integers(0, 20), st.sampled_from(LeadUnit), calendars)
def test_later_starts_are_never_due_earlier(one, other, count, unit, calendar):
    earlier, later = sorted((one, other))
    lead = LeadTime(count, count, unit)
    assert latest_delivery(earlier, lead, calendar) <= latest_delivery(later, lead, calendar)


@given(starts, st.integers(1, 20), calendars)
def test_the_days_promised_lie_between(start, count, calendar):
    zone = ZoneInfo(calendar.zone)
    latest = latest_delivery(start, LeadTime(count, count, "business_days"), calendar)
    first, end = latest.astimezone(zone).date(), start.astimezone(zone).date()
    between = [first + timedelta(days=n) for n in range((end - first).days)]
    assert sum(map(calendar.is_business_day, between)) == count
    assert calendar.is_business_day(first)


@pytest.mark.parametrize(("low", "high", "unit"), [(-1, 2, "hours"), (3, 2, "hours"), (1, 2, "fortnights")])
def test_impossible_lead_times_are_refused(low, high, unit):
    with pytest.raises(ScheduleError):
        LeadTime(low, high, unit)


@pytest.mark.parametrize("weekend", [range(7), {7}, {-1}])
def test_somebody_must_work_some_day(weekend):
    with pytest.raises(ScheduleError):
        Calendar(weekend=weekend)


def test_lead_needs_a_start_with_a_time_zone():
    with pytest.raises(ScheduleError, match="no time zone"):
        latest_delivery(datetime(2026, 5, 1), LeadTime(1, 1, "hours"))


def test_when_an_answer_is_due() -> None:
    start = utc(2026, 5, 1, 12)
    assert answer_due(start, LeadTime(1, 48, "hours")) == utc(2026, 5, 3, 12)
    assert answer_due(start, LeadTime(1, 2, "weeks")) == utc(2026, 5, 15, 12)
    assert answer_due(start, LeadTime(0, 1, "business_days")) == utc(2026, 5, 4, 12)
    assert answer_due(start, LeadTime(0, 1, "business_days"), Calendar(holidays=[FRIDAY])) == utc(2026, 5, 5)
    with pytest.raises(ScheduleError):
        answer_due(datetime(2026, 5, 1), LeadTime(1, 1, "hours"))


@given(days, st.integers(0, 30), st.sampled_from([Calendar(), Calendar(weekend={4}, zone="Asia/Tokyo")]))
def test_a_delivery_in_the_last_moment_is_answered_in_time(day: date, count: int, calendar: Calendar) -> None:
    start, lead = datetime.combine(day, time(12), UTC), LeadTime(count, count, "business_days")
    assert latest_delivery(answer_due(start, lead, calendar), lead, calendar) >= start
