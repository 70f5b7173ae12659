"""Recordings and films: how long they are, and the clips of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from lxml.etree import _Element as Node

from tunemantra.contrib.ddex.validation.message import RECORDINGS, Message, text, value
from tunemantra.contrib.ddex.validation.rule import Fault, rule
from tunemantra.core.finding import Severity

_DURATION: Final = re.compile(r"P(?:(\d{1,4})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,8})M)?(?:(\d{1,9}(?:\.\d{1,9})?)S)?)?")
_SECONDS: Final = re.compile(r"\d{1,9}(?:\.\d{1,9})?")
_UNITS: Final = (86400, 3600, 60, 1)


@rule(
    "ERN-TEC-001",
    "ern-notes 4.1",
    "Each recording and film lasts longer than nothing.",
    hint="measure the file, and state what it lasts",
)
def lasts(message: Message) -> Iterator[Fault]:
    """Find recordings of no length."""
    for resource in message.each(*RECORDINGS):
        place = resource.find("Duration")
        if place is not None and seconds(value(place)) == 0:
            yield Fault(place, f"The {resource.tag} lasts no time.", value(place), "how long it is")


@rule(
    "ERN-TEC-002",
    "ern-notes 4.6",
    "A clip begins and ends within its recording.",
    severity=Severity.WARNING,
    hint="move the clip, or correct the duration of the recording",
)
def clips_within(message: Message) -> Iterator[Fault]:
    """Find clips of a part that is not there."""
    for resource in message.each(*RECORDINGS):
        length = seconds(text(resource, "Duration"))
        if not length:
            continue
        for composite in (*resource.iter("ClipDetails"), *resource.iter("PreviewDetails")):
            for point in (*composite.iter("StartPoint"), *composite.iter("EndPoint")):
                at = seconds(value(point))
                if at is not None and at > length:
                    yield Fault(point, "The clip is beyond the end.", value(point), f"at most {length} s")


@rule(
    "ERN-TEC-006",
    "XSD, Duration",
    "The release lasts as long as its recordings and films do together, give or take a second for each.",
    severity=Severity.WARNING,
    hint="add their durations up, or leave that of the release out",
)
def lasts_as_its_tracks(message: Message) -> Iterator[Fault]:
    """Find a length of the whole that is not the sum of its parts; a part without a length is not guessed."""
    place = message.main.find("Duration") if message.main is not None else None
    parts = [seconds(text(one, "Duration")) for one in message.primary]
    stated = seconds(value(place)) if place is not None else None
    if place is None or stated is None or not parts or None in parts:
        return
    total = sum((part for part in parts if part is not None), Decimal())
    if abs(total - stated) > len(parts):
        yield Fault(place, "The release lasts another time than its tracks.", f"{stated} s", f"{total} s")


@rule(
    "ERN-TEC-003",
    "ern-notes 4.6",
    "A clip ends after it begins.",
    hint="swap the two points, or correct them",
)
def clips_in_order(message: Message) -> Iterator[Fault]:
    """Find clips that end before they begin."""
    for start in message.each("StartPoint"):
        parent = start.getparent()
        end = None if parent is None else parent.find("EndPoint")
        first, last = seconds(value(start)), seconds(value(end))
        if end is not None and first is not None and last is not None and last < first:
            yield Fault(end, "The clip ends before it begins.", value(end), f"after {value(start)}")


@rule(
    "ERN-TEC-004",
    "ern-notes 4.6",
    "A file that is said to travel along is named.",
    families={4},
    hint="name the file, or say that it does not travel along",
)
def provided_is_named(message: Message) -> Iterator[Fault]:
    """Find files that are promised without a name."""
    for flag in message.each("IsProvidedInDelivery"):
        parent = flag.getparent()
        if value(flag) in {"true", "1"} and parent is not None and parent.find("File") is None:
            yield Fault(flag, "A file is promised and not named.", value(flag), "File")


@rule(
    "ERN-TEC-005",
    "KB Communicating binaries; Part 2 12",
    "Either every primary resource comes with a file or none does.",
    severity=Severity.WARNING,
    hint="if one is sent again, all are",
)
def all_files_or_none(message: Message) -> Iterator[Fault]:
    """Find a message that brings some of the recordings."""
    with_file = [resource for resource in message.primary if _comes(resource)]
    if 0 < len(with_file) < len(message.primary):
        for resource in message.primary:
            if not _comes(resource):
                reference = text(resource, "ResourceReference")
                yield Fault(resource, f"{reference} comes without a file, others with one.", reference)


def seconds(written: str) -> Decimal | None:
    """Return a duration as seconds; None where it is none, or has months or years in it."""
    if _SECONDS.fullmatch(written):
        return Decimal(written)
    found = _DURATION.fullmatch(written)
    if found is None or not any(found.groups()):
        return None
    parts = zip(found.groups(), _UNITS, strict=True)
    return sum((Decimal(part) * unit for part, unit in parts if part), Decimal(0))


def _comes(resource: Node) -> bool:
    for file in resource.iter("File"):
        parent = file.getparent()
        flag = None if parent is None else parent.find("IsProvidedInDelivery")
        if flag is None or value(flag) in {"true", "1"}:
            return True
    return False
