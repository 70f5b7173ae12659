"""What ffmpeg is asked to do: nothing where nothing changes, dither where bits drop, never more than there is."""

from __future__ import annotations

import pytest

from tunemantra.contrib.media._header import Header
from tunemantra.contrib.media._plan import WRITABLE, check_form, filters
from tunemantra.core.requirement import AudioForm
from tunemantra.errors import Category, MediaError

MASTER = Header("wav", "pcm_s24le", 48_000, 24, 2, declared=100)


def form(rate=48_000, bits=24, container="wav", codec="pcm", channels=2):
    return AudioForm(container, codec, rate, bits, channels)


def test_the_same_rate_and_depth_pass_through_untouched():
    assert filters(MASTER, form()) == ""
    assert filters(MASTER, form(container="flac", codec="flac")) == ""


@pytest.mark.parametrize("wanted", [form(bits=16), form(rate=44_100, bits=16), form(rate=44_100)])
def test_bits_are_dropped_with_dither_only(wanted):
    assert "dither_method=triangular" in filters(MASTER, wanted)


def test_another_rate_takes_the_best_resampler():
    assert "osr=44100:resampler=soxr:precision=28" in filters(MASTER, form(rate=44_100))


def test_floating_point_is_dithered_to_any_depth():
    assert "output_sample_bits=24" in filters(Header("wav", "pcm_f32le", 48_000, 32, 2), form())


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        (form(rate=96_000), "sample rate is 48000 Hz, asked for is 96000 Hz (a master is never upsampled"),
        (form(container="m4a", codec="aac", bits=0), "audio cannot be written as aac in m4a"),
        (form(container="aiff", codec="flac"), "audio cannot be written as flac in aiff"),
        (form(bits=32), "audio cannot be written with 32 bits"),
        (form(channels=1), "the master has 2 channels, asked for is 1 channel (mono)"),
        (form(channels=6), "the master has 2 channels, asked for is 6 channels"),
    ],
)
def test_what_the_master_cannot_give_is_refused(wanted, message):
    with pytest.raises(MediaError) as caught:
        check_form(MASTER, wanted)
    assert message in str(caught.value)
    assert caught.value.category is Category.CONTENT


def test_a_depth_is_never_padded():
    with pytest.raises(MediaError, match=r"bit depth is 16 bit, asked for is 24 bit .*never padded"):
        check_form(Header("wav", "pcm_s16le", 48_000, 16, 2), form())


def test_what_is_said_to_be_writable_is():
    for container, codec in WRITABLE:
        check_form(MASTER, form(container=container, codec=codec, bits=0 if codec == "mp3" else 16))
