"""The batch completion file: a ManifestMessage, placed last (`ddex-facts` section 12)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from attrs import frozen

from tunemantra.contrib.ddex.dialect import Dialect
from tunemantra.contrib.ddex.exchange.manifest import (
    ERN_C_18,
    DeliveryType,
    HashSum,
    Manifest,
    ManifestVersion,
    MessageInBatch,
    ProductType,
    delivery_type,
)
from tunemantra.contrib.ddex.exchange.release_ids import ProprietaryId, ReleaseIds
from tunemantra.contrib.ddex.exchange.trees import ExchangeParty, Word
from tunemantra.contrib.ddex.exchange.writing import instant, rendered, write_party, write_release_id, write_word
from tunemantra.contrib.ddex.nodes import Node, leaf, node
from tunemantra.core.distribution import OrderKind
from tunemantra.core.identifiers import Grid, Gtin
from tunemantra.errors import TuneMantraError


@frozen
class BatchItem:
    """One message of a batch of ours.

    Args:
        message_id: as in the message's header.
        url: of the message relative to the batch folder: `./<icpn>/<icpn>.xml`.
        icpn: the product.
        kind: what is ordered.
        digest: hex digest of the message's bytes by the dialect's algorithm; empty leaves it out.
        grid: the release's GRid, if there is one.
        delivery: why it is in the batch, where the kind of order does not say enough.
        product: what kind of product it is.
        proprietary: identifiers of the partners' own.
    """

    message_id: str
    url: str
    icpn: Gtin
    kind: OrderKind
    digest: str = ""
    grid: Grid | None = None
    delivery: DeliveryType | None = None
    product: ProductType = ProductType.AUDIO
    proprietary: tuple[ProprietaryId, ...] = ()


def manifest_name(batch: str) -> str:
    """Return the file name of a batch's manifest: `BatchComplete_<batch>.xml`."""
    return f"BatchComplete_{batch}.xml"


def build_manifest(
    batch: str,
    items: Iterable[BatchItem],
    created_at: datetime,
    dialect: Dialect,
    version: ManifestVersion = ERN_C_18,
) -> bytes:
    """Write the completion file of a batch; the same arguments give the same bytes.

    Args:
        batch: name of the batch folder.
        items: its messages in order, at least one.
        created_at: aware; the moment of placing.
        dialect: who sends to whom, and how files are proved.
        version: of the choreography.

    Raises:
        TuneMantraError: the batch is empty, the time has no zone, or a text holds what XML cannot.
    """
    manifest = Manifest(
        sender=ExchangeParty((str(dialect.sender.dpid),), dialect.sender.name),
        recipient=ExchangeParty((str(dialect.recipient.dpid),), dialect.recipient.name),
        created=created_at,
        root=batch,
        messages=tuple(_listed(item, dialect) for item in items),
        test=dialect.test,
        version=version,
    )
    return write_manifest(manifest)


def write_manifest(manifest: Manifest) -> bytes:
    """Write a ManifestMessage in its version.

    Raises:
        TuneMantraError: as `build_manifest`; an empty batch is completed by an empty file where the partners agree.
    """
    if not manifest.messages:
        raise TuneMantraError(f"batch {manifest.root} has no message", hint="an empty batch is not sent")
    if manifest.created is None or manifest.created.utcoffset() is None:
        raise TuneMantraError(f"{manifest.created} has no time zone", hint="a manifest is made at an instant")
    version = manifest.version
    declared = {"MessageVersionId": version.declared, "AvsVersionId": version.avs}
    root = Node("ernc:ManifestMessage", {"xmlns:ernc": version.namespace, **declared})
    header = node(root, "MessageHeader")
    write_party(node(header, "MessageSender"), manifest.sender)
    write_party(node(header, "MessageRecipient"), manifest.recipient)
    leaf(header, "MessageCreatedDateTime", instant(manifest.created))
    leaf(root, "IsTestFlag", "true" if manifest.test else "false")
    leaf(root, "RootDirectory", manifest.root)
    leaf(root, "NumberOfMessages", str(manifest.number))
    for message in manifest.messages:
        _write_message(root, message, version)
    return rendered(root)


def _listed(item: BatchItem, dialect: Dialect) -> MessageInBatch:
    ids = ReleaseIds(str(item.grid) if item.grid else "", str(item.icpn), proprietary=item.proprietary)
    proof = HashSum(item.digest, dialect.hash_algorithm.value) if item.digest else None
    delivery = Word((item.delivery or delivery_type(item.kind)).value)
    return MessageInBatch(item.message_id, item.url, (ids,), delivery, Word(item.product.value), proof)


def _write_message(root: Node, message: MessageInBatch, version: ManifestVersion) -> None:
    element = node(root, "MessageInBatch")
    leaf(element, "MessageType", message.message_type)
    leaf(element, "MessageId", message.message_id)
    leaf(element, "URL", message.url)
    for ids in message.releases:
        write_release_id(element, "IncludedReleaseId", ids)
    write_word(element, "DeliveryType", message.delivery)
    write_word(element, "ProductType", message.product)
    if message.proof:
        hash_sum = node(element, "HashSum")
        leaf(hash_sum, version.hash_tag, message.proof.value)
        leaf(hash_sum, "HashSumAlgorithmType", message.proof.algorithm)


__all__ = ["BatchItem", "build_manifest", "manifest_name", "write_manifest"]
