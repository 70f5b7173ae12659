"""How good the conversions are, measured with numpy (A-013, A-014, A-016, A-017)."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soxr
from PIL import Image

from tests.unit.contrib.media.material import quantised, read, write
from tunemantra.contrib.media import FfmpegAudio, PillowImages, write_audio, write_cover
from tunemantra.contrib.media._wav import wav_header
from tunemantra.core.requirement import AudioForm, ImageForm

RATE = 96_000
SECONDS = 2


@pytest.fixture(scope="module")
def audio():
    return FfmpegAudio()


@pytest.fixture
def convert(audio, tmp_path):
    """Take a mono wave at 96 kHz and 24 bits to a form, and return its samples, full scale at 1."""

    def run(wave, rate, bits):
        master = write(tmp_path / "master.wav", quantised(wave[:, None], 24), 24, RATE)
        form = AudioForm("wav", "pcm", rate, bits, 1)
        return read(audio.process(master, [form], tmp_path).files[form], bits)[:, 0] / 2 ** (bits - 1)

    return run


def decibels(value):
    return 20 * np.log10(max(value, 1e-12))


def seconds():
    return np.arange(RATE * SECONDS) / RATE


def spectrum(wave):
    """Amplitude of each bin, a full-scale sine at 1."""
    window = np.blackman(len(wave))
    return np.abs(np.fft.rfft(wave * window)) / (window.sum() / 2)


@pytest.mark.parametrize("bits", [16, 24])
@pytest.mark.parametrize("frequency", [22_100, 25_000, 33_333, 44_000, 47_000])
def test_no_tone_above_the_new_rate_is_folded_back(convert, bits, frequency):
    got = convert(0.9 * np.sin(2 * np.pi * frequency * seconds()), 44_100, bits)
    assert decibels(spectrum(got[2000:-2000]).max()) < -100


def test_a_sweep_above_the_new_rate_leaves_nothing(convert):
    time = seconds()
    sweep = 0.9 * np.sin(2 * np.pi * (23_000 * time + (47_000 - 23_000) / (2 * SECONDS) * time**2))
    fade = np.minimum(1, np.minimum(time, SECONDS - time) / 0.05)
    got = convert(sweep * fade, 44_100, 24)
    assert decibels(np.sqrt(np.mean(got**2))) < -100


@pytest.mark.parametrize("frequency", [20, 997, 10_000, 20_000])
def test_what_can_be_heard_stays_as_loud(convert, frequency):
    got = convert(0.5 * np.sin(2 * np.pi * frequency * seconds()), 44_100, 16)
    one_second = got[4_410 : 4_410 + 44_100]  # so that the tone meets a bin
    peak = spectrum(one_second).max()
    assert decibels(peak) - decibels(0.5) == pytest.approx(0, abs=0.1)


@pytest.mark.parametrize("rate", [44_100, 48_000])
def test_nothing_is_moved_in_time(convert, rate):
    click = np.zeros(RATE)
    click[RATE // 2] = 0.9
    assert abs(int(np.argmax(np.abs(convert(click, rate, 24)))) - rate // 2) <= 1


@pytest.mark.parametrize(("rate", "bits"), [(96_000, 16), (44_100, 16), (44_100, 24), (48_000, 24)])
def test_rounding_pulls_to_neither_side(convert, rate, bits):
    time = seconds()
    got = convert(0.25 * np.sin(2 * np.pi * 997 * time), rate, bits)
    ideal = 0.25 * np.sin(2 * np.pi * 997 * np.arange(len(got)) / rate)
    assert abs(np.mean((got - ideal)[2000:-2000])) * 2 ** (bits - 1) < 0.05


def test_what_is_below_the_last_bit_survives_as_noise_not_as_distortion(convert):
    # A tone of half a 16-bit step would vanish without dither.
    got = convert(0.5 / 2**15 * np.sin(2 * np.pi * 1000 * seconds()), RATE, 16)
    found = spectrum(got)
    tone = len(got) * 1000 // RATE
    assert decibels(found[tone]) == pytest.approx(decibels(0.5 / 2**15), abs=1)
    harmonics = [found[tone * order - 2 : tone * order + 3].max() for order in (2, 3, 5, 7)]
    assert decibels(max(harmonics)) < decibels(found[tone]) - 20


def test_full_scale_does_not_wrap_around(convert):
    square = 0.999999 * np.sign(np.sin(2 * np.pi * 500.3 * seconds()))
    for bits in (16, 24):
        got = convert(square, 44_100, bits)
        plateau = got[np.abs(got) > 0.9]
        assert len(plateau) > 0.9 * len(got)
        assert np.abs(np.diff(np.sign(got))).sum() / 2 == pytest.approx(2 * 500.3 * SECONDS, abs=3)


def test_a_long_master_takes_no_more_memory_than_a_short_one(tmp_path):
    master = write_audio(tmp_path / "master.wav", seconds=2, sample_rate=96_000, seed=1)
    head, body = master.read_bytes()[:44], master.read_bytes()[44:]
    long = tmp_path / "long.wav"
    with long.open("wb") as stream:
        stream.write(head)
        for _ in range(60):
            stream.write(body)
        stream.seek(40)
        stream.write((60 * len(body)).to_bytes(4, "little"))
    code = (
        "import resource, sys; from pathlib import Path\n"
        "from tunemantra.contrib.media.audio import FfmpegAudio\n"
        "from tunemantra.core.requirement import AudioForm\n"
        "folder = Path(sys.argv[1])\n"
        "forms = [AudioForm('wav', 'pcm', 44100, 16), AudioForm('flac', 'flac', 44100, 16)]\n"
        "print(FfmpegAudio().process(folder / 'long.wav', forms, folder).facts.frames)\n"
        "peak = next(line for line in Path('/proc/self/status').read_text().splitlines() if line.startswith('VmHWM'))\n"
        "print(peak.split()[1], resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, tmp_path], capture_output=True, text=True, check=True)
    frames, own, ffmpeg = (int(word) for word in done.stdout.split())
    assert frames == 60 * 2 * 96_000
    assert own + ffmpeg < 150 * 1024
    assert long.stat().st_size > 65 * 1024 * 1024


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="counts open files in /proc")
def test_nothing_is_left_open_and_no_process_behind(audio, tmp_path):
    master = write_audio(tmp_path / "master.flac", seconds=1, container="flac", seed=1)
    forms = [AudioForm("wav", "pcm", 44_100, 16), AudioForm("wav", "pcm", 48_000, 16)]

    def refuse(share):
        raise InterruptedError

    def children():
        """The processes this one has started, ended but unread ones too; other tests' servers may be among them."""
        return {pid for task in Path("/proc/self/task").iterdir() for pid in (task / "children").read_text().split()}

    before, had = len(list(Path("/proc/self/fd").iterdir())), children()
    for progress in (None, refuse) * 3:
        try:
            audio.process(master, forms, tmp_path, progress)
        except InterruptedError:
            continue
    assert len(list(Path("/proc/self/fd").iterdir())) == before
    assert children() <= had


