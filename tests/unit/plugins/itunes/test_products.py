"""Deals become rows by territory, and the rows mean what the deals say."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.plugins.itunes.samples import download, release
from tunemantra.core.rights import Price
from tunemantra.core.takedown import Scope, withdraw
from tunemantra.core.territory import ENCODINGS, TerritorySet
from tunemantra.plugins.itunes.products import NOWHERE, Row, album_rows, gaps, is_gratis, sold, track_rows
from tunemantra.testing import make_deal

TODAY = date(2026, 4, 1)
STREET = date(2026, 4, 24)
CODES = sorted(TerritorySet.worldwide())


def rows(*deals, today=TODAY):
    return dict(album_rows(release(deals=deals), today))


def test_the_world_is_one_row():
    assert rows(download()) == {"WW": Row(cleared=True, start=STREET)}


def test_a_territory_that_is_left_out_is_not_cleared():
    found = rows(download(where=~TerritorySet.of("DE", "KP")))
    assert found == {"WW": Row(cleared=True, start=STREET), "DE": NOWHERE, "KP": NOWHERE}


def test_a_few_territories_stand_beside_a_world_that_is_not_cleared():
    found = rows(download(where=TerritorySet.of("DE", "AT")))
    assert found == {"WW": NOWHERE, **dict.fromkeys(["AT", "DE"], Row(cleared=True, start=STREET))}


@given(st.sets(st.sampled_from(CODES), min_size=1))
@settings(max_examples=60, deadline=None)
def test_the_rows_are_the_encoding_of_the_platform(codes):
    wanted = TerritorySet.of(*codes)
    found = {code: row.cleared for code, row in rows(download(where=wanted)).items()}
    assert ENCODINGS["ww_override"].decode(found) == wanted


def test_what_is_over_is_not_cleared_and_says_since_when():
    found = rows(download(end="2026-05-01"), today=date(2026, 5, 2))
    assert found == {"WW": NOWHERE, **dict.fromkeys(CODES, Row(start=STREET, end=date(2026, 5, 1)))}
    assert rows(download(end="2026-05-01"), today=date(2026, 5, 1))["WW"].cleared


def test_a_withdrawn_territory_stays_as_one_that_is_over():
    left = withdraw(release(), Scope(TerritorySet.of("DE")), date(2026, 5, 1))
    found = dict(album_rows(left, date(2026, 5, 3)))
    assert found == {"WW": Row(cleared=True, start=STREET), "DE": Row(start=STREET, end=date(2026, 5, 1))}


def test_streaming_is_not_the_stores_business():
    assert sold([make_deal(uses=("OnDemandStream",))]) == ()
    assert rows(make_deal(uses=("OnDemandStream",))) == {"WW": NOWHERE}


def test_a_price_of_a_territory_comes_before_that_of_all():
    deal = evolve(download(), prices=(Price(tier="Mid"), Price(tier="Front", territory="DE")))
    found = rows(deal)
    assert (found["WW"].tier, found["DE"].tier) == ("Mid", "Front")


class TestPreOrder:
    EARLY = download("2026-04-10", end="2026-04-23", pre_order=True)

    def album(self, **more):
        first = release().tracks[0].isrc
        early = evolve(self.EARLY, instant_gratification=(first,), **more)
        return release(deals=(download(), early))

    def test_it_is_the_products_alone(self):
        album = self.album()
        assert dict(album_rows(album, TODAY))["WW"].pre_order == date(2026, 4, 10)
        assert all(row.pre_order is None for t in album.tracks for row in track_rows(album, t, TODAY).values())

    def test_a_track_given_at_once_is_sold_from_its_beginning(self):
        album = self.album(territories=TerritorySet.of("DE"))
        assert [is_gratis(album, track) for track in album.tracks] == [True, False]
        first, second = (dict(track_rows(album, track, TODAY)) for track in album.tracks)
        assert (first["WW"].start, first["DE"].start) == (STREET, date(2026, 4, 10))
        assert second == {"WW": Row(cleared=True, start=STREET)}

    def test_alone_it_sells_nothing(self):
        assert rows(self.EARLY) == {"WW": NOWHERE}


def test_a_track_sold_with_the_album_alone_is_cleared_nowhere():
    album = release()
    assert track_rows(album, evolve(album.tracks[0], album_only=True), TODAY) == {"WW": NOWHERE}


def test_a_track_has_its_own_deals():
    album = release()
    track = evolve(album.tracks[0], deals=(download("2026-06-01", where=TerritorySet.of("SE")),))
    assert track_rows(album, track, TODAY) == {"WW": NOWHERE, "SE": Row(cleared=True, start=date(2026, 6, 1))}


@pytest.mark.parametrize(
    ("spans", "torn"),
    [
        ([("2026-04-24", "2026-05-01"), ("2026-05-02", "")], False),
        ([("2026-04-24", "2026-05-01"), ("2026-05-03", "")], True),
        ([("2026-04-24", ""), ("2026-05-03", "2026-06-01"), ("2026-07-01", "2026-07-02")], False),
    ],
)
def test_two_times_with_days_between_them_do_not_fit(spans, torn):
    deals = [download(start, end=end, where=TerritorySet.of("DE", "FR")) for start, end in spans]
    assert gaps(deals) == (TerritorySet.of("DE", "FR") if torn else TerritorySet.nothing())
