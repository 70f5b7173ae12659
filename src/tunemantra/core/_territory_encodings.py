"""How platforms write territories, each form with the reader that proves it.

Every `encode` is exact and refuses the empty set; every `decode` reads ISO codes and the form's own word for
Worldwide, never groups or regions, and refuses what says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final, Protocol

from attrs import frozen

from tunemantra.core._territory_set import TerritorySet
from tunemantra.core._territory_tokens import WORLDWIDE
from tunemantra.errors import EmptyTerritoryError, TerritoryError

_WW = "WW"


class TerritoryEncoding(Protocol):
    """One platform's way to write a set of territories.

    Contract: `decode(encode(s)) == s` for every set but the empty one, for which `encode` MUST raise
    `EmptyTerritoryError`. `decode` MUST raise `TerritoryError` for anything it cannot read exactly, and
    `EmptyTerritoryError` for what includes nothing.
    """

    def encode(self, territories: TerritorySet) -> object:
        """Return the platform's form of the set."""
        ...

    def decode(self, encoded: object) -> TerritorySet:
        """Return the set that the form means."""
        ...


@frozen
class IncludeList:
    """Every territory by its ISO code (Spotify)."""

    def encode(self, territories: TerritorySet) -> tuple[str, ...]:
        """Return all codes, sorted."""
        return tuple(_filled(territories))

    def decode(self, encoded: object) -> TerritorySet:
        """Read a list of codes."""
        return _filled(TerritorySet.of(*_strings(encoded)))


@frozen
class IsoSemicolon:
    """Every territory in one text: `AT;DE`."""

    def encode(self, territories: TerritorySet) -> str:
        """Return all codes, sorted, joined by semicolons."""
        return ";".join(_filled(territories))

    def decode(self, encoded: object) -> TerritorySet:
        """Read codes between semicolons."""
        return _filled(TerritorySet.of(*_parts(encoded, r"\s*;\s*")))


@frozen
class WorldwideOrIso:
    """`WW` alone, or every territory by its code (Beatport)."""

    def encode(self, territories: TerritorySet) -> tuple[str, ...]:
        """Return `("WW",)` or all codes, sorted."""
        return (_WW,) if territories == TerritorySet.worldwide() else tuple(_filled(territories))

    def decode(self, encoded: object) -> TerritorySet:
        """Read `WW` or a list of codes; the two do not mix."""
        codes = _strings(encoded)
        return TerritorySet.worldwide() if codes == (_WW,) else _filled(TerritorySet.of(*codes))


@frozen
class DdexTerritories:
    """The territory choice of a DealTerms composite: one list or the other, never both, never none.

    Args:
        territory_codes: `TerritoryCode` elements: ISO codes, or `Worldwide` alone.
        excluded_territory_codes: `ExcludedTerritoryCode` elements: everywhere but these.

    Raises:
        EmptyTerritoryError: both lists are empty.
        TerritoryError: both lists say something.
    """

    territory_codes: tuple[str, ...] = ()
    excluded_territory_codes: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        if not self.territory_codes and not self.excluded_territory_codes:
            raise EmptyTerritoryError
        if self.territory_codes and self.excluded_territory_codes:
            raise TerritoryError(
                ", ".join(self.excluded_territory_codes),
                "is excluded where TerritoryCode is given",
                hint="DealTerms takes one list or the other",
            )


@frozen
class Ddex:
    """TerritoryCode or ExcludedTerritoryCode, whichever is shorter (`ddex-facts` 5)."""

    def encode(self, territories: TerritorySet) -> DdexTerritories:
        """Return the choice for one DealTerms."""
        said = territories.expression()
        return DdexTerritories(excluded_territory_codes=said.exclude) if said.exclude else DdexTerritories(said.include)

    def decode(self, encoded: object) -> TerritorySet:
        """Read the choice of one DealTerms."""
        if not isinstance(encoded, DdexTerritories):
            raise _unreadable(encoded, "is no DDEX territory choice")
        if encoded.territory_codes == (WORLDWIDE,):
            return TerritorySet.worldwide()
        if encoded.territory_codes:
            return TerritorySet.of(*encoded.territory_codes)
        return _filled(~TerritorySet.of(*encoded.excluded_territory_codes))


@frozen
class WorldwideMinus:
    """`WW -DE -AT` in one text, or the codes alone (YouTube sheet, which also writes `WW-DE-AT`)."""

    def encode(self, territories: TerritorySet) -> str:
        """Return the shorter of the two, separated by spaces."""
        return " ".join(_signed(territories))

    def decode(self, encoded: object) -> TerritorySet:
        """Read signed codes, with or without spaces between them."""
        return _read_signed(_parts(encoded, r"\s+|(?=-)"), encoded)


