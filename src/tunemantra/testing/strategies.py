"""Hypothesis strategies for the domain's values: whatever they draw is valid, and as odd as the trade really is.

>>> from hypothesis import given
>>> @given(releases())
... def test_every_release_is_handled(release): ...

Texts hold Japanese and Arabic, ampersands and angle brackets, combining marks and emoji; they never hold what XML,
JSON or a file name cannot carry at all.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from hypothesis import strategies as st
from stdnum import ean
from stdnum.iso7064 import mod_11_2, mod_37_36

from tunemantra.core.distribution import OrderKind
from tunemantra.core.identifiers import Grid, Gtin, Isni, Isrc, Iswc
from tunemantra.core.media import AudioFacts, ImageFacts
from tunemantra.core.party import Artist, ArtistRole, Contributor, ContributorRole
from tunemantra.core.release import COMMON_KINDS, Asset, Genre, ParentalWarning, Release, ReleaseKind, Track
from tunemantra.core.requirement import AudioForm, ImageForm
from tunemantra.core.rights import CLine, CommercialModel, Deal, PLine, Price, UseType
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.territory import SELECTABLE, TerritorySet
from tunemantra.core.text import LocalText, Title
from tunemantra.ports.package import Order, Rendition

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hypothesis.strategies import DrawFn, SearchStrategy

T = TypeVar("T")

_DIGITS = "0123456789"
_UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_WORDS = ("Ночь", "夜の歌", "ليلة", "Ça & <la>", 'He said "no"', "Straße", "N\u0303ame", "🎧 mix", "]]>", "O’Neil's")
_LANGUAGES = ("", "en", "de-CH", "ja", "ja-Latn", "ar", "zh-Hant", "pt-BR")
_CREDITED = (ArtistRole.MAIN, ArtistRole.FEATURED, ArtistRole.REMIXER)
_PLACES = ("", "", "JP", "SA", "XK")
_NEW_USES = {UseType.DATA_MINING, UseType.TRAINING_GENERATIVE_AI, UseType.TRAINING_OTHER_AI}
_OLD_USES = tuple(use for use in UseType if use not in _NEW_USES)
_AUDIO_FORMS = (
    (AudioForm("wav", "pcm", 44100, 16), "pcm_s16le"),
    (AudioForm("wav", "pcm", 96000, 24), "pcm_s24le"),
    (AudioForm("flac", "flac", 48000, 24), "flac"),
    (AudioForm("mp3", "mp3", 44100, 0, bitrate=320_000), "mp3"),
    (AudioForm("m4a", "aac", 44100, 0, bitrate=256_000), "aac"),
)


@cache
def texts() -> SearchStrategy[str]:
    """Non-empty texts of one line, as titles and names are."""
    letters = st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co", "Zl", "Zp"), exclude_characters="\u00a0")
    free = st.text(letters, min_size=1, max_size=24).map(lambda text: " ".join(text.split())).filter(bool)
    return st.sampled_from(_WORDS) | free


@cache
def isrcs() -> SearchStrategy[Isrc]:
    """Well-formed ISRCs."""
    return st.builds(
        lambda country, registrant, number: Isrc(f"{country}{registrant}{number:07d}"),
        st.sampled_from(("USS", "QMZ", "JPA", "DEU", "GBX")),
        st.text(_UPPER + _DIGITS, min_size=2, max_size=2),
        st.integers(0, 9_999_999),
    )


@cache
def gtins() -> SearchStrategy[Gtin]:
    """UPCs and EANs with their check digit."""
    bodies = st.text(_DIGITS, min_size=11, max_size=12)
    return bodies.map(lambda body: Gtin(body + ean.calc_check_digit(body)))


@cache
def grids() -> SearchStrategy[Grid]:
    """GRids with their check character."""
    bodies = st.text(_UPPER + _DIGITS, min_size=15, max_size=15).map("A1{}".format)
    return bodies.map(lambda body: Grid(body + mod_37_36.calc_check_digit(body)))


@cache
def isnis() -> SearchStrategy[Isni]:
    """ISNIs with their check character."""
    bodies = st.text(_DIGITS, min_size=15, max_size=15)
    return bodies.map(lambda body: Isni(body + mod_11_2.calc_check_digit(body)))


@cache
def iswcs() -> SearchStrategy[Iswc]:
    """ISWCs with their check digit."""

    def complete(body: str) -> Iswc:
        weighted = 1 + sum(weight * int(digit) for weight, digit in enumerate(body, start=1))
        return Iswc(f"T{body}{-weighted % 10}")

    return st.text(_DIGITS, min_size=9, max_size=9).map(complete)


@cache
def territory_sets() -> SearchStrategy[TerritorySet]:
    """Sets of one to all territories; small ones and nearly full ones are as likely as any."""
    few = st.sets(st.sampled_from(sorted(SELECTABLE)), min_size=1, max_size=6).map(frozenset)
    return st.just(TerritorySet.worldwide()) | few.map(TerritorySet) | few.map(lambda codes: ~TerritorySet(codes))


@cache
def moments() -> SearchStrategy[ReleaseMoment]:
    """Local dates, local times and instants between 1990 and 2035."""
    days = st.dates(date(1990, 1, 1), date(2035, 12, 31))
    clocks = st.builds(time, st.integers(0, 23), st.integers(0, 59), st.integers(0, 59))
    zones = st.sampled_from((UTC, timezone(timedelta(hours=9)), timezone(timedelta(hours=-3, minutes=-30))))
    instants = st.builds(datetime.combine, days, clocks, zones)
    local = days.map(ReleaseMoment.local) | st.builds(ReleaseMoment.local, days, clocks)
    return local | instants.map(ReleaseMoment.instant)


@cache
def titles() -> SearchStrategy[tuple[Title, ...]]:
    """A default title in the release's own language, and titles of other languages and territories."""
    versions = st.sampled_from(("", "", "Live", "Radio Edit", "Someone Remix")) | texts()
    first = st.builds(Title, texts(), versions)
    others = st.builds(Title, texts(), versions, st.sampled_from(_LANGUAGES[1:]), st.sampled_from(_PLACES))
    unique = st.lists(others, max_size=2, unique_by=lambda title: (title.language, title.territory))
    return st.builds(lambda default, more: (default, *more), first, unique)


