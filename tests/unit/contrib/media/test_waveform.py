"""Pictures of a recording's course."""

from __future__ import annotations

import subprocess

import numpy as np
import pytest
import soundfile
from lxml import etree
from PIL import Image

from tunemantra.contrib.media import Clips
from tunemantra.contrib.media.waveform import WaveformStyle, envelope, waveform_svg, write_waveform
from tunemantra.errors import MediaError

PEAKS = (0.0, 0.5, 1.0, 0.25)
STYLE = WaveformStyle(width=8, height=100, colour="#ff0000", background="#ffffff")


@pytest.fixture
def steps(tmp_path):
    """Four seconds, each louder than the last, the peak in one channel only."""
    wave = np.zeros((4 * 44_100, 2))
    for second, level in enumerate(PEAKS):
        wave[second * 44_100 + 100 : (second + 1) * 44_100 - 100 : 50, second % 2] = level
    soundfile.write(tmp_path / "steps.wav", wave, 44_100, "PCM_24")
    return tmp_path / "steps.wav"


def test_each_stretch_has_its_highest_peak_of_all_channels(steps):
    assert envelope(steps, 4) == pytest.approx(PEAKS, abs=1e-3)
    assert envelope(steps, 8) == pytest.approx([peak for peak in PEAKS for _ in range(2)], abs=1e-3)
    assert len(envelope(steps)) == 500


def test_a_lossy_recording_has_one_too(steps, tmp_path):
    command = [Clips().ffmpeg, "-nostdin", "-v", "error", "-i", steps, "-b:a", "320k", tmp_path / "steps.mp3"]
    subprocess.run(command, check=True)
    peaks = envelope(tmp_path / "steps.mp3", 4)
    assert peaks[0] < peaks[3] < peaks[1] < peaks[2]


def test_a_short_sound_fills_the_picture(tmp_path):
    soundfile.write(tmp_path / "a.wav", np.full((3, 1), 0.5), 8000, "PCM_16")
    assert envelope(tmp_path / "a.wav", 5) == (0.5,) * 5


def test_a_png_shows_the_peaks_as_columns(tmp_path):
    with Image.open(write_waveform(PEAKS, tmp_path / "a.png", STYLE)) as picture:
        assert picture.size == (8, 100)
        pixels = np.asarray(picture.convert("RGB"))
    red = (pixels == (255, 0, 0)).all(axis=2).sum(axis=0)
    assert list(red) == pytest.approx([1, 1, 50, 50, 100, 100, 25, 25], abs=1)


def test_a_png_is_transparent_where_no_background_is_asked_for(tmp_path):
    with Image.open(write_waveform(PEAKS, tmp_path / "a.png", WaveformStyle(4, 10))) as picture:
        assert picture.getpixel((0, 0))[3] == 0


def test_an_svg_has_a_bar_for_each_peak():
    root = etree.fromstring(waveform_svg(PEAKS, STYLE).encode())
    ground, path = root
    assert (root.get("width"), root.get("height"), ground.get("fill"), path.get("fill")) == (
        "8",
        "100",
        "#ffffff",
        "#ff0000",
    )
    bars = path.get("d").split("z")[:-1]
    assert [bar.split("v")[1].partition("h")[0] for bar in bars] == ["1.00", "50.00", "100.00", "25.00"]


@pytest.mark.parametrize("name", ["a.svg", "a.png"])
def test_the_same_peaks_are_the_same_bytes(tmp_path, name):
    first = write_waveform(PEAKS, tmp_path / name).read_bytes()
    assert write_waveform(PEAKS, tmp_path / name).read_bytes() == first
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_nothing_at_all_is_a_line():
    assert waveform_svg(()).startswith("<svg")
    assert etree.fromstring(waveform_svg((0.0,)).encode())[0].get("d").endswith("v1.00h-800.00z")


def test_another_ending_and_a_missing_folder_are_told(tmp_path):
    with pytest.raises(MediaError, match=r"a\.gif: a waveform is written as"):
        write_waveform(PEAKS, tmp_path / "a.gif")
    with pytest.raises(MediaError, match="cannot be written"):
        write_waveform(PEAKS, tmp_path / "nowhere" / "a.png")


@pytest.mark.parametrize("wrong", [{"width": 0}, {"height": 9000}, {"colour": "red"}, {"background": '#"/><x'}])
def test_a_style_is_checked(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        WaveformStyle(**wrong)
