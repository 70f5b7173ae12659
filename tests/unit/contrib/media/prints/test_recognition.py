"""The same recording is known again however it is delivered, and no other one is taken for it."""

from __future__ import annotations

import itertools
import subprocess

import numpy as np
import pytest
import soundfile

from tests.unit.contrib.media.music import piece
from tunemantra.contrib.media.headers import read_header
from tunemantra.contrib.media.prints import Comparison, Fingerprints, Relation, compare, similarity
from tunemantra.errors import MediaError

RATE = 44_100
SAME, OTHER = 0.95, 0.5


@pytest.fixture(scope="session")
def prints():
    return Fingerprints()


def ffmpeg(prints, *arguments):
    subprocess.run([prints.ffmpeg, "-nostdin", "-v", "error", "-y", *arguments], check=True)


def as_mp3(prints, source, wave):
    ffmpeg(prints, "-i", source, "-b:a", "128k", made := source.with_suffix(".mp3"))
    return made


def as_flac(prints, source, wave):
    ffmpeg(prints, "-i", source, made := source.with_suffix(".flac"))
    return made


def trimmed(prints, source, wave):
    soundfile.write(made := source.with_suffix(".t.wav"), wave[RATE:], RATE, "PCM_16")
    return made


def tagged(prints, source, wave):
    ffmpeg(
        prints, "-i", source, "-b:a", "192k", "-metadata", "title=" + "x" * 500, made := source.with_suffix(".tag.mp3")
    )
    return made


def louder(prints, source, wave):
    soundfile.write(made := source.with_suffix(".l.wav"), np.clip(1.9 * wave, -1, 1), RATE, "PCM_24")
    return made


def later(prints, source, wave):
    silence = np.zeros((round(2.777 * RATE), 2))
    soundfile.write(made := source.with_suffix(".s.wav"), np.concatenate([silence, wave]), RATE, "PCM_24")
    return made


VARIANTS = (as_mp3, as_flac, trimmed, tagged, louder, later)


def measure(prints, folder, count, variants):
    """Return the likenesses of each recording with its variants, and of all pairs of different ones."""
    originals, same = [], []
    for seed in range(count):
        wave, source = piece(seed), folder / f"{seed}.wav"
        soundfile.write(source, wave, RATE, "PCM_24")
        originals.append(prints.fingerprint(source))
        same += [
            similarity(originals[-1], prints.fingerprint(vary(prints, source, wave))).similarity
            for vary in variants(seed)
        ]
    other = [similarity(*pair).similarity for pair in itertools.combinations(originals, 2)]
    print(f"same: {len(same)} pairs, {min(same):.3f} at least; others: {len(other)} pairs, {max(other):.3f} at most")  # noqa: T201
    return same, other


def test_twenty_one_recordings_are_known_again_and_told_from_two_hundred_and_ten_others(prints, tmp_path):
    same, other = measure(prints, tmp_path, 21, lambda seed: [VARIANTS[seed % len(VARIANTS)]])
    assert (len(same), len(other)) == (21, 210)
    assert min(same) >= SAME
    assert max(other) < OTHER


@pytest.mark.nightly
def test_thirty_four_recordings_in_every_variant(prints, tmp_path):
    same, other = measure(prints, tmp_path, 34, lambda _seed: VARIANTS)
    assert (len(same), len(other)) == (204, 561)
    assert min(same) >= SAME
    assert max(other) < OTHER


@pytest.fixture(scope="module")
def shelf(tmp_path_factory, prints):
    """One recording, as it is and in every variant."""
    folder = tmp_path_factory.mktemp("shelf")
    wave = piece(3)
    soundfile.write(source := folder / "song.wav", wave, RATE, "PCM_24")
    return source, {vary.__name__: vary(prints, source, wave) for vary in VARIANTS}


@pytest.mark.parametrize(
    ("variant", "relation", "offset", "gain"),
    [
        ("as_flac", Relation.SAME_SAMPLES, 0.0, 0.0),
        ("trimmed", Relation.SAME_RECORDING, -1.0, 0.0),
        ("tagged", Relation.SAME_RECORDING, 0.0, -0.26),  # LAME makes 192 kbit/s quieter by three hundredths
        ("louder", Relation.SAME_RECORDING, 0.0, 5.58),
        ("later", Relation.SAME_RECORDING, 2.777, 0.0),
    ],
)
def test_a_comparison_says_what_was_done(shelf, variant, relation, offset, gain):
    source, made = shelf
    found = compare(source, made[variant])
    assert found.relation is relation
    assert found.offset == pytest.approx(offset, abs=0.002)
    assert found.gain == pytest.approx(gain, abs=0.1)


