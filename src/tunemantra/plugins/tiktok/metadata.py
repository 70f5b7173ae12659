"""The JSON document, schema `tiktok-sandbox/1` (ours: no public one exists, `platform-facts` 10).

::

    {"schema": "tiktok-sandbox/1", "upc": "…", "type": "Album", "titles": […], "artists": […], "label": "…",
     "catalog_number": "…", "p_line": {…}, "c_line": {…}, "release_date": "2026-04-24", "original_date": null,
     "keywords": […], "cover": {"file": "cover.jpg", "sha256": "…", "size": 1},
     "sounds": [{"isrc": "…", "iswc": "…", "disc": 1, "number": 1,
                 "titles": [{"text": "…", "version": "…", "language": "en", "territory": ""}],
                 "artists": [{"name": "…", "role": "MainArtist", "handle": "@…"}], "writers": ["…"],
                 "publishers": [{"name": "…"}], "contributors": [{"name": "…", "roles": ["…"]}],
                 "clips": [{"start": 45, "length": 60}], "mood": ["…"], "hashtags": ["…"], "genre": "…",
                 "subgenre": "…", "bpm": "124", "key": "A min", "language": "en", "explicit": false,
                 "original_date": null, "p_line": {…}, "audio": {"file": "…", "sha256": "…", "size": 1,
                 "duration_ms": 1}, "ugcUse": true, "commercialUse": false,
                 "deals": [{"territories": {"include": ["Worldwide"], "exclude": ["KP"]}, "clock": "local",
                            "start": "2026-04-24T00:00:00", "end": null, "uses": […], "models": […]}]}]}

Every sound carries its own deals. `ugcUse` and `commercialUse` are two rights, and the second one is asked for by a
call of its own. A local end date counts to its end. Text is NFC, keys are sorted: the same order gives the same bytes.
"""

from __future__ import annotations

import json
import unicodedata
from datetime import date, time
from typing import TYPE_CHECKING, Final

from tunemantra.core.media import AudioFacts
from tunemantra.core.party import ContributorRole
from tunemantra.core.release import ParentalWarning
from tunemantra.core.territory import ENCODINGS
from tunemantra.errors import AssetMissingError
from tunemantra.plugins.tiktok import profile
from tunemantra.plugins.tiktok.stated import clips_of, commercial, said, yes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tunemantra.core.party import Artist, Contributor
    from tunemantra.core.release import Release, Track
    from tunemantra.core.rights import CLine, Deal, PLine
    from tunemantra.core.schedule import ReleaseMoment
    from tunemantra.core.text import Title
    from tunemantra.ports.package import Order, Rendition

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]

_LAST_SECOND: Final = time(23, 59, 59)
_WRITERS: Final = frozenset(
    {ContributorRole.COMPOSER, ContributorRole.LYRICIST, ContributorRole.COMPOSER_LYRICIST, ContributorRole.AUTHOR}
)
_PUBLISHERS: Final = frozenset(
    {ContributorRole.MUSIC_PUBLISHER, ContributorRole.ORIGINAL_PUBLISHER, ContributorRole.SUB_PUBLISHER}
)


def document(order: Order) -> bytes:
    """Return the document of a release as JSON in UTF-8.

    Raises:
        AssetMissingError: a file has no rendition.
        EmptyTerritoryError: a deal reaches nowhere.
    """
    release = order.release
    return encoded(
        {
            "schema": profile.SCHEMA,
            "upc": str(release.icpn),
            "type": release.kind.value,
            "titles": _titles(release.titles, release.language),
            "artists": _artists(release.artists),
            "label": release.label,
            "catalog_number": release.catalog_number,
            "p_line": _line(release.p_line),
            "c_line": _line(release.c_line),
            "release_date": _date(release.release_date),
            "original_date": _date(release.original_release_date),
            "keywords": [text.text for text in release.keywords],
            "cover": _file(profile.COVER_NAME, rendition_of(order, "artwork")),
            "sounds": [_sound(order, index, track) for index, track in enumerate(release.tracks)],
        }
    )


def takedown_document(order: Order) -> bytes:
    """Return the document that takes every sound of a release offline, clips included."""
    isrcs: list[Json] = [str(track.isrc) for track in order.release.tracks]
    return encoded({"schema": profile.SCHEMA, "upc": str(order.release.icpn), "isrcs": isrcs})


