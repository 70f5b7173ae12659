"""What the store says to its Transporter, over HTTP."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import json
import re
import secrets
from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING

from attrs import frozen
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tunemantra.contrib.sandbox import Faults, Journal, cut_connection
from tunemantra.plugins.itunes.sandbox import document
from tunemantra.plugins.itunes.sandbox.document import Trouble
from tunemantra.plugins.itunes.sandbox.ingestion import Ingestion
from tunemantra.plugins.itunes.sandbox.said import status_document
from tunemantra.plugins.itunes.sandbox.store import Store

if TYPE_CHECKING:
    from pathlib import Path

OFFERED = frozenset(
    {
        "too-many-requests",
        "unavailable",
        "maintenance",
        "forbidden",
        "drop-connection",
        "drop-answer",
        "corrupt-upload",
        "slow-ack",
        "error-inside",
        "truncated-log",
        "tool-killed",
        "broken-answer",
        "duplicate-status",
        "late-status",
        "out-of-order-status",
        "unknown-status",
        "silent-territory-drop",
    }
)
"""The faults this simulator can have."""

_LARGEST = 32 * 1024 * 1024
_VENDOR = re.compile(r"[A-Za-z0-9_]{1,100}")
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,199}")
_QUIRKS = {"error-inside": "locked", "truncated-log": "truncated", "tool-killed": "killed", "slow-ack": "slow"}
Endpoint = Callable[[Request], Awaitable[Response]]


class RefusedError(Exception):
    """A request that is refused, with its status."""

    def __init__(self, status: int, retry_after: str = "") -> None:
        super().__init__(status)
        self.status, self.retry_after = status, retry_after


@frozen
class Api:
    """The endpoints and what they work on.

    Args:
        user, password, provider: of the one account.
    """

    store: Store
    journal: Journal
    faults: Faults
    ingestion: Ingestion
    user: str
    password: str
    provider: str

    def application(self, more: Iterable[BaseRoute]) -> Starlette:
        """Return the web application, with further routes."""
        routes: list[BaseRoute] = [
            Route("/its/session", self._answered(self.session), methods=["POST"]),
            Route("/its/status", self._answered(self.status), methods=["GET"]),
            Route("/its/metadata", self._answered(self.metadata), methods=["GET"]),
            Route("/its/held/{vendor}", self._answered(self.held), methods=["POST"]),
            Route("/its/files/{vendor}/{name}", self._answered(self.put), methods=["PUT"]),
            Route("/its/packages/{vendor}", self._answered(self.package), methods=["POST"]),
            *more,
        ]
        return Starlette(routes=routes)

    def _answered(self, endpoint: Endpoint) -> Endpoint:
        async def answer(request: Request) -> Response:
            working = request.url.path.startswith(("/its/files", "/its/packages"))
            try:
                self._misbehave(writing=working)
                self._authorise(request)
                response = await endpoint(request)
            except RefusedError as refusal:
                headers = {"retry-after": refusal.retry_after} if refusal.retry_after else {}
                response = Response(status_code=refusal.status, headers=headers)
            except ClientDisconnect:
                response = Response(status_code=400)
            self.journal.write("request", method=request.method, path=request.url.path, status=response.status_code)
            if working and self.faults.take("drop-answer") is not None:
                cut_connection(request)
            return response

        return answer

    def _misbehave(self, *, writing: bool) -> None:
        if (wait := self.faults.take("too-many-requests")) is not None:
            raise RefusedError(429, wait or "1")
        if self.faults.take("unavailable") is not None or (writing and self.faults.take("maintenance") is not None):
            raise RefusedError(503)
        if self.faults.take("forbidden") is not None:
            raise RefusedError(403)

    def _authorise(self, request: Request) -> None:
        kind, _, encoded = request.headers.get("authorization", "").partition(" ")
        try:
            given = base64.b64decode(encoded, validate=True) if kind == "Basic" else b""
        except binascii.Error:
            given = b""
        if not secrets.compare_digest(given, f"{self.user}:{self.password}".encode()):
            raise RefusedError(401)
        if request.headers.get("x-provider") != self.provider:
            raise RefusedError(403)

    async def session(self, request: Request) -> Response:
        """Open a run, and tell the Transporter how it is to misbehave."""
        wanted = [*_QUIRKS] if request.query_params.get("mode") == "upload" else ["error-inside"]
        taken = {fault: self.faults.take(fault) for fault in wanted}
        quirks = {_QUIRKS[fault]: value for fault, value in taken.items() if value is not None}
        if "slow" in quirks:
            quirks["slow"] = quirks["slow"] or "5"
        return JSONResponse(quirks)

    async def status(self, request: Request) -> Response:
        """Return the status document of a product."""
        product = self.store.get(request.query_params.get("vendor", ""))
        if product is None:
            raise RefusedError(404)
        if self.faults.take("broken-answer") is not None:
            return Response("<itunes_transporter><upload_status")
        with self.store.lock:
            return Response(status_document(product, self.faults))

    async def metadata(self, request: Request) -> Response:
        """Return the newest document of a product."""
        product = self.store.get(request.query_params.get("vendor", ""))
        if product is None or product.newest is None:
            raise RefusedError(404)
        return Response(product.newest.document.encode())

    async def held(self, request: Request) -> Response:
        """Return those of some MD5s whose bytes are there."""
        vendor = _vendor(request)
        asked = json.loads(await _body(request))
        return JSONResponse([md5 for md5 in asked if self.store.asset(vendor, str(md5)).exists()])

    async def put(self, request: Request) -> Response:
        """Receive a file."""
        vendor, name, md5 = _vendor(request), request.path_params["name"], request.headers.get("x-md5", "")
        if not _NAME.fullmatch(name) or not re.fullmatch(r"[0-9a-f]{32}", md5):
            raise RefusedError(400)
        part = self.store.part(vendor)
        try:
            sha256 = await self._receive(request, md5, part)
            await asyncio.to_thread(self.store.receive, vendor, name, md5, sha256, part)
        finally:
            part.unlink(missing_ok=True)
        return JSONResponse({})

    async def _receive(self, request: Request, md5: str, part: Path) -> str:
        limit = self.faults.number("drop-connection", 65536)
        spoil = self.faults.take("corrupt-upload") is not None
        size, proof, digest = 0, hashlib.md5(usedforsecurity=False), hashlib.sha256()
        with part.open("wb") as file:
            async for block in request.stream():
                received = b"\0" + block[1:] if spoil and size == 0 and block else block
                size += len(received)
                if limit is not None and size >= limit:
                    cut_connection(request)
                    raise ClientDisconnect
                proof.update(received)
                digest.update(received)
                file.write(received)
        if size != int(request.headers.get("content-length", -1)):
            raise ClientDisconnect
        if proof.hexdigest() != md5:
            raise RefusedError(422)
        return digest.hexdigest()

    async def package(self, request: Request) -> Response:
        """Verify a package, or take it, whose files are there."""
        vendor, verifying = _vendor(request), request.query_params.get("mode") == "verify"
        content = await _body(request)
        with self.store.lock:
            troubles = self._troubles(vendor, content, files=not verifying)
            if not troubles and not verifying:
                product, upload = self.store.accept(vendor, content)
                self.journal.write("delivery-complete", icpn=vendor, reference=upload.created)
                self.ingestion.begin(product, upload)
        return JSONResponse({"messages": [trouble.line() for trouble in troubles]})

    def _troubles(self, vendor: str, content: bytes, *, files: bool) -> list[Trouble]:
        reading, troubles = document.read(content)
        if reading is None or troubles:
            return troubles
        if reading.vendor != vendor:
            return [Trouble(4011, f"the package is called {vendor}, its vendor id is {reading.vendor}", "Album")]
        if files:
            for file in reading.files:
                place = self.store.asset(vendor, file.md5) if re.fullmatch(r"[0-9a-f]{32}", file.md5) else None
                if place is None or not place.exists() or str(place.stat().st_size) != file.size:
                    troubles.append(Trouble(9000, f"{file.name} is missing or of another size", f"Package/{file.name}"))
        return [*troubles, *document.judge(reading, self.store.product(vendor))]


def _vendor(request: Request) -> str:
    vendor = str(request.path_params["vendor"])
    if not _VENDOR.fullmatch(vendor):
        raise RefusedError(400)
    return vendor


async def _body(request: Request) -> bytes:
    body = b""
    async for block in request.stream():
        body += block
        if len(body) > _LARGEST:
            raise RefusedError(400)
    return body
