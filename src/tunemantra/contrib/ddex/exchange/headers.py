"""What a message says of itself, as far as its place in the exchange goes.

============ ==========================================================================
rule         finding
============ ==========================================================================
ERNC-HDR-001 no MessageHeader, or none with a MessageId and a time
============ ==========================================================================
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from attrs import frozen

from tunemantra.contrib.ddex.exchange import trees
from tunemantra.contrib.ddex.exchange.release_ids import release_key
from tunemantra.contrib.ddex.exchange.trees import Element, Reader
from tunemantra.contrib.ddex.schema import parse
from tunemantra.core.finding import Finding, error


@frozen
class MessageFacts:
    """Who says what about which release, and when.

    Args:
        kind: name of the root element.
        message_id: unique per sender for ever.
        sender: its DPID, the first one.
        created: MessageCreatedDateTime.
        releases: keys (`release_key`) of every release in it.
        main: keys of the release the message is about, that of its ICPN first; empty where it has none.
        test: a TestMessage.
        sha256: of its bytes.
    """

    kind: str
    message_id: str
    sender: str
    created: datetime
    releases: frozenset[str]
    main: tuple[str, ...]
    test: bool
    sha256: str


def read_facts(data: bytes) -> tuple[MessageFacts | None, tuple[Finding, ...]]:
    """Return what a message of any version says of itself, or None and why not."""
    root, findings = parse(data)
    if root is None:
        return None, findings
    reader = Reader()
    header = trees.find(root, "MessageHeader")
    created = reader.moment(trees.find(header, "MessageCreatedDateTime"))
    message_id = trees.text(header, "MessageId")
    if created is None or not message_id:
        message = "The message does not say which one it is and when it was made."
        reader.add(error("ERNC-HDR-001", trees.place(root), message, expected="MessageId, MessageCreatedDateTime"))
        return None, tuple(reader.findings)
    sender = trees.party(trees.find(header, "MessageSender")).ids
    facts = MessageFacts(
        kind=trees.local(root),
        message_id=message_id,
        sender=sender[0] if sender else "",
        created=created,
        releases=frozenset(key for element in _releases(root) for key in _keys(element)),
        main=_main(root),
        test=trees.text(header, "MessageControlType") == "TestMessage",
        sha256=hashlib.sha256(data).hexdigest(),
    )
    return facts, tuple(reader.findings)


def _releases(root: Element) -> list[Element]:
    listed = trees.children(trees.find(root, "ReleaseList"), "Release", "TrackRelease")
    return [*listed, *trees.children(root, "PurgedRelease")]


def _main(root: Element) -> tuple[str, ...]:
    releases = _releases(root)
    marked = [element for element in releases if element.get("IsMainRelease", "").lower() in {"true", "1"}]
    whole = [element for element in releases if trees.local(element) != "TrackRelease"]
    return tuple(key for element in (marked or whole or releases)[:1] for key in _keys(element))


def _keys(element: Element) -> list[str]:
    """Return the keys of a release, that of its ICPN first."""
    found = [child for holder in trees.children(element, "ReleaseId") for child in trees.children(holder)]
    ids = [(trees.local(child) != "ICPN", release_key(trees.content(child))) for child in found if trees.content(child)]
    return [key for _, key in sorted(ids, key=lambda one: one[0])]


__all__ = ["MessageFacts", "read_facts"]
