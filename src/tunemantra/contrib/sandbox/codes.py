"""Codes of the trade checked once more, by code that shares nothing with `core.identifiers`."""

from __future__ import annotations

import re
from typing import Final

_NO_COUNTRY: Final = frozenset(
    ["AA", "AN", "BU", "CS", "DD", "EL", "EU", "FX", "SU", "TP", "UK", "UN", "WW", "XX", "YU", "ZR", "ZZ"]
)
"""Two letters that look like a country and are none, or none any more: the United Kingdom is GB."""


def isrc_fault(code: str) -> str:
    """Return what is wrong with an ISRC in its compact form; an empty text where nothing is (ISO 3901)."""
    if not re.fullmatch(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}", code):
        return f"ISRC {code!r} is not two letters, three letters or digits, seven digits"
    return ""


def gtin_fault(code: str) -> str:
    """Return what is wrong with a UPC or EAN; an empty text where nothing is (GS1, 7.9)."""
    if not re.fullmatch(r"[0-9]{8}|[0-9]{12,14}", code):
        return f"product code {code!r} is not 8, 12, 13 or 14 digits"
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(code)))
    return "" if total % 10 == 0 else f"product code {code!r} has a wrong check digit"


def territory_fault(code: str) -> str:
    """Return what is wrong with a country's code; an empty text where nothing is (ISO 3166-1 alpha-2)."""
    return "" if re.fullmatch(r"[A-Z]{2}", code) and code not in _NO_COUNTRY else f"{code!r} is no territory"


__all__ = ["gtin_fault", "isrc_fault", "territory_fault"]
