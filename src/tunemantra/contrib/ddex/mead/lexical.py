"""Texts of XML Schema types and the values they stand for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Final, cast

from attrs import frozen

_INTEGER: Final = re.compile(r"[+-]?[0-9]+")
_DECIMAL: Final = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
# More digits than a number of the trade has are an attack on whoever computes with it.
_MOST_DIGITS: Final = 100
_DATE_TIME: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})?"
)
_DURATION: Final = re.compile(
    r"(?P<minus>-?)P(?:(?P<days>[0-9]{1,9})D)?"
    r"(?:T(?=[0-9])(?:(?P<hours>[0-9]{1,9})H)?(?:(?P<minutes>[0-9]{1,9})M)?"
    r"(?:(?P<seconds>[0-9]{1,15}(?:\.[0-9]{1,9})?)S)?)?"
)
_BOOLEANS: Final[Mapping[str, bool]] = MappingProxyType({"true": True, "1": True, "false": False, "0": False})


@frozen
class Lexical:
    """How the text of one type is read and written.

    Args:
        read: gives the value; raises ValueError where the text has none.
        write: gives the canonical text; raises ValueError where the type has no text for the value.
    """

    read: Callable[[str], object]
    write: Callable[[object], str]


def _read_boolean(text: str) -> bool:
    try:
        return _BOOLEANS[text.strip()]
    except KeyError:
        raise ValueError("neither true nor false") from None


def _read_integer(text: str) -> int:
    return int(_matching(_INTEGER, text, "no whole number"))


def _read_decimal(text: str) -> Decimal:
    return Decimal(_matching(_DECIMAL, text, "no decimal number"))


def _write_decimal(value: object) -> str:
    number = Decimal(cast("Decimal", value))
    if not number.is_finite():
        raise ValueError("the standard has no such number")
    text = format(number, "f")
    if len(text) > _MOST_DIGITS:
        raise ValueError("it has too many digits")
    return text


def _read_date_time(text: str) -> datetime:
    return datetime.fromisoformat(_matching(_DATE_TIME, text, "no date and time"))


def _write_date_time(value: object) -> str:
    moment = cast("datetime", value)
    offset = moment.utcoffset()
    if offset is not None and (offset.seconds % 60 or offset.microseconds):
        # Old local mean times have seconds; the schema's zones have not.
        moment = moment.astimezone(UTC)
    return moment.isoformat().replace("+00:00", "Z")


def _read_seconds(text: str) -> Decimal:
    collapsed = text.strip()
    match = _DURATION.fullmatch(collapsed)
    if match is None or collapsed.endswith(("P", "T")):
        raise ValueError("no length in days, hours, minutes and seconds")
    days, hours, minutes = (int(match[part] or 0) for part in ("days", "hours", "minutes"))
    seconds = Decimal(((days * 24 + hours) * 60 + minutes) * 60) + Decimal(match["seconds"] or 0)
    return -seconds if match["minus"] else seconds


def _write_seconds(value: object) -> str:
    text = _write_decimal(value)
    written = f"-PT{text[1:]}S" if text.startswith("-") else f"PT{text}S"
    if not _DURATION.fullmatch(written):
        raise ValueError("nanoseconds and millions of years are all that fits")
    return written


def _matching(pattern: re.Pattern[str], text: str, fault: str) -> str:
    collapsed = text.strip()
    if len(collapsed) > _MOST_DIGITS or not pattern.fullmatch(collapsed):
        raise ValueError(fault)
    return collapsed


SECONDS: Final = Lexical(_read_seconds, _write_seconds)
"""A length in seconds, written as xs:duration: `PT205.123S`. Years and months are no number of seconds."""

NAME: Final = Lexical(str.strip, str)
"""A text whose white space at both ends means nothing: a reference."""

LEXICON: Final[Mapping[type, Lexical]] = MappingProxyType(
    {
        str: Lexical(str, str),
        bool: Lexical(_read_boolean, lambda value: "true" if value else "false"),
        int: Lexical(_read_integer, str),
        Decimal: Lexical(_read_decimal, _write_decimal),
        datetime: Lexical(_read_date_time, _write_date_time),
    }
)
"""By type of the value."""

__all__ = ["LEXICON", "NAME", "SECONDS", "Lexical"]
