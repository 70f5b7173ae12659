"""What a user has to fill in to deliver to Amazon Music."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import cast, get_args
from urllib.parse import quote

from attrs import Attribute, field, frozen, validators

from tunemantra.ports.addresses import web_address
from tunemantra.ports.runtime import SecretRef
from tunemantra.ports.transport import AccessKey, Endpoint, ObjectStore, PasswordLogin, Verify

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_FOLDER = re.compile(r"([A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*)?")
_PARTNER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def _lower(values: Iterable[str]) -> tuple[str, ...]:
    texts = (values,) if isinstance(values, str) else values
    return tuple(text.strip().lower() for text in texts)


def _absolute(_settings: object, attribute: Attribute[str], value: str) -> None:
    if value and not value.startswith("/"):
        raise ValueError(f"{attribute.name}: {value!r} is no absolute path")


def _with_password(settings: AmazonSettings, _attribute: object, value: str) -> None:
    if value and settings.status_secret is None:
        raise ValueError("status_secret: the status API wants a password")


@frozen
class AmazonSettings:
    """The table `[platforms.amazon]`.

    Args:
        bucket: the bucket that was opened for us.
        partner: our name with the store; it stands in every manifest, and is the user of the status API.
        key_id: reference to the id of the access key.
        secret: reference to the secret half of it.
        session_token: reference to the token of a temporary key; it is looked up again when the key has expired.
        folder: folder in the bucket everything lies in; empty for the bucket itself.
        service: `https://host` of a store that speaks S3 and is not Amazon's; empty for Amazon's.
        region: of the bucket.
        path_style: whether the bucket stands in the path of its address, and not in the name of the host.
        status_url: address of the status API; empty where there is no access.
        status_secret: reference to its password.
        maildir: absolute path of the Maildir status mail arrives in; empty where there is none.
        mail_server: our own mail server's authserv-id (RFC 8601), whose word on senders counts; empty for whichever
            server wrote into the mailbox last.
        mail_senders: addresses that may report; anything else is ignored.
        ca_file: path of certificates to trust instead of the system's.
        timeout: seconds without progress before a connection is given up.
        verify: how each object is proved after it was sent: `hash` believes the store's own SHA-256, `reread` reads
            the bytes back, `size` is for an account that may not read.
    """

    bucket: str = field(validator=validators.matches_re(_BUCKET))
    partner: str = field(validator=validators.matches_re(_PARTNER))
    key_id: SecretRef
    secret: SecretRef
    session_token: SecretRef | None = None
    folder: str = field(default="", validator=validators.matches_re(_FOLDER))
    service: str = field(default="", validator=web_address)
    region: str = field(default="us-east-1", validator=validators.matches_re(r"[a-z0-9-]+"))
    path_style: bool = False
    status_secret: SecretRef | None = None
    status_url: str = field(default="", validator=[web_address, _with_password])
    maildir: str = field(default="", validator=_absolute)
    mail_server: str = field(default="", validator=validators.matches_re(r"[A-Za-z0-9._-]*"))
    mail_senders: tuple[str, ...] = field(default=(), converter=_lower)
    ca_file: str = field(default="", validator=_absolute)
    timeout: float = field(default=60.0, validator=validators.gt(0))
    verify: str = field(default="hash", validator=validators.in_(get_args(Verify)))


def account_of(settings: object) -> AmazonSettings:
    """Return the settings as what they are.

    Raises:
        TypeError: they belong to somebody else.
    """
    if not isinstance(settings, AmazonSettings):
        raise TypeError(f"these are no settings of Amazon Music but {type(settings).__name__}")
    return settings


def connections(settings: object) -> Mapping[str, Endpoint]:
    """Return the endpoints: `files` always, `status` and `mail` where they are configured."""
    account = account_of(settings)
    endpoints = [
        Endpoint(
            "files",
            f"s3://{account.bucket}/{account.folder}".rstrip("/"),
            login=AccessKey(account.key_id, account.secret, account.session_token),
            timeout=account.timeout,
            ca_file=account.ca_file,
            verify=cast("Verify", account.verify),
            store=ObjectStore(account.service, account.region, path_style=account.path_style),
        )
    ]
    if account.status_url and account.status_secret is not None:
        login = PasswordLogin(account.partner, account.status_secret)
        status = Endpoint("status", account.status_url, login, timeout=account.timeout, ca_file=account.ca_file)
        endpoints.append(status)
    if account.maildir:
        server = f"?server={account.mail_server}" if account.mail_server else ""
        endpoints.append(Endpoint("mail", f"maildir://{quote(account.maildir)}{server}", timeout=account.timeout))
    return {endpoint.name: endpoint for endpoint in endpoints}


__all__ = ["AmazonSettings", "account_of", "connections"]
