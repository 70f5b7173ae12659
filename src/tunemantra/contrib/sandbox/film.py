"""A simulator's own look at films: its boxes are walked one by one, and its pictures decoded to the last."""

from __future__ import annotations

import re
import struct
import subprocess
from typing import TYPE_CHECKING, BinaryIO, Final

from attrs import define, evolve, field, frozen

if TYPE_CHECKING:
    from pathlib import Path

_CONTAINERS: Final = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl"})
_MOST_BOXES: Final = 10_000
_DEEPEST: Final = 8
_LARGEST: Final = 4096
"""Bytes that are read of a box: what is asked of it stands at its beginning."""
_SECONDS: Final = 120


@frozen
class FilmSeen:
    """What a film is.

    Args:
        container: `mp4`; empty where it is no such file.
        codec: four letters of the first picture track, such as `avc1`.
        width, height: pixels.
        seconds: of the picture track, as its header says.
        sound: whether there is a sound track.
        frames: pictures that could be decoded.
        size: bytes of the file.
        problem: why it could not be read to its end; empty where it could.
    """

    container: str = ""
    codec: str = ""
    width: int = 0
    height: int = 0
    seconds: float = 0.0
    sound: bool = False
    frames: int = 0
    size: int = 0
    problem: str = ""


@define
class _Track:
    """What the boxes of a track say."""

    kind: bytes = b""
    codec: str = ""
    size: tuple[int, int] = (0, 0)
    seconds: float = 0.0


@define
class _Walk:
    """Goes through the boxes of a file (ISO/IEC 14496-12) and keeps what they say of its tracks."""

    file: BinaryIO
    tracks: list[_Track] = field(factory=list)
    left: int = _MOST_BOXES

    def through(self, start: int, end: int, depth: int = 0) -> None:
        while start + 8 <= end and self.left and depth < _DEEPEST:
            self.left -= 1
            self.file.seek(start)
            size, name = struct.unpack(">I4s", self.file.read(8).ljust(8, b"\0"))
            head = 8
            if size == 1:
                size, head = struct.unpack(">Q", self.file.read(8).ljust(8, b"\0"))[0], 16
            if size == 0:
                size = end - start
            if size < head or start + size > end:
                return
            if name == b"trak":
                self.tracks.append(_Track())
            if name in _CONTAINERS:
                self.through(start + head, start + size, depth + 1)
            elif self.tracks:
                _read(self.tracks[-1], name, self.file.read(min(size - head, _LARGEST)).ljust(96, b"\0"))
            start += size


def _read(track: _Track, name: bytes, body: bytes) -> None:
    if name == b"hdlr":
        track.kind = track.kind or body[8:12]
    elif name == b"mdhd":
        scale, length = struct.unpack(">IQ", body[20:32]) if body[0] else struct.unpack(">II", body[12:20])
        track.seconds = length / scale if scale else 0.0
    elif name == b"stsd":
        track.codec = body[12:16].decode("latin-1")
        track.size = struct.unpack(">HH", body[40:44])


def look_at_film(path: Path) -> FilmSeen:
    """Return what a film is, after decoding all of its pictures."""
    seen = FilmSeen(size=path.stat().st_size)
    with path.open("rb") as file:
        if file.read(8)[4:] != b"ftyp" or file.read(4) == b"qt  ":
            return seen
        walk = _Walk(file)
        walk.through(0, seen.size)
    pictures = next((track for track in walk.tracks if track.kind == b"vide"), None)
    seen = evolve(seen, container="mp4", sound=any(track.kind == b"soun" for track in walk.tracks))
    if pictures is None:
        return evolve(seen, problem="no pictures in it")
    width, height = pictures.size
    seen = evolve(seen, codec=pictures.codec, width=width, height=height, seconds=pictures.seconds)
    return _decoded(path, seen)


def _decoded(path: Path, seen: FilmSeen) -> FilmSeen:
    import imageio_ffmpeg

    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-v", "error", "-xerror", "-i", f"file:{path}"]
    command += ["-map", "0:v:0", "-progress", "pipe:1", "-f", "null", "-"]
    try:
        run = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return evolve(seen, problem=f"not decoded within {_SECONDS} seconds")
    counts = re.findall(rb"^frame=(\d+)", run.stdout, re.MULTILINE)
    problem = "its pictures cannot be decoded" if run.returncode or run.stderr.strip() else ""
    return evolve(seen, frames=int(counts[-1]) if counts else 0, problem=problem)


__all__ = ["FilmSeen", "look_at_film"]
