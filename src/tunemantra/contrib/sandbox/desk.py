"""What a store says and shows: status mail, the portal's JSON, the product pages."""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from attrs import asdict, define, field

from tunemantra.contrib.sandbox.faults import Faults
from tunemantra.contrib.sandbox.journal import Journal
from tunemantra.contrib.sandbox.mail import SERVER_NAME, MailServer, send_raw_mail, send_status_mail
from tunemantra.contrib.sandbox.muddle import Muddle
from tunemantra.contrib.sandbox.page import Table, page
from tunemantra.contrib.sandbox.products import Product, Step
from tunemantra.contrib.sandbox.web import admin_routes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response

    from tunemantra.contrib.sandbox.products import Catalogue

RECIPIENT = "deliveries@label.test"
_TOO_MANY = 429


def status_text(product: Product, step: Step) -> str:
    """Return the text of a status mail: one `Name: value` a line."""
    lines = [
        "This is a message of the label services.",
        "",
        f"UPC: {product.upc}",
        f"Batch: {step.batch}",
        f"Status: {step.state}",
        f"Time: {step.at}",
        f"Sequence: {step.sequence}",
        f"Title: {' '.join(product.title.split())}",
    ]
    return "\n".join([*lines, *said_of(step)]) + "\n"


def said_of(step: Step) -> Iterator[str]:
    """Yield the lines of a status mail about reasons and tracks."""
    for reason in step.reasons:
        yield f"Reason: {reason}"
    for track in step.tracks:
        yield f"Track: {track.isrc} {track.state}" + (f" - {track.reason}" if track.reason else "")


