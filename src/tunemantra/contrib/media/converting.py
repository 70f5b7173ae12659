"""One file into another form under the name asked for: what nobody states is as the master has it.

>>> Conversion("mp3")
Conversion(to='mp3')
"""

from __future__ import annotations

import hashlib
import os
from decimal import Decimal
from math import gcd, isfinite
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from attrs import evolve, field, fields, frozen

from tunemantra.contrib.media._opening import named
from tunemantra.contrib.media._writers import PCM_DEPTHS, rates_of
from tunemantra.contrib.media.audio import FfmpegAudio
from tunemantra.contrib.media.files import open_file
from tunemantra.contrib.media.images import PillowImages
from tunemantra.contrib.media.video import FfmpegVideo
from tunemantra.core.media import AudioFacts, ImageFacts, VideoFacts
from tunemantra.core.requirement import (
    ADM,
    LOSSLESS,
    AudioForm,
    AudioTags,
    Dither,
    ImageForm,
    VideoForm,
)
from tunemantra.errors import Category, ConflictError, MediaError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tunemantra.ports.transcoding import Progress

SOUNDS: Final[Mapping[str, str]] = {
    "wav": "pcm",
    "aiff": "pcm",
    "flac": "flac",
    "mp3": "mp3",
    "m4a": "aac",
    "opus": "opus",
}
"""Codec by ending."""
PICTURES: Final[Mapping[str, str]] = {"jpg": "JPEG", "png": "PNG", "tif": "TIFF"}
"""Format by ending."""
FILMS: Final[Mapping[str, str]] = {"mp4": "h264"}
"""Codec by ending."""
ENDINGS: Final = (*SOUNDS, *PICTURES, *FILMS)

_MP3_BITRATE: Final = 320_000
_CHANNEL_BITRATE: Final[Mapping[str, int]] = {"aac": 128_000, "opus": 80_000}
_OF_SOUND: Final = {"rate", "bits", "bitrate", "dither", "gain", "tags", "cover"}
_OF_PICTURES: Final = {"side", "crop", "focus", "quality", "max_bytes", "progressive"}
_OF_FILMS: Final = {"side", "crop", "focus", "bitrate", "frame_rate", "sound"}


@frozen(repr=False)
class Conversion:
    """What a file is converted into; what is not stated is as the master has it.

    Args:
        to: one of `ENDINGS`.
        rate: Hz.
        bits: a sample, 16 or 24.
        bitrate: bits per second. Where none is stated MP3 has 320 000, AAC 128 000 and Opus 80 000 a channel, and what
            is passed on its own. The upper bound of a film's picture.
        dither: what is added where bits are dropped.
        gain: dB.
        tags: what is written into the file about the recording.
        cover: a JPEG or PNG that goes with the tags.
        side: pixels of the shorter side.
        crop: width and height of another shape, such as `(1, 1)`; None for that of the master.
        focus: what stays in the middle of it, as shares from the top left.
        quality: of a JPEG, 1 to 100.
        max_bytes: upper bound of a picture's file.
        progressive: whether a JPEG is.
        frame_rate: frames a second of a film.
        sound: whether a film keeps its sound.
    """

    to: str
    rate: int = 0
    bits: int = 0
    bitrate: int = 0
    dither: Dither = Dither.TRIANGULAR
    gain: float = field(default=0.0, converter=float)
    tags: AudioTags | None = None
    cover: Path | None = None
    side: int = 0
    crop: tuple[int, int] | None = None
    focus: tuple[float, float] = (0.5, 0.5)
    quality: int = 92
    max_bytes: int = 0
    progressive: bool = False
    frame_rate: Decimal | None = None
    sound: bool = True

    def __attrs_post_init__(self) -> None:
        if self.to not in ENDINGS:
            raise _wrong(f"nobody writes {self.to}", f"one of {', '.join(ENDINGS)}")
        kind, known = next(
            (kind, known)
            for kind, endings, known in (
                ("sound", SOUNDS, _OF_SOUND),
                ("a picture", PICTURES, _OF_PICTURES),
                ("a film", FILMS, _OF_FILMS),
            )
            if self.to in endings
        )
        if not isfinite(self.gain):
            raise _wrong(f"a gain of {self.gain} dB cannot be given", "a number of decibels, such as -1.5")
        stray = sorted(self._stated() - known)
        if stray:
            raise _wrong(f"{', '.join(stray)}: {self.to} is {kind}, which has no such thing")

    def __repr__(self) -> str:
        told = {"to": self.to} | {name: getattr(self, name) for name in sorted(self._stated())}
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in told.items())})"

    def _stated(self) -> set[str]:
        return {one.name for one in fields(type(self)) if one.name != "to" and getattr(self, one.name) != one.default}


