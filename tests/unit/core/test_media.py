"""Measurements as plain values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunemantra.core.media import AudioFacts, ImageFacts


def audio(**facts):
    return AudioFacts(
        "wav", "pcm_s16le", **{"sample_rate": 44100, "bit_depth": 16, "channels": 2, "frames": 88200, **facts}
    )


def test_a_duration_is_what_was_decoded():
    assert audio().duration == 2.0
    assert audio(frames=0).duration == 0.0


def test_a_file_that_is_no_audio_has_no_duration():
    assert AudioFacts("", "", 0, 0, 0, 0, problem="no audio").duration == 0.0


@pytest.mark.parametrize(("declared", "cut"), [(None, False), (88200, False), (88201, True), (100, False)])
def test_a_file_is_cut_off_if_its_header_promises_more(declared, cut):
    assert audio(declared_frames=declared).truncated is cut


@given(st.integers(1, 40_000), st.integers(1, 40_000))
def test_a_picture_is_square_exactly_if_its_sides_are_equal(width, height):
    facts = ImageFacts("JPEG", width, height, "RGB")
    assert facts.square is (width == height)
    assert facts.side in {width, height}
    assert facts.side <= min(width, height)


@pytest.mark.parametrize(
    ("codec", "lossy"),
    [("pcm_s24be", False), ("pcm", False), ("flac", False), ("alac", False), ("mp3", True), ("", False)],
)
def test_what_cannot_be_decoded_to_what_it_was_is_lossy(codec, lossy):
    assert AudioFacts("x", codec, 44_100, 16, 2, 1).lossy is lossy
