"""What every class of the model has in common: an instance that cannot be written does not come into being."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Final

from attrs import frozen

from tunemantra.contrib.ddex.mead.binding import Bound, Place, shape_of
from tunemantra.core.finding import Finding, error
from tunemantra.errors import ReleaseError

_LONGEST: Final = 80


@frozen
class Choice:
    """A choice of the schema between groups of fields.

    Args:
        groups: at most one of them is stated.
        required: one of them must be.
        led: a group that is stated has its first field.
    """

    groups: tuple[tuple[str, ...], ...]
    required: bool = False
    led: bool = False


class Element:
    """A composite of the message; frozen, compared by value.

    Raises:
        ReleaseError: what it holds cannot be written: a required part is missing (`MEAD-MOD-001`), a choice is not
            made or made twice (`MEAD-MOD-002`), a value does not have the form that the schema or XML asks for
            (`MEAD-MOD-003`).
    """

    __slots__ = ()

    choices: ClassVar[tuple[Choice, ...]] = ()

    def __attrs_post_init__(self) -> None:
        findings = (*_faults(self), *_wrong_choices(self))
        if findings:
            raise ReleaseError(f"{type(self).__name__} cannot be written: {findings[0].message}", findings)


def _faults(owner: Element) -> Iterator[Finding]:
    for bound in shape_of(type(owner)).bounds:
        values = bound.values(owner)
        if bound.required and not values:
            yield _fault("MEAD-MOD-001", owner, bound, "It is required.")
        if bound.lexical is not None:
            for value in values:
                yield from _wrong_text(owner, bound, value)


def _wrong_text(owner: Element, bound: Bound, value: object) -> Iterator[Finding]:
    assert bound.lexical is not None  # noqa: S101  (asked by the caller)
    try:
        text = bound.lexical.write(value)
        bound.check(text)
    except (ValueError, ArithmeticError) as fault:
        yield _fault("MEAD-MOD-003", owner, bound, f"It cannot be written: {fault}.", observed=repr(value))
        return
    if bound.required and bound.xml.place is Place.ATTRIBUTE and not text:
        yield _fault("MEAD-MOD-001", owner, bound, "It is required.")


def _wrong_choices(owner: Element) -> Iterator[Finding]:
    for choice in owner.choices:
        stated = [group for group in choice.groups if any(_is_stated(owner, name) for name in group)]
        names = " or ".join(", ".join(group) for group in choice.groups)
        path = type(owner).__name__
        if len(stated) > 1:
            yield error("MEAD-MOD-002", path, "Only one of these may be stated.", expected=names)
        elif choice.required and not stated:
            yield error("MEAD-MOD-002", path, "One of these must be stated.", expected=names)
        elif choice.led and stated and not _is_stated(owner, stated[0][0]):
            yield error("MEAD-MOD-001", f"{path}.{stated[0][0]}", "It is required.")


def _is_stated(owner: Element, name: str) -> bool:
    return getattr(owner, name) not in (None, (), "")


def _fault(rule: str, owner: Element, bound: Bound, message: str, *, observed: str = "") -> Finding:
    path = f"{type(owner).__name__}.{bound.field}"
    return error(rule, path, message, observed=observed[:_LONGEST], expected=bound.xml.pattern)


__all__ = ["Choice", "Element"]
