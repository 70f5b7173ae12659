"""The check that lxml leaves out: every reference leads somewhere, once, and to the right kind (`ddex-facts` 3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from lxml.etree import _Element as Node

from tunemantra.core.finding import Finding, error

ANCHORS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "PartyReference": "P",
        "ResourceReference": "A",
        "ReleaseReference": "R",
        "TechnicalResourceDetailsReference": "T",
        "VisibilityReference": "V",
        "CueSheetReference": "Q",
        "ChapterReference": "X",
    }
)
"""Elements that give a reference, with the letter of their kind."""

POINTERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ArtistPartyReference": "P",
        "ContributorPartyReference": "P",
        "ReleaseLabelReference": "P",
        "RightsControllerPartyReference": "P",
        "RecordCompanyPartyReference": "P",
        "DisplayCreditParty": "P",
        "CharacterPartyReference": "P",
        "ReleaseResourceReference": "A",
        "LinkedReleaseResourceReference": "A",
        "DealResourceReference": "A",
        "ResourceRelatedResourceReference": "A",
        "RepresentativeImageReference": "A",
        "DealReleaseReference": "R",
        "ResourceGroupReleaseReference": "R",
        "DealTechnicalResourceDetailsReference": "T",
        "ReleaseVisibilityReference": "V",
        "VideoCueSheetReference": "Q",
        "AudioChapterReference": "X",
        "VideoChapterReference": "X",
    }
)
"""Elements that follow a reference, with the letter of the kind they need."""

_TAGS = (*ANCHORS, *POINTERS)


def check(root: Node) -> tuple[Finding, ...]:
    """Return what is wrong with the references of a message, in document order.

    `ERN-REF-001` dangling, `ERN-REF-002` given twice, `ERN-REF-003` of the wrong kind. All anchors of a message
    share one space of names; white space around a reference does not count.

    Args:
        root: of a message of any ERN 4 version.
    """
    given: dict[str, Node] = {}
    followed: list[tuple[Node, str]] = []
    findings: list[Finding] = []
    for element in root.iter(*_TAGS):
        name = (element.text or "").strip()
        kind = ANCHORS.get(element.tag)
        if kind is None:
            followed.append((element, name))
            continue
        findings.extend(_wrong_kind(element, name, kind))
        if name in given:
            findings.append(_finding("ERN-REF-002", element, name, "is given twice", "an own reference for each"))
        given[name] = element
    for element, name in followed:
        if name not in given:
            findings.append(_finding("ERN-REF-001", element, name, "leads nowhere", "a reference that is given"))
        else:
            findings.extend(_wrong_kind(element, name, POINTERS[element.tag]))
    return tuple(findings)


def _wrong_kind(element: Node, name: str, kind: str) -> Iterator[Finding]:
    if not name.startswith(kind):
        yield _finding("ERN-REF-003", element, name, "is of the wrong kind", f"a reference that begins with {kind}")


def _finding(rule: str, element: Node, name: str, fault: str, expected: str) -> Finding:
    message = f"Line {element.sourceline}: {element.tag} {name} {fault}."
    return error(rule, element.getroottree().getpath(element), message, observed=name, expected=expected)


__all__ = ["ANCHORS", "POINTERS", "check"]
