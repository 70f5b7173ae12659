"""One part of an index: a file that never changes, laid out to be mapped into memory.

A line of JSON says where each array lies; the arrays follow, little-endian. Rows are sorted by key.
"""

from __future__ import annotations

import json
import os
import secrets
from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from tunemantra.contrib.media.prints.likeness import Words
from tunemantra.core.catalogue import Recording
from tunemantra.errors import AssetCorruptError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    Array = NDArray[np.generic]

KEY_BYTES: Final = 80
ISRC_BYTES: Final = 12

_HEADER_BYTES: Final = 4096
_ALIGNED: Final = 64
_EDITION: Final = 1
_LAYOUT: Final[Mapping[str, str]] = {
    "keys": f"S{KEY_BYTES}",
    "isrcs": f"S{ISRC_BYTES}",
    "by_isrc": "<u4",
    "seconds": "<f8",
    "immersive": "<u1",
    "starts": "<u8",
    "words": "<u4",
    "terms": "<u4",
    "rows": "<u4",
    "places": "<u4",
}


@frozen(eq=False)
class Segment:
    """The arrays of one part.

    Args:
        keys, isrcs, seconds, immersive: a recording a row.
        by_isrc: rows in the order of their ISRCs.
        starts: where the words of a row begin; one more than there are rows.
        words: all fingerprints, end to end.
        terms: what is looked for, sorted.
        rows, places: the recording of each term, and where in its fingerprint it stands.
    """

    keys: Array
    isrcs: Array
    by_isrc: NDArray[np.uint32]
    seconds: NDArray[np.float64]
    immersive: NDArray[np.uint8]
    starts: NDArray[np.uint64]
    words: Words
    terms: Words
    rows: NDArray[np.uint32]
    places: NDArray[np.uint32]

    def __len__(self) -> int:
        return len(self.keys)

    def recording(self, row: int) -> Recording:
        """Return what a row says."""
        key, isrc = (cast("bytes", array[row]).decode("ascii") for array in (self.keys, self.isrcs))
        return Recording(key, isrc, float(self.seconds[row]), bool(self.immersive[row]))

    def fingerprint(self, row: int) -> Words:
        """Return the words of a row; none where it takes a recording out."""
        return self.words[int(self.starts[row]) : int(self.starts[row + 1])]

    def has(self, key: bytes) -> bool:
        """Return whether some row has a key."""
        place = int(np.searchsorted(self.keys, np.bytes_(key)))
        return place < len(self) and self.keys[place] == key

    def under(self, isrc: bytes) -> Sequence[int]:
        """Return the rows with an ISRC."""
        ends = (np.searchsorted(self.isrcs, np.bytes_(isrc), side, sorter=self.by_isrc) for side in ("left", "right"))
        first, last = map(int, ends)
        return [int(row) for row in self.by_isrc[first:last]]


def write_segment(path: Path, arrays: Mapping[str, Sequence[Array]]) -> None:
    """Write a part aside and give it its name when all of it is on the disk.

    Args:
        path: the name; its folder exists.
        arrays: by name, each in pieces that are written one after the other.
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with part.open("xb") as stream:
            stream.seek(_HEADER_BYTES)
            layout = {}
            for name, kind in _LAYOUT.items():
                stream.seek(-stream.tell() % _ALIGNED, os.SEEK_CUR)
                at, count = stream.tell(), 0
                for piece in arrays[name]:
                    stream.write(np.ascontiguousarray(piece, dtype=kind).data.cast("B") if len(piece) else b"")
                    count += len(piece)
                layout[name] = (at, count)
            size = stream.tell()
            stream.seek(0)
            stream.write(json.dumps({"edition": _EDITION, "size": size, "arrays": layout}).encode("ascii") + b"\n")
            stream.flush()
            os.ftruncate(stream.fileno(), size)
            os.fsync(stream.fileno())
        part.replace(path)
        _keep_name(path.parent)
    finally:
        part.unlink(missing_ok=True)


def _keep_name(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def open_segment(path: Path) -> Segment:
    """Map a part into memory.

    Raises:
        FileNotFoundError: it is gone, merged into another.
        AssetCorruptError: it is not what was written.
    """
    try:
        data = np.memmap(path, dtype=np.uint8, mode="r")
        header = json.loads(bytes(data[:_HEADER_BYTES]).partition(b"\n")[0])
        if header["edition"] != _EDITION or header["size"] != len(data):
            raise _damaged(path)
        arrays = {name: _array(data, kind, *header["arrays"][name]) for name, kind in _LAYOUT.items()}
    except FileNotFoundError:
        raise
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise _damaged(path) from problem
    return Segment(**arrays)


def _array(data: NDArray[np.uint8], kind: str, at: int, count: int) -> NDArray[Any]:
    # A plain view: indexing a memmap makes an object of its own each time.
    return np.frombuffer(data, dtype=kind, count=count, offset=at)


def _damaged(path: Path) -> AssetCorruptError:
    hint = "delete the folder of the fingerprints; releases that are checked again fill it anew"
    return AssetCorruptError(f"{path} is no part of an index of fingerprints, or damaged", hint=hint)


__all__ = ["ISRC_BYTES", "KEY_BYTES", "Segment", "open_segment", "write_segment"]
