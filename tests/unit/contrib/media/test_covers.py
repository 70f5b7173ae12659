"""Covers drawn for demonstrations."""

from __future__ import annotations

import numpy as np
import pytest

from tunemantra.contrib.media import write_cover
from tunemantra.contrib.media.covers import draw_cover


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("JPEG", "RGB"), ("JPEG", "CMYK"), ("JPEG", "L"), ("PNG", "RGB"), ("PNG", "RGBA"), ("PNG", "P"), ("TIFF", "CMYK")],
)
def test_it_has_the_form_asked_for(images, tmp_path, kind, mode):
    facts = images.measure(write_cover(tmp_path / "cover", side=96, format=kind, mode=mode))
    assert (facts.format, facts.side, facts.mode, facts.problem) == (kind, 96, mode, "")


def test_a_seed_is_a_picture(tmp_path):
    first, same, other = (write_cover(tmp_path / "c", side=96, seed=seed).read_bytes() for seed in (1, 1, 7))
    assert first == same
    assert first != other


@pytest.mark.parametrize("seed", range(6))
def test_it_is_rich_in_colours_and_detail(seed):
    pixels = np.asarray(draw_cover(200, seed), dtype=float)
    assert pixels.std() > 25
    assert np.abs(np.diff(pixels, axis=1)).mean() > 1


@pytest.mark.parametrize("side", [1, 7, 513])
def test_any_side_will_do(side):
    assert draw_cover(side, 0).size == (side, side)
