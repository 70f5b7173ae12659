"""A message's bytes as a `Mail`."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.utils import parsedate_to_datetime
from typing import Final

from tunemantra.contrib.mailbox._authentication import vouched
from tunemantra.contrib.mailbox._html import text_of
from tunemantra.ports.transport import Mail

LARGEST_TEXT: Final = 1024 * 1024
# Python's parsers take time and memory with the square of what strangers write: so much is read, and no more.
LARGEST_HEAD: Final = 64 * 1024
_READ: Final = 1024 * 1024
_LARGEST_HTML: Final = 128 * 1024
_MOST_PARTS: Final = 200
_HEAD_ENDS: Final = re.compile(rb"\r?\n\r?\n")


def parse(content: bytes, server: str, otherwise: datetime) -> Mail:
    """Read a message.

    Args:
        content: RFC 5322.
        server: authserv-id whose Authentication-Results count, or nothing.
        otherwise: when it was received, if no header says so.

    Raises:
        ValueError: it does not say who sent it, or is no message a person would write. Python's parser raises others
            as well for broken messages.
    """
    check_head(content)
    if content.count(b"\n--", 0, _READ) > _MOST_PARTS:
        raise ValueError("too many parts")
    message = message_from_bytes(content[:_READ], policy=policy.default)
    sender = _sender(message)
    return Mail(
        id=str(message["Message-ID"] or "").strip() or f"sha256:{hashlib.sha256(content).hexdigest()}",
        sender=sender,
        subject=" ".join(str(message["Subject"] or "").split()),
        text=_text(message),
        received=received(message, otherwise),
        authenticated=vouched(
            ((name, str(value)) for name, value in message.raw_items()), sender.rpartition("@")[2], server
        ),
    )


def check_head(content: bytes) -> None:
    """Refuse headers that would take long to read.

    Raises:
        ValueError: they are larger than `LARGEST_HEAD` bytes.
    """
    if len(content) > LARGEST_HEAD and _HEAD_ENDS.search(content, 0, LARGEST_HEAD) is None:
        raise ValueError("too large headers")


def received(message: Message, otherwise: datetime) -> datetime:
    """Return when our own server got it (topmost Received), or else when it was written, aware."""
    for value in (str(message["Received"] or "").rpartition(";")[2], str(message["Date"] or "")):
        try:
            moment = parsedate_to_datetime(value.strip())
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return otherwise


def _sender(message: EmailMessage) -> str:
    if len(message.get_all("From", [])) != 1:
        raise ValueError("not exactly one From header")
    addresses = message["From"].addresses
    if len(addresses) != 1 or not addresses[0].domain:
        raise ValueError("not exactly one address in From")
    return str(addresses[0].addr_spec).lower()


def _text(message: EmailMessage) -> str:
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        return ""
    payload = body.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    html = body.get_content_subtype() == "html"
    text = _decoded(data[: _LARGEST_HTML if html else LARGEST_TEXT], str(body.get_content_charset() or "utf-8"))
    text = text_of(text) if html else text.replace("\r\n", "\n")
    return text.encode("utf-8", "replace")[:LARGEST_TEXT].decode("utf-8", "ignore")


def _decoded(data: bytes, charset: str) -> str:
    try:
        return data.decode(charset, "replace")
    except LookupError:
        return data.decode("utf-8", "replace")
