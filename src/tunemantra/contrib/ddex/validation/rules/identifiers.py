"""Codes with their form and check digit, and who needs which."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

from lxml.etree import _Element as Node

from tunemantra.contrib.ddex.validation.message import Message, identifiers_of, text, value
from tunemantra.contrib.ddex.validation.rule import Check, Fault, Step, rule
from tunemantra.core.finding import Severity
from tunemantra.core.identifiers import Dpid, Grid, Gtin, Isni, Iswc
from tunemantra.errors import IdentifierError

_IDENTIFIED = ("ReleaseId", "ResourceId", "SoundRecordingId", "VideoId", "ImageId", "TextId", "SheetMusicId")
_IPI_DIGITS = 11
_CHECK_DIGIT = "check digit"
_COMPARE = "compare it with the original document, digit by digit"


def _code(tag: str, shape: str, wanted: str) -> Check:
    """Return the check of the form of one kind of code."""
    pattern = re.compile(shape)

    def check(message: Message) -> Iterator[Fault]:
        for element in message.each(tag):
            written = value(element)
            # An empty code is told by ERN-ID-007.
            if written and not pattern.fullmatch(written):
                yield Fault(element, f"This is no {tag}.", written, wanted)

    return check


def _check_digit(kinds: Mapping[str, Callable[[str], object]]) -> Check:
    """Return the check of the last characters of codes whose form is right."""

    def check(message: Message) -> Iterator[Fault]:
        for tag, parse in kinds.items():
            for element in message.each(tag):
                try:
                    parse(value(element))
                except IdentifierError as fault:
                    if _CHECK_DIGIT in str(fault):
                        yield Fault(element, f"The check digit is wrong: {fault}", value(element))

    return check


isrc = rule(
    "ERN-ID-001",
    "Schematron 2.1; ISO 3901",
    "Each ISRC has its form.",
    hint="ask who owns the recording for its ISRC, and write it without hyphens",
)(_code("ISRC", "[a-zA-Z]{2}[a-zA-Z0-9]{3}[0-9]{7}", "two letters, three letters or digits, seven digits"))
icpn = rule(
    "ERN-ID-002", "Schematron 2.1", "Each ICPN has its form.", hint="write the UPC or EAN of the product, digits alone"
)(_code("ICPN", "[0-9]{8}|[0-9]{12,14}", "8, 12, 13 or 14 digits"))
grid = rule(
    "ERN-ID-003", "Schematron 2.1", "Each GRid has its form.", hint="write all 18 letters and digits, without hyphens"
)(_code("GRid", "[a-zA-Z0-9]{18}", "18 letters or digits"))
iswc = rule(
    "ERN-ID-004",
    "Schematron 2.1; ISO 15707",
    "Each ISWC has its form.",
    hint="write T and ten digits, without dots and hyphens",
)(_code("ISWC", "[a-zA-Z][0-9]{10}", "a letter and 10 digits"))
isni = rule(
    "ERN-ID-005", "Schematron 2.1; ISO 27729", "Each ISNI has its form.", hint="write all 16 characters, without blanks"
)(_code("ISNI", "[0-9]{15}[0-9X]", "15 digits and a digit or X"))
trade_digits = rule("ERN-ID-014", "GS1; ISO 27729", "Each ICPN and ISNI ends in its check digit.", hint=_COMPARE)(
    _check_digit({"ICPN": Gtin.parse, "ISNI": Isni.parse})
)
work_digits = rule(
    "ERN-ID-015",
    "ISO 7064; ISO 15707",
    "Each GRid and ISWC ends in its check digit.",
    severity=Severity.WARNING,
    hint=_COMPARE,
)(_check_digit({"GRid": Grid.parse, "ISWC": Iswc.parse}))


@rule(
    "ERN-ID-006",
    "ern-notes 2",
    "Sender and recipient have a DPID of the form of today.",
    severity=Severity.WARNING,
    hint="write the DPID that DDEX gave to the company",
)
def party_ids(message: Message) -> Iterator[Fault]:
    """Find party ids that the registry cannot have issued."""
    for tag in ("MessageSender", "MessageRecipient", "SentOnBehalfOf"):
        for element in message.root.iterfind(f"MessageHeader/{tag}/PartyId"):
            if not Dpid.is_valid(value(element)):
                yield Fault(element, f"The {tag} has no DPID.", value(element), "PADPIDA and 11 letters or digits")


@rule("ERN-ID-007", "ern-notes 4.1", "No ReleaseId or ResourceId is empty.", hint="state an identifier, or your own")
def not_empty(message: Message) -> Iterator[Fault]:
    """Find composites of identifiers without any: the schema allows them."""
    for element in message.each(*_IDENTIFIED):
        if not any(value(child) for child in element.iterchildren("*")):
            yield Fault(element, f"{element.tag} holds no identifier.")


@rule(
    "ERN-ID-008",
    "Schematron 2.1",
    "The main release has a GRid, an ICPN or a ProprietaryId.",
    step=Step.PROFILE,
    hint="state what sender and recipient know the product by, best an ICPN",
)
def main_release_identified(message: Message) -> Iterator[Fault]:
    """Find a main release that nobody can name."""
    main = message.main
    if main is None:
        return
    names = ("GRid", "ICPN", "ProprietaryId") if message.family == 4 else ("GRid", "ICPN", "ProprietaryId", "ISRC")  # noqa: PLR2004
    if not any(text(main, f"ReleaseId/{name}") for name in names):
        found = main.find("ReleaseId")
        yield Fault(main if found is None else found, "The main release has none of them.", expected=" or ".join(names))


@rule(
    "ERN-ID-009",
    "Schematron 2.1",
    "Each primary resource has an ISRC.",
    step=Step.PROFILE,
    families={4},
    hint="state the ISRC of the recording",
)
def primary_has_isrc(message: Message) -> Iterator[Fault]:
    """Find recordings without one; for a ringtone a ProprietaryId will do."""
    if not message.profile:
        return
    wanted = ("ISRC", "ProprietaryId") if message.profile == "Ringtone" else ("ISRC",)
    for resource in message.primary:
        yield from _lacks(resource, wanted)


@rule(
    "ERN-ID-010",
    "Schematron 2.1",
    "Each image and each secondary recording has a ProprietaryId.",
    step=Step.PROFILE,
    families={4},
    hint="give it a ProprietaryId in the name space of the sender",
)
def secondary_has_own_id(message: Message) -> Iterator[Fault]:
    """Find pictures without an identifier; a secondary recording may have an ISRC as well."""
    if not message.profile:
        return
    primary = set(message.primary)
    for resource in message.resources.values():
        if resource.tag == "Image":
            yield from _lacks(resource, ("ProprietaryId",))
        elif resource.tag in {"SoundRecording", "Video"} and resource not in primary:
            yield from _lacks(resource, ("ProprietaryId", "ISRC"))


@rule(
    "ERN-ID-011",
    "Part 2 7.3",
    "No two releases of a message have the same identifiers.",
    severity=Severity.WARNING,
    hint="give each release an identifier of its own, for a track such as ICPN_ISRC",
)
def distinct_releases(message: Message) -> Iterator[Fault]:
    """Find a release that is named like another one: an id is unique per track and context."""
    releases = [one for one in (message.main, *message.tracks) if one is not None]
    yield from _repeated(releases, lambda one: list(one.iterfind("ReleaseId")))


@rule(
    "ERN-ID-012",
    "ern-notes 4.2",
    "No two resources have the same ISRC.",
    severity=Severity.WARNING,
    hint="use one resource in several places, or correct the ISRC",
)
def distinct_recordings(message: Message) -> Iterator[Fault]:
    """Find two recordings that claim to be the same one."""
    seen: dict[str, Node] = {}
    for resource in message.resources.values():
        for element in (found for ids in identifiers_of(resource) for found in ids.iterfind("ISRC")):
            code = value(element).replace("-", "").upper()
            if code and seen.setdefault(code, resource) is not resource:
                yield Fault(element, "Another resource has this ISRC.", value(element))


@rule(
    "ERN-ID-013",
    "ern-notes 2",
    "Each IPI name number has 11 digits.",
    hint="fill it up with leading zeros",
)
def ipi_digits(message: Message) -> Iterator[Fault]:
    """Find numbers that are none."""
    for element in message.each("IpiNameNumber"):
        written = value(element)
        if written and not (written.isascii() and written.isdigit() and len(written) == _IPI_DIGITS):
            yield Fault(element, "This is no IPI name number.", written, f"{_IPI_DIGITS} digits")


def _lacks(resource: Node, names: tuple[str, ...]) -> Iterator[Fault]:
    composites = identifiers_of(resource)
    if not any(text(one, name) for one in composites for name in names):
        # An empty composite is told by ERN-ID-007 as well; this says what belongs in it.
        place = composites[0] if composites else resource
        yield Fault(place, f"The {resource.tag} has no {' or '.join(names)}.", expected=" or ".join(names))


def _repeated(releases: list[Node], composites: Callable[[Node], list[Node]]) -> Iterator[Fault]:
    seen: defaultdict[frozenset[tuple[str, str]], list[Node]] = defaultdict(list)
    for release in releases:
        key = frozenset((child.tag, value(child)) for one in composites(release) for child in one.iterchildren("*"))
        if key and seen[key]:
            place = composites(release)[0]
            yield Fault(place, "Another release has the same identifiers.", ", ".join(sorted(text for _, text in key)))
        seen[key].append(release)
