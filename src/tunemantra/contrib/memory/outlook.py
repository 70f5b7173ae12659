"""What is due in a memory ledger, and how much of it there is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tunemantra.contrib.memory.orders import Held, pop, queues
from tunemantra.core.distribution import Lane, Stage
from tunemantra.core.sharing import Turns, shared_out
from tunemantra.ports.storage import Backlog, Due

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime


def due(first: Collection[Held], at: datetime, limit: int) -> Sequence[Due]:
    """Return what could be claimed of the oldest open orders, up to `limit` of each lane, the shares in turns."""
    found: list[Held] = []
    for lane in Lane:
        waiting = queues(first, lane, at)
        heads = [(share, queue[0].ready) for share, queue in waiting.items()]
        found += shared_out(Turns(), heads, limit, partial(pop, waiting))
    return [Due(held.delivery.id, held.delivery.lane, held.delivery.stage, held.token) for held in found]


def backlog(every: Collection[Held], at: datetime) -> Sequence[Backlog]:
    """Return how much open work there is, by platform, lane and stage."""
    groups: dict[tuple[str, Lane, Stage], list[Held]] = {}
    for held in every:
        one = held.delivery
        if one.open:
            groups.setdefault((one.platform, one.lane, one.stage), []).append(held)
    ranked = sorted(groups, key=lambda key: (key[0], key[1].rank, list(Stage).index(key[2])))
    return [_counted(*key, groups[key], at) for key in ranked]


def _counted(platform: str, lane: Lane, stage: Stage, some: Sequence[Held], at: datetime) -> Backlog:
    free = [held for held in some if held.free(at)]
    moments = [held.delivery.due_at for held in free if held.delivery.due_at <= at]
    return Backlog(
        platform, lane, stage, len(moments), len(some) - len(free), len(free) - len(moments), min(moments, default=None)
    )


__all__ = ["backlog", "due"]
