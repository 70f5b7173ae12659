"""How a master goes on beyond its ends, and when it is not asked to."""

from __future__ import annotations

import math

import numpy as np
import pytest
from attrs import evolve

from tests.unit.contrib.media.material import chunk, fmt, quantised, riff, tones, write
from tunemantra.contrib.media._edges import find_edges, go_on
from tunemantra.contrib.media.headers import read_header
from tunemantra.core.requirement import AudioForm
from tunemantra.errors import MediaError

CD = AudioForm("wav", "pcm", 44_100, 16)
DAT = AudioForm("wav", "pcm", 48_000, 16)


def test_tones_go_on_as_they_were():
    wave = [math.sin(0.1 * n) + 0.5 * math.sin(0.37 * n + 1) for n in range(256 + 320)]
    found = go_on(wave[:256], 320)
    assert found[:50] == pytest.approx(wave[256:306], abs=1e-3)
    assert found == pytest.approx(wave[256:], abs=0.1)


@pytest.mark.parametrize(
    "heard", [[0.0] * 256, [1e9] * 256, [(-1.0) ** n for n in range(256)], [0.0] * 255 + [2.0**31]]
)
def test_what_goes_on_never_grows_without_bounds(heard):
    assert max(map(abs, go_on(heard, 4096))) <= 2.0**31


def master(tmp_path, samples, rate=96_000, name="m.wav"):
    return write(tmp_path / name, samples, 24, rate)


@pytest.mark.parametrize(
    ("rate", "forms", "frames"),
    [
        (96_000, [CD], 320),
        (96_000, [CD, DAT], 320),
        (88_200, [CD], 320),
        (88_200, [CD, DAT], 588),
        (192_000, [CD], 640),
    ],
)
def test_it_goes_on_for_whole_frames_of_every_form(tmp_path, rate, forms, frames):
    source = master(tmp_path, quantised(tones(rate, 0.1), 24), rate)
    with find_edges("no-ffmpeg", source, read_header(source), forms) as edges:
        assert edges is not None
        assert edges.frames == frames
        assert all(frames * form.sample_rate % rate == 0 for form in forms)


def test_what_goes_on_fits_the_samples_at_the_ends(tmp_path):
    wave = quantised(0.5 * np.sin(np.arange(9600)[:, None] * 0.05 + np.array([0, 1])), 24)
    source = master(tmp_path, wave)
    with find_edges("no-ffmpeg", source, read_header(source), [CD]) as edges:
        assert edges is not None
        before, after = (
            np.frombuffer(open(fd, "rb", closefd=False).read(), "<i4").reshape(-1, 2) >> 8  # noqa: SIM115
            for fd in (edges.before, edges.after)
        )
    step = np.abs(np.diff(wave, axis=0)).max()
    assert np.abs(before[-1] - wave[0]).max() <= step
    assert np.abs(after[0] - wave[-1]).max() <= step


@pytest.mark.parametrize("case", ["same rate", "silent ends", "short", "six channels", "back speakers", "cut off"])
def test_it_is_left_alone_where_that_helps_nothing_or_is_not_safe(tmp_path, case):
    samples = quantised(tones(96_000, 0.1, 6 if case == "six channels" else 2), 24)
    if case == "silent ends":
        samples[:400] = samples[-400:] = 0
    source = master(tmp_path, samples[:500] if case == "short" else samples)
    header, forms = read_header(source), [CD]
    if case == "same rate":
        forms = [AudioForm("wav", "pcm", 96_000, 24)]
    elif case == "back speakers":
        header = evolve(header, speakers=0x30)
    elif case == "cut off":
        header = evolve(header, declared=(header.declared or 0) + 1)
    with find_edges("no-ffmpeg", source, header, forms) as edges:
        assert edges is None


def test_the_speakers_of_a_wav_are_read(tmp_path):
    guid = bytes.fromhex("0100000000001000800000aa00389b71")
    extra = (22).to_bytes(2, "little") + (24).to_bytes(2, "little") + (0x30).to_bytes(4, "little") + guid
    path = tmp_path / "m.wav"
    path.write_bytes(riff(fmt(tag=0xFFFE, bits=24, extra=extra), chunk(b"data", bytes(600))))
    assert read_header(path).speakers == 0x30


@pytest.mark.parametrize("at", [9000, -2000])
def test_damage_at_an_end_is_told_when_the_whole_is_decoded(audio, tmp_path, out, at):
    source = master(tmp_path, quantised(tones(96_000, 1), 24), name="m.flac")
    data = bytearray(source.read_bytes())
    data[at] ^= 0x55
    source.write_bytes(data)
    with pytest.raises(MediaError, match="damaged"):
        audio.process(source, [CD], out)
    assert list(out.iterdir()) == []
