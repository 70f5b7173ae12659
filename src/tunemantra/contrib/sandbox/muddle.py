"""Words said twice, late or in the wrong order, as the faults ask for, over whichever channel a store has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from attrs import define, field

from tunemantra.contrib.sandbox.faults import Faults

_Word = TypeVar("_Word")


@define
class Muddle(Generic[_Word]):
    """Says words.

    Args:
        faults: of the simulator.
        write: says one.
    """

    faults: Faults
    write: Callable[[_Word], None]
    _held: list[_Word] = field(factory=list)

    def say(self, word: _Word, *, last: bool, first: Callable[[], _Word]) -> None:
        """Say a word.

        Args:
            word: what is said.
            last: whether nothing follows for now.
            first: returns the first word about the same thing.
        """
        if not last and self.faults.take("out-of-order-status") is not None:
            self._held.append(word)
            return
        self.write(word)
        for late in self._held:
            self.write(late)
        self._held.clear()
        if self.faults.take("duplicate-status") is not None:
            self.write(word)
        if last and self.faults.take("late-status") is not None:
            self.write(first())


__all__ = ["Muddle"]
