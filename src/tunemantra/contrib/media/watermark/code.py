"""A recipient's number as bits that survive: 32 bits and a keyed check of 16, in four words of the Golay code."""

from __future__ import annotations

import hashlib
import hmac
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

RECIPIENT_BITS: Final = 32
WORDS: Final = 4
WORD_BITS: Final = 24
CODED_BITS: Final = WORDS * WORD_BITS

_DATA_BITS: Final = 12
_CHECK_BITS: Final = 16
# The generator polynomial of the binary Golay code (23, 12); a parity bit makes it (24, 12) with distance 8.
_GENERATOR: Final = 0b1010_1110_0011


def encode(recipient: int, key: bytes) -> NDArray[np.int8]:
    """Return the 96 coded bits of a recipient's number, as -1 and 1."""
    value = recipient << _CHECK_BITS | _check(recipient, key)
    return np.concatenate([_book()[value >> _DATA_BITS * word & 0xFFF] for word in range(WORDS)])


def decode(soft: NDArray[np.float64], key: bytes) -> int | None:
    """Return the number that 96 bits say, each the surer the farther from 0; None where the check does not fit.

    Each word is taken for the one of all 4096 it is most like, so that the sure bits outvote the unsure ones.
    """
    value = 0
    for word in range(WORDS):
        likeness = _book() @ soft[word * WORD_BITS : (word + 1) * WORD_BITS]
        value |= int(np.argmax(likeness)) << _DATA_BITS * word
    recipient, check = value >> _CHECK_BITS, value & 0xFFFF
    return recipient if check == _check(recipient, key) else None


def _check(recipient: int, key: bytes) -> int:
    digest = hmac.digest(key, b"recipient" + recipient.to_bytes(RECIPIENT_BITS // 8), hashlib.sha256)
    return int.from_bytes(digest[: _CHECK_BITS // 8])


@cache
def _book() -> NDArray[np.int8]:
    """Return every word of the code, by the 12 bits it stands for; shape (4096, 24)."""
    rows = [_word(1 << bit) for bit in range(_DATA_BITS)]
    words = np.zeros(1 << _DATA_BITS, dtype=np.int64)
    for bit, row in enumerate(rows):
        words[np.arange(len(words)) >> bit & 1 == 1] ^= row
    return ((words[:, None] >> np.arange(WORD_BITS) & 1) * 2 - 1).astype(np.int8)


def _word(data: int) -> int:
    rest = shifted = data << _DATA_BITS - 1
    for power in range(WORD_BITS - 2, _DATA_BITS - 2, -1):
        if rest >> power & 1:
            rest ^= _GENERATOR << power - (_DATA_BITS - 1)
    whole = shifted | rest
    return whole << 1 | whole.bit_count() & 1


__all__ = ["CODED_BITS", "RECIPIENT_BITS", "decode", "encode"]
