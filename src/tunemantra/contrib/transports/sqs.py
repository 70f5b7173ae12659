"""Message queues that speak Amazon's SQS: its operations as named calls on one queue."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any, Final, Self
from urllib.parse import urlsplit

from botocore import xform_name
from botocore.config import Config

from tunemantra.contrib.transports._aws import session_of
from tunemantra.contrib.transports._s3_errors import translated
from tunemantra.errors import ConnectError, Disposition, RemoteError
from tunemantra.ports.runtime import SecretStore
from tunemantra.ports.transport import Endpoint, ObjectStore

SCHEME: Final = "sqs+"


class SqsTransport:
    """A `CallTransport` to one queue: `ReceiveMessage`, `DeleteMessage`, … with their own arguments.

    Safe to use from several threads. The queue's address is an argument of every operation, and filled in here.

    Args:
        endpoint: `sqs+https://host/account/queue`, the queue's own address; the region of its `store` signs.
        secrets: resolves the references of its `AccessKey`; without one the machine's own key is used.

    Raises:
        ConnectError: the address names no queue.
    """

    def __init__(self, endpoint: Endpoint, secrets: SecretStore) -> None:
        self._queue = endpoint.url.removeprefix(SCHEME)
        parts = urlsplit(self._queue)
        if not parts.hostname or not parts.path.strip("/") or parts.username is not None:
            raise ConnectError(
                f"endpoint {endpoint.name!r}: a queue's address has a host and a path, and no key",
                hint="sqs+https://sqs.eu-west-1.amazonaws.com/account/queue",
                disposition=Disposition.STOP,
            )
        self._service = f"{parts.scheme}://{parts.netloc}"
        self._endpoint, self._secrets = endpoint, secrets
        self._lock = threading.Lock()
        self._client: Any = None

    def call(self, operation: str, arguments: Mapping[str, object]) -> object:
        """Call an operation on the queue, and return what is in its answer.

        Raises:
            RemoteError: there is no such operation, or the service refuses; its `code` is among the facts.
            AuthError: the key was refused.
            TransportError: no answer.
        """
        where = f"{self._endpoint.name}: {operation}"
        with translated(where):
            method = getattr(self._connected(), xform_name(operation), None)
            if method is None:
                raise RemoteError(f"{where}: there is no such operation", disposition=Disposition.STOP)
            answer: dict[str, object] = method(QueueUrl=self._queue, **arguments)
        return {name: value for name, value in answer.items() if name != "ResponseMetadata"}

    def _connected(self) -> Any:  # noqa: ANN401 - boto3 makes its clients at run time
        with self._lock:
            if self._client is None:
                endpoint = self._endpoint
                self._client = session_of(endpoint, self._secrets).client(
                    "sqs",
                    region_name=(endpoint.store or ObjectStore()).region,
                    endpoint_url=self._service,
                    verify=endpoint.ca_file or None,
                    config=Config(
                        connect_timeout=endpoint.timeout,
                        read_timeout=endpoint.timeout,
                        retries={"total_max_attempts": 1},
                        ignore_configured_endpoint_urls=True,
                    ),
                )
            return self._client

    def close(self) -> None:
        """End the connections; the next call opens others."""
        with self._lock:
            client, self._client = self._client, None
        if client is not None:
            client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


__all__ = ["SCHEME", "SqsTransport"]
