"""The simulator's API (see the package for the contract): every answer is an envelope."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from typing import Final

from attrs import asdict, field, frozen
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tunemantra.contrib.sandbox import Faults, Journal
from tunemantra.contrib.sandbox.endpoints import Endpoint, Misbehaviour, answered, broken_answer, misbehave
from tunemantra.contrib.sandbox.requests import UnfitError, body_of, key_of, object_of, receive
from tunemantra.plugins.tiktok.sandbox import judge
from tunemantra.plugins.tiktok.sandbox.ingestion import Ingestion
from tunemantra.plugins.tiktok.sandbox.store import (
    OPEN,
    SUBMITTED,
    ConflictError,
    Document,
    Event,
    Product,
    Store,
    Task,
    isrcs_of,
    wanted_files,
)

OFFERED: Final = frozenset(
    {
        "too-many-requests",
        "unavailable",
        "maintenance",
        "forbidden",
        "drop-connection",
        "drop-answer",
        "corrupt-upload",
        "slow-ack",
        "duplicate-status",
        "late-status",
        "out-of-order-status",
        "unknown-status",
        "broken-answer",
        "error-inside",
        "reject-track",
    }
)
"""The faults this simulator can have."""
CALLS: Final = 10
"""Calls that are answered in a second at speed 1."""
_JSON: Final = "application/json"
_MEDIA_TYPES: Final = {"wav": "audio/wav", "jpg": "image/jpeg"}
_UNKNOWN_CODE: Final = "51007"
_UNFIT: Final = {413: 40001}
Work = Callable[[Request], Awaitable[dict[str, object]]]


class RefusalError(Exception):
    """A request that is refused: the code of its envelope, and the status of HTTP where it is not 200."""

    def __init__(
        self, code: int, message: str, *, faults: Iterable[judge.Fault] = (), status: int = 200, wait: str = ""
    ) -> None:
        super().__init__(message)
        self.code, self.message, self.status = code, message, status
        self.errors = [{"rule": one.rule, "path": one.path, "message": one.message} for one in faults]
        self.headers = {"retry-after": wait} if wait else {}

    def answer(self) -> Response:
        """Return the envelope."""
        return JSONResponse(_envelope(self.code, self.message, {"errors": self.errors}), self.status, self.headers)


_MISBEHAVIOUR: Misbehaviour = {
    "too-many-requests": lambda wait: RefusalError(40100, "too many calls", wait=wait or "1"),
    "unavailable": lambda wait: RefusalError(50000, "back soon", status=503, wait=wait),
    "maintenance": lambda _: RefusalError(50300, "read only for maintenance", status=503),
    "forbidden": lambda _: RefusalError(40300, "the account may not do this"),
    "error-inside": lambda code: RefusalError(int(code or _UNKNOWN_CODE), "system busy, or not"),
}


def _refusal(problem: Exception) -> Response | None:
    match problem:
        case RefusalError():
            return problem.answer()
        case UnfitError():
            return RefusalError(_UNFIT.get(problem.status, 40000), str(problem)).answer()
        case ConflictError():
            return RefusalError(40900, str(problem)).answer()
    return None


@frozen
class Api:
    """The endpoints and what they work on; `second` is how long a second is here."""

    store: Store
    journal: Journal
    faults: Faults
    token: str
    ingestion: Ingestion
    second: float
    _calls: deque[float] = field(factory=deque)

    def application(self, more: Iterable[BaseRoute]) -> Starlette:
        """Return the web application, with further routes."""
        sounds = "/v2/sounds/{id}"
        routes: list[BaseRoute] = [
            Route("/v2/sounds", self._answered(self.register), methods=["POST"]),
            Route("/v2/sounds", self._answered(self.find), methods=["GET"]),
            Route(sounds, self._answered(self.show), methods=["GET"]),
            Route(sounds, self._answered(self.change), methods=["PATCH"]),
            Route(sounds, self._answered(self.remove), methods=["DELETE"]),
            Route(sounds + "/file", self._answered(self.put), methods=["PUT"]),
            Route(sounds + "/submit", self._answered(self.submit), methods=["POST"]),
            Route(sounds + "/cml-optin", self._answered(self.offer), methods=["POST"]),
            *more,
        ]
        return Starlette(routes=routes)

    def _answered(self, endpoint: Work) -> Endpoint:
        async def admitted(request: Request) -> Response:
            misbehave(request, self.faults, _MISBEHAVIOUR)
            self._authorise(request)
            told = await endpoint(request)
            if request.method == "GET" and self.faults.take("broken-answer") is not None:
                return broken_answer()
            return JSONResponse(_envelope(0, "OK", told))

        return answered(admitted, _refusal, self.journal, self.faults)

    def _authorise(self, request: Request) -> None:
        if not secrets.compare_digest(request.headers.get("access-token", "").encode(), self.token.encode()):
            raise RefusalError(40105, "access token is not valid")
        now = time.monotonic()
        while self._calls and self._calls[0] <= now - self.second:
            self._calls.popleft()
        if len(self._calls) >= CALLS:
            raise RefusalError(40100, f"more than {CALLS} calls in a second", wait="1" if self.second >= 1 else "0")
        self._calls.append(now)

    async def register(self, request: Request) -> dict[str, object]:
        """Register the sounds of a product, or state them anew."""
        body = await body_of(request, _JSON)
        document = _document(body)
        return self._opened(request, str(document["upc"]), body)

    async def change(self, request: Request) -> dict[str, object]:
        """State the sounds of a product anew."""
        body, product = await body_of(request, _JSON), self._product(request)
        if _document(body).get("upc") != product.upc:
            raise RefusalError(40000, f"the product is {product.upc}")
        return self._opened(request, product.upc, body)

    def _opened(self, request: Request, upc: str, body: bytes) -> dict[str, object]:
        product, task, new = self.store.order(upc, "sounds", key_of(request), body, OPEN)
        if new and not product.online:
            with self.store.lock:
                product.status = "uploading"
                self.store.save(product)
        return self.view(product, task)

    async def find(self, request: Request) -> dict[str, object]:
        """Return the sounds of a product: none or one set."""
        product = self.store.product(request.query_params.get("upc", ""))
        return {"sounds": [{"id": product.id}] if product else []}

    async def show(self, request: Request) -> dict[str, object]:
        """Return the sounds of a product with what happened to them."""
        product = self._product(request)
        with self.store.lock:
            events = self._told(list(product.events))
            return {**self.view(product, product.tasks[-1]), "events": [asdict(event) for event in events]}

    def _told(self, events: list[Event]) -> list[Event]:
        """Return the events as the faults have them told."""
        if len(events) > 1 and self.faults.take("out-of-order-status") is not None:
            events[0], events[1] = events[1], events[0]
        if events and self.faults.take("duplicate-status") is not None:
            events = [event for event in events for _ in range(2)]
        if events and events[-1].status in {"online", "offline"} and self.faults.take("late-status") is not None:
            events = [*events, events[0]]
        return events

    async def put(self, request: Request) -> dict[str, object]:
        """Receive a file."""
        product = self._product(request)
        name = request.query_params.get("name", "")
        wanted = {file.name: file for file in wanted_files(product.newest)}.get(name)
        task = next((one for one in reversed(product.tasks) if one.stage == OPEN), None)
        if wanted is None or task is None:
            raise RefusalError(40001, f"nobody waits for {name}")
        if request.headers.get("content-type") != _MEDIA_TYPES.get(name.rpartition(".")[2]):
            raise RefusalError(40001, f"{name} is no {request.headers.get('content-type')}")
        part = self.store.part(product, name)
        try:
            got = await receive(request, part, self.faults, limit=wanted.size)
            if not got.sha256 == wanted.sha256 == request.headers.get("x-content-sha256"):
                raise RefusalError(40002, "the bytes do not match their SHA-256")
            await asyncio.to_thread(self.store.receive, product, wanted.name, wanted.sha256, part)
        finally:
            part.unlink(missing_ok=True)
        return self.view(product, task)

    async def submit(self, request: Request) -> dict[str, object]:
        """Close an order and begin to work on it, once."""
        product = self._product(request)
        task = next((one for one in product.tasks if one.key == key_of(request)), None)
        if task is None:
            raise RefusalError(40900, "no order came with this key")
        if (wait := self.faults.number("slow-ack", 5)) is not None:
            await asyncio.sleep(wait)
        with self.store.lock:
            if task.stage == OPEN:
                held = self.store.held(product)
                missing = [file.name for file in wanted_files(task.document()) if file.name not in held]
                if missing:
                    lacking = [judge.Fault("MISSING", name, "did not arrive") for name in missing]
                    raise RefusalError(40000, "files are missing", faults=lacking)
                task.stage = SUBMITTED
                self.journal.write("delivery-complete", icpn=product.upc, reference=task.id)
                self.ingestion.accepted(product, task)
        return self.view(product, task)

    async def offer(self, request: Request) -> dict[str, object]:
        """Say which sounds are for commercial use; only those whose document says so may be."""
        product, stated = self._product(request), object_of(await body_of(request, _JSON))
        isrcs = stated.get("isrcs")
        sounds = product.newest.get("sounds")
        allowed = {
            str(one["isrc"])
            for one in (sounds if isinstance(sounds, list) else ())
            if isinstance(one, dict) and one.get("commercialUse") is True
        }
        if not isinstance(isrcs, list) or not {str(one) for one in isrcs} <= allowed:
            raise RefusalError(40000, "a sound is offered whose document does not say so")
        with self.store.lock:
            product.offered = sorted(map(str, isrcs))
            self.store.save(product)
            self.journal.write("cml-offered", icpn=product.upc, sounds=len(isrcs))
        return self.view(product, product.tasks[-1])

    async def remove(self, request: Request) -> dict[str, object]:
        """Begin to take the sounds of a product offline."""
        product, body = self._product(request), await body_of(request, _JSON)
        stated = object_of(body)
        if stated.get("upc") != product.upc or stated.get("isrcs") != isrcs_of(product.newest):
            raise RefusalError(40000, "the document names another product, or not all of its sounds")
        with self.store.lock:
            _, task, new = self.store.order(product.upc, "offline", key_of(request), body, SUBMITTED)
            if new:
                self.journal.write("offline-ordered", icpn=product.upc, reference=task.id)
                self.ingestion.accepted(product, task)
        return self.view(product, task)

    def view(self, product: Product, task: Task) -> dict[str, object]:
        """Return the sounds of a product as the API shows them."""
        with self.store.lock:
            return {
                "id": product.id,
                "upc": product.upc,
                "task": task.id,
                "open": task.stage == OPEN,
                "status": product.status,
                "files": self.store.held(product),
            }

    def _product(self, request: Request) -> Product:
        product = self.store.get(request.path_params["id"])
        if product is None:
            raise RefusalError(40400, "no such sound")
        return product


def _envelope(code: int, message: str, data: dict[str, object]) -> dict[str, object]:
    return {"code": code, "message": message, "request_id": secrets.token_hex(12), "data": data}


def _document(body: bytes) -> Document:
    document = object_of(body)
    if faults := judge.shape(document):
        raise RefusalError(40000, "the document cannot be handled", faults=faults)
    return document
