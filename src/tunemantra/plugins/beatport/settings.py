"""What a user has to fill in to deliver to Beatport."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import cast, get_args
from urllib.parse import quote

from attrs import field, frozen, validators

from tunemantra.core.identifiers import Dpid
from tunemantra.errors import IdentifierError
from tunemantra.ports.runtime import SecretRef
from tunemantra.ports.transport import Endpoint, SshLogin, Verify

_FOLDER = r"[A-Za-z0-9][A-Za-z0-9._-]*"
_HIGHEST_PORT = 65535


def _texts(values: Iterable[str]) -> tuple[str, ...]:
    return (values,) if isinstance(values, str) else tuple(values)


def _lower(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(text.strip().lower() for text in _texts(values))


def _absolute(_instance: object, attribute: object, value: str) -> None:
    if value and not value.startswith("/"):
        name = getattr(attribute, "name", "")
        raise ValueError(f"{name}: {value!r} is no absolute path")


def _party(_instance: object, attribute: object, value: str) -> None:
    try:
        Dpid.parse(value)
    except IdentifierError as problem:
        raise ValueError(f"{getattr(attribute, 'name', '')}: {problem}") from None


def _one_identity(instance: BeatportSettings, _attribute: object, value: str) -> None:
    if not value and not instance.known_hosts:
        raise ValueError("host_key: pin the server's key (`ssh-ed25519 AAAA…`) or name a known_hosts file")


@frozen
class BeatportSettings:
    """The table `[platforms.beatport]`.

    Args:
        host: SFTP server.
        user: SSH user.
        distributor: our folder on the server, the first part of every path.
        sender: our DDEX party id.
        recipient: the store's DDEX party id, as its onboarding papers state it.
        known_hosts: path of a known-hosts file; needed where no `host_key` is given.
        host_key: the pinned server key, `ssh-ed25519 AAAA…`.
        port: SSH port.
        key: reference to the private key (OpenSSH or PEM text).
        passphrase: of the key.
        password: only where the server takes no key.
        folder: the server folder everything lies under, absolute or relative to the login's own; empty for that one.
        sender_name: our name in the messages.
        portal_url: address of the portal's JSON; empty where there is no access.
        portal_ca: certificates to trust for it instead of the system's.
        maildir: absolute path of the Maildir status mail arrives in; empty where there is none.
        mail_server: our own mail server's authserv-id (RFC 8601), whose word on senders counts; empty for whichever
            server wrote into the mailbox last.
        mail_senders: addresses that may report; anything else is ignored.
        labels: names of labels the store has approved; empty where it is not known.
        genres: the store's own closed list where it is at hand; empty for the bundled one.
        timeout: seconds without progress before a connection is given up.
        verify: how each file is proved after it was sent: `hash` believes the server's own hash where it offers one,
            `reread` reads the bytes back, `size` is for an account that may not read.
    """

    host: str = field(validator=validators.min_len(1))
    user: str = field(validator=validators.min_len(1))
    distributor: str = field(validator=validators.matches_re(_FOLDER))
    sender: str = field(validator=_party)
    recipient: str = field(validator=_party)
    known_hosts: str = field(default="", validator=_absolute)
    host_key: str = field(default="", validator=_one_identity)
    port: int = field(default=22, validator=[validators.ge(1), validators.le(_HIGHEST_PORT)])
    key: SecretRef | None = None
    passphrase: SecretRef | None = None
    password: SecretRef | None = None
    folder: str = field(default="", validator=validators.matches_re(r"/?([^/\s]+/)*[^/\s]*"))
    sender_name: str = ""
    portal_url: str = field(default="", validator=validators.matches_re(r"(https?://\S+)?"))
    portal_ca: str = field(default="", validator=_absolute)
    maildir: str = field(default="", validator=_absolute)
    mail_server: str = field(default="", validator=validators.matches_re(r"[A-Za-z0-9._-]*"))
    mail_senders: tuple[str, ...] = field(default=(), converter=_lower)
    labels: tuple[str, ...] = field(default=(), converter=_texts)
    genres: tuple[str, ...] = field(default=(), converter=_texts)
    timeout: float = field(default=60.0, validator=validators.gt(0))
    verify: str = field(default="hash", validator=validators.in_(get_args(Verify)))

    def approved(self, label: str) -> bool:
        """Return whether the store has approved a label; True where that is not known."""
        return not self.labels or _plain(label) in {_plain(name) for name in self.labels}


def account_of(settings: object) -> BeatportSettings:
    """Return the settings as what they are.

    Raises:
        TypeError: they belong to somebody else.
    """
    if not isinstance(settings, BeatportSettings):
        raise TypeError(f"these are no settings of Beatport but {type(settings).__name__}")
    return settings


def connections(settings: object) -> Mapping[str, Endpoint]:
    """Return the endpoints: `files` always, `portal` and `mail` where they are configured."""
    account = account_of(settings)
    # `/~/` is the login's own folder, an absolute one stands alone.
    folder = account.folder if account.folder.startswith("/") else f"/~/{account.folder}"
    host = f"[{account.host}]" if ":" in account.host else account.host
    endpoints = [
        Endpoint(
            "files",
            f"sftp://{host}:{account.port}{quote(folder.rstrip('/'))}",
            login=SshLogin(account.user, account.key, account.passphrase, account.password),
            host_key=account.host_key,
            known_hosts=account.known_hosts,
            timeout=account.timeout,
            verify=cast("Verify", account.verify),
        )
    ]
    if account.portal_url:
        endpoints.append(Endpoint("portal", account.portal_url, timeout=account.timeout, ca_file=account.portal_ca))
    if account.maildir:
        server = f"?server={account.mail_server}" if account.mail_server else ""
        url = f"maildir://{quote(account.maildir)}{server}"
        endpoints.append(Endpoint("mail", url, timeout=account.timeout))
    return {endpoint.name: endpoint for endpoint in endpoints}


def _plain(label: str) -> str:
    return re.sub(r"\s+", " ", label).strip().casefold()


__all__ = ["BeatportSettings", "account_of", "connections"]
