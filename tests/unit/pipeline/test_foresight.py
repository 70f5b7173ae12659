"""What a rendition will be, before it is made."""

from __future__ import annotations

from decimal import Decimal

import pytest
from attrs import evolve

from tests.unit.pipeline.world import COVER, MASTER
from tunemantra.core.form import AudioForm, AudioTags, BookletForm, Form, ImageForm, VideoForm
from tunemantra.core.media import AudioFacts, BookletFacts, Facts, ImageFacts, VideoFacts
from tunemantra.core.plan import Size
from tunemantra.core.release import Asset
from tunemantra.pipeline.foresight import size_of, stand_in

ASSET = Asset("a.wav", "ab" * 32, 1234)
FILM = VideoFacts("mov", "prores", 1920, 1080, Decimal(25), 60_000)
MP3 = AudioFacts("mp3", "mp3", 44_100, 0, 2, 44_100 * 10, bitrate=320_000)
WAV = AudioForm("wav", "pcm", 44_100, 16)
SECONDS = 183


@pytest.mark.parametrize(
    ("form", "master", "size"),
    [
        (WAV, MASTER, Size(44 + 44_100 * SECONDS * 4, exact=True)),
        (evolve(WAV, tags=AudioTags("x")), MASTER, Size(44 + 44_100 * SECONDS * 4)),
        (AudioForm("wav", "adm", 48_000, 24), MASTER, Size(1234, exact=True)),
        (AudioForm("mp3", "mp3", 44_100, 0, bitrate=320_000), MP3, Size(1234, exact=True)),
        (AudioForm("mp3", "mp3", 44_100, 0, bitrate=320_000), MASTER, Size(320_000 * SECONDS // 8)),
        (AudioForm("flac", "flac", 44_100, 16), MASTER, Size()),
        (ImageForm("JPEG", 3000), COVER, Size()),
        (VideoForm("mp4", "h264", 1280, 720), FILM, Size()),
        (BookletForm(), BookletFacts(1234), Size(1234, exact=True)),
    ],
)
def test_a_size_is_told_as_far_as_the_form_says_it(form: Form, master: Facts, size: Size) -> None:
    assert size_of(form, master, ASSET) == size
    assert size_of(form, master, ASSET).known == (size != Size())


def test_what_stands_for_a_rendition_has_the_facts_of_its_form() -> None:
    sound = stand_in("tracks[0].audio", ASSET, WAV, MASTER, Size(5)).facts
    assert isinstance(sound, AudioFacts)
    assert (sound.codec, sound.sample_rate, sound.bit_depth, sound.frames) == ("pcm_s16le", 44_100, 16, 44_100 * 183)
    coded = stand_in("tracks[0].audio", ASSET, AudioForm("flac", "flac", 48_000, 16), MASTER, Size()).facts
    assert isinstance(coded, AudioFacts)
    assert coded.codec == "flac"
    cover = stand_in("artwork", ASSET, ImageForm("JPEG", 3000), COVER, Size()).facts
    assert cover == ImageFacts("JPEG", 3000, 3000, "RGB")
    film = stand_in("tracks[0].audio", ASSET, VideoForm("mp4", "h264", 1280, 720), FILM, Size()).facts
    assert film == evolve(FILM, container="mp4", codec="h264", width=1280, height=720)
    assert stand_in("booklet", ASSET, BookletForm(), BookletFacts(9), Size()).facts == BookletFacts(9)
    scene = stand_in("tracks[0].audio", ASSET, AudioForm("wav", "adm", 48_000, 24), MASTER, Size()).facts
    assert scene == MASTER
