"""Pictures through Pillow: measured whole, converted to what stores take, scaled down and never up."""

from __future__ import annotations

import contextlib
import math
import os
import secrets
import shutil
from io import BytesIO
from typing import TYPE_CHECKING

import PIL
from attrs import evolve
from PIL import Image, features

from tunemantra.contrib.media._colour import to_srgb
from tunemantra.contrib.media._jpeg import is_bare, proves
from tunemantra.contrib.media._picture import (
    FORMATS,
    TURNED,
    TURNS_ITSELF,
    PictureError,
    icc_profile,
    measure,
    opened,
    translated,
    upright,
)
from tunemantra.contrib.media._reasons import unwritten
from tunemantra.core.media import ImageFacts
from tunemantra.errors import MediaError
from tunemantra.ports.transcoding import ImageWork

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from tunemantra.core.requirement import ImageForm

_EDITION = "3"  # raised where `measure` tells something else of the same bytes
_LOWEST_QUALITY = 60
_END_OF_PNG = b"\0\0\0\0IEND\xaeB`\x82"
# Nothing but size and density may accompany pixels that are handed on as they are.
_HARMLESS = frozenset({"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi", "compression", "interlace"}) | {
    "adobe",
    "adobe_transform",
    "progression",
    "progressive",
    "resolution",
}


class PillowImages:
    """Measures and converts pictures (`ports.transcoding.ImageProcessor`). Safe to use from several threads."""

    writing = "1"
    """Raised where `process` writes something else of the same master."""

    @property
    def edition(self) -> str:
        """Return the edition of `measure`; what was measured without simplejpeg is measured again with it."""
        return _EDITION if proves() else f"{_EDITION}, unproved"

    @staticmethod
    def describe() -> str:
        """Return the versions at work, in one line."""
        jpeg = features.version("libjpeg_turbo") or features.version("jpg") or "missing"
        return f"Pillow {PIL.__version__} (libjpeg {jpeg}, littlecms {features.version('littlecms2') or 'missing'})"

    @staticmethod
    def formats() -> tuple[str, ...]:
        """Return what can be read; all but WebP can be written."""
        return FORMATS

    def measure(self, source: Path) -> ImageFacts:
        """Decode and return all facts; `problem` is set where that failed. Never raises for bad bytes."""
        try:
            return measure(source)
        except PictureError as error:
            facts = error.facts or ImageFacts("", 0, 0, "", bits=0, size=_size(source))
            return evolve(facts, problem=str(error))

    def process(self, source: Path, forms: Sequence[ImageForm], folder: Path) -> ImageWork:
        """Write each form into `folder`: the identical bytes where the master already has that form.

        That a JPEG decodes to garbage is told by `measure`, which comes first: finding out takes a decode of its own.

        Raises:
            MediaError: it cannot be decoded, has another shape than a form without a focus, a form would need
                upscaling, or does not fit its limit of bytes. No file is left then.
        """
        wanted = list(dict.fromkeys(forms))
        try:
            with opened(source) as (image, facts):
                _check(facts, wanted)
                ready = [form for form in wanted if _is_form(source, image, facts, form)]
                made = _convert(image, facts, [form for form in wanted if form not in ready])
        except PictureError as error:
            raise MediaError(f"{source.name}: {error}") from None
        return ImageWork(facts, _write(source, folder, wanted, made))


def _size(source: Path) -> int:
    try:
        return source.stat().st_size
    except OSError:
        return 0


def _check(facts: ImageFacts, forms: Iterable[ImageForm]) -> None:
    for form in forms:
        if form.format not in _ENCODERS:
            raise MediaError(f"pictures cannot be written as {form.format}")
        left, top, right, bottom = _frame((facts.width, facts.height), form)
        there, asked = (right - left, bottom - top), form.size
        if not all(there + asked):
            shape = ":".join(map(str, form.ratio))
            message = f"the picture has {facts.width} × {facts.height} pixels, of which none are {shape}"
            raise MediaError(message, hint="ask for a shape that is less narrow")
        if there[0] < asked[0] or there[1] < asked[1]:
            message = f"the picture has {there[0]} × {there[1]} pixels, asked for is {asked[0]} × {asked[1]}"
            raise MediaError(message, hint="a picture is never scaled up; deliver a larger one")


def _frame(size: tuple[int, int], form: ImageForm) -> tuple[int, int, int, int]:
    """Return what of an upright picture goes into a form: left, top, right, bottom.

    Raises:
        MediaError: something would be cut off, and nobody has said where.
    """
    width, height = size
    across, down = form.ratio
    wide, high = min(width, round(height * across / down)), min(height, round(width * down / across))
    if form.focus is None:
        if (wide, high) != size:
            shape = "square" if across == down else f"{across}:{down}"
            hint = "crop it yourself, or say what stays in the middle; nothing is cut off unasked"
            raise MediaError(f"the picture is {width} × {height} pixels, not {shape}", hint=hint)
        return 0, 0, width, height
    left = min(max(round(form.focus[0] * width - wide / 2), 0), width - wide)
    top = min(max(round(form.focus[1] * height - high / 2), 0), height - high)
    return left, top, left + wide, top + high


