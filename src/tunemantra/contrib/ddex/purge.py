"""The PurgeReleaseMessage: a release that must be forgotten, because it is broken or gone for good (`ddex-facts` 6)."""

from __future__ import annotations

from tunemantra.contrib.ddex.checks import unwritable
from tunemantra.contrib.ddex.context import Context
from tunemantra.contrib.ddex.dialect import Dialect
from tunemantra.contrib.ddex.message import write_header, write_root
from tunemantra.contrib.ddex.nodes import Node, leaf, node, serialise
from tunemantra.contrib.ddex.releases import write_release_id
from tunemantra.errors import ReleaseError
from tunemantra.ports.package import Order

_THREE = 3


def build_purge(order: Order, dialect: Dialect) -> bytes:
    """Write a PurgeReleaseMessage of any version: the same order gives the same bytes.

    It names the product, its titles and its artists. A recipient checks that the sender holds the running deals.

    Args:
        order: which release, by whom; its kind does not matter.
        dialect: how the partner wants it.

    Raises:
        ReleaseError: a text holds what XML cannot.
    """
    context = Context(order, {}, dialect)
    older = context.version.family == _THREE
    root = _root_3(context) if older else write_root("PurgeReleaseMessage", context)
    write_header(root, context)
    _write_purged(node(root, "PurgedRelease"), context, older=older)
    try:
        return serialise(root)
    except ValueError as fault:
        raise ReleaseError(f"{order.release.icpn} cannot be written as XML", unwritable(order.release)) from fault


def _root_3(context: Context) -> Node:
    version = context.version
    attributes = {"xmlns:ern": version.namespace, "MessageSchemaVersionId": f"ern/{version.number}"}
    return Node("ern:PurgeReleaseMessage", {**attributes, "LanguageAndScriptCode": context.order.release.language})


def _write_purged(purged: Node, context: Context, *, older: bool) -> None:
    release = context.order.release
    write_release_id(purged, release, f"DPID:{context.sender}" if older else context.sender)
    for title in release.titles:
        element = node(purged, "Title", LanguageAndScriptCode=title.language)
        leaf(element, "TitleText", title.text)
        if title.version:
            leaf(element, "SubTitle", title.version)
    for number, artist in enumerate(release.artists, start=1):
        tag = "ResourceContributor" if older else "Contributor"
        element = node(purged, tag, SequenceNumber=str(number))
        leaf(node(element, "PartyName"), "FullName", artist.name)


__all__ = ["build_purge"]
