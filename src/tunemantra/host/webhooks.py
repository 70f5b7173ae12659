"""Webhooks over HTTP: a WSGI application any server can run, and a small server of our own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, BinaryIO, cast
from urllib.parse import parse_qsl

from tunemantra.errors import NotFoundError, TuneMantraError
from tunemantra.host.serving import LARGEST, Server, StartResponse
from tunemantra.pipeline.service import Service
from tunemantra.ports.platform import WebhookReply, WebhookRequest


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


class WebhookServer(Server):
    """Serves webhooks until it is stopped; put it behind a reverse proxy for TLS.

    Args:
        service: as for the application.
        host: address to listen on.
        port: 0 for any free one.
    """

    def __init__(self, service: Service, host: str = "127.0.0.1", port: int = 0) -> None:
        super().__init__(WebhookApplication(service), host, port, "webhooks")


__all__ = ["WebhookApplication", "WebhookServer"]
