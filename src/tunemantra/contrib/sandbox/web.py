"""A simulator's web server: an application in a thread of its own, and the addresses every simulator has."""

from __future__ import annotations

import json
import socket
import threading
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable
    from types import TracebackType

    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

    from tunemantra.contrib.sandbox.faults import Faults

HOST = "127.0.0.1"


class WebServer:
    """An application served on 127.0.0.1 by uvicorn; starts and stops as a context manager.

    Args:
        app: what is served.
        port: 0 for any free one.
        dated: whether every answer gets the time in its Date; False where the application says it itself.
    """

    def __init__(self, app: Starlette, port: int = 0, *, dated: bool = True) -> None:
        import uvicorn

        self._socket = socket.create_server((HOST, port))
        config = uvicorn.Config(
            app,
            http=_protocol(),
            log_level="warning",
            lifespan="off",
            access_log=False,
            date_header=dated,
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, name="web", daemon=True
        )

    @property
    def port(self) -> int:
        """Return the port it listens on; connections are taken from the moment it was made."""
        return int(self._socket.getsockname()[1])

    @property
    def url(self) -> str:
        """Return its address without a trailing slash."""
        return f"http://{HOST}:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=5)
        self._socket.close()


def cut_connection(request: Request) -> None:
    """Cut the connection a request came on, at once and without an answer (fault `drop-connection`)."""
    request.state.cut()


def _protocol() -> type[asyncio.Protocol]:
    from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

    class Cuttable(HttpToolsProtocol):
        def on_headers_complete(self) -> None:
            self.scope["state"]["cut"] = self.transport.abort
            super().on_headers_complete()

    return Cuttable


def admin_routes(faults: Faults, page: Callable[[], str]) -> list[BaseRoute]:
    """Return the routes every simulator has: the page at `/`, the switchboard at `/sandbox/faults`.

    `PUT /sandbox/faults` takes `{"name": …, "value": "", "times": 1}`; `DELETE` takes every fault back.
    """
    from starlette.responses import HTMLResponse, JSONResponse
    from starlette.routing import Route

    def show(request: Request) -> Response:  # noqa: ARG001
        return HTMLResponse(page())

    def due(request: Request) -> Response:  # noqa: ARG001
        return JSONResponse({f.name: {"value": f.value, "times": f.times} for f in faults.due().values()})

    async def order(request: Request) -> Response:
        try:
            asked = json.loads(await request.body())
            faults.order(str(asked["name"]), str(asked.get("value", "")), int(asked.get("times", 1)))
        except (ValueError, KeyError, TypeError, AttributeError) as problem:
            return JSONResponse({"error": str(problem)}, status_code=400)
        return JSONResponse({}, status_code=200)

    def clear(request: Request) -> Response:  # noqa: ARG001
        faults.clear()
        return JSONResponse({})

    return [
        Route("/", show, methods=["GET"]),
        Route("/sandbox/faults", due, methods=["GET"]),
        Route("/sandbox/faults", order, methods=["PUT"]),
        Route("/sandbox/faults", clear, methods=["DELETE"]),
    ]


__all__ = ["HOST", "WebServer", "admin_routes", "cut_connection"]
