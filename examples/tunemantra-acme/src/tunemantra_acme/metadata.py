"""The shop's document, schema `acme-shop/1`, and its completion mark."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping

from tunemantra.core import ENCODINGS, Deal, Release, Title, Track
from tunemantra.ports import Document, Order, Placed, Role
from tunemantra_acme import profile

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]


def media_names(release: Release) -> Mapping[str, str]:
    """Return the file name of everything the release holds, by its path in the release, in playing order."""
    audio = {
        f"tracks[{index}].audio": profile.AUDIO_NAME.format(disc=track.disc, number=track.number)
        for index, track in enumerate(release.tracks)
    }
    return {**audio, "artwork": profile.COVER_NAME}


def release_document(order: Order, supplier: str) -> bytes:
    """Return what the shop is told of a release; media it holds already are named by their hash."""
    release = order.release
    media: list[Json] = [
        {"file": name, "sha256": order.renditions[subject].sha256}
        for subject, name in media_names(release).items()
        if subject in order.renditions
    ]
    return _encoded(
        {
            "schema": profile.SCHEMA,
            "supplier": supplier,
            "icpn": str(release.icpn),
            "title": release.title.display,
            "titles": _titles(release.titles),
            "artist": release.credit,
            "label": release.label,
            "catalog_number": release.catalog_number,
            "copyright": [release.p_line.text, release.c_line.text],
            "media": media,
            "offers": [_offer(deal) for deal in release.deals],
            "tracks": [_track(release, track) for track in release.tracks],
        }
    )


def takedown_document(order: Order, supplier: str) -> bytes:
    """Return the order to withdraw a release."""
    return _encoded({"schema": profile.SCHEMA, "supplier": supplier, "icpn": str(order.release.icpn)})


def completion_mark(files: Iterable[Document | Placed]) -> bytes:
    """Return the list the shop holds against what it finds."""
    listed: dict[str, Json] = {file.path.rsplit("/", 1)[-1]: _digest(file) for file in files}
    return _encoded({"schema": profile.SCHEMA, "files": listed})


def document(path: str, role: Role, content: bytes) -> Document:
    """Return a JSON file of the package."""
    return Document(path, role, content, profile.JSON_TYPE)


def _track(release: Release, track: Track) -> Json:
    return {
        "isrc": str(track.isrc),
        "disc": track.disc,
        "number": track.number,
        "title": track.title.display,
        "titles": _titles(track.titles),
        "language": release.language_of(track),
        "artist": ", ".join(artist.name for artist in release.artists_of(track)),
    }


def _titles(titles: Iterable[Title]) -> Json:
    return [{"text": title.display, "language": title.language} for title in titles]


def _offer(deal: Deal) -> Json:
    return {
        "where": str(ENCODINGS[profile.REQUIREMENT.territory_encoding].encode(deal.territories)),
        "from": str(deal.start),
        "until": str(deal.end) if deal.end else None,
        "uses": [use.value for use in deal.uses],
    }


def _digest(file: Document | Placed) -> str:
    return file.rendition.sha256 if isinstance(file, Placed) else hashlib.sha256(file.content).hexdigest()


def _encoded(value: Json) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode()
