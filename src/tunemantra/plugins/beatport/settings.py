"""What a user has to fill in to deliver to Beatport."""

from __future__ import annotations

import re

from attrs import field, frozen, validators

from tunemantra.ports.runtime import SecretRef
from tunemantra.ports.transport import Endpoint, SshLogin

_FOLDER = r"[A-Za-z0-9][A-Za-z0-9._-]*"
_DPID = r"PADPIDA[A-Za-z0-9]+"
_HIGHEST_PORT = 65535


def _lower(values: object) -> tuple[str, ...]:
    items = (values,) if isinstance(values, str) else tuple(values)  # type: ignore[arg-type]
    return tuple(str(item).strip().lower() for item in items)


def _absolute(_instance: object, attribute: object, value: str) -> None:
    if value and not value.startswith("/"):
        name = getattr(attribute, "name", "")
        raise ValueError(f"{name}: {value!r} is no absolute path")


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
        folder: the server folder everything lies under; empty for the login folder.
        sender_name: our name in the messages.
        portal_url: address of the portal's JSON; empty where there is no access.
        portal_ca: certificates to trust for it instead of the system's.
        maildir: absolute path of the Maildir status mail arrives in; empty where there is none.
        mail_senders: addresses that may report; anything else is ignored.
        labels: names of labels the store has approved; empty where it is not known.
        genres: the store's own closed list where it is at hand; empty for the bundled one.
        timeout: seconds without progress before a connection is given up.
        poll_seconds: pause between two looks at a submission.
    """

    host: str = field(validator=validators.min_len(1))
    user: str = field(validator=validators.min_len(1))
    distributor: str = field(validator=validators.matches_re(_FOLDER))
    sender: str = field(validator=validators.matches_re(_DPID))
    recipient: str = field(validator=validators.matches_re(_DPID))
    known_hosts: str = field(default="", validator=_absolute)
    host_key: str = field(default="", validator=_one_identity)
    port: int = field(default=22, validator=[validators.ge(1), validators.le(_HIGHEST_PORT)])
    key: SecretRef | None = None
    passphrase: SecretRef | None = None
    password: SecretRef | None = None
    folder: str = field(default="", validator=validators.matches_re(r"(/?[^/\s]+)*/?"))
    sender_name: str = ""
    portal_url: str = field(default="", validator=validators.matches_re(r"(https?://\S+)?"))
    portal_ca: str = field(default="", validator=_absolute)
    maildir: str = field(default="", validator=_absolute)
    mail_senders: tuple[str, ...] = field(default=(), converter=_lower)
    labels: tuple[str, ...] = field(default=(), converter=tuple)
    genres: tuple[str, ...] = field(default=(), converter=tuple)
    timeout: float = field(default=60.0, validator=validators.gt(0))
    poll_seconds: float = field(default=900.0, validator=validators.gt(0))

    def approved(self, label: str) -> bool:
        """Return whether the store has approved a label; True where that is not known."""
        return not self.labels or _plain(label) in {_plain(name) for name in self.labels}


def connections(settings: BeatportSettings) -> dict[str, Endpoint]:
    """Return the endpoints: `files` always, `portal` and `mail` where they are configured."""
    folder = settings.folder.strip("/")
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    endpoints = [
        Endpoint(
            "files",
            f"sftp://{host}:{settings.port}/{folder}",
            login=SshLogin(settings.user, settings.key, settings.passphrase, settings.password),
            host_key=settings.host_key,
            known_hosts=settings.known_hosts,
            timeout=settings.timeout,
        )
    ]
    if settings.portal_url:
        endpoints.append(Endpoint("portal", settings.portal_url, timeout=settings.timeout, ca_file=settings.portal_ca))
    if settings.maildir:
        endpoints.append(Endpoint("mail", f"maildir://{settings.maildir}", timeout=settings.timeout))
    return {endpoint.name: endpoint for endpoint in endpoints}


def _plain(label: str) -> str:
    return re.sub(r"\s+", " ", label).strip().casefold()


__all__ = ["BeatportSettings", "connections"]
