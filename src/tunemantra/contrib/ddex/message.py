"""The NewReleaseMessage: a full statement of truth about one release, every time (`ddex-facts` sections 4 and 6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC

from tunemantra.contrib.ddex.context import COVER, Context
from tunemantra.contrib.ddex.deals import write_deals
from tunemantra.contrib.ddex.dialect import Dialect, Partner
from tunemantra.contrib.ddex.files import FileEntry
from tunemantra.contrib.ddex.nodes import Node, leaf, node, serialise, writable
from tunemantra.contrib.ddex.releases import write_releases
from tunemantra.contrib.ddex.resources import write_resources
from tunemantra.core.distribution import OrderKind
from tunemantra.core.finding import Finding, error
from tunemantra.core.media import AudioFacts, ImageFacts
from tunemantra.errors import ReleaseError
from tunemantra.ports.package import Order

_XSI = "http://www.w3.org/2001/XMLSchema-instance"


def build_new_release(order: Order, files: Mapping[str, FileEntry], dialect: Dialect) -> bytes:
    """Write an ERN 4.3 NewReleaseMessage: the same order gives the same bytes, whenever and wherever.

    Insert and update are the same full statement; an update may leave files out or list them as not provided. A
    takedown is the statement without any deal. Contributors of the release are credited on every recording. The
    length of a recording is that of the delivered bytes; a takedown whose lengths nobody knows says `PT0S`.

    Args:
        order: what is sent; `created_at` is the only clock.
        files: by path in the release: `tracks[0].audio`, `artwork`. An insert needs all of them.
        dialect: how the partner wants it.

    Returns:
        UTF-8 XML, declared, without a document type; its root carries the only name space.

    Raises:
        ReleaseError: a file, a hash or a length is missing, or a text holds what XML cannot: all findings at once.
        EmptyTerritoryError: a deal has no territory (CMN-TER-001).
    """
    context = Context(order, files, dialect)
    findings = tuple(_missing(context))
    if findings:
        raise ReleaseError(f"{order.release.icpn} cannot be written as ERN", findings)
    root = _write(context)
    try:
        return serialise(root)
    except ValueError as fault:
        raise ReleaseError(f"{order.release.icpn} cannot be written as XML", _unwritable(order)) from fault


def message_id(order: Order) -> str:
    """Return the id of an order's message: unique for ever, and the same when it is built again."""
    return order.delivery_id


def _write(context: Context) -> Node:
    dialect = context.dialect
    namespace = dialect.version.namespace
    root = Node(
        "ern:NewReleaseMessage",
        {
            "xmlns:ern": namespace,
            "xmlns:xsi": _XSI,
            "xsi:schemaLocation": f"{namespace} {namespace}/release-notification.xsd",
            "ReleaseProfileVersionId": context.profile.value,
            "LanguageAndScriptCode": context.release.language,
            "AvsVersionId": dialect.version.avs,
        },
    )
    _write_header(root, context)
    party_list = node(root, "PartyList")
    write_resources(root, context)
    write_releases(root, context)
    write_deals(root, context)
    context.parties.write(party_list)
    return root


def _write_header(root: Node, context: Context) -> None:
    order, dialect = context.order, context.dialect
    header = node(root, "MessageHeader")
    leaf(header, "MessageThreadId", str(order.release.icpn))
    leaf(header, "MessageId", message_id(order))
    write_partner(node(header, "MessageSender"), dialect.sender)
    write_partner(node(header, "MessageRecipient"), dialect.recipient)
    created = order.created_at.astimezone(UTC).replace(tzinfo=None)
    leaf(header, "MessageCreatedDateTime", f"{created.isoformat(timespec='milliseconds')}Z")
    leaf(header, "MessageControlType", "TestMessage" if dialect.test else "LiveMessage")


def write_partner(parent: Node, partner: Partner) -> None:
    """Write who sends or receives into a MessageSender or MessageRecipient."""
    leaf(parent, "PartyId", str(partner.dpid))
    if partner.name:
        leaf(node(parent, "PartyName"), "FullName", partner.name)


def _missing(context: Context) -> Iterator[Finding]:
    """Say what is not there, all at once."""
    if context.order.kind is OrderKind.TAKEDOWN:
        return
    for subject, _ in context.release.assets():
        entry = context.files.get(subject)
        if entry is not None:
            yield from _wrong_entry(subject, entry, context.dialect)
        elif context.order.kind is OrderKind.INSERT:
            yield error("ERN-FILE-001", subject, "The message has no file for it.", hint="render it first")
    for index in range(len(context.release.tracks)):
        if context.milliseconds(index) is None:
            message = "Neither the delivered audio nor the metadata says how long the recording is."
            yield error("ERN-DUR-001", f"tracks[{index}].duration", message, hint="state the duration in seconds")


def _wrong_entry(subject: str, entry: FileEntry, dialect: Dialect) -> Iterator[Finding]:
    wanted = ImageFacts if subject == COVER else AudioFacts
    if not isinstance(entry.facts, wanted):
        observed = type(entry.facts).__name__
        yield error("ERN-FILE-002", subject, "The file is of the wrong kind.", observed=observed)
    if entry.uri and not entry.digest(dialect.hash_algorithm):
        expected = dialect.hash_algorithm.value
        yield error("ERN-FILE-003", subject, "The hash the recipient asks for is not known.", expected=expected)


def _unwritable(order: Order) -> tuple[Finding, ...]:
    release = order.release
    texts = [("label", release.label), ("catalog_number", release.catalog_number)]
    texts += [(f"titles[{i}]", title.display) for i, title in enumerate(release.titles)]
    texts += [(f"artists[{i}].name", artist.name) for i, artist in enumerate(release.artists)]
    for number, track in enumerate(release.tracks):
        texts += [(f"tracks[{number}].titles[{i}]", title.display) for i, title in enumerate(track.titles)]
        texts += [(f"tracks[{number}].artists[{i}].name", artist.name) for i, artist in enumerate(track.artists)]
    hint = "remove the control characters"
    found = tuple(
        error("ERN-TXT-001", path, "XML cannot hold this text.", observed=repr(text), hint=hint)
        for path, text in texts
        if not writable(text)
    )
    return found or (error("ERN-TXT-001", "", "XML cannot hold one of the texts.", hint=hint),)


__all__ = ["build_new_release", "message_id", "write_partner"]
