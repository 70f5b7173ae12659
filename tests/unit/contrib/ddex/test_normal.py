"""The one form of releases that a message cannot tell apart."""

from __future__ import annotations

from decimal import Decimal

from attrs import evolve
from hypothesis import HealthCheck, Phase, given, settings

from tests.support import draws
from tests.unit.contrib.ddex.messages import deal, release, track
from tunemantra.contrib.ddex.normal import normalise
from tunemantra.core import (
    AdditionalTitle,
    Artist,
    ArtistRole,
    Asset,
    Component,
    Contributor,
    ContributorRole,
    Edition,
    Genre,
    Isni,
    LocalText,
    PLine,
    Price,
    TerritorySet,
    Title,
    TitleKind,
)
from tunemantra.testing.products import products

SAEKO = Artist("Saeko Shu")
ONE, OTHER = Isni("000000012146438X"), Isni("0000000121032683")


def first(of):
    return normalise(of).tracks[0]


@given(of=products())
@settings(max_examples=draws(15), deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
def test_twice_is_once(of):
    once = normalise(of)
    assert normalise(once) == once


def test_a_release_that_says_nothing_twice_stays_the_same_object():
    plain = release(contributors=())
    assert normalise(plain) is plain


def test_what_a_track_shares_with_its_release_is_inherited():
    of = release(artists=(SAEKO,))
    explicit = track(1, artists=(SAEKO,), p_line=of.p_line, genre=of.genre, language="en", deals=of.deals)
    assert normalise(evolve(of, contributors=(), tracks=(explicit,))).tracks == (track(1),)


def test_what_differs_stays():
    of = release()
    own = {"p_line": PLine(2020, "Other"), "genre": Genre("House"), "language": "de"}
    told = first(evolve(of, tracks=(track(1, **own),)))
    assert {name: getattr(told, name) for name in own} == own


def test_terms_of_a_track_are_inherited_without_the_price_of_the_whole():
    whole = deal(prices=(Price(tier="Front"), Price(amount=Decimal("7.50"), currency="EUR")))
    tier = evolve(whole, prices=(Price(tier="Front"),))
    own = release(deals=(whole,), tracks=(track(1, deals=(tier,)), track(2, deals=(whole,))))
    assert [one.deals for one in normalise(own).tracks] == [(), (whole,)]


def test_contributors_of_the_release_stand_on_every_track_once_each():
    of = release(
        contributors=(Contributor("Ann", (ContributorRole.COMPOSER,)),),
        tracks=(track(1, contributors=(Contributor("Ann", (ContributorRole.MIXER,), ("Piano",)),)), track(2)),
    )
    told = normalise(of)
    both = Contributor("Ann", (ContributorRole.MIXER, ContributorRole.COMPOSER), ("Piano",))
    assert told.contributors == ()
    assert [one.contributors for one in told.tracks] == [
        (both,),
        (Contributor("Ann", (ContributorRole.COMPOSER,)),),
    ]


def test_a_remixer_is_among_the_contributors():
    of = release(artists=(SAEKO, Artist("Dub Person", ArtistRole.REMIXER)), contributors=())
    assert first(of).contributors == (Contributor("Dub Person", (ContributorRole.REMIXER,)),)


def test_what_one_credit_knows_of_a_person_all_know():
    of = release(
        artists=(Artist("Saeko Shu", isni=ONE, names=(LocalText("しゅうさえこ", "ja"),)),),
        contributors=(Contributor("Saeko Shu", (ContributorRole.COMPOSER,), ipi="00123456789"),),
        tracks=(track(1, artists=(SAEKO, Artist("Guest", ArtistRole.FEATURED))),),
    )
    told = first(of)
    assert (told.artists[0].isni, told.artists[0].names) == (ONE, (LocalText("しゅうさえこ", "ja"),))
    assert (told.contributors[0].isni, told.contributors[0].ipi) == (ONE, "00123456789")


def test_namesakes_with_different_identifiers_stay_two():
    cast = (Artist("John Smith", isni=ONE), Artist("John Smith", isni=OTHER))
    assert normalise(release(artists=cast)).artists == cast


def test_a_credit_that_is_understood_is_left_out():
    of = release(artists=(SAEKO, Artist("Guest", ArtistRole.FEATURED)))
    assert normalise(evolve(of, credits=(LocalText("Saeko Shu feat. Guest"),))).credits == ()
    assert normalise(evolve(of, credits=(LocalText("Saeko & Guest"),))).credits == (LocalText("Saeko & Guest"),)


def test_a_track_that_takes_the_artists_takes_their_credit():
    of = release(artists=(SAEKO,), credits=(LocalText("SAEKO"),), contributors=())
    assert first(of) == track(1)
    plain = first(evolve(of, tracks=(track(1, artists=(SAEKO,)),)))
    assert (plain.artists, plain.credits) == ((), (LocalText("Saeko Shu"),))


def test_a_printed_line_that_is_understood_is_left_out():
    of = release(p_line=PLine(2026, "Acme", "℗ 2026 Acme"), further_p_lines=(PLine(2020, "B", "(P) 2020 B"),))
    assert normalise(of).p_line == PLine(2026, "Acme")
    assert normalise(of).further_p_lines == (PLine(2020, "B", "(P) 2020 B"),)


def test_additional_titles_stand_by_kind():
    mixed = (AdditionalTitle("G", TitleKind.GROUPING), AdditionalTitle("F", TitleKind.FORMAL))
    assert [title.text for title in normalise(release(additional_titles=mixed)).additional_titles] == ["F", "G"]


def test_an_edition_that_shares_the_isrc_and_a_disc_without_a_word_say_nothing():
    same = track(1, editions=(Edition(Asset("a.wav"), track(1).isrc),))
    of = normalise(release(tracks=(same,), components=(Component(1),)))
    assert of.tracks[0].editions == (Edition(Asset("a.wav")),)
    assert of.components == ()
    assert normalise(release(components=(Component(1, (Title("Day"),)),))).components


def test_a_price_of_a_territory_makes_its_own_deal():
    local = deal(territories=TerritorySet.of("US", "DE"), prices=(Price(tier="A"), Price(tier="B", territory="US")))
    assert normalise(release(deals=(local,))).deals == (
        deal(territories=TerritorySet.of("DE"), prices=(Price(tier="A"),)),
        deal(territories=TerritorySet.of("US"), prices=(Price(tier="B"),)),
    )


def test_lengths_are_whole_milliseconds():
    told = first(release(tracks=(track(1, duration=Decimal("1.23456"), preview_start=Decimal("0.0004")),)))
    assert (told.duration, told.preview_start) == (Decimal("1.235"), Decimal(0))


def test_a_gain_is_in_the_file_and_in_no_message():
    assert first(release(tracks=(track(1, gain=Decimal("-1.5")),))).gain is None
