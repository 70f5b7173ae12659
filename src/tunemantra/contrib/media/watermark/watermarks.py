"""Marks files for their recipients, and finds out whose a copy was."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

import numpy as np
from attrs import frozen

from tunemantra.contrib.media._binary import find_ffmpeg
from tunemantra.contrib.media._opening import LONGEST_SECONDS, listening_arguments, named, whole_master
from tunemantra.contrib.media._plan import source_arguments
from tunemantra.contrib.media._run import STALL_SECONDS, run_ffmpeg
from tunemantra.contrib.media._wav import header_room, wav_header
from tunemantra.contrib.media.watermark.code import RECIPIENT_BITS
from tunemantra.contrib.media.watermark.detection import RATE, Detected, Detector
from tunemantra.contrib.media.watermark.marking import Marker
from tunemantra.contrib.media.watermark.pattern import HOPS_PER_SECOND, SLOWEST_RATE, Pattern
from tunemantra.errors import Category, MediaError, SecretError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from tunemantra.contrib.media._header import Header
    from tunemantra.ports.runtime import SecretRef, SecretStore
    from tunemantra.ports.transcoding import Progress

_SHORTEST_KEY: Final = 16
_BLOCK_SECONDS: Final = 4
_UNCHANGED: Final = 1e-9


@frozen
class Marked:
    """A marked copy.

    Args:
        path: of the WAV file, in the rate, channels and length of its master, and its depth, at most 24 bits.
        frames: samples a channel.
        clipped: samples that would have gone over full scale, and were held there.
    """

    path: Path
    frames: int
    clipped: int


class Watermarks:
    """Marks and finds marks of one key. Safe to use from several threads.

    Args:
        key: a reference to a secret of 16 characters or more; who has it can find marks, and nobody else.
        store: resolves it, each time anew.
        ffmpeg: the binary; without it the imageio-ffmpeg wheel's, then the one on PATH.

    Raises:
        MediaError: there is no ffmpeg.
    """

    def __init__(
        self, key: SecretRef, store: SecretStore, ffmpeg: str | None = None, *, stall_seconds: float = STALL_SECONDS
    ) -> None:
        self._key, self._store = key, store
        self._ffmpeg, self._stall_seconds = find_ffmpeg(ffmpeg), stall_seconds

    def mark(self, source: Path, target: Path, recipient: int, progress: Progress | None = None) -> Marked:
        """Write a copy that says who it was made for; renditions are made from it.

        Args:
            source: the master, WAV, FLAC or AIFF, of a rate that is a multiple of 50 Hz.
            target: the WAV file to write; replaced when the new one is whole.
            recipient: the number to put in, below 2³².
            progress: told the share done; may raise to cancel.

        Raises:
            MediaError: the master cannot be decoded or marked, or the copy cannot be written.
            SecretError: there is no such key, or it is too short.
            ValueError: the number is out of its range.
        """
        if not 0 <= recipient < 1 << RECIPIENT_BITS:
            raise ValueError(f"a recipient's number has {RECIPIENT_BITS} bits")
        header = _markable(source)
        signs = self._pattern().marked(recipient)
        marker = Marker(signs, header.sample_rate, header.channels)
        part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
        try:
            with part.open("xb") as stream:
                copy = _Copy(stream, header, marker, progress)
                shape = ["-map", "0:a:0", "-c:a", "pcm_f64le", "-f", "f64le", "pipe:1"]
                command = [self._ffmpeg, *source_arguments(source, header, None), *shape]
                with named(source):
                    run_ffmpeg(command, copy.take, stall_seconds=self._stall_seconds)
                    copy.finish()
            part.replace(target)
        except OSError as problem:
            message = f"{target} cannot be written: {problem.strerror or problem}"
            raise MediaError(message, category=Category.TECHNICAL) from None
        finally:
            part.unlink(missing_ok=True)
        return Marked(target, copy.frames, copy.clipped)

    def detect(self, source: Path) -> Detected | None:
        """Return the mark of this key in a recording, lossless or lossy; None where there is none.

        About eight seconds are needed, more where the music is sparse; four hours are listened to.

        Raises:
            MediaError: it cannot be decoded.
            SecretError: there is no such key, or it is too short.
        """
        detector = Detector(self._pattern())
        blocks = _Blocks(_BLOCK_SECONDS * RATE * 4, lambda data: detector.push(_floats(data, "<f4")))
        cut = ["-t", str(LONGEST_SECONDS), "-map", "0:a:0", "-ac", "1", "-ar", str(RATE)]
        command = [self._ffmpeg, *listening_arguments(source), *cut, "-c:a", "pcm_f32le", "-f", "f32le", "pipe:1"]
        with named(source):
            run_ffmpeg(command, blocks.take, stall_seconds=self._stall_seconds)
        blocks.finish()
        return detector.finish()

    def _pattern(self) -> Pattern:
        secret = self._store.reveal(self._key)
        if len(secret) < _SHORTEST_KEY:
            message = f"{self._key} is too short for the key of a watermark"
            raise SecretError(message, hint=f"use {_SHORTEST_KEY} random characters or more")
        return Pattern.of(secret)


def _markable(source: Path) -> Header:
    header = whole_master(source)
    if header.immersive is not None:
        message = f"{source.name}: a marked copy of an ADM master would be none: its scene would be lost"
        raise MediaError(message, hint="mark the stereo master")
    if header.sample_rate % HOPS_PER_SECOND or header.sample_rate < SLOWEST_RATE:
        raise MediaError(f"{source.name}: a rate of {header.sample_rate} Hz cannot be marked")
    return header


class _Blocks:
    """Passes bytes on in blocks of one size, the last one shorter."""

    def __init__(self, size: int, sink: Callable[[bytes], None]) -> None:
        self._size, self._sink, self._held = size, sink, bytearray()

    def take(self, data: memoryview) -> None:
        self._held += data
        while len(self._held) >= self._size:
            self._sink(bytes(self._held[: self._size]))
            del self._held[: self._size]

    def finish(self) -> None:
        self._sink(bytes(self._held))
        self._held.clear()


class _Copy:
    """The marked samples on their way into a WAV file."""

    def __init__(self, stream: BinaryIO, header: Header, marker: Marker, progress: Progress | None) -> None:
        self._stream, self._header, self._marker, self._progress = stream, header, marker, progress
        self._bits = min(header.word, 24)
        self._dice = np.random.default_rng(0)
        self._blocks = _Blocks(_BLOCK_SECONDS * header.sample_rate * header.channels * 8, self._block)
        self._room = header_room((header.declared or 0) * self._frame_bytes)
        self._plain = np.zeros((0, header.channels))
        self.frames = self.clipped = 0
        stream.seek(self._room)
        self.take = self._blocks.take

    @property
    def _frame_bytes(self) -> int:
        return self._bits // 8 * self._header.channels

    def finish(self) -> None:
        """Write what is left, and the header."""
        self._blocks.finish()
        self._write(self._marker.finish())
        size = self.frames * self._frame_bytes
        head = wav_header(
            channels=self._header.channels,
            sample_rate=self._header.sample_rate,
            bit_depth=self._bits,
            data_bytes=size,
        )
        if len(head) != self._room:
            raise MediaError("the master is longer than its header says")
        self._stream.write(b"\0" * (size & 1))
        self._stream.seek(0)
        self._stream.write(head)

    def _block(self, data: bytes) -> None:
        sound = _floats(data, "<f8").reshape(-1, self._header.channels)
        self._plain = np.concatenate([self._plain, sound])
        self._write(self._marker.push(sound))

    def _write(self, marked: NDArray[np.float64]) -> None:
        plain, self._plain = self._plain[: len(marked)], self._plain[len(marked) :]
        top = 1 << self._bits - 1
        values = marked * top
        if self._bits == 16:  # noqa: PLR2004
            # Triangular dither, but for silence, which stays what it was.
            noise = self._dice.random(values.shape) - self._dice.random(values.shape)
            values += np.where(np.abs(marked - plain) > _UNCHANGED, noise, 0)
        whole = np.rint(values)
        self.clipped += int(np.count_nonzero((whole > top - 1) | (whole < -top)))
        samples = np.clip(whole, -top, top - 1).astype("<i4")
        self._stream.write(samples.reshape(-1, 1).view(np.uint8)[:, : self._bits // 8].tobytes())
        self.frames += len(marked)
        if self._progress is not None and self._header.declared:
            self._progress(min(1.0, self.frames / self._header.declared))


def _floats(data: bytes, kind: str) -> NDArray[np.float64]:
    return np.frombuffer(data, dtype=kind).astype(np.float64)


__all__ = ["Marked", "Watermarks"]