@define
class MailDesk:
    """Writes a mail for every state, as wrongly as the faults ask for.

    Args:
        server: the label's mail server.
        faults, journal: of the simulator.
        sender: the store's address.
        subject: of a mail, with `{upc}`, `{state}` and `{batch}`.
        last_words: how the words begin after which nothing more is said.
        text: what a mail says.
    """

    server: MailServer
    faults: Faults
    journal: Journal
    sender: str
    subject: str
    last_words: tuple[str, ...]
    text: Callable[[Product, Step], str] = status_text
    _muddle: Muddle[tuple[Product, Step]] = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Have its words muddled."""
        self._muddle = Muddle(self.faults, lambda word: self._write(*word))

    @property
    def settings(self) -> Mapping[str, object]:
        """Return the part of the settings that leads to its mail."""
        return {"maildir": str(self.server.maildir), "mail_server": SERVER_NAME, "mail_senders": [self.sender]}

    def tell(self, product: Product, step: Step) -> None:
        """Write to the label; a mail server that does not answer is only noted."""
        try:
            self._noise(product)
            last = step.state.startswith(self.last_words)
            self._muddle.say((product, step), last=last, first=lambda: (product, product.of(step.batch)[0]))
        except (OSError, smtplib.SMTPException) as problem:
            self.journal.write("mail-lost", icpn=product.upc, reason=str(problem))

    def _noise(self, product: Product) -> None:
        if self.faults.take("mail-malformed") is not None:
            send_raw_mail(self.server, self.sender, RECIPIENT, b"\xff\xfe\r\n\r\nno headers at all\r\n")
        if self.faults.take("mail-unknown-template") is not None:
            self._send("Your weekly digest", f"{product.upc} did great this week.", datetime.now().astimezone())

    def _write(self, product: Product, step: Step) -> None:
        subject = self.subject.format(upc=product.upc, state=step.state, batch=step.batch)
        if self.faults.take("mail-non-ascii-subject") is not None:
            subject = f"ステータス ✓ {product.title} {step.state}"
        text, at = self.text(product, step), datetime.fromisoformat(step.at)
        if self.faults.take("mail-html-only") is not None:
            lines = "".join(f"<p>{line}</p>" for line in text.splitlines())
            self._send(subject, "", at, html=f"<html><body>{lines}</body></html>")
            return
        self._send(subject, text, at, vouched=self.faults.take("mail-unauthenticated") is None)

    def _send(self, subject: str, text: str, at: datetime, *, html: str = "", vouched: bool = True) -> None:
        send_status_mail(
            self.server,
            sender=self.sender,
            recipient=RECIPIENT,
            subject=subject,
            text=text,
            html=html,
            at=at,
            vouched=vouched,
        )


def portal(
    label: str, catalogue: Catalogue, faults: Faults, *, lists: Mapping[str, Sequence[str]] | None = None
) -> Starlette:
    """Return the portal: JSON for labels, pages for people, the switchboard for tests.

    Args:
        label: the store's name.
        catalogue: what it knows.
        faults: of the simulator.
        lists: the store's closed lists, at `api/<name>` each.
    """
    from starlette.applications import Starlette
    from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse
    from starlette.routing import Route

    def release(request: Request) -> Response:
        trouble = _trouble(faults)
        if trouble is not None:
            status, headers = trouble
            return JSONResponse({"error": "come back later"}, status_code=status, headers=dict(headers))
        if faults.take("broken-answer") is not None:
            return PlainTextResponse("<html>maintenance</html>")
        with catalogue.lock:
            product = catalogue.products.get(request.path_params["icpn"])
            if product is None:
                return JSONResponse({"error": "not here"}, status_code=404)
            return JSONResponse(_as_json(product, str(request.base_url)))

    def closed(request: Request) -> Response:
        found = (lists or {}).get(request.path_params["name"])
        return JSONResponse({"error": "no such list"}, status_code=404) if found is None else JSONResponse(list(found))

    def shop(request: Request) -> Response:
        with catalogue.lock:
            wanted = request.path_params["number"]
            found = [p for p in catalogue.products.values() if p.release_id == wanted and p.on_store]
        text = page(found[0].title, found[0].label, (), refresh=0) if found else "not found"
        return HTMLResponse(text, status_code=200 if found else 404)

    return Starlette(
        routes=[
            Route("/api/releases/{icpn}", release),
            Route("/api/{name}", closed),
            Route("/release/{number:int}", shop),
            *admin_routes(faults, lambda: _overview(label, catalogue)),
        ]
    )


def _trouble(faults: Faults) -> tuple[int, Mapping[str, str]] | None:
    for name, status in (("too-many-requests", 429), ("unavailable", 503), ("maintenance", 503)):
        value = faults.take(name)
        if value is not None:
            after = value or ("1" if status == _TOO_MANY else "")
            return status, {"Retry-After": after} if after else {}
    return None


def _as_json(product: Product, base: str) -> dict[str, object]:
    shown = {"release_id": str(product.release_id), "url": f"{base}release/{product.release_id}", **product.ids}
    return {
        "contract": 1,
        "upc": product.upc,
        "title": product.title,
        "label": product.label,
        "state": product.state,
        "history": [asdict(step) for step in product.history],
        **(shown if product.on_store else {}),
    }


def _overview(label: str, catalogue: Catalogue) -> str:
    with catalogue.lock:
        products = [(p.upc, p.title, p.label, p.state, p.batch) for p in catalogue.products.values()]
        steps = [
            (step.at, product.upc, step.state, step.batch, "; ".join(step.reasons))
            for product in catalogue.products.values()
            for step in product.history
        ]
        tracks = [
            (product.upc, track.isrc, track.state, track.reason)
            for product in catalogue.products.values()
            for track in product.tracks
        ]
    tables = (
        Table("Products", ("UPC", "Title", "Label", "State", "Batch"), products),
        Table("Tracks", ("UPC", "ISRC", "State", "Reason"), tracks[-200:]),
        Table("History", ("Time", "UPC", "State", "Batch", "Reasons"), sorted(steps)[-200:]),
    )
    return page(f"{label} sandbox", "What arrived over SFTP and what the store made of it.", tables)


__all__ = ["MailDesk", "portal", "said_of", "status_text"]
