"""How a rule of the kit speaks: with its id first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from tunemantra.core.distribution import OrderKind

if TYPE_CHECKING:
    from tunemantra.ports.package import Order

RULES: Mapping[str, str] = {
    "PLT-001": "The descriptor is complete: key, label, requirement, functions, contract version, pause between looks.",
    "PLT-002": "Settings are an attrs class, and what sounds secret in it is a SecretRef.",
    "PLT-003": "Native words map to real states, and some word means Live, Rejected and (with takedown) Taken Down.",
    "PLT-004": "Every capability declared is implemented, and every one implemented is declared.",
    "PLT-005": "Connections are endpoints under their own names, with no password in a URL.",
    "PLT-006": "Every reply the error table knows becomes one of tunemantra's errors and survives pickling.",
    "PLT-007": "The simulator, where there is one, is a module that can be found.",
    "PLT-010": "check yields findings, and the same ones twice.",
    "PLT-011": "check lets a good release pass.",
    "PLT-012": "check takes an order without renditions.",
    "PLT-013": "check and build open no connection.",
    "PLT-020": "build gives the same bytes for the same order, from any driver, whatever the order of its mappings.",
    "PLT-021": "No document says what day it is today.",
    "PLT-022": "Paths are unique and stay inside the package.",
    "PLT-023": "The completion mark, where there is one, is the last file.",
    "PLT-024": "Metadata follows the media it describes.",
    "PLT-025": "An insert holds every file of the release once, as it was rendered.",
    "PLT-026": "An update sends what changed and no media the platform holds; undeclared, it is refused.",
    "PLT-027": "A takedown is a document without media; undeclared, it is refused.",
    "PLT-028": "Documents that say they are JSON or XML are.",
    "PLT-040": "deliver puts every file of the package where build placed it, in that order.",
    "PLT-041": "deliver counts the bytes of media it sent; repeated, it sends nothing.",
    "PLT-042": "deliver, killed before any file and repeated, writes each file once.",
    "PLT-043": "deliver lets a lost lease pass.",
    "PLT-044": "The receipt names the submission, its time, what is there, and a native word of the status map.",
    "PLT-045": "report on a platform that says nothing yields nothing.",
}
"""Every rule of the platform kit, in one sentence each."""

_T = TypeVar("_T")


def expect(rule: str, holds: object, message: str) -> None:
    """Fail where a rule does not hold.

    Raises:
        AssertionError: naming the rule.
    """
    if not holds:
        raise AssertionError(f"{rule}: {message}\n  {RULES[rule]}")


@contextmanager
def promised(rule: str, doing: str) -> Iterator[None]:
    """Turn whatever a driver raises into the failure of a rule."""
    try:
        yield
    except AssertionError:
        raise
    except Exception as problem:
        raise AssertionError(
            f"{rule}: {doing} raised {type(problem).__name__}: {problem}\n  {RULES[rule]}"
        ) from problem


def kept(rule: str, doing: str, call: Callable[[], _T]) -> _T:
    """Return what a call gives; whatever it raises fails the rule."""
    with promised(rule, doing):
        return call()


def named(order: Order) -> str:
    """Return an order's name in messages: `insert of 4 tracks`."""
    count = len(order.release.tracks)
    return f"{OrderKind(order.kind).value} of {count} track{'' if count == 1 else 's'}"


__all__ = ["RULES", "expect", "kept", "named", "promised"]
