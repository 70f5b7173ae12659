"""Artists and contributors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml.etree import _Element as Node

from tunemantra.contrib.ddex.validation.message import Message, text, value
from tunemantra.contrib.ddex.validation.rule import Fault, rule
from tunemantra.core.finding import Severity

_MACHINE = "GenerativeAI"


@rule(
    "ERN-CRD-001",
    "Schematron 2.1 5.3.1.2(1)",
    "Each display artist has a sequence number.",
    families={4},
    hint="number the artists in the order of the credit",
)
def artists_numbered(message: Message) -> Iterator[Fault]:
    """Find artists nobody can put in order."""
    for element in message.each("DisplayArtist"):
        if not element.get("SequenceNumber"):
            yield Fault(element, "The display artist has no SequenceNumber.", _who(element), "1, 2, 3 …")


@rule(
    "ERN-CRD-002",
    "Schematron 2.1 5.3.1.2(1)",
    "The display artists of one credit have different numbers.",
    hint="number the artists in the order of the credit",
)
def numbers_differ(message: Message) -> Iterator[Fault]:
    """Find two artists in the same place; those of a territory are counted by themselves."""
    seen: set[tuple[Node | None, str, str]] = set()
    for element in message.each("DisplayArtist"):
        number = str(element.get("SequenceNumber") or "").strip()
        key = (element.getparent(), str(element.get("ApplicableTerritoryCode") or ""), number)
        if number and key in seen:
            yield Fault(element, "Another display artist has this number.", number)
        seen.add(key)


@rule(
    "ERN-CRD-003",
    "Part 2 7.2",
    "An artist after the first is no main artist.",
    severity=Severity.WARNING,
    families={4},
    hint="the official samples of classical music do the same: many stores take several main artists",
)
def one_main_artist(message: Message) -> Iterator[Fault]:
    """Find credits with several main artists, told once for each credit."""
    found: Counter[Node | None] = Counter()
    for element in message.each("DisplayArtist"):
        if text(element, "DisplayArtistRole") == "MainArtist":
            parent = element.getparent()
            found[parent] += 1
            if found[parent] == 2:  # noqa: PLR2004 - the second is told
                yield Fault(element, "There is more than one main artist.", _who(element))


@rule(
    "ERN-CRD-004",
    "Schematron 2.1 5.3.1.4(6)",
    "A party is one contributor with several roles.",
    severity=Severity.WARNING,
    families={4},
    hint="write one Contributor with all roles",
)
def one_contributor_a_party(message: Message) -> Iterator[Fault]:
    """Find a party that contributes twice to one thing."""
    seen: set[tuple[Node | None, str]] = set()
    for element in message.each("Contributor"):
        party = text(element, "ContributorPartyReference")
        key = (element.getparent(), party)
        if party and key in seen:
            yield Fault(element, "This party is a contributor already.", party)
        seen.add(key)


@rule(
    "ERN-CRD-005",
    "ern-notes 13, PrimaryArtistNameMissing",
    "No display artist name is empty.",
    hint="say the name",
)
def names_said(message: Message) -> Iterator[Fault]:
    """Find credits and names of parties without a letter."""
    for element in message.each("DisplayArtistName", "FullName"):
        if not value(element):
            yield Fault(element, f"{element.tag} is empty.")


@rule(
    "ERN-AI-001",
    "XSD, ContainsAI",
    "ContainsAI=All means that only machines contributed.",
    families={4},
    hint="write Partly, or take the people out",
)
def only_machines(message: Message) -> Iterator[Fault]:
    """Find people among the contributors of what is all generated."""
    for element in message.each("ContainsAI"):
        if value(element) == "All":
            parent = element.getparent()
            people = [] if parent is None else [one for one in parent.iter("Contributor") if not _is_machine(one)]
            if people:
                yield Fault(element, "All is generated, and yet people contributed.", "All", "Partly")


@rule(
    "ERN-AI-002",
    "XSD, ContainsAI",
    "ContainsAI=None means that no contribution is generated.",
    families={4},
    hint="write Partly or All, or correct what is said of the contributor",
)
def no_machine(message: Message) -> Iterator[Fault]:
    """Find generated contributions to what is said to be free of them."""
    for element in message.each("ContainsAI"):
        if value(element) == "None":
            parent = element.getparent()
            made = [] if parent is None else [one for one in parent.iter("Contributor") if _is_generated(one)]
            if made:
                yield Fault(element, "Nothing is generated, and yet a contribution is.", "None", "Partly")


def _is_machine(contributor: Node) -> bool:
    return text(contributor, "SpecialContributor") == _MACHINE


def _is_generated(contributor: Node) -> bool:
    return text(contributor, "AiContribution") in {"Partly", "All"}


def _who(artist: Node) -> str:
    return (
        text(artist, "ArtistPartyReference")
        or text(artist, "SpecialDisplayArtist")
        or text(artist, "PartyName/FullName")
    )
