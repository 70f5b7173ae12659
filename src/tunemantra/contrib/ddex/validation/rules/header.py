"""What a message says of itself: kind, version, header."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.etree import QName

from tunemantra.contrib.ddex.reading.envelope import FAMILIES
from tunemantra.contrib.ddex.validation.message import Message, text, value
from tunemantra.contrib.ddex.validation.rule import Fault, rule
from tunemantra.core.finding import Severity


@rule(
    "ERN-MSG-001",
    "XSD",
    "The document is a message of a version of ERN that is known.",
    hint="send a NewReleaseMessage or a PurgeReleaseMessage in the name space of its version",
)
def known_version(message: Message) -> Iterator[Fault]:
    """Find another root element, or a namespace nobody knows."""
    root = message.root
    name = QName(root).localname
    if message.kind is None:
        yield Fault(root, f"{name} is no message of ERN.", str(root.tag), "NewReleaseMessage or PurgeReleaseMessage")
    elif message.version not in FAMILIES:
        observed = QName(root).namespace or ""
        hint = "declare http://ddex.net/xml/ern/ and the number of the version"
        yield Fault(root, "This version of ERN is unknown.", observed, ", ".join(FAMILIES), hint)


@rule(
    "ERN-MSG-002", "XSD, elementFormDefault", "No element but the root has a namespace.", hint="give the root a prefix"
)
def only_the_root_has_a_namespace(message: Message) -> Iterator[Fault]:
    """Find a message whose default namespace is that of the root: nobody finds anything in it."""
    for child in message.root.iterchildren("{*}*"):
        if QName(child).namespace and QName(child).namespace == QName(message.root).namespace:
            yield Fault(
                child, "The elements within the root are in its namespace.", str(child.tag), QName(child).localname
            )
            return


@rule(
    "ERN-MSG-003",
    "XSD",
    "MessageSchemaVersionId names the version of the namespace.",
    families={3},
    hint="write the version of the name space there too",
)
def same_version_twice(message: Message) -> Iterator[Fault]:
    """Find a version attribute that contradicts the namespace; both `ern/382` and `/ern/382` are written."""
    stated = (message.root.get("MessageSchemaVersionId") or "").strip()
    if stated and stated.rpartition("/")[2] != message.version:
        said = "Namespace and MessageSchemaVersionId name different versions."
        yield Fault(message.root, said, stated, f"ern/{message.version}")


@rule(
    "ERN-MSG-004",
    "ern-notes 2",
    "The moment a message was made at has a time zone.",
    severity=Severity.WARNING,
    hint="add Z or an offset such as +01:00",
)
def created_in_a_zone(message: Message) -> Iterator[Fault]:
    """Find a moment that means another one in each place of the world."""
    for element in message.root.iterfind("MessageHeader/MessageCreatedDateTime"):
        written = value(element)
        if written and not (written.endswith("Z") or "+" in written[10:] or "-" in written[10:]):
            yield Fault(element, "The moment has no time zone.", written, f"{written}Z", "messages are ordered by it")


@rule(
    "ERN-MSG-005",
    "ern-notes 2",
    "A message has an id of its own.",
    hint="make one that this sender never used",
)
def has_an_id(message: Message) -> Iterator[Fault]:
    """Find a header without a MessageId in it."""
    for header in message.root.iterfind("MessageHeader"):
        if not text(header, "MessageId"):
            yield Fault(header, "The message has no MessageId.")


@rule(
    "ERN-MSG-006",
    "Part 1 6.19",
    "No deprecated UpdateIndicator is given.",
    severity=Severity.NOTE,
    families={3},
    hint="leave it out: the recipient knows what it has",
)
def no_update_indicator(message: Message) -> Iterator[Fault]:
    """Find the flag that ERN 4 left out: a receiver decides by whether it knows the release."""
    for element in message.root.iterfind("UpdateIndicator"):
        yield Fault(element, "UpdateIndicator is deprecated.", value(element))
