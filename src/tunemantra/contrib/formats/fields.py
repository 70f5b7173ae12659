"""The author's form of a release, as data: reader, JSON Schema, example and reference page follow it."""

from __future__ import annotations

from typing import Final

from tunemantra.contrib.formats.kinds import (
    LANGUAGE,
    Choice,
    Code,
    Day,
    Duration,
    Flag,
    Line,
    Moment,
    Number,
    Text,
)
from tunemantra.contrib.formats.tables import Either, Extras, Field, ListOf, Pairs, Table
from tunemantra.core.identifiers import Grid, Gtin, Isni, Isrc, Iswc
from tunemantra.core.party import ArtistRole, ContributorRole
from tunemantra.core.release import ParentalWarning, ReleaseKind
from tunemantra.core.rights import CLine, CommercialModel, PLine, UseType

_YEAR: Final = Number(1000, 9999, whole=True)
_POSITION: Final = Number(1, 9999, whole=True)
_TERRITORY: Final = Text(pattern="[A-Z]{2}", like="an ISO 3166-1 alpha-2 code such as JP")

TITLE: Final = Table(
    "title",
    (
        Field("title", Text(raw=True), "The title in this language.", required=True, path="text"),
        Field("version", Text(raw=True), "The version in this language, such as Live."),
        Field("language", LANGUAGE, "BCP 47 tag of this title, such as ja or ja-Latn."),
        Field("territory", _TERRITORY, "The one territory it is meant for; everywhere if left out."),
    ),
)

NAME: Final = Table(
    "name",
    (
        Field("name", Text(), "The name in this language or script.", required=True, path="text"),
        Field("language", LANGUAGE, "BCP 47 tag of this name."),
        Field("territory", _TERRITORY, "The one territory it is meant for; everywhere if left out."),
    ),
)

ARTIST: Final = Table(
    "artist",
    (
        Field("name", Text(), "The stage name, one artist a name.", required=True),
        Field("role", Choice(ArtistRole), "MainArtist unless stated."),
        Field("isni", Code(Isni), "The artist's ISNI."),
        Field("names", ListOf(NAME), "The name in other languages or scripts."),
        Field("ids", Pairs(), "The artist's id by platform."),
    ),
    short=True,
)

CONTRIBUTOR: Final = Table(
    "contributor",
    (
        Field("name", Text(), "First and last name.", required=True),
        Field(
            "roles", ListOf(Choice(ContributorRole), single=True, least=1), "What they did: one or more.", required=True
        ),
        Field("instruments", ListOf(Text(), single=True), "What they played."),
        Field("isni", Code(Isni), "Their ISNI."),
        Field("ipi", Text(pattern="[0-9]{9,11}", like="9 to 11 digits"), "Their IPI name number."),
    ),
)

PRICE: Final = Table(
    "price",
    (
        Field("tier", Text(), "The tier's name, such as Mid."),
        Field("amount", Number(0, 1_000_000), "Wholesale price of one unit."),
        Field("currency", Text(pattern="[A-Z]{3}", like="an ISO 4217 code such as EUR"), "Currency of the amount."),
        Field("territory", _TERRITORY, "Where the price counts; everywhere if left out."),
    ),
    short=True,
)


def _line(kind: type[PLine | CLine]) -> Either:
    table = Table(
        "year and owner",
        (
            Field("year", _YEAR, "The year of first publication.", required=True),
            Field("owner", Text(), "The owner of the rights.", required=True),
        ),
    )
    return Either(Line(kind), table)


DEAL: Final = Table(
    "deal",
    (
        Field(
            "territories",
            ListOf(Text(), single=True),
            "Where: Worldwide, country codes, M49 numbers or groups such as EU.",
        ),
        Field("exclude", ListOf(Text(), single=True), "Where not, taken away from the territories."),
        Field("start", Moment(), "When it opens; the release date unless stated."),
        Field("end", Moment(), "When it closes; a date counts to its end. Open unless stated."),
        Field("models", ListOf(Choice(CommercialModel), single=True, least=1), "How access is paid for."),
        Field("uses", ListOf(Choice(UseType), single=True, least=1), "What the listener may do."),
        Field("price", ListOf(PRICE, single=True), "A tier, or amounts by territory.", path="prices"),
        Field("pre_order", Flag(), "Whether this is the pre-order window."),
        Field("exclusive", Flag(), "Whether one platform has it alone for this time."),
    ),
)

