"""What the schema cannot say: identifiers with their check digits, dates that exist, words of one's own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import islice
from types import MappingProxyType
from typing import Final

from lxml.etree import _Element as Node

from tunemantra.contrib.ddex.mead.document import attributes_of, children_of, line_of, path_of, text_of
from tunemantra.contrib.ddex.mead.references import MOST_FINDINGS
from tunemantra.contrib.ddex.mead.terms import USER_DEFINED
from tunemantra.core.finding import Finding, error, warning
from tunemantra.core.identifiers import Grid, Gtin, Isni, Isrc, Iswc
from tunemantra.errors import IdentifierError

_IDENTIFIERS: Final[Mapping[str, Callable[[str], object]]] = MappingProxyType(
    {"ISRC": Isrc.parse, "ICPN": Gtin.parse, "GRid": Grid.parse, "ISWC": Iswc.parse, "ISNI": Isni.parse}
)
_SUMMARIES: Final[Mapping[str, str]] = MappingProxyType(
    {"ReleaseSummary": "ReleaseId", "ResourceSummary": "ResourceId", "WorkSummary": "MusicalWorkId"}
)
_DATES: Final = ("Date", "StartDate", "EndDate", "UsageDate")
_DATE_ATTRIBUTES: Final = ("PriorityPeriodStartDate", "PriorityPeriodEndDate")
_DATE: Final = re.compile("([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?")
_PERIODS: Final = ("PeriodOfBeingFocus", "Epoch", "UsagePeriod", "Period")
_LISTS: Final = ("WorkInformationList", "ResourceInformationList", "ReleaseInformationList")


def check(root: Node) -> tuple[Finding, ...]:
    """Return what is wrong with a message that a schema does not see, in the message's order, up to 1000 faults.

    Args:
        root: of a MEAD message.
    """
    return tuple(islice(_faults(root), MOST_FINDINGS))


def _faults(root: Node) -> Iterator[Finding]:
    yield from nothing_told(root)
    for element in root.iter("*"):
        for rule in _BY_NAME.get(str(element.tag), ()):
            yield from rule(element)
        if len(element.attrib) or element.text == USER_DEFINED:
            for rule in _BY_ATTRIBUTES:
                yield from rule(element)


def wrong_identifier(element: Node) -> Iterator[Finding]:
    """MEAD-ID-001: an ISRC, ICPN, GRid, ISWC or ISNI has its form and its check digit."""
    parse, text = _IDENTIFIERS.get(str(element.tag)), text_of(element).strip()
    if parse is None or not text:
        return
    try:
        parse(text)
    except IdentifierError as fault:
        yield _error("MEAD-ID-001", element, f"This is no {element.tag}: {fault}", text)


def unidentified(element: Node) -> Iterator[Finding]:
    """MEAD-ID-002, a warning: what a message is about has an identifier, or nobody can find it."""
    name = _SUMMARIES.get(str(element.tag), "")
    identifier = element.find(name) if name else None
    if identifier is not None and not any(text_of(child).strip() for child in children_of(identifier)):
        message = f"Line {line_of(identifier)}: {name} is empty: the recipient has to guess what is meant."
        yield warning("MEAD-ID-002", path_of(identifier), message, hint="state an identifier of the trade, or your own")


def no_such_date(element: Node) -> Iterator[Finding]:
    """MEAD-DATE-001: a date is in the calendar."""
    yield from _no_such_date(element, text_of(element))


def no_such_priority_date(element: Node) -> Iterator[Finding]:
    """MEAD-DATE-001: a date of a priority period is in the calendar."""
    for name, text in attributes_of(element):
        if name in _DATE_ATTRIBUTES:
            yield from _no_such_date(element, text)


def _no_such_date(element: Node, text: str) -> Iterator[Finding]:
    match = _DATE.fullmatch(text)
    if match and not _exists(*match.groups()):
        yield _error("MEAD-DATE-001", element, "There is no such date.", text)


def backward_period(element: Node) -> Iterator[Finding]:
    """MEAD-DATE-002: a period does not end before it begins."""
    starts = [text_of(child).strip() for child in element.iterchildren("StartDate", "StartDateTime")]
    ends = [text_of(child).strip() for child in element.iterchildren("EndDate", "EndDateTime")]
    for start, end in zip(starts, ends, strict=False):
        yield from _backward(element, start, end)


def backward_priority(element: Node) -> Iterator[Finding]:
    """MEAD-DATE-002: a priority period does not end before it begins."""
    given = dict(attributes_of(element))
    yield from _backward(element, *(given.get(name, "") for name in _DATE_ATTRIBUTES))


def _backward(element: Node, start: str, end: str) -> Iterator[Finding]:
    # Only what has the same precision and zone can be compared as text.
    if len(start) == len(end) and start[19:] == end[19:] and end < start:
        yield _error("MEAD-DATE-002", element, "The period ends before it begins.", f"{start} to {end}")


def no_own_word(element: Node) -> Iterator[Finding]:
    """MEAD-OWN-001, a warning: `UserDefined` comes with the word, and a word with `UserDefined`."""
    given = dict(attributes_of(element))
    if len(element) or not element.text:
        return
    says_own, word = element.text.strip() == USER_DEFINED, given.get("UserDefinedValue", "")
    if says_own and not word:
        message = f"Line {line_of(element)}: {element.tag} is UserDefined but does not say what."
        yield warning("MEAD-OWN-001", path_of(element), message, hint="add UserDefinedValue and Namespace")
    elif word and not says_own and not _own_by_attribute(given):
        message = f"Line {line_of(element)}: {element.tag} has a word of one's own and one of the standard."
        yield warning("MEAD-OWN-001", path_of(element), message, observed=word, expected="UserDefined")


def nothing_told(element: Node) -> Iterator[Finding]:
    """MEAD-MSG-001, a warning: a message tells of something."""
    if not any(element.find(name) is not None for name in _LISTS):
        message = f"Line {line_of(element)}: the message tells of no work, no recording and no release."
        yield warning("MEAD-MSG-001", path_of(element), message)


Rule = Callable[[Node], Iterator[Finding]]

_BY_NAME: Final[Mapping[str, tuple[Rule, ...]]] = MappingProxyType(
    dict.fromkeys(_IDENTIFIERS, (wrong_identifier,))
    | dict.fromkeys(_SUMMARIES, (unidentified,))
    | dict.fromkeys(_DATES, (no_such_date,))
    | dict.fromkeys(_PERIODS, (backward_period,))
)
_BY_ATTRIBUTES: Final[tuple[Rule, ...]] = (no_such_priority_date, backward_priority, no_own_word)


def _own_by_attribute(given: Mapping[str, str]) -> bool:
    """Tell whether the word belongs to an attribute: the format of a text, the type of a title."""
    return any(given.get(name) == USER_DEFINED for name in ("Format", "TitleType", "SubTitleType", "UnitOfDuration"))


def _exists(year: str, month: str | None, day: str | None) -> bool:
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return False
    return True


def _error(rule: str, element: Node, fault: str, observed: str) -> Finding:
    return error(rule, path_of(element), f"Line {line_of(element)}: {fault}", observed=observed)


__all__ = ["check"]
