"""What the transports share that write a part beside the final name and rename it last."""

from __future__ import annotations

import abc
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import BinaryIO, Self

from tunemantra.contrib.transports._address import Address
from tunemantra.contrib.transports._attempts import DROPPED, persist
from tunemantra.contrib.transports._cleaning import clean_parts
from tunemantra.contrib.transports._paths import beside, confined
from tunemantra.contrib.transports._upload import PartStore, Upload
from tunemantra.ports.runtime import SecretStore
from tunemantra.ports.transfer import Pace
from tunemantra.ports.transport import Endpoint, Proof, RemoteFile, Sent, Verify


class PartFiles(abc.ABC):
    """Half of a `FileTransport`; connects when first used. One thread at a time.

    Args:
        endpoint: `scheme://host:port/folder` (absolute) or `scheme://host/~/folder` (in the login's own folder).
        secrets: resolves the references of the login.
        verify: how a file is proved before the rename; as the endpoint says unless stated. `hash` takes the server's
            own where it offers one, and so believes it; `reread` does not.
        suffix: ending of temporary names.
        attempts: how often one `put` goes on after a dropped connection.
        sleep: waits between attempts, in seconds.
    """

    default_port = 0

    def __init__(
        self,
        endpoint: Endpoint,
        secrets: SecretStore,
        *,
        verify: Verify | None = None,
        suffix: str = ".partial",
        attempts: int = 4,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._endpoint = endpoint
        self._secrets = secrets
        self._address = Address.of(endpoint.url, self.default_port)
        self._verify: Verify = verify or endpoint.verify
        self._proofs: dict[str, Proof] = {}
        self._suffix = suffix
        self._attempts = attempts
        self._sleep = sleep
        self.pace: Pace | None = None

    @abc.abstractmethod
    def _store(self, size: int, sha256: str) -> PartStore:
        """Return the other side for a file of so many bytes with this hash; connect where there is no connection."""

    @abc.abstractmethod
    def list(self, path: str) -> Sequence[RemoteFile]:
        """Return the entries of a folder by name; empty where there is none."""

    @abc.abstractmethod
    def stat(self, path: str) -> RemoteFile | None:
        """Return what is there, or None."""

    @abc.abstractmethod
    def read(self, path: str, *, limit: int = 16 * 1024 * 1024) -> bytes:
        """Return a small file's bytes; refuse more than `limit`."""

    @abc.abstractmethod
    def remove(self, path: str) -> None:
        """Remove a file; nothing happens where there is none."""

    @abc.abstractmethod
    def close(self) -> None:
        """End the connection; the next call opens another."""

    def put(self, source: BinaryIO, path: str, *, size: int, sha256: str, sent: Sent | None = None) -> int:
        """Upload, and return the bytes that went over the wire (0 where the file was there already).

        Raises:
            ConnectError, TransferTimeoutError: the connection dropped, again after every attempt.
            IntegrityError: the other side holds other bytes than were sent; not renamed.
            RemoteError: the server refused.
        """
        relative = confined(path)
        # Whether anybody is there at all is asked once; what drops later is taken up again.
        self._store(size, sha256)
        name = self._at(relative)
        part = self._part(name)
        upload = Upload(source, name, part, size, sha256, self._verify, sent, self.pace)
        moved = persist(
            lambda: self._put_once(upload),
            attempts=self._attempts,
            sleep=self._sleep,
            endpoint=self._endpoint.name,
        )
        self._proofs[path] = upload.proof
        return moved

    def _put_once(self, upload: Upload) -> int:
        try:
            return upload.run(self._store(upload.size, upload.sha256))
        except DROPPED:
            self.close()
            raise

    def proof(self, path: str) -> Proof | None:
        """Return how a file was proved; None where this transport has not put it."""
        return self._proofs.get(path)

    def clean(self, path: str = "", *, before: datetime) -> Sequence[str]:
        """Remove what uploads into this folder have left and not touched since `before`, and return its names."""
        return clean_parts(self, path, self._suffix, before)

    def _part(self, name: str) -> str:
        return beside(name, self._suffix)

    def _at(self, name: str) -> str:
        folder = self._address.folder
        return f"{folder}/{name}" if folder or not name else name

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        where = f"{self._address.host}:{self._address.port}{self._address.folder}"
        return f"{type(self).__name__}({self._endpoint.name!r}, {where!r})"


__all__ = ["PartFiles"]
