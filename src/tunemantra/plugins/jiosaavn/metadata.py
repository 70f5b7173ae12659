"""The manifest and its checksums: RFC 4180, every cell quoted, a row a track."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping

from tunemantra.core.distribution import OrderKind
from tunemantra.core.media import AudioFacts
from tunemantra.core.party import Artist
from tunemantra.core.release import Release, Track
from tunemantra.core.rights import Deal
from tunemantra.core.text import Title
from tunemantra.plugins.jiosaavn import profile, words
from tunemantra.plugins.jiosaavn.availability import Availability, availability
from tunemantra.ports.package import Order, Rendition

COVER = "artwork"
_UNKNOWN = "und"
"""The tag of a title that has none (BCP 47)."""
Row = Mapping[str, str]


def write_manifest(order: Order, batch: str, sent: Mapping[str, str], *, bom: bool) -> bytes:
    """Return the manifest.

    Args:
        order: what is sent.
        batch: its name.
        sent: the files that travel, subject to path below the batch.
        bom: whether it begins with a byte order mark.
    """
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, profile.COLUMNS, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writeheader()
    for row in rows(order, batch, sent):
        writer.writerow({column: neutral(cell) for column, cell in row.items()})
    return text.getvalue().encode("utf-8-sig" if bom else "utf-8")


def write_checksums(order: Order, sent: Mapping[str, str], manifest: bytes) -> bytes:
    """Return what `md5sum --check` reads: each file that travels, and the manifest."""
    sums = [(order.renditions[subject].md5, path) for subject, path in sent.items()]
    sums.append((hashlib.md5(manifest, usedforsecurity=False).hexdigest(), profile.MANIFEST_NAME))
    return "".join(f"{md5}  {path}\n" for md5, path in sums).encode()


def neutral(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: one that looks like it gets an apostrophe ahead.

    So does one that begins with apostrophes and goes on like that: otherwise two cells would become the same.
    """
    dangerous = cell.lstrip(profile.FORMULA_MARK).startswith(profile.FORMULA_SIGNS)
    return f"{profile.FORMULA_MARK}{cell}" if dangerous else cell


def joined(parts: Iterable[str]) -> str:
    r"""Return several texts in one cell, separated by `;`; a `;` or `\` of their own has a `\` ahead."""
    return ";".join(part.replace("\\", "\\\\").replace(";", "\\;") for part in parts)


def rows(order: Order, batch: str, sent: Mapping[str, str]) -> Iterator[Row]:
    """Yield the rows before they are neutralised, one a track, in playing order; a takedown has no terms and files."""
    release, shared = order.release, _of_release(order.release)
    takedown = order.kind is OrderKind.TAKEDOWN
    cover = _file(order, COVER, sent)
    known: dict[tuple[Deal, ...], Availability] = {}
    for index, track in enumerate(release.tracks):
        subject = f"tracks[{index}].audio"
        deals = () if takedown else release.deals_of(track)
        if deals not in known:
            known[deals] = availability(deals)
        territories, opens, closes = known[deals].cells()
        audio = _file(order, subject, sent)
        yield {
            "batch_id": batch,
            "row": str(index + 1),
            "action": profile.ACTIONS[order.kind.value],
            **shared,
            **_of_track(release, track),
            "duration_s": _seconds(track, order.renditions.get(subject)),
            "audio_file": audio[0],
            "audio_md5": audio[1],
            "cover_file": cover[0],
            "cover_md5": cover[1],
            "territories": territories,
            "available_from": opens,
            "available_to": closes,
        }


def _of_release(release: Release) -> Row:
    return {
        "upc": str(release.icpn),
        "grid": str(release.grid or ""),
        "release_title": release.title.text,
        "release_title_version": release.title.version,
        "release_other_titles": _tagged(_other_titles(release)),
        "release_artists": _names(release.artists),
        "release_artist_roles": _roles(release.artists),
        "release_type": release.kind.value,
        "label": release.label,
        "cat_no": release.catalog_number,
        "release_date": release.release_date.isoformat(),
        "original_release_date": release.original_release_date.isoformat() if release.original_release_date else "",
        "cline": release.c_line.text,
    }


def _of_track(release: Release, track: Track) -> Row:
    genre, titles, artists = release.genre_of(track), words.titles_of(release, track), release.artists_of(track)
    original = track.original_release_date
    people = words.contributors_of(release, track)
    return {
        "pline": release.p_line_of(track).text,
        "primary_genre": genre.name,
        "subgenre": genre.subgenre,
        "bollywood_category": words.category_of(release, track),
        "film_name": words.film_of(release, track),
        **{column: joined(words.credited(release, track, column)) for column in profile.CREDIT_COLUMNS},
        "credits": joined(f"{role.value}={one.name}" for one in people for role in one.roles),
        "language": words.language_name(release, track),
        "language_code": release.language_of(track),
        "language_script": words.script_of(titles.native.text),
        "title_native": titles.native.text,
        "title_latin": titles.latin.text if titles.latin else "",
        "title_version": titles.native.version,
        "other_titles": _tagged(titles.others),
        "artists": _names(artists),
        "artist_roles": _roles(artists),
        "artist_verified_id": _verified(artists),
        "isrc": str(track.isrc),
        "iswc": str(track.iswc or ""),
        "disc": str(track.disc),
        "track_no": str(track.number),
        "track_original_release_date": original.isoformat() if original else "",
        "explicit": profile.EXPLICIT[track.parental_warning],
        "album_only": "Y" if track.album_only else "N",
    }


def _other_titles(release: Release) -> tuple[Title, ...]:
    """Return the titles that `release_title` does not say, or says without its language."""
    own = words.spoken(release.title, release.language.split("-", maxsplit=1)[0].lower())
    return release.titles[1:] if own else release.titles


def _tagged(titles: Iterable[Title]) -> str:
    return joined(f"{title.language or _UNKNOWN}={title.display}" for title in titles)


def _names(artists: Iterable[Artist]) -> str:
    return joined(artist.name for artist in artists)


def _roles(artists: Iterable[Artist]) -> str:
    return joined(artist.role.value for artist in artists)


def _verified(artists: Iterable[Artist]) -> str:
    ids = [dict(artist.ids).get(profile.KEY, "") for artist in artists]
    return joined(ids) if any(ids) else ""


def _seconds(track: Track, made: Rendition | None) -> str:
    if made is not None and isinstance(made.facts, AudioFacts):
        return f"{made.facts.duration:.3f}"
    return "" if track.duration is None else f"{track.duration:.3f}"


def _file(order: Order, subject: str, sent: Mapping[str, str]) -> tuple[str, str]:
    return (sent[subject], order.renditions[subject].md5) if subject in sent else ("", "")


__all__ = ["COVER", "Row", "joined", "neutral", "rows", "write_checksums", "write_manifest"]
