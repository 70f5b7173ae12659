"""What ffmpeg is asked to do: nothing where nothing changes, dither where bits drop, never more than there is."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve

from tunemantra.contrib.media._header import Header
from tunemantra.contrib.media._plan import check_form, filters, passes, source_arguments
from tunemantra.contrib.media._writers import WRITABLE
from tunemantra.core.media import ImmersiveFacts
from tunemantra.core.requirement import LOSSLESS, AudioForm, AudioTags, Dither
from tunemantra.errors import Category, MediaError

MASTER = Header("wav", "pcm_s24le", 48_000, 24, 2, declared=100)


def form(rate=48_000, bits=24, container="wav", codec="pcm", channels=2):
    return AudioForm(container, codec, rate, bits, channels)


def lossy(container, codec, rate=48_000, channels=2, bitrate=128_000):
    return AudioForm(container, codec, rate, 0, channels, bitrate)


def test_the_same_rate_and_depth_pass_through_untouched():
    assert filters(MASTER, form()) == ""
    assert filters(MASTER, form(container="flac", codec="flac")) == ""


@pytest.mark.parametrize("wanted", [form(bits=16), form(rate=44_100, bits=16), form(rate=44_100)])
def test_bits_are_dropped_with_dither_only(wanted):
    assert "dither_method=triangular" in filters(MASTER, wanted)


def test_dither_is_shaped_where_the_form_says_so():
    assert "dither_method=low_shibata" in filters(MASTER, evolve(form(bits=16), dither=Dither.SHAPED))
    assert filters(MASTER, form()) == ""


@pytest.mark.parametrize("bits", [16, 24])
def test_another_gain_drops_bits_and_is_dithered(bits):
    master = evolve(MASTER, bit_depth=bits)
    chain = filters(master, evolve(form(bits=bits), gain=-3))
    assert chain.startswith("aformat=sample_fmts=dblp,volume=-3.0dB:precision=double,aresample=")
    assert "dither_method=triangular" in chain


MP3 = Header("mp3", "mp3", 48_000, 0, 2, bitrate=128_000)


def test_a_lossy_master_passes_where_it_is_the_form_already():
    check_form(MP3, lossy("mp3", "mp3"))
    assert passes(MP3, lossy("mp3", "mp3"))


@pytest.mark.parametrize(
    ("wanted", "asked"),
    [
        (form(bits=16), "pcm, which is lossless"),
        (lossy("mp3", "mp3", bitrate=96_000), "mp3 with 96 kbit/s"),
        (lossy("opus", "opus"), "opus with 128 kbit/s"),
        (lossy("m4a", "aac"), "aac with 128 kbit/s"),
        (evolve(lossy("mp3", "mp3"), gain=-1), "mp3 with 128 kbit/s"),
    ],
)
def test_a_lossy_master_is_never_encoded_again(wanted, asked):
    with pytest.raises(MediaError) as caught:
        check_form(MP3, wanted)
    assert caught.value.message == f"the master is lossy (mp3 with 128 kbit/s), asked for is {asked}"
    assert caught.value.category is Category.CONTENT


CLEAN = evolve(MASTER, clean=True)


def test_a_master_in_the_form_asked_for_passes_if_its_header_is_clean():
    assert passes(CLEAN, form())
    assert not passes(MASTER, form())


@pytest.mark.parametrize(
    "wanted",
    [
        form(container="aiff"),
        form(rate=44_100),
        form(bits=16),
        evolve(form(), gain=-1),
        evolve(form(), tags=AudioTags()),
    ],
)
def test_a_master_in_another_form_is_converted(wanted):
    assert not passes(CLEAN, wanted)


def test_an_adm_master_is_passed_on_or_refused():
    scene = evolve(MASTER, channels=12, immersive=ImmersiveFacts(12, 2, 10))
    check_form(scene, form(codec="adm", channels=12))
    assert passes(scene, form(codec="adm", channels=12))
    for wanted in (form(channels=12), form(codec="adm", channels=10)):
        with pytest.raises(MediaError, match="passed on as it is and never converted"):
            check_form(scene, wanted)
    with pytest.raises(MediaError, match="neither louder nor tagged"):
        check_form(scene, evolve(form(codec="adm", channels=12), gain=1))


@pytest.mark.parametrize(
    ("forms", "large"), [([form()], True), ([form(), lossy("mp3", "mp3")], False), ([lossy("opus", "opus")], False)]
)
def test_packets_are_large_where_no_slow_encoder_has_the_others_wait(forms, large):
    assert ("-max_size" in source_arguments(Path("m.wav"), MASTER, None, forms=forms)) is large


def test_another_rate_takes_the_best_resampler():
    assert "osr=44100:resampler=soxr:precision=28" in filters(MASTER, form(rate=44_100))


def test_floating_point_is_dithered_to_any_depth():
    assert "output_sample_bits=24" in filters(Header("wav", "pcm_f32le", 48_000, 32, 2), form())


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        (form(rate=96_000), "sample rate is 48000 Hz, asked for is 96000 Hz (a master is never upsampled"),
        (form(container="ogg", codec="vorbis", bits=0), "audio cannot be written as vorbis in ogg"),
        (lossy("mp3", "mp3", bitrate=321_000), "mp3 cannot be written with 321000 bit/s in 2 channels"),
        (lossy("mp3", "mp3", rate=96_000), "mp3 cannot be written with 96000 Hz"),
        (lossy("mp3", "mp3", channels=6), "mp3 cannot be written with 6 channels"),
        (lossy("opus", "opus", rate=44_100), "opus cannot be written with 44100 Hz"),
        (lossy("opus", "opus", bitrate=600_000), "opus cannot be written with 600000 bit/s in 2 channels"),
        (lossy("m4a", "aac", bitrate=1_000), "aac cannot be written with 1000 bit/s in 2 channels"),
        (evolve(form(), dither=Dither.SHAPED), "dither is shaped for 16 bits at 44.1 or 48 kHz alone"),
        (evolve(form(), tags=AudioTags()), "no tags are written into a WAV"),
        (form(codec="adm"), "asked for is an ADM master, which this is not"),
        (form(container="aiff", codec="flac"), "audio cannot be written as flac in aiff"),
        (form(rate=1), "pcm cannot be written with 1 Hz"),
        (form(rate=7_349), "pcm cannot be written with 7349 Hz"),
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
        check_form(MASTER, form(container=container, codec=codec) if codec in LOSSLESS else lossy(container, codec))
