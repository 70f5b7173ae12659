"""Gate: an order that waits for a release elsewhere is made ready, and is not packaged before it may be sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Final

from attrs import evolve

from tunemantra.core.after import After
from tunemantra.core.amendment import cancelled
from tunemantra.core.dependency import Node, Verdict, arranged, judged
from tunemantra.core.distribution import Delivery, Stage
from tunemantra.errors import ConflictError
from tunemantra.pipeline.steps import Step, happened
from tunemantra.pipeline.timeline import hasten
from tunemantra.pipeline.tools import Tools

KIND: Final = "after"
"""Of the notes on the board that say which orders stand at the gate; their keys are those of the orders."""
AGAIN: Final = timedelta(hours=1)
"""Until an order at the gate is looked at though nobody woke it."""
AT_ONCE: Final = 200
"""Orders at the gate that are looked at in one beat of the tick."""


def gate(tools: Tools, delivery: Delivery) -> Step | None:
    """Return the step of an order that has to wait for others, or is not wanted any more; None where it may go on."""
    verdict, words = look(tools, delivery)
    if verdict is Verdict.GOES:
        return None
    if newer(tools, delivery):
        return overtaken(tools, delivery)
    at = tools.clock.now()
    # Before it is written that it waits, so that a crash in between leaves nobody waiting unseen.
    tools.board.change(KIND, delivery.id, lambda _: verdict.value)
    kind = "order.waits" if verdict is Verdict.WAITS else "order.blocked"
    events = () if words == delivery.waiting else (happened(delivery, at, kind, words),)
    return Step(evolve(delivery, due_at=at + AGAIN, waiting=words), events=events)


def look(tools: Tools, delivery: Delivery) -> tuple[Verdict, str]:
    """Return whether an order may go on, and what to say where it may not: what is hopeless is said first."""
    every = [_judged(tools, delivery, after) for after in delivery.after]
    for verdict in (Verdict.BLOCKED, Verdict.WAITS):
        said = [words for one, words in every if one is verdict]
        if said:
            return verdict, "; ".join(said)
    return Verdict.GOES, ""


def _judged(tools: Tools, delivery: Delivery, after: After) -> tuple[Verdict, str]:
    label = tools.platforms.platform(after.platform).label
    found = tools.ledger.distributions(icpn=after.icpn or delivery.icpn, platform=after.platform, limit=1)
    orders = tools.ledger.deliveries(distribution_id=found[0].id) if found else ()
    return judged(after, label, found[0] if found else None, orders)


def newer(tools: Tools, delivery: Delivery) -> bool:
    """Return whether a newer order of the same distribution waits behind this one."""
    orders = tools.ledger.deliveries(distribution_id=delivery.distribution_id, open_only=True)
    return any(one.sequence > delivery.sequence for one in orders)


def overtaken(tools: Tools, delivery: Delivery) -> Step:
    """Return the step that ends an order which has not left the house, because a newer one takes its place."""
    at = tools.clock.now()
    ended = cancelled(delivery)
    event = happened(delivery, at, "order.cancelled", "a newer order takes its place")
    return Step(evolve(ended or delivery, due_at=at), events=(event,))


def wake(tools: Tools, after: str = "") -> str:
    """Have orders at the gate looked at now whose wait is over, or is for something else; return where to go on.

    Args:
        tools: the ports.
        after: what the call before has returned.
    """
    page = tools.board.page(KIND, after=after, limit=AT_ONCE)
    for key, _ in page:
        _wake(tools, tools.ledger.delivery(key))
    return page[-1][0] if len(page) == AT_ONCE else ""


def waiting(tools: Tools) -> dict[Verdict, int]:
    """Return how many orders stand at the gate, by what was found when they were looked at last."""
    counts, after = {Verdict.WAITS: 0, Verdict.BLOCKED: 0}, ""
    while page := tools.board.page(KIND, after=after, limit=AT_ONCE):
        for _, verdict in page:
            counts[Verdict(verdict)] += 1
        after = page[-1][0]
    return counts


def _wake(tools: Tools, delivery: Delivery) -> None:
    if not delivery.open or delivery.stage is not Stage.PACKAGE or not delivery.after:
        tools.board.change(KIND, delivery.id, lambda _: "")
        return
    now = tools.clock.now()
    if delivery.paused or delivery.due_at <= now:
        return
    verdict, words = look(tools, delivery)
    if verdict is Verdict.GOES or words != delivery.waiting or newer(tools, delivery):
        hasten(tools, delivery, "what it waited for has come" if verdict is Verdict.GOES else "its wait has changed")


def conditions(
    tools: Tools, icpn: str, platforms: Sequence[str], asked: Mapping[str, tuple[After, ...]]
) -> dict[str, tuple[After, ...]]:
    """Return what an order of a release has to wait for on each platform, each behind what it waits for.

    That is what is asked, and what the settings say, so far as the release goes to that other platform as well or was
    ordered there before.

    Args:
        tools: the ports.
        icpn: of the release.
        platforms: keys.
        asked: with this order, by key.

    Raises:
        UnknownPlatformError: one waits for a platform that nobody offers.
        ConflictError: some would wait for each other.
    """
    found: dict[str, tuple[After, ...]] = {}
    for key in platforms:
        house = [after for after in tools.after.get(key, ()) if _goes_there(tools, icpn, after, platforms)]
        found[key] = tuple(dict.fromkeys([*asked.get(key, ()), *house]))
        for after in found[key]:
            tools.platforms.platform(after.platform)
    graph: dict[Node, list[Node]] = {}
    for key, every in found.items():
        _follow(tools, graph, (icpn, key), every)
    ordered = arranged(graph)
    return {key: found[key] for product, key in ordered if product == icpn and key in found}


def refuse_other(tools: Tools, revision_id: str, icpn: str, asked: Mapping[str, tuple[After, ...]]) -> None:
    """Make sure that no order is open that would stand for this one and waits for something else.

    Raises:
        ConflictError: one is.
    """
    for key, every in asked.items():
        for one in tools.ledger.distributions(icpn=icpn, platform=key, limit=1):
            last = tools.ledger.deliveries(distribution_id=one.id)[-1:]
            if last and last[0].open and last[0].revision_id == revision_id and last[0].after != every:
                waits = " and ".join(map(str, last[0].after)) or "nothing"
                message = f"the order {last[0].id} for {key} is open and waits for {waits}"
                raise ConflictError(message, hint=f"cancel it first: tunemantra cancel {last[0].id}")


def _goes_there(tools: Tools, icpn: str, after: After, platforms: Iterable[str]) -> bool:
    if not after.icpn and after.platform in platforms:
        return True
    return bool(tools.ledger.distributions(icpn=after.icpn or icpn, platform=after.platform, limit=1))


def _follow(tools: Tools, graph: dict[Node, list[Node]], node: Node, every: Iterable[After]) -> None:
    """Add what a release on a platform waits for, and what that waits for in its turn by orders that are open."""
    graph[node] = [(after.icpn or node[0], after.platform) for after in every]
    for icpn, key in graph[node]:
        if (icpn, key) in graph:
            continue
        found = tools.ledger.distributions(icpn=icpn, platform=key, limit=1)
        orders = tools.ledger.deliveries(distribution_id=found[0].id, open_only=True) if found else ()
        _follow(tools, graph, (icpn, key), [after for order in orders for after in order.after])


__all__ = [
    "AGAIN",
    "AT_ONCE",
    "KIND",
    "conditions",
    "gate",
    "look",
    "newer",
    "overtaken",
    "refuse_other",
    "waiting",
    "wake",
]
