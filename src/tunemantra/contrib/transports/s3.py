"""S3 with boto3: in parts, resumed part by part, each proved, whole or not at all, in bounded memory."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import islice
from typing import BinaryIO, Final, Self

from tunemantra.contrib.transports._attempts import persist
from tunemantra.contrib.transports._paths import confined
from tunemantra.contrib.transports._s3_errors import MISSING, StoreError, translated
from tunemantra.contrib.transports._s3_store import Answer, KeySource, S3Store, TemporaryKey
from tunemantra.contrib.transports._s3_upload import MIB, ObjectUpload
from tunemantra.errors import Disposition, RemoteError
from tunemantra.ports.runtime import SecretStore
from tunemantra.ports.transfer import Pace, Traits
from tunemantra.ports.transport import Endpoint, Proof, RemoteFile, Sent, Verify

PART: Final = 16 * MIB
"""Bytes of a part, where nobody says."""

MOST_ENTRIES: Final = 100_000
"""Entries a folder may have; a store that never stops listing must not fill our memory."""


class S3Transport:
    """A `FileTransport` over S3; connects when first used. Every method is thread-safe; `pace` is set before.

    An object appears whole or not at all: there is no temporary name. Its metadata says the `sha256` of the whole.

    Args:
        endpoint: `s3://bucket/folder`; another store's address and the like stand in `endpoint.store`.
        secrets: resolves the references of the login; without a login the keys of the machine itself are used.
        verify: how an object is proved; as the endpoint says unless stated. `hash` takes the store's own SHA-256 where
            it tells one, and so believes it; `reread` does not.
        part_size: bytes of a part, at least 5 MiB at Amazon, as the endpoint says unless stated; what has not arrived
            of one is sent again.
        attempts: how often one `put` goes on after a dropped connection.
        sleep: waits between attempts, in seconds.
        keys: gives temporary keys, instead of the login.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        secrets: SecretStore,
        *,
        verify: Verify | None = None,
        part_size: int = 0,
        attempts: int = 4,
        sleep: Callable[[float], None] = time.sleep,
        keys: KeySource | None = None,
    ) -> None:
        self._endpoint = endpoint
        self._store = S3Store(endpoint, secrets, keys)
        self._verify: Verify = verify or endpoint.verify
        self._part_size = part_size or endpoint.part or PART
        self._attempts = attempts
        self._sleep = sleep
        self._proofs: dict[str, Proof] = {}
        self.pace: Pace | None = None

    @property
    def traits(self) -> Traits:
        """Return what S3 can do: a part that has not arrived whole is sent again."""
        return Traits(chunk=self._part_size, cuts=False)

    def put(self, source: BinaryIO, path: str, *, size: int, sha256: str, sent: Sent | None = None) -> int:
        """Upload, and return the bytes that went over the wire (0 where the object was there already).

        Raises:
            ConnectError, TransferTimeoutError: the connection dropped, again after every attempt.
            IntegrityError: the store holds other bytes than were sent; what it holds was removed.
            RemoteError: the store refused.
        """
        name = confined(path)
        upload = ObjectUpload(
            self._store,
            source,
            name,
            self._store.key(name),
            size,
            sha256,
            self._part_size,
            self._verify,
            sent,
            self.pace,
        )
        moved = persist(upload.run, attempts=self._attempts, sleep=self._sleep, endpoint=self._endpoint.name)
        self._proofs[path] = upload.proof
        return moved

    def proof(self, path: str) -> Proof | None:
        """Return how a file was proved; None where this transport has not put it."""
        return self._proofs.get(path)

    def stat(self, path: str) -> RemoteFile | None:
        """Return what is there, or None; a folder is there as long as an object lies below it."""
        name = confined(path, folder=True)
        where = f"look at {name!r}"
        if name:
            try:
                found = self._store.ask("head_object", where, Key=self._store.key(name))
                return RemoteFile(name, int(found["ContentLength"]), modified=found["LastModified"])
            except StoreError as error:
                if error.s3_code not in MISSING:
                    raise
        below = self._store.ask("list_objects_v2", where, Prefix=self._below(name), MaxKeys=1)
        return RemoteFile(name, 0, folder=True) if below.get("Contents") else None

    def list(self, path: str) -> Sequence[RemoteFile]:
        """Return the entries of a folder by name; empty where there is none."""
        name = confined(path, folder=True)
        pages = self._store.pages("list_objects_v2", f"list {name!r}", Prefix=self._below(name), Delimiter="/")
        found = list(islice((entry for page in pages for entry in self._entries(page)), MOST_ENTRIES + 1))
        if len(found) > MOST_ENTRIES:
            raise RemoteError(f"{name!r} has more than {MOST_ENTRIES} entries", disposition=Disposition.STOP)
        return tuple(sorted(found, key=lambda entry: entry.name))

    def _entries(self, page: Answer) -> Sequence[RemoteFile]:
        files = (
            RemoteFile(self._path(one["Key"]), int(one["Size"]), modified=one["LastModified"])
            for one in page.get("Contents", ())
            # Some tools leave an object with the name of the folder.
            if not one["Key"].endswith("/")
        )
        folders = (RemoteFile(self._path(one["Prefix"]), 0, folder=True) for one in page.get("CommonPrefixes", ()))
        return (*files, *folders)

    def _below(self, name: str) -> str:
        key = self._store.key(name)
        return f"{key}/" if key else ""

    def _path(self, key: str) -> str:
        return key.removeprefix(self._below("")).rstrip("/")

    def read(self, path: str, *, limit: int = 16 * 1024 * 1024) -> bytes:
        """Return a small file's bytes; refuse more than `limit`."""
        name = confined(path)
        where = f"read {name!r}"
        body = self._store.ask("get_object", where, Key=self._store.key(name))["Body"]
        with body, translated(where):
            data: bytes = body.read(limit + 1)
        if len(data) > limit:
            raise RemoteError(
                f"{name!r} is larger than {limit} bytes", disposition=Disposition.STOP, path=name, limit=limit
            )
        return data

    def remove(self, path: str) -> None:
        """Remove a file; nothing happens where there is none."""
        name = confined(path)
        self._store.ask("delete_object", f"remove {name!r}", Key=self._store.key(name))

    def clean(self, path: str = "", *, before: datetime) -> Sequence[str]:
        """Abort the uploads into this folder that were begun before `before` and never ended; return their names."""
        name = confined(path, folder=True)
        where, below, removed = f"clean up {name!r}", self._below(name), []
        for page in self._store.pages("list_multipart_uploads", where, Prefix=below):
            for upload in page.get("Uploads", ()):
                key, begun = upload["Key"], upload["Initiated"]
                if "/" not in key.removeprefix(below) and begun < before:
                    self._store.ask("abort_multipart_upload", where, Key=key, UploadId=upload["UploadId"])
                    removed.append(self._path(key))
        return tuple(removed)

    def close(self) -> None:
        """End the connections; the next call opens others."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"S3Transport({self._endpoint.name!r}, {f's3://{self._store.bucket}/{self._store.folder}'!r})"


__all__ = ["S3Transport", "TemporaryKey"]
