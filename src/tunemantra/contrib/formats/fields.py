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
from tunemantra.core.composition import Relationship
from tunemantra.core.identifiers import Grid, Gtin, Isni, Isrc, Iswc
from tunemantra.core.party import AiUse, ArtistRole, ContributorRole
from tunemantra.core.release import Medium, ParentalWarning, ReleaseKind
from tunemantra.core.rights import CLine, CommercialModel, PLine, PriceBasis, UseType
from tunemantra.core.text import TitleKind

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

ADDITIONAL_TITLE: Final = Table(
    "additional title",
    (
        Field("title", Text(raw=True), "The title.", required=True, path="text"),
        Field("kind", Choice(TitleKind), "FormalTitle unless stated."),
        Field("subtitle", Text(raw=True), "Its second part."),
        Field("language", LANGUAGE, "BCP 47 tag of this title."),
        Field("territory", _TERRITORY, "The one territory it is meant for; everywhere if left out."),
    ),
)

LOCAL_TEXT: Final = Table(
    "text",
    (
        Field("text", Text(), "The text.", required=True),
        Field("language", LANGUAGE, "BCP 47 tag of this text."),
        Field("territory", _TERRITORY, "The one territory it is meant for; everywhere if left out."),
    ),
    short=True,
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
        Field("ai", Choice(AiUse), "How much of it a generative machine did."),
    ),
)

PRICE: Final = Table(
    "price",
    (
        Field("tier", Text(), "The tier's name, such as Mid."),
        Field("amount", Number(0, 1_000_000), "Price of one unit."),
        Field("basis", Choice(PriceBasis), "What the amount is; the wholesale price unless stated."),
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
            Field("printed", Text(), "The line as it has to be printed, where that is not sign, year and owner."),
            Field("language", LANGUAGE, "BCP 47 tag of the printed line."),
            Field("territory", _TERRITORY, "The one territory it is meant for; everywhere if left out."),
        ),
    )
    return Either(Line(kind), table)


_GENRE: Final = Table(
    "genre",
    (
        Field("genre", Text(), "The genre.", required=True, path="name"),
        Field("subgenre", Text(), "A finer genre."),
        Field("language", LANGUAGE, "BCP 47 tag of these words."),
        Field("territory", _TERRITORY, "The one territory it is meant for; everywhere if left out."),
    ),
)

_WARNING: Final = Table(
    "warning",
    (
        Field("warning", Choice(ParentalWarning), "The warning there.", required=True),
        Field("territory", _TERRITORY, "The territory it is meant for.", required=True),
    ),
)

_PLACES: Final = (
    Field("territories", ListOf(Text(), single=True), "Where: Worldwide, country codes, M49 numbers or groups."),
    Field("exclude", ListOf(Text(), single=True), "Where not, taken away from the territories."),
)

VISIBILITY: Final = Table(
    "visibility",
    (
        Field("release", Moment(), "From when it may be known that it comes; for a track, its place in the list."),
        Field("cover", Moment(), "From when the cover may be shown."),
        Field("track_listing", Moment(), "From when all titles may be shown."),
        Field("clips", Moment(), "From when previews may be heard."),
        *_PLACES,
        Field("show_dates", Flag(), "Whether listeners may be told the dates; true unless stated."),
    ),
)

RELATED: Final = Table(
    "related release",
    (
        Field("relationship", Choice(Relationship), "What this release is to the other.", required=True),
        Field("upc", Code(Gtin), "The other's UPC or EAN.", path="icpn"),
        Field("grid", Code(Grid), "The other's GRid."),
    ),
)

COMPONENT: Final = Table(
    "disc",
    (
        Field("disc", _POSITION, "Which disc.", required=True),
        Field("title", Text(raw=True), "Its title.", path="titles[0].text"),
        Field("version", Text(raw=True), "The version, such as Live.", path="titles[0].version"),
        Field("titles", ListOf(TITLE, first=1), "The title in further languages, scripts or territories."),
        Field("upc", Code(Gtin), "Its own UPC or EAN, within a box set.", path="icpn"),
    ),
)


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
        Field(
            "instant_gratification",
            ListOf(Code(Isrc), single=True),
            "ISRCs of the tracks a buyer gets at once, before the release.",
        ),
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
    Field("additional_titles", ListOf(ADDITIONAL_TITLE), "Formal, grouping and other titles."),
    Field(
        "credits",
        ListOf(LOCAL_TEXT, single=True),
        "The credit as it has to be displayed, first for everywhere, where it is not that of the artists in order.",
    ),
    Field("p_lines", ListOf(_line(PLine)), "Further ℗ lines.", path="further_p_lines"),
    Field("genres", ListOf(_GENRE), "The genre in single territories or other languages.", path="further_genres"),
    Field("warnings", ListOf(_WARNING), "The warning in single territories.", path="further_warnings"),
    Field("visibility", ListOf(VISIBILITY, single=True), "From when it may be shown before its terms begin."),
    Field("ai", Choice(AiUse), "How much of it generative machines made."),
    Field("platforms", Extras(), "Extensions, one table a platform.", path="extras"),
)

