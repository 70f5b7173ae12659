"""One file into another form: filled in from the master, whole or not there, never over what was there unasked."""

from __future__ import annotations

import os
import subprocess
from decimal import Decimal

import numpy as np
import pytest
import soundfile
from attrs import evolve
from mutagen import File
from PIL import Image

from tunemantra.contrib.media import Conversion, Converter, FfmpegAudio, FfmpegVideo, PillowImages
from tunemantra.contrib.media.converting import ENDINGS, film_form, picture_form, sound_form
from tunemantra.core.media import AudioFacts, ImageFacts, VideoFacts
from tunemantra.core.requirement import AudioTags, Dither, VideoForm
from tunemantra.errors import ConflictError, MediaError

HIRES = AudioFacts("flac", "flac", 88_200, 24, 2, 88_200)
MP3 = AudioFacts("mp3", "mp3", 44_100, 0, 2, 44_100, bitrate=256_000)
COVER = ImageFacts("JPEG", 3000, 2000, "RGB")
FILM = VideoFacts("mov", "prores", 1920, 1081, Decimal(25), 1000)


@pytest.fixture(scope="module")
def converter():
    return Converter()


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shelf")
    noise = np.random.default_rng(1).uniform(-0.3, 0.3, (48_000, 2))
    soundfile.write(folder / "song.wav", noise, 48_000, "PCM_24")
    soundfile.write(folder / "surround.wav", np.tile(noise, (1, 3)), 48_000, "PCM_24")
    Image.effect_noise((300, 200), 90).convert("RGB").save(folder / "cover.png")
    command = [FfmpegVideo().ffmpeg, "-v", "error", "-f", "lavfi", "-i", "testsrc2=s=160x90:r=25:d=1"]
    command += ["-f", "lavfi", "-i", "sine=r=48000:d=1", "-c:v", "mpeg4", str(folder / "film.mov")]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return folder


def names(folder):
    return sorted(path.name for path in folder.iterdir())


class TestForms:
    @pytest.mark.parametrize(
        ("to", "rate", "bits", "bitrate"),
        [
            ("wav", 88_200, 24, 0),
            ("flac", 88_200, 24, 0),
            ("mp3", 44_100, 0, 320_000),
            ("m4a", 88_200, 0, 256_000),
            ("opus", 48_000, 0, 160_000),
        ],
    )
    def test_what_nobody_states_is_as_the_master_has_it_or_the_nearest_there_is(self, to, rate, bits, bitrate):
        form = sound_form(HIRES, Conversion(to))
        assert (form.sample_rate, form.bit_depth, form.bitrate, form.channels) == (rate, bits, bitrate, 2)

    def test_what_is_lossy_keeps_its_bitrate_so_that_it_can_be_passed_on(self):
        assert sound_form(MP3, Conversion("mp3")).is_form_of(MP3)

    @pytest.mark.parametrize(("bits", "depth"), [(32, 24), (24, 24), (20, 16), (16, 16)])
    def test_bits_are_dropped_and_never_made_up(self, bits, depth):
        facts = AudioFacts("wav", "pcm", 44_100, bits, 2, 1)
        assert sound_form(facts, Conversion("flac")).bit_depth == depth

    def test_a_picture_keeps_its_shape_unless_another_is_asked_for(self):
        assert picture_form(COVER, Conversion("png")).size == (3000, 2000)
        square = picture_form(COVER, Conversion("jpg", crop=(1, 1), focus=(0.2, 0.5)))
        assert (square.size, square.focus) == ((2000, 2000), (0.2, 0.5))
        assert picture_form(COVER, Conversion("tif", side=500)).size == (750, 500)

    @pytest.mark.parametrize(
        ("wanted", "size"),
        [
            (Conversion("mp4"), (1920, 1080)),
            (Conversion("mp4", side=720), (1278, 720)),
            (Conversion("mp4", crop=(9, 16)), (608, 1080)),
            (Conversion("mp4", crop=(1, 1), side=600), (600, 600)),
        ],
    )
    def test_a_film_has_even_sides(self, wanted, size):
        form = film_form(FILM, wanted)
        assert (form.width, form.height) == size

    @pytest.mark.parametrize(
        ("to", "stated", "named"),
        [
            ("jpg", {"bits": 16, "rate": 44_100}, "bits, rate"),
            ("wav", {"side": 500}, "side"),
            ("mp4", {"quality": 80}, "quality"),
            ("png", {"sound": False}, "sound"),
        ],
    )
    def test_what_a_form_has_not_is_refused_and_not_left_out(self, to, stated, named):
        with pytest.raises(MediaError, match=f"^{named}: {to} is"):
            Conversion(to, **stated)

    def test_an_unknown_ending_is_refused_with_those_there_are(self):
        with pytest.raises(MediaError, match="nobody writes ogg") as caught:
            Conversion("ogg")
        assert all(ending in caught.value.hint for ending in ENDINGS)


