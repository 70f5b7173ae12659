"""From what was read to a release, with stand-ins where a finding speaks and no rule should speak again."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from tunemantra.contrib.formats.places import Record
from tunemantra.contrib.formats.terms import SOME_DAY, deals_of, territory_of, visibility_of
from tunemantra.contrib.formats.variants import (
    UNKNOWN,
    additional_titles,
    further_genres,
    further_lines,
    further_warnings,
    line_of,
    local_texts,
)
from tunemantra.core.composition import Asset, Component, Edition, MixPart, RelatedRelease, Relationship
from tunemantra.core.identifiers import Grid, Gtin, Isni, Isrc, Iswc
from tunemantra.core.party import AiUse, Artist, ArtistRole, Contributor, ContributorRole
from tunemantra.core.release import Genre, Medium, ParentalWarning, Release, ReleaseKind, Track
from tunemantra.core.rights import CLine, PLine
from tunemantra.core.text import LocalText, Title

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tunemantra.core.lyrics import Lyrics

_SOME_GTIN: Final = Gtin("000000000000")


def build_release(record: Record, files: Mapping[str, str], lyrics: Mapping[str, Lyrics]) -> Release:
    """Return the release of a document.

    Args:
        record: what was read.
        files: paths of its files by path in the release; one that was refused is missing here.
        lyrics: what was read in some of them, by path in the release.
    """
    release_date = record.find("release_date", date)
    tracks = tuple(_tracks(record, release_date, files, lyrics))
    warning = _warning(record)
    if warning is None and any(track.parental_warning is ParentalWarning.EXPLICIT for track in tracks):
        warning = ParentalWarning.EXPLICIT
    label = record.get("label", str, UNKNOWN)
    day = release_date or SOME_DAY
    return Release(
        icpn=record.get("upc", Gtin, _SOME_GTIN),
        titles=_titles(record, "Untitled"),
        artists=_artists(record) or (Artist("Unknown Artist"),),
        label=label,
        kind=record.get("kind", ReleaseKind, ReleaseKind.ALBUM),
        tracks=tracks,
        artwork=Asset(files.get("artwork", "")),
        deals=deals_of(record, release_date),
        p_line=line_of(record, "p_line", PLine) or PLine(day.year, label),
        c_line=line_of(record, "c_line", CLine) or CLine(day.year, label),
        genre=_genre(record, None) or Genre(UNKNOWN),
        release_date=day,
        language=record.get("language", str, "en"),
        original_release_date=record.find("original_release_date", date),
        parental_warning=warning or ParentalWarning.NOT_EXPLICIT,
        catalog_number=record.get("catalog_number", str, ""),
        grid=record.find("grid", Grid),
        contributors=_contributors(record),
        extras=record.get("platforms", tuple, ()),
        additional_titles=additional_titles(record),
        credits=local_texts(record, "credits"),
        further_labels=local_texts(record, "labels"),
        further_p_lines=further_lines(record, "p_lines", PLine),
        further_c_lines=further_lines(record, "c_lines", CLine),
        further_genres=further_genres(record),
        further_warnings=further_warnings(record),
        components=tuple(map(_component, record.all("discs", Record))),
        related=tuple(map(_related, record.all("related", Record))),
        visibility=visibility_of(record, release_date),
        keywords=local_texts(record, "keywords"),
        synopsis=local_texts(record, "synopsis"),
        ai=record.find("ai", AiUse),
        artwork_ai=record.find("artwork_ai", AiUse),
        booklet=_asset(files, "booklet"),
        motion_square=_asset(files, "motion_square"),
        motion_tall=_asset(files, "motion_tall"),
    )


def _tracks(
    record: Record, release_date: date | None, files: Mapping[str, str], lyrics: Mapping[str, Lyrics]
) -> list[Track]:
    if "tracks" in record.stated and "tracks" not in record.values:
        tables = [Record(record.place.key("tracks").item(0), {})]
    else:
        tables = list(record.all("tracks", Record))
    seen: Counter[int] = Counter()
    tracks = []
    for index, one in enumerate(tables):
        disc = one.get("disc", int, 1)
        seen[disc] += 1
        tracks.append(
            Track(
                # Each stand-in is another one, so that no rule takes them for the same recording.
                isrc=one.get("isrc", Isrc, Isrc(f"ZZZZZ00{index:05d}")),
                titles=_titles(one, f"Untitled Track {index + 1}"),
                audio=Asset(files.get(f"tracks[{index}].audio", "")),
                number=one.get("number", int, seen[disc]),
                disc=disc,
                artists=_artists(one),
                contributors=_contributors(one),
                p_line=line_of(one, "p_line", PLine),
                genre=_genre(one, record),
                parental_warning=_warning(one) or ParentalWarning.NOT_EXPLICIT,
                duration=one.find("duration", Decimal),
                iswc=one.find("iswc", Iswc),
                language=one.get("language", str, ""),
                bpm=one.find("bpm", Decimal),
                key=one.get("key", str, ""),
                deals=deals_of(one, release_date),
                original_release_date=one.find("original_release_date", date),
                preview_start=one.find("preview_start", Decimal),
                extras=one.get("platforms", tuple, ()),
                medium=one.get("medium", Medium, Medium.AUDIO),
                additional_titles=additional_titles(one),
                credits=local_texts(one, "credits"),
                c_line=line_of(one, "c_line", CLine),
                further_p_lines=further_lines(one, "p_lines", PLine),
                further_genres=further_genres(one),
                further_warnings=further_warnings(one),
                preview_duration=one.find("preview_duration", Decimal),
                editions=tuple(_edition(edition, files) for edition in one.all("immersive", Record)),
                work=one.get("work", str, ""),
                mixed=tuple(map(_mix_part, one.all("mixed", Record))),
                visibility=visibility_of(one, release_date),
                album_only=one.get("album_only", bool, otherwise=False),
                ai=one.find("ai", AiUse),
                lyrics=tuple(_lyrics(one, lyrics)),
                canvas=_asset(files, f"tracks[{index}].canvas"),
                gain=one.find("gain", Decimal),
            )
        )
    return tracks


def _asset(files: Mapping[str, str], path: str) -> Asset | None:
    return Asset(files[path]) if path in files else None


def _edition(record: Record, files: Mapping[str, str]) -> Edition:
    return Edition(Asset(files.get(record.place.key("audio").path, "")), record.find("isrc", Isrc))


def _lyrics(track: Record, lyrics: Mapping[str, Lyrics]) -> Iterator[Lyrics]:
    for one in track.all("lyrics", Record):
        words = lyrics.get(one.place.key("file").path)
        if words is not None:
            yield words


def _mix_part(record: Record) -> MixPart:
    return MixPart(
        isrc=record.get("isrc", Isrc, Isrc("ZZZZZ0000000")),
        titles=_titles(record, "Untitled"),
        artists=_artists(record) or (Artist("Unknown Artist"),),
        start=record.get("start", Decimal, Decimal(0)),
        duration=record.get("duration", Decimal, Decimal(0)),
    )


def _component(record: Record) -> Component:
    titles = _titles(record, "") if "title" in record.stated else ()
    return Component(record.get("disc", int, 1), titles, record.find("upc", Gtin))


def _related(record: Record) -> RelatedRelease:
    icpn, grid = record.find("upc", Gtin), record.find("grid", Grid)
    if not {"upc", "grid"} & record.stated:
        record.place.wrong("the other release has no code", "neither", "a upc or a grid")
    return RelatedRelease(record.get("relationship", Relationship, Relationship.SIMILAR), icpn, grid)


def _titles(record: Record, otherwise: str) -> tuple[Title, ...]:
    default = Title(record.get("title", str, otherwise), record.get("version", str, ""))
    more = (
        Title(one.get("title", str, otherwise), one.get("version", str, ""), one.get("language", str, ""), place)
        for one in record.all("titles", Record)
        for place in [territory_of(one)]
    )
    return (default, *more)


def _artists(record: Record) -> tuple[Artist, ...]:
    return tuple(
        Artist(
            one.get("name", str, "Unknown Artist"),
            one.get("role", ArtistRole, ArtistRole.MAIN),
            one.find("isni", Isni),
            tuple(_name(name) for name in one.all("names", Record)),
            one.get("ids", tuple, ()),
        )
        for one in record.all("artists", Record)
    )


def _name(record: Record) -> LocalText:
    return LocalText(record.get("name", str, UNKNOWN), record.get("language", str, ""), territory_of(record))


def _contributors(record: Record) -> tuple[Contributor, ...]:
    return tuple(map(_contributor, record.all("contributors", Record)))


def _contributor(record: Record) -> Contributor:
    roles = record.all("roles", ContributorRole)
    return Contributor(
        record.get("name", str, "Unknown Contributor"),
        roles or (ContributorRole.COMPOSER,),
        record.all("instruments", str),
        record.find("isni", Isni),
        _ipi(record),
        record.find("ai", AiUse),
    )


def _ipi(record: Record) -> str | None:
    number = record.find("ipi", str)
    return number.zfill(11) if number else None


def _genre(record: Record, release: Record | None) -> Genre | None:
    """Return the genre; a subgenre alone refines the release's genre."""
    name, subgenre = record.find("genre", str), record.get("subgenre", str, "")
    if name is None and subgenre and release is not None:
        name = release.get("genre", str, UNKNOWN)
    return Genre(name, subgenre) if name is not None else None


def _warning(record: Record) -> ParentalWarning | None:
    """Return the warning; `explicit` and `parental_warning` may not both be there."""
    explicit = record.find("explicit", bool)
    stated = record.find("parental_warning", ParentalWarning)
    if explicit is not None and stated is not None:
        record.place.key("parental_warning").wrong(
            "the warning is stated twice", f"explicit and {stated.value}", "explicit or parental_warning", "keep one"
        )
    if explicit is None:
        return stated
    return ParentalWarning.EXPLICIT if explicit else ParentalWarning.NOT_EXPLICIT


__all__ = ["build_release"]
