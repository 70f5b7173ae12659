"""Deliver: the driver hands the package over; what is there already is not sent again."""

from __future__ import annotations

from attrs import evolve

from tunemantra.core.batch import Batch, completing
from tunemantra.core.distribution import Delivery, Distribution, Event, OrderKind, Stage
from tunemantra.core.status import TAKEDOWN_REQUESTED, State, Status
from tunemantra.pipeline import batches
from tunemantra.pipeline.complete import completed
from tunemantra.pipeline.orders import order_of, package_of, receipt_of
from tunemantra.pipeline.steps import Step, becomes, happened, passed
from tunemantra.pipeline.tools import Alive, Tools
from tunemantra.pipeline.visit import visit
from tunemantra.ports.package import PackageFile, Receipt

_BESIDE_FILES = 4
"""Calls beside one a file: looking, registering, committing, looking again."""


def deliver(tools: Tools, delivery: Delivery, alive: Alive) -> Step:
    """Hand the package over through the platform's driver and keep its receipt.

    In a batch with others it is handed in, and handed over when the batch is complete.
    """
    batch = batches.of(tools, delivery)
    if batch is None:
        return _handed_over(tools, _sent(tools, delivery, alive))
    if not delivery.receipt:
        return _handed_in(tools, delivery, alive, batch)
    waiting = completed(tools, delivery, alive, batch)
    return waiting or _handed_over(tools, Step(delivery))


def _handed_in(tools: Tools, delivery: Delivery, alive: Alive, batch: Batch) -> Step:
    if not batch.takes_in:
        return batches.back(tools, delivery, batch)
    step = _sent(tools, delivery, alive)
    before = tools.ledger.batches.tally(batch.id)
    words = completing(batch, evolve(before, working=before.working - 1, handed=before.handed + 1))
    return evolve(step, delivery=evolve(step.delivery, due_at=tools.clock.now() + batches.AGAIN, waiting=words))


def _sent(tools: Tools, delivery: Delivery, alive: Alive) -> Step:
    """Return the step that hands over what is in the package of an order."""
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
    proof = evolve(
        happened(delivery, at, "delivery.sent", _message(receipt), bytes=str(receipt.bytes_sent)),
        native=receipt.native,
    )
    sent = evolve(delivery, receipt=tools.codec.dump(receipt), attempts=0, reason="")
    return Step(sent, events=(proof,))


def _handed_over(tools: Tools, sent: Step) -> Step:
    """Return the step of an order whose package the platform has, after the one that sent it."""
    delivery, receipt, at = sent.delivery, receipt_of(tools, sent.delivery), tools.clock.now()
    takedown = delivery.kind is OrderKind.TAKEDOWN
    status = becomes(
        delivery,
        at,
        Status.PROCESSING,
        TAKEDOWN_REQUESTED if takedown else "uploaded-unverified",
        f"handed over as {receipt.reference}",
    )

    def change(distribution: Distribution) -> tuple[Distribution, tuple[Event, ...]]:
        known = distribution.with_external_ids(dict(receipt.external_ids))
        return (known, ()) if _says_more(known.state, takedown=takedown) else status(known)

    step = passed(delivery, Stage.TRACK, at, "the platform has it", change=change)
    return evolve(step, events=(*sent.events, *step.events))


def _says_more(state: State, *, takedown: bool) -> bool:
    """Return whether the platform has spoken of an order already, which it may do before its answer has ended.

    The last step before the hand-over was ours, so what a platform said came after it.
    """
    if state.channel is None:
        return False
    if takedown:
        return state.status is Status.TAKEN_DOWN or state.substate == TAKEDOWN_REQUESTED
    return state.status in {Status.PROCESSING, Status.DELIVERED, Status.LIVE, Status.REJECTED}


def _message(receipt: Receipt) -> str:
    ways = " and ".join(sorted({how for _, how in receipt.proofs}))
    proved = f", proved by {ways}" if ways else ""
    return f"handed over as {receipt.reference}, {receipt.bytes_sent} bytes of media sent{proved}"


__all__ = ["deliver"]
