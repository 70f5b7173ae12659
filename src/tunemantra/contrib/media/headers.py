"""Tells what an audio file is from its own first bytes, never from its name."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, BinaryIO

from attrs import evolve

from tunemantra.contrib.media._aiff import read_aiff
from tunemantra.contrib.media._flac import read_flac
from tunemantra.contrib.media._header import Header, HeaderError
from tunemantra.contrib.media._riff import read_riff

if TYPE_CHECKING:
    from pathlib import Path

_SNIFFED = 512

# (offset, bytes, container, what to tell people); the first match counts
_REFUSED: tuple[tuple[int, bytes, str, str], ...] = (
    (0, b"RIFX", "wav", "big-endian WAV (RIFX)"),
    (4, b"ftyp", "m4a", "MP4 audio (AAC or ALAC)"),
    (0, b"OggS", "ogg", "Ogg audio (Vorbis or Opus)"),
    (0, b"ID3", "mp3", "MP3 audio, which is lossy"),
    (0, b"\xff\xfb", "mp3", "MP3 audio, which is lossy"),
    (0, b"\xff\xfa", "mp3", "MP3 audio, which is lossy"),
    (0, b"\xff\xf3", "mp3", "MP3 audio, which is lossy"),
    (0, b"\xff\xf2", "mp3", "MP3 audio, which is lossy"),
    (0, b"\xff\xf1", "aac", "AAC audio, which is lossy"),
    (0, b"\xff\xf9", "aac", "AAC audio, which is lossy"),
    (0, b"\x30\x26\xb2\x75", "wma", "Windows Media audio"),
    (0, b"MAC ", "ape", "Monkey's Audio"),
    (0, b"wvpk", "wavpack", "WavPack audio"),
    (0, b"riff\x2e\x91\xcf\x11", "w64", "Sony Wave64 audio"),
)


def read_header(source: Path) -> Header:
    """Return what a file's header says; never raises for what is in the file.

    Args:
        source: the file. One that is missing or unreadable gives a header with `problem`, like bad bytes.
    """
    try:
        with source.open("rb") as stream:
            return _read(stream, os.fstat(stream.fileno()).st_size)
    except OSError as error:
        return Header(problem=f"cannot be read: {error.strerror or type(error).__name__}")


def _read(stream: BinaryIO, size: int) -> Header:
    start = stream.read(_SNIFFED)
    if not start:
        return Header(problem="the file is empty")
    container = _container(start)
    try:
        if container == "wav":
            header = read_riff(stream, size)
        elif container == "aiff":
            header = read_aiff(stream, size)
        elif container == "flac":
            header = read_flac(stream, size)
        else:
            return evolve(_refused(start), size=size)
    except HeaderError as error:
        if start[:3] == b"ID3":
            return evolve(_refused(start), size=size)
        return Header(container=container, size=size, problem=str(error))
    if header.declared == 0 or header.available == 0:
        return evolve(header, problem="the file holds no audio")
    return header


def _container(start: bytes) -> str:
    if start[:4] in {b"RIFF", b"RF64", b"BW64"} and start[8:12] == b"WAVE":
        return "wav"
    if start[:4] == b"FORM" and start[8:12] in {b"AIFF", b"AIFC"}:
        return "aiff"
    return "flac" if start[:4] == b"fLaC" or start[:3] == b"ID3" else ""


def _refused(start: bytes) -> Header:
    for offset, magic, container, what in _REFUSED:
        if start[offset : offset + len(magic)] == magic:
            return Header(container=container, problem=f"{what}: a master is WAV, FLAC or AIFF")
    if _is_text(start):
        return Header(problem="not audio: a text file")
    return Header(problem="not audio: no WAV, FLAC or AIFF header")


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
