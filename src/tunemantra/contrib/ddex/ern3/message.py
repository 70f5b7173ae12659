"""The NewReleaseMessage of ERN 3.8.2 and 3.8.3 (`ddex-facts` section 7)."""

from __future__ import annotations

from tunemantra.contrib.ddex.context import Context
from tunemantra.contrib.ddex.ern3.deals import write_deals
from tunemantra.contrib.ddex.ern3.releases import write_releases
from tunemantra.contrib.ddex.ern3.resources import write_resources
from tunemantra.contrib.ddex.ern3.values import profile_name
from tunemantra.contrib.ddex.message import XSI, write_header
from tunemantra.contrib.ddex.nodes import Node, leaf
from tunemantra.core.distribution import OrderKind


def write_new_release(context: Context) -> Node:
    """Write the whole message; the same order gives the same tree, whenever and wherever.

    A takedown is the statement without any deal. The only name space is that of the root.

    Args:
        context: of an order in a dialect whose version is of family 3.
    """
    dialect = context.dialect
    namespace = dialect.version.namespace
    root = Node(
        "ern:NewReleaseMessage",
        {
            "xmlns:ern": namespace,
            "xmlns:xsi": XSI,
            "xsi:schemaLocation": f"{namespace} {namespace}/release-notification.xsd",
            "MessageSchemaVersionId": f"ern/{dialect.version.number}",
            "ReleaseProfileVersionId": dialect.profile_name or profile_name(context.release, context.profile),
            "LanguageAndScriptCode": context.release.language,
        },
    )
    write_header(root, context)
    if dialect.update_indicator:
        first = context.order.kind is OrderKind.INSERT
        leaf(root, "UpdateIndicator", "OriginalMessage" if first else "UpdateMessage")
    write_resources(root, context)
    write_releases(root, context)
    write_deals(root, context)
    return root


__all__ = ["write_new_release"]