class TestConverting:
    @pytest.mark.parametrize("to", ["wav", "aiff", "flac", "mp3", "m4a", "opus"])
    def test_every_form_of_sound_is_as_long_as_the_master(self, converter, shelf, out, to):
        made = converter.convert(shelf / "song.wav", out / f"a.{to}", Conversion(to))
        facts = FfmpegAudio().measure(made.path)
        assert (facts.container, facts.problem, facts.frames) == (to, "", 48_000)
        assert names(out) == [f"a.{to}"]

    def test_channels_are_kept(self, converter, shelf, out):
        made = converter.convert(shelf / "surround.wav", out / "a.flac", Conversion("flac", bits=16))
        assert (made.form.channels, FfmpegAudio().inspect(made.path).channels) == (6, 6)

    def test_a_rate_and_shaped_dither_are_as_asked(self, converter, shelf, out):
        wanted = Conversion("wav", rate=44_100, bits=16, dither=Dither.SHAPED)
        made = converter.convert(shelf / "song.wav", out / "a.wav", wanted)
        plain = converter.convert(shelf / "song.wav", out / "b.wav", Conversion("wav", rate=44_100, bits=16))
        assert FfmpegAudio().inspect(made.path).frames == 44_100
        assert made.path.read_bytes() != plain.path.read_bytes()

    def test_tags_and_a_cover_are_written(self, converter, shelf, out):
        wanted = Conversion("flac", tags=AudioTags(title="Upstream", track=3), cover=shelf / "cover.png")
        made = File(converter.convert(shelf / "song.wav", out / "a.flac", wanted).path)
        assert (made["title"], made["tracknumber"]) == (["Upstream"], ["3"])
        assert made.pictures[0].data == (shelf / "cover.png").read_bytes()

    def test_a_cover_that_cannot_be_read_is_one_sentence(self, converter, shelf, out):
        with pytest.raises(MediaError, match=r"none\.jpg cannot be read"):
            converter.convert(shelf / "song.wav", out / "a.mp3", Conversion("mp3", cover=shelf / "none.jpg"))

    def test_a_picture_is_cropped_and_kept_below_a_size(self, converter, shelf, out):
        wanted = Conversion("jpg", crop=(1, 1), side=100, max_bytes=6_000, progressive=True)
        made = converter.convert(shelf / "cover.png", out / "a.jpg", wanted)
        facts = PillowImages().measure(made.path)
        assert (facts.format, facts.width, facts.height, facts.progressive) == ("JPEG", 100, 100, True)
        assert facts.size <= 6_000

    def test_a_film_is_written_without_its_sound(self, converter, shelf, out):
        shares = []
        wanted = Conversion("mp4", crop=(1, 1), sound=False)
        made = converter.convert(shelf / "film.mov", out / "a.mp4", wanted, progress=shares.append)
        facts = FfmpegVideo().measure(made.path)
        assert made.form == VideoForm("mp4", "h264", 90, 90, audio=False, focus=(0.5, 0.5))
        assert (facts.width, facts.height, facts.audio, facts.problem) == (90, 90, None, "")
        assert shares == sorted(shares)
        assert shares[-1] == 1.0

    @pytest.mark.parametrize(("name", "to"), [("cover.png", "wav"), ("song.wav", "jpg"), ("song.wav", "mp4")])
    def test_what_is_something_else_is_refused(self, converter, shelf, out, name, to):
        with pytest.raises(MediaError, match=name):
            converter.convert(shelf / name, out / f"a.{to}", Conversion(to))
        assert names(out) == []

    def test_what_the_master_has_not_is_refused_and_nothing_is_written(self, converter, shelf, out):
        with pytest.raises(MediaError, match="96000 Hz"):
            converter.convert(shelf / "song.wav", out / "a.wav", Conversion("wav", rate=96_000))
        assert names(out) == []


class TestTarget:
    def test_a_file_that_is_there_stays_unless_forced(self, converter, shelf, out):
        (out / "a.flac").write_text("mine")
        with pytest.raises(ConflictError, match="there already"):
            converter.convert(shelf / "song.wav", out / "a.flac", Conversion("flac"))
        assert (out / "a.flac").read_text() == "mine"
        converter.convert(shelf / "song.wav", out / "a.flac", Conversion("flac"), force=True)
        assert FfmpegAudio().inspect(out / "a.flac").problem == ""

    def test_the_master_is_never_replaced(self, converter, shelf):
        before = (shelf / "song.wav").read_bytes()
        with pytest.raises(ConflictError, match="the master"):
            converter.convert(shelf / "song.wav", shelf / "song.wav", Conversion("wav", bits=16), force=True)
        assert (shelf / "song.wav").read_bytes() == before

    def test_what_somebody_put_there_meanwhile_stays(self, converter, shelf, out):
        def meanwhile(_share):
            (out / "a.flac").write_text("mine")

        with pytest.raises(ConflictError):
            converter.convert(shelf / "song.wav", out / "a.flac", Conversion("flac"), progress=meanwhile)
        assert ((out / "a.flac").read_text(), names(out)) == ("mine", ["a.flac"])

    def test_a_file_system_without_links_does_as_well(self, converter, shelf, out, monkeypatch):
        def without(*_):
            raise PermissionError

        monkeypatch.setattr(os, "link", without)
        converter.convert(shelf / "song.wav", out / "a.flac", Conversion("flac"))
        assert names(out) == ["a.flac"]

    def test_what_is_cancelled_leaves_nothing(self, converter, shelf, out):
        class Enough(BaseException):
            pass

        def cancel(_share):
            raise Enough

        for name, to in (("song.wav", "flac"), ("film.mov", "mp4")):
            with pytest.raises(Enough):
                converter.convert(shelf / name, out / f"a.{to}", Conversion(to), progress=cancel)
        assert names(out) == []


def test_a_conversion_shows_what_was_stated_alone():
    assert repr(Conversion("mp3")) == "Conversion(to='mp3')"
    assert repr(Conversion("wav", bits=16)) == "Conversion(to='wav', bits=16)"


def test_a_film_without_sound_becomes_one_without():
    assert not film_form(FILM, Conversion("mp4")).audio
    assert film_form(evolve(FILM, audio=MP3), Conversion("mp4")).audio
    assert not film_form(evolve(FILM, audio=MP3), Conversion("mp4", sound=False)).audio
