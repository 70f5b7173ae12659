"""The store's acknowledgements in the three forms the standard has had, written by hand (`ddex-facts` section 12)."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from attrs import frozen

from tunemantra.plugins.ddex_feed.sandbox.rules import ACKNOWLEDGEMENTS, Rules

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE_16, _SPACE_17 = "http://ddex.net/xml/ern-c/16", "http://ddex.net/xml/ern-c-sftp/17"
_SPACE_18 = "http://ddex.net/xml/ern-c-sftp/18"


@frozen
class Word:
    """What the store says of one message.

    Args:
        icpn, batch, message_id, sender: of the message.
        release: word of SupplyChainStatus; a 1.6 acknowledgement has none.
        file: word of ErncFileStatus.
        at: moment of the acknowledgement, ISO 8601.
        text: why, for people.
        isrcs: recordings something is wrong with.
    """

    icpn: str
    batch: str
    message_id: str
    sender: str
    release: str
    file: str
    at: str
    text: str = ""
    isrcs: tuple[str, ...] = ()


def name_of(word: Word, rules: Rules, stamp: str) -> str:
    """Return the path of an acknowledgement from the root of the exchange.

    Args:
        word: what it says.
        rules: of the store.
        stamp: 17 digits of the moment; older names carry the batch's stamp instead.
    """
    by_message = "{message_id}" in rules.layout.ack
    told = stamp if by_message else word.batch.partition("_")[0]
    name = rules.layout.ack.format(stamp=told, message_id=word.message_id, release_id=word.icpn)
    return f"{ACKNOWLEDGEMENTS}/{name}"


def write(word: Word, rules: Rules, ack_id: str) -> bytes:
    """Return an acknowledgement in the store's form; `ack_id` is its own message id, from 1.7 on."""
    body = _of_file(word, rules) if rules.ack == "1.6" else _of_release(word, rules, ack_id)
    return (_HEAD + body).encode()


def _of_file(word: Word, rules: Rules) -> str:
    return (
        f'<ernc:FtpAcknowledgementMessage xmlns:ernc="{_SPACE_16}" MessageVersionId="1.6">'
        f"{_header(word, rules)}"
        f"<AcknowledgedFile><ReleaseId><ICPN>{word.icpn}</ICPN></ReleaseId><Date>{word.at[:10]}</Date>"
        f"</AcknowledgedFile><FileStatus>{word.file}</FileStatus>{_error(word)}"
        f"{_affected(word.isrcs)}</ernc:FtpAcknowledgementMessage>"
    )


def _of_release(word: Word, rules: Rules, ack_id: str) -> str:
    root, space = "AcknowledgementMessage", f'xmlns:ernc="{_SPACE_18}" AvsVersionId="9"'
    if rules.ack == "1.7":
        root, space = "ErnAcknowledgementStatusMessage", f'xmlns:ernc="{_SPACE_17}" MessageVersionId="1.7"'
    return (
        f"<ernc:{root} {space}>{_header(word, rules, ack_id)}"
        f"<ReleaseStatus><ReleaseId><ICPN>{word.icpn}</ICPN></ReleaseId>"
        f"<ReleaseStatus>{word.release}</ReleaseStatus>{_error(word)}{_affected(word.isrcs)}"
        f"<Acknowledgement><MessageType>NewReleaseMessage</MessageType><BatchId>{word.batch}</BatchId>"
        f"<MessageId>{escape(word.message_id)}</MessageId>"
        f"<MessageStatus><Status>{word.file}</Status></MessageStatus></Acknowledgement>"
        f"</ReleaseStatus></ernc:{root}>"
    )


def _header(word: Word, rules: Rules, ack_id: str = "") -> str:
    own = f"<MessageId>{escape(ack_id)}</MessageId>" if ack_id else ""
    return (
        f"<MessageHeader>{own}<MessageSender><PartyId>{rules.itself}</PartyId></MessageSender>"
        f"<MessageRecipient><PartyId>{escape(word.sender)}</PartyId></MessageRecipient>"
        f"<MessageCreatedDateTime>{word.at}</MessageCreatedDateTime></MessageHeader>"
    )


def _error(word: Word) -> str:
    return f"<ErrorText>{escape(word.text)}</ErrorText>" if word.text else ""


def _affected(isrcs: Sequence[str]) -> str:
    return "".join(f"<AffectedResource><ISRC>{escape(isrc)}</ISRC></AffectedResource>" for isrc in isrcs)


__all__ = ["Word", "name_of", "write"]
