"""Each of the platform's own rules fires where it should, and not where it should not."""

from __future__ import annotations

import pytest
from attrs import evolve

from tests.unit.plugins.itunes.samples import SETTINGS, download, order, release
from tunemantra.core.distribution import OrderKind
from tunemantra.core.finding import Severity
from tunemantra.core.party import Contributor, ContributorRole
from tunemantra.core.release import Genre, ReleaseKind
from tunemantra.core.territory import TerritorySet
from tunemantra.plugins.itunes.driver import ItunesDriver
from tunemantra.plugins.itunes.profile import Tier
from tunemantra.plugins.itunes.rules import check_order
from tunemantra.testing.factories import make_full_release, make_package, make_update

NATIVE = evolve(SETTINGS, audio="native")


def told(made, settings=SETTINGS):
    return [(finding.rule, finding.path, finding.severity) for finding in check_order(made, settings)]


def paths(rule, made, settings=SETTINGS):
    found = [(one.path, one.severity) for one in check_order(made, settings) if one.rule == rule]
    return [path for path, severity in found if severity is not Severity.NOTE]


def test_a_good_order_has_no_faults():
    assert told(order()) == []


class TestResolution:
    @pytest.mark.parametrize(("rate", "bits"), [(48_000, 24), (96_000, 16), (44_100, 16)])
    def test_001_a_lower_master_is_refused_with_two_ways_out(self, rate, bits):
        found = [one for one in check_order(order(rate=rate, bits=bits), SETTINGS) if one.rule == "ITUNES-AUD-001"]
        assert [one.path for one in found] == ["tracks[0].audio", "tracks[1].audio"]
        assert all(one.severity is Severity.ERROR for one in found)
        assert "a better master" in found[0].hint
        assert 'audio = "native"' in found[0].hint

    def test_001_native_is_a_warning_that_stays(self):
        found = [one for one in check_order(order(rate=44_100, bits=16), NATIVE) if one.rule == "ITUNES-AUD-001"]
        assert [one.severity for one in found] == [Severity.WARNING] * 2
        assert found[0].observed == "16 bit, 44.1 kHz"

    def test_001_is_told_before_there_are_renditions(self):
        made = order(rate=44_100, bits=16)
        masters = {subject: one.facts for subject, one in made.renditions.items()}
        early = evolve(made, renditions={}, masters=masters)
        assert told(early, NATIVE) == told(made, NATIVE) != []
        lossy = evolve(masters["tracks[0].audio"], codec="mp3", bit_depth=0)
        assert paths("ITUNES-AUD-001", evolve(early, masters={"tracks[0].audio": lossy})) == []

    def test_001_more_is_enough(self):
        assert paths("ITUNES-AUD-001", order(rate=192_000)) == []


class TestAlbum:
    def test_cma_001_the_single_has_to_be_on_the_album(self):
        album = release(extras=(("itunes", "earlier_singles", "US-S1Z-26-00001 USS1Z2699999"),))
        assert paths("ITUNES-CMA-001", order(album)) == ["tracks"]

    def test_cma_001_and_be_sold_alone(self):
        album = release(extras=(("itunes", "earlier_singles", "USS1Z2600001"),))
        assert paths("ITUNES-CMA-001", order(album)) == []
        first, *others = album.tracks
        kept = evolve(album, tracks=(evolve(first, album_only=True), *others))
        assert paths("ITUNES-CMA-001", order(kept)) == ["tracks[0].album_only"]

    def test_bkl_001_a_single_has_no_booklet(self):
        album = make_full_release(deals=(download(),))
        assert paths("ITUNES-BKL-001", order(album)) == []
        assert paths("ITUNES-BKL-001", order(evolve(album, kind=ReleaseKind.SINGLE))) == ["booklet"]


class TestPrices:
    @pytest.mark.parametrize(("tracks", "tier", "refused"), [(2, "Front", True), (12, "Front", False), (2, "", False)])
    def test_prc_001_an_album_costs_no_more_than_its_tracks(self, tracks, tier, refused):
        album = release(tracks=tracks, deals=(download(tier=tier),))
        assert paths("ITUNES-PRC-001", order(album)) == (["deals"] if refused else [])

    def test_prc_001_unless_something_comes_with_it_alone(self):
        album = release(deals=(download(tier="Front"),))
        first, *others = album.tracks
        assert paths("ITUNES-PRC-001", order(evolve(album, tracks=(evolve(first, album_only=True), *others)))) == []
        assert paths("ITUNES-PRC-001", order(make_full_release(deals=(download(tier="Front"),)))) == []

    def test_prc_001_a_word_of_nobodys_is_not_sent(self):
        album = release(deals=(download(tier="Platinum"),))
        (found,) = check_order(order(album), SETTINGS)
        assert (found.rule, found.path, found.severity) == ("ITUNES-PRC-001", "deals[0].prices", Severity.WARNING)
        known = evolve(SETTINGS, tiers={"Platinum": Tier("7", "8", 10, 10)})
        assert told(order(album), known) == []


