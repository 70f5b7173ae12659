"""Every format in, every format out: exact where both are lossless, of the right length where one is lossy, or refused.

What is written is read by libsndfile, mutagen and ffmpeg's own decoder beside our readers of headers.
"""

from __future__ import annotations

import hashlib
import subprocess

import mutagen
import numpy as np
import pytest
import soundfile

from tests.unit.contrib.media.material import quantised, read, tones, write
from tunemantra.contrib.media import FfmpegAudio
from tunemantra.contrib.media.headers import read_header
from tunemantra.core.requirement import AudioForm
from tunemantra.errors import MediaError

RATE, BITS = 48_000, 24
FRAMES = 50_001
LOSSLESS = {
    "wav": AudioForm("wav", "pcm", RATE, BITS),
    "flac": AudioForm("flac", "flac", RATE, BITS),
    "aiff": AudioForm("aiff", "pcm", RATE, BITS),
}
LOSSY = {
    "mp3": AudioForm("mp3", "mp3", RATE, 0, 2, 320_000),
    "m4a": AudioForm("m4a", "aac", RATE, 0, 2, 256_000),
    "opus": AudioForm("opus", "opus", RATE, 0, 2, 192_000),
}
FORMS = LOSSLESS | LOSSY
FOREIGN = {
    "wav": ("-c:a", "pcm_s24le"),
    "flac": ("-c:a", "flac"),
    "aiff": ("-c:a", "pcm_s24be"),
    "mp3": ("-c:a", "libmp3lame", "-b:a", "320k"),
    "m4a": ("-c:a", "aac", "-b:a", "256k"),
    "opus": ("-c:a", "libopus", "-b:a", "192k"),
}


@pytest.fixture(scope="module")
def audio():
    return FfmpegAudio(threads=1)


@pytest.fixture(scope="module")
def samples():
    return quantised(tones(RATE, 2)[:FRAMES], BITS)


@pytest.fixture(scope="module")
def masters(audio, samples, tmp_path_factory):
    """One recording in six formats, written by ffmpeg's command line with the tags it likes to write."""
    folder = tmp_path_factory.mktemp("masters")
    first = write(folder / "first.flac", samples, BITS, RATE)
    command = [audio.ffmpeg, "-v", "error", "-i", first]
    for name, arguments in FOREIGN.items():
        command += ["-map", "0:a", "-metadata", "title=Not ours", *arguments, folder / f"master.{name}"]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return {name: folder / f"master.{name}" for name in FOREIGN}


@pytest.fixture(scope="module")
def renditions(audio, masters, tmp_path_factory):
    """Every form a master may take, by master: six from each lossless one, its own from each lossy one."""
    made = {}
    for name, master in masters.items():
        folder = tmp_path_factory.mktemp(f"from-{name}")
        forms = FORMS.values() if name in LOSSLESS else [FORMS[name]]
        made[name] = audio.process(master, list(forms), folder)
    return made


def decoded(audio, path, *, bits):
    """Return what ffmpeg's command line, left to its own judgement, makes of a file."""
    command = [audio.ffmpeg, "-v", "error", "-i", path, "-c:a", f"pcm_s{bits}le", "-f", f"s{bits}le", "-"]
    return subprocess.run(command, check=True, capture_output=True, stdin=subprocess.DEVNULL).stdout


@pytest.mark.parametrize("target", LOSSLESS)
@pytest.mark.parametrize("source", LOSSLESS)
def test_lossless_to_lossless_has_the_md5_of_the_samples(audio, renditions, samples, source, target):
    path = renditions[source].files[FORMS[target]]
    wanted = (samples << 8).astype("<i4").view(np.uint8).reshape(-1, 4)[:, 1:].tobytes()
    assert hashlib.md5(decoded(audio, path, bits=24)).hexdigest() == hashlib.md5(wanted).hexdigest()


@pytest.mark.parametrize("target", LOSSY)
@pytest.mark.parametrize("source", LOSSLESS)
def test_lossless_to_lossy_is_as_long_and_sounds_alike(audio, renditions, samples, source, target):
    path = renditions[source].files[FORMS[target]]
    sound = np.frombuffer(decoded(audio, path, bits=16), dtype="<i2").reshape(-1, 2)
    assert len(sound) == FRAMES
    wanted = samples[:, 0] / 2**23
    found = sound[:, 0] / 2**15
    # Nothing is moved in time: the sum of products is largest where both begin together.
    shifts = range(-4, 5)
    middle = slice(5_000, 45_000)
    alike = [np.dot(wanted[middle], np.roll(found, shift)[middle]) for shift in shifts]
    assert shifts[int(np.argmax(alike))] == 0
    assert np.corrcoef(wanted[middle], found[middle])[0, 1] > 0.98


@pytest.mark.parametrize("target", FORMS)
@pytest.mark.parametrize("source", LOSSY)
def test_lossy_is_passed_on_or_refused(audio, masters, renditions, tmp_path, source, target):
    if source == target:
        path = renditions[source].files[FORMS[target]]
        assert decoded(audio, path, bits=16) == decoded(audio, masters[source], bits=16)
        return
    with pytest.raises(MediaError, match=r"master\.\w+: the master is lossy|^the master is lossy") as caught:
        audio.process(masters[source], [FORMS[target]], tmp_path)
    assert "what is lossy is never encoded again" in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", LOSSY)