def commercial_isrcs(release: Release) -> list[str]:
    """Return the ISRCs that are offered to the Commercial Music Library."""
    return [str(track.isrc) for track in release.tracks if commercial(release, track)]


def audio_name(track: Track) -> str:
    """Return the name the API gives a track's audio."""
    return profile.AUDIO_NAME.format(disc=track.disc, number=track.number)


def rendition_of(order: Order, subject: str) -> Rendition:
    """Return the rendition of a file of the release.

    Raises:
        AssetMissingError: there is none.
    """
    if subject not in order.renditions:
        raise AssetMissingError(f"{subject} of {order.release.icpn} has no rendition", subject=subject)
    return order.renditions[subject]


def encoded(value: Json) -> bytes:
    """Return JSON in UTF-8: keys sorted, text in NFC, two spaces of indentation."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2)
    return unicodedata.normalize("NFC", text).encode()


def _sound(order: Order, index: int, track: Track) -> Json:
    release, rendition = order.release, rendition_of(order, f"tracks[{index}].audio")
    people = (*track.contributors, *release.contributors)
    genre = release.genre_of(track)
    return {
        "isrc": str(track.isrc),
        "iswc": str(track.iswc or ""),
        "disc": track.disc,
        "number": track.number,
        "titles": _titles(track.titles, release.language),
        "artists": _artists(release.artists_of(track)),
        "writers": _names(people, _WRITERS),
        "publishers": [{"name": name} for name in _names(people, _PUBLISHERS)],
        "contributors": [{"name": one.name, "roles": [role.value for role in one.roles]} for one in people],
        "clips": [{"start": clip.start, "length": clip.length} for clip in clips_of(order, index)],
        "mood": _words(said(release, track, "mood")),
        "hashtags": _words(said(release, track, "hashtags")),
        "genre": genre.name,
        "subgenre": genre.subgenre,
        "bpm": "" if track.bpm is None else f"{track.bpm:f}",
        "key": track.key,
        "language": release.language_of(track),
        "explicit": track.parental_warning is ParentalWarning.EXPLICIT,
        "original_date": _date(track.original_release_date),
        "p_line": _line(release.p_line_of(track)),
        "audio": {**_file(audio_name(track), rendition), "duration_ms": _duration_ms(rendition)},
        "ugcUse": yes(release, track, "ugc_use"),
        "commercialUse": commercial(release, track),
        "deals": [_deal(deal) for deal in release.deals_of(track) if profile.REQUIREMENT.terms.concern(deal)],
    }


def _deal(deal: Deal) -> Json:
    pair = ENCODINGS[profile.REQUIREMENT.territory_encoding].encode(deal.territories)
    territories: Json = json.loads(json.dumps(pair))
    return {
        "territories": territories,
        "clock": "local" if deal.start.is_local else "global",
        "start": _moment(deal.start),
        "end": _moment(deal.end, last=True) if deal.end else None,
        "uses": [use.value for use in deal.uses if use in profile.USES],
        "models": [model.value for model in deal.models if model in profile.MODELS],
    }


def _titles(titles: tuple[Title, ...], language: str) -> list[Json]:
    return [
        {
            "text": title.text,
            "version": title.version,
            "language": title.language or language,
            "territory": title.territory,
        }
        for title in titles
    ]


def _artists(artists: tuple[Artist, ...]) -> list[Json]:
    return [
        {"name": artist.name, "role": artist.role.value, "handle": dict(artist.ids).get(profile.KEY, "")}
        for artist in artists
    ]


def _names(people: Iterable[Contributor], roles: frozenset[ContributorRole]) -> list[Json]:
    return [*dict.fromkeys(one.name for one in people if roles & {*one.roles})]


def _words(text: str) -> list[Json]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _moment(moment: ReleaseMoment, *, last: bool = False) -> str:
    clock = _LAST_SECOND if last and moment.is_local and moment.clock == time() else moment.clock
    return f"{moment.day.isoformat()}T{clock.isoformat()}{'' if moment.is_local else 'Z'}"


def _line(line: PLine | CLine) -> Json:
    return {"year": line.year, "owner": line.owner}


def _date(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _file(name: str, rendition: Rendition) -> dict[str, Json]:
    return {"file": name, "sha256": rendition.sha256, "size": rendition.size}


def _duration_ms(rendition: Rendition) -> int:
    facts = rendition.facts
    return round(facts.frames * 1000 / facts.sample_rate) if isinstance(facts, AudioFacts) and facts.sample_rate else 0
