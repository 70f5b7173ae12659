"""Sessions of boto3 that take their keys from us alone."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from datetime import datetime

import boto3
import botocore.session
from attrs import field, frozen
from botocore.credentials import RefreshableCredentials

from tunemantra.errors import AuthError
from tunemantra.ports.runtime import SecretStore
from tunemantra.ports.transport import AccessKey, Endpoint


@frozen
class TemporaryKey:
    """An access key with an end, as a token service gives it."""

    key_id: str
    secret: str = field(repr=False)
    session_token: str = field(repr=False)
    expires: datetime

    def as_boto(self) -> dict[str, str]:
        """Return it as botocore wants it."""
        return {
            "access_key": self.key_id,
            "secret_key": self.secret,
            "token": self.session_token,
            "expiry_time": self.expires.isoformat(),
        }


KeySource = Callable[[], TemporaryKey]
"""Returns a fresh key; called shortly before the last one ends. By one thread at a time."""


def session_of(endpoint: Endpoint, secrets: SecretStore, keys: KeySource | None = None) -> boto3.Session:
    """Return a session with the keys of an endpoint; without a login those of the machine itself.

    Args:
        endpoint: with an `AccessKey`, or none.
        secrets: resolves the references of the login.
        keys: gives temporary keys, instead of the login.

    Raises:
        AuthError: the login is no access key.
    """
    # Their lines for debugging hold session tokens.
    logging.getLogger("botocore").setLevel(logging.INFO)
    login = endpoint.login
    if keys is None and login is None:
        # The keys of the machine itself, as Amazon gives them to its own.
        return boto3.Session()
    # Neither a profile nor a file of another program decides where releases go.
    alone = botocore.session.Session(session_vars={"profile": (None, None, None, None)})
    alone.set_config_variable("config_file", os.devnull)
    alone.set_config_variable("credentials_file", os.devnull)
    if keys is not None:
        alone._credentials = RefreshableCredentials.create_from_metadata(  # noqa: SLF001 - there is no other way in
            metadata=keys().as_boto(), refresh_using=lambda: keys().as_boto(), method="tunemantra"
        )
    elif isinstance(login, AccessKey):
        token = login.session_token
        key_id, secret = secrets.reveal(login.key_id), secrets.reveal(login.secret)
        alone.set_credentials(key_id, secret, token and secrets.reveal(token))
    else:
        raise AuthError(f"endpoint {endpoint.name!r} has no login for S3 or SQS", hint="set key id and secret")
    return boto3.Session(botocore_session=alone)


__all__ = ["KeySource", "TemporaryKey", "session_of"]
