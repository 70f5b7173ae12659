"""Mailboxes: the status messages that platforms send by e-mail."""

from __future__ import annotations

from tunemantra.contrib.mailbox.maildir import MaildirMailbox
from tunemantra.errors import ConnectError, Disposition
from tunemantra.ports.runtime import SecretStore
from tunemantra.ports.transport import Endpoint, Mailbox


def open_mailbox(endpoint: Endpoint, secrets: SecretStore) -> Mailbox:
    """Return the mailbox of an endpoint, by its scheme: `maildir`.

    Raises:
        ConnectError: nobody knows the scheme, or there is no such mailbox.
    """
    del secrets
    if endpoint.scheme != "maildir":
        raise ConnectError(
            f"endpoint {endpoint.name!r} has an unknown scheme {endpoint.scheme!r}",
            hint="known here: maildir; fetchmail or mbsync fill one from IMAP",
            disposition=Disposition.STOP,
        )
    return MaildirMailbox(endpoint)


__all__ = ["MaildirMailbox", "open_mailbox"]
