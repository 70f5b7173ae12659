"""Tells what an audio file is from its own first bytes, never from its name."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO

from attrs import evolve

from tunemantra.contrib.media._aiff import read_aiff
from tunemantra.contrib.media._flac import id3_length, read_flac
from tunemantra.contrib.media._header import Header, HeaderError
from tunemantra.contrib.media._mp4 import read_mp4
from tunemantra.contrib.media._mpeg import read_mp3
from tunemantra.contrib.media._opus import read_opus
from tunemantra.contrib.media._riff import read_riff
from tunemantra.contrib.media.files import open_file
from tunemantra.contrib.media.foreign import SNIFFED, kind_of

if TYPE_CHECKING:
    from pathlib import Path

UNKNOWN = "not audio: no header of WAV, FLAC, AIFF, MP3, M4A or Opus"
TEXT = "not audio: a text file"
_MASTERS = "a master is WAV, FLAC or AIFF"
_MATROSKA = "Matroska or WebM"
MATROSKA = f"{_MATROSKA}: {_MASTERS}"
# (offset, bytes, container, what to tell people); the first match counts
_REFUSED: tuple[tuple[int, bytes, str, str], ...] = (
    (0, b"RIFX", "wav", "big-endian WAV (RIFX)"),
    (0, b"\xff\xf1", "aac", "AAC audio outside of MP4"),
    (0, b"\xff\xf9", "aac", "AAC audio outside of MP4"),
    (0, b"\x30\x26\xb2\x75", "wma", "Windows Media"),
    (0, b"MAC ", "ape", "Monkey's Audio"),
    (0, b"wvpk", "wavpack", "WavPack audio"),
    (0, b"riff\x2e\x91\xcf\x11", "w64", "Sony Wave64 audio"),
    (0, b"DSD ", "dsf", "1-bit audio (DSD)"),
    (0, b"FRM8", "dff", "1-bit audio (DSD)"),
    (0, b"OggS", "ogg", "Ogg audio other than Opus"),
    (0, b"\x1aE\xdf\xa3", "matroska", _MATROSKA),
)
_READERS: dict[str, Callable[[BinaryIO, int], Header]] = {
    "wav": read_riff,
    "aiff": read_aiff,
    "flac": read_flac,
    "mp3": read_mp3,
    "m4a": read_mp4,
    "opus": read_opus,
}


def read_header(source: Path) -> Header:
    """Return what a file's header says; never raises for what is in the file.

    Args:
        source: the file. One that is missing or unreadable gives a header with `problem`, like bad bytes.
    """
    try:
        with open_file(source) as stream:
            return _read(stream, os.fstat(stream.fileno()).st_size)
    except OSError as error:
        return Header(problem=f"cannot be read: {error.strerror or type(error).__name__}")


def _read(stream: BinaryIO, size: int) -> Header:
    start = stream.read(SNIFFED)
    if not start:
        return Header(problem="the file is empty")
    container = "" if kind_of(start) else _container(start) or _behind_tags(stream, start)
    if not container:
        return evolve(_refused(start), size=size)
    try:
        header = _READERS[container](stream, size)
    except HeaderError as error:
        return Header(container=container, size=size, problem=str(error))
    if not header.problem and (header.declared == 0 or header.available == 0):
        return evolve(header, problem="the file holds no audio")
    return header


def _container(start: bytes) -> str:
    if start[:4] in {b"RIFF", b"RF64", b"BW64"} and start[8:12] == b"WAVE":
        return "wav"
    if start[:4] == b"FORM" and start[8:12] in {b"AIFF", b"AIFC"}:
        return "aiff"
    if start[4:8] == b"ftyp":
        return "m4a"
    if start[:1] == b"\xff" and len(start) > 1 and start[1] & 0xE6 == 0xE2:  # noqa: PLR2004
        return "mp3"
    if start[:4] == b"OggS" and b"OpusHead" in start:
        return "opus"
    return "flac" if start[:4] == b"fLaC" else ""


def _behind_tags(stream: BinaryIO, start: bytes) -> str:
    """Return what begins behind an ID3 tag: a FLAC, or else an MP3."""
    if start[:3] != b"ID3":
        return ""
    stream.seek(id3_length(stream))
    return "flac" if stream.read(4) == b"fLaC" else "mp3"


def _refused(start: bytes) -> Header:
    for offset, magic, container, what in _REFUSED:
        if start[offset : offset + len(magic)] == magic:
            return Header(container=container, problem=f"{what}: {_MASTERS}")
    foreign = kind_of(start)
    if foreign is not None:
        return Header(problem=f"{foreign[0]}: {_MASTERS}")
    if _is_text(start):
        return Header(problem=TEXT)
    return Header(problem=UNKNOWN)


def _is_text(start: bytes) -> bool:
    if any(byte < 0x20 and byte not in b"\t\n\r\f\x1b" for byte in start):  # noqa: PLR2004
        return False
    # A character of several bytes may be cut off at the end of what was read.
    return any(_decodes(start[: len(start) - cut]) for cut in range(4))


def _decodes(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return bool(data)


__all__ = ["read_header"]
