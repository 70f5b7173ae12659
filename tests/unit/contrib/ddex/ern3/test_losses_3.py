"""What ERN 3.8 cannot say is named exactly; what it says elsewhere is not lost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from attrs import evolve

from tests.unit.contrib.ddex.ern3.written import BOTH, lost
from tests.unit.contrib.ddex.messages import deal, release, track
from tunemantra.contrib.ddex.express import express
from tunemantra.contrib.ddex.versions import ERN_382, ERN_383
from tunemantra.core.composition import Asset, Component, Edition
from tunemantra.core.finding import Severity
from tunemantra.core.identifiers import Isrc
from tunemantra.core.party import AiUse, Artist, ArtistRole, Contributor, ContributorRole
from tunemantra.core.release import Genre, ReleaseKind
from tunemantra.core.rights import CLine, PLine, UseType, Visibility
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.territory import TerritorySet
from tunemantra.core.text import AdditionalTitle, LocalText, Title, TitleKind

STREET = ReleaseMoment.local(date(2026, 4, 24))
EARLY = ReleaseMoment.local(date(2026, 4, 1))

each_version = pytest.mark.parametrize("version", BOTH, ids=lambda version: version.number)


def with_track(**changes):
    return release(tracks=(track(1, **changes), track(2)))


LOSSES = {
    "machines": (release(ai=AiUse.PARTLY), [("ERN-LOST-AI", "ai", "Partly")]),
    "machines in the artwork": (release(artwork_ai=AiUse.ALL), [("ERN-LOST-AI", "artwork_ai", "All")]),
    "machines in a track": (with_track(ai=AiUse.ALL), [("ERN-LOST-AI", "tracks[0].ai", "All")]),
    "machines of a contributor": (
        with_track(contributors=(Contributor("A", (ContributorRole.VOCALIST,), ai=AiUse.NONE),)),
        [("ERN-LOST-AI", "tracks[0].contributors[0].ai", "None")],
    ),
    "a further edition": (
        with_track(editions=(Edition(Asset("a.wav"), Isrc("USS1Z9999999")),)),
        [("ERN-LOST-EDITION", "tracks[0].editions[0]", "USS1Z9999999")],
    ),
    "a use for machine learning": (
        release(deals=(deal(uses=(UseType.ON_DEMAND_STREAM, UseType.DATA_MINING)),)),
        [("ERN-LOST-USE", "deals[0].uses[1]", "UseForDataMining")],
    ),
    "a deal for machine learning": (
        release(deals=(deal(), deal(uses=(UseType.TRAINING_OTHER_AI,)))),
        [
            ("ERN-LOST-USE", "deals[1].uses[0]", "UseForTrainingNonGenerativeAI"),
            (
                "ERN-LOST-DEAL",
                "deals[1]",
                "from 2026-04-24, UseForTrainingNonGenerativeAI, SubscriptionModel, AdvertisementSupportedModel",
            ),
        ],
    ),
    "visibility by territory": (
        release(visibility=(Visibility(release=EARLY, territories=TerritorySet.of("DE")),)),
        [("ERN-LOST-VISIBILITY", "visibility[0]", "release 2026-04-01")],
    ),
    "hidden dates": (
        release(visibility=(Visibility(release=EARLY, show_dates=False),)),
        [("ERN-LOST-VISIBILITY", "visibility[0].show_dates", "false")],
    ),
    "visibility without deals": (
        release(deals=(), visibility=(Visibility(release=EARLY),)),
        [("ERN-LOST-VISIBILITY", "visibility[0]", "release 2026-04-01")],
    ),
    "a compilation of one artist": (
        release(kind=ReleaseKind.COMPILATION),
        [("ERN-LOST-COMPILATION", "kind", "Compilation")],
    ),
    "a second synopsis": (
        release(synopsis=(LocalText("First"), LocalText("Zweite", "de"), LocalText("Dritte", "de", "DE"))),
        [("ERN-LOST-SYNOPSIS", "synopsis[1]", "Zweite")],
    ),
    "a disc's title of one territory": (
        release(
            tracks=(track(1), track(1, isrc=Isrc("USS1Z9999998"), disc=2)),
            components=(Component(1, (Title("One"), Title("一", territory="JP"))),),
        ),
        [("ERN-LOST-TITLE", "components[0].titles[1]", "一")],
    ),
    "a region of a language": (with_track(language="pt-BR"), [("ERN-LOST-LANGUAGE", "tracks[0].language", "pt-BR")]),
    "a language without a code": (with_track(language="xqz"), [("ERN-LOST-LANGUAGE", "tracks[0].language", "xqz")]),
    "a default title of one territory": (
        release(titles=(Title("Nights", territory="US"), Title("夜", language="ja"))),
        [("ERN-LOST-TERRITORY", "titles[0].territory", "US")],
    ),
    "a default line of one territory": (
        with_track(p_line=PLine(2026, "Acme", territory="US")),
        [("ERN-LOST-TERRITORY", "tracks[0].p_line.territory", "US")],
    ),
    "a default genre of one territory": (
        release(genre=Genre("Techno", territory="DE")),
        [("ERN-LOST-TERRITORY", "genre.territory", "DE")],
    ),
    "tempo and key": (
        with_track(bpm=Decimal(128), key="A min"),
        [("ERN-LOST-TEMPO", "tracks[0].bpm", "128"), ("ERN-LOST-KEY", "tracks[0].key", "A min")],
    ),
}


@each_version
@pytest.mark.parametrize("name", LOSSES)
def test_every_loss_is_named_exactly(name, version):
    product, expected = LOSSES[name]
    assert lost(product, version) == expected
    assert {one.severity for one in express(product, version).findings} == {Severity.WARNING}
    assert lost(express(product, version).release, version) == []


KEPT = {
    "keywords": release(keywords=(LocalText("night"), LocalText("Nacht", "de", "DE"))),
    "a synopsis for each territory": release(synopsis=(LocalText("First"), LocalText("Erste", "de", "DE"))),
    "exclusive terms": release(deals=(deal(exclusive=True),)),
    "a translated title": release(additional_titles=(AdditionalTitle("Nuits", TitleKind.TRANSLATED, language="fr"),)),
    "a composer in the credit": with_track(artists=(Artist("A"), Artist("B", ArtistRole.COMPOSER))),
    "a remixer in the credit": with_track(artists=(Artist("A"), Artist("B", ArtistRole.REMIXER))),
    "visibility": release(visibility=(Visibility(release=EARLY, cover=EARLY),)),
    "visibility of a track": with_track(visibility=(Visibility(release=EARLY, clips=EARLY),)),
    "a compilation of several artists": release(
        kind=ReleaseKind.COMPILATION, tracks=(track(1, artists=(Artist("A"),)), track(2, artists=(Artist("B"),)))
    ),
    "lines, genres and titles of territories": release(
        titles=(Title("Nights"), Title("夜", territory="JP")),
        further_p_lines=(PLine(2026, "Acme JP", territory="JP"),),
        further_c_lines=(CLine(2026, "Acme JP", territory="JP"),),
        further_genres=(Genre("J-Pop", territory="JP"),),
        further_labels=(LocalText("Acme JP", territory="JP"),),
    ),
}


@each_version
@pytest.mark.parametrize("name", KEPT)
def test_what_is_merely_written_elsewhere_is_not_lost(name, version):
    assert lost(KEPT[name], version) == []


def test_cantonese_has_a_code_since_3_8_3():
    product = with_track(language="yue")
    assert lost(product, ERN_382) == [("ERN-LOST-LANGUAGE", "tracks[0].language", "yue")]
    assert express(product, ERN_382).release.tracks[0].language == "mis"
    assert lost(product, ERN_383) == []


def test_what_is_for_everywhere_stands_before_territories_in_alphabetical_order():
    titles = (Title("A"), Title("U", territory="US"), Title("J", territory="JP"), Title("D", language="de"))
    left = express(release(titles=titles), ERN_383).release
    assert [title.text for title in left.titles] == ["A", "D", "J", "U"]


def test_who_worked_on_the_recording_stands_before_who_wrote_the_work():
    writer = Contributor("W", (ContributorRole.LYRICIST,))
    both = Contributor("B", (ContributorRole.COMPOSER, ContributorRole.VOCALIST))
    left = express(release(contributors=(writer, both)), ERN_383).release.tracks[0].contributors
    assert [(one.name, one.roles) for one in left] == [
        ("B", (ContributorRole.VOCALIST, ContributorRole.COMPOSER)),
        ("W", (ContributorRole.LYRICIST,)),
    ]


def test_a_formal_title_that_is_the_display_title_is_understood():
    same, other = AdditionalTitle("Nights", TitleKind.FORMAL, "Live"), AdditionalTitle("The Nights")
    product = release(titles=(Title("Nights", "Live"),), additional_titles=(same, other))
    assert express(product, ERN_383).release.additional_titles == (other,)


def test_a_moment_that_is_the_start_of_every_deal_is_that_of_the_deals():
    product = release(deals=(deal(start=STREET),), visibility=(Visibility(release=EARLY, cover=STREET),))
    assert express(product, ERN_383).release.visibility == (Visibility(release=EARLY),)
    assert express(evolve(product, visibility=(Visibility(clips=STREET),)), ERN_383).release.visibility == ()


def test_a_moment_stays_where_deals_begin_at_different_times():
    deals = (deal(start=STREET), deal(start=EARLY, uses=(UseType.PERMANENT_DOWNLOAD,)))
    product = release(deals=deals, visibility=(Visibility(release=EARLY),))
    assert express(product, ERN_383).release.visibility == (Visibility(release=EARLY),)