@cache
def artists() -> SearchStrategy[tuple[Artist, ...]]:
    """A credit: one main artist at least, then anybody, some with names in other scripts."""
    names = st.builds(LocalText, texts(), st.sampled_from(_LANGUAGES[1:]), st.sampled_from(_PLACES))
    more = {
        "isni": st.none() | isnis(),
        "names": st.lists(names, max_size=2, unique_by=lambda n: (n.language, n.territory)).map(tuple),
        "ids": st.just(()) | st.just((("beatport", "12345"),)),
    }
    main = st.builds(Artist, texts(), st.just(ArtistRole.MAIN), **more)
    others = st.lists(st.builds(Artist, texts(), st.sampled_from(_CREDITED), **more), max_size=2)
    return st.builds(lambda first, rest: (first, *rest), main, others)


@cache
def contributors() -> SearchStrategy[tuple[Contributor, ...]]:
    """Writers, producers and performers; the same name may come twice."""
    one = st.builds(
        Contributor,
        texts(),
        _some(ContributorRole),
        st.sampled_from(((), ("Piano",), ("Guitar", "Violin"))),
        st.none() | isnis(),
        st.none() | st.text(_DIGITS, min_size=11, max_size=11),
    )
    return st.lists(one, max_size=3).map(tuple)


@cache
def prices() -> SearchStrategy[Price]:
    """Tiers and wholesale amounts, for everywhere or one territory."""
    amounts = st.decimals(Decimal("0.01"), Decimal(500), places=2)
    territories = st.sampled_from(("", "", "US", "JP"))
    tiers = st.builds(Price, tier=st.sampled_from(("Front", "Mid")), territory=territories)
    return tiers | st.builds(
        Price, amount=amounts, currency=st.sampled_from(("USD", "EUR", "JPY")), territory=territories
    )


@st.composite
def deals(draw: DrawFn) -> Deal:
    """Terms with at least one territory and model, and a use every version of every standard has a word for.

    A deal that ends does so years after its start.
    """
    start = draw(moments())
    end = None
    if draw(st.booleans()):
        day = start.day + timedelta(days=draw(st.integers(400, 4000)))
        end = draw(st.sampled_from((ReleaseMoment.local(day), ReleaseMoment(day, time(12), start.mode))))
    models: tuple[CommercialModel, ...] = draw(_some(CommercialModel))
    more: tuple[UseType, ...] = draw(_some(UseType))
    uses = tuple(dict.fromkeys((draw(st.sampled_from(_OLD_USES)), *more[1:])))
    return Deal(
        territories=draw(territory_sets()),
        start=start,
        end=end,
        models=models,
        uses=uses,
        prices=tuple(draw(st.lists(prices(), max_size=2, unique=True))),
        pre_order=draw(st.booleans()),
        exclusive=draw(st.booleans()),
    )


@st.composite
def tracks(draw: DrawFn, *, isrc: Isrc | None = None, disc: int = 1, number: int = 1) -> Track:
    """A track in its place; `isrc` fixes its recording."""
    return Track(
        isrc=isrc or draw(isrcs()),
        titles=draw(titles()),
        artists=draw(st.just(()) | artists()),
        audio=Asset(f"audio/{disc:02d}-{number:02d}.wav"),
        disc=disc,
        number=number,
        contributors=draw(contributors()),
        p_line=draw(st.none() | _p_lines()),
        genre=draw(st.none() | _genres()),
        parental_warning=draw(st.sampled_from(ParentalWarning)),
        duration=draw(st.decimals(1, 1200, places=3)),
        iswc=draw(st.none() | iswcs()),
        language=draw(st.sampled_from((*_LANGUAGES, "zxx"))),
        bpm=draw(st.none() | st.decimals(60, 200, places=2)),
        key=draw(st.sampled_from(("", "A min", "Db maj"))),
        deals=draw(st.just(()) | st.tuples(deals())),
        original_release_date=draw(st.none() | st.dates(date(1950, 1, 1), date(1989, 12, 31))),
        preview_start=draw(st.none() | st.decimals(0, 60, places=3)),
    )


