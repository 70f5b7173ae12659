"""Titles and other texts with a language or a territory, and words of one's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml.etree import _Element as Node

from tunemantra.contrib.ddex.validation.message import Message, is_true, text, value
from tunemantra.contrib.ddex.validation.places import reach
from tunemantra.contrib.ddex.validation.rule import Fault, rule
from tunemantra.core.finding import Severity

_OWN_WORDS: Final = ("UserDefinedValue", "TypeUserDefinedValue")
_SPACES: Final = ("Namespace", "TypeNamespace")


@rule(
    "ERN-TTL-001",
    "Schematron 2.1 5.3.1.1(7.2)",
    "At most one value of an element is the default one.",
    families={4},
    hint="leave IsDefault on one of them",
)
def one_default(message: Message) -> Iterator[Fault]:
    """Find a second default among the values of one name and parent."""
    seen: set[tuple[Node | None, str]] = set()
    for element in message.attributed:
        if is_true(element.get("IsDefault")):
            key = (element.getparent(), element.tag)
            if key in seen:
                yield Fault(element, f"A second {element.tag} here is the default one.", value(element))
            seen.add(key)


@rule(
    "ERN-TTL-002",
    "Schematron 2.1 5.6(4)",
    "A track release repeats the titles of its recording only where they differ.",
    severity=Severity.NOTE,
    families={4},
    hint="leave it out: the track release inherits it",
)
def titles_only_if_different(message: Message) -> Iterator[Fault]:
    """Find a title that the recording gives already."""
    for track in message.tracks:
        resource = message.resources.get(text(track, "ReleaseResourceReference"))
        own = track.find("DisplayTitleText")
        if resource is not None and own is not None and value(own) == text(resource, "DisplayTitleText"):
            yield Fault(own, "The title is that of the recording.", value(own))


@rule(
    "ERN-TTL-003",
    "KB ApplicableTerritoryCode vs deal territories",
    "Values of a territory are sent only for territories with deals.",
    severity=Severity.WARNING,
    families={4},
    hint="leave the value out, or add the deal that is missing",
)
def only_where_there_are_deals(message: Message) -> Iterator[Fault]:
    """Find texts for territories where nothing may be sold; a message without deals says nothing of that."""
    deals = reach(message.each("DealTerms"))
    if deals is None:
        return
    for element in message.attributed:
        code = (element.get("ApplicableTerritoryCode") or "").strip()
        if code and code != "Worldwide" and code not in deals:
            yield Fault(element, f"{element.tag} is for {code}, where there is no deal.", code)


@rule(
    "ERN-TTL-004",
    "ern-notes 4.3",
    "No value is given twice for one territory and language.",
    severity=Severity.WARNING,
    families={4},
    hint="leave one of them",
)
def one_value_a_place(message: Message) -> Iterator[Fault]:
    """Find a second text for the same listeners; titles of one kind are compared by kind."""
    seen: set[tuple[Node | None, str, str, str, str]] = set()
    for element in message.each("DisplayTitleText", "DisplayTitle", "DisplayArtistName"):
        language, territory = element.get("LanguageAndScriptCode", ""), element.get("ApplicableTerritoryCode", "")
        kind = element.get("TitleType", "")
        key = (element.getparent(), element.tag, str(kind), str(language), str(territory).replace("Worldwide", ""))
        if key in seen:
            yield Fault(element, f"A second {element.tag} is for the same territory and language.", _shown(element))
        seen.add(key)


@rule(
    "ERN-UDV-001",
    "Schematron 2.1 5.3.1.1(5)",
    "UserDefined comes with a Namespace and a UserDefinedValue.",
    hint="say the word and whose it is",
)
def own_words_said(message: Message) -> Iterator[Fault]:
    """Find words of one's own that are not told."""
    for element in message.user_defined:
        word = any(element.get(name) for name in _OWN_WORDS)
        space = any(element.get(name) for name in _SPACES)
        lacking = [name for name, there in (("UserDefinedValue", word), ("Namespace", space)) if not there]
        if lacking:
            said = " and ".join(lacking)
            yield Fault(element, f"{element.tag} is UserDefined without {said}.", expected=said)


@rule(
    "ERN-UDV-002",
    "Schematron 2.1 5.3.1.1(5)",
    "A Namespace is the DPID of whose word it is.",
    severity=Severity.WARNING,
    families={4},
    hint="write the DPID of the company whose word it is",
)
def spaces_are_parties(message: Message) -> Iterator[Fault]:
    """Find name spaces of nobody; some write `DPID:` in front."""
    for element in message.attributed:
        space = element.get("Namespace") if any(element.get(name) for name in _OWN_WORDS) else None
        if space and not space.strip().removeprefix("DPID:").startswith("PADPIDA"):
            yield Fault(element, "The Namespace is no DPID.", str(space), "PADPIDA…")


@rule(
    "ERN-UDV-003",
    "ern-notes 4.4",
    "A UserDefinedValue stands only beside UserDefined.",
    severity=Severity.WARNING,
    hint="write UserDefined as the value, or leave the attribute out",
)
def own_words_only_where_needed(message: Message) -> Iterator[Fault]:
    """Find words of one's own that no receiver reads."""
    marked = set(message.user_defined)
    for element in message.attributed:
        word = element.get("UserDefinedValue")
        # A composite says UserDefined in one of its children.
        if word and element not in marked and not marked & set(element):
            yield Fault(element, f"{element.tag} has a UserDefinedValue and is not UserDefined.", str(word))


def _shown(element: Node) -> str:
    return value(element) or text(element, "TitleText")
