"""A table of settings for a connection that takes files, for platforms that leave the protocol to whoever delivers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, cast, get_args
from urllib.parse import urlsplit

from attrs import Attribute, field, frozen, validators

from tunemantra.ports.runtime import SecretRef
from tunemantra.ports.transport import AccessKey, Endpoint, ObjectStore, PasswordLogin, SshLogin, Verify

SCHEMES: Final = ("file", "ftps", "s3", "scp", "sftp")
"""What the bundled transports open."""

_SSH: Final = ("scp", "sftp")
_Check = Callable[[Any, "Attribute[Any]", Any], None]


def _address(instance: FilesConnection | None, _attribute: Attribute[Any], value: str) -> None:
    parts = urlsplit(value)
    if not parts.scheme or "://" not in value:
        raise ValueError("url: write it as sftp://host/folder, ftps://host/folder, scp://…, s3://bucket/folder")
    if parts.password is not None:
        raise ValueError("url: it holds a password; write a reference in `password`")
    if instance is None or parts.scheme not in SCHEMES:
        return
    if parts.scheme != "file" and not parts.hostname:
        raise ValueError("url: it names no host, or no bucket")


def _needed(*schemes: str) -> _Check:
    """Return a check that something is there where the scheme is one of these."""

    def check(instance: FilesConnection | None, attribute: Attribute[Any], value: object) -> None:
        if instance is not None and instance.scheme in schemes and not value:
            raise ValueError(f"{attribute.name}: {instance.scheme} needs it")

    return check


def _known(instance: FilesConnection | None, _attribute: Attribute[Any], value: str) -> None:
    if instance is not None and instance.scheme in _SSH and not value and not instance.known_hosts:
        raise ValueError("host_key: pin the server's key (`ssh-ed25519 AAAA…`) or name a known_hosts file")


@frozen
class FilesConnection:
    """Where files go and how to get in; which of the keys are needed, the scheme of the URL says.

    Args:
        url: `sftp://host:port/folder`, `scp://…`, `ftps://…`, `s3://bucket/folder`, or `file:///folder`.
        user: for sftp, scp and ftps.
        password: reference; for ftps, and for SSH servers that take no key.
        key: reference to the private key, for sftp and scp.
        passphrase: reference; of the key.
        known_hosts: for sftp and scp, path of a known-hosts file; needed where no `host_key` is given.
        host_key: for sftp and scp, the pinned server key, `ssh-ed25519 AAAA…`.
        ca_file: for ftps and s3, path of the certificates to trust instead of the system's.
        key_id: reference; of the access key for s3; left out where the machine has a role of its own.
        secret: reference; the secret half of it.
        session_token: reference; of a temporary access key.
        service: for s3, `https://host` of a store that is not Amazon's.
        region: for s3.
        encryption: for s3, at rest: `AES256` or `aws:kms`; empty for what the bucket does by itself.
        kms_key: for `aws:kms`; empty for the account's own.
        path_style: for s3, whether the bucket stands in the path, and not in the name of the host.
        timeout: seconds without progress before a connection is given up.
        verify: how each file is proved after it was sent: `hash` believes the server's own hash where it offers one,
            `reread` reads the bytes back, `size` is for an account that may not read.
    """

    url: str = field(validator=_address)
    user: str = field(default="", validator=_needed("ftps", *_SSH))
    password: SecretRef | None = field(default=None, validator=_needed("ftps"))
    key: SecretRef | None = None
    passphrase: SecretRef | None = None
    known_hosts: str = ""
    host_key: str = field(default="", validator=_known)
    ca_file: str = ""
    key_id: SecretRef | None = None
    secret: SecretRef | None = None
    session_token: SecretRef | None = None
    service: str = field(default="", validator=validators.matches_re(r"(https?://\S+)?"))
    region: str = "us-east-1"
    encryption: str = field(default="", validator=validators.in_(("", "AES256", "aws:kms")))
    kms_key: str = ""
    path_style: bool = False
    timeout: float = field(default=60.0, validator=validators.gt(0))
    verify: str = field(default="hash", validator=validators.in_(get_args(Verify)))

    @property
    def scheme(self) -> str:
        """Return the part of the URL that chooses the transport."""
        return self.url.split(":", 1)[0]

    def endpoint(self, name: str = "files") -> Endpoint:
        """Return what a platform names as its connection."""
        return Endpoint(
            name,
            self.url,
            login=self._login(),
            host_key=self.host_key,
            known_hosts=self.known_hosts,
            timeout=self.timeout,
            ca_file=self.ca_file,
            verify=cast("Verify", self.verify),
            store=self._store() if self.scheme == "s3" else None,
        )

    def _login(self) -> SshLogin | PasswordLogin | AccessKey | None:
        if self.scheme in _SSH:
            return SshLogin(self.user, self.key, self.passphrase, self.password)
        if self.scheme == "ftps" and self.password is not None:
            return PasswordLogin(self.user, self.password)
        if self.scheme == "s3" and self.key_id is not None and self.secret is not None:
            return AccessKey(self.key_id, self.secret, self.session_token)
        return None

    def _store(self) -> ObjectStore:
        return ObjectStore(self.service, self.region, cast("Any", self.encryption), self.kms_key, self.path_style)


__all__ = ["SCHEMES", "FilesConnection"]
