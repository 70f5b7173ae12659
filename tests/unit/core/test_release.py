"""The release: what tracks inherit, and its files."""

from datetime import date
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings

from tests.support import draws
from tunemantra.contrib.formats import JsonCodec
from tunemantra.core.composition import Edition
from tunemantra.core.identifiers import Gtin, Isrc
from tunemantra.core.party import Artist, ArtistRole
from tunemantra.core.release import Asset, Genre, Medium, Part, Release, ReleaseKind, Track
from tunemantra.core.rights import CLine, Deal, PLine
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.territory import TerritorySet
from tunemantra.core.text import LocalText, Title
from tunemantra.testing.products import products
from tunemantra.testing.strategies import releases

START = ReleaseMoment.local(date(2026, 4, 24))
GERMANY = Deal(TerritorySet.of("DE"), START)
JAPAN = Deal(TerritorySet.of("JP", "DE"), START)
TRACK = Track(
    Isrc("USS1Z9900001"), (Title("Night"), Title("夜", language="ja")), Asset("1.wav"), 2, disc=1, duration=Decimal(3)
)
RELEASE = Release(
    icpn=Gtin("036000291452"),
    titles=(Title("Trains"), Title("列車", language="ja")),
    artists=(Artist("Mira"), Artist("Jo", ArtistRole.FEATURED)),
    label="Acme",
    kind=ReleaseKind.ALBUM,
    tracks=(TRACK, evolve(TRACK, isrc=Isrc("USS1Z9900002"), disc=2, number=1)),
    artwork=Asset("cover.jpg"),
    deals=(GERMANY, JAPAN),
    p_line=PLine(2026, "Acme"),
    c_line=CLine(2026, "Acme"),
    genre=Genre("Pop"),
    release_date=date(2026, 4, 24),
    extras=(("beatport", "exclusive", "yes"),),
)


def test_the_first_title_is_the_default():
    assert RELEASE.title.text == "Trains"
    assert TRACK.title.text == "Night"


def test_the_credit_names_the_guests():
    assert RELEASE.credit == "Mira feat. Jo"


def test_a_track_has_its_place():
    assert TRACK.position == (1, 2)
    assert RELEASE.discs == (1, 2)


def test_territories_are_the_union_of_the_deals():
    assert RELEASE.territories == TerritorySet.of("DE", "JP")
    assert not evolve(RELEASE, deals=()).territories


INHERITED = [
    ("artists_of", "artists", (Artist("Own"),)),
    ("deals_of", "deals", (JAPAN,)),
    ("genre_of", "genre", Genre("Rock")),
    ("p_line_of", "p_line", PLine(1999, "Own")),
    ("language_of", "language", "ja"),
]


@pytest.mark.parametrize(("ask", "name", "own"), INHERITED)
def test_a_track_inherits_what_it_does_not_state(ask, name, own):
    assert getattr(RELEASE, ask)(TRACK) == getattr(RELEASE, name)
    assert getattr(RELEASE, ask)(evolve(TRACK, **{name: own})) == own


def test_extensions_are_found_by_platform_and_name():
    assert RELEASE.extra("beatport", "exclusive") == "yes"
    assert RELEASE.extra("spotify", "exclusive") == RELEASE.extra("beatport", "other") == ""
    assert evolve(TRACK, extras=(("beatport", "mix", "Dub"),)).extra("beatport", "mix") == "Dub"


@given(releases())
def test_every_file_has_a_path_of_its_own_and_can_be_replaced_by_it(release):
    paths = [path for path, _ in release.assets()]
    assert paths == ["artwork", *(f"tracks[{index}].audio" for index in range(len(release.tracks)))]
    fetched = {path: Asset(asset.path, "ab" * 32, 7) for path, asset in release.assets()}
    assert dict(release.with_assets(fetched).assets()) == fetched


@given(releases())
def test_replacing_nothing_changes_nothing(release):
    assert release.with_assets({}) == release


