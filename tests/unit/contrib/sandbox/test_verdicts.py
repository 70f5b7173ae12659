"""What a store says about what it saw."""

from __future__ import annotations

import numpy as np
import pytest

from tests.unit.contrib.sandbox.samples import chunk, jpeg, samples, wav
from tunemantra.contrib.sandbox import audio_faults, image_faults, look_at_audio, look_at_image

BROKEN_AUDIO = {
    "not a WAV": b"words",
    "0xfffe": wav(code=0xFFFE),
    "48000 Hz": wav(samples(rate=48_000), 48_000),
    "1 channels": wav(samples(channels=1)),
    "chunks besides": wav(extra=chunk(b"LIST", b"made by somebody")),
    "truncated": wav()[:-400],
    "RIFF header says": wav() + b"\0\0",
    "silent": wav(np.zeros((100, 2), "<i2")),
    "no audio": wav(np.zeros((0, 2), "<i2")),
}
BROKEN_IMAGES = {
    "not a JPEG": b"words",
    "not square": jpeg(64, height=60),
    "at least 64": jpeg(63),
    "1 components": jpeg(64, mode="L"),
    "4 components": jpeg(64, mode="CMYK"),
    "orientation 3": jpeg(64, orientation=3),
    "cannot be decoded": jpeg(256)[:-2000],
}


def test_a_good_wav_has_no_fault(tmp_path):
    (tmp_path / "a").write_bytes(wav())
    assert audio_faults(look_at_audio(tmp_path / "a")) == ()


@pytest.mark.parametrize("words", BROKEN_AUDIO)
def test_a_bad_wav_is_told_why(tmp_path, words):
    (tmp_path / "a").write_bytes(BROKEN_AUDIO[words])
    assert any(words in fault for fault in audio_faults(look_at_audio(tmp_path / "a")))


def test_a_good_cover_has_no_fault(tmp_path):
    (tmp_path / "a").write_bytes(jpeg(64, orientation=1))
    assert image_faults(look_at_image(tmp_path / "a"), side=64) == ()


@pytest.mark.parametrize("words", BROKEN_IMAGES)
def test_a_bad_cover_is_told_why(tmp_path, words):
    (tmp_path / "a").write_bytes(BROKEN_IMAGES[words])
    assert any(words in fault for fault in image_faults(look_at_image(tmp_path / "a"), side=64))


def test_a_larger_cover_is_refused_where_the_size_is_exact(tmp_path):
    (tmp_path / "a").write_bytes(jpeg(65))
    seen = look_at_image(tmp_path / "a")
    assert image_faults(seen, side=64) == ()
    assert image_faults(seen, side=64, exact=True) == ("65 x 65 pixels, exactly 64 x 64 needed",)
