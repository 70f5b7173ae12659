"""Kinds of cells: how a value of each is written, and what it is in Python."""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from attrs import field, frozen

from tunemantra.contrib.ddex.dsr.escape import escape

Value = str | int | Decimal | bool | date | datetime | timedelta
"""One value of a cell; a month, a year, and a duration with months or years stay text."""


class CellKind(StrEnum):
    """What a cell holds."""

    TEXT = "a text"
    INTEGER = "an integer"
    DECIMAL = "a decimal number"
    BOOLEAN = "true or false"
    DATE = "a date: YYYY, YYYY-MM or YYYY-MM-DD"
    DATE_TIME = "a date and time"
    DURATION = "a duration: PT3M25S"
    CODE = "a code of a value set"
    PATTERN = "a text of a form"


def _month_and_day(between: str) -> str:
    # The 29th of February is left to the calendar: what a form does not match is looked at again.
    short = f"(?:0[1-9]|1[0-2]){between}(?:0[1-9]|1[0-9]|2[0-8])"
    return f"(?:{short}|(?:0[13-9]|1[0-2]){between}(?:29|30)|(?:0[13578]|1[02]){between}31)"


_YEAR: Final = "(?!0000)[0-9]{4}"
_CLOCK: Final = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?(?:Z|[+-][01][0-9]:[0-5][0-9])?"
_ANY: Final = r"[^\t|\\]"
_COUNT: Final = "[0-9]{1,40}"
_AROUND: Final = re.compile(r"\.\*(\w|:)((?:\w|:)*)\.\*")
_FORMS: Final[Mapping[CellKind, str]] = MappingProxyType(
    {
        CellKind.TEXT: f"{_ANY}+",
        CellKind.CODE: f"{_ANY}+",
        CellKind.INTEGER: "[+-]?[0-9]{1,40}",
        CellKind.DECIMAL: r"[+-]?(?:[0-9]{1,40}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})",
        CellKind.BOOLEAN: "true|false|1|0",
        CellKind.DATE: f"{_YEAR}(?:{_month_and_day('')}|-{_month_and_day('-')}|(?:-(?:0[1-9]|1[0-2]))?)",
        CellKind.DATE_TIME: f"{_YEAR}-{_month_and_day('-')}T{_CLOCK}",
        CellKind.DURATION: f"-?P(?=[0-9T])(?:{_COUNT}Y)?(?:{_COUNT}M)?(?:{_COUNT}D)?"
        rf"(?:T(?=[0-9])(?:{_COUNT}H)?(?:{_COUNT}M)?(?:{_COUNT}(?:\.{_COUNT})?S)?)?",
    }
)
_SPAN: Final = re.compile(r"(-?)P(?:([0-9]+)D)?(?:T(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+(?:\.[0-9]+)?)S)?)?", re.ASCII)
_DIGITS_OF_A_DAY: Final = 8
_LENGTH_OF_A_DAY: Final = len("2026-03-01")


