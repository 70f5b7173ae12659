"""What a platform demands, and the form a master takes to meet it."""

from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from tunemantra.core.composition import Edition
from tunemantra.core.media import AudioFacts, BookletFacts, ImageFacts, ImmersiveFacts, VideoFacts
from tunemantra.core.release import Asset, Part
from tunemantra.core.requirement import (
    AudioForm,
    AudioSpec,
    AudioTags,
    BookletSpec,
    Dither,
    ImageForm,
    ImageSpec,
    Requirement,
    VideoForm,
    VideoSpec,
    rendition_key,
)
from tunemantra.testing.factories import make_release

WAV = AudioSpec("wav", "pcm", (44_100, 48_000, 96_000), (16, 24))
MP3 = AudioSpec("mp3", "mp3", (44_100,), bitrate=320_000)
OPUS = AudioSpec("opus", "opus", (48_000,), bitrate=128_000)
ATMOS = AudioSpec("wav", "adm", (48_000,), (24,), channels=128)
COVER = ImageSpec("JPEG", 3000, 4000, max_bytes=10_000_000)
CANVAS = VideoSpec("mp4", "h264", (9, 16), 720, 1920, Decimal(3), Decimal(8), audio=False)
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


def lossy(codec="mp3", rate=44_100, channels=2, bitrate=320_000, **more):
    return AudioFacts(codec, codec, rate, 0, channels, 100, bitrate=bitrate, **more)


def test_a_lossy_master_has_the_form_it_is_in_and_no_other():
    assert MP3.form_for(lossy()) == AudioForm("mp3", "mp3", 44_100, 0, 2, 320_000)
    assert WAV.form_for(lossy()) is None


@pytest.mark.parametrize(
    "master",
    [
        lossy(bitrate=256_000),
        lossy(variable=True),
        lossy(rate=48_000),
        lossy(channels=1),
        lossy("opus", 48_000, bitrate=320_000),
    ],
)
def test_a_lossy_master_is_never_encoded_again(master):
    assert MP3.form_for(master) is None


@pytest.mark.parametrize(("average", "taken"), [(103_000, True), (153_000, True), (102_000, False), (154_000, False)])
def test_a_codec_of_variable_bitrate_may_stray_from_it_by_a_fifth(average, taken):
    master = lossy("opus", 48_000, bitrate=average, variable=True)
    assert (OPUS.form_for(master) is not None) is taken


def test_what_is_lossy_is_not_made_louder():
    form = AudioForm("mp3", "mp3", 44_100, 0, 2, 320_000)
    assert (form.is_form_of(lossy()), evolve(form, gain=-1).is_form_of(lossy())) == (True, False)


def test_a_codec_with_one_rate_takes_masters_below_it():
    assert OPUS.form_for(AudioFacts("wav", "pcm_s16le", 44_100, 16, 2, 100)).sample_rate == 48_000


def test_an_adm_master_goes_where_one_is_taken_and_nothing_else_goes_there():
    scene = AudioFacts("wav", "pcm_s24le", 48_000, 24, 12, 100, immersive=ImmersiveFacts(12, 2, 10))
    assert ATMOS.form_for(scene) == AudioForm("wav", "adm", 48_000, 24, 12)
    assert evolve(WAV, channels=12).form_for(scene) is None
    assert ATMOS.form_for(evolve(scene, immersive=None)) is None
    assert (ATMOS.takes_channels_of(scene), WAV.takes_channels_of(scene)) == (True, False)


def test_dither_is_shaped_where_bits_are_dropped_to_sixteen():
    shaped = evolve(WAV, dither=Dither.SHAPED)
    master = AudioFacts("wav", "pcm_s24le", 48_000, 24, 2, 100)
    assert shaped.form_for(master).dither is Dither.TRIANGULAR
    assert evolve(shaped, bit_depths=(16,)).form_for(master).dither is Dither.SHAPED


@given(st.integers(1, 6000), st.integers(1, 6000))
def test_a_cover_is_never_upscaled_and_never_cropped(width, height):
    form = COVER.form_for(ImageFacts("PNG", width, height, "RGB"))
    if width != height or width < 3000:
        assert form is None
    else:
        assert form == ImageForm("JPEG", min(width, 4000), max_bytes=10_000_000)


