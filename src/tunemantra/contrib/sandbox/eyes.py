"""A simulator's own look at what arrived: it shares no code with the adapters that made it.

Audio is walked chunk by chunk and decoded to its end with libsndfile; pictures are walked marker by marker
and decoded with Pillow. Nothing here judges (see `verdicts`), and broken bytes raise nothing: `problem` says
what is wrong.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, BinaryIO

from attrs import evolve, frozen

if TYPE_CHECKING:
    from pathlib import Path

_BLOCK = 65536
_MOST_CHUNKS = 1000
_MOST_PIXELS = 200_000_000


@frozen
class AudioSeen:
    """What an audio file is.

    Args:
        container: `wav`, or what libsndfile calls it in lower case; empty where it is no audio.
        format_code: of the `fmt ` chunk (1 = PCM, 0xFFFE = EXTENSIBLE); None where there is none.
        chunks: `(id, size)` of every RIFF chunk in file order.
        riff_size: what the RIFF header promises, with its own 8 bytes; 0 where it is no RIFF.
        declared_frames: what the `data` chunk promises; None where there is none.
        frames: samples per channel that could be decoded.
        sample_rate: Hz.
        bits: per sample as the header says.
        channels: count.
        silent: whether every sample is 0.
        dual_mono: whether both channels are equal throughout.
        size: bytes of the file.
        problem: why it could not be read to its end; empty where it could.
    """

    container: str = ""
    format_code: int | None = None
    chunks: tuple[tuple[str, int], ...] = ()
    riff_size: int = 0
    declared_frames: int | None = None
    frames: int = 0
    sample_rate: int = 0
    bits: int = 0
    channels: int = 0
    silent: bool = False
    dual_mono: bool = False
    size: int = 0
    problem: str = ""

    @property
    def seconds(self) -> float:
        """Return the decoded length in seconds."""
        return self.frames / self.sample_rate if self.sample_rate else 0.0

    @property
    def truncated(self) -> bool:
        """Return whether the headers promise more than there is."""
        missing = self.declared_frames is not None and self.declared_frames > self.frames
        return missing or self.riff_size > self.size

    @property
    def foreign_chunks(self) -> tuple[str, ...]:
        """Return the ids of the chunks other than `fmt ` and `data`."""
        return tuple(name for name, _ in self.chunks if name not in {"fmt ", "data"})


@frozen
class ImageSeen:
    """What a picture is.

    Args:
        format: `JPEG` or what Pillow calls it; empty where it is no picture.
        width, height: as stored, without any rotation.
        components: 1 grey, 3 colour, 4 CMYK.
        bits: per component.
        progressive: whether the JPEG is progressive.
        orientation: EXIF orientation; 0 where there is none.
        icc: whether a colour profile is embedded.
        size: bytes of the file.
        problem: why it could not be decoded; empty where it could.
    """

    format: str = ""
    width: int = 0
    height: int = 0
    components: int = 0
    bits: int = 0
    progressive: bool = False
    orientation: int = 0
    icc: bool = False
    size: int = 0
    problem: str = ""


def look_at_audio(path: Path) -> AudioSeen:
    """Return what an audio file is, after decoding all of it in blocks."""
    seen = AudioSeen(size=path.stat().st_size)
    with path.open("rb") as file:
        if file.read(4) == b"RIFF":
            seen = _walk_riff(file, seen)
    return _decode_audio(path, seen)


def _walk_riff(file: BinaryIO, seen: AudioSeen) -> AudioSeen:
    riff_size, kind = struct.unpack("<I4s", file.read(8).ljust(8, b"\0"))
    seen = evolve(seen, riff_size=riff_size + 8)
    if kind != b"WAVE":
        return evolve(seen, problem="RIFF, but no WAVE")
    chunks: list[tuple[str, int]] = []
    block = 0
    while len(chunks) < _MOST_CHUNKS and len(header := file.read(8)) == 8:  # noqa: PLR2004 - id and size
        name, size = struct.unpack("<4sI", header)
        chunks.append((name.decode("latin-1"), size))
        start = file.tell()
        if name == b"fmt ":
            fields = struct.unpack("<HHIIHH", file.read(16).ljust(16, b"\0"))
            block = fields[4]
            seen = evolve(seen, format_code=fields[0], channels=fields[1], sample_rate=fields[2], bits=fields[5])
        if name == b"data" and block:
            seen = evolve(seen, declared_frames=size // block)
        file.seek(start + size + size % 2)
    return evolve(seen, container="wav", chunks=tuple(chunks))


def _decode_audio(path: Path, seen: AudioSeen) -> AudioSeen:
    import soundfile

    frames, loudest, difference = 0, 0, 0
    try:
        with soundfile.SoundFile(str(path)) as audio:
            for block in audio.blocks(_BLOCK, dtype="int32", always_2d=True):
                frames += len(block)
                loudest = max(loudest, int(block.max(initial=0)), -int(block.min(initial=0)))
                difference = difference or int((block[:, 0] != block[:, -1]).any())
            known = evolve(
                seen,
                container=seen.container or str(audio.format).lower(),
                sample_rate=int(audio.samplerate),
                channels=int(audio.channels),
                bits=seen.bits or _bits(str(audio.subtype)),
            )
    except soundfile.SoundFileError as failure:
        return evolve(seen, frames=frames, problem=seen.problem or str(failure).replace(str(path), path.name))
    alike = known.channels > 1 and not difference
    return evolve(known, frames=frames, silent=loudest == 0, dual_mono=alike)


def _bits(subtype: str) -> int:
    digits = subtype.removeprefix("PCM_")
    return int(digits) if digits.isdigit() else 0


def look_at_image(path: Path) -> ImageSeen:
    """Return what a picture is, after decoding all of it."""
    seen = ImageSeen(size=path.stat().st_size)
    with path.open("rb") as file:
        if file.read(2) == b"\xff\xd8":
            seen = _walk_jpeg(file, evolve(seen, format="JPEG"))
    if seen.width * seen.height > _MOST_PIXELS:
        return evolve(seen, problem="more pixels than anybody needs")
    return _decode_image(path, seen)


def _walk_jpeg(file: BinaryIO, seen: ImageSeen) -> ImageSeen:
    while len(marker := file.read(2)) == 2 and marker[0] == 0xFF and marker[1] != 0xDA:  # noqa: PLR2004 - start of scan
        while marker[1] == 0xFF:  # noqa: PLR2004 - fill bytes
            marker = b"\xff" + file.read(1)
        length = struct.unpack(">H", file.read(2).rjust(2, b"\0"))[0]
        body = file.read(max(length - 2, 0))
        if 0xC0 <= marker[1] <= 0xCF and marker[1] not in {0xC4, 0xC8, 0xCC} and len(body) >= 6:  # noqa: PLR2004 - SOF
            bits, height, width, components = struct.unpack(">BHHB", body[:6])
            seen = evolve(
                seen,
                bits=bits,
                height=height,
                width=width,
                components=components,
                progressive=marker[1] in {0xC2, 0xC6, 0xCA, 0xCE},
            )
        elif marker[1] == 0xE1 and body.startswith(b"Exif\0\0"):  # noqa: PLR2004 - APP1
            seen = evolve(seen, orientation=_orientation(body[6:]))
        elif marker[1] == 0xE2 and body.startswith(b"ICC_PROFILE\0"):  # noqa: PLR2004 - APP2
            seen = evolve(seen, icc=True)
    return seen


def _orientation(tiff: bytes) -> int:
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 8:  # noqa: PLR2004 - a TIFF header
        return 0
    start = struct.unpack(order + "I", tiff[4:8])[0]
    directory = tiff[start + 2 :]
    for place in range(0, min(len(directory), 12 * 500) - 11, 12):
        tag, _, _, value = struct.unpack(order + "HHIH", directory[place : place + 10])
        if tag == 0x0112:  # noqa: PLR2004 - Orientation
            return int(value)
    return 0


def _decode_image(path: Path, seen: ImageSeen) -> ImageSeen:
    from PIL import Image

    try:
        with Image.open(path) as picture:
            if not seen.format:
                bands = len(picture.getbands())
                seen = evolve(
                    seen,
                    format=picture.format or "",
                    width=picture.width,
                    height=picture.height,
                    components=bands,
                    bits=8,
                )
            if picture.width * picture.height > _MOST_PIXELS:
                return evolve(seen, problem="more pixels than anybody needs")
            # A JPEG at an eighth of its size: every byte of it is read all the same, and that is what it is for.
            picture.draft(None, (1, 1))
            picture.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as failure:
        return evolve(seen, problem=str(failure).replace(str(path), path.name) or "cannot be decoded")
    return seen


__all__ = ["AudioSeen", "ImageSeen", "look_at_audio", "look_at_image"]
