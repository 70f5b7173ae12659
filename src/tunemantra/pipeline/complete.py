"""Complete: once everything of a batch is handed in, what completes it is handed over, the mark last."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from attrs import evolve

from tunemantra.core.batch import Batch, BatchState, completing
from tunemantra.core.distribution import Delivery, Stage
from tunemantra.errors import ConflictError, PluginError
from tunemantra.pipeline.batches import AGAIN
from tunemantra.pipeline.package import keep
from tunemantra.pipeline.steps import Step
from tunemantra.pipeline.tools import Alive, Tools
from tunemantra.pipeline.visit import visit
from tunemantra.ports.package import Package
from tunemantra.ports.platform import PlatformDriver, SupportsBatches

_CALLS: Final = 4
"""Calls that completing a batch may make, as far as is known."""


def completed(tools: Tools, delivery: Delivery, alive: Alive, batch: Batch) -> Step | None:
    """Complete the batch of an order that is handed in, if everybody is; None where it is complete.

    Returns the step of an order that waits for the others.
    """
    book = tools.ledger.batches
    if batch.state is not BatchState.COMPLETE and not book.tally(batch.id).working:
        with suppress(ConflictError):
            batch = _complete(tools, delivery, alive, batch)
    if batch.state is BatchState.COMPLETE:
        return None
    waiting = completing(batch, book.tally(batch.id))
    return Step(evolve(delivery, due_at=tools.clock.now() + AGAIN, waiting=waiting))


def _complete(tools: Tools, delivery: Delivery, alive: Alive, batch: Batch) -> Batch:
    """Seal a batch, settle what is in it, and hand over what completes it; each of the three happens once.

    From the seal on nobody begins to hand in; whoever had begun before is counted again behind it.
    """
    book = tools.ledger.batches
    if batch.state is not BatchState.SEALED:
        batch = book.write(evolve(batch, state=BatchState.SEALED))
    if book.tally(batch.id).working:
        return batch
    members, driver = book.members(batch.id), batching(tools, delivery.platform)
    if not batch.package:
        entries = [tools.codec.load(one.package, Package).entry for one in members if one.receipt]
        made = keep(tools, driver.complete_with(batch, entries))
        batch = book.write(evolve(batch, package=tools.codec.dump(made)))
    package = tools.codec.load(batch.package, Package)
    begun = [one for one in members if not one.receipt and one.package and one.stage is Stage.DELIVER]
    left = [tools.codec.load(one.package, Package) for one in begun]
    receipt = visit(
        tools,
        delivery,
        alive,
        lambda driver, session: _able(driver, delivery.platform).complete(package, left, session),
        sending=lambda _file, _sent: alive(),
        calls=_CALLS + len(left),
    )
    return book.write(evolve(batch, state=BatchState.COMPLETE, receipt=tools.codec.dump(receipt)))


def batching(tools: Tools, platform: str) -> SupportsBatches:
    """Return the driver of a platform that takes batches.

    Raises:
        PluginError: it takes none.
    """
    return _able(tools.platforms.driver(platform), platform)


def _able(driver: PlatformDriver, platform: str) -> SupportsBatches:
    if not isinstance(driver, SupportsBatches):
        message = f"the driver of {platform} takes no batches"
        raise PluginError(message, hint=f"take [platforms.{platform}.batch] out of the settings")
    return driver


__all__ = ["batching", "completed"]
