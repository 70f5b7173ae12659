"""Reads what AAC an MPEG-4 track holds from its `esds` box (ISO/IEC 14496-1, 7.2.6; 14496-3, 1.6.2)."""

from __future__ import annotations

from attrs import frozen

from tunemantra.contrib.media._header import HeaderError

_ES, _DECODER, _SPECIFIC = 3, 4, 5
_AAC = 0x40
_LC, _SBR, _PS = 2, 5, 29
_EXTENSION = 0x2B7
_RATES = (96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350)
_CHANNELS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 8, 11: 7, 12: 8, 14: 8}


@frozen
class Aac:
    """What the decoder is told.

    Args:
        rate: Hz.
        channels: count; 0 where the stream itself says.
    """

    rate: int
    channels: int


def read_esds(data: bytes) -> Aac:
    """Return what AAC it is.

    Args:
        data: the body of the box, behind its version and flags.

    Raises:
        HeaderError: it is no AAC-LC.
    """
    es = _descriptor(data, _ES)
    decoder = _descriptor(es[3 + _optional(es) :], _DECODER)
    if not decoder or decoder[0] != _AAC:
        raise HeaderError("the MP4 holds no AAC")
    return _specific(_descriptor(decoder[13:], _SPECIFIC))


def _optional(es: bytes) -> int:
    """Return the bytes of what an ES descriptor may have: another stream, an address, a clock."""
    flags = es[2] if len(es) > 2 else 0  # noqa: PLR2004
    if flags & 0x40:
        raise HeaderError("the audio of the MP4 is elsewhere")
    return (2 if flags & 0x80 else 0) + (2 if flags & 0x20 else 0)


def _descriptor(data: bytes, tag: int) -> bytes:
    """Return the body of a descriptor that begins here; empty where none of this tag does."""
    if data[:1] != bytes([tag]):
        return b""
    length, at = 0, 1
    for byte in data[1:5]:
        length, at = length << 7 | byte & 0x7F, at + 1
        if not byte & 0x80:
            break
    return data[at : at + length]


def _specific(data: bytes) -> Aac:
    bits = _Bits(data)
    kind = bits.take(5)
    if kind in {_SBR, _PS}:
        raise HeaderError("HE-AAC, which holds half of the sound at best")
    if kind != _LC:
        raise HeaderError(f"the MP4 holds AAC of kind {kind}, not LC")
    index = bits.take(4)
    rate = bits.take(24) if index == 15 else _RATES[index] if index < len(_RATES) else 0  # noqa: PLR2004
    channels = _CHANNELS.get(bits.take(4), 0)
    bits.take(3)
    if bits.take(11) == _EXTENSION and bits.take(5) == _SBR and bits.take(1):
        raise HeaderError("HE-AAC, which holds half of the sound at best")
    return Aac(rate, channels)


class _Bits:
    """Bits from the first on; behind the last there are zeros."""

    def __init__(self, data: bytes) -> None:
        self._value = int.from_bytes(data[:64].ljust(64, b"\0"), "big")
        self._left = 512

    def take(self, count: int) -> int:
        self._left -= count
        return self._value >> self._left & (1 << count) - 1


__all__ = ["Aac", "read_esds"]
