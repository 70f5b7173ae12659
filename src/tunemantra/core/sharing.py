"""Sharing: organisations and platforms take turns, so that nobody's ten thousand orders hold up another's one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from attrs import define, field

T = TypeVar("T")

KNOWN = 10_000
"""How many shares a `Turns` remembers at least; never more than twice as many."""


def share_of(organisation: str, platform: str) -> str:
    """Return the name of the queue that an organisation's orders for a platform stand in, 16 hex digits."""
    return hashlib.sha256(f"{organisation}\0{platform}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


@define
class Turns:
    """Whose turn it is: whoever was served longest ago, and of those never served who is due the longest."""

    _served: dict[str, int] = field(factory=dict, init=False)
    _turn: int = field(default=0, init=False)

    def order(self, heads: Iterable[tuple[str, datetime]]) -> list[str]:
        """Return shares in the order of their turns.

        Args:
            heads: each share with the moment its first order has been ready since.
        """
        served = self._served
        return [share for *_, share in sorted([(served.get(share, 0), since, share) for share, since in heads])]

    def serve(self, share: str) -> None:
        """Remember that a share had its turn."""
        self._turn += 1
        self._served.pop(share, None)
        self._served[share] = self._turn
        if len(self._served) > 2 * KNOWN:
            # Those served longest ago stand first.
            for oldest in list(self._served)[:-KNOWN]:
                self._served.pop(oldest, None)


def shared_out(
    turns: Turns, heads: Collection[tuple[str, datetime]], want: int, take: Callable[[str, int], Sequence[T]]
) -> list[T]:
    """Return up to `want` things, as many from each share as from any other while they last.

    Args:
        turns: whose turn it is.
        heads: each share that has something, with the moment its first has been ready since.
        want: how many at most.
        take: takes so many things of a share, or fewer where there are no more.
    """
    taken: list[T] = []
    if len(heads) == 1:  # as mostly, and then nothing is divided
        ((share, _),) = heads
        taken += take(share, want) if want > 0 else ()
        if taken:
            turns.serve(share)
        return taken
    shares = turns.order(heads)
    while shares and len(taken) < want:
        each = max(1, (want - len(taken)) // len(shares))
        left: list[str] = []
        for share in shares:
            ask = min(each, want - len(taken))
            got = take(share, ask) if ask else ()
            taken += got
            if got:
                turns.serve(share)
            if len(got) == ask:
                left.append(share)
        shares = left
    return taken


__all__ = ["KNOWN", "Turns", "share_of", "shared_out"]
