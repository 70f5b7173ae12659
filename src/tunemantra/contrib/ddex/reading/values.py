"""The values of a message, whatever its version: dates, lengths, moments, territories, codes, hash sums.

Each function takes a text and returns the value, or None where the text is none. What to do then is the reader's
decision: it puts the text back, so that it is listed.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from types import MappingProxyType
from typing import Final, TypeVar

from tunemantra.core.identifiers import Dpid, Grid, Gtin, Isni, Isrc, Iswc
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.territory import SELECTABLE, TerritorySet, from_legacy
from tunemantra.errors import IdentifierError, ScheduleError

Code = TypeVar("Code", Dpid, Grid, Gtin, Isni, Isrc, Iswc)

WORLDWIDE: Final = frozenset({"Worldwide", "2136"})
"""How a message says everywhere; 2136 is the world among the territory numbers of CISAC."""

_DAY: Final = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?(?:T[0-9:.]+)?(?:Z|[+-]\d\d:\d\d)?")
_LENGTH: Final = re.compile(
    r"P(?:(?P<days>\d+)D)?(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?"
)
_FRACTION: Final = re.compile(r"\.\d+")
_ZONED_DAY: Final = re.compile(r"(\d{4}-\d\d-\d\d)(Z|[+-]\d\d:\d\d)")
_DAYS_END: Final = re.compile(r"(\d{4}-\d\d-\d\d)T24:00:00(Z|[+-]\d\d:\d\d)?")
_LAST_DAY: Final = date(9000, 12, 31)
"""The last one a moment can have."""
_PLAIN: Final = re.compile(r"\d{1,12}(?:\.\d{1,12})?")
_ALGORITHMS: Final[Mapping[str, str]] = MappingProxyType(
    {"SHA256": "SHA-256", "SHA2-256": "SHA-256", "SHA-1": "SHA1", "SHA512": "SHA-512", "SHA384": "SHA-384"}
)
_SCALES: Final[Mapping[str, int]] = MappingProxyType({"k": 3, "M": 6, "G": 9})
_LONGEST: Final = 100


def day(text: str) -> tuple[date, bool] | None:
    """Return a date and whether the text gives all of it: `2004` and `2004-04` begin on their first day."""
    match = _DAY.fullmatch(text) if len(text) < _LONGEST else None
    if match is None:
        return None
    year, month, number = match["year"], match["month"], match["day"]
    try:
        return date(int(year), int(month or 1), int(number or 1)), number is not None
    except ValueError:
        return None


def year(text: str) -> int | None:
    """Return a year: `2026`, `2026-01`, `2026Z`."""
    found = day(text)
    return found[0].year if found else None


def seconds(text: str) -> Decimal | None:
    """Return a length in seconds: `PT3M25.5S`, or a plain number of seconds."""
    if len(text) > _LONGEST:
        return None
    if _PLAIN.fullmatch(text):
        return Decimal(text)
    match = _LENGTH.fullmatch(text)
    if match is None or not any(match.groups()):
        return None
    whole = int(match["days"] or 0) * 86400 + int(match["hours"] or 0) * 3600 + int(match["minutes"] or 0) * 60
    return Decimal(whole) + Decimal(match["seconds"] or 0)


def moment(text: str) -> ReleaseMoment | None:
    """Return a moment: by the clock of each territory without a zone, one instant with one; fractions are dropped.

    `T24:00:00` is the midnight at which the next day begins, as XML Schema has it; a date with a zone is the date.
    """
    if len(text) > _LONGEST:
        return None
    text = _FRACTION.sub("", text)
    days_end = _DAYS_END.fullmatch(text)
    try:
        if days_end is not None:
            return _shifted(ReleaseMoment.parse(f"{days_end[1]}T00:00:00{days_end[2] or ''}"), days=1)
        return ReleaseMoment.parse(_ZONED_DAY.sub(r"\1", text))
    except (ScheduleError, OverflowError):
        return None


def start(text: str) -> ReleaseMoment | None:
    """Return the first moment of a period: where it is a date with a zone, the instant at which that day begins."""
    return moment(_ZONED_DAY.sub(r"\1T00:00:00\2", text)) if len(text) < _LONGEST else None


def end(text: str) -> ReleaseMoment | None:
    """Return the last moment of a period.

    A date counts to its end, also where it has a zone. A date-time does not: local midnight is the end of the day
    before. An end beyond the years a moment can have is the last day of them: no terms become open-ended.
    """
    found = day(text)
    if found is not None and found[1] and found[0] > _LAST_DAY:
        return ReleaseMoment.local(_LAST_DAY)
    last = moment(_ZONED_DAY.sub(r"\1T23:59:59\2", text)) if len(text) < _LONGEST else None
    return last if last is None or "T" not in text else before_midnight(last)


def before_midnight(last: ReleaseMoment) -> ReleaseMoment | None:
    """Return a last moment with a local midnight as the day that it ends; None where there is no such day."""
    if not last.is_local or last.clock != time():
        return last
    try:
        return _shifted(last, days=-1)
    except (ScheduleError, OverflowError):
        return None


def _shifted(whence: ReleaseMoment, *, days: int) -> ReleaseMoment:
    return ReleaseMoment(whence.day + timedelta(days=days), whence.clock, whence.mode)


def instant(text: str) -> datetime | None:
    """Return an aware date-time; one without a zone is taken for UTC."""
    try:
        value = datetime.fromisoformat(text)
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def number(text: str) -> Decimal | None:
    """Return a number of at most twelve digits on either side of the point, without a sign."""
    return Decimal(text) if _PLAIN.fullmatch(text) else None


def count(text: str) -> int | None:
    """Return a whole number, also where it is written `2.0`."""
    value = number(text)
    return int(value) if value is not None and value == value.to_integral_value() else None


def scaled(text: str, unit: str) -> int | None:
    """Return a rate in its base unit: `44.1` with `kHz` is 44100, `320` with `kbps` is 320000."""
    value = number(text)
    if value is None:
        return None
    return int(value.scaleb(_SCALES.get(unit[:1], 0)))


def flag(text: str) -> bool | None:
    """Return an xs:boolean."""
    return {"true": True, "1": True, "false": False, "0": False}.get(text.lower())


def code(scheme: type[Code], text: str) -> Code | None:
    """Return a code of the trade, None where it is none or its check digit is wrong."""
    try:
        return scheme.parse(text) if len(text) < _LONGEST else None
    except IdentifierError:
        return None


def place(text: str) -> str | None:
    """Return the territory a text is meant for: empty for everywhere, None where it is no territory of today."""
    if not text or text in WORLDWIDE:
        return ""
    if text in SELECTABLE:
        return text
    members = from_legacy(text)
    return next(iter(members)) if members is not None and len(members) == 1 else None


def territories(included: tuple[str, ...], excluded: tuple[str, ...] = ()) -> tuple[TerritorySet, tuple[str, ...]]:
    """Return the set meant, and the codes that are not understood.

    Excluded codes alone mean everywhere else. Nothing at all is nothing: never Worldwide. A code that is excluded and
    not understood leaves nothing, because it would widen the terms to take it for none.
    """
    # Senders use few lists, again and again; none of an honest one is longer than all codes there are.
    short = len(included) + len(excluded) <= 2 * len(SELECTABLE)
    return _remembered(included, excluded) if short else _territories(included, excluded)


def _territories(included: tuple[str, ...], excluded: tuple[str, ...]) -> tuple[TerritorySet, tuple[str, ...]]:
    unknown: list[str] = []
    taken = _union(excluded, unknown)
    if unknown:
        return TerritorySet.nothing(), tuple(unknown)
    given = _union(included, unknown) if included or not excluded else TerritorySet.worldwide()
    return given - taken, tuple(unknown)


_remembered = lru_cache(maxsize=512)(_territories)


def _union(codes: tuple[str, ...], unknown: list[str]) -> TerritorySet:
    known: set[str] = set()
    for one in codes:
        if one in SELECTABLE:
            known.add(one)
        elif one in WORLDWIDE:
            known |= SELECTABLE
        else:
            members = from_legacy(one)
            if members is None:
                unknown.append(one)
            else:
                known |= members.codes
    return TerritorySet(frozenset(known))


def algorithm(text: str) -> str:
    """Return the name of a hash algorithm as the newest value set spells it."""
    upper = text.upper().replace("_", "-")
    return _ALGORITHMS.get(upper, upper)


def digest(text: str, kind: str) -> str:
    """Return a hash as lower-case hex.

    Args:
        text: hex, or Base64 where the kind says so.
        kind: HashSumDataType: `HexBinary`, `Binary64` or nothing.
    """
    if kind == "Binary64":
        try:
            return base64.b64decode(text, validate=True).hex()
        except (binascii.Error, ValueError):
            return text
    return text.lower()


def amount(text: str) -> Decimal | None:
    """Return an amount of money, without a sign."""
    try:
        value = Decimal(text) if len(text) < _LONGEST else None
    except InvalidOperation:
        return None
    return value if value is not None and value.is_finite() and value >= 0 else None


__all__ = [
    "WORLDWIDE",
    "algorithm",
    "amount",
    "before_midnight",
    "code",
    "count",
    "day",
    "digest",
    "end",
    "flag",
    "instant",
    "moment",
    "number",
    "place",
    "scaled",
    "seconds",
    "start",
    "territories",
    "year",
]
