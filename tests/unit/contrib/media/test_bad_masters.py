"""What no one would deliver on purpose: one sentence each, in bounded time, and the processor goes on."""

from __future__ import annotations

import struct

import numpy as np
import pytest
from attrs import evolve

from tests.unit.contrib.media.material import chunk, fmt, quantised, riff, tones, write
from tunemantra.contrib.media import Clips
from tunemantra.contrib.media.prints import Fingerprints, compare
from tunemantra.contrib.media.watermark import Watermarks
from tunemantra.contrib.memory import MemorySecrets
from tunemantra.core.requirement import AudioForm
from tunemantra.errors import MediaError
from tunemantra.ports.runtime import SecretRef

CD = AudioForm("wav", "pcm", 44_100, 16)
MARKS = Watermarks(SecretRef("env:KEY"), MemorySecrets({"env:KEY": "a key nobody else has"}))


def floats(values, width=4):
    return riff(fmt(bits=8 * width, tag=3), chunk(b"data", np.asarray(values, f"<f{width}").tobytes()))


def wave(value=None, at=1_000):
    samples = tones(44_100, 0.1).reshape(-1)
    if value is not None:
        samples[at] = value
    return samples


PCM = quantised(tones(44_100, 0.1), 16).astype("<i2").tobytes()
BAD = {
    "a text file": (b"[00:01.00] Some words\n" * 50, "not audio: a text file"),
    "zero bytes": (b"", "the file is empty"),
    "a longer length": (riff(fmt(), chunk(b"data", PCM, 2 * len(PCM))), "truncated: the header promises 8820 frames"),
    "no samples": (riff(fmt(), chunk(b"data", b"")), "the file holds no audio"),
    "a rate of 0": (riff(fmt(rate=0), chunk(b"data", PCM)), "the header states a sample rate of 0 Hz"),
    "a rate of 100 Hz": (riff(fmt(rate=100), chunk(b"data", PCM)), "the header states a sample rate of 100 Hz"),
    "a rate of 3 GHz": (
        riff(fmt(rate=3 * 10**9), chunk(b"data", PCM)),
        "the header states a sample rate of 3000000000 Hz",
    ),
    "other bits than blocks": (
        riff(fmt(bits=24, block=4), chunk(b"data", PCM)),
        "the fmt chunk contradicts itself: 24 bits in blocks of 4 bytes",
    ),
    "a rate of its own": (
        riff(fmt().replace(struct.pack("<I", 44_100), struct.pack("<I", 48_000)), chunk(b"data", PCM)),
        "the fmt chunk contradicts itself: 48000 Hz in blocks of 4 bytes at 176400 bytes a second",
    ),
    "1 bit": (riff(fmt(bits=1, block=2), chunk(b"data", PCM)), "the header states 1 bits a sample"),
    "64 bits": (riff(fmt(bits=64), chunk(b"data", PCM)), "the header states 64 bits a sample"),
    "DSD": (b"DSD " + bytes(600), "1-bit audio (DSD)"),
    "NaN": (floats(wave(np.nan)), "damaged: at 0.011 s a sample is no number"),
    "negative NaN": (floats(wave(-np.nan)), "damaged: at 0.011 s a sample is no number"),
    "infinity": (floats(wave(np.inf)), "damaged: at 0.011 s a sample is no number"),
    "NaN of 64 bits": (floats(wave(np.nan), 8), "damaged: at 0.011 s a sample is no number"),
    "more than 32 bits hold": (floats(wave(1e300), 8), "damaged: at 0.011 s a sample is no number"),
    "NaN in the last sample": (floats(wave(np.nan, -1)), "damaged: at 0.100 s a sample is no number"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_master_is_one_sentence_and_no_file(audio, tmp_path, out, case):
    data, problem = BAD[case]
    path = tmp_path / "master.wav"
    path.write_bytes(data)
    assert audio.measure(path).problem.startswith(problem)
    if not problem.startswith("damaged"):
        assert audio.inspect(path).problem.startswith(problem)
    with pytest.raises(MediaError, match=problem.split(":")[0].split("(")[0]):
        audio.process(path, [CD], out)
    assert list(out.iterdir()) == []


@pytest.mark.parametrize(
    ("shift", "mask", "value", "problem"),
    [
        (44, 0xFFFFF, 96_000, "the header states 96000 Hz, its first frame 44100"),
        (36, 0x1F, 23, "the header states 24 bits a sample, its first frame 16"),
        (0, 0xFFFFFFFFF, 9_000, "truncated: the header promises 9000 frames, the file holds 4410"),
    ],
)
def test_a_flac_whose_header_lies_is_told(audio, tmp_path, shift, mask, value, problem):
    path = write(tmp_path / "master.flac", quantised(tones(44_100, 0.1), 16), 16, 44_100)
    data = bytearray(path.read_bytes())
    packed = int.from_bytes(data[18:26], "big") & ~(mask << shift) | value << shift
    data[18:26] = packed.to_bytes(8, "big")
    path.write_bytes(data)
    assert audio.measure(path).problem == problem


@pytest.mark.parametrize("width", [4, 8])
@pytest.mark.parametrize("form", [CD, AudioForm("mp3", "mp3", 44_100, 0, 2, 320_000)])
def test_floats_above_full_scale_are_told_and_never_cut_off(audio, tmp_path, out, width, form):
    path = tmp_path / "master.wav"
    path.write_bytes(floats(4 * wave() / np.abs(wave()).max(), width))
    assert (audio.measure(path).over, audio.measure(path).problem) == (12.04, "")
    with pytest.raises(MediaError, match=r"^master\.wav: its samples reach \+12\.04 dBFS") as refused:
        audio.process(path, [form], out)
    assert "12.04 dB" in refused.value.hint
    assert list(out.iterdir()) == []
    assert audio.process(path, [evolve(form, gain=-12.05)], out).facts.over == 12.04


@pytest.mark.parametrize("peak", [1.0, -1.0])
def test_full_scale_itself_is_not_above_it(audio, tmp_path, out, peak):
    path = tmp_path / "master.wav"
    path.write_bytes(floats(wave(peak)))
    assert audio.process(path, [CD], out).facts.over == 0


def spoilt(folder, value):
    path = folder / "spoilt.wav"
    path.write_bytes(floats(np.concatenate([wave(value), *[wave()] * 50])))
    return path


TOOLS = {
    "clip": lambda path: Clips().preview(path, path.parent),
    "the loudest passage": lambda path: Clips().loudest(path, 2.0),
    "mark": lambda path: MARKS.mark(path, path.with_name("marked.wav"), 7),
    "detect": MARKS.detect,
    "fingerprint": lambda path: Fingerprints().fingerprint(path),
    "compare": lambda path: compare(path, path.with_name("other.wav")),
}


@pytest.mark.parametrize("value", [np.nan, np.inf])
@pytest.mark.parametrize("tool", TOOLS)
def test_no_tool_takes_samples_that_are_no_numbers(tmp_path, tool, value):
    path = spoilt(tmp_path, value)
    (tmp_path / "other.wav").write_bytes(floats(wave()))
    before = set(tmp_path.iterdir())
    with pytest.raises(MediaError, match=r"^spoilt\.wav: damaged: at 0\.011 s a sample is no number") as refused:
        TOOLS[tool](path)
    assert refused.value.message.count("spoilt.wav") == 1
    assert set(tmp_path.iterdir()) == before


@pytest.mark.parametrize("tool", [tool for tool in TOOLS if tool not in {"detect", "fingerprint"}])
def test_no_tool_that_takes_masters_takes_a_truncated_one(tmp_path, tool):
    path = tmp_path / "short.wav"
    path.write_bytes(BAD["a longer length"][0])
    (tmp_path / "other.wav").write_bytes(floats(wave()))
    with pytest.raises(MediaError, match=r"^short\.wav: truncated: the header promises 8820 frames, the file holds"):
        TOOLS[tool](path)


@pytest.mark.parametrize("width", [4, 8])
def test_floats_that_are_numbers_are_taken(audio, tmp_path, width):
    path = tmp_path / "master.wav"
    path.write_bytes(floats(wave(), width))
    facts = audio.measure(path)
    assert (facts.problem, facts.frames) == ("", 4_410)


def test_a_big_endian_float_is_looked_at_from_its_other_end(audio, tmp_path):
    for value, problem in (
        (0.5, ""),
        (np.nan, "damaged: at 0.011 s a sample is no number (NaN or infinite)"),
    ):
        comm = struct.pack(">HIH", 2, 4_410, 32) + bytes.fromhex("400eac44000000000000") + b"fl32\0\0"
        sound = wave(value).astype(">f4").tobytes()
        body = b"AIFC"
        for name, content in ((b"COMM", comm), (b"SSND", bytes(8) + sound)):
            body += name + struct.pack(">I", len(content)) + content
        path = tmp_path / "master.aif"
        path.write_bytes(b"FORM" + struct.pack(">I", len(body)) + body)
        assert audio.measure(path).problem == problem


def test_an_aiff_c_of_little_endian_samples_is_exact(audio, tmp_path, out):
    samples = quantised(tones(44_100, 0.1), 16).astype("<i2")
    comm = struct.pack(">HIH", 2, len(samples), 16) + bytes.fromhex("400eac44000000000000") + b"sowt\0\0"
    body = b"AIFC"
    for name, content in ((b"COMM", comm), (b"SSND", bytes(8) + samples.tobytes())):
        body += name + struct.pack(">I", len(content)) + content
    path = tmp_path / "master.aif"
    path.write_bytes(b"FORM" + struct.pack(">I", len(body)) + body)
    facts = audio.inspect(path)
    assert (facts.codec, facts.bit_depth, facts.frames, facts.problem) == ("pcm_s16le", 16, len(samples), "")
    made = audio.process(path, [CD], out).files[CD].read_bytes()
    assert made[44:] == samples.tobytes()


@pytest.mark.parametrize("container", ["wav", "flac"])
def test_ten_hours_are_measured_in_bounded_time(audio, tmp_path, container):
    """Silence of ten hours at 8 kHz: 576 MB of samples, of which a WAV's file holds none and a FLAC's a few."""
    path = tmp_path / f"long.{container}"
    frames = 10 * 3600 * 8_000
    if container == "wav":
        path.write_bytes(riff(fmt(channels=1, rate=8_000), chunk(b"data", b"", 2 * frames)))
        with path.open("r+b") as stream:
            stream.truncate(44 + 2 * frames)
        with path.open("r+b") as stream:
            stream.seek(44)
            stream.write(b"\1\1" * 100)
            stream.seek(-200, 2)
            stream.write(b"\1\1" * 100)
        facts = audio.measure(path)
        assert (facts.frames, facts.problem, facts.duration) == (frames, "", 36_000.0)
    else:
        write(path, quantised(tones(8_000, 0.5, 1), 16), 16, 8_000)
        data = bytearray(path.read_bytes())
        data[21:26] = bytes([data[21] & 0xF0]) + frames.to_bytes(4, "big")
        path.write_bytes(data)
        assert "damaged" in audio.measure(path).problem or "truncated" in audio.measure(path).problem
