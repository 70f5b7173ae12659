"""The batch completion file: a ManifestMessage, placed last (`ddex-facts` section 12)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

from attrs import frozen

from tunemantra.contrib.ddex.dialect import Dialect, HashAlgorithm
from tunemantra.contrib.ddex.message import write_partner
from tunemantra.contrib.ddex.nodes import Node, leaf, node, serialise
from tunemantra.core.distribution import OrderKind
from tunemantra.core.identifiers import Grid, Gtin
from tunemantra.errors import TuneMantraError

NAMESPACE: Final = "http://ddex.net/xml/ern-c-sftp/18"
_VERSION: Final = "1.8"
_DELIVERY_TYPES: Final[Mapping[OrderKind, str]] = MappingProxyType(
    {
        OrderKind.INSERT: "NewReleaseDelivery",
        OrderKind.UPDATE: "ReDelivery",
        OrderKind.TAKEDOWN: "TakeDown",
    }
)


@frozen
class BatchItem:
    """One message of a batch.

    Args:
        message_id: as in the message's header.
        url: of the message relative to the batch folder: `./<icpn>/<icpn>.xml`.
        icpn: the product.
        kind: what is ordered.
        digest: hex digest of the message's bytes by the dialect's algorithm; empty leaves it out.
        grid: the release's GRid, if there is one.
    """

    message_id: str
    url: str
    icpn: Gtin
    kind: OrderKind
    digest: str = ""
    grid: Grid | None = None


def batch_id(created_at: datetime) -> str:
    """Return the stamp that names a batch: 17 digits, `YYYYMMDDhhmmssnnn`, in UTC to the millisecond.

    Raises:
        TuneMantraError: the time has no zone.
    """
    if created_at.utcoffset() is None:
        raise TuneMantraError(f"{created_at} has no time zone", hint="a batch is named by an instant")
    utc = created_at.astimezone(UTC)
    # strftime leaves leading zeros of a year out on some systems.
    return f"{utc.year:04d}{utc:%m%d%H%M%S}{utc.microsecond // 1000:03d}"


def manifest_name(batch: str) -> str:
    """Return the file name of a batch's manifest: `BatchComplete_<batch>.xml`."""
    return f"BatchComplete_{batch}.xml"


def build_manifest(batch: str, items: Iterable[BatchItem], created_at: datetime, dialect: Dialect) -> bytes:
    """Write the completion file of a batch; the same arguments give the same bytes.

    Args:
        batch: name of the batch folder.
        items: its messages in order, at least one.
        created_at: aware; the moment of placing.
        dialect: who sends to whom, and how files are proved.

    Raises:
        TuneMantraError: the batch is empty.
    """
    messages = tuple(items)
    if not messages:
        raise TuneMantraError(f"batch {batch} has no message", hint="an empty batch is not sent")
    root = Node(
        "ernc:ManifestMessage",
        {"xmlns:ernc": NAMESPACE, "MessageVersionId": _VERSION, "AvsVersionId": dialect.version.avs},
    )
    header = node(root, "MessageHeader")
    write_partner(node(header, "MessageSender"), dialect.sender)
    write_partner(node(header, "MessageRecipient"), dialect.recipient)
    created = created_at.astimezone(UTC).replace(tzinfo=None)
    leaf(header, "MessageCreatedDateTime", f"{created.isoformat(timespec='milliseconds')}Z")
    leaf(root, "IsTestFlag", "true" if dialect.test else "false")
    leaf(root, "RootDirectory", batch)
    leaf(root, "NumberOfMessages", str(len(messages)))
    for message in messages:
        _write_item(root, message, dialect.hash_algorithm)
    return serialise(root)


def _write_item(root: Node, message: BatchItem, algorithm: HashAlgorithm) -> None:
    element = node(root, "MessageInBatch")
    leaf(element, "MessageType", "NewReleaseMessage")
    leaf(element, "MessageId", message.message_id)
    leaf(element, "URL", message.url)
    release_id = node(element, "IncludedReleaseId")
    if message.grid:
        leaf(release_id, "GRid", str(message.grid))
    leaf(release_id, "ICPN", str(message.icpn))
    leaf(element, "DeliveryType", _DELIVERY_TYPES[message.kind])
    leaf(element, "ProductType", "AudioProduct")
    if message.digest:
        hash_sum = node(element, "HashSum")
        leaf(hash_sum, "HashSumValue", message.digest)
        leaf(hash_sum, "HashSumAlgorithmType", algorithm.value)


__all__ = ["NAMESPACE", "BatchItem", "batch_id", "build_manifest", "manifest_name"]