def test_a_write_that_fails_leaves_no_file(audio, tmp_path):
    master = write_audio(tmp_path / "master.wav", seconds=2, seed=1)
    out = tmp_path / "out"
    out.mkdir()
    code = (
        "import resource, sys; from pathlib import Path\n"
        "from tunemantra.contrib.media.audio import FfmpegAudio\n"
        "from tunemantra.core.requirement import AudioForm\n"
        "from tunemantra.errors import MediaError\n"
        # The limit of a file's size, which the kernel keeps by a signal.
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "try:\n"
        "    FfmpegAudio().process(Path(sys.argv[1]), [AudioForm('wav', 'pcm', 44100, 16)], Path(sys.argv[2]))\n"
        "except MediaError as error:\n"
        "    print(error.category, error.disposition, error.message)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, master, out], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "technical retry ffmpeg was ended by signal 25"
    assert list(out.iterdir()) == []


@pytest.fixture
def joint(audio, tmp_path):
    """Cut a mono wave in two, convert both parts to 24 bits at 44.1 kHz, and return them joined, and where."""

    def run(wave, cut, container="wav"):
        form, parts = AudioForm("wav", "pcm", 44_100, 24, 1), []
        for name, part in (("one", wave[:cut]), ("two", wave[cut:])):
            (tmp_path / name).mkdir()
            master = write(tmp_path / name / f"master.{container}", quantised(part[:, None], 24), 24, RATE)
            parts.append(read(audio.process(master, [form], tmp_path / name).files[form], 24)[:, 0] / 2**23)
        return np.concatenate(parts), len(parts[0])

    return run


@pytest.mark.parametrize("container", ["wav", "flac"])
@pytest.mark.parametrize("frequency", [100, 997, 15_000])
def test_tracks_that_follow_each_other_join_without_a_click(joint, frequency, container):
    # 96 000 frames are 44 100 at the new rate: nothing but a step at the cut could be heard there. Silence beyond the
    # ends leaves one of -27 dBFS.
    got, cut = joint(0.5 * np.sin(2 * np.pi * frequency * seconds() + 0.3), RATE, container)
    ideal = 0.5 * np.sin(2 * np.pi * frequency * np.arange(len(got)) / 44_100 + 0.3)
    assert (len(got), cut) == (2 * 44_100, 44_100)
    assert decibels(np.abs(got - ideal)[cut - 500 : cut + 500].max()) < -110


def test_a_cut_between_two_samples_moves_the_next_track_by_half_of_one_at_most(joint):
    got, cut = joint(0.5 * np.sin(2 * np.pi * 997 * seconds()), RATE + 1)
    assert (len(got), cut) == (2 * 44_100, 44_100)
    ideal = 0.5 * np.sin(2 * np.pi * 997 * np.arange(len(got)) / 44_100)
    assert decibels(np.abs(got - ideal)[: cut + 500].max()) < decibels(0.5 * 2 * np.pi * 997 / 44_100 / 2)


def test_music_joins_better_than_against_silence(joint):
    time = seconds()
    noise = np.random.default_rng(3).uniform(-1, 1, len(time))
    hiss = 0.003 * np.convolve(noise, np.ones(16), "same")
    music = sum(0.1 * np.sin(2 * np.pi * pitch * time + pitch) for pitch in (110, 220.5, 330.2, 880)) + hiss
    got, cut = joint(music, RATE)
    whole = soxr.resample(music, RATE, 44_100, "VHQ")
    alone = np.concatenate([soxr.resample(part, RATE, 44_100, "VHQ") for part in (music[:RATE], music[RATE:])])
    near = slice(cut - 200, cut + 200)
    error, against_silence = (decibels(np.abs(wave - whole)[near].max()) for wave in (got, alone))
    assert error < min(-50, against_silence - 15)


@pytest.mark.skipif(
    not hasattr(os, "pidfd_open") or shutil.which("setpriv") is None,
    reason="waits for a process that is not its child, and that util-linux ends",
)
def test_a_killed_run_leaves_no_file_that_looks_whole_and_no_ffmpeg(tmp_path):
    """An hour of sound is worked on when the worker is killed: nothing has its final name, and nobody works on."""
    master = tmp_path / "master.wav"
    body = 3600 * 96_000 * 6
    master.write_bytes(wav_header(channels=2, sample_rate=96_000, bit_depth=24, data_bytes=body))
    os.truncate(master, 44 + body)
    out = tmp_path / "out"
    out.mkdir()
    code = (
        "import sys; from pathlib import Path\n"
        "from tunemantra.contrib.media.audio import FfmpegAudio\n"
        "from tunemantra.core.requirement import AudioForm\n"
        "forms = [AudioForm('wav', 'pcm', 44100, 16), AudioForm('mp3', 'mp3', 44100, 0, 2, 320000)]\n"
        "said = lambda share: print(share, flush=True)\n"
        "FfmpegAudio().process(Path(sys.argv[1]), forms, Path(sys.argv[2]), said)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code, master, out], stdout=subprocess.PIPE) as worker:
        assert worker.stdout is not None
        assert float(worker.stdout.readline()) < 1
        (child,) = Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text().split()
        ffmpeg = os.pidfd_open(int(child))
        worker.kill()
    try:
        ended, _, _ = select.select([ffmpeg], [], [], 60)
    finally:
        os.close(ffmpeg)
    assert ended
    assert all(path.name.startswith(".") and path.name.endswith(".part") for path in out.iterdir())


@pytest.mark.parametrize("mode", ["RGB", "CMYK"])
def test_a_large_cover_is_scaled_finely(tmp_path, mode):
    source = write_cover(tmp_path / "cover.jpg", side=1200, seed=2, mode=mode)
    form = ImageForm("JPEG", 1000, max_bytes=350_000)
    path = PillowImages().process(source, [form], tmp_path).files[form]
    assert path.stat().st_size <= 350_000
    with Image.open(path) as image, Image.open(source) as original:
        assert (image.mode, image.size, "progressive" in image.info) == ("RGB", (1000, 1000), False)
        small = np.asarray(image.resize((200, 200), Image.Resampling.BOX), dtype=int)
        wanted = np.asarray(original.convert("RGB").resize((200, 200), Image.Resampling.BOX), dtype=int)
    assert np.abs(small - wanted).mean() < 2