_SHARED: Final = (
    Field("version", Text(raw=True), "The version, such as Live or Radio Edit.", path="titles[0].version"),
    Field("titles", ListOf(TITLE, first=1), "The title in further languages, scripts or territories."),
    Field("contributors", ListOf(CONTRIBUTOR), "Writers, producers and performers."),
    Field("subgenre", Text(), "A finer genre.", path="genre.subgenre"),
    Field("explicit", Flag(), "Whether parents are warned.", path="parental_warning"),
    Field("parental_warning", Choice(ParentalWarning), "The warning in full, instead of explicit."),
    Field("original_release_date", Day(), "When it first came out, if that was earlier."),
    Field("deals", ListOf(DEAL), "The terms: where, when, how paid, how used.", required=True, ruled=True),
    Field("platforms", Extras(), "Extensions, one table a platform.", path="extras"),
)


_DEALS_OF_A_TRACK: Final = Field("deals", ListOf(DEAL), "The track's own terms; the release's unless stated.")

TRACK: Final = Table(
    "track",
    (
        Field("isrc", Code(Isrc, "CMN-ID-001"), "The recording's ISRC.", required=True),
        Field("title", Text(raw=True), "The title, without version and guests.", required=True, path="titles[0].text"),
        Field("file", Text(exact=True), "The master, relative to this folder.", required=True, path="audio"),
        Field("disc", _POSITION, "The disc; 1 unless stated."),
        Field("number", _POSITION, "The place on the disc; counted in this order unless stated."),
        Field("duration", Duration(), "Length as 3:25 or in seconds, to be compared with the file."),
        Field("artists", ListOf(ARTIST, single=True, least=1), "The credit; the release's unless stated."),
        Field("p_line", _line(PLine), "The ℗ line; the release's unless stated."),
        Field("genre", Text(), "The genre; the release's unless stated.", path="genre.name"),
        Field("iswc", Code(Iswc), "The ISWC of the work."),
        Field("language", LANGUAGE, "Language of the performance; zxx for instrumentals."),
        Field("bpm", Number(1, 999), "Beats per minute."),
        Field("key", Text(), "The musical key, such as A min."),
        Field("preview_start", Duration(), "Where a preview begins."),
        _DEALS_OF_A_TRACK,
        *(one for one in _SHARED if one.key != "deals"),
    ),
)

RELEASE: Final = Table(
    "release",
    (
        Field("upc", Code(Gtin, "CMN-ID-002"), "The product's UPC or EAN, as text.", required=True, path="icpn"),
        Field("title", Text(raw=True), "The title, without version.", required=True, path="titles[0].text"),
        Field("artists", ListOf(ARTIST, single=True, least=1), "The credit, main artists first.", required=True),
        Field("label", Text(), "The label as displayed.", required=True),
        Field("kind", Choice(ReleaseKind), "Album, EP, Single or Compilation.", required=True),
        Field("genre", Text(), "The main genre.", required=True, path="genre.name"),
        Field("release_date", Day(), "The street date.", required=True),
        Field("p_line", _line(PLine), "Who made the recordings: 2026 Acme Records.", required=True),
        Field("c_line", _line(CLine), "Who owns the rest: 2026 Acme Records.", required=True),
        Field("artwork", Text(exact=True), "The front cover, relative to this folder.", required=True),
        Field("language", LANGUAGE, "Language of the texts here; en unless stated."),
        Field("catalog_number", Text(), "The label's own number."),
        Field("grid", Code(Grid), "The GRid, if there is one."),
        *_SHARED,
        Field("tracks", ListOf(TRACK), "The tracks in playing order.", required=True, ruled=True),
    ),
)

__all__ = ["ARTIST", "CONTRIBUTOR", "DEAL", "NAME", "PRICE", "RELEASE", "TITLE", "TRACK"]
