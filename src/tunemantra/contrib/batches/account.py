"""The settings of an account for batches over SFTP, and the connections they lead to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast, get_args
from urllib.parse import quote

from attrs import field, frozen, validators

from tunemantra.ports.runtime import SecretRef
from tunemantra.ports.transport import Endpoint, SshLogin, Verify

_HIGHEST_PORT = 65535


def texts(values: Iterable[str]) -> tuple[str, ...]:
    """Return one text or several as a tuple (a converter)."""
    return (values,) if isinstance(values, str) else tuple(values)


def _lower(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(text.strip().lower() for text in texts(values))


def _absolute(_instance: object, attribute: object, value: str) -> None:
    if value and not value.startswith("/"):
        name = getattr(attribute, "name", "")
        raise ValueError(f"{name}: {value!r} is no absolute path")


def _one_identity(instance: BatchAccount, _attribute: object, value: str) -> None:
    if not value and not instance.known_hosts:
        raise ValueError("host_key: pin the server's key (`ssh-ed25519 AAAA…`) or name a known_hosts file")


@frozen(kw_only=True)
class BatchAccount:
    """What the settings of every platform that takes batches over SFTP have in common.

    Args:
        host: SFTP server.
        user: SSH user.
        known_hosts: path of a known-hosts file; needed where no `host_key` is given.
        host_key: the pinned server key, `ssh-ed25519 AAAA…`.
        port: SSH port.
        key: reference to the private key (OpenSSH or PEM text).
        passphrase: of the key.
        password: only where the server takes no key.
        folder: the server folder everything lies under, absolute or relative to the login's own; empty for that one.
        portal_url: address of the portal's JSON; empty where there is no access.
        portal_ca: certificates to trust for it instead of the system's.
        timeout: seconds without progress before a connection is given up.
        verify: how each file is proved after it was sent: `hash` believes the server's own hash where it offers one,
            `reread` reads the bytes back, `size` is for an account that may not read.
    """

    host: str = field(validator=validators.min_len(1))
    user: str = field(validator=validators.min_len(1))
    known_hosts: str = field(default="", validator=_absolute)
    host_key: str = field(default="", validator=_one_identity)
    port: int = field(default=22, validator=[validators.ge(1), validators.le(_HIGHEST_PORT)])
    key: SecretRef | None = None
    passphrase: SecretRef | None = None
    password: SecretRef | None = None
    folder: str = field(default="", validator=validators.matches_re(r"/?([^/\s]+/)*[^/\s]*"))
    portal_url: str = field(default="", validator=validators.matches_re(r"(https?://\S+)?"))
    portal_ca: str = field(default="", validator=_absolute)
    timeout: float = field(default=60.0, validator=validators.gt(0))
    verify: str = field(default="hash", validator=validators.in_(get_args(Verify)))


@frozen(kw_only=True)
class MailedAccount(BatchAccount):
    """An account whose platform writes status mail as well.

    Args:
        maildir: absolute path of the Maildir status mail arrives in; empty where there is none.
        mail_server: our own mail server's authserv-id (RFC 8601), whose word on senders counts; empty for whichever
            server wrote into the mailbox last.
        mail_senders: addresses that may report; anything else is ignored.
    """

    maildir: str = field(default="", validator=_absolute)
    mail_server: str = field(default="", validator=validators.matches_re(r"[A-Za-z0-9._-]*"))
    mail_senders: tuple[str, ...] = field(default=(), converter=_lower)


def endpoints(account: BatchAccount) -> Mapping[str, Endpoint]:
    """Return the endpoints of an account: `files` always, `portal` and `mail` where they are configured."""
    named = [_files(account)]
    if account.portal_url:
        named.append(Endpoint("portal", account.portal_url, timeout=account.timeout, ca_file=account.portal_ca))
    if isinstance(account, MailedAccount) and account.maildir:
        server = f"?server={account.mail_server}" if account.mail_server else ""
        named.append(Endpoint("mail", f"maildir://{quote(account.maildir)}{server}", timeout=account.timeout))
    return {endpoint.name: endpoint for endpoint in named}


def _files(account: BatchAccount) -> Endpoint:
    # `/~/` is the login's own folder, an absolute one stands alone.
    folder = account.folder if account.folder.startswith("/") else f"/~/{account.folder}"
    host = f"[{account.host}]" if ":" in account.host else account.host
    return Endpoint(
        "files",
        f"sftp://{host}:{account.port}{quote(folder.rstrip('/'))}",
        login=SshLogin(account.user, account.key, account.passphrase, account.password),
        host_key=account.host_key,
        known_hosts=account.known_hosts,
        timeout=account.timeout,
        verify=cast("Verify", account.verify),
    )


__all__ = ["BatchAccount", "MailedAccount", "endpoints", "texts"]
