"""No false alarm on pictures that others made: those of scikit-image's samples that are CC0 or in the public domain.

Some of them are soft, by their lens or by how they were made. What is said of those is held against the picture by
other means than those that found it.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.support import require_package
from tunemantra.contrib.media.looking import PictureLooker
from tunemantra.core.analysis import PictureFault
from tunemantra.core.analysis import PictureFaultKind as Kind

SHARP = ("astronaut", "camera", "chelsea", "clock_motion", "coffee", "grass", "gravel", "motorcycle_left", "rocket")
SOFT = ("brick", "cell", "hubble_deep_field", "ihc", "moon", "retina")


def sample(name: str) -> Path:
    (path,) = (require_package("skimage", "scikit-image") / "data").glob(f"{name}.*")
    return path


def grey(path: Path) -> np.ndarray:
    return np.asarray(Image.open(path).convert("L"), dtype=np.float64)


def repeats(pixels: np.ndarray) -> bool:
    """Whether each pixel stands there twice."""
    return bool((pixels[:, 0::2] == pixels[:, 1::2]).all() and (pixels[0::2] == pixels[1::2]).all())


def fine_detail(pixels: np.ndarray) -> float:
    """Return the power above 0.4 cycles a pixel ÷ that from 0.1 to 0.2, over the whole picture and all directions."""
    window = np.outer(np.hanning(pixels.shape[0]), np.hanning(pixels.shape[1]))
    power = np.abs(np.fft.fft2((pixels - pixels.mean()) * window)) ** 2
    radius = np.hypot(np.fft.fftfreq(pixels.shape[0])[:, None], np.fft.fftfreq(pixels.shape[1])[None, :])
    fine, middle = (power[(radius >= low) & (radius < high)].mean() for low, high in ((0.4, 0.5), (0.1, 0.2)))
    return float(fine / middle)


def lost(pixels: np.ndarray, times: float) -> float:
    """Return what is lost of a picture that is made so many times smaller and large again, by its contrast."""
    picture = Image.fromarray(pixels.astype(np.uint8))
    small = picture.resize((round(picture.width / times), round(picture.height / times)), Image.Resampling.LANCZOS)
    again = np.asarray(small.resize(picture.size, Image.Resampling.LANCZOS), dtype=np.float64)
    return float((pixels - again).std() / pixels.std())


def confirmed(fault: PictureFault, pixels: np.ndarray) -> bool:
    """Return whether the picture shows a fault: -16 dB of fine detail are what sharp pictures stay above."""
    soft = fine_detail(pixels) < 10**-1.6 or lost(pixels, min(fault.value, 4.0)) < 0.05
    return fault.kind in {Kind.UPSCALED, Kind.BLURRED} and (soft or repeats(pixels))


@pytest.mark.parametrize("name", SHARP)
def test_a_sharp_picture_has_no_fault(name: str) -> None:
    assert PictureLooker(read=False).analyse(sample(name)).faults == ()


@pytest.mark.parametrize("name", SOFT)
def test_what_is_said_of_a_soft_picture_is_so(name: str) -> None:
    faults = PictureLooker(read=False).analyse(sample(name)).faults
    pixels = grey(sample(name))
    assert [fault for fault in faults if not confirmed(fault, pixels)] == []


def test_a_sharp_picture_confirms_nothing() -> None:
    pixels = grey(sample("camera"))
    assert not confirmed(PictureFault(Kind.UPSCALED, value=2.0), pixels)
    assert not confirmed(PictureFault(Kind.BLOCKY, value=2.0), pixels)
