"""Opens a picture with bounds and measures it by decoding all of it."""

from __future__ import annotations

import contextlib
import os
import struct
from io import BytesIO
from typing import TYPE_CHECKING

from attrs import evolve
from PIL import ExifTags, Image, ImageCms, JpegImagePlugin, TiffImagePlugin, UnidentifiedImageError

from tunemantra.contrib.media._endings import cut_off
from tunemantra.contrib.media._jpeg import damage, endless, is_whole
from tunemantra.contrib.media.files import NoFileError, open_file
from tunemantra.contrib.media.foreign import SNIFFED, Taken, kind_of
from tunemantra.core.media import ImageFacts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FORMATS = ("JPEG", "PNG", "TIFF", "WEBP")
MAX_SIDE = 50_000
MAX_PIXELS = 120_000_000
_MAX_ICC_BYTES = 8 << 20
_PNG_DEPTH_AT = 24
_TIFF_BITS_PER_SAMPLE = 258
_TIFF_SUBFILE_TYPE = 254
_REDUCED, _MASK = 1, 4
_MOST_PAGES = 100
TURNED = range(5, 9)
TURNS_ITSELF = frozenset({"TIFF"})
"""Formats whose orientation Pillow applies while it decodes."""

# What undoes each EXIF orientation.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SIXTEEN_BIT = frozenset({"I;16", "I;16B", "I;16L", "I;16N", "I"})


class PictureError(Exception):
    """A picture cannot be decoded; stays inside this package.

    Args:
        reason: one clause for people.
        facts: what the header said all the same.
    """

    def __init__(self, reason: str, facts: ImageFacts | None = None) -> None:
        super().__init__(reason)
        self.facts = facts


_NO_PICTURE = "not a JPEG, PNG, TIFF or WebP picture"
# What Pillow raises for bad bytes, and what we say; the first match counts.
_REASONS: tuple[tuple[type[BaseException], str], ...] = (
    (UnidentifiedImageError, _NO_PICTURE),
    (Image.DecompressionBombError, f"the header states more than {MAX_PIXELS:,} pixels"),
    (Image.DecompressionBombWarning, f"the header states more than {MAX_PIXELS:,} pixels"),
    (FileNotFoundError, "cannot be read: No such file or directory"),
    (PermissionError, "cannot be read: Permission denied"),
    (IsADirectoryError, "cannot be read: Is a directory"),
    (NoFileError, "cannot be read: Not a regular file"),
    (MemoryError, "needs more memory than there is"),
    (OSError, "damaged or truncated"),
    (SyntaxError, "damaged"),
    (ValueError, "damaged"),
    (TypeError, "damaged"),
    (KeyError, "damaged"),
    (IndexError, "damaged"),
    (OverflowError, "damaged"),
    (ArithmeticError, "damaged"),
    (struct.error, "damaged"),
    (RuntimeError, "damaged"),
    (EOFError, "damaged or truncated"),
    (Warning, "damaged"),  # where a host turns warnings into errors
)
_VAGUE = ("damaged", "not a ")
_UNDECODED = ("damaged", "damaged or truncated")
_BAD_BYTES = tuple(kind for kind, _ in _REASONS)


@contextlib.contextmanager
def translated(facts: ImageFacts | None = None) -> Iterator[None]:
    """Turn what Pillow raises for bad bytes into one error.

    Raises:
        PictureError: with the reason from the table.
    """
    try:
        yield
    except _BAD_BYTES as error:
        reason = next(reason for kind, reason in _REASONS if isinstance(error, kind))
        raise PictureError(reason, facts) from None


@contextlib.contextmanager
def opened(source: Path) -> Iterator[tuple[Image.Image, ImageFacts]]:
    """Open a picture and read its header; nothing is decoded yet.

    Raises:
        PictureError: it is no picture, too large, or more than one.
    """
    with _told(source):
        with translated():
            with open_file(source) as stream:
                size = os.fstat(stream.fileno()).st_size
            if not size:
                raise PictureError("the file is empty")
            image = Image.open(source, formats=FORMATS)
        with image:
            with translated():
                facts = _header_facts(image, source, size)
                if facts.format == "JPEG" and (reason := endless(source)):
                    raise PictureError(reason, facts)
            yield image, facts


@contextlib.contextmanager
def _told(source: Path) -> Iterator[None]:
    """Say of a picture that ends early what it promises and what is there, and of another that it is damaged."""
    try:
        yield
    except PictureError as error:
        reason = str(error)
        if not reason.startswith(_VAGUE):
            raise
        told = _foreign(source) if reason == _NO_PICTURE else _whole(reason, error.facts)
        raise PictureError(cut_off(source) or told, error.facts) from None


def _foreign(source: Path) -> str:
    """Return what a file is that is no picture of ours, as far as its first bytes say it."""
    with source.open("rb") as stream:
        foreign = kind_of(stream.read(SNIFFED))
    return _NO_PICTURE if foreign is None else f"{foreign[0]}: {Taken.PICTURE.value}"


def _whole(reason: str, facts: ImageFacts | None) -> str:
    """Return the reason, for a picture whose end is there; of a TIFF nobody knows where that is."""
    if facts is None or facts.format not in {"JPEG", "PNG", "WEBP"} or reason not in _UNDECODED:
        return reason
    return "damaged: its pixels cannot be decoded"