def _is_form(source: Path, image: Image.Image, facts: ImageFacts, form: ImageForm) -> bool:
    """Whether the file is that form already, with nothing in it but the pixels."""
    return (
        facts.format == form.format == image.format
        and (facts.width, facts.height) == form.size
        and (facts.mode, facts.bits, facts.orientation) == ("RGB", 8, 1)
        and facts.progressive == (form.progressive and form.format == "JPEG")
        and set(image.info) <= _HARMLESS
        and (not form.max_bytes or facts.size <= form.max_bytes)
        and _is_bare(source, form.format)
    )


def _is_bare(source: Path, format: str) -> bool:  # noqa: A002
    """Whether a file ends where its picture does; of a TIFF nobody knows where that is."""
    if format == "JPEG":
        return is_bare(source)
    with source.open("rb") as stream:
        stream.seek(max(0, stream.seek(0, os.SEEK_END) - len(_END_OF_PNG)))
        return format != "PNG" or stream.read() == _END_OF_PNG


def _convert(image: Image.Image, facts: ImageFacts, forms: Sequence[ImageForm]) -> dict[ImageForm, bytes]:
    """Decode once and return each form's bytes; with no form to make, the decoding still proves the file."""
    with translated(facts):
        profile = icc_profile(image)
        # The decoder of a much larger JPEG halves it on its way, which keeps memory small.
        image.draft(image.mode, _least(facts, forms))
        image.load()
        if not forms:
            return {}
        turned = image if facts.format in TURNS_ITSELF else upright(image, facts.orientation)
    base = to_srgb(turned, profile)
    return {form: _ENCODERS[form.format](_scaled(base, facts, form), form) for form in forms}


def _least(facts: ImageFacts, forms: Sequence[ImageForm]) -> tuple[int, int]:
    """Return the smallest decoded size every form can still be made from; the decoder may not have turned it yet."""
    if not forms:
        return 1, 1
    frames = {form: _frame((facts.width, facts.height), form) for form in forms}
    share = max(form.size[0] / (frames[form][2] - frames[form][0]) for form in forms)
    size = math.ceil(facts.width * share), math.ceil(facts.height * share)
    return size if facts.orientation not in TURNED else size[::-1]


def _scaled(image: Image.Image, facts: ImageFacts, form: ImageForm) -> Image.Image:
    left, top, right, bottom = _frame((facts.width, facts.height), form)
    if image.size == form.size == (right - left, bottom - top):
        return image
    x, y = image.width / facts.width, image.height / facts.height
    box = (left * x, top * y, right * x, bottom * y)
    return image.resize(form.size, Image.Resampling.LANCZOS, box=box, reducing_gap=3.0)


def _jpeg(image: Image.Image, form: ImageForm) -> bytes:
    """Return a JPEG without chroma subsampling, in the best quality that fits the limit of bytes."""

    def encode(quality: int) -> bytes:
        return _saved(image, "JPEG", quality=quality, subsampling=0, progressive=form.progressive)

    best = encode(form.quality)
    if not form.max_bytes or len(best) <= form.max_bytes:
        return best
    return _largest_fitting(encode, form)


def _largest_fitting(encode: Callable[[int], bytes], form: ImageForm) -> bytes:
    low, high, best = _LOWEST_QUALITY, form.quality - 1, b""
    while low <= high:
        quality = (low + high) // 2
        data = encode(quality)
        if len(data) <= form.max_bytes:
            low, best = quality + 1, data
        else:
            high = quality - 1
    if not best:
        pixels = f"{form.size[0]} × {form.size[1]}"
        message = f"a JPEG of {pixels} pixels does not fit {form.max_bytes:,} bytes in acceptable quality"
        raise MediaError(message)
    return best


def _png(image: Image.Image, form: ImageForm) -> bytes:
    return _within(_saved(image, "PNG", compress_level=6), form)


def _tiff(image: Image.Image, form: ImageForm) -> bytes:
    return _within(_saved(image, "TIFF", compression="tiff_lzw"), form)


def _within(data: bytes, form: ImageForm) -> bytes:
    if form.max_bytes and len(data) > form.max_bytes:
        raise MediaError(f"as {form.format} the picture takes {len(data):,} of {form.max_bytes:,} bytes allowed")
    return data


def _saved(image: Image.Image, format: str, **options: object) -> bytes:  # noqa: A002
    buffer = BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def _write(
    source: Path, folder: Path, forms: Iterable[ImageForm], made: dict[ImageForm, bytes]
) -> dict[ImageForm, Path]:
    parts: dict[Path, Path] = {}
    files: dict[ImageForm, Path] = {}
    token = secrets.token_hex(4)
    try:
        for number, form in enumerate(forms):
            files[form] = folder / f"{form.format.lower()}-{form.side}-{number}.{form.extension}"
            part = folder / f".{files[form].name}.{token}.part"
            parts[part] = files[form]
            if form in made:
                part.write_bytes(made[form])
            else:
                shutil.copyfile(source, part)
        for part, final in parts.items():
            part.replace(final)
    except OSError as error:
        raise unwritten(f"{folder} cannot be written to", error) from None
    finally:
        for part in parts:
            with contextlib.suppress(FileNotFoundError):
                part.unlink()
    return files


_ENCODERS: dict[str, Callable[[Image.Image, ImageForm], bytes]] = {"JPEG": _jpeg, "PNG": _png, "TIFF": _tiff}

__all__ = ["PillowImages"]
