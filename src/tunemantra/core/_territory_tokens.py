"""What one territory token means: a code, Worldwide, an M49 number or a dated group."""

from __future__ import annotations

from datetime import date
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from tunemantra.core import _territory_data as data
from tunemantra.errors import TerritoryError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

TERRITORY_NAMES: Final = MappingProxyType(data.TERRITORY_NAMES)
SELECTABLE: Final = frozenset(TERRITORY_NAMES)
ISO_CODES: Final = SELECTABLE - {data.USER_ASSIGNED}
GROUP_NAMES: Final = tuple(sorted(data.GROUPS))
WORLDWIDE: Final = "Worldwide"
# The World of the United Nations: without Taiwan and Kosovo, unlike Worldwide.
WORLD_M49: Final = "001"

_WORLDWIDE_TOKENS = frozenset({"WORLDWIDE", "WW"})
_BY_NAME = {name.casefold(): code for code, name in TERRITORY_NAMES.items()}
_Groups = dict[str, tuple[tuple[frozenset[str], date, date], ...]]


def _assemble_areas() -> dict[str, frozenset[str]]:
    areas = {number: frozenset(members.split()) for number, (_, members) in data.M49_LEAVES.items()}
    for number, (_, parts) in data.M49_UNIONS.items():
        areas[number] = frozenset().union(*(areas[part] for part in parts.split()))
    areas[WORLD_M49] = SELECTABLE - set(data.OUTSIDE_M49.split())
    return areas


def _day(text: str, otherwise: date) -> date:
    return date.fromisoformat(text) if text else otherwise


def _assemble_groups() -> _Groups:
    return {
        name: tuple(
            (frozenset(codes.split()), _day(first, date.min), _day(last, date.max))
            for codes, first, last in memberships
        )
        for name, memberships in data.GROUPS.items()
    }


M49_AREAS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(_assemble_areas())
_M49_NAMES = {number: name for number, (name, _) in {**data.M49_LEAVES, **data.M49_UNIONS}.items()}
_GROUPS = _assemble_groups()


def token_label(token: str) -> str:
    """Return what people read instead of a token: the name of an M49 area, any other token as it is."""
    return _M49_NAMES.get(token, token)


@cache
def group_members(name: str, on: date) -> frozenset[str]:
    """Return who belongs to a named group on a day; nobody before it was founded.

    Args:
        name: such as `EU`, `EEA`, `DACH` (any case).
        on: the day; the last day of a membership is still a member's day (GB in the EU: 2020-01-31).

    Raises:
        TerritoryError: there is no such group.
    """
    memberships = _GROUPS.get(name.strip().upper())
    if memberships is None:
        raise TerritoryError(name, "is no named group", hint=f"the groups are {', '.join(GROUP_NAMES)}")
    return frozenset().union(*(codes for codes, first, last in memberships if first <= on <= last))


def members_of(token: str, on: date) -> frozenset[str]:
    """Return the territories that a token stands for on a day.

    Raises:
        TerritoryError: nobody knows the token, it is no longer in use, or the group had no members then.
    """
    key = token.strip().upper()
    if key in SELECTABLE:
        return frozenset({key})
    if key in _WORLDWIDE_TOKENS:
        return SELECTABLE
    if key in M49_AREAS:
        return M49_AREAS[key]
    if key not in _GROUPS:
        raise _unknown(token, key)
    members = group_members(key, on)
    if not members:
        raise TerritoryError(token, f"had no members on {on}", hint="name the territories meant")
    return members


def check_tokens(tokens: Iterable[str], *, on: date | None = None) -> tuple[TerritoryError, ...]:
    """Return one error per token that cannot be understood, in the order given; none means all is well.

    Args:
        tokens: ISO codes, `Worldwide` or `WW`, M49 numbers, group names.
        on: the day on which groups must have members; without it any day will do.
    """
    errors = []
    for token in tokens:
        try:
            members_of(token, on or date.max)
        except TerritoryError as error:
            errors.append(error)
    return tuple(errors)


def legacy_successors(code: str) -> frozenset[str] | None:
    """Return the territories of today that a former code stands for, None where that is not certain."""
    key = code.strip().upper()
    if key in _WORLDWIDE_TOKENS:
        return SELECTABLE
    successors = data.LEGACY.get(key)
    return None if successors is None else frozenset(successors.split())


def _unknown(token: str, key: str) -> TerritoryError:
    if key in data.LEGACY:
        return TerritoryError(token, "is not in use", hint=f"use {_listed(data.LEGACY[key])}")
    if key in data.AMBIGUOUS:
        candidates = _listed(data.AMBIGUOUS[key])
        return TerritoryError(token, "has no certain successor", hint=f"name the states meant, of {candidates}")
    if key in data.RESERVED:
        return TerritoryError(token, "is no territory of its own", hint=f"use {data.RESERVED[key]}")
    country, dash, _ = key.partition("-")
    if dash and country in SELECTABLE:
        return TerritoryError(token, "is a subdivision, which no store can express", hint=f"use {country}")
    if token.strip().casefold() in _BY_NAME:
        return TerritoryError(token, "is a name, not a code", hint=f"use {_BY_NAME[token.strip().casefold()]}")
    if key.isdigit():
        return TerritoryError(token, "is no M49 region", hint="countries go by their ISO code: DE, not 276")
    wanted = "use an ISO 3166-1 alpha-2 code, Worldwide, an M49 number such as 150, or a group such as EU"
    return TerritoryError(token, "is unknown", hint=wanted)


def _listed(codes: str) -> str:
    return ", ".join(codes.split())


__all__ = [
    "GROUP_NAMES",
    "ISO_CODES",
    "M49_AREAS",
    "SELECTABLE",
    "TERRITORY_NAMES",
    "WORLDWIDE",
    "WORLD_M49",
    "check_tokens",
    "group_members",
    "legacy_successors",
    "members_of",
    "token_label",
]
