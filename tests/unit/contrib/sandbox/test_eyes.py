"""What a simulator sees in bytes made by others."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageCms

from tests.unit.contrib.sandbox.samples import chunk, jpeg, samples, wav
from tunemantra.contrib.sandbox import look_at_audio, look_at_image


@pytest.fixture
def keep(tmp_path):
    def write(content: bytes):
        path = tmp_path / "seen"
        path.write_bytes(content)
        return path

    return write


def test_a_clean_wav_is_seen_as_it_is(keep):
    seen = look_at_audio(keep(wav()))
    assert (seen.container, seen.format_code, seen.sample_rate, seen.bits, seen.channels) == (
        "wav",
        1,
        44_100,
        16,
        2,
    )
    assert seen.frames == seen.declared_frames == 22_050
    assert seen.riff_size == seen.size
    assert (seen.silent, seen.dual_mono, seen.truncated, seen.problem) == (False, False, False, "")
    assert seen.seconds == pytest.approx(0.5)


def test_the_extensible_format_code_is_seen(keep):
    assert look_at_audio(keep(wav(code=0xFFFE))).format_code == 0xFFFE


def test_foreign_chunks_are_seen_in_order(keep):
    seen = look_at_audio(keep(wav(extra=chunk(b"LIST", b"odd") + chunk(b"junk", b"even"))))
    assert seen.foreign_chunks == ("LIST", "junk")
    assert seen.frames == 22_050


@pytest.mark.parametrize("missing", [1, 4, 40_000])
def test_a_cut_file_is_truncated(keep, missing):
    assert look_at_audio(keep(wav()[:-missing])).truncated


def test_silence_is_silent_and_one_sample_is_not(keep):
    quiet = np.zeros((200_000, 2), "<i2")
    assert look_at_audio(keep(wav(quiet))).silent
    quiet[150_000, 1] = -1
    seen = look_at_audio(keep(wav(quiet)))
    assert (seen.silent, seen.dual_mono) == (False, False)


def test_the_loudest_negative_sample_is_no_silence(keep):
    assert not look_at_audio(keep(wav(np.full((10, 2), -32_768, "<i2")))).silent


def test_equal_channels_are_dual_mono(keep):
    left = samples(channels=1)
    assert look_at_audio(keep(wav(np.hstack([left, left])))).dual_mono


@pytest.mark.parametrize("content", [b"", b"RIFF", b"RIFF\x24\0\0\0WAVE", b"a text called .wav", wav()[:30]])
def test_broken_audio_has_a_problem_and_raises_nothing(keep, content):
    seen = look_at_audio(keep(content))
    assert seen.problem
    assert seen.frames == 0


def test_a_jpeg_is_seen_as_it_is(keep):
    seen = look_at_image(keep(jpeg(64)))
    assert (seen.format, seen.width, seen.height, seen.components, seen.bits) == ("JPEG", 64, 64, 3, 8)
    assert (seen.progressive, seen.orientation, seen.icc, seen.problem) == (False, 0, False, "")


def test_what_a_jpeg_carries_beside_its_pixels_is_seen(keep):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    seen = look_at_image(keep(jpeg(64, orientation=6, progressive=True, icc_profile=profile)))
    assert (seen.progressive, seen.orientation, seen.icc) == (True, 6, True)


@pytest.mark.parametrize(("mode", "components"), [("L", 1), ("CMYK", 4)])
def test_components_are_counted(keep, mode, components):
    assert look_at_image(keep(jpeg(64, mode=mode))).components == components


def test_half_a_jpeg_has_a_problem(keep):
    whole = jpeg(512)
    assert look_at_image(keep(whole[: len(whole) // 2])).problem


def test_another_picture_is_named(keep):
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, "PNG")
    seen = look_at_image(keep(file.getvalue()))
    assert (seen.format, seen.width, seen.problem) == ("PNG", 8, "")


@pytest.mark.parametrize("content", [b"", b"\xff\xd8", b"\xff\xd8\xff", b"no picture", jpeg(64)[:200]])
def test_broken_pictures_have_a_problem_and_raise_nothing(keep, content):
    assert look_at_image(keep(content)).problem


def test_a_picture_that_claims_a_billion_pixels_is_not_decoded(keep):
    small = bytearray(jpeg(64))
    place = small.index(b"\xff\xc0") + 5
    small[place : place + 4] = b"\xff\xff\xff\xff"
    assert "more pixels" in look_at_image(keep(bytes(small))).problem
