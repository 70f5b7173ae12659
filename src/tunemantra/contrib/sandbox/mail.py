"""A small mail server on loopback that fills a Maildir, and a way to write to it.

The server plays the label's own mail server: it vouches for a sender who logged in as the platform
(`Authentication-Results: …; dkim=pass`, RFC 8601) and for nobody else; such a header that came with a
message is taken out.
"""

from __future__ import annotations

import mailbox
import secrets
import smtplib
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid, parseaddr
from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path
    from types import TracebackType

    from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

HOST = "127.0.0.1"
SERVER_NAME = "mx.label.test"
_LARGEST = 1024 * 1024


class _Controller(Protocol):
    port: int

    def start(self) -> None: ...

    def stop(self) -> None: ...


class MailServer:
    """An SMTP server on 127.0.0.1 that fills a Maildir; starts and stops as a context manager.

    Args:
        maildir: made if missing.
        user: who may log in and is vouched for.
        port: 0 for any free one.
    """

    def __init__(self, maildir: Path, user: str = "platform", port: int = 0) -> None:
        from aiosmtpd.controller import Controller

        self.user = user
        self.password = secrets.token_urlsafe(16)
        self.maildir = maildir
        self._box = mailbox.Maildir(maildir, create=True)
        self._controller: _Controller = Controller(
            self,
            hostname=HOST,
            port=port or _free_port(),
            authenticator=self._authenticate,
            auth_require_tls=False,
            data_size_limit=_LARGEST,
        )

    @property
    def port(self) -> int:
        """Return the port it listens on."""
        return self._controller.port

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._controller.stop()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802, ARG002
        """Put a message into the Maildir (called by the server)."""
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        vouched = bool(session.authenticated)
        self._box.add(_received(content, envelope.mail_from or "", vouched=vouched))
        return "250 OK"

    def _authenticate(
        self,
        server: SMTP,  # noqa: ARG002
        session: Session,  # noqa: ARG002
        envelope: Envelope,  # noqa: ARG002
        mechanism: str,  # noqa: ARG002
        data: LoginPassword,
    ) -> AuthResult:
        from aiosmtpd.smtp import AuthResult

        right = secrets.compare_digest(data.password, self.password.encode())
        return AuthResult(success=right and data.login == self.user.encode())


def _received(content: bytes, sender: str, *, vouched: bool) -> bytes:
    head, separator, body = content.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    kept: list[bytes] = []
    skipping = False
    for line in lines:
        folded = line[:1] in {b" ", b"\t"}
        skipping = skipping if folded else line.lower().startswith(b"authentication-results:")
        if not skipping:
            kept.append(line)
    domain = parseaddr(sender)[1].rpartition("@")[2] or "unknown"
    verdict = "pass" if vouched else "none"
    proof = f"dkim={verdict} header.d={domain}; spf={verdict} smtp.mailfrom={domain}"
    added = f"Authentication-Results: {SERVER_NAME}; {proof}"
    return b"\r\n".join([added.encode(), *kept]) + separator + body


def send_status_mail(
    server: MailServer,
    *,
    sender: str,
    recipient: str,
    subject: str,
    text: str = "",
    html: str = "",
    at: datetime,
    vouched: bool = True,
) -> str:
    """Send a message over SMTP and return its Message-ID.

    Args:
        server: where to.
        sender, recipient: addresses.
        subject: in any script.
        text: plain part; empty for a message of HTML alone.
        html: HTML part; empty for none.
        at: the Date header, aware.
        vouched: whether to log in first, so that the server vouches for the sender.
    """
    message = EmailMessage(policy=policy.SMTP)
    message["From"], message["To"], message["Subject"] = sender, recipient, subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = identity = make_msgid(domain=parseaddr(sender)[1].rpartition("@")[2] or "platform.test")
    if text:
        message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html") if text else message.set_content(html, subtype="html")
    send_raw_mail(server, sender, recipient, message.as_bytes(), vouched=vouched)
    return str(identity)


def send_raw_mail(server: MailServer, sender: str, recipient: str, content: bytes, *, vouched: bool = True) -> None:
    """Send bytes over SMTP as they are, well formed or not."""
    with smtplib.SMTP(HOST, server.port, timeout=10) as client:
        if vouched:
            client.login(server.user, server.password)
        client.sendmail(sender, [recipient], content)


def messages_in(maildir: Path) -> list[EmailMessage]:
    """Return the messages of a Maildir in no particular order (for tests and pages)."""
    box = mailbox.Maildir(maildir, create=False)
    return [message_from_bytes(box.get_bytes(key), policy=policy.default) for key in box.iterkeys()]


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


__all__ = ["MailServer", "messages_in", "send_raw_mail", "send_status_mail"]
