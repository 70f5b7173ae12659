"""The NewReleaseMessage: a full statement of truth about one release, every time (`ddex-facts` sections 4 and 6)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from typing import Final

from tunemantra.contrib.ddex.checks import missing, unwritable
from tunemantra.contrib.ddex.context import Context
from tunemantra.contrib.ddex.deals import write_deals
from tunemantra.contrib.ddex.dialect import Dialect, Partner
from tunemantra.contrib.ddex.files import FileEntry
from tunemantra.contrib.ddex.nodes import Node, apart, attach, leaf, node, serialise, wrapped
from tunemantra.contrib.ddex.profiles import variant_of
from tunemantra.contrib.ddex.releases import write_releases
from tunemantra.contrib.ddex.resources import write_resources
from tunemantra.errors import ReleaseError
from tunemantra.ports.package import Order

XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
_THREE: Final = 3


def build_new_release(order: Order, files: Mapping[str, FileEntry], dialect: Dialect) -> bytes:
    """Write a NewReleaseMessage: the same order gives the same bytes, whenever and wherever.

    The release is written as the dialect's version can carry it; `express` says what is lost. Insert and update are
    the same full statement; an update may leave files out or list them as not provided. A takedown is the statement
    without any deal. The length of a recording is that of the delivered bytes; a takedown whose lengths nobody knows
    says `PT0S`.

    Args:
        order: what is sent; `created_at` is the only clock.
        files: by path in the release: `tracks[0].audio` (also of a film), `tracks[0].editions[0].audio`, `artwork`.
            An insert needs all of them but the further editions.
        dialect: how the partner wants it.

    Returns:
        UTF-8 XML, declared, without a document type; its root carries the only name space.

    Raises:
        ReleaseError: a file, a hash or a length is missing, or a text holds what XML cannot: all findings at once.
        EmptyTerritoryError: a deal has no territory (CMN-TER-001).
    """
    context = Context(order, files, dialect)
    findings = tuple(missing(context))
    if findings:
        raise ReleaseError(f"{order.release.icpn} cannot be written as ERN", findings)
    root = write_tree(context)
    try:
        return serialise(root)
    except ValueError as fault:
        raise ReleaseError(f"{order.release.icpn} cannot be written as XML", unwritable(order.release)) from fault


def message_id(order: Order) -> str:
    """Return the id of an order's message: unique for ever, and the same when it is built again."""
    return order.delivery_id


def write_tree(context: Context) -> Node:
    """Return the message as a tree; what is missing for it has to be asked before (`checks`)."""
    if context.version.family == _THREE:
        from tunemantra.contrib.ddex import ern3

        return ern3.write_new_release(context)
    root = write_root("NewReleaseMessage", context)
    write_header(root, context)
    # Who is who shows in the rest, which follows.
    rest = apart(root)
    write_resources(rest, context)
    write_releases(rest, context)
    write_deals(rest, context)
    context.parties.write(node(root, "PartyList"))
    attach(root, rest)
    return root


def write_root(name: str, context: Context) -> Node:
    """Return the root of a message of family 4: version, profile, language and value sets."""
    namespace, profiled = context.version.namespace, name == "NewReleaseMessage"
    profile = context.dialect.profile_name or context.profile.value
    return Node(
        f"ern:{name}",
        {
            "xmlns:ern": namespace,
            "xmlns:xsi": XSI,
            "xsi:schemaLocation": f"{namespace} {namespace}/release-notification.xsd",
            "ReleaseProfileVersionId": profile if profiled else "",
            "ReleaseProfileVariantVersionId": variant_of(context.release, context.profile) if profiled else "",
            "LanguageAndScriptCode": context.release.language,
            "AvsVersionId": context.version.avs if context.version.states_avs else "",
        },
    )


def write_header(root: Node, context: Context) -> None:
    """Write who sends what to whom, and when; the same in all versions."""
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
        wrapped(parent, "PartyName", "FullName", partner.name)


__all__ = ["build_new_release", "message_id", "write_header", "write_partner", "write_root", "write_tree"]
