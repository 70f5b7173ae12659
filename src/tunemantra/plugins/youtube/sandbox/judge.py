"""The store's own look at files and at what assets say of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tunemantra.contrib.sandbox import AudioSeen, image_faults, look_at_audio, look_at_film, look_at_image
from tunemantra.plugins.youtube.sandbox.sheet import Fault, Row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tunemantra.plugins.youtube.sandbox.store import Asset, Reference, Store

_CONTAINERS = frozenset({"wav", "flac"})
_LEAST_RATE, _LEAST_BITS = 44_100, 16
_ENDED = frozenset({"inactive", "deleted"})
_ROUNDING_MS = 1000


def faults(store: Store, rows: Sequence[Row]) -> list[Fault]:
    """Return what is wrong with the files of a sheet that has no wrong words."""
    found = list(_cover(store, rows[0]))
    for number, row in enumerate(rows, 1):
        found += _recording(store, number, row)
    return found


def takedown_faults(store: Store, rows: Sequence[Row]) -> list[Fault]:
    """Return what still keeps recordings from being taken down."""
    return list(_held(store, rows))


def _held(store: Store, rows: Sequence[Row]) -> Iterator[Fault]:
    for number, row in enumerate(rows, 1):
        asset = store.asset_of(row["isrc"])
        if asset is None:
            yield Fault(number, "isrc", "there is no asset of this recording")
        elif asset.owned or asset.matched:
            yield Fault(number, "isrc", "its asset is still owned, or still has a match policy")


def _cover(store: Store, row: Row) -> Iterator[Fault]:
    held = store.state.covers.get(row["album_upc"])
    if not held or held != row["artwork_hash"]:
        yield Fault(1, "artwork_hash", "no such cover arrived")
        return
    for message in image_faults(look_at_image(store.home(row["album_upc"]) / "cover.jpg")):
        yield Fault(1, "artwork_hash", message)


def _recording(store: Store, number: int, row: Row) -> Iterator[Fault]:
    asset = store.asset_of(row["isrc"])
    if asset is None:
        yield Fault(number, "isrc", "there is no asset of this recording")
        return
    if asset.type != row["asset_type"]:
        yield Fault(number, "asset_type", f"the asset is a {asset.type}")
    if (row["content_id"] == "yes") != asset.matched and asset.owned:
        yield Fault(number, "content_id", "the asset's match policy says otherwise")
    standing = [one for one in store.references_of(asset.id) if one.status not in _ENDED]
    same = [one for one in standing if one.hash == row["file_hash"]]
    if not same or len(standing) > 1:
        yield Fault(number, "file_hash", "there is no reference of this file, or another one beside it")
        return
    for message in file_faults(store, asset, same[-1], row["duration_ms"]):
        yield Fault(number, "file_hash", message)


def file_faults(store: Store, asset: Asset, reference: Reference, stated_ms: str = "") -> Iterator[str]:
    """Yield what is wrong with the file of a reference; `stated_ms` is how long it is said to be."""
    path = store.home(asset.said("upc")) / reference.file
    seconds = 0.0
    if reference.content_type == "audio":
        seen = look_at_audio(path)
        seconds = seen.seconds
        yield from audio_faults(seen)
    else:
        seconds, messages = _film(path)
        yield from messages
    if stated_ms and (not stated_ms.isdigit() or abs(seconds * 1000 - int(stated_ms)) > _ROUNDING_MS):
        yield f"{seconds:.2f} s long, the sheet says {stated_ms} ms"


def audio_faults(seen: AudioSeen) -> Iterator[str]:
    """Yield what is wrong with a recording."""
    if seen.container not in _CONTAINERS:
        yield f"neither WAV nor FLAC but {seen.container or 'no audio at all'}"
        return
    if seen.problem:
        yield f"cannot be decoded: {seen.problem}"
    if seen.sample_rate < _LEAST_RATE or seen.bits < _LEAST_BITS or seen.channels != 2:  # noqa: PLR2004 - stereo
        yield f"{seen.bits} bit, {seen.sample_rate} Hz, {seen.channels} channels; 16 bit, 44100 Hz, 2 are the least"
    if seen.truncated:
        yield f"truncated: {seen.declared_frames} frames promised, {seen.frames} there"
    if not seen.frames:
        yield "no audio in it"
    elif seen.silent:
        yield "silent throughout"


def _film(path: Path) -> tuple[float, list[str]]:
    seen = look_at_film(path)
    messages = []
    if seen.container != "mp4" or seen.problem or not seen.frames:
        messages.append(f"no film: {seen.problem or 'not an MP4, or nothing in it'}")
    if seen.codec not in {"avc1", "avc3"}:
        messages.append(f"pictures of {seen.codec or 'no codec'}, not H.264")
    if not seen.sound:
        messages.append("a music video without sound")
    return seen.seconds, messages
