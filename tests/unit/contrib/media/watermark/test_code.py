"""The code that carries a recipient's number."""

from __future__ import annotations

import numpy as np
import pytest

from tunemantra.contrib.media.watermark.code import CODED_BITS, _book, decode, encode

KEY = b"key"


def test_any_two_words_of_the_golay_code_differ_in_eight_bits_or_more():
    book = _book()
    assert len(np.unique(book, axis=0)) == 4096
    # The code is linear: the distances from one word are those from every other.
    assert min((book[0] != book[1:]).sum(axis=1)) == 8


@pytest.mark.parametrize("recipient", [0, 1, 0xDEADBEEF, 2**32 - 1])
def test_three_wrong_bits_in_each_word_are_put_right(recipient):
    bits = encode(recipient, KEY).astype(float)
    assert len(bits) == CODED_BITS
    for word in range(4):
        bits[24 * word + np.array([1, 9, 20])] *= -1
    assert decode(bits, KEY) == recipient


def test_sure_bits_outvote_more_unsure_ones():
    bits = encode(77, KEY).astype(float)
    bits[:9] *= -0.2
    assert decode(bits, KEY) == 77


def test_noise_and_another_key_say_nothing():
    dice = np.random.default_rng(1)
    assert [decode(dice.normal(size=CODED_BITS), KEY) for _ in range(20)] == [None] * 20
    assert decode(encode(77, b"other").astype(float), KEY) is None
