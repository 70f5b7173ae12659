"""Clips and silence through pydub, on our own ffmpeg."""

from __future__ import annotations

from math import inf, nan

import numpy as np
import pytest
import soundfile
from pydub import AudioSegment

from tests.unit.contrib.media.material import quantised, tones, write
from tunemantra.contrib.media import Clips, Span
from tunemantra.errors import MediaError


@pytest.fixture(scope="module")
def clips():
    return Clips()


@pytest.fixture
def master(tmp_path):
    wave = tones(44_100, 3)
    wave[44_100:88_200] = 0
    return write(tmp_path / "song.flac", quantised(wave, 24), 24, 44_100)


@pytest.mark.parametrize("container", ["wav", "mp3"])
def test_a_preview_is_as_long_as_asked_and_faded(clips, master, out, container):
    made = clips.preview(master, out, start=2.0, seconds=0.8, fade=0.2, container=container)
    assert (made.start, made.seconds) == (2.0, 0.8)
    data, rate = soundfile.read(made.path)
    assert rate == 44_100
    assert len(data) / rate == pytest.approx(0.8, abs=0.06)
    loud = np.abs(data).max()
    assert np.abs(data[:200]).max() < loud / 10
    assert [item.name for item in out.iterdir()] == [f"preview-song.{container}"]


def test_a_preview_ends_with_its_master(clips, master, out):
    made = clips.preview(master, out, start=2.5, seconds=30)
    assert made.seconds == soundfile.info(made.path).duration == pytest.approx(0.5)


@pytest.mark.parametrize(("start", "seconds"), [(0, 0), (-1, 5), (0, 1000), (inf, 5), (nan, 5)])
def test_an_impossible_clip_is_refused(clips, master, out, start, seconds):
    with pytest.raises(MediaError, match="cannot be made"):
        clips.preview(master, out, start=start, seconds=seconds)


def test_fading_for_ever_is_refused(clips, master, out):
    with pytest.raises(MediaError, match="cannot be made"):
        clips.preview(master, out, fade=inf)


def test_a_clip_behind_the_end_is_refused(clips, master, out):
    with pytest.raises(MediaError, match=r"song\.flac ends before 4 seconds"):
        clips.preview(master, out, start=4)
    assert list(out.iterdir()) == []


@pytest.fixture
def chorus(tmp_path):
    """Twenty seconds of which those from 9 to 14 are louder; one click is louder still."""
    wave = tones(44_100, 20) * 0.1
    wave[9 * 44_100 : 14 * 44_100] *= 6
    wave[3 * 44_100] = 1.0
    return write(tmp_path / "chorus.wav", quantised(wave, 16), 16, 44_100)


@pytest.mark.parametrize("seconds", [5.0, 4.0, 1.0])
def test_the_loudest_passage_is_found(clips, chorus, seconds):
    start = clips.loudest(chorus, seconds)
    assert 8.9 <= start <= 14.1 - seconds


def test_a_preview_without_a_start_is_of_the_loudest_passage(clips, chorus, out):
    data, _ = soundfile.read(clips.preview(chorus, out, start=None, seconds=4.0, fade=0).path)
    quiet, loud = (np.abs(soundfile.read(chorus)[0][at * 44_100 :][:1000]).mean() for at in (1, 10))
    assert np.abs(data).mean() > (quiet + 2 * loud) / 3


def test_nothing_is_loudest_in_silence_or_in_what_is_short(clips, tmp_path, chorus):
    silence = write(tmp_path / "silence.wav", quantised(np.zeros((8000 * 8, 1)), 16), 16, 8000)
    assert clips.loudest(silence, 2.0) == 0.0
    assert clips.loudest(chorus, 20.0) == clips.loudest(chorus, 60.0) == 0.0


@pytest.mark.parametrize(("rate", "seconds"), [(44_100, 1.0), (44_100, 0.777), (48_000, 1.234), (96_000, 0.5)])
def test_a_wav_preview_is_as_long_as_asked_to_the_sample(clips, out, tmp_path, rate, seconds):
    master = write(tmp_path / "song.wav", quantised(tones(rate, 3), 24), 24, rate)
    made = clips.preview(master, out, start=0.5, seconds=seconds, fade=0.2).path
    assert soundfile.info(made).frames == round(seconds * rate)


def test_silence_is_found_where_it_is(clips, master):
    (span,) = clips.silence_spans(master)
    assert (span.start, span.end) == (pytest.approx(1.0, abs=0.03), pytest.approx(2.0, abs=0.03))


def test_music_without_silence_has_none(clips, tmp_path):
    master = write(tmp_path / "loud.wav", quantised(tones(48_000, 1), 16), 16, 48_000)
    assert clips.silence_spans(master) == ()


def test_nothing_but_silence_is_one_span(clips, tmp_path):
    master = write(tmp_path / "quiet.wav", np.zeros((48_000, 2), dtype=np.int32), 16, 48_000)
    assert clips.silence_spans(master) == (Span(0.0, 1.0),)


def test_what_is_no_audio_is_refused(clips, tmp_path, out):
    text = tmp_path / "song.wav"
    text.write_text("words")
    with pytest.raises(MediaError, match="not audio: a text file"):
        clips.preview(text, out)
    with pytest.raises(MediaError, match="not audio: a text file"):
        clips.silence_spans(text)


def test_pydubs_global_setting_is_left_alone(clips, master, out, monkeypatch):
    monkeypatch.setattr(AudioSegment, "converter", "somebody-elses")
    clips.preview(master, out, seconds=0.5, container="mp3")
    assert AudioSegment.converter == "somebody-elses"


def test_a_master_above_full_scale_is_not_cut_off_in_a_clip(clips, tmp_path, out):
    soundfile.write(tmp_path / "loud.wav", 1.5 * np.sin(np.arange(96_000) / 9), 48_000, "FLOAT")
    with pytest.raises(MediaError, match=r"loud\.wav: its samples reach \+3\.52 dBFS"):
        clips.preview(tmp_path / "loud.wav", out, seconds=1)
    assert list(out.iterdir()) == []
