"""A real HTTP server with a token endpoint, in a thread of its own."""

from __future__ import annotations

import base64
import hashlib
import socket
import threading
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

CLIENT, SECRET = "label-42", "s3cr3t-Seeded-Value"


class Api:
    """Counts what happens; `tokens` are those it takes."""

    def __init__(self):
        self.fetches = 0
        self.life = 3600
        self.tokens = set()
        self.seen = []
        self.refuse_all = False
        self.token_answer = None
        self.lock = threading.Lock()

    def token(self, request):
        with self.lock:
            self.fetches += 1
            if self.token_answer is not None:
                return self.token_answer
            basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
            if request.headers.get("authorization") != f"Basic {basic}":
                return JSONResponse({"error": "invalid_client", "error_description": f"not {SECRET}"}, status_code=401)
            value = f"token-Seeded-{self.fetches}"
            self.tokens.add(value)
        return JSONResponse({"access_token": value, "token_type": "Bearer", "expires_in": self.life})

    def admits(self, request):
        held = request.headers.get("authorization", "").removeprefix("Bearer ")
        return held in self.tokens and not self.refuse_all

    async def upload(self, request):
        digest, size = hashlib.sha256(), 0
        async for chunk in request.stream():
            digest.update(chunk)
            size += len(chunk)
        known = self.admits(request)
        self.seen.append((size, request.headers.get("content-length"), known))
        if not known:
            return JSONResponse({}, status_code=401)
        return JSONResponse({"size": size, "sha256": digest.hexdigest()}, headers={"X-Batch": "7"})

    def echo(self, request):
        if not self.admits(request):
            return JSONResponse({}, status_code=401)
        return JSONResponse({"path": request.url.path, "query": dict(request.query_params)})

    def application(self):
        return Starlette(
            routes=[
                Route("/token", self.token, methods=["POST"]),
                Route("/v1/upload", self.upload, methods=["PUT", "POST"]),
                Route("/v1/echo/{rest:path}", self.echo),
                Route("/v1/fails", lambda _: JSONResponse({"why": "full"}, status_code=503)),
                Route("/v1/away", lambda _: RedirectResponse("http://localhost:1/stolen", status_code=307)),
                Route("/v1/large", lambda _: StreamingResponse(b"x" * 65536 for _ in range(1024))),
                Route("/v1/plain", lambda _: Response(b"free")),
            ]
        )


@contextmanager
def serving(application, **options):
    """Run an application on loopback, and yield its port."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(application, log_config=None, lifespan="off", **options)
    server = uvicorn.Server(config)
    started = threading.Event()

    async def startup(sockets=None):
        await uvicorn.Server.startup(server, sockets)
        started.set()

    server.startup = startup
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    assert started.wait(10)
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()
