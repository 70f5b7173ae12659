"""Masters in, renditions and facts out: measured by another library's eyes."""

from __future__ import annotations

import os
import struct
import subprocess
import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.contrib.media.material import chunk, fmt, quantised, read, riff, tones, write
from tunemantra.contrib.media import FfmpegAudio
from tunemantra.contrib.media.headers import read_header
from tunemantra.core.requirement import AudioForm
from tunemantra.errors import Category, Disposition, MediaError

CD = AudioForm("wav", "pcm", 44_100, 16)


def lossless(rate, bits):
    return [
        AudioForm("wav", "pcm", rate, bits),
        AudioForm("flac", "flac", rate, bits),
        AudioForm("aiff", "pcm", rate, bits),
    ]


def make(tmp_path, container="wav", bits=16, rate=44_100, seconds=0.5, channels=2):
    samples = quantised(tones(rate, seconds, channels), bits)
    return write(tmp_path / f"master.{container}", samples, bits, rate), samples


@pytest.mark.parametrize("rate", [44_100, 48_000, 96_000])
@pytest.mark.parametrize("bits", [16, 24])
@pytest.mark.parametrize("container", ["wav", "flac", "aiff"])
def test_lossless_to_lossless_is_bit_exact(audio, tmp_path, out, container, bits, rate):
    master, samples = make(tmp_path, container, bits, rate)
    work = audio.process(master, lossless(rate, bits), out)
    facts = work.facts
    assert (facts.frames, facts.problem) == (len(samples), "")
    for form, path in work.files.items():
        assert np.array_equal(read(path, bits), samples), form


@pytest.mark.parametrize("bits", [16, 24])
def test_a_delivered_wav_is_its_header_and_its_samples_and_nothing_else(audio, tmp_path, out, bits):
    master, samples = make(tmp_path, "flac", bits)
    path = audio.process(master, lossless(44_100, bits)[:1], out).files[AudioForm("wav", "pcm", 44_100, bits)]
    facts = audio.inspect(path)
    assert (facts.format_code, facts.foreign_chunks) == (1, ())
    assert path.stat().st_size == 44 + samples.size * bits // 8
    assert struct.unpack("<I", path.read_bytes()[4:8])[0] == path.stat().st_size - 8


@pytest.mark.parametrize("container", ["wav", "flac"])
@pytest.mark.parametrize("rate", [44_100, 96_000])
def test_a_flac_has_blocks_that_every_player_takes(audio, tmp_path, out, container, rate):
    master, _ = make(tmp_path, container, 24, 96_000)
    form = AudioForm("flac", "flac", rate, 24)
    data = audio.process(master, [form], out).files[form].read_bytes()
    assert struct.unpack(">HH", data[8:12]) == (4096, 4096)


