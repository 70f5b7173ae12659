"""Hypothesis strategies for every kind of product, with everything a release can say about itself.

`releases` of `tunemantra.testing.strategies` draws what every music service takes; `products` draws box sets,
classical albums, DJ mixes, ringtones, videos and mixed media as well, in one to many tracks, with titles, lines,
labels, genres and warnings by territory and language, further editions, visibility dates, pre-orders and disclosures.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Final, TypeVar

from attrs import evolve
from hypothesis import strategies as st

from tunemantra.core.composition import Asset, Component, Edition, MixPart, RelatedRelease, Relationship
from tunemantra.core.party import AiUse, Artist, ArtistRole
from tunemantra.core.release import Genre, LocalWarning, Medium, ParentalWarning, Release, ReleaseKind, Track
from tunemantra.core.rights import CLine, Deal, PLine, PriceBasis, Visibility
from tunemantra.core.text import AdditionalTitle, LocalText, TitleKind
from tunemantra.testing.strategies import (
    artists,
    contributors,
    deals,
    grids,
    gtins,
    isrcs,
    moments,
    releases,
    territory_sets,
    texts,
    titles,
)

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

T = TypeVar("T")

_LANGUAGES: Final = ("de", "ja", "ja-Latn", "ar")
_PLACES: Final = ("", "JP", "DE", "XK")
_SINGLE_TRACK: Final = (ReleaseKind.DJ_MIX, ReleaseKind.RINGTONE, ReleaseKind.VIDEO_SINGLE)
_VIDEO: Final = (ReleaseKind.VIDEO_SINGLE, ReleaseKind.VIDEO_ALBUM)
_SEVERAL: Final = (ReleaseKind.BOX_SET, ReleaseKind.MULTIMEDIA_ALBUM, ReleaseKind.COMPILATION)


@st.composite
def products(draw: DrawFn, *, kind: ReleaseKind | None = None, tracks: int | None = None) -> Release:
    """A product of any kind.

    Args:
        draw: Hypothesis's own.
        kind: which; any unless stated.
        tracks: how many; one to six, one disc or two, unless stated. Kinds of one track keep to one.
    """
    what = kind or draw(st.sampled_from(ReleaseKind))
    discs, size = _shape(draw, what, tracks)
    release = draw(releases(discs=discs, tracks_per_disc=size))
    placed = tuple(
        draw(_tracks(track, _medium(what, index), what)) for index, track in enumerate(release.tracks[: tracks or None])
    )
    if all(track.album_only for track in placed):  # streams, which some stores want on tracks, would have no place
        placed = (evolve(placed[0], album_only=False), *placed[1:])
    placed = _in_works(draw, placed) if what is ReleaseKind.CLASSICAL_ALBUM else placed
    components = tuple(draw(_components(disc, boxed=what is ReleaseKind.BOX_SET)) for disc in range(1, discs + 1))
    single_tracks = len(placed) == 1
    return evolve(
        release,
        kind=what,
        tracks=placed,
        deals=tuple(draw(st.lists(_terms(placed), min_size=1, max_size=3))),
        additional_titles=draw(_additional_titles()),
        credits=draw(st.just(()) | _local_texts(first=True)),
        further_labels=draw(_local_texts()),
        further_p_lines=draw(_lines(PLine)),
        further_c_lines=draw(_lines(CLine)),
        further_genres=draw(_genres()),
        further_warnings=draw(_warnings()),
        components=components if discs > 1 else (),
        related=draw(st.lists(_related(), max_size=2, unique=True).map(tuple)),
        visibility=draw(st.just(()) | _visibility(whole=True)),
        keywords=draw(_local_texts()),
        synopsis=draw(_local_texts()),
        ai=draw(st.none() | st.sampled_from(AiUse)),
        artwork_ai=draw(st.none() | st.sampled_from(AiUse)),
        booklet=draw(st.none() | st.just(Asset("booklet.pdf"))),
        motion_square=draw(st.none() | st.just(Asset("motion/square.mp4"))),
        motion_tall=draw(st.none() | st.just(Asset("motion/tall.mp4"))),
        original_release_date=None if single_tracks else release.original_release_date,
    )


def _shape(draw: DrawFn, kind: ReleaseKind, tracks: int | None) -> tuple[int, int]:
    """Return discs and tracks a disc."""
    if kind in _SINGLE_TRACK:
        return 1, 1
    least = 2 if kind in _SEVERAL else 1
    if tracks is not None:
        return (2, -(-tracks // 2)) if kind is ReleaseKind.BOX_SET else (1, max(tracks, least))
    return (2 if kind is ReleaseKind.BOX_SET else draw(st.integers(1, 2))), draw(st.integers(least, 3))


def _medium(kind: ReleaseKind, index: int) -> Medium:
    video = kind in _VIDEO or (kind is ReleaseKind.MULTIMEDIA_ALBUM and index % 2 == 1)
    return Medium.VIDEO if video else Medium.AUDIO


@st.composite
def _tracks(draw: DrawFn, track: Track, medium: Medium, kind: ReleaseKind) -> Track:
    film = medium is Medium.VIDEO
    suffix = "mp4" if film else "wav"
    classical = kind is ReleaseKind.CLASSICAL_ALBUM
    return evolve(
        track,
        medium=medium,
        audio=Asset(track.audio.path.replace("wav", suffix)),
        artists=draw(_classical_artists()) if classical else track.artists,
        additional_titles=draw(_additional_titles()),
        credits=draw(st.just(()) | _local_texts(first=True)),
        contributors=tuple(evolve(one, ai=draw(st.none() | st.sampled_from(AiUse))) for one in draw(contributors())),
        c_line=draw(st.none() | _line(CLine)) if film else None,
        further_p_lines=draw(_lines(PLine)),
        further_genres=draw(_genres()),
        further_warnings=draw(_warnings()),
        preview_duration=None if track.preview_start is None else draw(st.none() | st.sampled_from((Decimal(30),))),
        editions=() if film else draw(st.just(()) | _editions(track)),
        mixed=draw(_mixed()) if kind is ReleaseKind.DJ_MIX else (),
        visibility=draw(st.just(()) | _visibility(whole=False)),
        album_only=kind not in _SINGLE_TRACK and not track.deals and draw(st.booleans()),
        ai=draw(st.none() | st.sampled_from(AiUse)),
    )


def _in_works(draw: DrawFn, tracks: tuple[Track, ...]) -> tuple[Track, ...]:
    """Return the tracks as parts of works: neighbours on one disc share a work."""
    parts: list[Track] = []
    for disc, group in groupby(tracks, key=lambda track: track.disc):
        name = draw(st.sampled_from(("", f"Sonata No. {disc}", "交響曲")))
        parts += [evolve(track, work=name) for track in group]
    return tuple(parts)


@st.composite
def _terms(draw: DrawFn, tracks: tuple[Track, ...]) -> Deal:
    deal = draw(deals())
    first = draw(st.sampled_from((False, False, True)))
    early = tuple(track.isrc for track in tracks[:1]) if first and len(tracks) > 1 else ()
    prices = tuple(
        evolve(price, basis=draw(st.sampled_from(PriceBasis)) if price.amount is not None else price.basis)
        for price in deal.prices
    )
    return evolve(deal, prices=prices, pre_order=deal.pre_order or bool(early), instant_gratification=early)


@st.composite
def _components(draw: DrawFn, disc: int, *, boxed: bool) -> Component:
    return Component(disc, draw(titles()), draw(gtins()) if boxed else None)


@st.composite
def _editions(draw: DrawFn, track: Track) -> tuple[Edition, ...]:
    path = track.audio.path.replace(".wav", "-atmos.wav")
    return (Edition(Asset(path), draw(isrcs())),)


@st.composite
def _mixed(draw: DrawFn) -> tuple[MixPart, ...]:
    codes = draw(st.lists(isrcs(), min_size=2, max_size=4, unique=True))
    length = Decimal(draw(st.integers(30, 400)))
    return tuple(
        MixPart(code, draw(titles()), draw(artists()), start=index * length, duration=length)
        for index, code in enumerate(codes)
    )


@st.composite
def _visibility(draw: DrawFn, *, whole: bool) -> tuple[Visibility, ...]:
    moment = draw(moments())
    at = st.none() | st.just(moment)
    return (
        Visibility(
            release=moment,
            cover=draw(at) if whole else None,
            track_listing=draw(at) if whole else None,
            clips=draw(at),
            territories=draw(territory_sets()),
            show_dates=draw(st.booleans()),
        ),
    )


@cache
def _classical_artists() -> SearchStrategy[tuple[Artist, ...]]:
    composer = st.builds(Artist, texts(), st.just(ArtistRole.COMPOSER))
    return st.builds(lambda one, rest: (*rest, one), composer, artists())


@cache
def _additional_titles() -> SearchStrategy[tuple[AdditionalTitle, ...]]:
    one = st.builds(
        AdditionalTitle, texts(), st.sampled_from(TitleKind), st.just("") | texts(), st.sampled_from(("", *_LANGUAGES))
    )
    return st.lists(one, max_size=2, unique_by=lambda title: (title.kind, title.language)).map(tuple)


@cache
def _local_texts(*, first: bool = False) -> SearchStrategy[tuple[LocalText, ...]]:
    """Texts for single languages or territories; with `first`, one for everywhere in front."""
    local = st.builds(LocalText, texts(), st.sampled_from(_LANGUAGES), st.sampled_from(_PLACES))
    several = st.lists(local, max_size=2, unique_by=lambda text: (text.language, text.territory)).map(tuple)
    if not first:
        return several
    return st.builds(lambda one, rest: (LocalText(one), *rest), texts(), several)


@cache
def _line(kind: type[T]) -> SearchStrategy[T]:
    return st.builds(kind, st.integers(1950, 2026), texts(), st.just("") | texts())


@cache
def _lines(kind: type[T]) -> SearchStrategy[tuple[T, ...]]:
    local = st.builds(
        kind,
        st.integers(1950, 2026),
        texts(),
        st.just("") | texts(),
        st.sampled_from(("", *_LANGUAGES)),
        st.sampled_from(_PLACES[1:]),
    )
    return st.lists(local, max_size=2, unique=True).map(tuple)


@cache
def _genres() -> SearchStrategy[tuple[Genre, ...]]:
    local = st.builds(
        Genre, texts(), st.just("") | texts(), st.sampled_from(("", *_LANGUAGES)), st.sampled_from(_PLACES[1:])
    )
    return st.lists(local, max_size=2, unique=True).map(tuple)


@cache
def _warnings() -> SearchStrategy[tuple[LocalWarning, ...]]:
    local = st.builds(LocalWarning, st.sampled_from(ParentalWarning), st.sampled_from(_PLACES[1:]))
    return st.lists(local, max_size=2, unique_by=lambda warning: warning.territory).map(tuple)


@cache
def _related() -> SearchStrategy[RelatedRelease]:
    by_gtin = st.builds(RelatedRelease, st.sampled_from(Relationship), icpn=gtins())
    return by_gtin | st.builds(RelatedRelease, st.sampled_from(Relationship), grid=grids())


__all__ = ["products"]