def test_a_literal_credit_is_shown_instead_of_that_of_the_artists():
    assert evolve(RELEASE, credits=(LocalText("Mira + Jo"), LocalText("ミラ", "ja"))).credit == "Mira + Jo"


def test_booklet_and_canvas_are_files_only_some_platforms_take():
    canvas, booklet = Asset("1.mp4"), Asset("booklet.pdf")
    release = evolve(
        RELEASE, booklet=booklet, tracks=(evolve(TRACK, canvas=canvas), evolve(RELEASE.tracks[1], medium=Medium.VIDEO))
    )
    assert dict(release.additions()) == {"booklet": booklet, "tracks[0].canvas": canvas}
    fetched = {path: Asset(asset.path, "ab" * 32, 7) for path, asset in release.additions()}
    assert dict(release.with_assets(fetched).additions()) == fetched
    assert release.with_assets({}) == release


def test_every_file_is_some_part_of_its_release():
    edition = Edition(Asset("1-atmos.wav"))
    first = evolve(TRACK, canvas=Asset("1.mp4"), editions=(edition,))
    second = evolve(RELEASE.tracks[1], medium=Medium.VIDEO)
    motion = {"motion_square": Asset("square.mp4"), "motion_tall": Asset("tall.mp4")}
    release = evolve(RELEASE, booklet=Asset("booklet.pdf"), tracks=(first, second), **motion)
    parts = {path: release.part(path) for path, _ in (*release.assets(), *release.additions())}
    assert parts == {
        "artwork": Part.COVER,
        "booklet": Part.BOOKLET,
        "motion_square": Part.MOTION_SQUARE,
        "motion_tall": Part.MOTION_TALL,
        "tracks[0].audio": Part.RECORDING,
        "tracks[0].editions[0].audio": Part.IMMERSIVE,
        "tracks[0].canvas": Part.CANVAS,
        "tracks[1].audio": Part.FILM,
    }
    own = evolve(edition, isrc=Isrc("USS1Z9900077"))
    release = evolve(release, tracks=(evolve(first, editions=(edition, own)), second))
    assert {path: release.isrc_of(path) for path in ("tracks[0].editions[1].audio", *parts)} == {
        "artwork": None,
        "booklet": None,
        "motion_square": None,
        "motion_tall": None,
        "tracks[0].audio": first.isrc,
        "tracks[0].editions[0].audio": first.isrc,
        "tracks[0].editions[1].audio": own.isrc,
        "tracks[0].canvas": first.isrc,
        "tracks[1].audio": second.isrc,
    }
    assert {part for part in Part if part.is_sound} == {Part.RECORDING, Part.IMMERSIVE}
    assert {part for part in Part if part.is_motion} == {Part.MOTION_SQUARE, Part.MOTION_TALL}
    assert {part for part in Part if part.moves and not part.is_motion} == {Part.FILM, Part.CANVAS}
    fetched = {name: Asset(asset.path, "cd" * 32, 7) for name, asset in motion.items()}
    assert {name: dict(release.with_assets(fetched).additions())[name] for name in motion} == fetched


def test_further_editions_are_files_only_some_platforms_take():
    edition = Edition(Asset("1-atmos.wav"), Isrc("USS1Z9900003"))
    release = evolve(RELEASE, tracks=(evolve(TRACK, editions=(edition,)), RELEASE.tracks[1]))
    path = "tracks[0].editions[0].audio"
    assert [path for path, _ in release.assets()] == [path for path, _ in RELEASE.assets()]
    assert dict(release.additions()) == {path: Asset("1-atmos.wav")}
    fetched = Asset("1-atmos.wav", "ab" * 32, 7)
    assert dict(release.with_assets({path: fetched}).additions()) == {path: fetched}
    assert release.with_assets({}) == release


@given(product=products())
@settings(max_examples=draws(30), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_kind_of_product_is_frozen_and_thawed(product):
    codec = JsonCodec()
    assert codec.load(codec.dump(product), Release) == product
