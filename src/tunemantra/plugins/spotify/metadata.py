"""The JSON document, schema `spotify-sandbox/1` (ours: no public one exists, `platform-facts` 4).

::

    {"schema": "spotify-sandbox/1", "icpn": "4006381333931", "grid": "", "type": "album", "language": "en",
     "titles": [{"text": "Stars", "version": "", "language": "en", "territory": ""}, …],
     "artists": [{"name": "A", "role": "main", "isni": "", "spotify_id": "", "names": [{"text": …, "language": …}]}],
     "label": "…", "catalog_number": "…", "p_line": {"year": 2026, "owner": "…"}, "c_line": {…},
     "genre": {"name": "…", "subgenre": "…"}, "parental_warning": "none",
     "release_date": "2026-04-24", "original_release_date": null,
     "artwork": {"file": "cover.jpg", "sha256": "…", "size": 1},
     "deals": […], "contributors": […],
     "tracks": [{"isrc": "…", "iswc": "", "disc": 1, "number": 1, "titles": […], "artists": […],
                 "contributors": [{"name": "…", "roles": ["Composer"], "instruments": [], "isni": "", "ipi": ""}],
                 "p_line": {…}, "genre": {…}, "language": "en", "parental_warning": "none",
                 "original_release_date": null,
                 "audio": {"file": "01-01.wav", "sha256": "…", "size": 1, "duration_ms": 1000}, "deals": […],
                 "canvas": {"file": "01-01-canvas.mp4", "sha256": "…", "size": 1, "duration_ms": 5000}}]}

- `canvas` is only there where a track has one.
- Every track carries its own deals: an album-level deal alone leaves grey tracks.
- A deal is `{"territories": "AT;DE", "clock": "store-turn", "start": "2026-04-24T00:00:00", "end": null, "models":
  […], "uses": […], "pre_order": false, "exclusive": false}`. Territories are included one by one. The two clocks are
  kept apart: `store-turn` is a local time in each territory, `global` is one instant and ends in `Z`.
- Featured artists stand in `artists` by their role, never in a title. Text is NFC. Keys are sorted, so the same
  release gives the same bytes.
"""

from __future__ import annotations

import json
import unicodedata
from datetime import date, time
from typing import TYPE_CHECKING

from tunemantra.core.media import AudioFacts, VideoFacts
from tunemantra.core.territory import ENCODINGS
from tunemantra.errors import AssetMissingError
from tunemantra.plugins.spotify import profile
from tunemantra.ports.answers import Json

if TYPE_CHECKING:
    from tunemantra.core.party import Artist, Contributor
    from tunemantra.core.release import Genre, Track
    from tunemantra.core.rights import CLine, Deal, PLine
    from tunemantra.core.schedule import ReleaseMoment
    from tunemantra.core.text import Title
    from tunemantra.ports.package import Order, Rendition

_LAST_SECOND = time(23, 59, 59)


def release_document(order: Order) -> bytes:
    """Return the document of a release as JSON in UTF-8.

    Raises:
        AssetMissingError: a file has no rendition.
        EmptyTerritoryError: a deal reaches nowhere.
    """
    release = order.release
    return encoded(
        {
            "schema": profile.SCHEMA,
            "icpn": str(release.icpn),
            "grid": str(release.grid or ""),
            "type": profile.RELEASE_TYPES[release.kind],
            "titles": _titles(release.titles, release.language),
            "artists": _artists(release.artists),
            "contributors": _contributors(release.contributors),
            "label": release.label,
            "catalog_number": release.catalog_number,
            "p_line": _line(release.p_line),
            "c_line": _line(release.c_line),
            "genre": _genre(release.genre),
            "language": release.language,
            "parental_warning": profile.WARNINGS[release.parental_warning],
            "release_date": _date(release.release_date),
            "original_release_date": _date(release.original_release_date),
            "artwork": _file(profile.COVER_NAME, rendition_of(order, "artwork")),
            "deals": _deals(release.deals),
            "tracks": [_track(order, index, track) for index, track in enumerate(release.tracks)],
        }
    )


def takedown_document(order: Order) -> bytes:
    """Return the document that asks for the removal of a whole release."""
    return encoded({"schema": profile.SCHEMA, "icpn": str(order.release.icpn), "scope": "release"})


def audio_name(track: Track) -> str:
    """Return the name the API gives a track's audio."""
    return profile.AUDIO_NAME.format(disc=track.disc, number=track.number)


def canvas_name(track: Track) -> str:
    """Return the name the API gives a track's Canvas."""
    return profile.CANVAS_NAME.format(disc=track.disc, number=track.number)


def canvas_of(order: Order, index: int) -> Rendition | None:
    """Return the Canvas of a track, or None."""
    return order.renditions.get(f"tracks[{index}].canvas")


