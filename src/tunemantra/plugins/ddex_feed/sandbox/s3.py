"""The store's bucket: moto's server speaks S3, and what arrives in it is brought to the store's own folder in order."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import boto3
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server

from tunemantra.contrib.sandbox import HOST, Account

if TYPE_CHECKING:
    from types import TracebackType

    from botocore.awsrequest import AWSPreparedRequest

BUCKET = "deliveries"
_KEY_ID, _SECRET = "AKIASANDBOXEXAMPLE01", "the-other-half-of-the-sandbox-key"
_BUSY = b"<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>"

_Start = Callable[..., Any]
_App = Callable[[dict[str, Any], _Start], Iterable[bytes]]


class BucketServer:
    """The server on 127.0.0.1 in a thread of its own; starts and stops as a context manager.

    moto keeps objects in memory; what the folder holds is put back at the start.

    Args:
        folder: where the label's keys are kept.
        account: the one account; its folder is the copy of the bucket.
        port: 0 for any free one.
    """

    def __init__(self, folder: Path, account: Account, port: int = 0) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._files = {"key_id": folder / "key_id", "secret": folder / "secret"}
        self._files["key_id"].write_text(_KEY_ID)
        self._files["secret"].write_text(_SECRET)
        self._account = account
        app = self._faulty(DomainDispatcherApplication(create_backend_app))
        self._server = make_server(HOST, port, app, threaded=True, request_handler=MotoRequestHandler)
        self._thread = threading.Thread(target=self._server.serve_forever, name="s3", daemon=True)
        self._seen: dict[str, str] = {}
        self._client = boto3.client(
            "s3",
            endpoint_url=self._address,
            aws_access_key_id=_KEY_ID,
            aws_secret_access_key=_SECRET,
            region_name="us-east-1",
        )
        # Our own requests meet no fault.
        self._client.meta.events.register("before-send.s3", _ours)

    @property
    def settings(self) -> Mapping[str, object]:
        """Return the part of the settings that leads here."""
        secrets = {name: f"file:{path}" for name, path in self._files.items()}
        return {"bucket": BUCKET, "service": self._address, "path_style": True, **secrets}

    def pull(self) -> None:
        """Bring what arrived to the folder, in the order it arrived."""
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

    @property
    def _address(self) -> str:
        return f"http://{HOST}:{self._server.server_port}"

    def _faulty(self, app: _App) -> _App:
        faults = self._account.faults

        def answer(environment: dict[str, Any], start: _Start) -> Iterable[bytes]:
            asked = "HTTP_X_SANDBOX" not in environment
            if asked and (wait := faults.take("unavailable")) is not None:
                start(
                    "503 Slow Down", [("Content-Type", "application/xml"), *([("Retry-After", wait)] if wait else [])]
                )
                return [_BUSY]
            return app(environment, start)

        return answer

    def __enter__(self) -> Self:
        self._thread.start()
        self._client.create_bucket(Bucket=BUCKET)
        for path in sorted(self._account.root.rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                self.publish(path.relative_to(self._account.root).as_posix(), path.read_bytes())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()
        self._server.shutdown()
        self._thread.join(timeout=5)


def _ours(request: AWSPreparedRequest, **_: object) -> None:
    request.headers["X-Sandbox"] = str(os.getpid())


__all__ = ["BUCKET", "BucketServer"]
