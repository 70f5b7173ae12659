"""Codes that stand where a message has none, so that the rest can be read.

They are valid in form and can never be anybody's: the GTIN is of GS1's range for use inside one company (29), the
ISRC begins with XX, which ISO 3166 leaves to its users. The same message gives the same codes. A release that has one
carries a finding of level error. A product that is known by its GRid is written again without the stand-in.
"""

from __future__ import annotations

import hashlib

from stdnum import ean

from tunemantra.core.identifiers import Gtin, Isrc

_EAN_DIGITS = 13
_GTIN_PREFIX = "29"
_ISRC_PREFIX = "XXTMX"


def stand_in_gtin(seed: str) -> Gtin:
    """Return the GTIN that stands for a product known by another text, such as its GRid."""
    body = _GTIN_PREFIX + _digits(seed, 10)
    return Gtin(body + ean.calc_check_digit(body))


def stand_in_isrc(seed: str) -> Isrc:
    """Return the ISRC that stands for a recording known by another text, such as its reference."""
    return Isrc(_ISRC_PREFIX + _digits(seed, 7))


def is_stand_in(code: Gtin | Isrc) -> bool:
    """Tell whether a code is one of these."""
    if isinstance(code, Gtin):
        return len(code.value) == _EAN_DIGITS and code.value.startswith(_GTIN_PREFIX)
    return code.value.startswith(_ISRC_PREFIX)


def _digits(seed: str, count: int) -> str:
    number = int.from_bytes(hashlib.sha256(seed.encode(errors="replace")).digest())
    return f"{number % 10**count:0{count}d}"


__all__ = ["is_stand_in", "stand_in_gtin", "stand_in_isrc"]
