"""What the store says and shows: status mail, the status API, the page for people."""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from datetime import datetime

from attrs import asdict, define, field
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from tunemantra.contrib.sandbox import Faults, Journal, MailServer, Table, page, send_raw_mail, send_status_mail
from tunemantra.contrib.sandbox.products import Catalogue, Product, Step
from tunemantra.plugins.amazon.sandbox.bucket import Bucket
from tunemantra.plugins.amazon.sandbox.keys import Keys

SENDER = "music-deliveries@amazon.test"
RECIPIENT = "deliveries@label.test"
_FINAL = frozenset({"PUBLISHED", "PARTIALLY_PUBLISHED", "REMOVED", "FAILED_VALIDATION", "BLOCKED_POLICY"})


@define
class MailDesk:
    """Writes a mail for every state, as wrongly as the faults ask for."""

    server: MailServer
    faults: Faults
    journal: Journal
    _held: list[tuple[Product, Step]] = field(factory=list)

    def tell(self, product: Product, step: Step) -> None:
        """Write to the label; a mail server that does not answer is only noted."""
        try:
            self._noise(product)
            last = step.state in _FINAL
            if not last and self.faults.take("out-of-order-status") is not None:
                self._held.append((product, step))
                return
            self._write(product, step)
            for late in self._held:
                self._write(*late)
            self._held.clear()
            if self.faults.take("duplicate-status") is not None:
                self._write(product, step)
            if last and self.faults.take("late-status") is not None:
                self._write(product, product.of(step.batch)[0])
        except (OSError, smtplib.SMTPException) as problem:
            self.journal.write("mail-lost", icpn=product.upc, reason=str(problem))

    def _noise(self, product: Product) -> None:
        if self.faults.take("mail-malformed") is not None:
            send_raw_mail(self.server, SENDER, RECIPIENT, b"\xff\xfe\r\n\r\nno headers at all\r\n")
        if self.faults.take("mail-unknown-template") is not None:
            self._send("Your week in music", f"{product.upc} did great.", datetime.now().astimezone())

    def _write(self, product: Product, step: Step) -> None:
        subject = f"[Amazon Music] {step.state} {product.upc} {step.batch}"
        if self.faults.take("mail-non-ascii-subject") is not None:
            subject = f"【アマゾン】 {step.state} {product.title}"
        text, at = status_text(product, step), datetime.fromisoformat(step.at)
        if self.faults.take("mail-html-only") is not None:
            lines = "".join(f"<p>{line}</p>" for line in text.splitlines())
            self._send(subject, "", at, html=f"<html><body>{lines}</body></html>")
            return
        self._send(subject, text, at, vouched=self.faults.take("mail-unauthenticated") is None)

    def _send(self, subject: str, text: str, at: datetime, *, html: str = "", vouched: bool = True) -> None:
        send_status_mail(
            self.server,
            sender=SENDER,
            recipient=RECIPIENT,
            subject=subject,
            text=text,
            html=html,
            at=at,
            vouched=vouched,
        )


def asin(product: Product) -> str:
    """Return the store's own name of a product."""
    return f"B0{product.number:08d}"


def status_text(product: Product, step: Step) -> str:
    """Return the text of a status mail: one `Name: value` a line."""
    lines = [f"Product: {product.upc} {' '.join(product.title.split())}", f"Time: {step.at}"]
    lines += [f"Sequence: {step.sequence}", *(f"Reason: {reason}" for reason in step.reasons)]
    for track in step.tracks:
        lines.append(f"Track: {track.isrc} {track.state}" + (f" - {track.reason}" if track.reason else ""))
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


__all__ = ["SENDER", "MailDesk", "overview", "status_routes"]
