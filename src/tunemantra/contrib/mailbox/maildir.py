"""A Maildir: what fetchmail, mbsync or the label's own mail server deliver into."""

from __future__ import annotations

import logging
import mailbox
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import policy
from email.parser import BytesHeaderParser
from functools import lru_cache
from typing import Final, Self
from urllib.parse import parse_qs, unquote, urlsplit

from tunemantra.contrib.mailbox._message import LARGEST_HEAD, check_head, parse, received
from tunemantra.errors import ConnectError, Disposition
from tunemantra.ports.transport import Endpoint, Mail

_LOG = logging.getLogger(__name__)

LARGEST_MESSAGE: Final = 25 * 1024 * 1024
_MARGIN: Final = timedelta(days=1)
# Every order that waits for news reads the same messages again and again, and reading one is most of what that takes.
_SMALL: Final = 64 * 1024
_known = lru_cache(maxsize=256)(parse)


class MaildirMailbox:
    """A `Mailbox` that only reads: nothing is moved, flagged or removed. One thread at a time.

    Args:
        endpoint: `maildir:///folder`, or `maildir:///folder?server=mx.label.example` to count only the
            Authentication-Results of that server (its authserv-id, RFC 8601).

    Raises:
        ConnectError: there is no such Maildir.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        parts = urlsplit(endpoint.url)
        self._server = parse_qs(parts.query).get("server", [""])[0]
        try:
            self._box = mailbox.Maildir(unquote(parts.path), create=False)
            len(self._box)
        except (mailbox.NoSuchMailboxError, OSError) as error:
            raise ConnectError(
                f"endpoint {endpoint.name!r}: {unquote(parts.path)!r} is not a Maildir",
                hint="a folder that holds cur, new and tmp",
                disposition=Disposition.STOP,
            ) from error

    def messages(self, *, since: datetime | None = None) -> Iterator[Mail]:
        """Yield messages, oldest first, those received at `since` or later; broken ones are skipped and logged."""
        for _, key in sorted(self._moments(since)):
            content = self._read(key, LARGEST_MESSAGE + 1)
            if len(content) > LARGEST_MESSAGE:
                _LOG.warning("message %s is larger than %d bytes: skipped", key, LARGEST_MESSAGE)
                continue
            try:
                read = _known if len(content) <= _SMALL else parse
                mail = read(content, self._server, _delivered(key))
            except Exception as error:  # noqa: BLE001 -- strangers write these bytes, and the parser knows no bounds
                _LOG.warning("message %s is broken (%s): skipped", key, type(error).__name__)
                continue
            yield mail

    def _moments(self, since: datetime | None) -> Iterator[tuple[datetime, str]]:
        # The plain policy: only a moment is wanted, and taking every header apart is most of the work of reading mail.
        parser = BytesHeaderParser(policy=policy.compat32)
        for key in list(self._box.iterkeys()):
            if since is not None and _long_before(_delivered(key), since):
                continue
            try:
                content = self._read(key, LARGEST_HEAD + 1)
                check_head(content)
                head = parser.parsebytes(content)
                moment = received(head, _delivered(key))
            except Exception as error:  # noqa: BLE001 -- as above
                _LOG.warning("message %s has broken headers (%s): skipped", key, type(error).__name__)
                continue
            if since is None or moment >= since:
                yield moment, key

    def _read(self, key: str, limit: int) -> bytes:
        try:
            with self._box.get_file(key) as file:
                return bytes(file.read(limit))
        except (KeyError, OSError):
            # Its reader moved it between our look at the folder and now.
            return b""

    def close(self) -> None:
        """Nothing is held open."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _long_before(delivered: datetime, since: datetime) -> bool:
    """Tell from its name alone that a message came long before; nobody receives it after it lies here."""
    return delivered.timestamp() > 0 and delivered < since - _MARGIN


def _delivered(key: str) -> datetime:
    """Return the moment in a Maildir file's name, or the earliest there is."""
    seconds = key.partition(".")[0]
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)


__all__ = ["MaildirMailbox"]
