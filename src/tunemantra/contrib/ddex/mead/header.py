"""Who sends a message to whom, and when."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from attrs import field, frozen

from tunemantra.contrib.ddex.dialect import Partner
from tunemantra.contrib.ddex.mead.binding import Xml
from tunemantra.contrib.ddex.mead.element import Element
from tunemantra.contrib.ddex.mead.parties import DPID_PATTERN


@frozen
class MessagingPartyName(Element):
    """The name of a sender or recipient, whole and in its parts."""

    full_name: str
    full_name_ascii_transcribed: str = ""
    full_name_indexed: str = ""
    names_before_key_name: str = ""
    key_name: str = ""
    names_after_key_name: str = ""
    abbreviated_name: str = ""


@frozen
class MessagingParty(Element):
    """A sender or recipient by its DPID."""

    dpid: Annotated[str, Xml("PartyId", pattern=DPID_PATTERN)]
    name: Annotated[MessagingPartyName | None, Xml("PartyName")] = None
    trading_name: str = ""


def messaging_party(partner: Partner) -> MessagingParty:
    """Return a partner as a sender or recipient."""
    return MessagingParty(str(partner.dpid), MessagingPartyName(partner.name) if partner.name else None)


@frozen
class AuditEvent(Element):
    """That a message passed through somebody's hands."""

    party: Annotated[MessagingParty, Xml("MessagingPartyDescriptor")]
    moment: Annotated[datetime, Xml("DateTime")]


@frozen
class MessageHeader(Element):
    """Who sends the message to whom.

    Args:
        message_id: unique for ever among the sender's messages.
        sender, recipients: at least one of each.
        created: the moment of making.
        thread_id: ties messages about the same thing together.
        file_name: of the message.
        on_behalf_of: for whom it is sent.
        audit_trail: through whose hands it went.
        control_type: `LiveMessage` or `TestMessage`; empty means live.
    """

    thread_id: Annotated[str, Xml("MessageThreadId")] = field(default="", kw_only=True)
    message_id: str
    file_name: Annotated[str, Xml("MessageFileName")] = field(default="", kw_only=True)
    sender: Annotated[MessagingParty, Xml("MessageSender")]
    on_behalf_of: Annotated[MessagingParty | None, Xml("SentOnBehalfOf")] = field(default=None, kw_only=True)
    recipients: Annotated[tuple[MessagingParty, ...], Xml("MessageRecipient")]
    created: Annotated[datetime, Xml("MessageCreatedDateTime")]
    audit_trail: Annotated[tuple[AuditEvent, ...], Xml("MessageAuditTrailEvent", within="MessageAuditTrail")] = field(
        default=(), kw_only=True
    )
    control_type: Annotated[str, Xml("MessageControlType", values="MessageControlType")] = field(
        default="", kw_only=True
    )

    @classmethod
    def between(
        cls, sender: Partner, recipient: Partner, message_id: str, created_at: datetime, *, test: bool = False
    ) -> MessageHeader:
        """Return the header of a message from one partner to another.

        Args:
            message_id: unique for ever among the sender's messages.
            created_at: aware; the only clock.
            test: mark it as a TestMessage.
        """
        return cls(
            message_id=message_id,
            sender=messaging_party(sender),
            recipients=(messaging_party(recipient),),
            created=created_at.astimezone(UTC),
            control_type="TestMessage" if test else "LiveMessage",
        )


__all__ = [
    "AuditEvent",
    "MessageHeader",
    "MessagingParty",
    "MessagingPartyName",
    "messaging_party",
]
