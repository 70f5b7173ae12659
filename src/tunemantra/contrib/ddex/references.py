"""The check that lxml leaves out: every reference leads somewhere, once, and to the right kind (`ddex-facts` 3)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from types import MappingProxyType
from typing import Final

from attrs import frozen
from lxml.etree import _Element as Node

from tunemantra.contrib.ddex.ern3 import anchors as ern3
from tunemantra.core.finding import Finding, error, warning

MOST_FINDINGS: Final = 1000
"""After so many faults of one kind nobody reads on."""

ANCHORS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "BrandReference": "P",
        "PartyReference": "P",
        "ResourceReference": "A",
        "ReleaseReference": "R",
        "TechnicalResourceDetailsReference": "T",
        "VisibilityReference": "V",
        "CueSheetReference": "Q",
        "ChapterReference": "X",
    }
)
"""Elements of ERN 4 that give a reference, with the letter of their kind."""

POINTERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ArtistPartyReference": "P",
        "ContributorPartyReference": "P",
        "ReleaseLabelReference": "P",
        "RightsControllerPartyReference": "P",
        "RecordCompanyPartyReference": "P",
        "DisplayCreditParty": "P",
        "CharacterPartyReference": "P",
        "PartyAffiliateReference": "P",
        "PartyRelatedPartyReference": "P",
        "ReleaseResourceReference": "A",
        "LinkedReleaseResourceReference": "A",
        "DealResourceReference": "A",
        "ResourceRelatedResourceReference": "A",
        "RepresentativeImageReference": "A",
        "ResourceContainedResourceReference": "A",
        "DealReleaseReference": "R",
        "ResourceGroupReleaseReference": "R",
        "ResourceReleaseReference": "R",
        "DealTechnicalResourceDetailsReference": "T",
        "ReleaseVisibilityReference": "V",
        "VideoCueSheetReference": "Q",
        "AudioChapterReference": "X",
        "VideoChapterReference": "X",
    }
)
"""Elements of ERN 4 that follow a reference, with the letter of the kind they need."""

_LONGEST: Final = 100
_HINTS: Final = {
    "ERN-REF-001": "correct the reference, or add what it should lead to",
    "ERN-REF-002": "give one of the two another reference, and correct what leads to it",
    "ERN-REF-003": "refer to what belongs there",
}
_ANNOUNCED: Final = frozenset("PAVQX")
"""Kinds of thing that nobody sees where nothing leads to them."""

_NAMESPACE: Final = re.compile(r"/ern(?:-main)?/3[0-9]*\}|/2010/|/2011/")


@frozen
class _Tables:
    anchors: Mapping[str, str]
    pointers: Mapping[str, str]


_FAMILIES: Final = {3: _Tables(ern3.ANCHORS, ern3.POINTERS), 4: _Tables(ANCHORS, POINTERS)}


def check(root: Node) -> tuple[Finding, ...]:
    """Return what is wrong with the references of a message, in document order, up to 1000 faults.

    `ERN-REF-001` dangling, `ERN-REF-002` given twice, `ERN-REF-003` of the wrong kind. All anchors of a message
    share one space of names; white space around a reference does not count.

    Args:
        root: of a message of any version; which family it is of, its namespace says (ERN 4 where it does not).
    """
    return tuple(islice(_faults(root), MOST_FINDINGS))


def unused(root: Node) -> tuple[Finding, ...]:
    """Return one warning `ERN-REF-004` for each party, resource, visibility, cue sheet or chapter nothing leads to.

    Such a message is valid; what is unused is mostly a link that was forgotten.

    Args:
        root: as above.
    """
    return tuple(islice(_unused(root), MOST_FINDINGS))


def _tables(root: Node) -> _Tables:
    return _FAMILIES[3 if _NAMESPACE.search(str(root.tag)) else 4]


def _faults(root: Node) -> Iterator[Finding]:
    tables = _tables(root)
    anchors, pointers = tables.anchors, tables.pointers
    given: set[str] = set()
    followed: list[tuple[Node, str, str]] = []
    for element in root.iter(*anchors, *pointers):
        tag, name = element.tag, (element.text or "").strip()
        kind = anchors.get(tag)
        if kind is None:
            # One composite has the name of the reference within it.
            if not len(element):
                followed.append((element, name, pointers[tag]))
            continue
        if not name.startswith(kind):
            yield _wrong_kind(element, name, kind)
        if name in given:
            yield _finding("ERN-REF-002", element, name, "is given twice", "an own reference for each")
        given.add(name)
    for element, name, kind in followed:
        if name not in given:
            yield _finding("ERN-REF-001", element, name, "leads nowhere", "a reference that is given")
        elif not name.startswith(kind):
            yield _wrong_kind(element, name, kind)


def _unused(root: Node) -> Iterator[Finding]:
    tables = _tables(root)
    followed = {(element.text or "").strip() for element in root.iter(*tables.pointers)}
    for element in root.iter(*(tag for tag, kind in tables.anchors.items() if kind in _ANNOUNCED)):
        name = (element.text or "").strip()
        if name and name not in followed:
            message = f"Line {element.sourceline}: nothing leads to {element.tag} {name}."
            hint = "link it where it belongs, or leave it out [Schematron 2.1 G.1-G.5]"
            yield warning("ERN-REF-004", element.getroottree().getpath(element), message, observed=name, hint=hint)


def _wrong_kind(element: Node, name: str, kind: str) -> Finding:
    return _finding("ERN-REF-003", element, name, "is of the wrong kind", f"a reference that begins with {kind}")


def _finding(rule: str, element: Node, name: str, fault: str, expected: str) -> Finding:
    message = f"Line {element.sourceline}: {element.tag} {name[:_LONGEST]} {fault}."
    path = element.getroottree().getpath(element)
    return error(rule, path, message, observed=name[:_LONGEST], expected=expected, hint=_HINTS[rule])


__all__ = ["ANCHORS", "MOST_FINDINGS", "POINTERS", "check", "unused"]
