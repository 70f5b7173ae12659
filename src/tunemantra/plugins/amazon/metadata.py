"""The JSON manifest, schema `amazon-sandbox/1` (ours: no public one exists, `platform-facts` 6.2).

::

    {"schemaVersion": "amazon-sandbox/1", "batchId": "…", "partnerId": "…", "deliveryId": "…", "createdAt": "…",
     "action": "full|metadata|takedown",
     "release": {"upc", "grid", "type", "titles", "artists", "contributors", "label", "catalogNumber", "pLine", "cLine",
                 "genre", "language", "parentalAdvisory", "releaseDate", "originalReleaseDate"},
     "tracks": [{"isrc", "iswc", "disc", "number", "titles", "artists", …, "rights",
                 "audio": {"sha256": "…", "durationMs": 1, "bitDepth": 24, "sampleRate": 96000,
                           "quality": "HD|ULTRA_HD"}}],
     "assets": [{"role": "AUDIO", "isrc": "…", "key": "<batch>/<upc>/….flac", "size": 1, "sha256": "…"}],
     "rights": [{"territories": ["Worldwide"], "exclude": ["KP"], "clock": "LOCAL", "start": "2026-04-24T00:00:00",
                 "end": null, "offerTypes": […], "uses": […], "preOrder": false, "exclusive": false, "priceTiers": []}],
     "alexa": {"release": {"title", "artist", "alternateNames"}, "tracks": {"<isrc>": {…}}},
     "lyrics": {"<isrc>": [{"language", "timing", "format", "key", "size", "sha256"}]}}

- `assets` says what comes with this batch: with `full` at least one file, with `metadata` none. Which recording a track
  is says its `audio.sha256`, whether it comes now or came before.
- `rights` of a track are its own; those of the release hold where it has none.
- `clock` is `LOCAL` for a local time in each territory, `UTC` for one instant everywhere, which ends in `Z`.
- A takedown carries `release.upc` and nothing else of the release.
- Text is NFC, keys are sorted: the same order gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time

from tunemantra.core.distribution import OrderKind
from tunemantra.core.media import AudioFacts
from tunemantra.core.party import Artist, Contributor, credit
from tunemantra.core.release import Genre, Track
from tunemantra.core.rights import CLine, Deal, PLine
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.territory import ENCODINGS, IncludeExclude
from tunemantra.core.text import Title
from tunemantra.errors import AssetMissingError
from tunemantra.plugins.amazon import profile
from tunemantra.plugins.amazon.lyrics import Sheet
from tunemantra.plugins.amazon.terms import offers, quality, spoken, used_bits, uses
from tunemantra.ports.package import Order, Placed, Rendition

Json = None | bool | int | str | Sequence["Json"] | Mapping[str, "Json"]

_LAST_SECOND = time(23, 59, 59)


def manifest(order: Order, batch: str, partner: str, placed: Sequence[Placed], lyrics: Mapping[str, Sheet]) -> bytes:
    """Return the manifest as JSON in UTF-8.

    Args:
        order: what is ordered.
        batch: its name.
        partner: our name with the store.
        placed: the media that travel with it.
        lyrics: the files of lyrics by key.

    Raises:
        AssetMissingError: a track has no rendition.
        EmptyTerritoryError: a deal reaches nowhere.
    """
    head: dict[str, Json] = {
        "schemaVersion": profile.SCHEMA,
        "batchId": batch,
        "partnerId": partner,
        "deliveryId": order.delivery_id,
        "createdAt": order.created_at.isoformat(),
        "action": action_of(order, placed),
    }
    if order.kind is OrderKind.TAKEDOWN:
        return _encoded({**head, "release": {"upc": str(order.release.icpn)}})
    release = order.release
    return _encoded(
        {
            **head,
            "release": _release(order),
            "tracks": [_track(order, index, track) for index, track in enumerate(release.tracks)],
            "assets": [_asset(order, entry) for entry in placed],
            "rights": _rights(release.deals),
            "alexa": {
                "release": _json(spoken(release, release.credit)),
                "tracks": {
                    str(track.isrc): _json(spoken(track, credit(release.artists_of(track)))) for track in release.tracks
                },
            },
            "lyrics": _lyrics(lyrics),
        }
    )


def action_of(order: Order, placed: Sequence[Placed]) -> str:
    """Return the manifest's word for an order."""
    if order.kind is OrderKind.TAKEDOWN:
        return "takedown"
    return "full" if placed else "metadata"


def marker(name: str, content: bytes) -> bytes:
    """Return the completion mark: it proves the manifest by its hash, as `sha256sum` writes it."""
    return f"{hashlib.sha256(content).hexdigest()}  {name}\n".encode()


def _release(order: Order) -> Json:
    release = order.release
    return {
        "upc": str(release.icpn),
        "grid": str(release.grid or ""),
        "type": profile.RELEASE_TYPES[release.kind],
        "titles": _titles(release.titles, release.language),
        "artists": _artists(release.artists),
        "contributors": _contributors(release.contributors),
        "label": release.label,
        "catalogNumber": release.catalog_number,
        "pLine": _line(release.p_line),
        "cLine": _line(release.c_line),
        "genre": _genre(release.genre),
        "language": release.language,
        "parentalAdvisory": profile.WARNINGS[release.parental_warning],
        "releaseDate": _date(release.release_date),
        "originalReleaseDate": _date(release.original_release_date),
    }


