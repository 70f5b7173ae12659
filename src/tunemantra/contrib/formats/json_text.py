"""JSON, written in one way only and read without guessing."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, Final, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_STRING: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
_BEYOND_ASCII: Final = re.compile(r"[^\x00-\x7f]")
_SURROGATE: Final = re.compile(r"[\ud800-\udfff]")


def canonical(value: object) -> str:
    """Return the one text of a JSON value: sorted keys, no white space, NFC, always encodable as UTF-8.

    A string that is not NFC by itself (a file name, a platform's own word) keeps its code points: they are written
    as escapes, so that the text is NFC and the value survives exactly.
    """
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    if _fit(text):
        return text
    return _STRING.sub(lambda string: string[0] if _fit(string[0]) else _escaped(string[0]), text)


def strict_json(text: str, *, parse_float: Callable[[str], object] = float) -> object:
    """Return the value of a JSON text.

    Args:
        text: the document.
        parse_float: makes a number of digits with a point.

    Raises:
        ValueError: it is no JSON, has a key twice, a number nobody can hold, or is nested without end.
    """
    try:
        value: object = json.loads(
            text, object_pairs_hook=_unique, parse_constant=_no_constant, parse_float=parse_float
        )
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    return value


def _fit(text: str) -> bool:
    # A string that starts with a combining mark would compose with its own quotation mark in no case, yet reorder.
    whole = unicodedata.is_normalized("NFC", text) and not _SURROGATE.search(text)
    return whole and not (len(text) > 1 and text[0] == '"' and unicodedata.combining(text[1]))


def _escaped(string: str) -> str:
    return _BEYOND_ASCII.sub(lambda char: json.dumps(char[0])[1:-1], string)


def _unique(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    table = dict(pairs)
    if len(table) != len(pairs):
        twice = Counter(key for key, _ in pairs).most_common(1)[0][0]
        raise ValueError(f"the key {twice!r} stands twice in one table")
    return table


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


__all__ = ["canonical", "strict_json"]
