"""Each version's losses, named exactly; and what is merely said elsewhere."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from attrs import evolve

from tests.unit.contrib.ddex.messages import VERSIONS_4, deal, release, track
from tunemantra.contrib.ddex import ERN_42, ERN_43, ERN_411, ERN_432, Profile, express
from tunemantra.core import (
    AdditionalTitle,
    AiUse,
    Artist,
    Asset,
    CLine,
    Component,
    Contributor,
    ContributorRole,
    Edition,
    Genre,
    Isrc,
    Medium,
    Price,
    ReleaseMoment,
    Severity,
    TerritorySet,
    Title,
    TitleKind,
    UseType,
    Visibility,
)
from tunemantra.core.lyrics import Lyrics, LyricsLine, Stanza
from tunemantra.errors import EmptyTerritoryError

MORNING = ReleaseMoment.local(date(2026, 4, 1))
each_version = pytest.mark.parametrize("version", VERSIONS_4, ids=lambda version: version.number)


def lost(of, version, profile=None):
    findings = express(of, version, profile).findings
    assert {finding.severity for finding in findings} <= {Severity.WARNING}
    return [(finding.rule.removeprefix("ERN-LOST-"), finding.path, finding.observed) for finding in findings]


@each_version
def test_a_plain_album_loses_nothing(version):
    assert lost(release(), version) == []


@each_version
def test_booklet_canvas_and_motion_artwork_are_said_to_be_lost(version):
    motion = {"motion_square": Asset("square.mp4"), "motion_tall": Asset("tall.mp4")}
    told = lost(release(tracks=(track(1, canvas=Asset("1.mp4")),), booklet=Asset("booklet.pdf"), **motion), version)
    assert told == [
        ("CANVAS", "tracks[0].canvas", "1.mp4"),
        ("BOOKLET", "booklet", "booklet.pdf"),
        ("MOTION", "motion_square", "square.mp4"),
        ("MOTION", "motion_tall", "tall.mp4"),
    ]


@each_version
def test_what_only_mead_says_is_lost_everywhere(version):
    tempo = track(1, bpm=Decimal(128), key="A min", extras=(("beatport", "mix", "Dub"),))
    assert lost(release(tracks=(tempo,)), version) == [
        ("TEMPO", "tracks[0].bpm", "128"),
        ("KEY", "tracks[0].key", "A min"),
        ("EXTRA", "tracks[0].extras[0]", "beatport mix=Dub"),
    ]


@each_version
def test_each_lyrics_are_lost_by_the_name_of_their_file(version):
    verse = (Stanza((LyricsLine("La la"),)),)
    sung = (Lyrics(verse, file="words/one.ttml"), Lyrics(verse, "ja", file="words/one.lrc"), Lyrics(verse, "de"))
    found = express(release(tracks=(track(1, lyrics=sung),)), version)
    assert [(one.rule, one.path, one.observed) for one in found.findings] == [
        ("ERN-LOST-LYRICS", "tracks[0].lyrics[0]", "words/one.ttml (en)"),
        ("ERN-LOST-LYRICS", "tracks[0].lyrics[1]", "words/one.lrc (ja)"),
        ("ERN-LOST-LYRICS", "tracks[0].lyrics[2]", "de"),
    ]
    assert {"Text resource" in one.message for one in found.findings} == {True}
    assert {"MEAD" in one.hint for one in found.findings} == {True}
    assert found.release.tracks[0].lyrics == ()


TITLES = tuple(AdditionalTitle(kind.name.title(), kind) for kind in TitleKind)


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        (ERN_411, ["Translated"]),
        (ERN_42, ["Translated"]),
        (ERN_43, []),
        (ERN_432, ["Alternative", "Original", "Translated"]),
    ],
    ids=["411", "42", "43", "432"],
)
def test_titles_a_version_does_not_know_are_named(version, expected):
    found = lost(release(additional_titles=TITLES, tracks=(track(1, additional_titles=TITLES),)), version)
    assert [text for _, path, text in found if path.startswith("additional_titles[")] == expected
    assert [text for _, path, text in found if path.startswith("tracks[0].additional_titles[")] == expected


def test_an_immersive_edition_needs_editions():
    atmos = Edition(Asset("atmos.wav"), Isrc("USS1Z9999999"))
    one = release(tracks=(track(1, editions=(atmos,)),))
    for version in (ERN_411, ERN_42):
        assert lost(one, version) == [("EDITION", "tracks[0].editions[0]", "USS1Z9999999")]
        assert express(one, version).release.tracks[0].editions == ()
    for version in (ERN_43, ERN_432):
        assert express(one, version).release.tracks[0].editions == (atmos,)


def test_uses_an_older_set_does_not_have_leave_the_deal():
    training = deal(uses=(UseType.ON_DEMAND_STREAM, UseType.TRAINING_GENERATIVE_AI))
    one = release(deals=(training,))
    for version in (ERN_411, ERN_42):
        assert lost(one, version) == [("USE", "deals[0].uses[1]", "UseForTrainingGenerativeAI")]
        assert express(one, version).release.deals == (deal(),)
    assert lost(one, ERN_43) == []


def test_a_deal_without_a_use_left_is_lost_and_a_track_does_not_take_other_terms_for_it():
    mining = deal(uses=(UseType.DATA_MINING,))
    expressed = express(release(tracks=(track(1, deals=(mining,)), track(2))), ERN_42)
    assert [finding.path for finding in expressed.findings] == ["tracks[0].deals[0].uses[0]", "tracks[0].deals[0]"]
    assert [one.album_only for one in expressed.release.tracks] == [True, False]


def test_disclosures_are_those_of_the_newest_version():
    written = Contributor("Machine", (ContributorRole.COMPOSER,), ai=AiUse.ALL)
    one = release(
        ai=AiUse.PARTLY,
        artwork_ai=AiUse.ALL,
        contributors=(Contributor("Ann", (ContributorRole.MIXER,), ai=AiUse.NONE),),
        tracks=(track(1, ai=AiUse.PARTLY, contributors=(written,)),),
    )
    assert lost(one, ERN_432) == []
    for version in (ERN_411, ERN_42, ERN_43):
        assert sorted(lost(one, version)) == [
            ("AI", "ai", "Partly"),
            ("AI", "artwork_ai", "All"),
            ("AI", "contributors[0].ai", "None"),
            ("AI", "tracks[0].ai", "Partly"),
            ("AI", "tracks[0].contributors[0].ai", "All"),
        ]


def test_one_date_of_visibility_for_everywhere_is_told_by_all():
    early = Visibility(release=MORNING, cover=MORNING, track_listing=MORNING)
    for version in VERSIONS_4:
        expressed = express(release(visibility=(early,)), version)
        assert (expressed.release.visibility, expressed.findings) == ((early,), ())


def test_dates_of_visibility_for_territories_are_lost_before_they_show_too_much():
    local = Visibility(release=MORNING, territories=TerritorySet.of("JP"))
    everywhere = Visibility(release=ReleaseMoment.local(date(2026, 4, 20)), clips=MORNING, show_dates=False)
    one = release(visibility=(local, everywhere))
    assert lost(one, ERN_43) == []
    assert lost(one, ERN_42) == [
        ("VISIBILITY", "visibility[0]", "release 2026-04-01"),
        ("VISIBILITY", "visibility[1].show_dates", "false"),
        ("VISIBILITY", "visibility[1].clips", "2026-04-01"),
    ]
    assert lost(one, ERN_411) == [
        ("VISIBILITY", "visibility[0]", "release 2026-04-01"),
        ("VISIBILITY", "visibility[1].show_dates", "false"),
    ]


@each_version
def test_without_deals_there_is_nothing_to_show_early(version):
    early = Visibility(release=MORNING)
    one = release(deals=(), visibility=(early,), tracks=(track(1, visibility=(early,)),))
    assert [path for _, path, _ in lost(one, version)] == ["visibility[0]", "tracks[0].visibility[0]"]


@each_version
def test_clips_of_a_track_need_a_place_in_the_list(version):
    one = release(tracks=(track(1, visibility=(Visibility(clips=MORNING),)),))
    assert lost(one, version) == [("VISIBILITY", "tracks[0].visibility[0]", "clips 2026-04-01")]


@pytest.mark.parametrize(("language", "code"), [("ja-Latn", "ja"), ("de-CH", "de"), ("en", ""), ("zxx", "zxx")])
def test_an_older_set_knows_bare_languages(language, code):
    one = release(tracks=(track(1, language=language),))
    expressed = express(one, ERN_411)
    assert expressed.release.tracks[0].language == code
    assert [f.observed for f in expressed.findings] == ([language] if "-" in language else [])
    assert lost(one, ERN_42) == []


@each_version
def test_a_sound_recording_has_no_c_line_and_a_film_has(version):
    line = CLine(2026, "Acme")
    film = track(2, medium=Medium.VIDEO, c_line=line)
    assert lost(release(tracks=(track(1, c_line=line), film)), version) == [
        ("CLINE", "tracks[0].c_line", "© 2026 Acme")
    ]


@each_version
def test_prices_and_gifts_that_mean_nothing_are_named(version):
    odd = deal(
        territories=TerritorySet.of("DE"),
        prices=(Price(tier="Mid", territory="US"), Price(amount=Decimal(7)), Price(tier="Front")),
        instant_gratification=(Isrc("USS1Z9912345"),),
        pre_order=True,
    )
    assert lost(release(deals=(odd,)), version) == [
        ("PRICE", "deals[0].prices[0]", "Mid"),
        ("PRICE", "deals[0].prices[1]", "7"),
        ("GRATIFICATION", "deals[0].instant_gratification[0]", "USS1Z9912345"),
    ]


@each_version
def test_a_price_that_gives_way_everywhere_is_named(version):
    local = deal(territories=TerritorySet.of("DE"), prices=(Price(tier="Mid"), Price(tier="Front", territory="DE")))
    assert lost(release(deals=(local,)), version) == [("PRICE", "deals[0].prices[0]", "Mid")]


@each_version
def test_a_component_needs_a_disc_and_a_preview_a_beginning(version):
    one = release(
        components=(Component(1, (Title("Day"),)), Component(3, (Title("Night"),))),
        tracks=(track(1, preview_duration=Decimal(30)),),
    )
    assert sorted(lost(one, version)) == [
        ("COMPONENT", "components[1]", "Night"),
        ("PREVIEW", "tracks[0].preview_duration", "30"),
    ]


@each_version
def test_parts_of_a_work_are_counted(version):
    parts = (track(1, work="Sonata"), track(4, work="Sonata"))
    expressed = express(release(tracks=parts), version)
    assert [one.number for one in expressed.release.tracks] == [1, 2]
    assert [(f.rule, f.path, f.observed) for f in expressed.findings] == [("ERN-LOST-NUMBER", "tracks[1].number", "4")]


@each_version
def test_a_profile_without_track_releases_has_one_genre_and_one_list_of_terms(version):
    own = deal(uses=(UseType.PERMANENT_DOWNLOAD,))
    single = release(size=1, tracks=(track(1, genre=Genre("House", "Deep"), deals=(own,), album_only=True),))
    expressed = express(single, version, Profile.SIMPLE_AUDIO_SINGLE)
    assert [(f.rule, f.observed) for f in expressed.findings] == [("ERN-LOST-GENRE", "House / Deep")]
    assert expressed.release.deals == (deal(), own)
    assert (expressed.release.tracks[0].deals, expressed.release.tracks[0].album_only) == ((), False)
    assert lost(single, version) == []


def test_artist_ids_are_told_to_their_own_platform():
    known = Artist("Saeko Shu", ids=(("beatport", "4711"), ("spotify", "xyz")))
    one = release(artists=(known,))
    assert express(one, ERN_43, platform="beatport").release.artists[0].ids == (("beatport", "4711"),)
    assert express(one, ERN_43).release.artists[0].ids == ()


def test_a_deal_without_a_territory_is_an_error_not_a_loss():
    with pytest.raises(EmptyTerritoryError):
        express(release(deals=(deal(territories=TerritorySet.nothing()),)), ERN_43)


def test_files_are_not_looked_at():
    one = release()
    assert [asset for _, asset in express(one, ERN_42).release.assets()] == [asset for _, asset in one.assets()]


def test_an_end_beside_a_beginning_with_a_clock_is_a_last_second():
    start = ReleaseMoment.instant(datetime(2026, 4, 24, 4, tzinfo=UTC))
    (written,) = express(
        release(deals=(deal(start=start, end=ReleaseMoment.local(date(2027, 4, 24))),)), ERN_43
    ).release.deals
    assert str(written.end) == "2027-04-24T23:59:59"
    assert evolve(written, end=None) == deal(start=start)
