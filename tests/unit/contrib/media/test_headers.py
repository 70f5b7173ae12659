"""Headers are read from bytes alone, with bounds, and bad ones become a sentence."""

from __future__ import annotations

import os
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.contrib.media.material import chunk, fmt, quantised, riff, tones, write
from tunemantra.contrib.media.headers import read_header

DATA = chunk(b"data", b"\1\0\2\0" * 100)


@pytest.fixture
def header_of(tmp_path):
    def read(data: bytes, name="master.wav"):
        path = tmp_path / name
        path.write_bytes(data)
        return read_header(path)

    return read


@pytest.mark.parametrize("rate", [44_100, 48_000, 96_000])
@pytest.mark.parametrize("bits", [16, 24])
@pytest.mark.parametrize("container", ["wav", "flac", "aiff"])
def test_a_file_by_another_library_is_read(tmp_path, container, bits, rate):
    path = write(tmp_path / f"m.{container}", quantised(tones(rate, 0.1), bits), bits, rate)
    header = read_header(path)
    seen = (header.container, header.sample_rate, header.bit_depth, header.channels, header.declared, header.problem)
    assert seen == (container, rate, bits, 2, rate // 10, "")


def test_the_name_does_not_decide_what_a_file_is(tmp_path):
    path = write(tmp_path / "m.flac", quantised(tones(44_100, 0.1), 16), 16, 44_100)
    assert read_header(path.rename(tmp_path / "m.wav")).container == "flac"


def test_chunks_other_than_fmt_and_data_are_named_in_order(header_of):
    listed = riff(chunk(b"bext", b"x" * 602), fmt(), chunk(b"LIST", b"INFO"), DATA, chunk(b"id3 ", b"ID3"))
    assert header_of(listed).foreign_chunks == ("bext", "LIST", "id3 ")


def test_loose_bytes_behind_the_data_are_told(header_of):
    assert header_of(riff(fmt(), DATA) + b"TAG").foreign_chunks == ("TAG",)


def unpadded(name, body):
    return chunk(name, body)[:-1]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (riff(fmt(), unpadded(b"LIST", b"INFOabc"), DATA), "the WAV has no data chunk: its LIST chunk of 7 bytes"),
        (riff(unpadded(b"bext", b"x" * 603), fmt(), DATA), "the WAV has no fmt chunk: its bext chunk of 603 bytes"),
    ],
)
def test_a_missing_padding_byte_is_told_where_it_hides_what_comes_behind(header_of, data, problem):
    # No decoder finds the samples either: ffmpeg and libsndfile look where RIFF says the next chunk begins.
    assert header_of(data).problem == f"{problem} lacks the padding byte of an odd length, which hides all behind it"


def test_an_odd_chunk_that_is_padded_hides_nothing(header_of):
    assert header_of(riff(chunk(b"LIST", b"INFOabc"), fmt(), DATA)).problem == ""
    assert header_of(riff(chunk(b"LIST", b"INFOabc"), fmt())).problem == "the WAV has no data chunk"


@pytest.mark.parametrize("padding", [8, 5_000, 100_000])
def test_zeros_behind_the_data_are_told_once_whatever_their_number(header_of, padding):
    header = header_of(riff(fmt(), DATA) + bytes(padding))
    assert (header.problem, header.foreign_chunks, header.declared) == ("", (r"\x00\x00\x00\x00",), 100)


def test_zeros_behind_an_aiff_are_no_chunks(tmp_path):
    path = write(tmp_path / "m.aiff", quantised(tones(44_100, 0.1), 16), 16, 44_100)
    path.write_bytes(path.read_bytes() + bytes(100_000))
    header = read_header(path)
    assert (header.problem, header.declared, header.clean) == ("", 4_410, False)


def test_a_chunk_name_is_harmless_to_print(header_of):
    assert header_of(riff(fmt(), chunk(b"\x1b[2J", b""), DATA)).foreign_chunks == (r"\x1b[2J",)


def test_the_format_code_is_kept(header_of):
    guid = struct.pack("<H", 1) + bytes.fromhex("000000001000800000aa00389b71")
    extensible = fmt(tag=0xFFFE, bits=24, extra=struct.pack("<HHI", 22, 20, 3) + guid)
    header = header_of(riff(extensible, chunk(b"data", bytes(600))))
    assert (header.format_code, header.codec, header.bit_depth, header.problem) == (0xFFFE, "pcm_s24le", 20, "")


def test_floating_point_is_known_as_such(header_of):
    header = header_of(riff(fmt(tag=3, bits=32), chunk(b"data", bytes(800))))
    assert (header.codec, header.is_float, header.declared) == ("pcm_f32le", True, 100)


def test_a_wav_written_to_a_pipe_is_as_long_as_its_bytes(header_of):
    header = header_of(riff(fmt(), chunk(b"data", bytes(400), 0xFFFFFFFF)))
    assert (header.declared, header.available, header.problem) == (None, 100, "")


