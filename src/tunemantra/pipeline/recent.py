"""Recent: the last few values that were put together, for whoever needs them again soon."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

from attrs import define, field

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


@define
class Recent(Generic[K, V]):
    """Keeps the values used last, by key. Safe to use from several threads.

    Args:
        limit: how many are kept.
    """

    limit: int
    _kept: dict[K, V] = field(factory=dict, init=False)
    _guard: Lock = field(factory=Lock, init=False, eq=False, repr=False)

    def get(self, key: K, make: Callable[[], V]) -> V:
        """Return the value of a key, made where it is not kept."""
        with self._guard:
            if key in self._kept:
                value = self._kept[key] = self._kept.pop(key)
                return value
        value = make()
        self.put(key, value)
        return value

    def put(self, key: K, value: V) -> None:
        """Keep a value in place of what was kept under its key."""
        with self._guard:
            self._kept.pop(key, None)
            self._kept[key] = value
            if len(self._kept) > self.limit:
                del self._kept[next(iter(self._kept))]


__all__ = ["Recent"]
