"""What the store says and shows: the words of its mail, the status API, the page for people."""

from __future__ import annotations

from collections.abc import Callable

from attrs import asdict
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from tunemantra.contrib.sandbox import Catalogue, Faults, Journal, Product, Step, Table, page
from tunemantra.contrib.sandbox.desk import said_of
from tunemantra.plugins.amazon.sandbox.bucket import Bucket
from tunemantra.plugins.amazon.sandbox.keys import Keys

SENDER = "music-deliveries@amazon.test"
SUBJECT = "[Amazon Music] {state} {upc} {batch}"
LAST_WORDS = ("PUBLISHED", "PARTIALLY_PUBLISHED", "REMOVED", "FAILED_VALIDATION", "BLOCKED_POLICY")


def asin(product: Product) -> str:
    """Return the store's own name of a product."""
    return f"B0{product.number:08d}"


def status_text(product: Product, step: Step) -> str:
    """Return the text of a status mail: one `Name: value` a line."""
    title = " ".join(product.title.split())
    lines = (f"Product: {product.upc} {title}", f"Time: {step.at}", f"Sequence: {step.sequence}", *said_of(step))
    return "\n".join(lines) + "\n"


def status_routes(catalogue: Catalogue, keys: Keys, faults: Faults, journal: Journal) -> list[BaseRoute]:
    """Return the status API: `GET /status/{batch}/{upc}`, HTTP Basic."""

    def status(request: Request) -> Response:
        answer = _status(request)
        journal.write("request", method="GET", path=request.url.path, status=answer.status_code)
        return answer

    def _status(request: Request) -> Response:
        if not keys.admits(request.headers.get("authorization", "")):
            return JSONResponse({"error": "who are you?"}, 401, {"www-authenticate": "Basic"})
        if (wait := faults.take("too-many-requests")) is not None:
            return JSONResponse({"error": "slow down"}, 429, {"retry-after": wait or "1"})
        batch, upc = request.path_params["batch"], request.path_params["upc"]
        with catalogue.lock:
            product = catalogue.products.get(upc)
            steps = product.of(batch) if product is not None else []
            if product is None or not steps:
                return JSONResponse({"error": "not here"}, 404)
            if faults.take("broken-answer") is not None:
                return PlainTextResponse("<html>all is well", 200, media_type="application/json")
            if faults.take("error-inside") is not None:
                return JSONResponse({"error": {"code": "InternalFailure", "message": "try later"}})
            url = f"{request.base_url}#{upc}"
            history = [{**asdict(step), "url": url} for step in steps]
            return JSONResponse({"upc": upc, "batchId": batch, "asin": asin(product), "history": history})

    return [Route("/status/{batch}/{upc}", status, methods=["GET"])]


def overview(catalogue: Catalogue, bucket: Bucket) -> Callable[[], str]:
    """Return what writes the page for people."""

    def show() -> str:
        with catalogue.lock:
            products = sorted(catalogue.products.values(), key=lambda product: product.upc)
            rows = [(p.upc, asin(p), p.title, p.state, "; ".join(p.history[-1].reasons)) for p in products if p.history]
            steps = [(p.upc, s.at, s.batch, s.state) for p in products for s in reversed(p.history)]
        objects = [(key, f"{held.size:,}", held.etag) for key in bucket.keys("") if (held := bucket.held(key))]
        return page(
            "Amazon Music (simulator)",
            "What was delivered into the bucket, and what became of it.",
            [
                Table("Products", ("UPC", "ASIN", "Title", "State", "Reasons"), rows),
                Table("History", ("UPC", "Time", "Batch", "State"), steps),
                Table("Objects", ("Key", "Bytes", "ETag"), objects),
            ],
        )

    return show


__all__ = ["LAST_WORDS", "SENDER", "SUBJECT", "overview", "status_routes", "status_text"]
