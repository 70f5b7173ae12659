"""Draws abstract covers: something to look at in demonstrations, and real pictures for tests."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from PIL import Image, ImageChops, ImageDraw, ImageFilter

if TYPE_CHECKING:
    from pathlib import Path

Colour = tuple[int, int, int]
Mode = Literal["RGB", "RGBA", "CMYK", "L", "P"]
Paint = Callable[[ImageDraw.ImageDraw, float], object]

# night sky above, horizon, ground below, light, accent
_PALETTES: tuple[tuple[Colour, Colour, Colour, Colour, Colour], ...] = (
    ((20, 18, 54), (196, 72, 108), (28, 20, 60), (255, 206, 138), (255, 122, 105)),
    ((8, 36, 58), (44, 148, 150), (6, 26, 44), (250, 236, 196), (240, 138, 93)),
    ((38, 20, 64), (142, 84, 190), (22, 14, 44), (252, 214, 226), (94, 210, 228)),
    ((52, 22, 28), (222, 118, 62), (38, 16, 30), (255, 232, 176), (120, 196, 178)),
    ((14, 40, 40), (128, 170, 112), (12, 28, 34), (246, 240, 202), (232, 170, 76)),
    ((22, 26, 38), (120, 138, 168), (14, 18, 28), (240, 240, 246), (226, 92, 92)),
)
_GRAIN_SIDE = 512


def draw_cover(side: int, seed: int) -> Image.Image:
    """Return an abstract picture as RGB; the same seed gives the same pixels.

    Args:
        side: pixels of both sides.
        seed: another one is another picture.
    """
    dice = random.Random(seed)  # noqa: S311 -- art, not secrets
    palette = _PALETTES[seed % len(_PALETTES)]
    picture = _gradient(side, palette[0], palette[1])
    motif = (_sun_over_hills, _orbits, _petals)[seed % 3]
    motif(picture, palette, dice)
    return _grain(picture, dice)


def write_cover(path: Path, *, side: int = 3000, format: str = "JPEG", seed: int = 0, mode: Mode = "RGB") -> Path:  # noqa: A002
    """Write an abstract cover and return its path; the same arguments give the same bytes.

    Args:
        path: the file to write; its folder exists.
        side: pixels of both sides.
        format: `JPEG`, `PNG` or `TIFF`.
        seed: another one is another picture.
        mode: how colours are stored; `RGBA` has a round hole that is transparent.
    """
    picture = draw_cover(side, seed)
    if mode == "RGBA":
        hole = _drawn(side, lambda draw, unit: draw.ellipse([unit * 0.1] * 2 + [unit * 0.9] * 2, fill=255))
        picture.putalpha(_smoothed(hole))
    elif mode == "P":
        picture = picture.quantize(256, dither=Image.Dither.NONE)
    elif mode != "RGB":
        picture = picture.convert(mode)
    if format == "JPEG":
        picture.save(path, "JPEG", quality=92, subsampling=0)
    else:
        picture.save(path, format)
    return path


def _gradient(side: int, top: Colour, bottom: Colour) -> Image.Image:
    ramp = Image.linear_gradient("L").resize((side, side), Image.Resampling.BICUBIC)
    return Image.composite(Image.new("RGB", ramp.size, bottom), Image.new("RGB", ramp.size, top), ramp)


def _lay(picture: Image.Image, colour: Colour, paint: Paint, strength: float = 1.0) -> None:
    """Lay a colour over what is painted: drawn larger and scaled down, and only where something is."""
    drawn = _drawn(picture.width, paint)
    touched = drawn.getbbox()
    if touched is None:
        return
    left, top, right, bottom = (touched[0] // 2, touched[1] // 2, -(-touched[2] // 2), -(-touched[3] // 2))
    mask = _smoothed(drawn.crop((left * 2, top * 2, right * 2, bottom * 2)))
    picture.paste(colour, (left, top), mask if strength == 1 else mask.point(lambda value: value * strength))


def _drawn(side: int, paint: Paint) -> Image.Image:
    """Return what is painted, in twice the size."""
    unit = side * 2
    drawn = Image.new("L", (unit, unit))
    paint(ImageDraw.Draw(drawn), unit)
    return drawn


def _smoothed(drawn: Image.Image) -> Image.Image:
    return drawn.reduce((2, 1)).reduce((1, 2))


def _glow(picture: Image.Image, colour: Colour, centre: tuple[float, float], radius: float, strength: float) -> None:
    side = picture.width
    extent = round(2 * radius * side)
    light = ImageChops.invert(Image.radial_gradient("L")).resize((extent, extent), Image.Resampling.BICUBIC)
    light = light.point(lambda value: (value / 255) ** 2 * 255 * strength)
    place = (round(centre[0] * side - extent / 2), round(centre[1] * side - extent / 2))
    picture.paste(colour, place, light)


def _disc(centre: tuple[float, float], radius: float) -> Paint:
    x, y = centre
    return lambda draw, unit: draw.ellipse(
        [(x - radius) * unit, (y - radius) * unit, (x + radius) * unit, (y + radius) * unit], fill=255
    )


def _sun_over_hills(picture: Image.Image, palette: tuple[Colour, ...], dice: random.Random) -> None:
    centre = (dice.uniform(0.34, 0.66), dice.uniform(0.36, 0.46))
    radius = dice.uniform(0.15, 0.21)
    _glow(picture, palette[3], centre, 0.62, 0.55)
    _lay(picture, palette[3], _disc(centre, radius))
    layers = 5
    for layer in range(layers):
        share = layer / (layers - 1)
        colour = _between(palette[4], palette[2], 0.25 + 0.75 * share)
        _lay(picture, colour, _hill(0.56 + 0.085 * layer, 0.05 - 0.004 * layer, dice), 0.9)


def _hill(height: float, swell: float, dice: random.Random) -> Paint:
    waves = [(dice.uniform(0.6, 2.4) * (turn + 1), dice.uniform(0, math.tau), swell / (turn + 1)) for turn in range(3)]

    def paint(draw: ImageDraw.ImageDraw, unit: float) -> None:
        steps = 400
        ridge = [
            (
                step / steps * unit,
                (height + sum(high * math.sin(often * math.pi * step / steps + phase) for often, phase, high in waves))
                * unit,
            )
            for step in range(steps + 1)
        ]
        draw.polygon([*ridge, (unit, unit), (0, unit)], fill=255)

    return paint


def _orbits(picture: Image.Image, palette: tuple[Colour, ...], dice: random.Random) -> None:
    centre = (dice.uniform(0.4, 0.6), dice.uniform(0.42, 0.58))
    _glow(picture, palette[3], centre, 0.7, 0.5)
    for ring in range(14):
        radius = 0.12 + ring * 0.042
        start = dice.uniform(0, 360)
        colour = _between(palette[3], palette[4], ring / 13)
        arc = _arc(centre, radius, start, dice.uniform(120, 330), 0.003 + 0.0007 * (ring % 4))
        _lay(picture, colour, arc, 0.85)
        angle = math.radians(start)
        planet = (centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle))
        if ring % 3 == 1:
            _lay(picture, palette[4], _disc(planet, dice.uniform(0.012, 0.03)))
    _lay(picture, palette[3], _disc(centre, 0.085))
    _lay(picture, palette[2], _disc(centre, 0.022))


def _arc(centre: tuple[float, float], radius: float, start: float, sweep: float, width: float) -> Paint:
    x, y = centre

    def paint(draw: ImageDraw.ImageDraw, unit: float) -> None:
        box = [(x - radius) * unit, (y - radius) * unit, (x + radius) * unit, (y + radius) * unit]
        draw.arc(box, start, start + sweep, fill=255, width=max(1, round(width * unit)))

    return paint


def _petals(picture: Image.Image, palette: tuple[Colour, ...], dice: random.Random) -> None:
    count = dice.choice((7, 9, 11))
    turn = dice.uniform(0, math.tau)
    _glow(picture, palette[3], (0.5, 0.5), 0.75, 0.6)
    for ring, (reach, size) in enumerate(((0.27, 0.17), (0.17, 0.12), (0.09, 0.075))):
        colour = (palette[4], palette[3], palette[2])[ring]
        for petal in range(count):
            angle = turn + math.tau * petal / count + ring * 0.35
            centre = (0.5 + reach * math.cos(angle), 0.5 + reach * math.sin(angle))
            _lay(picture, colour, _disc(centre, size), 0.3)
    _lay(picture, palette[3], _disc((0.5, 0.5), 0.055))


def _grain(picture: Image.Image, dice: random.Random) -> Image.Image:
    """Add a faint paper grain, so that the gradients neither band nor compress to nothing."""
    tile = Image.frombytes("L", (_GRAIN_SIDE, _GRAIN_SIDE), dice.randbytes(_GRAIN_SIDE**2))
    tile = tile.filter(ImageFilter.GaussianBlur(0.6)).point(lambda value: 128 + (value - 128) * 0.16)
    sheet = Image.new("L", picture.size)
    for left in range(0, picture.width, _GRAIN_SIDE):
        for top in range(0, picture.height, _GRAIN_SIDE):
            sheet.paste(tile, (left, top))
    return ImageChops.overlay(picture, Image.merge("RGB", [sheet] * 3))


def _between(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


__all__ = ["Mode", "draw_cover", "write_cover"]
