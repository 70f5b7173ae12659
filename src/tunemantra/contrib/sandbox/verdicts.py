"""What a store says about what it saw: plain sentences, one a fault, in the order a person would look."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tunemantra.contrib.sandbox.eyes import AudioSeen, ImageSeen
    from tunemantra.contrib.sandbox.film import FilmSeen


_ROUNDING = 0.001


def audio_faults(
    seen: AudioSeen,
    *,
    sample_rate: int = 44_100,
    bits: int = 16,
    channels: int = 2,
    foreign_chunks: bool = False,
) -> tuple[str, ...]:
    """Return what is wrong with a WAV file; nothing where it may be sold.

    Args:
        seen: from `look_at_audio`.
        sample_rate, bits, channels: what the store takes.
        foreign_chunks: whether chunks other than `fmt ` and `data` are taken.
    """
    return tuple(_audio(seen, (sample_rate, bits, channels), foreign_chunks=foreign_chunks))


def _audio(seen: AudioSeen, wanted: tuple[int, int, int], *, foreign_chunks: bool) -> Iterator[str]:
    if seen.container != "wav":
        yield f"not a WAV file but {seen.container or 'no audio at all'}"
        return
    if seen.problem:
        yield f"cannot be decoded: {seen.problem}"
    if seen.format_code != 1:
        yield f"WAV format code {seen.format_code or 0:#06x}, not 0x0001"
    rate, bits, channels = wanted
    if (seen.sample_rate, seen.bits, seen.channels) != wanted:
        found = f"{seen.bits} bit, {seen.sample_rate} Hz, {seen.channels} channels"
        yield f"{found}; not {bits} bit, {rate} Hz, {channels} channels"
    if seen.foreign_chunks and not foreign_chunks:
        yield f"chunks besides the audio: {', '.join(name.strip() for name in seen.foreign_chunks)}"
    if seen.truncated:
        yield f"truncated: {seen.declared_frames} frames promised, {seen.frames} there"
    elif seen.riff_size != seen.size:
        yield f"the RIFF header says {seen.riff_size} bytes, the file has {seen.size}"
    if not seen.frames:
        yield "no audio in it"
    elif seen.silent:
        yield "silent throughout"


def image_faults(seen: ImageSeen, *, side: int = 3000, exact: bool = False) -> tuple[str, ...]:
    """Return what is wrong with a JPEG cover; nothing where it may be shown.

    Args:
        seen: from `look_at_image`.
        side: least pixels of both sides.
        exact: whether the sides must be exactly that.
    """
    return tuple(_image(seen, side, exact=exact))


def _image(seen: ImageSeen, side: int, *, exact: bool) -> Iterator[str]:
    if seen.format != "JPEG":
        yield f"not a JPEG but {seen.format or 'no picture at all'}"
        return
    if seen.problem:
        yield f"cannot be decoded: {seen.problem}"
    if seen.width != seen.height:
        yield f"not square: {seen.width} x {seen.height}"
    if min(seen.width, seen.height) < side or (exact and max(seen.width, seen.height) != side):
        bound = "exactly" if exact else "at least"
        yield f"{seen.width} x {seen.height} pixels, {bound} {side} x {side} needed"
    if (seen.components, seen.bits) != (3, 8):
        yield f"{seen.components} components of {seen.bits} bit, not RGB of 8 bit"
    if seen.orientation > 1:
        yield f"EXIF orientation {seen.orientation}: turn the picture itself"


def film_faults(
    seen: FilmSeen, *, ratio: tuple[int, int], heights: tuple[int, int], seconds: tuple[float, float]
) -> tuple[str, ...]:
    """Return what is wrong with a silent MP4 film of H.264; nothing where it may be shown.

    Args:
        seen: from `look_at_film`.
        ratio: of width and height, met within a pixel.
        heights: least and most pixels.
        seconds: least and most.
    """
    return tuple(_film(seen, ratio, heights, seconds))


def _film(
    seen: FilmSeen, ratio: tuple[int, int], heights: tuple[int, int], seconds: tuple[float, float]
) -> Iterator[str]:
    if seen.container != "mp4":
        yield "not an MP4 film"
        return
    if seen.problem:
        yield f"cannot be decoded: {seen.problem}"
    if seen.codec not in {"avc1", "avc3"}:
        yield f"pictures of {seen.codec or 'no codec'}, not H.264"
    if abs(seen.width - seen.height * ratio[0] / ratio[1]) > 1:
        yield f"{seen.width} x {seen.height} pixels, not {ratio[0]}:{ratio[1]}"
    if not heights[0] <= seen.height <= heights[1]:
        yield f"{seen.height} pixels high, {heights[0]} to {heights[1]} needed"
    if not seconds[0] - _ROUNDING <= seen.seconds <= seconds[1] + _ROUNDING:
        yield f"{seen.seconds:.2f} s long, {seconds[0]:g} to {seconds[1]:g} needed"
    if seen.sound:
        yield "it has a sound track"
    if not seen.frames:
        yield "no picture in it"


__all__ = ["audio_faults", "film_faults", "image_faults"]
