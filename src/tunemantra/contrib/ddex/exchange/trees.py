"""Reading by local names: prefixes, name spaces and white space of strangers mean nothing here.

============ ==========================================================================
rule         finding
============ ==========================================================================
ERNC-XML-001 a time that is no time
ERNC-XML-002 a time without a zone: read as UTC
ERNC-XML-003 something else than true or false, a number that is none: left out
ERNC-XSD-000 the schema of version 1.8 is here and cannot be used (a note)
ERNC-XSD-001 of version 1.8: another structure than its schema asks for, where that is here
ERNC-AVS-001 of version 1.8: a value that its allowed value sets do not have
============ ==========================================================================

What `schema.parse` says (`ERN-XML-001`, `ERN-XML-002`) comes before any of these.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from attrs import define, field, frozen
from lxml.etree import _Element as Element

from tunemantra.contrib.ddex.exchange.release_ids import ProprietaryId, ReleaseIds
from tunemantra.core.finding import Finding, error, warning

_DIGITS = 9
_LONGEST = 200
_FLAGS = {"true": True, "1": True, "false": False, "0": False}


@frozen
class Word:
    """A value of an allowed-value set, or one of somebody's own.

    Args:
        value: as in the set; `UserDefined` for one's own.
        namespace: of whoever defined it.
        user_defined: their word.
    """

    value: str
    namespace: str = ""
    user_defined: str = ""

    @property
    def key(self) -> str:
        """What a status map knows it by: the value, or `UserDefined:<namespace>:<word>`."""
        own = self.namespace or self.user_defined
        return f"{self.value}:{self.namespace}:{self.user_defined}" if own else self.value

    def __str__(self) -> str:
        return self.key


@frozen
class ExchangeParty:
    """Who sends or receives.

    Args:
        ids: DPIDs and whatever else stands as PartyId, in order.
        name: FullName or TradingName; empty where neither is said.
    """

    ids: tuple[str, ...]
    name: str = ""


@define
class Reader:
    """Takes values out of a tree and keeps what could not be understood."""

    findings: list[Finding] = field(factory=list)

    def moment(self, element: Element | None) -> datetime | None:
        """Return a time as an instant; one without a zone is read as UTC, one that is none as None."""
        if element is None:
            return None
        said = content(element)
        try:
            at = datetime.fromisoformat(said)
        except ValueError:
            self.add(error("ERNC-XML-001", place(element), f"{line(element)}: this is no time.", observed=clip(said)))
            return None
        if at.utcoffset() is None:
            message = f"{line(element)}: the time has no zone; it is read as UTC."
            self.add(warning("ERNC-XML-002", place(element), message, observed=said))
            return at.replace(tzinfo=UTC)
        return at

    def flag(self, element: Element | None) -> bool | None:
        """Return true or false, None where nothing or something else is said."""
        if element is None:
            return None
        said = _FLAGS.get(content(element).lower())
        if said is None:
            self.add(self._not_understood(element, "true or false"))
        return said

    def number(self, element: Element | None) -> int | None:
        """Return a whole number of at most nine digits, None where nothing or something else is said."""
        if element is None:
            return None
        said = content(element)
        if said.isascii() and said.isdigit() and len(said) <= _DIGITS:
            return int(said)
        self.add(self._not_understood(element, "a whole number"))
        return None

    def add(self, finding: Finding) -> None:
        """Keep a finding."""
        self.findings.append(finding)

    @staticmethod
    def _not_understood(element: Element, expected: str) -> Finding:
        said = clip(content(element))
        message = f"{line(element)}: {local(element)} is not understood; it is left out."
        return warning("ERNC-XML-003", place(element), message, observed=said, expected=expected)


def local(element: Element) -> str:
    """Return an element's name without its name space."""
    return str(element.tag).rpartition("}")[2]


def children(element: Element | None, *names: str) -> Iterator[Element]:
    """Yield the children with one of these local names; all of them where no name is given."""
    for child in element if element is not None else ():
        if _is_element(child) and (not names or local(child) in names):
            yield child


def find(element: Element | None, *path: str) -> Element | None:
    """Return the first element at a path of local names; `A|B` in a step takes either."""
    for step in path:
        element = next(children(element, *step.split("|")), None)
    return element


def content(element: Element | None) -> str:
    """Return an element's own text without white space around it; empty for no element."""
    if element is None:
        return ""
    # A comment in the middle of a text splits it.
    parts = (child.tail or "" for child in element if not _is_element(child))
    return "".join((element.text or "", *parts)).strip()


def text(element: Element | None, *path: str) -> str:
    """Return the text at a path of local names, empty where there is none."""
    return content(find(element, *path))


def word(element: Element | None) -> Word | None:
    """Return a value with whose word it is; None where nothing is said."""
    said = content(element)
    if element is None or not said:
        return None
    return Word(said, element.get("Namespace", "").strip(), element.get("UserDefinedValue", "").strip())


def party(element: Element | None) -> ExchangeParty:
    """Return who sends or receives."""
    ids = tuple(filter(None, map(content, children(element, "PartyId"))))
    return ExchangeParty(ids, text(element, "PartyName", "FullName") or text(element, "TradingName"))


def proprietary(element: Element) -> ProprietaryId:
    """Return an identifier with its name space."""
    return ProprietaryId(element.get("Namespace", "").strip(), content(element))


def release_ids(element: Element | None) -> ReleaseIds:
    """Return the identifiers of a release; a bare text is taken by its shape."""
    if element is None:
        return ReleaseIds()
    if content(element):
        return ReleaseIds.guessed(content(element))
    catalog = find(element, "CatalogNumber")
    own = tuple(map(proprietary, children(element, "ProprietaryId")))
    number = proprietary(catalog) if catalog is not None else None
    return ReleaseIds(text(element, "GRid"), text(element, "ICPN"), number, own)


def _is_element(node: Element) -> bool:
    tag: object = node.tag
    return isinstance(tag, str)


def clip(said: str) -> str:
    """Return what a stranger says, short enough for a finding."""
    return said if len(said) <= _LONGEST else f"{said[:_LONGEST]} …"


def place(element: Element) -> str:
    """Return the XPath of an element in its message."""
    return str(element.getroottree().getpath(element))


def line(element: Element) -> str:
    """Return where an element stands, for people."""
    return f"Line {element.sourceline}"


__all__ = [
    "Element",
    "ExchangeParty",
    "Reader",
    "Word",
    "children",
    "clip",
    "content",
    "find",
    "line",
    "local",
    "party",
    "place",
    "proprietary",
    "release_ids",
    "text",
    "word",
]
