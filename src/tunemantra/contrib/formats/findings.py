"""What is wrong with a document, as findings; the ids are those of `docs/reference/release-toml.md`."""

from __future__ import annotations

import difflib
from datetime import date, time
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from tunemantra.core.finding import Finding, error

if TYPE_CHECKING:
    from collections.abc import Iterable

SYNTAX: Final = "DOC-SYN-001"
UNKNOWN_KEY: Final = "DOC-KEY-001"
MISSING_KEY: Final = "DOC-KEY-002"
VALUE: Final = "DOC-VAL-001"
REFERENCE: Final = "DOC-REF-001"

_LONGEST_QUOTE: Final = 80
_LARGEST: Final = 10**18


def unreadable(reason: str, expected: str, hint: str, *, file: str = "") -> Finding:
    """Return the finding about a document that cannot be read at all."""
    return error(
        SYNTAX, "", "the document cannot be read", observed=shorten(reason), expected=expected, hint=hint, file=file
    )


def unknown_key(path: str, key: str, known: Iterable[str], *, file: str = "") -> Finding:
    """Return the finding about a key nobody reads, with the one that was probably meant."""
    names = sorted(known)
    meant = nearest(key, names)
    return error(
        UNKNOWN_KEY,
        join(path, shorten(key)),
        "nobody reads this key",
        observed=shorten(key) or "an empty key",
        expected=meant or f"one of {', '.join(names)}",
        hint=f"did you mean {meant}?" if meant else "correct the key, or take it out",
        file=file,
    )


def nearest(key: str, known: Iterable[str]) -> str:
    """Return the known key that was probably meant; empty where none is near."""
    near = difflib.get_close_matches(key[:_LONGEST_QUOTE], list(known), n=1, cutoff=0.6)
    return near[0] if near else ""


def missing_key(path: str, key: str, *, what: str = "a value", hint: str = "", file: str = "") -> Finding:
    """Return the finding about a key that has to be there."""
    return error(
        MISSING_KEY,
        path,
        f"{key} is missing",
        observed="nothing",
        expected=what,
        hint=hint or f"add {key}",
        file=file,
    )


def wrong_value(path: str, message: str, observed: object, expected: str, hint: str = "", *, file: str = "") -> Finding:
    """Return the finding about a value of the wrong type or out of range."""
    return error(
        VALUE, path, message, observed=quote(observed), expected=expected, hint=hint or "correct the value", file=file
    )


def join(path: str, key: str) -> str:
    """Return the path of a key in a table."""
    return f"{path}.{key}" if path else key


def quote(value: object) -> str:
    """Return a value as people may read it: short, and with its type where that is the point."""
    kinds = {dict: "a table", list: "a list", type(None): "nothing"}
    if type(value) in kinds:
        return kinds[type(value)]
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int) and abs(value) >= _LARGEST:
        return "a very large number"
    if isinstance(value, Decimal | date | time):
        return shorten(str(value))
    return shorten(value if isinstance(value, str) else repr(value))


def shorten(text: str) -> str:
    """Return a text that fits on a line and can be printed."""
    printable = "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in text[: _LONGEST_QUOTE + 1])
    return printable if len(text) <= _LONGEST_QUOTE else f"{printable[:_LONGEST_QUOTE]}…"


__all__ = [
    "MISSING_KEY",
    "REFERENCE",
    "SYNTAX",
    "UNKNOWN_KEY",
    "VALUE",
    "join",
    "missing_key",
    "nearest",
    "quote",
    "shorten",
    "unknown_key",
    "unreadable",
    "wrong_value",
]