class TestPreOrders:
    EARLY = download("2026-04-10", end="2026-04-23", pre_order=True)

    def album(self, early=EARLY, *, sale=None, tracks=2, gratis=()):
        plain = release(tracks=tracks)
        isrcs = tuple(plain.tracks[index].isrc for index in gratis)
        return order(evolve(plain, deals=(sale or download(), evolve(early, instant_gratification=isrcs))))

    def test_pre_001_a_good_one(self):
        assert paths("ITUNES-PRE-001", self.album(gratis=(0,))) == []

    @pytest.mark.parametrize(("start", "refused"), [("2026-04-23", False), ("2026-04-24", True), ("2025-04-22", True)])
    def test_pre_001_begins_a_day_to_a_year_before(self, start, refused):
        early = download(start, end="2026-04-24", pre_order=True)
        assert paths("ITUNES-PRE-001", self.album(early)) == (["deals[1]"] if refused else [])

    def test_pre_001_leads_to_a_sale_everywhere(self):
        sale = download(where=~TerritorySet.of("DE"))
        assert paths("ITUNES-PRE-001", self.album(sale=sale)) == ["deals[1]"]

    def test_pre_001_gives_half_of_the_tracks_at_most(self):
        assert paths("ITUNES-PRE-001", self.album(tracks=3, gratis=(0, 1))) == ["deals"]
        assert paths("ITUNES-PRE-001", self.album(tracks=4, gratis=(0, 1))) == []

    def test_pre_001_what_is_given_at_once_is_sold_there(self):
        made = self.album(gratis=(0,))
        first, *others = made.release.tracks
        sweden = evolve(first, deals=(download(where=TerritorySet.of("SE")),))
        for track in (sweden, evolve(first, album_only=True)):
            changed = evolve(made, release=evolve(made.release, tracks=(track, *others)))
            assert paths("ITUNES-PRE-001", changed) == ["tracks[0].deals"]

    @pytest.mark.parametrize(("whole", "refused"), [(179, True), (180, False)])
    def test_pre_002_what_is_given_at_once_leaves_a_track_to_pay_for(self, whole, refused):
        prices = {"one": Tier("7", "8", whole, 120), "mid": Tier("3", "4", 300, 60)}
        made = self.album(sale=download(tier="one"), gratis=(0,))
        known = evolve(SETTINGS, tiers=prices)
        assert paths("ITUNES-PRE-002", made, known) == (["deals"] if refused else [])
        assert paths("ITUNES-PRE-002", self.album(sale=download(tier="one")), known) == []

    def test_pre_002_takes_the_stores_own_tier_where_none_is_stated(self):
        assert paths("ITUNES-PRE-002", self.album(tracks=40, gratis=range(10))) == []
        assert paths("ITUNES-PRE-002", self.album(tracks=40, gratis=range(11))) == ["deals"]


def test_ter_001_one_time_of_sale_in_each_territory():
    torn = (download(end="2026-05-01"), download("2026-06-01"))
    assert paths("ITUNES-TER-001", order(release(deals=torn))) == ["deals"]
    assert paths("ITUNES-TER-001", order(release(deals=(torn[0], download("2026-05-02"))))) == []


def test_gen_001_a_genre_without_a_code_is_told_of():
    assert paths("ITUNES-GEN-001", order(release(genre=Genre("Polka")))) == ["genre"]
    assert paths("ITUNES-GEN-001", order(release(genre=Genre("Ska")))) == []
    assert paths("ITUNES-GEN-001", order(release(genre=Genre("House", "Deep House")))) == []


def test_art_001_the_stores_id_of_an_artist_is_digits():
    artist = release().artists[0]
    bad, good = (release(artists=(evolve(artist, ids=(("itunes", given),)),)) for given in ("ada-lund", "1440000001"))
    assert paths("ITUNES-ART-001", order(bad)) == ["artists[0].ids"]
    assert paths("ITUNES-ART-001", order(good)) == []


def test_crd_001_credits_without_a_role_are_noted():
    people = (Contributor("Ada Lund", (ContributorRole.COMPOSER, ContributorRole.PHOTOGRAPHER)),)
    assert told(order(release(contributors=people))) == [("ITUNES-CRD-001", "contributors[0]", Severity.NOTE)]


class TestUpdates:
    def update(self, later, earlier):
        driver = ItunesDriver(SETTINGS)
        return make_update(earlier, make_package(driver.build(earlier)), **{"release": later, **self.made(later)})

    def made(self, later):
        return {"renditions": order(later).renditions}

    def test_upd_001_no_further_tracks(self):
        assert paths("ITUNES-UPD-001", self.update(release(tracks=3), order(release()))) == ["tracks[2].audio"]

    def test_upd_001_no_later_booklet(self):
        with_it = make_full_release(deals=(download(),))
        without = evolve(with_it, booklet=None)
        assert paths("ITUNES-UPD-001", self.update(with_it, order(without))) == ["booklet"]
        assert paths("ITUNES-UPD-001", self.update(with_it, order(with_it))) == []


def test_a_takedown_has_nothing_to_be_judged():
    assert told(order(release(genre=Genre("Polka")), kind=OrderKind.TAKEDOWN)) == []
