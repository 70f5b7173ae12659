"""How single values of the core look in JSON, exactly and in one way."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Final

from tunemantra.core.identifiers import Dpid, Grid, Gtin, Isni, Isrc, Iswc
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.territory import TerritorySet

if TYPE_CHECKING:
    from cattrs import Converter

IDENTIFIERS: Final = (Dpid, Grid, Gtin, Isni, Isrc, Iswc)
_DECIMAL: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,30})(?:\.[0-9]{0,30}[1-9])?")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class WrongValue(ValueError):  # noqa: N818 - never leaves this package
    """A value does not have the form its field has."""

    def __init__(self, observed: object, expected: str) -> None:
        super().__init__(f"expected {expected}")
        self.observed = observed
        self.expected = expected


def register(converter: Converter) -> None:
    """Teach a converter every kind of single value."""
    for identifier in IDENTIFIERS:
        converter.register_unstructure_hook(identifier, str)
        converter.register_structure_hook(identifier, lambda value, kind: kind(_text(value)))
    converter.register_unstructure_hook(TerritorySet, list)
    converter.register_structure_hook(TerritorySet, lambda value, _: _territories(value))
    converter.register_unstructure_hook(ReleaseMoment, str)
    converter.register_structure_hook(ReleaseMoment, lambda value, _: _moment(value))
    converter.register_unstructure_hook(Decimal, _decimal_text)
    converter.register_structure_hook(Decimal, lambda value, _: _decimal(value))
    converter.register_unstructure_hook(datetime, _instant_text)
    converter.register_structure_hook(datetime, lambda value, _: _instant(value))
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_structure_hook(date, lambda value, _: _date(value))
    converter.register_unstructure_hook(bytes, lambda value: b64encode(value).decode("ascii"))
    converter.register_structure_hook(bytes, lambda value, _: b64decode(_text(value), validate=True))
    converter.register_unstructure_hook(float, float)
    converter.register_structure_hook(float, lambda value, _: _float(value))
    converter.register_unstructure_hook(int, int)
    converter.register_structure_hook(int, lambda value, _: _exactly(int, value, "a whole number"))
    converter.register_unstructure_hook(bool, bool)
    converter.register_structure_hook(bool, lambda value, _: _exactly(bool, value, "true or false"))
    converter.register_structure_hook(str, _text_or_word)


def _exactly(kind: type, value: object, expected: str) -> object:
    if type(value) is not kind:
        raise WrongValue(value, expected)
    return value


def _text_or_word(value: object, kind: type) -> object:
    # The words of the trade are texts too (`StrEnum`), and cattrs finds this hook for them first.
    return enum_value(value, kind) if issubclass(kind, Enum) else _text(value)


def enum_value(value: object, kind: type[Enum]) -> Enum:
    """Return the member that is spelled like this."""
    # One spelling a value: 1 would pass for True, and a list cannot be looked up.
    found = kind._value2member_map_.get(value) if isinstance(value, str | int) else None
    if found is None or isinstance(value, bool):
        raise WrongValue(value, f"one of {', '.join(str(member.value) for member in kind)}")
    return found


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise WrongValue(value, "text")
    return value


def _float(value: object) -> float:
    if type(value) not in {int, float}:
        raise WrongValue(value, "a number")
    return float(value)  # type: ignore[arg-type]


def _territories(value: object) -> TerritorySet:
    # All 250 are listed one by one: a frozen revision means the same after a country has been founded.
    if not isinstance(value, list) or any(not isinstance(code, str) for code in value):
        raise WrongValue(value, "a list of territory codes")
    if value != sorted(set(value)):
        raise WrongValue(value, "territory codes in order, each once")
    return TerritorySet(frozenset(value))


def _moment(value: object) -> ReleaseMoment:
    return ReleaseMoment.parse(_text(value))


def _decimal_text(value: Decimal) -> str:
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _decimal(value: object) -> Decimal:
    text = _text(value)
    if not _DECIMAL.fullmatch(text):
        raise WrongValue(value, "a decimal number as text, such as 3.5")
    return Decimal(text)


def _instant_text(value: datetime) -> str:
    # Equal moments have one text, whatever zone they were given in.
    return value.astimezone(UTC).isoformat()


def _instant(value: object) -> datetime:
    try:
        moment = datetime.fromisoformat(_text(value))
    except ValueError:
        raise WrongValue(value, "a moment such as 2026-04-24T09:30:00+00:00") from None
    if moment.utcoffset() is None:
        raise WrongValue(value, "a moment with its time zone")
    return moment


def _date(value: object) -> date:
    text = _text(value)
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise WrongValue(value, "a date such as 2026-04-24")


__all__ = ["IDENTIFIERS", "WrongValue", "enum_value", "register"]