@frozen
class Converted:
    """What was made.

    Args:
        path: where it is.
        form: what it is.
        facts: what the master is.
    """

    path: Path
    form: AudioForm | ImageForm | VideoForm
    facts: AudioFacts | ImageFacts | VideoFacts


class Converter:
    """Converts audio, pictures and films, one file at a time. Safe to use from several threads.

    Args:
        ffmpeg: the binary; without it the imageio-ffmpeg wheel's, then the one on PATH.

    Raises:
        MediaError: there is no ffmpeg.
    """

    def __init__(self, ffmpeg: str | None = None) -> None:
        self._audio, self._images, self._films = FfmpegAudio(ffmpeg), PillowImages(), FfmpegVideo(ffmpeg)

    def convert(
        self,
        source: Path,
        target: Path,
        wanted: Conversion,
        *,
        force: bool = False,
        progress: Progress | None = None,
    ) -> Converted:
        """Convert a file; the target is there when it is whole, and until then what was there before.

        Args:
            source: the master.
            target: the file to write; its folder is made.
            wanted: the form.
            force: whether a file that is there is replaced.
            progress: told the share done; may raise to cancel.

        Raises:
            ConflictError: the target is there already, or is the master.
            MediaError: it cannot be decoded, or the form would need what the master has not: rate, bits, channels,
                pixels, frames, or a second lossy encoding. Nothing is written then.
        """
        refuse_target(source, target, force=force)
        target.parent.mkdir(parents=True, exist_ok=True)
        # In the same folder, so that one rename puts it there.
        with TemporaryDirectory(dir=target.parent, prefix=".convert-") as room, named(source):
            folder = Path(room)
            if wanted.to in SOUNDS:
                made = self._sound(source, folder, wanted, progress)
            elif wanted.to in PICTURES:
                made = self._picture(source, folder, wanted)
            else:
                made = self._film(source, folder, wanted, progress)
            _place(made.path, target, force=force)
        if progress is not None:
            progress(1.0)
        return evolve(made, path=target)

    def _sound(self, source: Path, folder: Path, wanted: Conversion, progress: Progress | None) -> Converted:
        facts = self._audio.inspect(source)
        if facts.problem:
            raise MediaError(f"{source.name}: {facts.problem}")
        form = sound_form(facts, wanted)
        work = self._audio.process(source, [form], folder, progress, wanted.cover)
        return Converted(work.files[form], form, work.facts)

    def _picture(self, source: Path, folder: Path, wanted: Conversion) -> Converted:
        facts = self._images.measure(source)
        if facts.problem:
            raise MediaError(f"{source.name}: {facts.problem}")
        form = picture_form(facts, wanted)
        return Converted(self._images.process(source, [form], folder).files[form], form, facts)

    def _film(self, source: Path, folder: Path, wanted: Conversion, progress: Progress | None) -> Converted:
        facts = self._films.measure(source, progress and (lambda share: progress(share / 3)))
        if facts.problem:
            raise MediaError(f"{source.name}: {facts.problem}")
        form = film_form(facts, wanted)
        later = progress and (lambda share: progress((1 + 2 * share) / 3))
        return Converted(self._films.process(source, [form], folder, later).files[form], form, facts)


