"""Samples are measured while they pass, in pieces of any size."""

from __future__ import annotations

import hashlib
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.contrib.media.material import pcm_bytes
from tunemantra.contrib.media._meter import Layout, PcmMeter


def pieces(data, cuts):
    edges = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
    return [data[a:b] for a, b in pairwise(edges)]


@given(
    bits=st.sampled_from([16, 24, 32]),
    channels=st.integers(1, 3),
    layout=st.tuples(st.integers(0, 20_000), st.integers(0, 30_000), st.integers(0, 20_000)),
    cuts=st.lists(st.integers(0, 1 << 20), max_size=6),
)
def test_silence_length_and_md5_are_exact_however_the_bytes_arrive(bits, channels, layout, cuts):
    head, body, tail = layout
    loud = 1 << (bits - 3)
    samples = np.zeros((head + body + tail, channels), dtype=np.int32)
    samples[head : head + body, -1] = loud
    data = pcm_bytes(samples, bits)
    meter = PcmMeter(Layout(bits // 8, channels), hashed=True)
    for piece in pieces(data, cuts):
        meter.feed(piece)
    whole = head + body + tail
    expected = (whole, not body, head if body else whole, tail if body else whole)
    sound = meter.sound
    assert (sound.frames, sound.silent, sound.leading, sound.trailing) == expected
    assert sound.md5 == hashlib.md5(data).hexdigest()


@pytest.mark.parametrize("bits", [16, 24, 32])
def test_dithered_silence_is_silence_and_the_next_step_is_not(bits):
    step = 1 << (bits - 16)
    for value, silent in ((step, True), (-step, True), (step + 1, False), (-step - 1, False)):
        meter = PcmMeter(Layout(bits // 8, 1))
        meter.feed(pcm_bytes(np.full((50, 1), value), bits))
        assert meter.sound.silent is silent, value
