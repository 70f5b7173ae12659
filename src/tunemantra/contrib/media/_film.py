"""What kind of film a file is, from its first bytes, and what ffmpeg's report says of its streams."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING, Final

from attrs import frozen

from tunemantra.contrib.media.files import open_file
from tunemantra.errors import Category, Disposition, MediaError

if TYPE_CHECKING:
    from pathlib import Path

MOST_PIXELS: Final = 40_000_000
DEMUXERS: Final = {"mp4": "mov", "mov": "mov", "webm": "matroska"}
_HEAD_BYTES: Final = 4096
_EBML: Final = b"\x1a\x45\xdf\xa3"
_MOV_BOXES: Final = frozenset({b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"})
_MOST_BOXES: Final = 1000
_LARGE_BOX: Final = 16
_REPORT_BYTES: Final = 64 << 10
_REPORT_SECONDS: Final = 60
_STREAM: Final = re.compile(r"^  Stream #0:\d+.*?: (Video|Audio): (\w+)(.*)$", re.MULTILINE)
_LENGTH: Final = re.compile(r"^  Duration: (\d+):(\d\d):(\d\d)\.(\d\d)", re.MULTILINE)
_FIELDS: Final = re.compile(r"[(, ](?:top|bottom) (?:coded )?first[), ]")
_CHANNELS: Final = {"mono": 1, "stereo": 2, "5.1": 6, "5.1(side)": 6, "7.1": 8, "quad": 4, "2.1": 3}


@frozen
class Listing:
    """What ffmpeg says of a film before it decodes it.

    Args:
        container: `mp4`, `mov`, `webm`.
        milliseconds: length as declared; 0 where it is not.
        video: codec of the first moving picture; empty where there is none.
        planar: whether its pixels are 8-bit 4:2:0.
        interlaced: whether its pictures are two fields each, one for the odd lines and one for the even ones.
        audio: codec of the first sound track; empty where there is none.
        sample_rate, channels: of the sound.
    """

    container: str
    milliseconds: int = 0
    video: str = ""
    planar: bool = False
    interlaced: bool = False
    audio: str = ""
    sample_rate: int = 0
    channels: int = 0


def container_of(source: Path) -> str:
    """Return `mp4`, `mov` or `webm`.

    Raises:
        MediaError: it is none of them, or cannot be read.
    """
    try:
        with open_file(source) as stream:
            head = stream.read(_HEAD_BYTES)
    except OSError as error:
        raise MediaError(f"cannot be read: {error.strerror}") from None
    if not head:
        raise MediaError("the file is empty")
    if head.startswith(_EBML) and b"webm" in head[:64]:
        return "webm"
    if head[4:8] == b"ftyp":
        return "mov" if head[8:12] == b"qt  " else "mp4"
    if head[4:8] in _MOV_BOXES:
        return "mov"
    raise MediaError("not an MP4, MOV or WebM film")


def starts_fast(source: Path) -> bool:
    """Return whether an MP4's index stands before its pictures, so that it plays while it is loaded."""
    with source.open("rb") as stream:
        for _ in range(_MOST_BOXES):
            head = stream.read(8)
            size, kind = int.from_bytes(head[:4], "big"), head[4:8]
            if kind in {b"moov", b"mdat"} or len(head) < 8:  # noqa: PLR2004 -- a box's head
                return kind == b"moov"
            if size == 1:
                size = int.from_bytes(stream.read(8), "big") - 8
            if size < 8:  # noqa: PLR2004
                return False
            stream.seek(size - 8, 1)
    return False


def source_arguments(source: Path, container: str) -> list[str]:
    """Return how ffmpeg opens a film: this file, this format and nothing it may refer to."""
    bounded = ["-protocol_whitelist", "file,pipe", "-max_pixels", str(MOST_PIXELS), "-f", DEMUXERS[container]]
    return [*bounded, "-i", f"file:{source}"]


def listing(ffmpeg: str, source: Path) -> Listing:
    """Return what ffmpeg says of a film, without decoding more than it needs for that.

    Raises:
        MediaError: it is no film, or ffmpeg cannot open it.
    """
    container = container_of(source)
    command = [ffmpeg, "-hide_banner", "-nostdin", *source_arguments(source, container)]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as run:
        try:
            # Without an output it ends by itself; one that is asked for too much is ended here.
            _, said = run.communicate(timeout=_REPORT_SECONDS)
        except subprocess.TimeoutExpired:
            run.kill()
            message = f"ffmpeg made no progress for {_REPORT_SECONDS} seconds"
            raise MediaError(message, category=Category.TECHNICAL, disposition=Disposition.RETRY) from None
    return _parsed(container, said[:_REPORT_BYTES].decode(errors="replace"))


def _parsed(container: str, said: str) -> Listing:
    if not re.search(r"^Input #0, ", said, re.MULTILINE):
        raise MediaError("damaged or truncated: the film cannot be opened")
    declared = _LENGTH.search(said)
    hours, minutes, seconds, hundredths = map(int, declared.groups()) if declared else (0, 0, 0, 0)
    milliseconds = ((hours * 60 + minutes) * 60 + seconds) * 1000 + hundredths * 10
    video = audio = planar = fields = None
    rate = channels = 0
    for kind, codec, rest in _STREAM.findall(said):
        if kind == "Video" and video is None and "attached pic" not in rest:
            video, planar = codec, re.search(r", yuvj?420p[(, ]", rest) is not None
            fields = _FIELDS.search(rest)
        elif kind == "Audio" and audio is None:
            audio = codec
            sound = re.search(r", (\d+) Hz, ([\w.()]+)", rest)
            rate = int(sound.group(1)) if sound else 0
            channels = _CHANNELS.get(sound.group(2), 0) if sound else 0
    return Listing(container, milliseconds, video or "", bool(planar), bool(fields), audio or "", rate, channels)


__all__ = ["DEMUXERS", "MOST_PIXELS", "Listing", "container_of", "listing", "source_arguments", "starts_fast"]