def _track(order: Order, index: int, track: Track) -> Json:
    release = order.release
    return {
        "isrc": str(track.isrc),
        "iswc": str(track.iswc or ""),
        "disc": track.disc,
        "number": track.number,
        "titles": _titles(track.titles, release.language),
        "artists": _artists(release.artists_of(track)),
        "contributors": _contributors(track.contributors),
        "pLine": _line(release.p_line_of(track)),
        "genre": _genre(release.genre_of(track)),
        "language": release.language_of(track),
        "parentalAdvisory": profile.WARNINGS[track.parental_warning],
        "originalReleaseDate": _date(track.original_release_date),
        "audio": _audio(order, f"tracks[{index}].audio"),
        "rights": _rights(track.deals),
    }


def _audio(order: Order, subject: str) -> Json:
    made = rendition_of(order, subject)
    facts = made.facts
    if not isinstance(facts, AudioFacts):
        raise AssetMissingError(f"{subject} of {order.release.icpn} is no recording", subject=subject)
    return {
        "sha256": made.sha256,
        "durationMs": round(facts.duration * 1000),
        "bitDepth": facts.bit_depth,
        "sampleRate": facts.sample_rate,
        "quality": quality(used_bits(made.facts, subject, order.analyses)),
    }


def rendition_of(order: Order, subject: str) -> Rendition:
    """Return the rendition of a file of the release.

    Raises:
        AssetMissingError: there is none.
    """
    if subject not in order.renditions:
        raise AssetMissingError(f"{subject} of {order.release.icpn} has no rendition", subject=subject)
    return order.renditions[subject]


def _asset(order: Order, entry: Placed) -> Json:
    made = entry.rendition
    isrcs = {f"tracks[{index}].audio": str(track.isrc) for index, track in enumerate(order.release.tracks)}
    role = "AUDIO" if made.subject in isrcs else "ARTWORK"
    isrc = isrcs.get(made.subject, "")
    return {"role": role, "isrc": isrc, "key": entry.path, "size": made.size, "sha256": made.sha256}


def _lyrics(files: Mapping[str, Sheet]) -> Json:
    listed: dict[str, list[Json]] = {}
    for key, sheet in files.items():
        entry: Json = {
            "language": sheet.language,
            "timing": sheet.timing,
            "format": sheet.form,
            "key": key,
            "size": len(sheet.content),
            "sha256": hashlib.sha256(sheet.content).hexdigest(),
        }
        listed.setdefault(sheet.isrc, []).append(entry)
    return listed


def _rights(deals: Iterable[Deal]) -> list[Json]:
    return [_right(deal) for deal in deals if profile.REQUIREMENT.terms.concern(deal)]


def _right(deal: Deal) -> Json:
    form = ENCODINGS[profile.REQUIREMENT.territory_encoding]
    assert isinstance(form, IncludeExclude)  # noqa: S101 - the profile says so
    territories = form.encode(deal.territories)
    return {
        "territories": territories["include"],
        "exclude": territories["exclude"],
        "clock": "LOCAL" if deal.start.is_local else "UTC",
        "start": _moment(deal.start),
        "end": _moment(deal.end, last=True) if deal.end else None,
        "offerTypes": offers(deal.models),
        "uses": uses(deal.uses),
        "preOrder": deal.pre_order,
        "exclusive": deal.exclusive,
        "priceTiers": [price.tier for price in deal.prices if price.tier],
    }


def _moment(moment: ReleaseMoment, *, last: bool = False) -> str:
    # A deal's local end date counts to its end (ERN part 1, 6.13).
    clock = _LAST_SECOND if last and moment.is_local and moment.clock == time() else moment.clock
    return f"{moment.day.isoformat()}T{clock.isoformat()}{'' if moment.is_local else 'Z'}"


def _titles(titles: Iterable[Title], language: str) -> list[Json]:
    return [
        {
            "text": title.text,
            "version": title.version,
            "language": title.language or language,
            "territory": title.territory,
        }
        for title in titles
    ]


def _artists(artists: Iterable[Artist]) -> list[Json]:
    return [
        {
            "name": artist.name,
            "role": profile.ARTIST_ROLES[artist.role],
            "isni": str(artist.isni or ""),
            "amazonId": dict(artist.ids).get(profile.KEY, ""),
            "names": [{"text": name.text, "language": name.language} for name in artist.names],
        }
        for artist in artists
    ]


def _contributors(contributors: Iterable[Contributor]) -> list[Json]:
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


def _line(line: PLine | CLine) -> Json:
    return {"year": line.year, "owner": line.owner, "text": line.text}


def _genre(genre: Genre) -> Json:
    return {"name": genre.name, "subgenre": genre.subgenre}


def _date(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _json(names: Mapping[str, object]) -> Json:
    return {
        name: [str(one) for one in value] if isinstance(value, list) else str(value) for name, value in names.items()
    }


def _encoded(document: Json) -> bytes:
    return json.dumps(_composed(document), ensure_ascii=False, sort_keys=True, indent=2).encode()


def _composed(value: Json) -> Json:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Mapping):
        return {name: _composed(inner) for name, inner in value.items()}
    if isinstance(value, Sequence):
        return [_composed(inner) for inner in value]
    return value


__all__ = ["Json", "action_of", "manifest", "marker", "rendition_of"]