@st.composite
def releases(draw: DrawFn, *, discs: int | None = None, tracks_per_disc: int | None = None) -> Release:
    """A release with its terms.

    Args:
        draw: Hypothesis's own.
        discs: how many; 1 or 2 unless stated.
        tracks_per_disc: how many each; 1 to 3 unless stated. One track on one disc is a single.
    """
    disc_count = discs or draw(st.integers(1, 2))
    size = tracks_per_disc or draw(st.integers(1, 3))
    codes = draw(st.lists(isrcs(), min_size=disc_count * size, max_size=disc_count * size, unique=True))
    places = [(disc, number) for disc in range(1, disc_count + 1) for number in range(1, size + 1)]
    kinds = COMMON_KINDS if len(places) > 1 else (ReleaseKind.SINGLE,)
    street = draw(st.dates(date(1990, 1, 1), date(2030, 12, 31)))
    return Release(
        icpn=draw(gtins()),
        titles=draw(titles()),
        artists=draw(artists()),
        label=draw(texts()),
        kind=draw(st.sampled_from(kinds)),
        tracks=tuple(
            draw(tracks(isrc=code, disc=disc, number=number))
            for code, (disc, number) in zip(codes, places, strict=True)
        ),
        artwork=Asset("artwork/cover.png"),
        deals=tuple(draw(st.lists(deals(), min_size=1, max_size=2))),
        p_line=draw(_p_lines()),
        c_line=draw(st.builds(CLine, st.integers(1950, 2026), texts())),
        genre=draw(_genres()),
        release_date=street,
        language=draw(st.sampled_from(_LANGUAGES[1:])),
        original_release_date=draw(st.none() | st.dates(date(1950, 1, 1), street)),
        parental_warning=draw(st.sampled_from(ParentalWarning)),
        catalog_number=draw(st.sampled_from(("", "ACME-001"))),
        grid=draw(st.none() | grids()),
        contributors=draw(contributors()),
    )


@st.composite
def orders(draw: DrawFn, *, release: Release | None = None, kind: OrderKind | None = None) -> Order:
    """An order for a release, with a rendition of every file unless it is a takedown."""
    chosen = release or draw(releases())
    what = kind or draw(st.sampled_from(OrderKind))
    name = draw(st.uuids(version=4))
    created = draw(st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
    return Order(
        delivery_id=str(name),
        kind=what,
        release=chosen,
        revision_id=hashlib.sha256(name.bytes).hexdigest(),
        sequence=draw(st.integers(1, 9)),
        created_at=created,
        renditions={} if what is OrderKind.TAKEDOWN else draw(renditions(chosen)),
    )


@st.composite
def renditions(draw: DrawFn, release: Release) -> Mapping[str, Rendition]:
    """A rendition of every file of a release, by path in the release; facts and form agree."""
    form, codec = draw(st.sampled_from(_AUDIO_FORMS))
    made = {}
    for subject, _ in release.assets():
        digest = hashlib.sha256(draw(st.binary(min_size=1, max_size=32))).hexdigest()
        size = draw(st.integers(1000, 10**9))
        if subject == "artwork":
            image = ImageFacts("JPEG", 3000, 3000, "RGB", size=size)
            made[subject] = Rendition(subject, digest, size, ImageForm("JPEG", 3000), image)
        else:
            frames = draw(st.integers(form.sample_rate, form.sample_rate * 4000))
            audio = AudioFacts(form.container, codec, form.sample_rate, form.bit_depth, 2, frames, size=size)
            made[subject] = Rendition(subject, digest, size, form, audio)
    return made


@cache
def _p_lines() -> SearchStrategy[PLine]:
    return st.builds(PLine, st.integers(1950, 2026), texts())


@cache
def _genres() -> SearchStrategy[Genre]:
    return st.builds(Genre, texts(), st.just("") | texts())


@cache
def _some(values: Iterable[T]) -> SearchStrategy[tuple[T, ...]]:
    return st.lists(st.sampled_from(tuple(values)), min_size=1, max_size=3, unique=True).map(tuple)


__all__ = [
    "artists",
    "contributors",
    "deals",
    "grids",
    "gtins",
    "isnis",
    "isrcs",
    "iswcs",
    "moments",
    "orders",
    "prices",
    "releases",
    "renditions",
    "territory_sets",
    "texts",
    "titles",
    "tracks",
]
