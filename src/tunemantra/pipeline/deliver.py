"""Deliver: the driver hands the package over; what is there already is not sent again."""

from __future__ import annotations

from attrs import evolve

from tunemantra.core.distribution import Delivery, Distribution, Event, OrderKind, Stage
from tunemantra.core.status import TAKEDOWN_REQUESTED, Status
from tunemantra.pipeline.orders import order_of, package_of
from tunemantra.pipeline.steps import Step, becomes, happened, passed
from tunemantra.pipeline.tools import Alive, Tools
from tunemantra.pipeline.visit import visit
from tunemantra.ports.package import PackageFile, Receipt

_BESIDE_FILES = 4
"""Calls beside one a file: looking, registering, committing, looking again."""


def deliver(tools: Tools, delivery: Delivery, alive: Alive) -> Step:
    """Hand the package over through the platform's driver and keep its receipt."""
    order, package = order_of(tools, delivery), package_of(tools, delivery)

    def sending(file: PackageFile, sent: int) -> None:
        alive()
        tools.show(delivery, Stage.DELIVER, file.path, sent, file.size)

    receipt = visit(
        tools,
        delivery,
        alive,
        lambda driver, session: driver.deliver(order, package, session),
        sending=sending,
        calls=len(package.files) + _BESIDE_FILES,
    )
    at = tools.clock.now()
    takedown = delivery.kind is OrderKind.TAKEDOWN
    status = becomes(
        delivery,
        at,
        Status.PROCESSING,
        TAKEDOWN_REQUESTED if takedown else "uploaded-unverified",
        f"handed over as {receipt.reference}",
    )

    def change(distribution: Distribution) -> tuple[Distribution, tuple[Event, ...]]:
        return status(distribution.with_external_ids(dict(receipt.external_ids)))

    step = passed(delivery, Stage.TRACK, at, "the platform has it", change=change)
    sent = evolve(step.delivery, receipt=tools.codec.dump(receipt))
    proof = evolve(
        happened(delivery, at, "delivery.sent", _message(receipt), bytes=str(receipt.bytes_sent)),
        native=receipt.native,
    )
    return evolve(step, delivery=sent, events=(proof, *step.events))


def _message(receipt: Receipt) -> str:
    ways = " and ".join(sorted({how for _, how in receipt.proofs}))
    proved = f", proved by {ways}" if ways else ""
    return f"handed over as {receipt.reference}, {receipt.bytes_sent} bytes of media sent{proved}"


__all__ = ["deliver"]