@given(st.integers(1, 5000), st.integers(1, 5000), st.integers(0, 20_000), st.booleans())
def test_a_film_is_never_enlarged_and_cropped_only_where_somebody_says_where(width, height, milliseconds, cropped):
    master = VideoFacts("mov", "prores", width, height, Decimal(25), milliseconds)
    form = CANVAS.form_for(master, (0.5, 0.5) if cropped else None)
    if form is None:
        small = min(height, width * 16 // 9) < 722
        assert small or not 3000 <= milliseconds <= 8000 or not (cropped or CANVAS.shaped(master))
    else:
        assert (form.width % 2, form.height % 2, form.audio) == (0, 0, False)
        assert 720 <= form.height <= min(height, 1920)
        assert form.width <= width + 1
        assert CANVAS.shaped(evolve(master, width=form.width, height=form.height))


def test_a_film_without_a_picture_has_no_form():
    assert CANVAS.form_for(VideoFacts("mp4", "", 0, 0, Decimal(0), 5000), (0.5, 0.5)) is None


@pytest.mark.parametrize(
    ("form", "size"),
    [
        (ImageForm("JPEG", 3000), (3000, 3000)),
        (ImageForm("JPEG", 1080, ratio=(9, 16)), (1080, 1920)),
        (ImageForm("JPEG", 1080, ratio=(16, 9)), (1920, 1080)),
    ],
)
def test_the_shorter_side_and_the_shape_give_the_size(form, size):
    assert form.size == size


def test_file_names_end_as_their_form_says():
    assert AudioForm("flac", "flac", 44_100, 16).extension == "flac"
    assert [ImageForm(form, 3000).extension for form in ("JPEG", "PNG", "TIFF")] == ["jpg", "png", "tif"]
    assert VideoForm("mp4", "h264", 1080, 1920).extension == "mp4"


def test_requirements_read_well():
    assert str(WAV) == "WAV 16/24-bit 44.1/48/96 kHz, 2 channels"
    assert str(MP3) == "MP3 44.1 kHz, 2 channels"
    assert str(evolve(MP3, loudness=-14.5)) == "MP3 44.1 kHz, 2 channels, -14.5 LUFS"
    assert str(ATMOS) == "ADM BWF 24-bit 48 kHz, at most 128 channels"
    assert str(COVER) == "JPEG, square, at least 3000 pixels, RGB 8-bit"
    assert str(CANVAS) == "MP4 h264, 9:16, at least 720 pixels high, 3 to 8 seconds, no sound"


@given(forms, forms)
def test_the_same_master_in_the_same_form_has_one_key_and_no_other(one, other):
    assert (rendition_key(SHA, one) == rendition_key(SHA, other)) == (one == other)


def test_a_key_depends_on_the_master_and_on_the_kind_of_form():
    form = AudioForm("wav", "pcm", 44_100, 16)
    keys = {
        rendition_key(SHA, form),
        rendition_key("cd" * 32, form),
        rendition_key(SHA, evolve(form, channels=1)),
        rendition_key(SHA, evolve(form, dither=Dither.SHAPED)),
        rendition_key(SHA, evolve(form, gain=-2)),
        rendition_key(SHA, evolve(form, tags=AudioTags(title="A"))),
        rendition_key(SHA, evolve(form, tags=AudioTags(title="B"))),
        rendition_key(SHA, ImageForm("JPEG", 3000)),
    }
    assert len(keys) == 8
    assert all(len(key) == 64 for key in keys)


EVERYTHING = Requirement(
    AudioSpec("wav", "pcm", (44_100,), (16,)),
    ImageSpec("JPEG", 3000, 3000),
    film=VideoSpec("mp4", "h264", (16, 9), 720, 1080, Decimal(30), Decimal(3600)),
    immersive=AudioSpec("wav", "adm", (48_000,), (24,), 128),
    canvas=VideoSpec("mp4", "h264", (9, 16), 720, 1920, Decimal(3), Decimal(8), audio=False),
    booklet=BookletSpec(),
)
PLAIN = Requirement(EVERYTHING.audio, EVERYTHING.image)


def test_each_part_of_a_release_has_its_form():
    sound = AudioFacts("wav", "pcm_s24le", 48_000, 24, 2, 48_000)
    scene = evolve(sound, channels=12, immersive=ImmersiveFacts(12, 2, 10))
    film = VideoFacts("mov", "prores", 1920, 1080, Decimal(25), 60_000)
    canvas = VideoFacts("mov", "prores", 1080, 1920, Decimal(25), 5_000)
    cover = ImageFacts("PNG", 3200, 3200, "RGB")
    facts = {
        Part.COVER: cover,
        Part.RECORDING: sound,
        Part.FILM: film,
        Part.IMMERSIVE: scene,
        Part.CANVAS: canvas,
        Part.BOOKLET: BookletFacts(size=1),
    }
    forms = {part: EVERYTHING.form_for(part, one) for part, one in facts.items()}
    assert {part: form.extension for part, form in forms.items()} == {
        Part.COVER: "jpg",
        Part.RECORDING: "wav",
        Part.FILM: "mp4",
        Part.IMMERSIVE: "wav",
        Part.CANVAS: "mp4",
        Part.BOOKLET: "pdf",
    }
    assert forms[Part.IMMERSIVE].codec == "adm"
    assert [part for part, one in facts.items() if PLAIN.form_for(part, one)] == [Part.COVER, Part.RECORDING]
    assert EVERYTHING.form_for(Part.CANVAS, sound) is None
    assert EVERYTHING.form_for(Part.BOOKLET, BookletFacts(problem="torn")) is None
    assert str(EVERYTHING.booklet) == "PDF, 4 pages or more of 11 x 8.264 in, at most 10,000,000 bytes"


def test_a_platform_gets_the_files_it_takes_and_a_release_without_the_others():
    plain = make_release()
    first = evolve(plain.tracks[0], canvas=Asset("1.mp4"), editions=(Edition(Asset("atmos.wav")),))
    release = evolve(plain, booklet=Asset("booklet.pdf"), tracks=(first, *plain.tracks[1:]))
    assert EVERYTHING.files(release) == (*release.assets(), *release.additions())
    assert EVERYTHING.taken(release) == release
    assert PLAIN.files(release) == tuple(release.assets())
    assert PLAIN.taken(release) == plain


def test_a_platform_that_takes_no_recordings_is_sent_the_cover_alone():
    words = evolve(PLAIN, audio=None)
    release = make_release()
    assert [path for path, _ in words.files(release)] == ["artwork"]
    assert words.spec(Part.RECORDING) is None
    assert words.form_for(Part.RECORDING, AudioFacts("wav", "pcm_s16le", 44_100, 16, 2, 1)) is None
