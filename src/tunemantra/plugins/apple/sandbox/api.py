"""The simulator's API (see the package for the contract)."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from email.utils import formatdate
from math import ceil
from typing import TYPE_CHECKING, Final

from attrs import asdict, field, frozen
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tunemantra.contrib.sandbox import Faults, Journal
from tunemantra.contrib.sandbox.endpoints import Endpoint, Misbehaviour, answered, broken_answer, misbehave
from tunemantra.contrib.sandbox.requests import UnfitError, body_of, key_of, object_of, receive
from tunemantra.plugins.apple.sandbox import inspection
from tunemantra.plugins.apple.sandbox.catalogue import (
    ANSWERED,
    EXTENSION,
    MESSAGE,
    OPEN,
    SUBMITTED,
    Catalogue,
    ConflictError,
    Event,
    Package,
    Product,
    Ticket,
)
from tunemantra.plugins.apple.sandbox.ingestion import CLEARANCE, Ingestion
from tunemantra.plugins.apple.sandbox.message import Message, UnreadableError, read_message, read_more
from tunemantra.plugins.apple.sandbox.tokens import Account
from tunemantra.plugins.apple.sandbox.wire import RefusalError, md5_of

if TYPE_CHECKING:
    from pathlib import Path

OFFERED: Final = frozenset(
    {
        "too-many-requests",
        "unavailable",
        "maintenance",
        "token-expired",
        "token-expires-mid-upload",
        "clock-skew",
        "forbidden",
        "drop-connection",
        "drop-answer",
        "corrupt-upload",
        "slow-ack",
        "duplicate-status",
        "late-status",
        "out-of-order-status",
        "unknown-status",
        "silent-territory-drop",
        "broken-answer",
        "reject-track",
    }
)
"""The faults this simulator can have."""
POLL_SECONDS: Final = 2.0
"""Pause between two questions for a status at speed 1."""
_LARGEST_FILE: Final = 8 << 30
_UNFIT: Final = {401: "NOT_AUTHORIZED"}
_MEDIA_TYPES: Final = {
    "wav": "audio/wav",
    "jpg": "image/jpeg",
    "mp4": "video/mp4",
    "xml": "application/xml",
    "ttml": "application/ttml+xml",
}


_MISBEHAVIOUR: Misbehaviour = {
    "too-many-requests": lambda wait: RefusalError(429, "slow down", code="RATE_LIMIT_EXCEEDED", wait=wait or "1"),
    "unavailable": lambda wait: RefusalError(503, "back soon", wait=wait),
    "maintenance": lambda _: RefusalError(503, "read only for maintenance"),
    "token-expired": lambda _: RefusalError(401, "the token has expired", code="NOT_AUTHORIZED"),
    "forbidden": lambda _: RefusalError(403, "the key may not do this", code="FORBIDDEN_ERROR"),
}


def _refusal(problem: Exception) -> Response | None:
    match problem:
        case RefusalError():
            return problem.answer()
        case UnfitError():
            return RefusalError(problem.status, str(problem), code=_UNFIT.get(problem.status, "REFUSED")).answer()
        case ConflictError():
            return RefusalError(409, str(problem), code="CONFLICT").answer()
        case UnreadableError():
            return RefusalError(422, str(problem), code="UNREADABLE").answer()
    return None


@frozen
class Api:
    """The endpoints and what they work on."""

    catalogue: Catalogue
    journal: Journal
    faults: Faults
    account: Account
    ingestion: Ingestion
    poll_seconds: float
    _asked: dict[str, float] = field(factory=dict)

    def application(self, more: Iterable[BaseRoute]) -> Starlette:
        """Return the web application, with further routes."""
        package, product = "/v1/packages/{id}", "/v1/catalog/{upc}"
        routes: list[BaseRoute] = [
            Route("/v1/packages", self._answered(self.create), methods=["POST"]),
            Route(package + "/files/{name}", self._answered(self.put), methods=["PUT"]),
            Route(package + "/submit", self._answered(self.submit), methods=["POST"]),
            Route(package + "/status", self._answered(self.status), methods=["GET"]),
            Route(product, self._answered(self.look_up), methods=["GET"]),
            Route(product, self._answered(self.amend), methods=["PATCH"]),
            Route(product + "/clearance", self._answered(self.clear), methods=["POST"]),
            Route("/v1/tickets", self._answered(self.tickets), methods=["GET"]),
            Route("/v1/tickets", self._answered(self.ask), methods=["POST"]),
            *more,
        ]
        return Starlette(routes=routes)

    def _answered(self, endpoint: Endpoint) -> Endpoint:
        async def admitted(request: Request) -> Response:
            misbehave(request, self.faults, _MISBEHAVIOUR)
            self._authorise(request, request.state.now)
            return await endpoint(request)

        whole = answered(admitted, _refusal, self.journal, self.faults)

        async def dated(request: Request) -> Response:
            request.state.now = time.time() - (self.faults.number("clock-skew", 600) or 0.0)
            response = await whole(request)
            response.headers["date"] = formatdate(request.state.now, usegmt=True)
            return response

        return dated

    def _authorise(self, request: Request, now: float) -> None:
        if objection := self.account.objection(request.headers.get("authorization", ""), now):
            raise RefusalError(401, objection, code="NOT_AUTHORIZED")

    async def create(self, request: Request) -> Response:
        """Open the package of a product, new or not."""
        body = await body_of(request, "application/xml")
        message = _message(body)
        self._frozen(message)
        return self._opened(request, "insert", message, body)

    async def amend(self, request: Request) -> Response:
        """Open a package that changes a product of the catalogue."""
        body = await body_of(request, "application/xml")
        message, product = _message(body), self._product(request)
        if message.upc != product.upc:
            raise RefusalError(409, f"the product is {product.upc}, not {message.upc}", code="FROZEN")
        self._frozen(message)
        return self._opened(request, "update", message, body)

    def _frozen(self, message: Message) -> None:
        product = self.catalogue.product(message.upc)
        if product is not None and product.isrcs and product.isrcs != message.isrcs:
            known, stated = ", ".join(product.isrcs), ", ".join(message.isrcs)
            raise RefusalError(409, f"the track list is frozen as {known}, not {stated}", code="FROZEN")

    def _opened(self, request: Request, kind: str, message: Message, body: bytes) -> Response:
        with self.catalogue.lock:
            product, package, new = self.catalogue.order(message.upc, kind, key_of(request), body, OPEN)
            if new or MESSAGE not in package.documents:
                self.catalogue.keep(product, package, MESSAGE, body)
        return JSONResponse(self.view(product, package), 201 if new else 200)

    async def put(self, request: Request) -> Response:
        """Receive a file."""
        product, package = self._package(request)
        name = request.path_params["name"]
        wanted = self.catalogue.wanted(product, package)
        if package.stage != OPEN or name not in wanted:
            raise RefusalError(409, f"nobody waits for {name}", code="UNEXPECTED_FILE")
        if request.headers.get("content-type") != _MEDIA_TYPES.get(name.rpartition(".")[2]):
            raise RefusalError(415, f"{name} is no {request.headers.get('content-type')}")
        part = self.catalogue.part(product, name)
        try:
            got = await receive(request, part, self.faults, limit=_LARGEST_FILE)
            if got.md5 != md5_of(request):
                raise RefusalError(422, "the bytes do not match their MD5", code="CONTENT_MD5_MISMATCH")
            if wanted[name] and got.sha256 != wanted[name]:
                raise RefusalError(422, f"{name} is not what the document names", code="WRONG_FILE")
            await asyncio.to_thread(self._take, product, package, name, got.sha256, part)
        finally:
            part.unlink(missing_ok=True)
        return JSONResponse(self.view(product, package))

    def _take(self, product: Product, package: Package, name: str, sha256: str, part: Path) -> None:
        if name.endswith((".xml", ".ttml")):
            content = part.read_bytes()
            if name == EXTENSION:
                read_more(content)
            self.catalogue.keep(product, package, name, content)
        else:
            self.catalogue.receive(product, name, sha256, part)

    async def submit(self, request: Request) -> Response:
        """Close a package and begin to work on it, once."""
        product, package = self._package(request)
        if (wait := self.faults.number("slow-ack", 5)) is not None:
            await asyncio.sleep(wait)
        with self.catalogue.lock:
            if package.stage == OPEN:
                held = self.catalogue.held(product, package)
                missing = [name for name in self.catalogue.wanted(product, package) if name not in held]
                if missing:
                    lacking = [inspection.Fault("MISSING", name, "did not arrive") for name in missing]
                    raise RefusalError(422, "files are missing", faults=lacking)
                package.stage = SUBMITTED
                self.journal.write("delivery-complete", icpn=product.upc, reference=package.id)
                self.ingestion.accepted(product, package)
        return JSONResponse(self.view(product, package), 202)

    async def status(self, request: Request) -> Response:
        """Return what happened to a package; one that is worked on may not be asked for all the time."""
        _, package = self._package(request)
        if self.faults.take("broken-answer") is not None:
            return broken_answer()
        now = time.monotonic()
        asked = self._asked.get(package.id)
        left = 0.0 if asked is None else asked + self.poll_seconds - now
        if not package.ended and left > 0:
            raise RefusalError(429, "one question in 30 seconds", code="RATE_LIMIT_EXCEEDED", wait=str(ceil(left)))
        self._asked[package.id] = now
        with self.catalogue.lock:
            events = self._told(list(package.events), ended=package.ended)
            return JSONResponse({"history": [asdict(event) for event in events]})

    def _told(self, events: list[Event], *, ended: bool) -> list[Event]:
        """Return the history as the faults have it told."""
        if len(events) > 1 and self.faults.take("out-of-order-status") is not None:
            events[0], events[1] = events[1], events[0]
        if events and self.faults.take("duplicate-status") is not None:
            events = [event for event in events for _ in range(2)]
        if ended and events and self.faults.take("late-status") is not None:
            events = [*events, events[0]]
        return events

    async def look_up(self, request: Request) -> Response:
        """Return where a product is sold and streamed."""
        product = self._product(request)
        told = {"upc": product.upc, "apple_id": product.apple_id, "territories": product.territories}
        return JSONResponse(told)

    async def clear(self, request: Request) -> Response:
        """Begin to take a product off sale or streaming, everywhere or in some territories."""
        product = self._product(request)
        body = await body_of(request, "application/json")
        stated = object_of(body)
        territories = stated.get("territories")
        if stated.get("upc") != product.upc or not isinstance(territories, list) or not territories:
            raise RefusalError(422, "upc and territories are expected")
        unknown = [code for code in territories if code != "WW" and code not in product.territories]
        if unknown or not all(isinstance(stated.get(name), bool) for name in ("sale", "stream")):
            raise RefusalError(422, f"unknown territories {unknown}, or sale and stream are no booleans")
        with self.catalogue.lock:
            _, package, new = self.catalogue.order(product.upc, "clearance", key_of(request), body, SUBMITTED)
            if new:
                self.catalogue.keep(product, package, CLEARANCE, body)
                self.journal.write("clearance-ordered", icpn=product.upc, reference=package.id)
                self.ingestion.accepted(product, package)
        return JSONResponse(self.view(product, package), 202)

    async def tickets(self, request: Request) -> Response:
        """Return the tickets of a product."""
        product = self.catalogue.product(request.query_params.get("upc", ""))
        return JSONResponse({"tickets": [asdict(ticket) for ticket in product.tickets] if product else []})

    async def ask(self, request: Request) -> Response:
        """Open a ticket of the label's."""
        stated = object_of(await body_of(request, "application/json"))
        product = self.catalogue.product(str(stated.get("upc")))
        if product is None or stated.get("kind") not in {"Metadata", "Cover Art", "Audio"} or not stated.get("text"):
            raise RefusalError(422, "the upc of a product, a kind and a text are expected")
        with self.catalogue.lock:
            number = f"L{product.apple_id[-4:]}-{len(product.tickets) + 1}"
            ticket = Ticket(number, product.upc, str(stated["kind"]), ANSWERED, str(stated["text"]))
            product.tickets.append(ticket)
            self.catalogue.save(product)
        return JSONResponse(asdict(ticket), 201)

    def view(self, product: Product, package: Package) -> dict[str, object]:
        """Return a package as the API shows it."""
        with self.catalogue.lock:
            return {
                "id": package.id,
                "upc": product.upc,
                "state": package.state,
                "open": package.stage == OPEN,
                "files": self.catalogue.held(product, package),
            }

    def _package(self, request: Request) -> tuple[Product, Package]:
        found = self.catalogue.package(request.path_params["id"])
        if found is None:
            raise RefusalError(404, "no such package", code="NOT_FOUND")
        return found

    def _product(self, request: Request) -> Product:
        product = self.catalogue.product(request.path_params["upc"])
        if product is None or not product.isrcs:
            raise RefusalError(404, "no such product in the catalogue", code="NOT_FOUND")
        return product


def _message(body: bytes) -> Message:
    message = read_message(body)
    if faults := inspection.shape(message):
        raise RefusalError(422, "the message cannot be handled", faults=faults)
    return message
