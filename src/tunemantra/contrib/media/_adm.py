"""Reads what makes a WAV an ADM master: its `axml`, `chna` and `dbmd` chunks (ITU-R BS.2076, BS.2088; APPL-ATM-001)."""

from __future__ import annotations

import struct
from collections import Counter
from typing import TYPE_CHECKING, BinaryIO
from xml.parsers import expat

from attrs import define, field

from tunemantra.contrib.media._header import HeaderError, read_exactly
from tunemantra.core.media import ImmersiveFacts

if TYPE_CHECKING:
    from collections.abc import Mapping

Chunks = dict[bytes, tuple[int, int]]
"""Where the body of a chunk begins, and its length."""

WANTED = frozenset({b"axml", b"chna", b"dbmd"})
RATE, BITS = 48_000, 24
_ROW = struct.Struct("<H12s14s11sx")
_ROWS_AT = 4
_MAX_ROWS = 4096
_MAX_XML = 256 << 20
_MAX_DOLBY = 1 << 20
_MAX_DEPTH = 64
_PIECE = 1 << 18
_NOBODY = b"\0" * 12
_BED, _OBJECT = b"AP_0001", b"AP_0003"


def read_scene(stream: BinaryIO, chunks: Chunks, *, channels: int, rate: int, bits: int) -> ImmersiveFacts | None:
    """Return the scene of an ADM master; None for a WAV whose chunks describe no more than mono or stereo.

    Args:
        stream: the file.
        chunks: the chunks in `WANTED` that are there.
        channels, rate, bits: of the samples.

    Raises:
        HeaderError: the chunks contradict themselves, each other or the samples, or the XML is not harmless.
    """
    if b"chna" not in chunks:
        return None
    rows = _rows(stream, *chunks[b"chna"], channels=channels)
    packs = [pack[:7] for _, _, pack in rows]
    scene = ImmersiveFacts(len(rows), packs.count(_OBJECT), packs.count(_BED), b"dbmd" in chunks)
    if not rows or not (scene.dolby or scene.objects or channels > 2):  # noqa: PLR2004
        return None
    if b"axml" not in chunks:
        raise HeaderError("the ADM master has no axml chunk to say what its tracks are")
    if (rate, bits) != (RATE, BITS):
        raise HeaderError(f"the ADM master has {rate} Hz and {bits} bits, not {RATE} Hz and {BITS} bits")
    _check_names(rows, _Reader().read(stream, *chunks[b"axml"]))
    if scene.dolby:
        _check_dolby(stream, *chunks[b"dbmd"])
    return scene


def _rows(stream: BinaryIO, start: int, length: int, *, channels: int) -> list[tuple[int, bytes, bytes]]:
    """Return index, UID and pack of every track UID that is in use."""
    if length < _ROWS_AT:
        raise HeaderError(f"the chna chunk has {length} bytes")
    stream.seek(start)
    tracks, count = struct.unpack("<HH", read_exactly(stream, _ROWS_AT, "chna chunk"))
    if count > _MAX_ROWS or _ROWS_AT + count * _ROW.size > length:
        raise HeaderError(f"the chna chunk promises {count} track UIDs in {length} bytes")
    table = _ROW.iter_unpack(read_exactly(stream, count * _ROW.size, "chna chunk"))
    rows = [(index, uid, pack) for index, uid, _, pack in table if index and uid != _NOBODY]
    if tracks > channels or any(index > channels for index, _, _ in rows):
        raise HeaderError(f"the chna chunk names more tracks than the {channels} channels of the file")
    return rows


def _check_names(rows: list[tuple[int, bytes, bytes]], named: set[str]) -> None:
    uids = Counter(uid.decode("latin-1") for _, uid, _ in rows)
    lost = sorted(uids.keys() - named)
    if lost:
        raise HeaderError(
            f"the axml chunk does not describe {len(lost)} track UIDs of the chna chunk, such as {_shown(lost[0])}"
        )
    twice = sorted(uid for uid, count in uids.items() if count > 1)
    if twice:
        raise HeaderError(f"the chna chunk gives one track UID to several tracks: {_shown(twice[0])}")


def _shown(uid: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in uid)


@define
class _Reader:
    """Collects the track UIDs an ADM document describes; refuses what could make reading it dear or unsafe."""

    named: set[str] = field(factory=set)
    depth: int = 0
    is_adm: bool = False

    def read(self, stream: BinaryIO, start: int, length: int) -> set[str]:
        if length > _MAX_XML:
            raise HeaderError("the axml chunk is larger than 256 MiB")
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._refuse
        stream.seek(start)
        try:
            while length:
                piece = read_exactly(stream, min(length, _PIECE), "axml chunk")
                length -= len(piece)
                parser.Parse(piece.rstrip(b"\0") if not length else piece, not length)
        except (expat.ExpatError, ValueError) as error:
            raise HeaderError(f"the axml chunk is no XML: {error}") from None
        if not self.is_adm:
            raise HeaderError("the axml chunk holds no audioFormatExtended")
        return self.named

    def _begin(self, name: str, attributes: Mapping[str, str]) -> None:
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise HeaderError(f"the axml chunk is nested more than {_MAX_DEPTH} deep")
        local = name.rpartition(":")[2]
        if local == "audioFormatExtended":
            self.is_adm = True
        elif local == "audioTrackUID" and len(self.named) <= _MAX_ROWS:
            self.named.add(attributes.get("UID", ""))

    def _end(self, _: str) -> None:
        self.depth -= 1

    def _refuse(self, *_: object) -> None:
        raise HeaderError("the axml chunk has a document type, through which XML takes entities")


def _check_dolby(stream: BinaryIO, start: int, length: int) -> None:
    """Walk the segments of Dolby's metadata: id, length, content, checksum, up to an id of 0."""
    if not 5 <= length <= _MAX_DOLBY:  # noqa: PLR2004
        raise HeaderError(f"the dbmd chunk has {length} bytes")
    stream.seek(start)
    data = read_exactly(stream, length, "dbmd chunk")
    at = 4
    while at < length and data[at]:
        at += 4 + int.from_bytes(data[at + 1 : at + 3], "little")
    if at > length:
        raise HeaderError("the dbmd chunk ends inside a segment")


__all__ = ["BITS", "RATE", "WANTED", "Chunks", "read_scene"]
