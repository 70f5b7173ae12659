"""Which queue a delivery waits in, and how urgently."""

from __future__ import annotations

from attrs import frozen
from kombu import Exchange, Queue

from tunemantra.core.distribution import Lane, Stage

LONGEST = 24 * 3600
"""Seconds a message may be worked on before a broker may think it lost; repeated, it would change nothing."""

HIGHEST = 9
"""The priority RabbitMQ and Celery know as the most urgent one."""

PRIORITIES = {Lane.EMERGENCY: HIGHEST, Lane.HIGH: 7, Lane.NORMAL: 4, Lane.BULK: 1}


@frozen
class Kind:
    """A kind of work that has a queue and a task of its own.

    Args:
        name: short, for people.
        stages: the stations its workers take a delivery through.
    """

    name: str
    stages: frozenset[Stage]

    @property
    def address(self) -> str:
        """Return what both its queue and its task are called."""
        return f"tunemantra.{self.name}"

    def queue(self) -> Queue:
        """Return its queue as both sides declare it; brokers leave out what they do not know."""
        arguments = {"x-max-priority": HIGHEST, "x-consumer-timeout": LONGEST * 1000}
        exchange = Exchange(self.address, type="direct", durable=True)
        return Queue(self.address, exchange, routing_key=self.address, durable=True, queue_arguments=arguments)


MEDIA = Kind("media", frozenset(stage for stage in Stage if stage.media))
DELIVERY = Kind("delivery", frozenset(stage for stage in Stage if not stage.media))
EMERGENCY = Kind("emergency", frozenset(Stage))

KINDS = {kind.name: kind for kind in (EMERGENCY, DELIVERY, MEDIA)}


def kind_of(lane: Lane, stage: Stage | None) -> Kind:
    """Return the kind of work: an emergency is one to its end, all else goes by the station it has reached."""
    if lane is Lane.EMERGENCY:
        return EMERGENCY
    return MEDIA if stage is not None and stage.media else DELIVERY


def priority_of(lane: Lane, transport: str) -> int:
    """Return the priority of a message: for Redis, where the first of Celery's lists is read first, turned over."""
    priority = PRIORITIES[lane]
    return HIGHEST - priority if transport in {"redis", "rediss", "sentinel"} else priority


__all__ = ["DELIVERY", "EMERGENCY", "HIGHEST", "KINDS", "LONGEST", "MEDIA", "Kind", "kind_of", "priority_of"]
