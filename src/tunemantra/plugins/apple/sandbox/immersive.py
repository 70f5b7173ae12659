"""The store's own look at a master of Dolby Atmos: the chunks of its file, walked one by one (ITU-R BS.2088)."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

from attrs import define, field

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

_KINDS: Final = frozenset({b"RIFF", b"RF64", b"BW64"})
_MOST_CHUNKS: Final = 1000
_UNKNOWN: Final = 0xFFFFFFFF
_RATE, _BITS, _MOST_CHANNELS, _ALIGNED = 48_000, 24, 128, 1000


@define
class SceneSeen:
    """What an ADM file is: its chunks, its samples, and the track UIDs its `chna` counts."""

    chunks: dict[str, int] = field(factory=dict)
    channels: int = 0
    rate: int = 0
    bits: int = 0
    frames: int = 0
    tracks: int = 0
    problem: str = ""


def look_at_scene(path: Path) -> SceneSeen:
    """Return what an ADM file is."""
    seen = SceneSeen()
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(12)
        if head[:4] not in _KINDS or head[8:] != b"WAVE":
            seen.problem = "no RIFF, RF64 or BW64 file of waves"
            return seen
        _walk(file, size, seen)
    return seen


def _walk(file: BinaryIO, size: int, seen: SceneSeen) -> None:
    long_data = 0
    while len(seen.chunks) < _MOST_CHUNKS and len(header := file.read(8)) == 8:  # noqa: PLR2004 - id and size
        name, length = struct.unpack("<4sI", header)
        start = file.tell()
        body = file.read(min(length, 40)) if name in {b"ds64", b"fmt ", b"chna"} else b""
        if name == b"ds64":
            long_data = struct.unpack("<Q", body[8:16].ljust(8, b"\0"))[0]
        elif name == b"fmt ":
            fields = struct.unpack("<HHIIHH", body[:16].ljust(16, b"\0"))
            seen.channels, seen.rate, seen.bits = fields[1], fields[2], fields[5]
        elif name == b"chna":
            seen.tracks = struct.unpack("<HH", body[:4].ljust(4, b"\0"))[1]
        elif name == b"data":
            length = long_data if length == _UNKNOWN else length
            seen.frames = length // (seen.channels * seen.bits // 8) if seen.channels and seen.bits else 0
        seen.chunks[name.decode("latin-1")] = length
        if start + length > size:
            seen.problem = f"the chunk {name.decode('latin-1')!r} goes on behind the end of the file"
            return
        file.seek(start + length + length % 2)


def scene_faults(seen: SceneSeen, stereo_seconds: float) -> Iterator[str]:
    """Yield what keeps a mix from the store.

    Args:
        seen: from `look_at_scene`.
        stereo_seconds: length of the stereo recording it belongs to.
    """
    if seen.problem:
        yield seen.problem
        return
    missing = [name for name in ("axml", "chna", "data") if not seen.chunks.get(name)]
    if missing:
        yield f"no ADM master: without {', '.join(missing)}"
    if (seen.rate, seen.bits) != (_RATE, _BITS):
        yield f"{seen.rate} Hz and {seen.bits} bits, not {_RATE} Hz and {_BITS} bits"
    if not 0 < seen.channels <= _MOST_CHANNELS or seen.tracks > seen.channels:
        yield f"{seen.tracks} tracks in {seen.channels} channels, at most {_MOST_CHANNELS}"
    apart = abs(seen.frames - stereo_seconds * _RATE)
    if apart > _ALIGNED:
        yield f"{apart:.0f} samples longer or shorter than the stereo recording, at most {_ALIGNED}"
