"""Says how two files stand to each other: the same bytes, the same samples, the same recording, or not."""

from __future__ import annotations

import hashlib
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np
from attrs import frozen

from tunemantra.contrib.media._opening import LONGEST_SECONDS, folded, listening_arguments, named
from tunemantra.contrib.media._run import run_ffmpeg
from tunemantra.contrib.media.files import open_file
from tunemantra.contrib.media.headers import read_header
from tunemantra.contrib.media.prints.likeness import similarity
from tunemantra.contrib.media.prints.words import Fingerprints
from tunemantra.core.catalogue import SAME_RECORDING
from tunemantra.errors import MediaError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from tunemantra.contrib.media.prints.likeness import Likeness

    Samples = NDArray[np.float32]

_RATE: Final = 8_000
_HEARD_SECONDS: Final = 20.0
_SLACK_SECONDS: Final = 0.25
_DECIBEL: Final = 20.0


class Relation(StrEnum):
    """How two files stand to each other."""

    SAME_BYTES = "same-bytes"
    SAME_SAMPLES = "same-samples"
    SAME_RECORDING = "same-recording"
    DIFFERENT = "different"
    UNKNOWN = "unknown"


@frozen
class Comparison:
    """Two files, held against each other.

    Args:
        relation: how they stand to each other.
        similarity: of their fingerprints, 0 to 1.
        offset: seconds from the start of the first to the same sound in the second; positive where the second has
            something ahead of it.
        overlap: seconds that were held against each other.
        gain: dB by which the second is louder; None where they are different, or one is silent.

    A relation that is unknown is one of recordings too short or too plain: nothing in them could be held against the
    other, and none of it was.
    """

    relation: Relation
    similarity: float
    offset: float = 0.0
    overlap: float = 0.0
    gain: float | None = None


def compare(first: Path, second: Path, *, ffmpeg: str | None = None) -> Comparison:
    """Return how two recordings stand to each other.

    Args:
        first, second: lossless or lossy; four hours of each are heard.
        ffmpeg: the binary; without it the imageio-ffmpeg wheel's, then the one on PATH.

    Raises:
        MediaError: one of them cannot be read or decoded, or ends early, by its header.
    """
    prints = Fingerprints(ffmpeg)
    if _file_hash(first) == _file_hash(second):
        return Comparison(Relation.SAME_BYTES, 1.0, gain=0.0)
    ours, theirs = (_sample_hash(prints.ffmpeg, source) for source in (first, second))
    if ours == theirs is not None:
        return Comparison(Relation.SAME_SAMPLES, 1.0, gain=0.0)
    found = similarity(prints.fingerprint(first), prints.fingerprint(second))
    if not found.overlap:
        return Comparison(Relation.UNKNOWN, 0.0)
    if found.similarity < SAME_RECORDING:
        return Comparison(Relation.DIFFERENT, found.similarity, found.offset, found.overlap)
    offset, gain = _aligned(prints.ffmpeg, first, second, found)
    return Comparison(Relation.SAME_RECORDING, found.similarity, round(offset, 4), found.overlap, gain)


def _file_hash(path: Path) -> str:
    try:
        with open_file(path) as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as problem:
        raise MediaError(f"{path} cannot be read: {problem.strerror}") from None


def _sample_hash(ffmpeg: str, source: Path) -> tuple[int, int, str] | None:
    """Return rate, channels and hash of a lossless recording's samples; None where it is lossy."""
    header = read_header(source)
    if header.shortfall:
        raise MediaError(f"{source.name}: {header.shortfall}")
    if header.problem or not header.bit_depth:
        return None
    digest = hashlib.sha256()
    shape = ["-map", "0:a:0", "-c:a", "pcm_f64le" if header.is_float else "pcm_s32le"]
    shape += ["-f", "f64le" if header.is_float else "s32le", "pipe:1"]
    with named(source):
        run_ffmpeg([ffmpeg, *listening_arguments(source), *shape], digest.update)
    return header.sample_rate, header.channels, digest.hexdigest()


def _aligned(ffmpeg: str, first: Path, second: Path, found: Likeness) -> tuple[float, float | None]:
    """Return the offset to a sample of 8 kHz, and the gain of the second in dB, from the middle of what overlaps."""
    length = min(_HEARD_SECONDS, max(found.overlap - 2 * _SLACK_SECONDS, 1.0))
    start = max(0.0, -found.offset) + max(0.0, (found.overlap - length) / 2)
    ours = _samples(ffmpeg, first, start, length)
    begin = max(0.0, start + found.offset - _SLACK_SECONDS)
    theirs = _samples(ffmpeg, second, begin, length + 2 * _SLACK_SECONDS)
    if len(theirs) < len(ours):
        theirs = np.concatenate([theirs, np.zeros(len(ours) - len(theirs), dtype=np.float32)])
    size = 1 << (len(ours) + len(theirs)).bit_length()
    products = np.fft.irfft(np.conj(np.fft.rfft(ours, size)) * np.fft.rfft(theirs, size), size)
    shift = int(np.argmax(np.abs(products[: len(theirs) - len(ours) + 1])))
    return begin + shift / _RATE - start, _gain(ours, theirs[shift : shift + len(ours)])


def _gain(ours: Samples, theirs: Samples) -> float | None:
    """Return by how many dB ours has to be raised to come closest to theirs; what an encoder adds does not count."""
    power, common = (abs(float(np.dot(ours.astype(np.float64), other))) for other in (ours, theirs))
    return round(_DECIBEL * float(np.log10(common / power)), 2) + 0.0 if power and common else None


def _samples(ffmpeg: str, source: Path, start: float, seconds: float) -> Samples:
    data = bytearray()
    cut = ["-ss", f"{start:.4f}", "-t", f"{min(seconds, LONGEST_SECONDS):.4f}"]
    shape = ["-map", "0:a:0", *folded(source, 1), "-ar", str(_RATE), "-c:a", "pcm_f32le", "-f", "f32le", "pipe:1"]
    run_ffmpeg([ffmpeg, *listening_arguments(source), *cut, *shape], data.extend)
    return np.frombuffer(bytes(data), dtype="<f4").astype(np.float32)


__all__ = ["Comparison", "Relation", "compare"]
