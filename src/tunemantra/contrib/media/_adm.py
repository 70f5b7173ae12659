"""Reads what makes a WAV an ADM master: its `axml`, `chna` and `dbmd` chunks (ITU-R BS.2076, BS.2088; APPL-ATM-001)."""

from __future__ import annotations

import struct
from collections import Counter
from typing import BinaryIO

from attrs import frozen

from tunemantra.contrib.media._adm_xml import AdmDocument, Element, read_adm
from tunemantra.contrib.media._header import HeaderError, read_exactly
from tunemantra.core.media import ImmersiveFacts

Chunks = dict[bytes, tuple[int, int]]
"""Where the body of a chunk begins, and its length."""

WANTED = frozenset({b"axml", b"chna", b"dbmd"})
RATE, BITS = 48_000, 24
_ROW = struct.Struct("<H12s14s11sx")
_ROWS_AT = 4
_MAX_ROWS = 4096
_MAX_DOLBY = 1 << 20
_NOBODY = b"\0" * 12
_BED, _OBJECT = "AP_0001", "AP_0003"


@frozen
class _Row:
    """A track UID in use: its track, from 1, and the format and pack it refers to, where it refers to any."""

    index: int
    uid: Element
    format: Element | None
    pack: Element | None


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
    packs = [row.pack.id[:7] for row in rows if row.pack is not None]
    scene = ImmersiveFacts(len(rows), packs.count(_OBJECT), packs.count(_BED), b"dbmd" in chunks)
    if not rows or not (scene.dolby or scene.objects or channels > 2):  # noqa: PLR2004
        return None
    if b"axml" not in chunks:
        raise HeaderError("the ADM master has no axml chunk to say what its tracks are")
    if (rate, bits) != (RATE, BITS):
        raise HeaderError(f"the ADM master has {rate} Hz and {bits} bits, not {RATE} Hz and {BITS} bits")
    _check_names(rows, read_adm(stream, *chunks[b"axml"]))
    if scene.dolby:
        _check_dolby(stream, *chunks[b"dbmd"])
    return scene


def _rows(stream: BinaryIO, start: int, length: int, *, channels: int) -> list[_Row]:
    """Return every track UID that is in use."""
    if length < _ROWS_AT:
        raise HeaderError(f"the chna chunk has {length} bytes")
    stream.seek(start)
    tracks, count = struct.unpack("<HH", read_exactly(stream, _ROWS_AT, "chna chunk"))
    if count > _MAX_ROWS or _ROWS_AT + count * _ROW.size > length:
        raise HeaderError(f"the chna chunk promises {count} track UIDs in {length} bytes")
    table = _ROW.iter_unpack(read_exactly(stream, count * _ROW.size, "chna chunk"))
    rows = [_row(*row) for row in table if row[0] and row[1] != _NOBODY]
    if tracks > channels:
        raise HeaderError(f"the chna chunk names more tracks than the {channels} channels of the file")
    beyond = next((row for row in rows if row.index > channels), None)
    if beyond is not None:
        where = f"on track {beyond.index}, and the file has {channels} channels"
        raise HeaderError(f"the chna chunk has {beyond.uid} {where}")
    return rows


def _row(index: int, uid: bytes, form: bytes, pack: bytes) -> _Row:
    # A channel format stands in for a track format where samples are plain, filled up with `_00` (BS.2088-1).
    kind, name = "audioTrackFormat", _text(form)
    if name.upper().startswith("AC_"):
        kind, name = "audioChannelFormat", name[:11]
    return _Row(
        index,
        Element("audioTrackUID", _text(uid)),
        Element(kind, name) if name else None,
        Element("audioPackFormat", _text(pack)) if _text(pack) else None,
    )


def _text(field: bytes) -> str:
    return field.decode("latin-1").strip("\0 ")


def _check_names(rows: list[_Row], document: AdmDocument) -> None:
    uids = Counter(row.uid for row in rows)
    lost = sorted(uid.shown for uid in uids if uid not in document.defined)
    if lost:
        raise HeaderError(
            f"the axml chunk does not describe {len(lost)} track UIDs of the chna chunk, such as {lost[0]}"
        )
    twice = sorted(uid.shown for uid, count in uids.items() if count > 1)
    if twice:
        raise HeaderError(f"the chna chunk gives one track UID to several tracks: {twice[0]}")
    faults = document.faults(one for row in rows for one in (row.format, row.pack) if one is not None)
    if faults:
        raise HeaderError(f"the ADM master contradicts itself: {faults}")


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
