"""boto3's client for one bucket: keys looked up late and again when they expire, every error in our words."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import boto3
import botocore.session
from attrs import field, frozen
from botocore.awsrequest import AWSPreparedRequest
from botocore.config import Config
from botocore.credentials import RefreshableCredentials
from botocore.exceptions import ClientError

from tunemantra.contrib.transports._s3_errors import EXPIRED, WORDLESS, code_of, translated
from tunemantra.errors import AuthError, ConnectError, Disposition
from tunemantra.ports.runtime import SecretStore
from tunemantra.ports.transport import AccessKey, Endpoint, ObjectStore

Answer = dict[str, Any]
"""What boto3 makes of an answer."""

CONNECTIONS: Final = 50
"""Connections kept open for parallel uploads."""


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


class S3Store:
    """One bucket. Thread-safe.

    Args:
        endpoint: `s3://bucket/folder`.
        secrets: resolves the references of the login.
        keys: gives temporary keys, instead of the login.
    """

    def __init__(self, endpoint: Endpoint, secrets: SecretStore, keys: KeySource | None) -> None:
        parts = urlsplit(endpoint.url)
        if not parts.netloc or "@" in parts.netloc or ":" in parts.netloc:
            raise ConnectError(
                "the S3 endpoint's URL needs a bucket, and neither a key nor a port",
                hint="s3://bucket/folder; another store's address stands in `store.service`",
                disposition=Disposition.STOP,
            )
        self.bucket = parts.netloc
        self.folder = unquote(parts.path).strip("/")
        self.options = endpoint.store or ObjectStore()
        self._endpoint = endpoint
        self._secrets = secrets
        self._keys = keys
        self._lock = threading.Lock()
        self._client: Any = None

    def key(self, name: str) -> str:
        """Return the key of a path."""
        return f"{self.folder}/{name}" if self.folder and name else self.folder or name

    def ask(self, operation: str, where: str, **arguments: object) -> Answer:
        """Call one of the client's operations on the bucket.

        Args:
            operation: `put_object`, …
            where: what is being done, for an error.
        """
        with translated(where):
            client = self._connected()
            try:
                return self._answer(client, operation, arguments)
            except ClientError as error:
                refusal = self._told(client, error, arguments)
                if code_of(refusal) not in EXPIRED or not isinstance(self._endpoint.login, AccessKey):
                    raise refusal from None
                body = arguments.get("Body")
                if body is not None and hasattr(body, "seek"):
                    body.seek(0)
                return self._answer(self._connected(instead_of=client), operation, arguments)

    def _told(self, client: Any, refusal: ClientError, arguments: dict[str, object]) -> ClientError:  # noqa: ANN401 - untyped
        """Return a refusal with its reason: HEAD has none, so that a question with an answer is put."""
        if code_of(refusal) not in WORDLESS:
            return refusal
        try:
            self._answer(client, "list_objects_v2", {"Prefix": arguments.get("Key", ""), "MaxKeys": 1})
        except ClientError as told:
            return told
        return refusal

    def pages(self, operation: str, where: str, **arguments: object) -> Iterator[Answer]:
        """Yield the pages of a list."""
        with translated(where):
            yield from self._connected().get_paginator(operation).paginate(Bucket=self.bucket, **arguments)

    def describe(self, key: str, described: dict[str, object], where: str) -> None:
        """Put an object in its own place with other metadata; the store copies it."""
        with translated(where):
            source = {"Bucket": self.bucket, "Key": key}
            extra = {"MetadataDirective": "REPLACE", "ChecksumAlgorithm": "SHA256", **described}
            self._connected().copy(source, self.bucket, key, ExtraArgs=extra)

    def _answer(self, client: Any, operation: str, arguments: dict[str, object]) -> Answer:  # noqa: ANN401 - untyped
        answer: Answer = getattr(client, operation)(Bucket=self.bucket, **arguments)
        return answer

    def _connected(self, instead_of: object = None) -> Any:  # noqa: ANN401 - boto3 makes its clients at run time
        with self._lock:
            if self._client is None or self._client is instead_of:
                self._client = self._make()
            return self._client

    def _make(self) -> object:
        # Their lines for debugging hold session tokens.
        logging.getLogger("botocore").setLevel(logging.INFO)
        endpoint, options = self._endpoint, self.options
        client: Any = self._session().client(
            "s3",
            region_name=options.region,
            endpoint_url=options.service or None,
            verify=endpoint.ca_file or None,
            config=Config(
                signature_version="s3v4",
                connect_timeout=endpoint.timeout,
                read_timeout=endpoint.timeout,
                # Retrying is done above, where a part that has arrived counts.
                retries={"total_max_attempts": 1},
                tcp_keepalive=True,
                max_pool_connections=CONNECTIONS,
                ignore_configured_endpoint_urls=True,
                # Each body has a SHA-256 of its own, which is signed.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                s3={
                    "payload_signing_enabled": False,
                    "addressing_style": "path" if options.path_style else "virtual",
                },
            ),
        )
        client.meta.events.register("before-send.s3", _at_once)
        return client

    def _session(self) -> boto3.Session:
        login = self._endpoint.login
        if self._keys is None and login is None:
            # The keys of the machine itself, as Amazon gives them to its own.
            return boto3.Session()
        # Neither a profile nor a file of another program decides where releases go.
        alone = botocore.session.Session(session_vars={"profile": (None, None, None, None)})
        alone.set_config_variable("config_file", os.devnull)
        alone.set_config_variable("credentials_file", os.devnull)
        if self._keys is not None:
            keys = self._keys
            alone._credentials = RefreshableCredentials.create_from_metadata(  # noqa: SLF001 - there is no other way in
                metadata=keys().as_boto(), refresh_using=lambda: keys().as_boto(), method="tunemantra"
            )
        elif isinstance(login, AccessKey):
            reveal = self._secrets.reveal
            token = login.session_token
            alone.set_credentials(reveal(login.key_id), reveal(login.secret), token and reveal(token))
        else:
            raise AuthError(f"endpoint {self._endpoint.name!r} has no login for S3", hint="set key id and secret")
        return boto3.Session(botocore_session=alone)

    def close(self) -> None:
        """End the connections; the next call opens others."""
        with self._lock:
            client, self._client = self._client, None
        if client is not None:
            client.close()


def _at_once(request: AWSPreparedRequest, **_: object) -> None:
    # Whether the store wants the body was settled by the calls before; some stores let us wait a second for a yes.
    with suppress(KeyError):
        del request.headers["Expect"]


__all__ = ["Answer", "KeySource", "S3Store", "TemporaryKey"]