def test_the_same_bytes_are_told_without_decoding(tmp_path):
    for name in ("a.wav", "b.wav"):
        (tmp_path / name).write_bytes(b"anything")
    assert compare(tmp_path / "a.wav", tmp_path / "b.wav") == Comparison(Relation.SAME_BYTES, 1.0, gain=0.0)


def test_different_recordings_are_told_apart(shelf, tmp_path):
    soundfile.write(tmp_path / "other.wav", piece(4), RATE, "PCM_16")
    found = compare(shelf[0], tmp_path / "other.wav")
    assert (found.relation, found.gain) == (Relation.DIFFERENT, None)
    assert found.similarity < OTHER


@pytest.mark.parametrize("seconds", [2.0, 10.0])
def test_what_is_too_short_or_too_plain_is_neither_the_same_nor_another(tmp_path, seconds):
    tone = np.sin(2 * np.pi * 440 * np.arange(round(RATE * seconds)) / RATE)[:, None] * [0.5, 0.4]
    for name, gain in (("a.wav", 1.0), ("b.wav", 0.5)):
        soundfile.write(tmp_path / name, gain * tone, RATE, "PCM_16")
    assert compare(tmp_path / "a.wav", tmp_path / "b.wav") == Comparison(Relation.UNKNOWN, 0.0)


def test_silence_is_like_nothing(tmp_path):
    soundfile.write(tmp_path / "a.wav", np.zeros((RATE * 8, 2)), RATE, "PCM_16")
    soundfile.write(tmp_path / "b.wav", np.zeros((RATE * 9, 2)), RATE, "PCM_16")
    assert compare(tmp_path / "a.wav", tmp_path / "b.wav").relation is Relation.UNKNOWN


def test_a_short_sound_has_no_fingerprint(prints, tmp_path):
    soundfile.write(tmp_path / "a.wav", piece(1, 1.0), RATE, "PCM_16")
    assert prints.fingerprint(tmp_path / "a.wav") == ()


@pytest.mark.parametrize(("content", "said"), [(b"no sound at all", "a text file"), (b"", "empty"), (b"\xff\xfb", "x")])
def test_what_is_no_recording_is_refused_by_name(prints, tmp_path, content, said):
    (tmp_path / "song.wav").write_bytes(content)
    with pytest.raises(MediaError, match=rf"song\.wav: .*{said}" if said != "x" else r"song\.wav: "):
        prints.fingerprint(tmp_path / "song.wav")


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(MediaError, match=r"gone\.wav cannot be read"):
        compare(tmp_path / "gone.wav", tmp_path / "gone.wav")


@pytest.mark.parametrize("channels", [3, 6, 8, 9, 12, 64])
def test_a_recording_of_many_channels_is_known_again(prints, tmp_path, channels):
    wave = np.tile(piece(7, 8, RATE)[:, :1] / 4, (1, channels))
    soundfile.write(tmp_path / "one.wav", wave, RATE, "PCM_24")
    wave[1000, 1] += 0.01
    soundfile.write(tmp_path / "other.wav", wave, RATE, "PCM_24")
    found = compare(tmp_path / "one.wav", tmp_path / "other.wav")
    assert (found.relation, found.gain, found.offset) == (Relation.SAME_RECORDING, 0.0, 0.0)
    stereo = tmp_path / "stereo.wav"
    soundfile.write(stereo, wave[:, :2], RATE, "PCM_24")
    assert similarity(prints.fingerprint(tmp_path / "one.wav"), prints.fingerprint(stereo)).similarity > SAME


def test_a_recording_in_ogg_is_compared_whatever_its_codec(prints, tmp_path):
    soundfile.write(tmp_path / "one.wav", piece(3, 8, RATE), RATE, "PCM_16")
    soundfile.write(tmp_path / "one.ogg", piece(3, 8, RATE), RATE, format="OGG", subtype="VORBIS")
    assert compare(tmp_path / "one.wav", tmp_path / "one.ogg").relation is Relation.SAME_RECORDING
    assert read_header(tmp_path / "one.ogg").container == "ogg"


def test_more_channels_than_can_be_added_up_are_told(prints, tmp_path):
    soundfile.write(tmp_path / "wall.wav", np.zeros((100, 65)), RATE, "PCM_16")
    with pytest.raises(MediaError, match=r"wall\.wav: 65 channels; 64 at most are compared"):
        prints.fingerprint(tmp_path / "wall.wav")
