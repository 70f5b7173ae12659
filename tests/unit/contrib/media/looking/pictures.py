"""Clean covers of many kinds, made at run time; and what can be done to one."""

from __future__ import annotations

from io import BytesIO

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from tunemantra.contrib.media.covers import draw_cover

SIDE = 900


def photo(side, seed, tilt=1.1):
    """A picture with the spectrum of nature: strong when coarse, weak when fine, and never nothing."""
    dice = np.random.default_rng(seed)
    across = np.hypot(np.fft.fftfreq(side)[:, None], np.fft.rfftfreq(side)[None, :])
    across[0, 0] = 1
    planes = []
    for _ in range(3):
        noise = np.fft.rfft2(dice.normal(size=(side, side))) / across**tilt
        plane = np.fft.irfft2(noise, s=(side, side))
        planes.append(plane / plane.std())
    mixed = np.stack([planes[0] + 0.3 * plane for plane in planes], -1)
    sensor = dice.normal(scale=1.2, size=mixed.shape)
    return Image.fromarray(np.clip(120 + 42 * mixed + sensor, 0, 255).astype(np.uint8))


def gradient(side, seed):
    dice = np.random.default_rng(seed)
    start, end = dice.integers(0, 256, (2, 3))
    way = np.linspace(0, 1, side)[:, None, None] * np.ones((1, side, 1))
    return Image.fromarray(np.rint(start + (end - start) * way).astype(np.uint8))


def flat(side, seed):
    dice = np.random.default_rng(seed)
    large = Image.new("RGB", (2 * side, 2 * side), tuple(map(int, dice.integers(0, 256, 3))))
    pen = ImageDraw.Draw(large)
    for _ in range(7):
        x, y, size = dice.integers(0, 2 * side), dice.integers(0, 2 * side), dice.integers(side // 6, side)
        shape = (pen.ellipse, pen.rectangle)[int(dice.integers(2))]
        shape([int(x - size), int(y - size), int(x + size), int(y + size)], tuple(map(int, dice.integers(0, 256, 3))))
    return large.reduce(2)


def lines(side, seed):
    dice = np.random.default_rng(seed)
    large = Image.new("RGB", (2 * side, 2 * side), "white")
    pen = ImageDraw.Draw(large)
    for _ in range(40):
        points = [tuple(map(int, point)) for point in dice.integers(0, 2 * side, (3, 2))]
        pen.line(points, "black", int(dice.integers(3, 9)))
    return large.reduce(2)


def lettered(picture, text, at=(0.08, 0.1), size=0.09, colour="white"):
    pen = ImageDraw.Draw(picture)
    place = (round(at[0] * picture.width), round(at[1] * picture.height))
    pen.text(place, text, colour, ImageFont.load_default(round(size * picture.width)))
    return picture


def words(side, seed):
    dark = seed % 2
    picture = Image.new("RGB", (side, side), (12, 10, 20) if dark else (246, 244, 240))
    return lettered(picture, "NIGHT\nTRAINS", size=0.17, colour="#ddd" if dark else "#111")


def dim(side, seed):
    return Image.eval(photo(side, seed), lambda value: value // 9)


def dots(side, seed):
    dice = np.random.default_rng(seed)
    cells = dice.integers(0, 256, (side // 30, side // 30, 3), dtype=np.uint8)
    return Image.fromarray(np.kron(cells, np.ones((30, 30, 1), dtype=np.uint8)))


def soft(side, seed):
    """Nothing in focus, but the grain of a film over it."""
    grain = np.random.default_rng(seed).normal(scale=2.5, size=(side, side, 1))
    blurred = np.asarray(draw_cover(side, seed).filter(ImageFilter.GaussianBlur(side / 60)), dtype=float)
    return Image.fromarray(np.clip(blurred + grain, 0, 255).astype(np.uint8))


KINDS = {
    "drawn": draw_cover,
    "photo": photo,
    "gradient": gradient,
    "flat": flat,
    "lines": lines,
    "words": words,
    "dark": dim,
    "dots": dots,
    "soft": soft,
    "photo of much detail": lambda side, seed: photo(side, seed, 0.8),
}


def through_jpeg(picture, quality):
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=quality)
    return Image.open(buffer).convert("RGB")
