"""boto3's client for one bucket: keys looked up late and again when they expire, every error in our words."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from botocore.awsrequest import AWSPreparedRequest
from botocore.config import Config
from botocore.exceptions import ClientError

from tunemantra.contrib.transports._aws import KeySource, TemporaryKey, session_of
from tunemantra.contrib.transports._s3_errors import EXPIRED, WORDLESS, code_of, translated
from tunemantra.errors import ConnectError, Disposition
from tunemantra.ports.runtime import SecretStore
from tunemantra.ports.transport import AccessKey, Endpoint, ObjectStore

Answer = dict[str, Any]
"""What boto3 makes of an answer."""

CONNECTIONS: Final = 50
"""Connections kept open for parallel uploads."""


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
        endpoint, options = self._endpoint, self.options
        client: Any = session_of(endpoint, self._secrets, self._keys).client(
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
