"""The header stores take: 44 bytes, or RF64 beyond 4 GiB."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunemantra.contrib.media._wav import header_room, wav_header
from tunemantra.contrib.media.headers import read_header


@pytest.mark.parametrize("bits", [16, 24])
def test_the_canonical_header_byte_by_byte(bits):
    header = wav_header(channels=2, sample_rate=44_100, bit_depth=bits, data_bytes=600)
    block = 2 * bits // 8
    assert header == (
        b"RIFF" + (636).to_bytes(4, "little") + b"WAVEfmt \x10\0\0\0\1\0\2\0" + (44_100).to_bytes(4, "little")
        + (44_100 * block).to_bytes(4, "little") + bytes([block, 0, bits, 0]) + b"data" + (600).to_bytes(4, "little")
    )  # fmt: skip


@given(st.one_of(st.integers(1, 1 << 20), st.integers((1 << 32) - 100, (1 << 32) + 100), st.integers(1 << 33, 1 << 36)))
def test_a_header_of_any_length_is_read_back(tmp_path_factory, blocks):
    data_bytes = blocks * 6
    header = wav_header(channels=2, sample_rate=96_000, bit_depth=24, data_bytes=data_bytes)
    assert len(header) == header_room(data_bytes)
    path = tmp_path_factory.getbasetemp() / "sparse.wav"
    path.write_bytes(header)
    os.truncate(path, len(header) + data_bytes)
    facts = read_header(path).facts()
    path.unlink()
    assert (facts.frames, facts.format_code, facts.foreign_chunks, facts.problem) == (blocks, 1, (), "")