EDITION: Final = Table(
    "edition",
    (
        Field("file", Text(exact=True), "Its master, relative to this folder.", required=True, path="audio"),
        Field("isrc", Code(Isrc), "Its own ISRC."),
    ),
    short=True,
)

LYRICS: Final = Table(
    "lyrics",
    (
        Field("file", Text(exact=True), "A .txt, .lrc or .ttml file, relative to this folder.", required=True),
        Field("language", LANGUAGE, "BCP 47 tag of the words, where the file does not say it."),
    ),
    short=True,
)

MIX_PART: Final = Table(
    "part of a mix",
    (
        Field("isrc", Code(Isrc), "The recording's ISRC.", required=True),
        Field("title", Text(raw=True), "The title, without version and guests.", required=True, path="titles[0].text"),
        Field("version", Text(raw=True), "The version, such as Live.", path="titles[0].version"),
        Field("titles", ListOf(TITLE, first=1), "The title in further languages, scripts or territories."),
        Field("artists", ListOf(ARTIST, single=True, least=1), "The credit, main artists first.", required=True),
        Field("start", Duration(), "Where it begins in the mix.", required=True),
        Field("duration", Duration(), "How long it is heard.", required=True),
    ),
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
        Field("gain", Number(-60, 60), "dB by which the master is made louder everywhere; 0 keeps it as it is."),
        Field("key", Text(), "The musical key, such as A min."),
        Field("preview_start", Duration(), "Where a preview begins."),
        Field("preview_duration", Duration(), "How long a preview lasts."),
        Field("medium", Choice(Medium), "audio, or video for a film; audio unless stated."),
        Field("c_line", _line(CLine), "The © line of a video."),
        Field("work", Text(raw=True), "The work of several parts it is a part of, such as a sonata."),
        Field(
            "immersive",
            ListOf(EDITION, single=True),
            "Its immersive mix beside the master: an ADM BWF.",
            path="editions",
        ),
        Field("canvas", Text(exact=True), "A short film shown while it plays, relative to this folder."),
        Field("mixed", ListOf(MIX_PART), "The recordings heard in a DJ mix."),
        Field("lyrics", ListOf(LYRICS, single=True), "The words, with or without moments, a file for each language."),
        Field("album_only", Flag(), "Whether there are no terms for the track alone."),
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
        Field("kind", Choice(ReleaseKind), "What kind of product it is.", required=True),
        Field("genre", Text(), "The main genre.", required=True, path="genre.name"),
        Field("release_date", Day(), "The street date.", required=True),
        Field("p_line", _line(PLine), "Who made the recordings: 2026 Acme Records.", required=True),
        Field("c_line", _line(CLine), "Who owns the rest: 2026 Acme Records.", required=True),
        Field("artwork", Text(exact=True), "The front cover, relative to this folder.", required=True),
        Field("language", LANGUAGE, "Language of the texts here; en unless stated."),
        Field("catalog_number", Text(), "The label's own number."),
        Field("grid", Code(Grid), "The GRid, if there is one."),
        Field(
            "labels",
            ListOf(LOCAL_TEXT, single=True),
            "The label's name in single territories or other scripts.",
            path="further_labels",
        ),
        Field("c_lines", ListOf(_line(CLine)), "Further © lines.", path="further_c_lines"),
        Field("discs", ListOf(COMPONENT), "Titles of discs, and the codes of releases in a box.", path="components"),
        Field("related", ListOf(RELATED), "Other releases it has to do with."),
        Field("keywords", ListOf(LOCAL_TEXT, single=True), "Words for search."),
        Field("synopsis", ListOf(LOCAL_TEXT, single=True), "A description."),
        Field("booklet", Text(exact=True), "A PDF that goes with the album, relative to this folder."),
        Field("motion_square", Text(exact=True), "The cover in motion, a short film 1:1, relative to this folder."),
        Field("motion_tall", Text(exact=True), "The cover in motion, a short film 3:4, relative to this folder."),
        Field("artwork_ai", Choice(AiUse), "How much of the cover generative machines made."),
        *_SHARED,
        Field("tracks", ListOf(TRACK), "The tracks in playing order.", required=True, ruled=True),
    ),
)

__all__ = [
    "ADDITIONAL_TITLE",
    "ARTIST",
    "COMPONENT",
    "CONTRIBUTOR",
    "DEAL",
    "EDITION",
    "LOCAL_TEXT",
    "LYRICS",
    "MIX_PART",
    "NAME",
    "PRICE",
    "RELATED",
    "RELEASE",
    "TITLE",
    "TRACK",
    "VISIBILITY",
]
