"""Continues a master beyond both of its ends while it is resampled, so that tracks that follow each other still join.

A resampler hears silence where a file ends. Where the music goes on in the next file, that is a step, and it rings on
both sides of the joint. Linear prediction (Burg's method) goes on as the last samples did; what is made up is cut off
again behind the resampler. A master that ends in silence needs none of it.
"""

from __future__ import annotations

import math
import tempfile
import warnings
from array import array
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from operator import mul
from pathlib import Path
from typing import BinaryIO

from attrs import frozen

from tunemantra.contrib.media._header import Header
from tunemantra.contrib.media._plan import source_arguments
from tunemantra.contrib.media._run import run_ffmpeg
from tunemantra.contrib.media._samples import layout_of, read_span
from tunemantra.core.requirement import AudioForm
from tunemantra.errors import Category, MediaError

with warnings.catch_warnings():
    # From Python 3.13 on it is the audioop-lts package, which setup.cfg asks for.
    warnings.simplefilter("ignore", DeprecationWarning)
    import audioop

_ORDER = 16
_HEARD = 256
_LEAST, _MOST = 320, 4096
_DECODED_SECONDS = 1.0
_LOUDEST = 2**31 - 1
_SPEAKERS = {1: {0, 4}, 2: {0, 3}}


@frozen
class Edges:
    """What a master is continued with, as ffmpeg reads it.

    Args:
        frames: how many there are on each side, at the master's rate; whole frames at the rate of every form.
        before, after: open files of interleaved samples.
    """

    frames: int
    before: int
    after: int


@contextmanager
def find_edges(ffmpeg: str, source: Path, header: Header, forms: Sequence[AudioForm]) -> Iterator[Edges | None]:
    """Give what a master is continued with, as open files; None where nothing is resampled or both ends are silent.

    Args:
        ffmpeg: the binary, which decodes the ends of what is not plain.
        source: the master.
        header: its header.
        forms: the forms that are made of it.
    """
    frames = _frames(header, forms)
    heard = _heard(ffmpeg, source, header) if frames else None
    if heard is None:
        yield None
        return
    head, tail = heard
    with ExitStack() as stack:
        before, after = (stack.enter_context(tempfile.TemporaryFile()) for _ in range(2))
        _write(before, header, [go_on(channel[::-1], frames)[::-1] for channel in head])
        _write(after, header, [go_on(channel, frames) for channel in tail])
        yield Edges(frames, before.fileno(), after.fileno())


def _frames(header: Header, forms: Sequence[AudioForm]) -> int:
    """Return how many frames to make up; 0 where that is of no use, or the order of channels might be lost."""
    ratios = {header.sample_rate // math.gcd(header.sample_rate, form.sample_rate) for form in forms}
    step = math.lcm(*ratios)
    known = header.declared is not None and header.declared > 2 * _HEARD and not header.shortfall
    ordinary = header.speakers in _SPEAKERS.get(header.channels, set())
    if step == 1 or step > _MOST or not known or not ordinary or header.bit_depth < 16:  # noqa: PLR2004
        return 0
    return -(-_LEAST // step) * step


def _heard(ffmpeg: str, source: Path, header: Header) -> tuple[list[list[float]], list[list[float]]] | None:
    """Return the first and the last samples by channel; None where both are silent or cannot be read."""
    layout = layout_of(header)
    if header.is_plain:
        head, tail = read_span(source, header, 0, _HEARD), read_span(source, header, -_HEARD, _HEARD)
    else:
        head = _decoded(ffmpeg, source, header, start=0.0, seconds=_DECODED_SECONDS)[0]
        start = (header.declared or 0) / header.sample_rate - _DECODED_SECONDS
        tail = _decoded(ffmpeg, source, header, start=start)[1] if start > 0 else b""
        # In a FLAC without a seek table, ffmpeg does not always find a place near the end.
        tail = tail or _decoded(ffmpeg, source, header, start=0.0)[1]
    if min(len(head), len(tail)) < _HEARD * layout.frame:
        return None
    if layout.first_loud(memoryview(head)) is None and layout.first_loud(memoryview(tail)) is None:
        return None
    return _channels(head, header), _channels(tail, header)


def _decoded(
    ffmpeg: str, source: Path, header: Header, *, start: float, seconds: float | None = None
) -> tuple[bytes, bytes]:
    """Return the first and the last samples of a part; none where it is damaged, which the decode of all will tell."""
    wanted = _HEARD * layout_of(header).frame
    head, tail = bytearray(), bytearray()

    def keep(data: memoryview) -> None:
        head.extend(data[: max(0, wanted - len(head))])
        tail.extend(data[-wanted:])
        del tail[:-wanted]

    opened = source_arguments(source, header, 1, start=start, seconds=seconds)
    written = ["-map", "0:a:0", "-c:a", f"pcm_s{header.word}le", "-f", f"s{header.word}le", "pipe:1"]
    try:
        run_ffmpeg([ffmpeg, *opened, *written], keep)
    except MediaError as error:
        if error.category is not Category.CONTENT:
            raise
        return b"", b""
    return bytes(head), bytes(tail)


def _channels(data: bytes, header: Header) -> list[list[float]]:
    wide = array("i", audioop.lin2lin(data, header.word // 8, 4))
    return [[float(value) for value in wide[channel :: header.channels]] for channel in range(header.channels)]


def _write(stream: BinaryIO, header: Header, channels: list[list[float]]) -> None:
    whole = [round(max(-_LOUDEST, min(_LOUDEST, value))) for frame in zip(*channels, strict=True) for value in frame]
    stream.write(audioop.lin2lin(array("i", whole).tobytes(), 4, 2 if header.word == 16 else 4))  # noqa: PLR2004
    stream.flush()
    stream.seek(0)


def go_on(heard: Sequence[float], count: int) -> list[float]:
    """Return how a signal goes on, by linear prediction.

    Args:
        heard: its last samples.
        count: how many more are wanted.
    """
    weights = _burg(heard)
    latest = deque(reversed(heard[-len(weights) :]), maxlen=len(weights))
    said: list[float] = []
    for _ in range(count):
        said.append(float(sum(map(mul, weights, latest))))
        latest.appendleft(said[-1])
    return said


def _burg(heard: Sequence[float]) -> list[float]:
    """Return the weights of the latest samples, the last one first, that predict the next one best."""
    forward, backward = list(heard[1:]), list(heard[:-1])
    weights: list[float] = []
    for _ in range(_ORDER):
        power = _product(forward, forward) + _product(backward, backward)
        if power <= 0:
            break
        reflected = 2 * _product(forward, backward) / power
        weights = [*(w - reflected * v for w, v in zip(weights, reversed(weights), strict=True)), reflected]
        pairs = list(zip(forward, backward, strict=True))
        forward = [f - reflected * b for f, b in pairs][1:]
        backward = [b - reflected * f for f, b in pairs][:-1]
    return weights or [0.0]


def _product(one: Sequence[float], other: Sequence[float]) -> float:
    return float(sum(map(mul, one, other)))


__all__ = ["Edges", "find_edges", "go_on"]
