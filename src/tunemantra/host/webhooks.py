"""Webhooks over HTTP: a WSGI application any server can run, and a small server of our own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from types import TracebackType
from typing import Any, BinaryIO, Self, cast
from urllib.parse import parse_qsl

from tunemantra.errors import NotFoundError, TuneMantraError
from tunemantra.pipeline.service import Service
from tunemantra.ports.platform import WebhookReply, WebhookRequest

LARGEST = 1024 * 1024
"""Bytes a webhook may have."""

StartResponse = Callable[[str, list[tuple[str, str]]], object]


class WebhookApplication:
    """A WSGI application: `/webhooks/<platform>` goes to that platform's plugin.

    Args:
        service: which verifies and writes down what comes in.
    """

    def __init__(self, service: Service) -> None:
        self._service = service

    def __call__(self, environ: Mapping[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        reply = self._answer(environ)
        headers = [("Content-Type", reply.media_type), ("Content-Length", str(len(reply.body)))]
        start_response(f"{reply.status} {HTTPStatus(reply.status).phrase}", headers)
        return [reply.body]

    def _answer(self, environ: Mapping[str, Any]) -> WebhookReply:
        parts = str(environ.get("PATH_INFO", "")).strip("/").split("/")
        if len(parts) != 2 or parts[0] != "webhooks":  # noqa: PLR2004 - /webhooks/<platform>
            return WebhookReply(404, b"no such address\n")
        try:
            length = int(environ.get("CONTENT_LENGTH") or 0)
        except ValueError:
            return WebhookReply(400, b"Content-Length is no number\n")
        if not 0 <= length <= LARGEST:
            return WebhookReply(413, b"too large\n")
        body = cast("BinaryIO", environ["wsgi.input"]).read(length)
        try:
            return self._service.webhook(parts[1], _request(environ, body))
        except NotFoundError:
            return WebhookReply(404, b"this platform does not call\n")
        except TuneMantraError as problem:
            status = 404 if problem.code == "platform.unknown" else 503
            return WebhookReply(status, b"not now\n")


def _request(environ: Mapping[str, Any], body: bytes) -> WebhookRequest:
    headers = {
        key[5:].replace("_", "-").lower(): str(value) for key, value in environ.items() if key.startswith("HTTP_")
    }
    if "CONTENT_TYPE" in environ:
        headers["content-type"] = str(environ["CONTENT_TYPE"])
    params = dict(parse_qsl(str(environ.get("QUERY_STRING", ""))))
    return WebhookRequest(str(environ["REQUEST_METHOD"]), str(environ["PATH_INFO"]), headers, params, body)


class WebhookServer:
    """Serves webhooks with waitress until it is stopped; put it behind a reverse proxy for TLS.

    Args:
        service: as for the application.
        host: address to listen on.
        port: 0 for any free one.
    """

    def __init__(self, service: Service, host: str = "127.0.0.1", port: int = 0) -> None:
        from waitress.server import create_server

        self._sockets: dict[int, object] = {}
        self._server = create_server(
            WebhookApplication(service),
            map=self._sockets,
            host=host,
            port=port,
            threads=4,
            max_request_body_size=LARGEST,
            ident="",
        )
        # A name with several addresses gives a server of several sockets.
        several = getattr(self._server, "effective_listen", None)
        bound = several[0][1] if several else self._server.effective_port
        self.url = f"http://{f'[{host}]' if ':' in host else host}:{bound}"
        self._thread = threading.Thread(target=self._server.run, name="webhooks", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        from waitress import wasyncore
        from waitress.trigger import trigger

        self._server.task_dispatcher.shutdown()
        # Closed by the loop itself: a socket that is closed under its feet would end it with an error.
        waker = next(one for one in list(self._sockets.values()) if isinstance(one, trigger))
        waker.pull_trigger(lambda: wasyncore.close_all(self._sockets))
        self._thread.join(timeout=5)


__all__ = ["WebhookApplication", "WebhookServer"]
