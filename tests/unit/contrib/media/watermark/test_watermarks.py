"""Marks are found again by who has the key, and not heard by anybody."""

from __future__ import annotations

import re
import subprocess

import numpy as np
import pytest
import soundfile

from tests.unit.contrib.media.music import piece
from tests.unit.contrib.media.scenes import BED, OBJECT, scene
from tunemantra.contrib.media import FfmpegAudio
from tunemantra.contrib.media.watermark import Detected, Watermarks
from tunemantra.contrib.media.watermark.detection import Detector
from tunemantra.contrib.media.watermark.pattern import Pattern
from tunemantra.contrib.memory import MemorySecrets
from tunemantra.core.requirement import AudioForm
from tunemantra.errors import MediaError, SecretError
from tunemantra.ports.runtime import SecretRef

RATE, SECONDS = 44_100, 8.5
KEY, OTHER = "a key nobody else has", "another one altogether"
STORE = MemorySecrets({"env:KEY": KEY, "env:OTHER": OTHER, "env:SHORT": "fifteen letters"})
FIRST = 0xC0FFEE00


@pytest.fixture(scope="module")
def marks():
    return Watermarks(SecretRef("env:KEY"), STORE)


def ffmpeg(marks, *arguments):
    run = subprocess.run([marks._ffmpeg, "-nostdin", "-y", "-hide_banner", *arguments], capture_output=True, check=True)
    return run.stderr.decode()


def heard(path, secret):
    """Listen with a key, through another library than the one that decodes for us."""
    data, rate = soundfile.read(path, always_2d=True)
    assert rate == RATE
    detector = Detector(Pattern.of(secret))
    detector.push(data.mean(axis=1))
    return detector.finish()


@pytest.fixture(scope="module")
def clip(tmp_path_factory, marks):
    """A master of 24 bits, marked."""
    folder = tmp_path_factory.mktemp("clip")
    soundfile.write(folder / "clip.wav", piece(2, 14.0), RATE, "PCM_24")
    marks.mark(folder / "clip.wav", folder / "marked.wav", FIRST)
    return folder / "clip.wav", folder / "marked.wav"


@pytest.mark.slow
def test_twenty_of_twenty_are_recovered_after_mp3(marks, tmp_path):
    master, marked, encoded = (tmp_path / name for name in ("master.wav", "marked.wav", "marked.mp3"))
    found, strength = [], []
    for seed in range(20):
        sound = piece(seed, SECONDS)
        soundfile.write(master, sound[:, :1] if seed % 2 else sound, RATE, "PCM_16" if seed % 2 else "PCM_24")
        marks.mark(master, marked, FIRST + seed)
        ffmpeg(marks, "-i", marked, "-b:a", "128k", encoded)
        one = marks.detect(encoded)
        found.append(one and one.recipient - FIRST)
        strength.append(one.strength if one else 0.0)
        if seed % 4 == 0:
            assert heard(encoded, OTHER) is None
    print(f"strength {min(strength)} to {max(strength)}, 6 is believed")  # noqa: T201
    assert found == list(range(20))


def test_twenty_clips_without_a_mark_have_none():
    for seed in range(20):
        detector = Detector(Pattern.of(KEY))
        detector.push(piece(100 + seed, 6.0).mean(axis=1))
        assert detector.finish() is None


@pytest.mark.parametrize(
    "way",
    [
        ["-ar", "48000"],
        ["-ar", "48000", "-b:a", "128k", "-f", "mp3"],
        ["-ss", "3.217"],
        ["-ss", "1.03", "-b:a", "128k", "-f", "mp3"],
        ["-af", "volume=-9dB"],
        ["-ac", "1", "-ar", "32000"],
    ],
    ids=["48k", "48k-mp3", "cut", "cut-mp3", "quieter", "mono-32k"],
)
def test_a_mark_survives_what_is_done_to_copies(marks, clip, tmp_path, way):
    ffmpeg(marks, "-i", clip[1], *way, copy := tmp_path / f"copy.{way[-1] if way[-1] == 'mp3' else 'wav'}")
    assert marks.detect(copy).recipient == FIRST


def loudness(marks, path):
    told = ffmpeg(marks, "-i", path, "-af", "ebur128", "-f", "null", "-")
    return float(re.findall(r"I:\s+(-?[0-9.]+) LUFS", told)[-1])


def test_a_mark_changes_neither_loudness_nor_length_nor_form(marks, clip):
    before, after = clip
    assert abs(loudness(marks, after) - loudness(marks, before)) <= 0.1
    assert soundfile.info(after).frames == soundfile.info(before).frames
    assert (soundfile.info(after).subtype, soundfile.info(after).samplerate) == ("PCM_24", RATE)
    assert FfmpegAudio().inspect(after).foreign_chunks == ()