@frozen
class CsvTokens:
    """`WW;-PK` or `IN;US` in one cell (JioSaavn, sandbox contract); a cell never begins with a minus."""

    def encode(self, territories: TerritorySet) -> str:
        """Return the shorter of the two, separated by semicolons."""
        return ";".join(_signed(territories))

    def decode(self, encoded: object) -> TerritorySet:
        """Read signed codes between semicolons."""
        return _read_signed(_parts(encoded, r"\s*;\s*"), encoded)


@frozen
class WorldwideOverride:
    """A value for `WW` and one for each territory that differs from it (Apple)."""

    def encode(self, territories: TerritorySet) -> dict[str, bool]:
        """Return `{"WW": True, "DE": False}` or `{"WW": False, "AT": True}`, whichever is shorter."""
        said = _filled(territories).expression()
        everywhere = said.include == (WORLDWIDE,)
        different = said.exclude if everywhere else said.include
        return {_WW: everywhere} | dict.fromkeys(different, not everywhere)

    def decode(self, encoded: object) -> TerritorySet:
        """Read the value for `WW` and the overrides."""
        if not isinstance(encoded, Mapping) or not isinstance(encoded.get(_WW), bool):
            raise _unreadable(encoded, "has no value for WW")
        chosen = TerritorySet.worldwide() if encoded[_WW] else TerritorySet.nothing()
        for code, available in encoded.items():
            if code == _WW:
                continue
            if not isinstance(code, str) or not isinstance(available, bool):
                raise _unreadable(code, "has no yes or no")
            chosen = chosen | TerritorySet.of(code) if available else chosen - TerritorySet.of(code)
        return _filled(chosen)


@frozen
class IncludeExclude:
    """A pair of lists in JSON; `Worldwide` may be included (Amazon, TikTok; sandbox contract)."""

    def encode(self, territories: TerritorySet) -> dict[str, list[str]]:
        """Return `{"include": [...], "exclude": [...]}`."""
        said = territories.expression()
        return {"include": list(said.include), "exclude": list(said.exclude)}

    def decode(self, encoded: object) -> TerritorySet:
        """Read the pair; a missing or empty include list means nothing, not Worldwide."""
        if not isinstance(encoded, Mapping) or not encoded.keys() <= {"include", "exclude"}:
            raise _unreadable(encoded, "is no pair of include and exclude")
        included = _strings(encoded.get("include", ()))
        base = TerritorySet.worldwide() if included == (WORLDWIDE,) else TerritorySet.of(*included)
        return _filled(base - TerritorySet.of(*_strings(encoded.get("exclude", ()))))


def _filled(territories: TerritorySet) -> TerritorySet:
    if not territories:
        raise EmptyTerritoryError
    return territories


def _unreadable(encoded: object, reason: str) -> TerritoryError:
    return TerritoryError(f"{encoded!r:.80}", reason)


def _strings(encoded: object) -> tuple[str, ...]:
    if isinstance(encoded, str) or not isinstance(encoded, Sequence | frozenset | set):
        raise _unreadable(encoded, "is no list of codes")
    texts = tuple(item for item in encoded if isinstance(item, str))
    if len(texts) < len(encoded):
        raise _unreadable(encoded, "holds something that is no code")
    return texts


def _parts(encoded: object, separator: str) -> tuple[str, ...]:
    if not isinstance(encoded, str):
        raise _unreadable(encoded, "is no text")
    return tuple(filter(None, re.split(separator, encoded.strip())))


def _signed(territories: TerritorySet) -> tuple[str, ...]:
    said = territories.expression()
    included = (_WW,) if said.include == (WORLDWIDE,) else said.include
    return (*included, *(f"-{code}" for code in said.exclude))


def _read_signed(tokens: Sequence[str], encoded: object) -> TerritorySet:
    excluded = [token.removeprefix("-") for token in tokens if token.startswith("-")]
    included = [token for token in tokens if not token.startswith("-")]
    if included == [_WW]:
        return _filled(TerritorySet.worldwide() - TerritorySet.of(*excluded))
    if included and excluded:
        raise _unreadable(encoded, "takes something away from a list that is not WW")
    if excluded:
        raise EmptyTerritoryError("only exclusions are given, and WW is not")
    return _filled(TerritorySet.of(*included))


ENCODINGS: Final[Mapping[str, TerritoryEncoding]] = MappingProxyType(
    {
        "include_list": IncludeList(),
        "iso_semicolon": IsoSemicolon(),
        "ww_or_iso": WorldwideOrIso(),
        "ddex": Ddex(),
        "ww_minus": WorldwideMinus(),
        "ww_override": WorldwideOverride(),
        "include_exclude": IncludeExclude(),
        "csv_tokens": CsvTokens(),
    }
)

__all__ = [
    "ENCODINGS",
    "CsvTokens",
    "Ddex",
    "DdexTerritories",
    "IncludeExclude",
    "IncludeList",
    "IsoSemicolon",
    "TerritoryEncoding",
    "WorldwideMinus",
    "WorldwideOrIso",
    "WorldwideOverride",
]
