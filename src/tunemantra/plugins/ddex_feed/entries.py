"""What a manifest says of one message, kept with its package until the batch is completed."""

from __future__ import annotations

import hashlib
import json

from tunemantra.contrib.ddex import BatchItem, message_id
from tunemantra.contrib.ddex.exchange import Choreography, Outgoing, Part, ReleaseIds, message_url, uploads
from tunemantra.core.distribution import OrderKind
from tunemantra.core.identifiers import Grid, Gtin
from tunemantra.ports.package import Order


def item_of(order: Order, batch: str, message: bytes, exchange: Choreography, algorithm: str = "SHA-256") -> BatchItem:
    """Return what a manifest says of the message of an order, proved by its hash.

    Args:
        order: what the message is about.
        batch: its name.
        message: the bytes that leave.
        exchange: how files are exchanged.
        algorithm: of the hash, as DDEX spells it.
    """
    release = order.release
    return BatchItem(
        message_id=message_id(order),
        url=message_url(exchange, batch, ReleaseIds.of(release)),
        icpn=release.icpn,
        kind=order.kind,
        digest=hashlib.new(algorithm.replace("-", ""), message, usedforsecurity=False).hexdigest(),
        grid=release.grid,
    )


def entry_of(item: BatchItem) -> str:
    """Return an item as the text its package keeps."""
    said = {name: str(getattr(item, name) or "") for name in ("message_id", "url", "icpn", "kind", "digest", "grid")}
    return json.dumps(said)


def item_in(entry: str) -> BatchItem:
    """Return the item of such a text."""
    said = json.loads(entry)
    grid = Grid.parse(said["grid"]) if said["grid"] else None
    kind, icpn = OrderKind(said["kind"]), Gtin.parse(said["icpn"])
    return BatchItem(said["message_id"], said["url"], icpn, kind, said["digest"], grid)


def mark_path(exchange: Choreography, batch: str, item: BatchItem) -> str:
    """Return where the mark of a batch goes that this item is in."""
    ids = ReleaseIds(str(item.grid or ""), str(item.icpn))
    return next(one.path for one in uploads(exchange, batch, (Outgoing(ids),)) if one.part is Part.COMPLETION)


__all__ = ["entry_of", "item_in", "item_of", "mark_path"]
