"""What Pillow lets pass in a JPEG: coded pixels that do not fit their tables, and scans without end."""

from __future__ import annotations

import re
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

MOST_SCANS: Final = 100
"""A progressive JPEG has some ten; each goes over all pixels, however few bytes it takes."""

_START_OF_SCAN: Final = b"\xff\xda"
_END: Final = b"\xff\xd9"
_PIECE: Final = 1 << 20
_MOST_BYTES: Final = 512 << 20
_CORRUPT: Final = "Corrupt JPEG data: "
_LEFT_OVER: Final = re.compile(r"(\d+) extraneous bytes before marker")
_WORDS: Final = {
    "bad Huffman code": "a code is in none of its tables",
    "premature end of data segment": "their data end early",
}
# Some cameras fill up the last bytes, all with the same; what is left over of damaged pixels is of all kinds.
_FILLED_UP: Final = re.compile(r"(\d{1,2}) extraneous bytes before marker 0xd9")
_MARKER: Final = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")


def endless(source: Path) -> str:
    """Return why a JPEG would take forever to decode; empty where it would not.

    Raises:
        OSError: the file cannot be read.
    """
    last, scans = b"", 0
    with source.open("rb") as stream:
        while piece := stream.read(_PIECE):
            scans += (last + piece).count(_START_OF_SCAN)
            last = piece[-1:]
    return f"the picture has more than {MOST_SCANS} scans" if scans > MOST_SCANS else ""


def damage(source: Path) -> str:
    """Return why the coded pixels of a JPEG cannot be trusted; empty for a sound one, or none.

    libjpeg decodes garbage to the end and only warns of it; Pillow passes on no warnings, simplejpeg does. Where that
    is not installed nothing is found. What cannot be decoded at all is left to Pillow.

    Raises:
        OSError: the file cannot be read.
    """
    with source.open("rb") as stream:
        data = stream.read(_MOST_BYTES)
    said = _warning(data)
    if not said or _is_filled_up(data, said):
        return ""
    return f"damaged: its pixels cannot be decoded as they were saved; {_told(said)}"


def is_bare(source: Path) -> bool:
    """Return whether nothing stands behind the end mark of a JPEG.

    Raises:
        OSError: the file cannot be read.
    """
    with source.open("rb") as stream:
        data = stream.read(_MOST_BYTES)
    return _end(data) + len(_END) == len(data)


@cache
def proves() -> bool:
    """Return whether what decodes JPEGs and tells what it finds corrupt is installed."""
    return find_spec("simplejpeg") is not None


def is_whole(source: Path) -> bool:
    """Return whether a JPEG was decoded to its end without a word; where it was not, Pillow and `damage` tell why.

    Raises:
        OSError: the file cannot be read.
    """
    with source.open("rb") as stream:
        return _warning(stream.read(_MOST_BYTES)) == ""


def _is_filled_up(data: bytes, said: str) -> bool:
    left = _FILLED_UP.fullmatch(said)
    if not left:
        return False
    end = _end(data)
    return len(set(data[end - int(left[1]) : end])) == 1


def _end(data: bytes) -> int:
    """Return where the end mark of the first picture is; pictures in its segments, and behind it, have their own."""
    at = 2
    while marker := _MARKER.search(data, at):
        if marker[0] == _END:
            return marker.start()
        # Coded pixels follow the segment of a scan; no marker is in them.
        at = marker.end() + int.from_bytes(data[marker.end() : marker.end() + 2])
    return len(data)


def _told(said: str) -> str:
    """Return libjpeg's words in ours."""
    left = _LEFT_OVER.match(said)
    if left:
        return f"{int(left[1]):,} bytes of them are left over"
    return _WORDS.get(said, said)


def _warning(data: bytes) -> str | None:
    """Return the first thing libjpeg finds corrupt, empty for nothing; None where it did not decode all of it."""
    try:
        import simplejpeg
    except ImportError:
        return None
    try:
        # Grey at an eighth of its size: every code is read all the same.
        simplejpeg.decode_jpeg(data, "GRAY", min_height=1, min_width=1, min_factor=8)
    except ValueError as error:
        said = str(error)
        return said.removeprefix(_CORRUPT) if said.startswith(_CORRUPT) else None
    return ""


__all__ = ["MOST_SCANS", "damage", "endless", "is_bare", "is_whole", "proves"]
