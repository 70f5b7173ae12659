"""The simulator's API (see the package for the contract)."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr
from zoneinfo import ZoneInfo

from attrs import frozen
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from tunemantra.contrib.sandbox import Faults, Journal, Table, cut_connection, page
from tunemantra.contrib.sandbox.products import Step
from tunemantra.plugins.qqmusic.sandbox.judge import Hit
from tunemantra.plugins.qqmusic.sandbox.signature import Gate, RefusedError
from tunemantra.plugins.qqmusic.sandbox.store import Store

OFFERED = (
    "broken-answer",
    "clock-skew",
    "corrupt-upload",
    "drop-answer",
    "drop-connection",
    "error-inside",
    "forbidden",
    "maintenance",
    "reject-track",
    "slow-ack",
    "too-many-requests",
    "unavailable",
    "unknown-status",
)
"""The faults this simulator can have."""

_ZONE = ZoneInfo("Asia/Shanghai")
_DROP_AFTER = 65_536
_LARGEST_DOCUMENT = 8 * 1024 * 1024
_LARGEST_FILE = 2 * 1024 * 1024 * 1024
_BEFORE_THE_GATE = {
    "forbidden": ("40301", "the application may not do this", 403),
    "clock-skew": ("40103", "your clock and ours are too far apart", 403),
    "error-inside": ("99999", "something went wrong", 200),
}
Endpoint = Callable[[Request, Path], Response]


@frozen
class Api:
    """The endpoints and what they work on."""

    store: Store
    gate: Gate
    journal: Journal
    faults: Faults

    def routes(self) -> list[BaseRoute]:
        """Return the routes."""
        return [
            Route("/openapi/asset", self._answered(self.take, _LARGEST_FILE), methods=["POST"]),
            Route("/openapi/asset", self._answered(self.look, 0), methods=["GET"]),
            Route("/openapi/delivery", self._answered(self.deliver, _LARGEST_DOCUMENT), methods=["POST"]),
            Route("/openapi/offline", self._answered(self.offline, _LARGEST_DOCUMENT), methods=["POST"]),
            Route("/openapi/status", self._answered(self.status, 0), methods=["GET"]),
        ]

    def _answered(self, endpoint: Endpoint, limit: int) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            body = self.store.folder / "arriving" / secrets.token_hex(16)
            try:
                self._misbehave(request)
                digest = await self._receive(request, body, limit)
                path, query = request.scope["raw_path"].decode(), request.scope["query_string"].decode()
                headers = dict(request.headers)
                self.gate.admit(request.method, path, query, headers, body=digest, now=time.time())
                response = await asyncio.to_thread(endpoint, request, body)
            except RefusedError as refusal:
                response = _response(refusal.code, str(refusal), status=refusal.status)
                if isinstance(refusal, BusyError) and refusal.wait:
                    response.headers["retry-after"] = refusal.wait
            except ClientDisconnect:
                response = Response(status_code=400)
            finally:
                body.unlink(missing_ok=True)
            self.journal.write("request", method=request.method, path=request.url.path, status=response.status_code)
            if request.method == "POST" and self.faults.take("drop-answer") is not None:
                cut_connection(request)
            return response

        return answer

    def _misbehave(self, request: Request) -> None:
        if (wait := self.faults.take("too-many-requests")) is not None:
            raise BusyError("42901", "slow down", 429, wait or "1")
        if (wait := self.faults.take("unavailable")) is not None:
            raise BusyError("50001", "back soon", 503, wait)
        if request.method == "POST" and self.faults.take("maintenance") is not None:
            raise RefusedError("50001", "read only for maintenance", 503)
        for fault, (code, message, status) in _BEFORE_THE_GATE.items():
            if self.faults.take(fault) is not None:
                raise RefusedError(code, message, status)

    async def _receive(self, request: Request, path: Path, limit: int) -> str:
        drop = self.faults.number("drop-connection", _DROP_AFTER) if limit == _LARGEST_FILE else None
        size, digest = 0, hashlib.sha256()
        with path.open("wb") as file:
            async for block in request.stream():
                size += len(block)
                if size > limit:
                    raise RefusedError("40001", f"more than {limit} bytes")
                if drop is not None and size >= drop:
                    cut_connection(request)
                    raise ClientDisconnect
                digest.update(block)
                file.write(block)
        return digest.hexdigest()

    def take(self, request: Request, body: Path) -> Response:
        """Receive a file of a batch."""
        batch, file, stated = (request.query_params.get(name, "") for name in ("batch", "file", "sha256"))
        target = self.store.path(batch, file)
        if self.faults.take("corrupt-upload") is not None:
            _spoil(body)
        if _sha256(body) != stated:
            raise RefusedError("42201", "the bytes are not those of the hash")
        target.parent.mkdir(parents=True, exist_ok=True)
        size = body.stat().st_size
        body.rename(target)
        self.journal.write("asset-received", path=f"{batch}/{file}", sha256=stated, size=size)
        return _response("0")

    def look(self, request: Request, body: Path) -> Response:  # noqa: ARG002
        """Say whether a file of a batch is here."""
        batch, file, stated = (request.query_params.get(name, "") for name in ("batch", "file", "sha256"))
        path = self.store.path(batch, file)
        if not path.is_file() or _sha256(path) != stated:
            raise RefusedError("40401", "no such file")
        return _response("0")

    def deliver(self, request: Request, body: Path) -> Response:  # noqa: ARG002
        """Take a delivery."""
        return _response("0", state=self.store.hand_in(body.read_bytes(), "QQMusicDelivery"))

    def offline(self, request: Request, body: Path) -> Response:  # noqa: ARG002
        """Take an order to go offline."""
        return _response("0", state=self.store.hand_in(body.read_bytes(), "QQMusicOffline"))

    def status(self, request: Request, body: Path) -> Response:  # noqa: ARG002
        """Tell every step of a batch."""
        batch, catalogue = request.query_params.get("batch", ""), self.store.catalogue
        with catalogue.lock:
            found = [(product, steps) for product in catalogue.products.values() if (steps := product.of(batch))]
            if not found:
                raise RefusedError("40401", "no such batch")
            ((product, steps),) = found
            if self.faults.take("broken-answer") is not None:
                return Response("<html>all is well", media_type="application/xml")
            url, hits = f"{request.base_url}#{product.number}", self.store.hits(batch, product.upc)
            return _response("0", "".join(_step(step, url, hits) for step in steps), upc=product.upc, batch=batch)


class BusyError(RefusedError):
    """A refusal that says when to come back."""

    def __init__(self, code: str, message: str, status: int, wait: str) -> None:
        super().__init__(code, message, status)
        self.wait = wait


def overview(store: Store) -> Callable[[], str]:
    """Return what writes the page for people."""

    def show() -> str:
        with store.catalogue.lock:
            catalogue = store.catalogue
            products = [one for _, one in sorted(catalogue.products.items()) if one.history]
            rows = [(p.upc, p.number, p.title, p.state, "; ".join(p.history[-1].reasons)) for p in products]
            steps = [(p.upc, s.at, s.batch, s.state) for p in products for s in reversed(p.history)]
            hits = [(p.upc, h.category, h.path, h.text) for p in products for h in store.hits(p.batch, p.upc)]
        return page(
            "QQ Music (simulator)",
            "What was handed in, and what editors and filter made of it.",
            [
                Table("Products", ("UPC", "Number", "Title", "State", "Reasons"), rows),
                Table("History", ("UPC", "Time", "Batch", "State"), steps),
                Table("Content filter", ("UPC", "Category", "Where", "Text"), hits),
            ],
        )

    return show


def _step(step: Step, url: str, hits: Sequence[Hit]) -> str:
    at = datetime.fromisoformat(step.at).astimezone(_ZONE).isoformat(timespec="milliseconds")
    inside = "".join(f"<Reason>{escape(reason)}</Reason>" for reason in step.reasons)
    inside += "".join(
        f"<Track{_attributes(isrc=track.isrc, state=track.state, reason=track.reason)}/>" for track in step.tracks
    )
    found = "".join(f"<Hit{_attributes(category=h.category, path=h.path, text=h.text)}/>" for h in hits)
    inside += (
        f'<Filter result="{"block" if found else "pass"}">{found}</Filter>' if step.state.startswith("audit_") else ""
    )
    return f"<Step{_attributes(sequence=str(step.sequence), state=step.state, at=at, url=url)}>{inside}</Step>"


def _response(code: str, inside: str = "", *, status: int = 200, **attributes: str) -> Response:
    message = {"message": inside} if code != "0" else {}
    body = f"<Response{_attributes(code=code, **message, **attributes)}>{'' if message else inside}</Response>"
    return Response(f'<?xml version="1.0" encoding="UTF-8"?>\n{body}', status, media_type="application/xml")


def _attributes(**values: str) -> str:
    return "".join(f" {name}={quoteattr(value)}" for name, value in values.items())


def _spoil(path: Path) -> None:
    with path.open("r+b") as file:
        first = file.read(1)
        file.seek(0)
        file.write(bytes([first[0] ^ 1]))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


__all__ = ["OFFERED", "Api", "overview"]