def test_what_is_added_lies_far_below_the_music(clip):
    before, after = (soundfile.read(path)[0] for path in clip)
    assert 10 * np.log10(np.square(before).sum() / np.square(after - before).sum()) > 25


def test_renditions_are_made_from_the_marked_copy(marks, clip, tmp_path):
    work = FfmpegAudio().process(clip[1], [form := AudioForm("mp3", "mp3", RATE, 0, 2, 320_000)], tmp_path)
    assert marks.detect(work.files[form]).recipient == FIRST


def test_the_same_mark_is_the_same_bytes(marks, clip, tmp_path):
    marks.mark(clip[0], tmp_path / "again.wav", FIRST)
    assert (tmp_path / "again.wav").read_bytes() == clip[1].read_bytes()


@pytest.mark.parametrize("subtype", ["PCM_16", "PCM_24"])
@pytest.mark.parametrize("seconds", [0.001, 3.333])
def test_silence_stays_silence_and_short_sounds_their_length(marks, tmp_path, seconds, subtype):
    soundfile.write(tmp_path / "a.wav", np.zeros((round(seconds * 48_000), 1)), 48_000, subtype)
    done = marks.mark(tmp_path / "a.wav", tmp_path / "b.wav", 1)
    assert done.frames == round(seconds * 48_000)
    assert (tmp_path / "b.wav").read_bytes()[44:] == (tmp_path / "a.wav").read_bytes()[44:]


def test_full_scale_is_kept_and_counted(marks, tmp_path):
    loud = np.clip(piece(5, 3.0) * 6, -1, 1 - 2**-15)
    soundfile.write(tmp_path / "a.wav", loud, RATE, "PCM_16")
    assert marks.mark(tmp_path / "a.wav", tmp_path / "b.wav", 1).clipped > 0
    assert np.abs(soundfile.read(tmp_path / "b.wav")[0] - loud).max() < 0.2


def test_progress_is_told_and_cancelling_leaves_nothing(marks, clip, tmp_path):
    told = []
    marks.mark(clip[0], tmp_path / "a.wav", 1, told.append)
    assert told[-1] == 1.0
    assert told == sorted(told)

    def stop(_share):
        raise InterruptedError

    with pytest.raises((InterruptedError, MediaError)):
        marks.mark(clip[0], tmp_path / "b.wav", 1, stop)
    assert [path.name for path in tmp_path.iterdir()] == ["a.wav"]


def test_a_block_at_a_time_is_heard_like_all_at_once(clip):
    data = soundfile.read(clip[1])[0].mean(axis=1)
    whole, parts = Detector(Pattern.of(KEY)), Detector(Pattern.of(KEY))
    whole.push(data)
    for start in range(0, len(data), 150_001):
        parts.push(data[start : start + 150_001])
    first, second = whole.finish(), parts.finish()
    assert isinstance(first, Detected)
    assert second == first


def test_what_cannot_be_marked_is_named(marks, tmp_path):
    soundfile.write(tmp_path / "slow.wav", np.zeros((100, 1)), 11_025, "PCM_16")
    with pytest.raises(MediaError, match=r"slow\.wav: a rate of 11025 Hz cannot be marked"):
        marks.mark(tmp_path / "slow.wav", tmp_path / "out.wav", 1)
    with pytest.raises(ValueError, match="32 bits"):
        marks.mark(tmp_path / "slow.wav", tmp_path / "out.wav", 2**32)
    (tmp_path / "text.wav").write_text("no sound")
    with pytest.raises(MediaError, match="text file"):
        marks.mark(tmp_path / "text.wav", tmp_path / "out.wav", 1)
    with pytest.raises(MediaError, match="text file"):
        marks.detect(tmp_path / "text.wav")


def test_a_folder_that_is_not_there_is_told(marks, clip, tmp_path):
    with pytest.raises(MediaError, match="cannot be written"):
        marks.mark(clip[0], tmp_path / "nowhere" / "out.wav", 1)


def test_a_short_key_is_refused_by_its_reference(clip):
    with pytest.raises(SecretError, match="env:SHORT is too short") as caught:
        Watermarks(SecretRef("env:SHORT"), STORE).detect(clip[1])
    assert "fifteen" not in str(caught.value)


def test_less_than_a_frame_has_no_mark(marks, tmp_path):
    soundfile.write(tmp_path / "a.wav", np.zeros((10, 1)), RATE, "PCM_16")
    assert marks.detect(tmp_path / "a.wav") is None


def test_an_adm_master_is_not_marked_and_robbed_of_its_scene(marks, tmp_path):
    (tmp_path / "atmos.wav").write_bytes(scene([BED] * 10 + [OBJECT]))
    with pytest.raises(MediaError, match=r"atmos\.wav: a marked copy of an ADM master"):
        marks.mark(tmp_path / "atmos.wav", tmp_path / "marked.wav", 1)
    assert not (tmp_path / "marked.wav").exists()