def sound_form(facts: AudioFacts, wanted: Conversion) -> AudioForm:
    """Return the form of a recording; the nearest rate and depth there are, where none is stated.

    Raises:
        MediaError: the cover cannot be read.
    """
    codec = SOUNDS[wanted.to]
    if facts.immersive is not None and wanted.to == facts.container:
        codec = ADM
    depth = 0 if codec not in {*LOSSLESS, ADM} else wanted.bits or _depth(facts.bit_depth)
    rate = wanted.rate or _rate(facts.sample_rate, rates_of(wanted.to, codec))
    bitrate = 0 if depth else wanted.bitrate or _bitrate(facts, codec)
    tags = wanted.tags
    if wanted.cover is not None:
        tags = evolve(tags or AudioTags(), cover=_sha256(wanted.cover))
    return AudioForm(wanted.to, codec, rate, depth, facts.channels, bitrate, wanted.dither, wanted.gain, tags)


def _depth(bits: int) -> int:
    return max((depth for depth in PCM_DEPTHS if depth <= bits), default=min(PCM_DEPTHS))


def _rate(rate: int, known: tuple[int, ...]) -> int:
    """Return the highest rate there is that is not above the master's; better one that divides it."""
    below = [one for one in known if one <= rate]
    if not known or rate in known:
        return rate
    return max((one for one in below if rate % one == 0), default=max(below, default=min(known)))


def _bitrate(facts: AudioFacts, codec: str) -> int:
    if facts.codec == codec:
        return facts.bitrate
    return _CHANNEL_BITRATE[codec] * facts.channels if codec in _CHANNEL_BITRATE else _MP3_BITRATE


def _sha256(path: Path) -> str:
    try:
        with open_file(path) as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as problem:
        message = f"{path} cannot be read: {problem.strerror}"
        raise MediaError(message, category=Category.TECHNICAL) from None


def picture_form(facts: ImageFacts, wanted: Conversion) -> ImageForm:
    """Return the form of a picture, in its own shape and as large as it is where nothing else is stated."""
    width, height = facts.width, facts.height
    ratio = wanted.crop or (width // gcd(width, height), height // gcd(width, height))
    return ImageForm(
        PICTURES[wanted.to],
        wanted.side or _longest_side(facts.width, facts.height, ratio),
        wanted.quality,
        wanted.max_bytes,
        wanted.progressive,
        ratio,
        wanted.focus if wanted.crop else None,
    )


def film_form(facts: VideoFacts, wanted: Conversion) -> VideoForm:
    """Return the form of a film, in its own shape and as large as it is where nothing else is stated."""
    across, down = wanted.crop or (facts.width, facts.height)
    side = wanted.side or _longest_side(facts.width, facts.height, (across, down))
    width, height = (2 * round(side * one / min(across, down) / 2) for one in (across, down))
    if not wanted.side:
        width, height = min(width, facts.width // 2 * 2), min(height, facts.height // 2 * 2)
    focus = wanted.focus if wanted.crop else None
    sound = wanted.sound and facts.audio is not None
    return VideoForm(wanted.to, FILMS[wanted.to], width, height, wanted.frame_rate, sound, wanted.bitrate, focus)


def _longest_side(width: int, height: int, ratio: tuple[int, int]) -> int:
    """Return the shorter side of the largest part of that shape."""
    return int(min(width / ratio[0], height / ratio[1]) * min(ratio))


def refuse_target(source: Path, target: Path, *, force: bool) -> None:
    """Refuse to write over a file.

    Raises:
        ConflictError: it is there already, or is the master.
    """
    if target.exists() and source.exists() and target.samefile(source):
        message = f"{target} is the master; write elsewhere"
        raise ConflictError(message)
    if target.exists() and not force:
        raise _there(target)


def _place(made: Path, target: Path, *, force: bool) -> None:
    if force:
        made.replace(target)
        return
    try:
        # A link never replaces what somebody put there meanwhile; a rename would.
        os.link(made, target)
    except FileExistsError:
        raise _there(target) from None
    except OSError:
        if target.exists():
            raise _there(target) from None
        made.rename(target)  # a file system without links


def _there(target: Path) -> ConflictError:
    message = f"{target} is there already; nothing was written"
    return ConflictError(message, hint="--force replaces it")


def _wrong(message: str, hint: str = "") -> MediaError:
    return MediaError(message, hint=hint, category=Category.TECHNICAL)


__all__ = [
    "ENDINGS",
    "FILMS",
    "PICTURES",
    "SOUNDS",
    "Conversion",
    "Converted",
    "Converter",
    "film_form",
    "picture_form",
    "refuse_target",
    "sound_form",
]
