"""How a rule of the kit speaks: with its id first, and what to do about it last."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from tunemantra.core.distribution import OrderKind
from tunemantra.testing._rules import KIT_RULES, RULES

if TYPE_CHECKING:
    from tunemantra.errors import FindingsError
    from tunemantra.ports.package import Order

_T = TypeVar("_T")


def expect(rule: str, holds: object, message: str) -> None:
    """Fail where a rule does not hold.

    Raises:
        AssertionError: naming the rule.
    """
    if not holds:
        raise AssertionError(_said(rule, message))


@contextmanager
def promised(rule: str, doing: str) -> Iterator[None]:
    """Turn whatever a driver raises into the failure of a rule."""
    try:
        yield
    except AssertionError:
        raise
    except Exception as problem:
        raise AssertionError(_said(rule, f"{doing} raised {type(problem).__name__}: {problem}")) from problem


def kept(rule: str, doing: str, call: Callable[[], _T]) -> _T:
    """Return what a call gives; whatever it raises fails the rule."""
    with promised(rule, doing):
        return call()


def _said(rule: str, message: str) -> str:
    known = KIT_RULES[rule]
    return f"{rule}: {message}\n  {known.asks}\n  {known.cure}"


def refused(rule: str, refusal: FindingsError) -> str:
    """Return what a rule says where a good release, or the simulator's own settings, were refused."""
    told = (
        f"\n    {one.rule} at {one.path}: {one.message}; found {one.observed or 'nothing'}, {one.hint}"
        for one in refusal.findings
        if one.blocks
    )
    return _said(rule, f"a good release is refused before anything is sent: {refusal}{''.join(told)}")


def named(order: Order) -> str:
    """Return an order's name in messages: `insert of 4 tracks`."""
    count = len(order.release.tracks)
    return f"{OrderKind(order.kind).value} of {count} track{'' if count == 1 else 's'}"


__all__ = ["RULES", "expect", "kept", "named", "promised", "refused"]
