"""What a platform demands, and the form a master takes to meet it."""

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from tunemantra.core.media import AudioFacts, ImageFacts
from tunemantra.core.requirement import AudioForm, AudioSpec, ImageForm, ImageSpec, rendition_key

WAV = AudioSpec("wav", "pcm", (44_100, 48_000, 96_000), (16, 24))
MP3 = AudioSpec("mp3", "mp3", (44_100,), bitrate=320_000)
COVER = ImageSpec("JPEG", 3000, 4000, max_bytes=10_000_000)
SHA = "ab" * 32

rates = st.sampled_from((8_000, 22_050, 44_100, 48_000, 88_200, 96_000, 192_000))
depths = st.sampled_from((0, 8, 16, 20, 24, 32))
masters = st.builds(AudioFacts, st.just("wav"), st.just("pcm"), rates, depths, st.integers(1, 6), st.just(100))
forms = st.builds(AudioForm, st.sampled_from(("wav", "flac")), st.just("pcm"), rates, depths, st.integers(1, 2))


@given(masters)
def test_a_form_never_asks_for_more_than_the_master_has(master):
    form = WAV.form_for(master)
    if form is None:
        assert master.sample_rate < 44_100 or master.bit_depth < 16 or master.channels < 2
    else:
        assert form.sample_rate <= master.sample_rate
        assert form.bit_depth <= master.bit_depth
        assert form.channels <= master.channels


@given(masters)
def test_a_form_is_one_the_platform_takes_and_the_best_of_those(master):
    form = WAV.form_for(master)
    if form is not None:
        assert form.sample_rate == max(rate for rate in WAV.sample_rates if rate <= master.sample_rate)
        assert form.bit_depth == max(depth for depth in WAV.bit_depths if depth <= master.bit_depth)


def test_a_lossy_form_has_no_depth_and_its_own_bitrate():
    master = AudioFacts("flac", "flac", 96_000, 24, 2, 100)
    assert MP3.form_for(master) == AudioForm("mp3", "mp3", 44_100, 0, 2, 320_000)


@given(st.integers(1, 6000), st.integers(1, 6000))
def test_a_cover_is_never_upscaled_and_never_cropped(width, height):
    form = COVER.form_for(ImageFacts("PNG", width, height, "RGB"))
    if width != height or width < 3000:
        assert form is None
    else:
        assert form == ImageForm("JPEG", min(width, 4000), max_bytes=10_000_000)


def test_file_names_end_as_their_form_says():
    assert AudioForm("flac", "flac", 44_100, 16).extension == "flac"
    assert [ImageForm(form, 3000).extension for form in ("JPEG", "PNG", "TIFF")] == ["jpg", "png", "tif"]


def test_requirements_read_well():
    assert str(WAV) == "WAV 16/24-bit 44.1/48/96 kHz, 2 channels"
    assert str(MP3) == "MP3 44.1 kHz, 2 channels"
    assert str(COVER) == "JPEG, square, at least 3000 pixels, RGB 8-bit"


@given(forms, forms)
def test_the_same_master_in_the_same_form_has_one_key_and_no_other(one, other):
    assert (rendition_key(SHA, one) == rendition_key(SHA, other)) == (one == other)


def test_a_key_depends_on_the_master_and_on_the_kind_of_form():
    form = AudioForm("wav", "pcm", 44_100, 16)
    keys = {
        rendition_key(SHA, form),
        rendition_key("cd" * 32, form),
        rendition_key(SHA, evolve(form, channels=1)),
        rendition_key(SHA, ImageForm("JPEG", 3000)),
    }
    assert len(keys) == 4
    assert all(len(key) == 64 for key in keys)
