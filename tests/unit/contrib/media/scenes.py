"""ADM masters put together chunk by chunk."""

from __future__ import annotations

import struct

from tests.unit.contrib.media.material import chunk, fmt, riff

BED, OBJECT = "AP_00011001", "AP_00031001"


def chna(packs, *, tracks=None, first=1, count=None):
    """A row for each pack, on tracks in order."""
    rows = b"".join(
        struct.pack("<H12s14s11sx", first + at, uid(at).encode(), b"AT_00010001_01", pack.encode())
        for at, pack in enumerate(packs)
    )
    number = len(packs) if count is None else count
    return chunk(b"chna", struct.pack("<HH", len(packs) if tracks is None else tracks, number) + rows)


def uid(at):
    return f"ATU_{at + 1:08X}"


def axml(count, *, head="", root="ebuCoreMain"):
    uids = "".join(f'<audioTrackUID UID="{uid(at)}" sampleRate="48000" bitDepth="24"/>' for at in range(count))
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<{root} xmlns="urn:ebu:metadata-schema:ebuCore_2016">'
        f"<coreMetadata><format><audioFormatExtended>{uids}</audioFormatExtended></format></coreMetadata></{root}>"
    )
    return chunk(b"axml", text.encode())


def dbmd(*segments):
    body = b"".join(struct.pack("<BH", kind, len(data)) + data + b"\0" for kind, data in segments)
    return chunk(b"dbmd", struct.pack("<I", 0x01000006) + body + b"\0")


def scene(packs, *extra, channels=None, rate=48_000, bits=24, xml=None, table=None, dolby=True, frames=480):
    """A BW64 file: samples ahead of the chunks that say what they are."""
    count = len(packs) if channels is None else channels
    samples = b"".join((at * 7 % 8_000_000).to_bytes(3, "little") for at in range(frames * count))
    chunks = [
        chunk(b"ds64", struct.pack("<QQQI", 0, len(samples), frames, 0)),
        fmt(channels=count, rate=rate, bits=bits),
        chunk(b"data", samples[: frames * count * bits // 8]),
        chna(packs) if table is None else table,
        axml(len(packs)) if xml is None else xml,
    ]
    return riff(*chunks, *([dbmd((7, bytes(80)), (9, b"x" * 20))] if dolby else []), *extra, kind=b"BW64")
