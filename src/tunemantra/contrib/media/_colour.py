"""Takes any picture to 8-bit sRGB without profile and without alpha."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageCms

_SRGB = "srgb"
_WHITE = (255, 255, 255)
# What a profile must describe to fit the pixels it comes with.
_SPACES = {"RGB": "RGB", "CMYK": "CMYK", "L": "GRAY", "LAB": "Lab"}
_SIXTEEN_BIT = ("I;16", "I;16B", "I;16L", "I;16N", "I")


def to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """Return the picture as `RGB`, converted through its profile where it has one that fits.

    Args:
        image: decoded, in any mode.
        profile: the embedded ICC profile; empty for none, which means sRGB.
    """
    alpha = _alpha(image)
    opaque = _through_profile(_plain(image), profile)
    if alpha is not None:
        opaque = Image.composite(opaque, Image.new("RGB", opaque.size, _WHITE), alpha)
    opaque.info = {}
    return opaque


def _alpha(image: Image.Image) -> Image.Image | None:
    if image.mode in {"RGBA", "LA", "La", "RGBa", "PA"}:
        return image.getchannel("A") if image.mode in {"RGBA", "LA"} else image.convert("RGBA").getchannel("A")
    return image.convert("RGBA").getchannel("A") if "transparency" in image.info else None


def _plain(image: Image.Image) -> Image.Image:
    """Return the picture in a mode a profile can describe."""
    if image.mode in _SPACES:
        return image
    if image.mode in _SIXTEEN_BIT:
        return image.point(lambda value: value * (1 / 257)).convert("L")
    if image.mode in {"LA", "1"}:
        return image.convert("L")
    if image.mode == "P" and "transparency" in image.info:
        return image.convert("RGBA").convert("RGB")
    return image.convert("RGB")


def _through_profile(image: Image.Image, profile: bytes) -> Image.Image:
    source = _fitting(image.mode, profile)
    if source is None:
        return image if image.mode == "RGB" else image.convert("RGB")
    target = ImageCms.createProfile("sRGB")
    intent, flags = ImageCms.Intent.RELATIVE_COLORIMETRIC, ImageCms.Flags.BLACKPOINTCOMPENSATION
    try:
        converted = ImageCms.profileToProfile(image, source, target, intent, "RGB", flags=flags)
    except ImageCms.PyCMSError:
        converted = None
    return converted or image.convert("RGB")


def _fitting(mode: str, profile: bytes) -> ImageCms.ImageCmsProfile | None:
    """Return the profile where it has something to say: it can be read, fits the pixels and is not sRGB itself."""
    if not profile:
        return None
    try:
        opened = ImageCms.ImageCmsProfile(BytesIO(profile))
        named = ImageCms.getProfileDescription(opened).strip().lower()
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None
    if opened.profile.xcolor_space.strip() != _SPACES[mode]:
        return None
    return None if named.startswith(_SRGB) else opened


__all__ = ["to_srgb"]
