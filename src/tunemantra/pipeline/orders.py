"""The order as a driver sees it, put together from the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import evolve

from tunemantra.core.batch import ALONE
from tunemantra.core.distribution import Delivery, OrderKind, Outcome
from tunemantra.core.media import Facts
from tunemantra.pipeline.analyse import Remembered
from tunemantra.pipeline.digests import with_md5
from tunemantra.pipeline.prepare import release_of
from tunemantra.pipeline.tools import Tools
from tunemantra.pipeline.transform import renditions
from tunemantra.ports.package import Order, Package, PackageFile, Receipt


def order_of(tools: Tools, delivery: Delivery) -> Order:
    """Return the order a delivery is; the same delivery gives the same order."""
    order = tools.orders.get((delivery.id, delivery.version), lambda: _put_together(tools, delivery))
    # It may have been put together before it was put into a batch.
    return evolve(order, batch=delivery.batch) if delivery.batch not in {"", ALONE} else order


def _put_together(tools: Tools, delivery: Delivery, facts: Mapping[str, Facts] | None = None) -> Order:
    release = release_of(tools, delivery)
    demand = tools.platforms.platform(delivery.platform).requirement
    takedown = delivery.kind is OrderKind.TAKEDOWN
    made = {} if takedown else renditions(tools, release, demand, facts)
    distribution = tools.ledger.distribution(delivery.distribution_id)
    return Order(
        delivery_id=delivery.id,
        kind=delivery.kind,
        release=release,
        revision_id=delivery.revision_id,
        sequence=delivery.sequence,
        created_at=delivery.created_at,
        renditions=with_md5(tools, made) if demand.md5 else made,
        external_ids=dict(distribution.external_ids),
        previous=held(tools, delivery),
        analyses={} if takedown else Remembered(tools, release),
    )


def checked(tools: Tools, delivery: Delivery, facts: Mapping[str, Facts] | None = None) -> Order:
    """Return the order of a delivery, put together anew for its checks.

    It is kept for the stages after them (`order_of`), as long as the delivery goes on in one piece.

    Args:
        tools: the ports.
        delivery: of which.
        facts: of all files the platform gets, by path; looked up where it is None.
    """
    order = _put_together(tools, delivery, facts)
    tools.orders.put((delivery.id, delivery.version), order)
    return order


def held(tools: Tools, delivery: Delivery) -> Package | None:
    """Return what the platform holds of a release, from all orders it acknowledged before this one."""
    past = tools.ledger.deliveries(distribution_id=delivery.distribution_id)
    return left_by(tools, [older for older in past if older.sequence < delivery.sequence])


def left_by(tools: Tools, past: Iterable[Delivery]) -> Package | None:
    """Return what the platform holds of a release after some orders, oldest first; None for nothing."""
    files: dict[str, PackageFile] = {}
    for older in past:
        if older.outcome is not Outcome.DONE:
            continue
        if older.kind is OrderKind.TAKEDOWN:
            files.clear()
            continue
        package = tools.codec.load(older.package, Package)
        files.update((file.subject, file) for file in package.files if file.subject)
    return Package(tuple(files.values())) if files else None


def package_of(tools: Tools, delivery: Delivery) -> Package:
    """Return the package a delivery has built."""
    return tools.codec.load(delivery.package, Package)


def receipt_of(tools: Tools, delivery: Delivery) -> Receipt:
    """Return the platform's receipt for a delivery."""
    return tools.codec.load(delivery.receipt, Receipt)


__all__ = ["checked", "held", "left_by", "order_of", "package_of", "receipt_of"]
