"""From what was read to a release, with stand-ins where a finding speaks and no rule should speak again."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeVar

from tunemantra.contrib.formats.places import Record
from tunemantra.contrib.formats.terms import SOME_DAY, deals_of, territory_of
from tunemantra.core.identifiers import Grid, Gtin, Isni, Isrc, Iswc
from tunemantra.core.party import Artist, ArtistRole, Contributor, ContributorRole
from tunemantra.core.release import Asset, Genre, ParentalWarning, Release, ReleaseKind, Track
from tunemantra.core.rights import CLine, PLine
from tunemantra.core.text import LocalText, Title

if TYPE_CHECKING:
    from collections.abc import Mapping

L = TypeVar("L", PLine, CLine)

_SOME_GTIN: Final = Gtin("000000000000")
_UNKNOWN: Final = "Unknown"


def build_release(record: Record, files: Mapping[str, str]) -> Release:
    """Return the release of a document.

    Args:
        record: what was read.
        files: paths of its files by path in the release; one that was refused is missing here.
    """
    release_date = record.find("release_date", date)
    tracks = tuple(_tracks(record, release_date, files))
    warning = _warning(record)
    if warning is None and any(track.parental_warning is ParentalWarning.EXPLICIT for track in tracks):
        warning = ParentalWarning.EXPLICIT
    label = record.get("label", str, _UNKNOWN)
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
        p_line=_line(record, "p_line", PLine) or PLine(day.year, label),
        c_line=_line(record, "c_line", CLine) or CLine(day.year, label),
        genre=_genre(record, None) or Genre(_UNKNOWN),
        release_date=day,
        language=record.get("language", str, "en"),
        original_release_date=record.find("original_release_date", date),
        parental_warning=warning or ParentalWarning.NOT_EXPLICIT,
        catalog_number=record.get("catalog_number", str, ""),
        grid=record.find("grid", Grid),
        contributors=_contributors(record),
        extras=record.get("platforms", tuple, ()),
    )


def _tracks(record: Record, release_date: date | None, files: Mapping[str, str]) -> list[Track]:
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
                p_line=_line(one, "p_line", PLine),
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
            )
        )
    return tracks


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
    return LocalText(record.get("name", str, _UNKNOWN), record.get("language", str, ""), territory_of(record))


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
    )


def _ipi(record: Record) -> str | None:
    number = record.find("ipi", str)
    return number.zfill(11) if number else None


def _line(record: Record, key: str, kind: type[L]) -> L | None:
    line = record.find(key, kind)
    table = record.find(key, Record)
    if table is None:
        return line
    return kind(table.get("year", int, SOME_DAY.year), table.get("owner", str, _UNKNOWN))


def _genre(record: Record, release: Record | None) -> Genre | None:
    """Return the genre; a subgenre alone refines the release's genre."""
    name, subgenre = record.find("genre", str), record.get("subgenre", str, "")
    if name is None and subgenre and release is not None:
        name = release.get("genre", str, _UNKNOWN)
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
