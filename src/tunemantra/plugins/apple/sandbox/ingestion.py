"""From a submitted package to the store, step by step, each after a while."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from tunemantra.contrib.sandbox import Agenda
from tunemantra.plugins.apple.sandbox import clearance, inspection
from tunemantra.plugins.apple.sandbox.catalogue import (
    CHECKED,
    DONE,
    FAILED,
    OPEN,
    READY,
    SUBMITTED,
    WAITING_FOR_US,
    Catalogue,
    Package,
    Product,
    Reason,
    Ticket,
    TrackWord,
)

if TYPE_CHECKING:
    from tunemantra.contrib.sandbox import Faults, Journal

STEP: Final = 0.4
"""Seconds each step takes at speed 1."""
CLEARANCE: Final = "clearance.json"
_KINDS: Final = {"TITLE-WORDS": "Metadata"}


class Ingestion:
    """Works through packages in the background; what it had begun before it was ended, it begins again.

    Args:
        catalogue, journal, faults: of the simulator.
        delay: from usual seconds to seconds here.
        page: address that proves that a product is on the store.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        journal: Journal,
        faults: Faults,
        *,
        delay: Callable[[float], float],
        page: Callable[[], str],
    ) -> None:
        self._catalogue, self._journal, self._faults = catalogue, journal, faults
        self._delay, self._page = delay, page
        self._agenda = Agenda(journal)

    def resume(self) -> None:
        """Go on with every package that is not at its end."""
        for product in self._catalogue.products():
            for package in product.packages:
                if not package.ended and package.stage != OPEN:
                    self._begin(product, package)

    def accepted(self, product: Product, package: Package) -> None:
        """Say that a new package is there, whole, and begin to work on it."""
        self._catalogue.happened(product, package, "Received")
        self._begin(product, package)

    def _begin(self, product: Product, package: Package) -> None:
        steps = {SUBMITTED: self._check, CHECKED: self._prepare, READY: self._publish}
        step = self._clear if package.kind == "clearance" else steps[package.stage]
        self._agenda.later(self._delay(STEP), lambda: self._step(step, product, package))

    def _step(self, step: Callable[[Product, Package], None], product: Product, package: Package) -> None:
        with self._catalogue.lock:
            if package.ended:
                return
            step(product, package)
            if not package.ended:
                self._begin(product, package)

    def _check(self, product: Product, package: Package) -> None:
        message, more = self._catalogue.message(product, package), self._catalogue.more(product, package)
        if more is None:
            raise RuntimeError("a package was taken without its second document")
        faults = inspection.inspect(message, more, lambda sha256: self._catalogue.asset(product, sha256))
        reasons = [Reason(fault.code, f"{fault.pointer}: {fault.detail}") for fault in faults]
        words = {fault.word for fault in faults}
        if inspection.TICKET in words:
            self._open_tickets(product, faults)
        if product.on_store:
            words.discard(inspection.TICKET)  # it waits beside what is on the store
        worst = next((word for word in inspection.WORST_FIRST if word in words), "Validated")
        if worst not in {"Validated", inspection.WARNING}:
            self._reject(product, package, worst, reasons, faults)
            return
        package.stage = CHECKED
        self._catalogue.show(product, package)
        self._catalogue.happened(product, package, worst, reasons=reasons)
        self._journal.write("ingested", icpn=product.upc, reference=package.id)

    def _reject(
        self, product: Product, package: Package, word: str, reasons: list[Reason], faults: list[inspection.Fault]
    ) -> None:
        package.stage = FAILED
        own = {fault.isrc: fault for fault in faults if fault.isrc and fault.word != inspection.WARNING}
        tracks = [
            TrackWord(isrc, word if isrc in own or not own else "In Review", own[isrc].detail if isrc in own else "")
            for isrc in self._catalogue.isrcs(product, package)
        ]
        self._catalogue.happened(product, package, word, reasons=reasons, tracks=tracks)
        reason = "; ".join(reason.detail for reason in reasons)
        self._journal.write("rejected", icpn=product.upc, reference=package.id, reason=reason)

    def _open_tickets(self, product: Product, faults: list[inspection.Fault]) -> None:
        for fault in faults:
            if fault.word == inspection.TICKET:
                number = f"T{product.apple_id[-4:]}-{len(product.tickets) + 1}"
                kind = _KINDS.get(fault.code, "Metadata")
                product.tickets.append(Ticket(number, product.upc, kind, WAITING_FOR_US, fault.detail))

    def _prepare(self, product: Product, package: Package) -> None:
        package.stage = READY
        unknown = self._faults.take("unknown-status")
        if unknown is not None:
            self._catalogue.happened(product, package, unknown or "Simmering")
        self._catalogue.happened(product, package, "Ready for Store")

    def _publish(self, product: Product, package: Package) -> None:
        deals = self._catalogue.message(product, package).deals
        product.territories = clearance.clearance_of(deals, datetime.now(UTC).date())
        forgotten = self._faults.take("silent-territory-drop")
        if forgotten is not None:
            code = forgotten or next(iter(product.territories))
            product.territories[code] = {"sale": False, "stream": False}
        withheld = self._faults.take("reject-track")
        tracks = [
            TrackWord(isrc, "Refusal", "refused by the editors") if isrc == withheld else TrackWord(isrc, "On Store")
            for isrc in product.isrcs
        ]
        package.stage, product.on_store = DONE, True
        page = f"{self._page()}/#{product.apple_id}"
        self._catalogue.happened(product, package, "On Store", tracks=tracks, url=page)
        self._journal.write("live", icpn=product.upc, reference=package.id)

    def _clear(self, product: Product, package: Package) -> None:
        stated = json.loads(self._catalogue.asset(product, package.documents[CLEARANCE]).read_bytes())
        product.territories = clearance.restricted(
            product.territories, stated["territories"], sale=stated["sale"], stream=stated["stream"]
        )
        package.stage = DONE
        product.on_store = any(state["sale"] or state["stream"] for state in product.territories.values())
        self._catalogue.happened(
            product, package, "On Store" if product.on_store else "Not on Store", cleared=product.on_store
        )
        if not product.on_store:
            self._journal.write("taken-down", icpn=product.upc, reference=package.id)