def measure(source: Path) -> ImageFacts:
    """Decode a picture whole and return its facts.

    Raises:
        PictureError: it cannot be decoded.
    """
    with opened(source) as (image, facts), translated(facts):
        if facts.format == "JPEG" and is_whole(source):
            return facts
        if facts.format == "PNG":
            _check_sums(source)
        # A JPEG at an eighth of its size still reads every byte, with a 64th of the memory.
        image.draft(image.mode, (1, 1))
        image.load()
        refuse_damaged(source, facts)
    return facts


def _check_sums(source: Path) -> None:
    """Read the checksums of a PNG, which Pillow passes over while it decodes, and browsers do not."""
    with Image.open(source, formats=("PNG",)) as image:
        image.verify()


def refuse_damaged(source: Path, facts: ImageFacts) -> None:
    """Refuse a JPEG whose coded pixels are damaged.

    Raises:
        PictureError: they are.
    """
    if facts.format == "JPEG" and (reason := damage(source)):
        with _told(source):
            raise PictureError(reason, facts)


def icc_profile(image: Image.Image) -> bytes:
    """Return the embedded profile; empty for none, or one too large to be one."""
    profile = image.info.get("icc_profile")
    return profile if isinstance(profile, bytes) and len(profile) <= _MAX_ICC_BYTES else b""


def profile_name(profile: bytes) -> str:
    """Return what a profile calls itself; empty for none."""
    if not profile:
        return ""
    try:
        described = ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(BytesIO(profile)))
    except (ImageCms.PyCMSError, OSError, ValueError):
        return "unreadable"
    return "".join(char for char in described if char.isprintable()).strip() or "unnamed"


def upright(image: Image.Image, orientation: int) -> Image.Image:
    """Return a decoded picture as it is meant to stand."""
    turn = _TURNS.get(orientation)
    return image if turn is None else image.transpose(turn)


def orientation(image: Image.Image) -> int:
    """Return the EXIF orientation, 1 to 8; 1 for none or nonsense."""
    if image.format == "PNG":
        # It may stand behind the pixels, so looking for it decodes them; what is wrong with them is not to be lost.
        image.load()
    try:
        value = image.getexif().get(ExifTags.Base.Orientation, 1)
    except Exception:  # noqa: BLE001 -- EXIF of unknown origin breaks in many ways, and none of them matters
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1  # noqa: PLR2004


def _header_facts(image: Image.Image, source: Path, size: int) -> ImageFacts:
    width, height = image.size
    facts = ImageFacts(
        format=_format(image), width=width, height=height, mode=image.mode, bits=_bits(image, source), size=size
    )
    if max(width, height) > MAX_SIDE:
        raise PictureError(f"the header states {width} × {height} pixels", facts)
    if width * height > MAX_PIXELS:
        raise PictureError(f"the header states more than {MAX_PIXELS:,} pixels", facts)
    if image.format in {"PNG", "WEBP"} and getattr(image, "is_animated", False):
        raise PictureError("an animation, not a still picture", facts)
    pages = _pages(image, source)
    if pages > 1:
        raise PictureError(f"{pages} pages, not a single picture: export the one that is the cover", facts)
    with translated(facts):
        turned = orientation(image)
    if turned in TURNED and image.format not in TURNS_ITSELF:
        facts = evolve(facts, width=height, height=width)
    return evolve(
        facts,
        orientation=turned,
        icc=profile_name(icc_profile(image)),
        progressive=image.format == "JPEG" and bool(image.info.get("progressive")),
    )


def _pages(image: Image.Image, source: Path) -> int:
    """Return how many pictures a file holds; thumbnails and masks of a TIFF are none (TIFF 6.0, NewSubfileType)."""
    if image.format != "TIFF" or not getattr(image, "is_animated", False):
        return 1
    # Another look at the file: what the later pages say of themselves would stay with the first.
    with Image.open(source, formats=("TIFF",)) as pages:
        assert isinstance(pages, TiffImagePlugin.TiffImageFile)  # noqa: S101 - the only format asked for
        return sum(map(_is_page, _directories(pages)))


def _directories(pages: TiffImagePlugin.TiffImageFile) -> Iterator[object]:
    for number in range(_MOST_PAGES):
        try:
            pages.seek(number)
        except EOFError:
            return
        yield pages.tag_v2.get(_TIFF_SUBFILE_TYPE, 0)


def _is_page(kind: object) -> bool:
    return not (isinstance(kind, int) and kind & (_REDUCED | _MASK))


def _format(image: Image.Image) -> str:
    # An MPO is a JPEG with further pictures behind the first.
    return "JPEG" if isinstance(image, JpegImagePlugin.JpegImageFile) else image.format or ""


def _bits(image: Image.Image, source: Path) -> int:
    if image.format == "PNG":
        with source.open("rb") as stream:
            return stream.read(_PNG_DEPTH_AT + 1)[_PNG_DEPTH_AT]
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        stated = image.tag_v2.get(_TIFF_BITS_PER_SAMPLE, 1)
        return int(max(stated)) if isinstance(stated, tuple) and stated else int(stated)
    if image.mode == "1":
        return 1
    return 16 if image.mode in _SIXTEEN_BIT else 32 if image.mode == "F" else 8


__all__ = [
    "FORMATS",
    "MAX_PIXELS",
    "MAX_SIDE",
    "TURNED",
    "TURNS_ITSELF",
    "PictureError",
    "icc_profile",
    "measure",
    "opened",
    "refuse_damaged",
    "translated",
    "upright",
]
