"""Exact sets of territories, their algebra, and the shortest way to say each of them."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Self

from attrs import field, frozen

from tunemantra.core._territory_tokens import (
    GROUP_NAMES,
    M49_AREAS,
    SELECTABLE,
    WORLD_M49,
    WORLDWIDE,
    check_tokens,
    group_members,
    legacy_successors,
    members_of,
    token_label,
)
from tunemantra.errors import EmptyTerritoryError, TerritoryError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from attrs import Attribute


def _as_tuple(tokens: Iterable[str]) -> tuple[str, ...]:
    return tuple(tokens)


def _as_set(codes: Iterable[str]) -> frozenset[str]:
    return frozenset(codes)


@frozen
class TerritoryExpression:
    """How a set is said: an explicit include list, or Worldwide with exceptions; never nothing.

    Args:
        include: tokens; exactly `("Worldwide",)` where there are exceptions.
        exclude: tokens taken away from Worldwide.

    Raises:
        EmptyTerritoryError: nothing is included.
        TerritoryError: something is excluded from an explicit list.
    """

    include: tuple[str, ...] = field(converter=_as_tuple)
    exclude: tuple[str, ...] = field(default=(), converter=_as_tuple)

    def __attrs_post_init__(self) -> None:
        if not self.include:
            raise EmptyTerritoryError
        if self.exclude and self.include != (WORLDWIDE,):
            raise TerritoryError(
                ", ".join(self.exclude), "is excluded from an explicit list", hint="leave it out of the list"
            )

    def resolve(self, *, on: date = date.max) -> TerritorySet:
        """Return the set meant; `on` is the day on which groups are read (the latest known, if left out)."""
        return TerritorySet.resolve(self.include, self.exclude, on=on)

    def __str__(self) -> str:
        said = ", ".join(map(token_label, self.include))
        return f"{said} except {', '.join(map(token_label, self.exclude))}" if self.exclude else said


@frozen(order=False)
class TerritorySet:
    """An immutable set of territories: the 249 codes of ISO 3166-1 and XK.

    `|`, `&`, `-`, `^` and `~` are exact; `<=` is "subset of"; iteration is sorted; an empty set is false and
    cannot be expressed, so that it never turns into Worldwide.

    Args:
        codes: alpha-2 codes in upper case.

    Raises:
        TerritoryError: a code is not one of the 250.
    """

    codes: frozenset[str] = field(converter=_as_set)

    @codes.validator
    def _refuse_unknown(self, _attribute: Attribute[frozenset[str]], codes: frozenset[str]) -> None:
        for unknown in sorted(codes - SELECTABLE):
            raise _first_error(unknown)

    @classmethod
    def worldwide(cls) -> Self:
        """Return all 250 territories."""
        return cls(SELECTABLE)

    @classmethod
    def nothing(cls) -> Self:
        """Return the empty set: where unions begin, and what a takedown leaves."""
        return cls(frozenset())

    @classmethod
    def of(cls, *codes: str) -> Self:
        """Return the set of these alpha-2 codes (any case); groups and regions are for `resolve`."""
        return cls(frozenset(code.strip().upper() for code in codes))

    @classmethod
    def resolve(cls, include: Iterable[str] | None, exclude: Iterable[str] = (), *, on: date) -> Self:
        """Return what is included and not excluded.

        Args:
            include: tokens: ISO codes, `Worldwide` or `WW`, M49 numbers, group names. None (an empty list
                does not) means Worldwide, and only where something is excluded.
            exclude: tokens of the same kinds.
            on: the day on which named groups are read.

        Raises:
            EmptyTerritoryError: nothing is included in the first place.
            TerritoryError: tokens cannot be understood, all of them named; `check_tokens` lists them.
        """
        excluded = tuple(exclude)
        included = (WORLDWIDE,) if include is None and excluded else tuple(include or ())
        _refuse(check_tokens((*included, *excluded), on=on))
        if not included:
            raise EmptyTerritoryError("no territory is included, and none is never Worldwide")
        return cls(_union(included, on) - _union(excluded, on))

    def expression(self, *, regions: bool = False, on: date | None = None) -> TerritoryExpression:
        """Return the shortest list of codes, or Worldwide with exceptions where that is shorter.

        Args:
            regions: also use M49 numbers; the result is exact and short, not always the shortest possible.
            on: with `regions`, also use the groups that had exactly these members on that day.

        Raises:
            EmptyTerritoryError: the set is empty.
        """
        if self.codes == SELECTABLE:
            return TerritoryExpression((WORLDWIDE,))
        include, exclude = (
            _cover(codes, on) if regions else tuple(sorted(codes)) for codes in (self.codes, SELECTABLE - self.codes)
        )
        if not include or len(include) <= len(exclude) + 1:
            return TerritoryExpression(include)
        return TerritoryExpression((WORLDWIDE,), exclude)

    def __or__(self, other: TerritorySet) -> TerritorySet:
        return TerritorySet(self.codes | other.codes)

    def __and__(self, other: TerritorySet) -> TerritorySet:
        return TerritorySet(self.codes & other.codes)

    def __sub__(self, other: TerritorySet) -> TerritorySet:
        return TerritorySet(self.codes - other.codes)

    def __xor__(self, other: TerritorySet) -> TerritorySet:
        return TerritorySet(self.codes ^ other.codes)

    def __invert__(self) -> TerritorySet:
        return TerritorySet(SELECTABLE - self.codes)

    def __le__(self, other: TerritorySet) -> bool:
        return self.codes <= other.codes

    def __lt__(self, other: TerritorySet) -> bool:
        return self.codes < other.codes

    def __contains__(self, code: object) -> bool:
        return code in self.codes

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self.codes))

    def __len__(self) -> int:
        return len(self.codes)

    def __bool__(self) -> bool:
        return bool(self.codes)

    def __str__(self) -> str:
        return str(self.expression(regions=True, on=date.max)) if self.codes else "nowhere"


def from_legacy(code: str) -> TerritorySet | None:
    """Return what a former or foreign code means today: `UK`, `AN`, `ZR`, `CSXX`, `WW`; for imports only.

    None where there is no certain answer (`SU`, `YU`, two-letter `CS`) or the code is not a former one: ask.
    """
    successors = legacy_successors(code)
    return None if successors is None else TerritorySet(successors)


def _union(tokens: Iterable[str], on: date) -> frozenset[str]:
    return frozenset().union(*(members_of(token, on) for token in tokens))


def _first_error(code: str) -> TerritoryError:
    errors = check_tokens([code])
    return errors[0] if errors else TerritoryError(code, "is no single territory", hint="resolve it on a day")


def _refuse(errors: tuple[TerritoryError, ...]) -> None:
    if len(errors) == 1:
        raise errors[0]
    if errors:
        tokens = [str(error.facts["token"]) for error in errors]
        hints = "; ".join(f"{token}: {error.hint}" for token, error in zip(tokens, errors, strict=True))
        raise TerritoryError(", ".join(tokens), f"{len(errors)} tokens are not understood", hint=hints)


@cache
def _candidates(on: date | None) -> Mapping[str, frozenset[str]]:
    groups = {} if on is None else {name: group_members(name, on) for name in GROUP_NAMES}
    areas = {number: members for number, members in M49_AREAS.items() if number != WORLD_M49}
    return {**groups, **areas}


def _cover(codes: frozenset[str], on: date | None) -> tuple[str, ...]:
    """Cover the codes greedily: always the candidate that says most at once, groups before numbers."""
    usable = {name: members for name, members in _candidates(on).items() if members <= codes}
    left, chosen = codes, []
    while usable:
        name = max(usable, key=lambda token: len(usable[token] & left))
        gain = usable.pop(name) & left
        if len(gain) <= 1:
            break
        chosen.append(name)
        left -= gain
    return (*sorted(chosen), *sorted(left))


__all__ = ["TerritoryExpression", "TerritorySet", "from_legacy"]
