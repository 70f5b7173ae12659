"""The message's own data, of any version (`ddex-facts` section 2)."""

from __future__ import annotations

from datetime import datetime

from tunemantra.contrib.ddex.reading import values
from tunemantra.contrib.ddex.reading.notes import Notes
from tunemantra.contrib.ddex.reading.pieces import Piece
from tunemantra.contrib.ddex.reading.results import Header, PartyLine

_DPID = "PADPIDA"


def read_header(piece: Piece, notes: Notes) -> Header:
    """Read a MessageHeader; what has no place stays in it."""
    sender = piece.first("MessageSender")
    behalf, asked = piece.first("SentOnBehalfOf"), piece.first("SentAsRequestedBy")
    return Header(
        id=piece.word("MessageId"),
        thread=piece.word("MessageThreadId"),
        sender=read_party_line(sender) if sender else PartyLine(),
        recipients=tuple(read_party_line(one) for one in piece.each("MessageRecipient")),
        created=_created(piece, notes),
        test=_is_test(piece, notes),
        on_behalf_of=read_party_line(behalf) if behalf else None,
        requested_by=read_party_line(asked) if asked else None,
    )


def read_party_line(piece: Piece) -> PartyLine:
    """Read who sends or receives: its DDEX party identifier, wherever it stands, and its first name."""
    return PartyLine(dpid=_dpid(piece), name=_name(piece))


def _dpid(piece: Piece) -> str:
    for one in piece.each("PartyId"):
        for inner in (one, *one.children):
            if compact(inner.text).startswith(_DPID):
                inner.attributes.pop("IsDPID", "")
                return compact(inner.take())
    return ""


def compact(dpid: str) -> str:
    """Return a party identifier without the dashes and the scheme that some write."""
    return dpid.removeprefix("DPID:").replace("-", "").upper()


def take_own_space(piece: Piece, sender: str | None) -> None:
    """Take the name space of a value where it is the sender's, who numbers in it; another one stays."""
    if sender is None or compact(piece.attributes.get("Namespace", "")) in {"", sender}:
        piece.attribute("Namespace")


def _name(piece: Piece) -> str:
    party_name = piece.first("PartyName")
    name = party_name.word("FullName") if party_name else ""
    return name or piece.word("TradingName")


def _is_test(piece: Piece, notes: Notes) -> bool:
    stated = piece.first("MessageControlType")
    text = stated.take() if stated is not None else ""
    if stated is not None and text not in {"", "LiveMessage", "TestMessage"}:
        notes.refuse(stated, text, "a LiveMessage or a TestMessage")
    return text == "TestMessage"


def _created(piece: Piece, notes: Notes) -> datetime | None:
    stated = piece.first("MessageCreatedDateTime")
    if stated is None or not stated.text:
        return None
    text = stated.take()
    created = values.instant(text)
    if created is None:
        notes.refuse(stated, text, "a date and time")
    return created


__all__ = ["compact", "read_header", "read_party_line", "take_own_space"]
