"""The references of a message: who says so (`U`) and which work is recorded (`W`) lead somewhere, once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from attrs import frozen

from tunemantra.core.finding import Finding, error

ANCHORS: Final = ("SourceReference", "MusicalWorkReference")
"""Elements that give a reference."""

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
        path: XPath in the message, or path in the model.
        line: in the message; 0 where there is none yet.
    """

    tag: str
    name: str
    path: str
    line: int = 0


def check(references: Iterable[Reference]) -> tuple[Finding, ...]:
    """Return what is wrong with the references of a message.

    `MEAD-REF-001` leads nowhere, `MEAD-REF-002` is given twice, `MEAD-REF-003` is of the wrong kind.

    Args:
        references: all of the message, in its order.
    """
    given: set[str] = set()
    followed: list[Reference] = []
    findings: list[Finding] = []
    for reference in references:
        findings.extend(_wrong_kind(reference))
        if reference.tag in POINTERS:
            followed.append(reference)
            continue
        if reference.name in given:
            findings.append(_finding("MEAD-REF-002", reference, "is given twice", "an own reference for each"))
        given.add(reference.name)
    findings.extend(
        _finding("MEAD-REF-001", reference, "leads nowhere", "a reference that is given")
        for reference in followed
        if reference.name not in given
    )
    return tuple(findings)


def _wrong_kind(reference: Reference) -> Iterator[Finding]:
    letter = _LETTERS[reference.tag]
    if not reference.name.startswith(letter):
        yield _finding("MEAD-REF-003", reference, "is of the wrong kind", f"a reference that begins with {letter}")


def _finding(rule: str, reference: Reference, fault: str, expected: str) -> Finding:
    line = f"Line {reference.line}: " if reference.line else ""
    message = f"{line}{reference.tag} {reference.name} {fault}."
    return error(rule, reference.path, message, observed=reference.name, expected=expected)


__all__ = ["ANCHORS", "POINTERS", "Reference", "check"]
