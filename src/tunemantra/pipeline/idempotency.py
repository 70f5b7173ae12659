"""Idempotency: a command that comes again under its key is answered as the first time, and carried out once (A-011)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from attrs import frozen

from tunemantra.core.distribution import Delivery
from tunemantra.errors import ConflictError
from tunemantra.pipeline.tools import Tools

KIND: Final = "command"
"""Of the commands on the board."""
OPENED: Final = "order.opened"


@frozen
class Command:
    """What somebody asks for under an idempotency key.

    Args:
        organisation: whose command it is; each has its own keys.
        key: the idempotency key, any text.
        body: what is asked; equal where the same is.
    """

    organisation: str
    key: str
    body: str

    @property
    def id(self) -> str:
        """Return its id on the board, which follows from whose key it is: 64 hex digits."""
        return hashlib.sha256(json.dumps([self.organisation, self.key]).encode()).hexdigest()

    @property
    def mark(self) -> tuple[tuple[str, str], ...]:
        """Return what the event of an order that it opens says of it."""
        return (("command", self.id), ("idempotency-key", self.key))


@frozen
class Asked:
    """What the board says of a command: the SHA-256 of its body, and the orders that answer it; none before that."""

    body: str
    orders: tuple[str, ...] = ()


def used(tools: Tools, organisation: str, key: str) -> bool:
    """Return whether a key stands with a command."""
    return bool(tools.board.read(KIND, Command(organisation, key, "").id))


def answered(tools: Tools, command: Command) -> tuple[Delivery, ...]:
    """Return the orders that a command whose key was used was answered with; none where it was not yet.

    Nothing is written.

    Raises:
        ConflictError: its key stands with another body.
    """
    return _orders(tools, command, tools.codec.load(tools.board.read(KIND, command.id), Asked))


def once(tools: Tools, command: Command, carry_out: Callable[[], Sequence[Delivery]]) -> tuple[Delivery, ...]:
    """Carry a command out and return its orders, or those that it was answered with before.

    Whoever is killed in between leaves the key with its body: the same command again finds what was opened by its mark.

    Args:
        tools: the ports.
        command: what is asked.
        carry_out: opens the orders; from several processes at once where they were asked at once.

    Raises:
        ConflictError: its key stands with another body; nothing was carried out.
    """
    known = _orders(tools, command, _change(tools, command, ()))
    if known:
        return known
    opened = carry_out()
    return _orders(tools, command, _change(tools, command, tuple(order.id for order in opened)))


def opened_by(tools: Tools, command: Command | None, past: Sequence[Delivery]) -> tuple[Delivery, ...]:
    """Return those of a distribution's orders that a command has opened, though it was not answered yet.

    Args:
        tools: the ports.
        command: None for one without a key.
        past: all orders of the distribution.
    """
    if command is None or not past:
        return ()
    marked = set(_marked(tools, command, past[0].distribution_id))
    return tuple(one for one in past if one.id in marked)


def _marked(tools: Tools, command: Command, distribution_id: str) -> Iterator[str]:
    after = 0
    while page := tools.ledger.events(distribution_id, after=after):
        yield from (one.delivery_id for one in page if one.kind == OPENED and one.data == command.mark)
        after = page[-1].sequence


def _change(tools: Tools, command: Command, orders: tuple[str, ...]) -> Asked:
    """Note a command, and with `orders` its answer; the first body and the first answer stay."""
    fresh, codec = Asked(hashlib.sha256(command.body.encode()).hexdigest(), orders), tools.codec

    def written(text: str) -> str:
        stands = codec.load(text, Asked) if text else fresh
        return text if stands.body != fresh.body or stands.orders else codec.dump(fresh)

    return codec.load(tools.board.change(KIND, command.id, written), Asked)


def _orders(tools: Tools, command: Command, stands: Asked) -> tuple[Delivery, ...]:
    if stands.body != hashlib.sha256(command.body.encode()).hexdigest():
        message = f"the idempotency key {command.key!r} stands with another command; nothing was ordered"
        hint = "repeat the command as it was, or give a changed one a fresh key"
        raise ConflictError(message, hint=hint, orders=", ".join(stands.orders))
    return tuple(tools.ledger.delivery(one) for one in stands.orders)


__all__ = ["KIND", "OPENED", "Asked", "Command", "answered", "once", "opened_by", "used"]
