"""A small HTTP server of our own for WSGI applications."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from types import TracebackType
from typing import Any, Self

LARGEST = 1024 * 1024
"""Bytes a request may have."""

StartResponse = Callable[[str, list[tuple[str, str]]], object]
Application = Callable[[Mapping[str, Any], StartResponse], Iterable[bytes]]


class Server:
    """Serves a WSGI application with waitress until it is stopped; put it behind a reverse proxy for TLS.

    Args:
        application: whose answers.
        host: address to listen on.
        port: 0 for any free one.
        name: of its thread.
    """

    def __init__(self, application: Application, host: str = "127.0.0.1", port: int = 0, name: str = "server") -> None:
        from waitress.server import create_server

        self._sockets: dict[int, object] = {}
        self._server = create_server(
            application,
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
        self._thread = threading.Thread(target=self._server.run, name=name, daemon=True)

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


__all__ = ["LARGEST", "Application", "Server", "StartResponse"]
