"""An AcknowledgementMessage of version 1.8: for the receiving side of an exchange."""

from __future__ import annotations

from typing import Final

from tunemantra.contrib.ddex.exchange.acknowledgement import (
    AckDocument,
    Acknowledgement,
    AffectedResource,
    Claimant,
)
from tunemantra.contrib.ddex.exchange.manifest import ERN_C_18, NEW_RELEASE
from tunemantra.contrib.ddex.exchange.writing import instant, rendered, write_party, write_release_id, write_word
from tunemantra.contrib.ddex.nodes import Node, leaf, node
from tunemantra.errors import TuneMantraError

# In the order of the schema.
_RESOURCE_IDS: Final = ("ISMN", "ISAN", "VISAN", "ISBN", "ISSN", "SICI")
_PARTY_IDS: Final = ("ISNI", "DPID", "IpiNameNumber", "IPN", "CisacSocietyId")


def build_acknowledgement(document: AckDocument) -> bytes:
    """Write an acknowledgement as version 1.8 has it; the same document gives the same bytes.

    Raises:
        TuneMantraError: no id, time or recipient, a release without a status, a message without one, identifiers that
            the version has no place for, or a text that XML cannot hold.
    """
    _refuse_gaps(document)
    root = Node("ernc:AcknowledgementMessage", {"xmlns:ernc": ERN_C_18.namespace, "AvsVersionId": ERN_C_18.avs})
    header = node(root, "MessageHeader")
    leaf(header, "MessageId", document.ack_id)
    write_party(node(header, "MessageSender"), document.sender)
    for recipient in document.recipients:
        write_party(node(header, "MessageRecipient"), recipient)
    if document.created is not None:
        leaf(header, "MessageCreatedDateTime", instant(document.created))
    leaf(header, "MessageControlType", "TestMessage" if document.test else "LiveMessage")
    for acknowledged in document.acknowledgements:
        _write_release(root, acknowledged)
    return rendered(root)


def _write_release(root: Node, acknowledged: Acknowledgement) -> None:
    element = node(root, "ReleaseStatus")
    write_release_id(element, "ReleaseId", acknowledged.release)
    if acknowledged.release_status:
        write_word(element, "ReleaseStatus", acknowledged.release_status)
    if acknowledged.error_text:
        leaf(element, "ErrorText", acknowledged.error_text)
    if acknowledged.proposed:
        write_word(element, "ProposedActionType", acknowledged.proposed)
    if acknowledged.manual_check is not None:
        leaf(element, "ManualCheckRequired", "true" if acknowledged.manual_check else "false")
    for resource in acknowledged.resources:
        _write_resource(element, resource)
    if acknowledged.message_id:
        _write_message(element, acknowledged)
    for claimant in acknowledged.claimants:
        _write_claimant(element, claimant)


def _write_message(parent: Node, acknowledged: Acknowledgement) -> None:
    element = node(parent, "Acknowledgement")
    leaf(element, "MessageType", acknowledged.message_type or NEW_RELEASE)
    if acknowledged.batch_id:
        leaf(element, "BatchId", acknowledged.batch_id)
    leaf(element, "MessageId", acknowledged.message_id)
    for status in acknowledged.files:
        holder = node(element, "MessageStatus")
        write_word(holder, "Status", status.word)
        if status.information:
            leaf(holder, "Information", status.information)


def _write_resource(parent: Node, resource: AffectedResource) -> None:
    element = node(parent, "AffectedResource")
    if resource.isrc:
        leaf(element, "ISRC", resource.isrc)
    for scheme, value in sorted(resource.others, key=lambda one: _RESOURCE_IDS.index(one[0])):
        leaf(element, scheme, value)
    for own in resource.proprietary:
        leaf(element, "ProprietaryId", own.value, Namespace=own.namespace)


def _write_claimant(parent: Node, claimant: Claimant) -> None:
    element = node(parent, "Claimant")
    for name in claimant.names:
        leaf(node(element, "PartyName"), "FullName", name)
    if claimant.ids:
        holder = node(element, "PartyId")
        for scheme, value in sorted(claimant.ids, key=lambda one: _PARTY_IDS.index(one[0])):
            leaf(holder, scheme, value)


def _refuse_gaps(document: AckDocument) -> None:
    if not document.ack_id or not document.recipients or not document.sender.ids:
        raise TuneMantraError("an acknowledgement has an id, a sender and a recipient", hint="give all three")
    if document.created is None or document.created.utcoffset() is None:
        raise TuneMantraError(f"{document.created} has no time zone", hint="an acknowledgement is made at an instant")
    for acknowledged in document.acknowledgements:
        _refuse_unwritable(acknowledged)


def _refuse_unwritable(acknowledged: Acknowledgement) -> None:
    if acknowledged.release_status is None:
        raise TuneMantraError("a release has no status", hint="version 1.8 wants a ReleaseStatus for each")
    if acknowledged.message_id and not acknowledged.files:
        raise TuneMantraError(f"message {acknowledged.message_id} has no status", hint="FileOK, or what is wrong")
    known = (
        *((scheme, _RESOURCE_IDS) for resource in acknowledged.resources for scheme, _ in resource.others),
        *((scheme, _PARTY_IDS) for claimant in acknowledged.claimants for scheme, _ in claimant.ids),
    )
    for scheme, schemes in known:
        if scheme not in schemes:
            raise TuneMantraError(f"version 1.8 has no {scheme}", hint=f"one of {', '.join(schemes)}")


__all__ = ["build_acknowledgement"]