def test_a_wav_beyond_four_gigabytes_is_read(tmp_path):
    path = tmp_path / "long.wav"
    size = 5 << 30
    ds64 = chunk(b"ds64", struct.pack("<QQQI", size + 72, size, size // 6, 0))
    head = riff(ds64, fmt(bits=24, rate=96_000), chunk(b"data", b"", 0xFFFFFFFF), kind=b"RF64")
    path.write_bytes(head)
    os.truncate(path, len(head) + size)
    header = read_header(path)
    assert (header.declared, header.available, header.problem) == (size // 6, size // 6, "")


def test_missing_audio_at_the_end_is_told(header_of):
    header = header_of(riff(fmt(), DATA)[:-40])
    assert header.shortfall == "truncated: the header promises 100 frames, the file holds 90"
    facts = header.facts()
    assert (facts.declared_frames, facts.frames, facts.truncated, facts.problem) == (100, 90, True, header.shortfall)


def test_missing_audio_at_the_end_of_an_aiff_is_told(tmp_path):
    path = write(tmp_path / "m.aiff", quantised(tones(44_100, 0.1), 16), 16, 44_100)
    os.truncate(path, path.stat().st_size - 400)
    assert read_header(path).shortfall == "truncated: the header promises 4410 frames, the file holds 4310"


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "the file is empty"),
        (b"Just some words\nof a song\n", "not audio: a text file"),
        ("Größe ".encode() * 200, "not audio: a text file"),
        (bytes(5000), "not audio: no header of WAV, FLAC, AIFF, MP3, M4A or Opus"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "not audio: no header of WAV, FLAC, AIFF, MP3, M4A or Opus"),
        (b"ID3\4\0\0\0\0\0\0" + b"\xff\xfb\x90\0" * 9, "not audio: no MP3 frame where one should begin"),
        (b"\xff\xfb\x90\0" * 9, "not audio: no MP3 frame where one should begin"),
        (b"\0\0\0\x08ftypM4A ", "the MP4 has no moov box: it was never completed, or its end is missing"),
        (b"OggS" + bytes(90), "Ogg audio other than Opus: a master is WAV, FLAC or AIFF"),
        (b"\xff\xf1" + bytes(90), "AAC audio outside of MP4: a master is WAV, FLAC or AIFF"),
        (b"DSD " + bytes(90), "1-bit audio (DSD): a master is WAV, FLAC or AIFF"),
        (riff(fmt(bits=1, block=2), DATA), "the header states 1 bits a sample"),
        (riff(fmt(bits=64), DATA), "the header states 64 bits a sample"),
        (b"RIFF\0\0\0\0WAVE", "the WAV has no fmt chunk ahead of its data"),
        (riff(DATA, fmt()), "the WAV has no fmt chunk ahead of its data"),
        (riff(fmt()), "the WAV has no data chunk"),
        (riff(fmt(), chunk(b"data", b"")), "the file holds no audio"),
        (riff(fmt(), chunk(b"data", bytes(40), 0)), "the WAV was never completed: its data chunk states 0 bytes"),
        (riff(chunk(b"fmt ", b"\1\0"), DATA), "the fmt chunk is too short"),
        (riff(fmt(channels=0), DATA), "the header states 0 channels"),
        (riff(fmt(channels=9999, block=2), DATA), "the header states 9999 channels"),
        (riff(fmt(rate=0), DATA), "the header states a sample rate of 0 Hz"),
        (riff(fmt(rate=2**31), DATA), "the header states a sample rate of 2147483648 Hz"),
        (riff(fmt(bits=24, block=4), DATA), "the fmt chunk contradicts itself: 24 bits in blocks of 4 bytes"),
        (riff(fmt(block=0), DATA), "the fmt chunk contradicts itself: 16 bits in blocks of 0 bytes"),
        (riff(fmt(tag=0x55), DATA), "the WAV holds codec 0x0055, not PCM"),
        (riff(fmt(tag=0xFFFE), DATA), "the EXTENSIBLE fmt chunk is too short"),
        (
            riff(fmt(), chunk(b"data", b"", 0xFFFFFFFF), kind=b"RF64"),
            "the RF64 file has no ds64 chunk ahead of its data",
        ),
        (riff(*[chunk(b"junk", b"")] * 2000), "the WAV has more than 1024 chunks"),
        (b"FORM\0\0\0\4AIFF", "the AIFF has no complete COMM chunk"),
        (b"fLaC", "the file ends inside its STREAMINFO block"),
        (b"fLaC\4\0\0\x22" + bytes(40), "the FLAC does not begin with STREAMINFO"),
        (b"fLaC\0\0\0\x22" + bytes(40), "the header states a sample rate of 0 Hz"),
    ],
)
def test_bad_bytes_become_one_sentence(header_of, data, problem):
    assert header_of(data).facts().problem == problem


def test_a_missing_file_is_a_problem_not_an_exception(tmp_path):
    assert read_header(tmp_path / "none.wav").problem == "cannot be read: No such file or directory"


def test_a_folder_is_a_problem_not_an_exception(tmp_path):
    assert read_header(tmp_path).problem == "cannot be read: Is a directory"


@given(
    data=st.binary(max_size=400),
    start=st.sampled_from([b"", b"RIFF\0\0\0\0WAVE", b"FORM\0\0\0\0AIFC", b"fLaC", b"ID3"]),
)
def test_no_bytes_at_all_make_it_raise(tmp_path_factory, data, start):
    path = tmp_path_factory.getbasetemp() / "fuzz"
    path.write_bytes(start + data)
    facts = read_header(path).facts()
    assert facts.problem or facts.frames


@given(position=st.integers(0, 90), value=st.integers(0, 255), cut=st.integers(20, 700))
def test_no_broken_header_makes_it_raise(tmp_path_factory, position, value, cut):
    data = bytearray(riff(fmt(bits=24), chunk(b"LIST", b"INFO"), chunk(b"data", bytes(600))))
    data[position] = value
    path = tmp_path_factory.getbasetemp() / "broken"
    path.write_bytes(data[:cut])
    facts = read_header(path).facts()
    assert facts.problem or 0 <= facts.frames <= 600