def rendition_of(order: Order, subject: str) -> Rendition:
    """Return the rendition of a file of the release.

    Raises:
        AssetMissingError: there is none.
    """
    if subject not in order.renditions:
        raise AssetMissingError(f"{subject} of {order.release.icpn} has no rendition", subject=subject)
    return order.renditions[subject]


def streaming(deals: tuple[Deal, ...]) -> tuple[Deal, ...]:
    """Return the deals that allow streaming in some way."""
    return tuple(deal for deal in deals if profile.USES & {*deal.uses} and profile.MODELS & {*deal.models})


def merge_patch(held: Json, wanted: Json) -> Json:
    """Return the JSON merge patch that turns one document into the other (RFC 7396)."""
    if not isinstance(held, dict) or not isinstance(wanted, dict):
        return wanted
    patch: dict[str, Json] = {name: None for name in held if name not in wanted}
    for name, value in wanted.items():
        if name not in held or held[name] != value:
            patch[name] = merge_patch(held.get(name), value)
    return patch


def encoded(document: Json) -> bytes:
    """Return JSON in UTF-8: keys sorted, text in NFC, two spaces of indentation."""
    return json.dumps(_composed(document), ensure_ascii=False, sort_keys=True, indent=2).encode()


def _composed(document: Json) -> Json:
    if isinstance(document, str):
        return unicodedata.normalize("NFC", document)
    if isinstance(document, list):
        return [_composed(entry) for entry in document]
    if isinstance(document, dict):
        return {name: _composed(value) for name, value in document.items()}
    return document


def _track(order: Order, index: int, track: Track) -> Json:
    release = order.release
    rendition = rendition_of(order, f"tracks[{index}].audio")
    audio = {**_file(audio_name(track), rendition), "duration_ms": _duration_ms(rendition)}
    return {
        "isrc": str(track.isrc),
        "iswc": str(track.iswc or ""),
        "disc": track.disc,
        "number": track.number,
        "titles": _titles(track.titles, release.language),
        "artists": _artists(release.artists_of(track)),
        "contributors": _contributors(track.contributors),
        "p_line": _line(release.p_line_of(track)),
        "genre": _genre(release.genre_of(track)),
        "language": release.language_of(track),
        "parental_warning": profile.WARNINGS[track.parental_warning],
        "original_release_date": _date(track.original_release_date),
        "audio": audio,
        "deals": _deals(release.deals_of(track)),
        **_canvas(order, index, track),
    }


def _canvas(order: Order, index: int, track: Track) -> dict[str, Json]:
    made = canvas_of(order, index)
    if made is None:
        return {}
    return {"canvas": {**_file(canvas_name(track), made), "duration_ms": _duration_ms(made)}}


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
        {
            "name": artist.name,
            "role": profile.ARTIST_ROLES[artist.role],
            "isni": str(artist.isni or ""),
            "spotify_id": dict(artist.ids).get(profile.KEY, ""),
            "names": [{"text": name.text, "language": name.language} for name in artist.names],
        }
        for artist in artists
    ]


def _contributors(contributors: tuple[Contributor, ...]) -> list[Json]:
    return [
        {
            "name": person.name,
            "roles": [role.value for role in person.roles],
            "instruments": list(person.instruments),
            "isni": str(person.isni or ""),
            "ipi": person.ipi or "",
        }
        for person in contributors
    ]


def _deals(deals: tuple[Deal, ...]) -> list[Json]:
    return [_deal(deal) for deal in streaming(deals)]


def _deal(deal: Deal) -> Json:
    territories = ENCODINGS[profile.REQUIREMENT.territory_encoding].encode(deal.territories)
    return {
        "territories": str(territories),
        "clock": "store-turn" if deal.start.is_local else "global",
        "start": _moment(deal.start),
        "end": _moment(deal.end, last=True) if deal.end else None,
        "models": [model.value for model in deal.models if model in profile.MODELS],
        "uses": [use.value for use in deal.uses if use in profile.USES],
        "pre_order": deal.pre_order,
        "exclusive": deal.exclusive,
    }


def _moment(moment: ReleaseMoment, *, last: bool = False) -> str:
    # A deal's local end date counts to its end (ERN part 1, 6.13).
    clock = _LAST_SECOND if last and moment.is_local and moment.clock == time() else moment.clock
    return f"{moment.day.isoformat()}T{clock.isoformat()}{'' if moment.is_local else 'Z'}"


def _line(line: PLine | CLine) -> Json:
    return {"year": line.year, "owner": line.owner}


def _genre(genre: Genre) -> Json:
    return {"name": genre.name, "subgenre": genre.subgenre}


def _date(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _file(name: str, rendition: Rendition) -> dict[str, Json]:
    return {"file": name, "sha256": rendition.sha256, "size": rendition.size}


def _duration_ms(rendition: Rendition) -> int:
    facts = rendition.facts
    if isinstance(facts, VideoFacts):
        return facts.milliseconds
    return round(facts.frames * 1000 / facts.sample_rate) if isinstance(facts, AudioFacts) and facts.sample_rate else 0
