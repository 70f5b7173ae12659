"""The references of a message: who says so (`U`) and which work is recorded (`W`) lead somewhere, once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Final

from attrs import frozen

from tunemantra.core.finding import Finding, error

ANCHORS: Final = ("SourceReference", "MusicalWorkReference")
"""Elements that give a reference."""

MOST_FINDINGS: Final = 1000
"""Of one kind: a message with more faults is not meant well, and to find the place of each takes time."""

POINTERS: Final = ("MetadataSourceReference", "ResourceMusicalWorkReference")
"""Elements that follow one."""

_LETTERS: Final = {
    "SourceReference": "U",
    "MetadataSourceReference": "U",
    "MusicalWorkReference": "W",
    "ResourceMusicalWorkReference": "W",
}


@frozen
class Reference:
    """A reference where it stands.

    Args:
        tag: of its element.
        name: what it says, without white space at its ends.
        path: says where: XPath in the message, or path in the model; asked only where there is a fault.
        line: in the message; 0 where there is none yet.
    """

    tag: str
    name: str
    path: Callable[[], str]
    line: int = 0


def check(references: Iterable[Reference]) -> tuple[Finding, ...]:
    """Return what is wrong with the references of a message.

    `MEAD-REF-001` leads nowhere, `MEAD-REF-002` is given twice, `MEAD-REF-003` is of the wrong kind.

    Args:
        references: all of the message, in its order.
    """
    return tuple(islice(_faults(references), MOST_FINDINGS))


def _faults(references: Iterable[Reference]) -> Iterator[Finding]:
    given: set[str] = set()
    followed: list[Reference] = []
    for reference in references:
        yield from _wrong_kind(reference)
        if reference.tag in POINTERS:
            followed.append(reference)
            continue
        if reference.name in given:
            yield _finding("MEAD-REF-002", reference, "is given twice", "an own reference for each")
        given.add(reference.name)
    for reference in followed:
        if reference.name not in given:
            yield _finding("MEAD-REF-001", reference, "leads nowhere", "a reference that is given")


def _wrong_kind(reference: Reference) -> Iterator[Finding]:
    letter = _LETTERS[reference.tag]
    if not reference.name.startswith(letter):
        yield _finding("MEAD-REF-003", reference, "is of the wrong kind", f"a reference that begins with {letter}")


def _finding(rule: str, reference: Reference, fault: str, expected: str) -> Finding:
    line = f"Line {reference.line}: " if reference.line else ""
    message = f"{line}{reference.tag} {reference.name} {fault}."
    return error(rule, reference.path(), message, observed=reference.name, expected=expected)


__all__ = ["ANCHORS", "MOST_FINDINGS", "POINTERS", "Reference", "check"]
