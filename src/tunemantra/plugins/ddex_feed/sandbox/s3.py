"""The store's bucket: moto's server speaks S3, and what arrives in it is brought to the store's own folder in order."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from tunemantra.contrib.sandbox import Account
from tunemantra.plugins.ddex_feed.sandbox.moto_server import OURS, App, MotoServer, Start

if TYPE_CHECKING:
    from types import TracebackType

BUCKET = "deliveries"
_BUSY = b"<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>"


class BucketServer:
    """The server with one bucket; starts and stops as a context manager.

    moto keeps objects in memory; what the folder holds is put back at the start.

    Args:
        folder: where the label's keys are kept.
        account: the one account; its folder is the copy of the bucket.
        port: 0 for any free one.
    """

    def __init__(self, folder: Path, account: Account, port: int = 0) -> None:
        self._account = account
        self._server = MotoServer(folder, "s3", port, self._watched)
        self._client = self._server.client
        self._seen: dict[str, str] = {}
        self._written = threading.Event()

    @property
    def settings(self) -> Mapping[str, object]:
        """Return the part of the settings that leads here."""
        return {"bucket": BUCKET, "service": self._server.address, "path_style": True, **self._server.keys}

    def pull(self) -> None:
        """Bring what arrived to the folder, in the order it arrived; nobody looks where nothing was written."""
        if not self._written.is_set():
            return
        self._written.clear()
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=BUCKET)
        found = [one for page in pages for one in page.get("Contents", ())]
        for one in sorted(found, key=lambda item: item["LastModified"]):
            if self._seen.get(one["Key"]) != one["ETag"]:
                self._seen[one["Key"]] = one["ETag"]
                self._fetch(one["Key"])

    def publish(self, path: str, content: bytes) -> None:
        """Put an object of the store's own."""
        self._seen[path] = self._client.put_object(Bucket=BUCKET, Key=path, Body=content)["ETag"]

    def _fetch(self, key: str) -> None:
        if ".." in key.split("/") or key.startswith("/") or key.endswith("/"):
            return
        target = self._account.root / key
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f".{target.name}.part")
        self._client.download_file(BUCKET, key, str(part))
        part.replace(target)
        self._account.note(target)

    def _watched(self, app: App) -> App:
        """Return the application with its faults, which notes that the label has written something."""
        faults = self._account.faults

        def answer(environment: dict[str, Any], start: Start) -> Iterable[bytes]:
            asked = OURS not in environment
            if asked and (wait := faults.take("unavailable")) is not None:
                start(
                    "503 Slow Down", [("Content-Type", "application/xml"), *([("Retry-After", wait)] if wait else [])]
                )
                return [_BUSY]
            said = app(environment, start)
            if asked and environment["REQUEST_METHOD"] not in {"GET", "HEAD"}:
                self._written.set()
            return said

        return answer

    def __enter__(self) -> Self:
        self._server.__enter__()
        self._client.create_bucket(Bucket=BUCKET)
        for path in sorted(self._account.root.rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                self.publish(path.relative_to(self._account.root).as_posix(), path.read_bytes())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.__exit__(kind, error, trace)


__all__ = ["BUCKET", "BucketServer"]
