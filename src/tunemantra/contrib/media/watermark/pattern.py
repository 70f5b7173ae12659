"""Where a mark lies in time and frequency: a secret pattern of signs, the same at every sample rate.

Frames of 40 ms, 20 ms apart, have bins of 25 Hz whatever the rate. 128 of them, 2.56 seconds, hold the whole mark
once; it is repeated to the end. Every sign belongs to one bit of the mark, or to those that are known and tell where it
begins.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from tunemantra.contrib.media.watermark.code import CODED_BITS, encode

if TYPE_CHECKING:
    Frames = NDArray[np.float64]

HOPS_PER_SECOND: Final = 50
BIN_HERTZ: Final = 25
PERIOD: Final = 128
"""Frames of one whole mark."""
LOW, HIGH = 12, 320
"""Bins that are marked, 300 to 8000 Hz: what every encoder keeps and every resampler passes."""
SLOWEST_RATE: Final = 2 * BIN_HERTZ * HIGH

_Kind = TypeVar("_Kind", bound=np.generic)
_HELD: Final = 2
"""Frames in a row that a sign stands for."""
_SYNC_BITS: Final = 32
_SLOTS: Final = CODED_BITS + _SYNC_BITS


@frozen(eq=False)
class Pattern:
    """The signs of one key; shape (PERIOD, HIGH - LOW).

    Args:
        signs: -1 and 1.
        slots: the bit of the mark each sign carries; from `CODED_BITS` on the bit is always 1.
        key: that all of it follows from.
    """

    signs: NDArray[np.int8]
    slots: NDArray[np.int64]
    key: bytes

    @classmethod
    def of(cls, secret: str) -> Pattern:
        """Return the pattern of a secret."""
        key = hmac.digest(secret.encode(), b"watermark pattern 1", hashlib.sha256)
        shape = PERIOD // _HELD, HIGH - LOW
        count = shape[0] * shape[1]
        # Not the generators of numpy: they may change, and a mark has to be found for years.
        chips = np.unpackbits(np.frombuffer(_stream(key, b"signs", -(-count // 8)), np.uint8))[:count]
        order = np.argsort(np.frombuffer(_stream(key, b"slots", 8 * count), "<u8"), kind="stable")
        slots = np.empty(count, dtype=np.int64)
        slots[order] = np.arange(count) % _SLOTS
        signs = chips.astype(np.int8) * 2 - 1
        return cls(_held(signs.reshape(shape)), _held(slots.reshape(shape)), key)

    def marked(self, recipient: int) -> Frames:
        """Return the signs with a recipient's number in them."""
        bits = np.concatenate([encode(recipient, self.key), np.ones(_SYNC_BITS, dtype=np.int8)])
        return np.asarray(self.signs * bits[self.slots], dtype=np.float64)

    def sync(self) -> Frames:
        """Return the signs that are known without the number, 0 elsewhere."""
        return np.where(self.slots >= CODED_BITS, self.signs, 0).astype(np.float64)


def _held(values: NDArray[_Kind]) -> NDArray[_Kind]:
    return np.repeat(values, _HELD, axis=0)


def _stream(key: bytes, purpose: bytes, count: int) -> bytes:
    return hashlib.shake_256(hmac.digest(key, purpose, hashlib.sha256)).digest(count)


def window(length: int) -> NDArray[np.float64]:
    """Return the sine window: twice applied, halves that overlap add up to one."""
    return np.sin(np.pi * (np.arange(length) + 0.5) / length)


__all__ = ["BIN_HERTZ", "HIGH", "HOPS_PER_SECOND", "LOW", "PERIOD", "SLOWEST_RATE", "Pattern", "window"]