@pytest.mark.parametrize("stored", [24, 32])
@pytest.mark.parametrize("container", ["wav", "aiff", "flac"])
def test_sixteen_bits_in_longer_words_stay_sixteen(audio, tmp_path, out, container, stored):
    samples = quantised(tones(44_100, 0.3), 16)
    words = np.ascontiguousarray(samples.astype("<i4") << (stored - 16)).view("u1").reshape(-1, 4)[:, : stored // 8]
    valid = struct.pack("<HHI", 22, 16, 3) + bytes.fromhex("0100000000001000800000aa00389b71")
    data = riff(fmt(bits=stored, tag=0xFFFE, extra=valid), chunk(b"data", words.tobytes()))
    (tmp_path / "master.wav").write_bytes(data)
    form = next(one for one in lossless(44_100, 16) if one.container == container)
    made = audio.process(tmp_path / "master.wav", [form], out).files[form]
    assert (audio.measure(made).bit_depth, audio.measure(made).problem) == (16, "")
    assert np.array_equal(read(made, 16), samples)


def test_a_flac_of_the_largest_frames_is_read_to_its_end(audio, tmp_path, out):
    noise = np.random.default_rng(5).integers(-(2**23), 2**23, (40_000, 8), dtype=np.int32)
    wave = write(tmp_path / "wave.wav", noise, 24, 192_000)
    command = [audio.ffmpeg, "-v", "error", "-i", str(wave), "-frame_size", "16384", str(tmp_path / "master.flac")]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    form = AudioForm("wav", "pcm", 192_000, 24, 8)
    work = audio.process(tmp_path / "master.flac", [form], out)
    assert (work.facts.frames, work.facts.problem) == (40_000, "")
    assert np.array_equal(read(work.files[form], 24), noise)


@pytest.mark.parametrize("layout", [(700, 40_000, 20_000), (40_000, 1, 1), (0, 3, 0), (40_000, 0, 0)])
@pytest.mark.parametrize("container", ["wav", "aiff"])
@pytest.mark.parametrize("bits", [16, 24])
def test_samples_measured_where_they_lie_give_what_a_decoder_gives(audio, tmp_path, container, bits, layout):
    head, body, tail = layout
    samples = np.zeros((head + body + tail, 3), dtype=np.int32)
    samples[head : head + body, 1] = 1 << (bits - 3)
    master = write(tmp_path / f"master.{container}", samples, bits, 48_000)
    with master.open("ab") as stream:
        stream.write(chunk(b"junk", b"\x7f" * 999))
    facts = audio.measure(master)
    decoded = audio.measure(write(tmp_path / "same.flac", samples, bits, 48_000))
    assert (read_header(master).is_plain, facts.frames, facts.problem) == (True, len(samples), "")
    for name in ("frames", "leading_silence", "trailing_silence", "silent"):
        assert getattr(facts, name) == getattr(decoded, name), name
    assert facts.silent is (not body)


def test_samples_with_bits_to_spare_are_left_to_the_decoder(audio, tmp_path, out):
    samples = quantised(tones(44_100, 0.1), 16)
    master = tmp_path / "m.wav"
    body = (samples.astype("<i4") << 8).astype("<i4").tobytes()
    packed = b"".join(body[at : at + 3] for at in range(0, len(body), 4))
    master.write_bytes(riff(fmt(bits=16, block=6), chunk(b"data", packed)))
    assert not read_header(master).is_plain
    assert np.array_equal(read(audio.process(master, [CD], out).files[CD], 16), samples)


def test_a_disk_that_fails_while_samples_are_read_is_not_held_against_the_file(audio, tmp_path, out, monkeypatch):
    master, _ = make(tmp_path)
    header = read_header(master)
    monkeypatch.setattr("tunemantra.contrib.media.audio.read_header", lambda _: header)
    master.unlink()
    master.mkdir()
    with pytest.raises(MediaError, match="cannot be read: Is a directory") as caught:
        audio.measure(master)
    assert (caught.value.category, caught.value.disposition) == (Category.TECHNICAL, Disposition.RETRY)


def test_an_odd_number_of_bytes_is_padded_and_not_counted(audio, tmp_path, out):
    samples = quantised(tones(44_100, 0.5, 1)[:22_049], 24)
    master = write(tmp_path / "m.flac", samples, 24, 44_100)
    form = AudioForm("wav", "pcm", 44_100, 24, 1)
    data = audio.process(master, [form], out).files[form].read_bytes()
    assert len(data) % 2 == 0
    assert struct.unpack("<I", data[40:44])[0] == 22_049 * 3


def test_the_same_master_and_form_give_the_same_bytes(audio, tmp_path, out):
    master, _ = make(tmp_path, "wav", 24, 96_000)
    forms = [
        CD,
        AudioForm("wav", "pcm", 48_000, 24),
        *lossless(44_100, 16)[1:],
        AudioForm("mp3", "mp3", 44_100, 0, 2, 320_000),
    ]
    first = {form: path.read_bytes() for form, path in audio.process(master, forms, out).files.items()}
    elsewhere = out / "again"
    elsewhere.mkdir()
    several = FfmpegAudio(threads=3)
    for form in forms:
        assert several.process(master, [form], elsewhere).files[form].read_bytes() == first[form], form


@pytest.mark.parametrize(("rate", "to"), [(96_000, 44_100), (96_000, 48_000), (48_000, 44_100), (88_200, 44_100)])
@pytest.mark.parametrize("frames", [1, 100, 44_100, 50_001])
def test_a_resampled_length_is_the_ratio_give_or_take_one(audio, tmp_path, out, rate, to, frames):
    master = write(tmp_path / "m.wav", quantised(tones(rate, 2)[:frames], 24), 24, rate)
    form = AudioForm("wav", "pcm", to, 16)
    got = len(read(audio.process(master, [form], out).files[form], 16))
    assert abs(got - frames * to / rate) <= 1


def test_silence_at_both_ends_is_measured(audio, tmp_path):
    samples = quantised(tones(44_100, 0.3), 16)
    quiet = np.zeros((4_410, 2), dtype=np.int32)
    facts = audio.measure(write(tmp_path / "m.flac", np.vstack([quiet, samples, quiet, quiet]), 16, 44_100))
    assert (facts.leading_silence, facts.silent) == (pytest.approx(0.1, abs=1e-3), False)
    assert facts.trailing_silence == pytest.approx(0.2, abs=1e-3)


def test_a_silent_file_is_silent_from_both_ends(audio, tmp_path):
    facts = audio.measure(write(tmp_path / "m.wav", np.zeros((4_410, 2), dtype=np.int32), 24, 44_100))
    assert (facts.silent, facts.leading_silence, facts.trailing_silence) == (True, 0.1, 0.1)


def test_floating_point_is_taken_to_24_bits(audio, tmp_path, out):
    wave = tones(48_000, 0.3).astype("<f4")
    master = tmp_path / "m.wav"
    master.write_bytes(riff(fmt(rate=48_000, bits=32, tag=3), chunk(b"data", wave.tobytes())))
    form = AudioForm("wav", "pcm", 48_000, 24)
    got = read(audio.process(master, [form], out).files[form], 24) / 2**23
    assert np.abs(got - wave).max() < 3 / 2**23


def test_a_thread_each_may_use_one_processor(audio, tmp_path, out):
    master, _ = make(tmp_path, "wav", 24, 48_000)
    made = {}

    def work(name):
        folder = out / name
        folder.mkdir()
        made[name] = audio.process(master, [CD], folder).files[CD].read_bytes()

    threads = [threading.Thread(target=work, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made["a"] == made["b"]


def test_progress_only_grows_and_ends_at_one(audio, tmp_path, out):
    master, _ = make(tmp_path, "flac", 24, 96_000, seconds=3)
    told = []
    audio.process(master, [CD], out, told.append)
    assert told == sorted(set(told))
    assert len(told) > 3
    assert told[-1] == 1.0


@pytest.mark.parametrize("container", ["flac", "wav"])
@pytest.mark.parametrize("when", [0.1, 1.0])
def test_raising_in_progress_cancels_and_leaves_no_file(audio, tmp_path, out, when, container):
    master, _ = make(tmp_path, container, 24, 96_000, seconds=2)

    def cancel(share):
        if share >= when:
            raise InterruptedError("stop")

    with pytest.raises(InterruptedError):
        audio.process(master, [CD, *lossless(48_000, 24)], out, cancel)
    assert list(out.iterdir()) == []


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        (AudioForm("wav", "pcm", 48_000, 16), "upsampled"),
        (AudioForm("wav", "pcm", 44_100, 24), "padded"),
        (AudioForm("wav", "pcm", 44_100, 16, 1), r"asked for is 1 channel \(mono\)"),
    ],
)
def test_one_impossible_form_stops_all_before_any_work(audio, tmp_path, out, wanted, message):
    master, _ = make(tmp_path)
    with pytest.raises(MediaError, match=message):
        audio.process(master, [CD, wanted], out)
    assert list(out.iterdir()) == []


def test_mono_is_not_made_into_stereo(audio, tmp_path, out):
    master, _ = make(tmp_path, channels=1)
    with pytest.raises(MediaError, match=r"the master has 1 channel \(mono\), asked for is 2 channels"):
        audio.process(master, [CD], out)


@pytest.mark.parametrize("container", ["wav", "flac", "aiff"])
def test_a_truncated_master_is_told_and_never_converted(audio, tmp_path, out, container):
    master, samples = make(tmp_path, container, 16, 44_100, seconds=1)
    os.truncate(master, master.stat().st_size // 2)
    facts = audio.measure(master)
    assert facts.truncated
    assert 0 < facts.frames < facts.declared_frames == len(samples)
    assert "truncated" in facts.problem
    with pytest.raises(MediaError, match=r"master\.\w+: .*truncated"):
        audio.process(master, [CD], out)
    assert list(out.iterdir()) == []


def test_damage_inside_a_flac_is_told(audio, tmp_path, out):
    master, _ = make(tmp_path, "flac", 16, 44_100, seconds=1)
    data = bytearray(master.read_bytes())
    data[len(data) // 2] ^= 0x55
    master.write_bytes(data)
    assert audio.inspect(master).problem == ""
    assert audio.measure(master).problem.startswith("damaged or truncated: the audio cannot be decoded to its end (")
    with pytest.raises(MediaError) as caught:
        audio.process(master, lossless(44_100, 16), out)
    assert (caught.value.category, caught.value.disposition) == (Category.CONTENT, Disposition.STOP)
    assert list(out.iterdir()) == []


def test_a_flac_that_is_not_what_its_md5_says_is_told(audio, tmp_path):
    master, _ = make(tmp_path, "flac")
    data = bytearray(master.read_bytes())
    data[26] ^= 0xFF
    master.write_bytes(data)
    assert audio.measure(master).problem == "damaged: the decoded audio does not match the MD5 in its FLAC header"


@pytest.mark.parametrize(
    "text",
    [
        "ffconcat version 1.0\nfile 'secret.wav'\n",
        "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nsecret.wav\n#EXT-X-ENDLIST\n",
    ],
)
def test_a_playlist_called_wav_opens_no_other_file(audio, tmp_path, out, text):
    make(tmp_path)[0].rename(tmp_path / "secret.wav")
    hostile = tmp_path / "hostile.wav"
    hostile.write_text(text)
    assert audio.measure(hostile).problem == "not audio: a text file"
    with pytest.raises(MediaError, match=r"hostile\.wav: not audio: a text file"):
        audio.process(hostile, [CD], out)


def test_noise_is_never_taken_for_another_codec(audio, tmp_path):
    # An MPEG frame header at every 417 bytes is what ffmpeg's own guess would follow.
    frame = b"\xff\xfb\x90\x64" + bytes(413)
    master = tmp_path / "m.wav"
    master.write_bytes(riff(fmt(), chunk(b"data", frame * 400)))
    facts = audio.measure(master)
    assert (facts.frames, facts.codec, facts.problem) == (41_700, "pcm_s16le", "")


@pytest.mark.parametrize("name", ["-y.wav", "a b'c\"d.wav", "日本:%d.wav", "concat:x.wav", "pipe:0.wav"])
def test_any_file_name_will_do(audio, tmp_path, out, name):
    master, samples = make(tmp_path)
    facts = audio.process(master.rename(tmp_path / name), [CD], out).facts
    assert facts.frames == len(samples)


def test_a_folder_that_is_not_there_is_our_error(audio, tmp_path):
    master, _ = make(tmp_path)
    with pytest.raises(MediaError, match="cannot be written to: No such file or directory"):
        audio.process(master, [CD], tmp_path / "none")


@pytest.mark.parametrize("declares", [True, False])
def test_a_file_that_unpacks_to_more_than_allowed_is_stopped(tmp_path, out, declares):
    master = write(tmp_path / "bomb.flac", np.zeros((44_100 * 40, 2), dtype=np.int32), 16, 44_100)
    if not declares:
        data = bytearray(master.read_bytes())
        data[21:26] = bytes([data[21] & 0xF0, 0, 0, 0, 0])
        master.write_bytes(data)
    careful = FfmpegAudio(max_hours=0.01)
    assert "the audio is longer than 0.01 hours" in careful.measure(master).problem
    with pytest.raises(MediaError, match=r"bomb\.flac: the audio is longer than 0\.01 hours"):
        careful.process(master, [CD], out)
    assert list(out.iterdir()) == []


def test_a_form_asked_for_twice_is_made_once(audio, tmp_path, out):
    master, _ = make(tmp_path)
    assert list(audio.process(master, [CD, CD], out).files) == [CD]


def test_a_master_that_has_gone_is_a_problem(audio, tmp_path):
    assert audio.measure(tmp_path / "none.wav").problem == "cannot be read: No such file or directory"


def test_inspect_tells_what_a_header_tells(audio, tmp_path):
    master, samples = make(tmp_path, "aiff", 24, 96_000)
    facts = audio.inspect(master)
    assert (facts.frames, facts.declared_frames, facts.duration) == (len(samples), len(samples), 0.5)
    assert (facts.codec, facts.size) == ("pcm_s24be", master.stat().st_size)


def test_a_rendition_over_four_gigabytes_that_no_header_announced_is_refused(audio, tmp_path, out, monkeypatch):
    # A FLAC written to a pipe does not say how long it is; a tenth of a second stands for six hours here.
    monkeypatch.setattr("tunemantra.contrib.media._wav._MAX_PLAIN_DATA", 10_000)
    master, _ = make(tmp_path, "flac")
    data = bytearray(master.read_bytes())
    data[21:26] = bytes([data[21] & 0xF0, 0, 0, 0, 0])
    master.write_bytes(data)
    assert read_header(master).declared is None
    with pytest.raises(MediaError, match="passes 4 GiB"):
        audio.process(master, [CD], out)
    assert list(out.iterdir()) == []


def test_a_rendition_over_four_gigabytes_becomes_rf64(audio, tmp_path, out, monkeypatch):
    monkeypatch.setattr("tunemantra.contrib.media._wav._MAX_PLAIN_DATA", 10_000)
    master, samples = make(tmp_path, "flac")
    path = audio.process(master, [CD], out).files[CD]
    assert path.read_bytes()[:4] == b"RF64"
    assert np.array_equal(read(path, 16), samples)
    assert audio.measure(path).frames == len(samples)


@settings(max_examples=25, deadline=None)
@given(position=st.integers(0, 3000), value=st.integers(0, 255), container=st.sampled_from(["wav", "flac", "aiff"]))
def test_no_single_wrong_byte_makes_measuring_raise(audio, tmp_path_factory, position, value, container):
    path = tmp_path_factory.getbasetemp() / f"wrong.{container}"
    write(path, quantised(tones(44_100, 0.05), 16), 16, 44_100)
    data = bytearray(path.read_bytes())
    data[position % len(data)] = value
    path.write_bytes(data)
    facts = audio.measure(path)
    assert facts.problem or facts.frames