def test_what_is_passed_on_has_the_same_frames_of_sound_and_none_of_the_tags(masters, renditions, name):
    path = renditions[name].files[FORMS[name]]
    assert b"Not ours" in masters[name].read_bytes().replace(b"\0", b"")
    assert b"Not ours" not in path.read_bytes().replace(b"\0", b"")
    assert read_header(path).clean


@pytest.mark.parametrize("name", FORMS)
def test_a_rendition_goes_through_again_byte_for_byte(audio, renditions, tmp_path, name):
    path = renditions["wav" if name in LOSSLESS else name].files[FORMS[name]]
    again = audio.process(path, [FORMS[name]], tmp_path).files[FORMS[name]]
    assert again.read_bytes() == path.read_bytes()


@pytest.mark.parametrize("name", FORMS)
def test_headers_are_read_as_other_readers_read_them(audio, masters, renditions, name):
    for path in (masters[name], renditions["wav"].files[FORMS[name]]):
        facts = audio.inspect(path)
        assert (facts.container, facts.problem, facts.frames) == (name, "", FRAMES)
        assert (facts.sample_rate, facts.channels) == (RATE, 2)
        other = mutagen.File(path).info
        assert other.channels == facts.channels
        assert getattr(other, "sample_rate", 48_000) == facts.sample_rate
        if name in LOSSLESS:
            assert (other.bits_per_sample, facts.bit_depth) == (BITS, BITS)
        if name != "m4a":
            assert (soundfile.info(path).frames, soundfile.info(path).samplerate) == (FRAMES, RATE)
        if name == "mp3":
            assert (other.bitrate, str(other.bitrate_mode)) == (facts.bitrate, "BitrateMode.CBR")
            assert facts.bitrate == 320_000
        if name in {"m4a", "opus"}:
            assert other.length == pytest.approx(facts.duration, abs=0.03)
            assert facts.bitrate == pytest.approx(path.stat().st_size * 8 / facts.duration, rel=0.05)


@pytest.mark.parametrize("name", FORMS)
def test_measuring_finds_the_length_its_header_promises(audio, masters, name):
    facts = audio.measure(masters[name])
    assert (facts.problem, facts.frames, facts.declared_frames) == ("", FRAMES, FRAMES)


@pytest.mark.parametrize(("channels", "rate"), [(1, 192_000), (2, 192_000), (6, 48_000), (8, 96_000), (8, 192_000)])
def test_up_to_eight_channels_and_192_khz_stay_exact(audio, tmp_path, channels, rate):
    samples = quantised(0.8 * tones(rate, 0.2, channels), BITS)
    master = write(tmp_path / "master.flac", samples, BITS, rate)
    forms = [AudioForm(form.container, form.codec, rate, BITS, channels) for form in LOSSLESS.values()]
    (tmp_path / "out").mkdir()
    work = audio.process(master, forms, tmp_path / "out")
    for form, path in work.files.items():
        assert np.array_equal(read(path, BITS), samples), form
        facts = audio.inspect(path)
        assert (facts.channels, facts.sample_rate, facts.frames) == (channels, rate, len(samples))


@pytest.mark.parametrize("channels", [6, 8])
@pytest.mark.parametrize(("container", "codec", "bitrate"), [("m4a", "aac", 96_000), ("opus", "opus", 64_000)])
def test_every_channel_stays_where_it_was_in_lossy_formats(audio, tmp_path, container, codec, bitrate, channels):
    pitches = [300 + 200 * channel for channel in range(channels)]
    pitches[3] = 60  # the channel of low frequencies
    time = np.arange(RATE) / RATE
    wave = np.stack([0.3 * np.sin(2 * np.pi * pitch * time) for pitch in pitches], axis=1)
    master = write(tmp_path / "master.wav", quantised(wave, BITS), BITS, RATE)
    form = AudioForm(container, codec, RATE, 0, channels, bitrate * channels)
    (tmp_path / "out").mkdir()
    path = audio.process(master, [form], tmp_path / "out").files[form]
    sound = np.frombuffer(decoded(audio, path, bits=16), dtype="<i2").reshape(-1, channels)
    found = [int(np.argmax(np.abs(np.fft.rfft(sound[:RATE, channel])))) for channel in range(channels)]
    assert (len(sound), found) == (RATE, pitches)


def test_every_channel_stays_where_it_was_when_resampled(audio, tmp_path):
    pitches = [300 + 200 * channel for channel in range(6)]
    time = np.arange(96_000) / 96_000
    wave = np.stack([0.3 * np.sin(2 * np.pi * pitch * time) for pitch in pitches], axis=1)
    master = write(tmp_path / "master.wav", quantised(wave, BITS), BITS, 96_000)
    form = AudioForm("wav", "pcm", 44_100, 16, 6)
    (tmp_path / "out").mkdir()
    sound = read(audio.process(master, [form], tmp_path / "out").files[form], 16)
    assert [int(np.argmax(np.abs(np.fft.rfft(sound[:, channel])))) for channel in range(6)] == pitches