@frozen
class Cell:
    """One cell of a record, as its profile describes it.

    Args:
        name: as the standard names it.
        kind: what each of its values is.
        optional: whether it may be empty.
        many: whether it is a list, divided by pipes.
        pattern: for `PATTERN`, the regular expression of the description.
        value_set: for `CODE`, the name of the value set.
        allowed: for `CODE`, its values.
    """

    name: str
    kind: CellKind = CellKind.TEXT
    optional: bool = False
    many: bool = False
    pattern: str = ""
    value_set: str = ""
    allowed: frozenset[str] = field(default=frozenset(), repr=False)

    @property
    def form(self) -> str:
        """Return the regular expression of one value without escapes."""
        if self.kind is not CellKind.PATTERN:
            return _FORMS[self.kind]
        around = _AROUND.fullmatch(self.pattern)
        if around is None:
            return _with_dot(self.pattern, _ANY)
        # `.*::.*` as it stands would try each of a million colons anew.
        first, more = around.groups()
        other = rf"[^\t|\\{first}]*+"
        return f"{other}(?:{first}(?!{more}){other})*+{first}{more}{_ANY}*+"

    @property
    def expected(self) -> str:
        """Return in words what the cell holds."""
        if self.kind is CellKind.PATTERN:
            return self.pattern
        return f"a value of {self.value_set}" if self.kind is CellKind.CODE else str(self.kind)

    def accepts(self, value: str) -> bool:
        """Tell whether a value, unescaped and not empty, is one of this cell."""
        if self.kind is CellKind.TEXT:
            return True
        if self.kind is CellKind.CODE:
            return value in self.allowed
        if self.kind is CellKind.PATTERN:
            return _compiled(_with_dot(self.pattern, ".")).fullmatch(value) is not None
        return _compiled(_FORMS[self.kind]).fullmatch(value) is not None or _in_leap_year(self.kind, value)

    def parse(self, value: str) -> Value:
        """Return what an accepted value is in Python.

        Raises:
            ValueError: the cell does not accept it.
        """
        if not self.accepts(value):
            raise ValueError(f"{value!r} is not {self.expected}")
        return _PARSERS[self.kind](value) if self.kind in _PARSERS else value


def write_value(value: Value | None) -> str:
    """Return a value as it stands in a cell, escaped."""
    match value:
        case None:
            return ""
        case str():
            return escape(value)
        case bool():
            return "true" if value else "false"
        case Decimal():
            return format(value, "f")
        case date():
            return value.isoformat()
        case timedelta():
            return _span(value)
    return str(value)


@lru_cache(maxsize=256)
def _compiled(form: str) -> re.Pattern[str]:
    return re.compile(form, re.DOTALL)


def _with_dot(pattern: str, dot: str) -> str:
    """Return an XSD expression with its dots, where they mean any character, meaning `dot`."""
    parts = re.split(r"(\\.|\[[^\]]*\])", pattern)
    return "".join(part if place % 2 else part.replace(".", dot) for place, part in enumerate(parts))


def _in_leap_year(kind: CellKind, value: str) -> bool:
    if kind not in {CellKind.DATE, CellKind.DATE_TIME} or "29" not in value:
        return False
    day_before = value[:4] + value[4:].replace("02-29", "02-28", 1).replace("0229", "0228", 1)
    known = day_before != value and _compiled(_FORMS[kind]).fullmatch(day_before)
    return bool(known) and isleap(int(value[:4]))


def _date(value: str) -> Value:
    if len(value) == _DIGITS_OF_A_DAY and value.isascii() and value.isdigit():
        return date(int(value[:4]), int(value[4:6]), int(value[6:]))
    if len(value) == _LENGTH_OF_A_DAY and value[4] == value[7] == "-":
        return date.fromisoformat(value)
    return value


def _duration(value: str) -> Value:
    found = _SPAN.fullmatch(value)
    if found is None:
        return value
    days, hours, minutes = (int(part or 0) for part in found.groups()[1:4])
    seconds = Decimal(found[5] or 0)
    try:
        whole = timedelta(days=days, hours=hours, minutes=minutes, microseconds=int(seconds * 1_000_000))
    except OverflowError:
        return value
    return -whole if found[1] else whole


def _span(value: timedelta) -> str:
    if value < timedelta():
        return f"-{_span(-value)}"
    seconds, rest = divmod(value, timedelta(seconds=1))
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    fraction = f".{rest.microseconds:06d}".rstrip("0") if rest else ""
    return f"PT{hour}H{minute}M{second}{fraction}S"


_PARSERS: Final[Mapping[CellKind, Callable[[str], Value]]] = MappingProxyType(
    {
        CellKind.INTEGER: int,
        CellKind.DECIMAL: Decimal,
        CellKind.BOOLEAN: lambda value: value in {"true", "1"},
        CellKind.DATE: _date,
        CellKind.DATE_TIME: datetime.fromisoformat,
        CellKind.DURATION: _duration,
    }
)


__all__ = ["Cell", "CellKind", "Value", "write_value"]
