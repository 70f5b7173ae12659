"""A value that its set of allowed values does not have: the value, the nearest that it has, and where the list is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from functools import lru_cache
from heapq import nlargest
from itertools import pairwise
from typing import Final

from attrs import frozen

_SAID: Final = re.compile(r"The value '(.*?)' is not an element of the set \{'(.*)'\}", re.DOTALL)
_FEW: Final = 8
"""So many values are told one and all."""
_NEAREST: Final = 3
_LIKELY: Final = 6
_LONGEST: Final = 80
"""Characters of a value that are told; nothing longer is near to anything."""


@frozen
class Outside:
    """What is to be said of it.

    Args:
        value: as the message has it, cut where it is long.
        expected: all values of a small set; of others how many there are, and the nearest.
    """

    value: str
    expected: str


def outside_of(message: str) -> Outside | None:
    """Return the value and the set that a message of libxml2 names; None where it names none."""
    said = _SAID.search(message)
    if said is None:
        return None
    value = said[1] if len(said[1]) <= _LONGEST else f"{said[1][:_LONGEST]} …"
    return Outside(value, _expected(value, said[2]))


@lru_cache(maxsize=256)
def _expected(value: str, values: str) -> str:
    allowed = _pairs_of_each(values)
    if len(allowed) <= _FEW:
        return f"one of {', '.join(allowed)}"
    near = _nearest(value, allowed) if len(value) <= _LONGEST else ()
    many = f"one of {len(allowed)} values"
    return f"{many}, the nearest: {', '.join(near)}" if near else many


def _nearest(value: str, allowed: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    wanted = _pairs(value)
    # Held against every value of a large set, a thousand faults would take a minute.
    likely = nlargest(_LIKELY, allowed, key=lambda one: len(wanted & allowed[one]) / (len(wanted | allowed[one]) or 1))
    by_fold = {one.casefold(): one for one in likely}
    return tuple(by_fold[one] for one in get_close_matches(value.casefold(), by_fold, n=_NEAREST))


@lru_cache(maxsize=64)
def _pairs_of_each(values: str) -> dict[str, frozenset[str]]:
    return {one: _pairs(one) for one in values.split("', '")}


def _pairs(word: str) -> frozenset[str]:
    """Return which two letters follow one another in a word, and which one is first."""
    folded = f" {word.casefold()}"
    return frozenset(map("".join, pairwise(folded)))


__all__ = ["Outside", "outside_of"]
