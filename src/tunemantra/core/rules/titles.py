"""Rules on titles and on artists' names (`platform-facts` 14.1)."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from tunemantra.core.finding import error, warning
from tunemantra.core.party import ArtistRole
from tunemantra.core.rules.characters import character_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tunemantra.core.finding import Finding
    from tunemantra.core.party import Artist
    from tunemantra.core.release import Track
    from tunemantra.core.rules.case import Case

# A word such as "feat" is only a credit after something, and with a dot, in brackets or in full.
_FEATURING: Final = re.compile(
    r"(?<=\S)\s+(?:feat\.|ft\.|[(\[]\s*(?:feat|ft|featuring)\b\.?|featuring\b)\s*\S", re.IGNORECASE
)
_NUMBERED: Final = re.compile(
    r"0(?P<zero>\d)(?!\d)\s*[-–—.):_]?\s*(?=\S)|(?P<plain>\d{1,2})(?:\s*[.)]|\s+[-–—])\s+(?=\S)"
)
_COMPOUND: Final = re.compile(r" & |, | x | / | \+ |\s(?:feat|ft|featuring|vs)\b", re.IGNORECASE)


def _texts(case: Case) -> Iterator[tuple[str, str, Track | None]]:
    """Yield every title and version with its path and its track."""
    for index, title in enumerate(case.release.titles):
        yield f"titles[{index}].text", title.text, None
        yield f"titles[{index}].version", title.version, None
    for number, track in enumerate(case.release.tracks):
        for index, title in enumerate(track.titles):
            yield f"tracks[{number}].titles[{index}].text", title.text, track
            yield f"tracks[{number}].titles[{index}].version", title.version, track


def no_featuring(case: Case) -> Iterator[Finding]:
    """CMN-TTL-001: guests belong into the artists; each platform prints them in its own way."""
    release = case.release
    for path, text, track in _texts(case):
        artists = release.artists if track is None else release.artists_of(track)
        found = _FEATURING.search(text) or _guest(text, artists)
        if found:
            yield warning(
                "CMN-TTL-001",
                path,
                "the title names a featured artist",
                observed=text,
                expected=text[: found.start()].rstrip(" ([-"),
                hint="give the guest as an artist with the role FeaturedArtist and take the words out of the title",
            )


def _guest(text: str, artists: tuple[Artist, ...]) -> re.Match[str] | None:
    names = [re.escape(artist.name) for artist in artists if artist.role is ArtistRole.FEATURED and artist.name]
    return re.search(rf"\s[(\[]?(?:with|feat|ft) (?:{'|'.join(names)})(?!\w)", text, re.IGNORECASE) if names else None


def clean_text(case: Case) -> Iterator[Finding]:
    """CMN-TTL-004: one finding a fault; a leading number only counts where it is the track's own or has a zero."""
    for path, text, track in _texts(case):
        number = _NUMBERED.match(text) if track else None
        if track and number and (number["zero"] or int(number["plain"]) == track.number):
            yield error(
                "CMN-TTL-004",
                path,
                "the title begins with the track number",
                observed=text,
                expected=text[number.end() :],
                hint="take the number out; the order comes from disc and number",
            )
            text = text[number.end() :]  # noqa: PLW2901 - its bracket is part of the number
        for message, observed, hint in character_faults(text):
            yield error("CMN-TTL-004", path, message, observed=observed, expected="plain text", hint=hint)


def distinct_titles(case: Case) -> Iterator[Finding]:
    """CMN-TTL-005: two recordings by one artist need a version to tell them apart; CMN-ID-007 has the same ISRC."""
    first: dict[tuple[object, ...], int] = {}
    tracks = case.release.tracks
    for index, track in enumerate(tracks):
        if not track.titles:
            continue
        artists = tuple((artist.name.casefold(), artist.role) for artist in case.release.artists_of(track))
        key = (_folded(track.title.text), _folded(track.title.version), artists)
        earlier = first.setdefault(key, index)
        if earlier != index and tracks[earlier].isrc != track.isrc:
            yield warning(
                "CMN-TTL-005",
                f"tracks[{index}].titles[0]",
                f"track {earlier + 1} has the same title, version and artists",
                observed=track.title.display,
                expected="a version that tells them apart",
                hint="state the version, such as Live or Instrumental",
            )


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def one_artist_a_name(case: Case) -> Iterator[Finding]:
    """CMN-ART-001: a band whose name looks like a list is known by its ISNI or its id on a platform."""
    lists = [("artists", case.release.artists)]
    lists += [(f"tracks[{index}].artists", track.artists) for index, track in enumerate(case.release.tracks)]
    for path, artists in lists:
        for index, artist in enumerate(artists):
            if _COMPOUND.search(artist.name) and artist.isni is None and not artist.ids:
                yield warning(
                    "CMN-ART-001",
                    f"{path}[{index}].name",
                    "this looks like several artists in one name",
                    observed=artist.name,
                    expected="one artist a name",
                    hint="list the artists one by one; for a band of this name give its ISNI",
                )


__all__ = ["clean_text", "distinct_titles", "no_featuring", "one_artist_a_name"]
