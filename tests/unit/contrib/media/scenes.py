"""ADM masters put together chunk by chunk."""

from __future__ import annotations

import struct

from tests.unit.contrib.media.material import chunk, fmt, riff

BED, OBJECT = "AP_00011001", "AP_00031001"
STATED = f"""
<audioProgramme audioProgrammeID="APR_1001"><audioContentIDRef>ACO_1001</audioContentIDRef></audioProgramme>
<audioContent audioContentID="ACO_1001"><audioObjectIDRef>AO_1001</audioObjectIDRef></audioContent>
<audioObject audioObjectID="AO_1001"><audioObjectIDRef>AO_1002</audioObjectIDRef></audioObject>
<audioObject audioObjectID="AO_1002">
  <audioPackFormatIDRef>{OBJECT}</audioPackFormatIDRef><audioTrackUIDRef>ATU_00000001</audioTrackUIDRef>
  <audioTrackUIDRef>ATU_00000000</audioTrackUIDRef>
</audioObject>
<audioPackFormat audioPackFormatID="{BED}">
  <audioChannelFormatIDRef>AC_00010001</audioChannelFormatIDRef>
</audioPackFormat>
<audioPackFormat audioPackFormatID="{OBJECT}">
  <audioChannelFormatIDRef>AC_00031001</audioChannelFormatIDRef>
</audioPackFormat>
<audioChannelFormat audioChannelFormatID="AC_00031001"><audioBlockFormat/></audioChannelFormat>
<audioStreamFormat audioStreamFormatID="AS_00031001">
  <audioChannelFormatIDRef>AC_00031001</audioChannelFormatIDRef>
  <audioTrackFormatIDRef>AT_00031001_01</audioTrackFormatIDRef>
</audioStreamFormat>
<audioTrackFormat audioTrackFormatID="AT_00031001_01">
  <audioStreamFormatIDRef> as_00031001 </audioStreamFormatIDRef>
</audioTrackFormat>
<unheardOf><audioPackFormatIDRef>AP_0003FFFF</audioPackFormatIDRef></unheardOf>
"""
"""What a document says beside its track UIDs; every reference leads somewhere, one of them to what all readers know."""


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


def axml(count, *, head="", root="ebuCoreMain", more=None):
    uids = "".join(f'<audioTrackUID UID="{uid(at)}" sampleRate="48000" bitDepth="24"/>' for at in range(count))
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<{root} xmlns="urn:ebu:metadata-schema:ebuCore_2016">'
        f"<coreMetadata><format><audioFormatExtended>{STATED if more is None else more}{uids}</audioFormatExtended>"
        f"</format></coreMetadata></{root}>"
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
