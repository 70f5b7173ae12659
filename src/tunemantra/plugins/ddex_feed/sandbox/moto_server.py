"""moto's server: Amazon's protocols on loopback, for the bucket and the queue of a store."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import boto3
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server

from tunemantra.contrib.sandbox import HOST

if TYPE_CHECKING:
    from types import TracebackType

    from botocore.awsrequest import AWSPreparedRequest

KEY_ID, SECRET = "AKIASANDBOXEXAMPLE01", "the-other-half-of-the-sandbox-key"
REGION = "us-east-1"
OURS = "HTTP_X_SANDBOX"
"""What the server sees of a request of the simulator itself."""

Start = Callable[..., Any]
App = Callable[[dict[str, Any], Start], Iterable[bytes]]


class MotoServer:
    """The server on 127.0.0.1 in a thread of its own; starts and stops as a context manager.

    Args:
        folder: where the label's keys are kept.
        service: of the simulator's own client, `s3` or `sqs`.
        port: 0 for any free one.
        around: put around the application.
    """

    def __init__(
        self, folder: Path, service: str, port: int = 0, around: Callable[[App], App] = lambda app: app
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._files = {"key_id": folder / "key_id", "secret": folder / "secret"}
        self._files["key_id"].write_text(KEY_ID)
        self._files["secret"].write_text(SECRET)
        app = around(DomainDispatcherApplication(create_backend_app))
        self._server = make_server(HOST, port, app, threaded=True, request_handler=MotoRequestHandler)
        self._thread = threading.Thread(target=self._server.serve_forever, name=service, daemon=True)
        self.client = boto3.client(
            service,
            endpoint_url=self.address,
            aws_access_key_id=KEY_ID,
            aws_secret_access_key=SECRET,
            region_name=REGION,
        )
        # Our own requests meet no fault.
        self.client.meta.events.register(f"before-send.{service}", _ours)

    @property
    def address(self) -> str:
        """Return where it is reached."""
        return f"http://{HOST}:{self._server.server_port}"

    @property
    def keys(self) -> Mapping[str, str]:
        """Return the settings that hold the label's key."""
        return {name: f"file:{path}" for name, path in self._files.items()}

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.client.close()
        self._server.shutdown()
        self._thread.join(timeout=5)


def _ours(request: AWSPreparedRequest, **_: object) -> None:
    request.headers["X-Sandbox"] = str(os.getpid())


__all__ = ["OURS", "App", "MotoServer", "Start"]
