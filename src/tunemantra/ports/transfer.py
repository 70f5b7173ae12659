"""What a `FileTransport` may offer beside: being slowed down, saying what it can, clearing up.

Each is optional: whoever needs one asks with `isinstance`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol, runtime_checkable

from attrs import frozen

Pace = Callable[[int], None]
"""Called with so many bytes before they go out; returns when they may. May raise to stop the transfer."""


@frozen
class Traits:
    """What a file transport's protocol can do.

    Args:
        resumes: an interrupted file goes on; else it starts over.
        chunk: bytes that may travel twice at each interruption, beside what was on its way.
        cuts: what is too much of an earlier try can be cut off; else the file starts over.
        hides: a file has its final name only when it is whole and proved; else a marker beside it says so.
        browses: folders can be listed and files removed.
    """

    resumes: bool = True
    chunk: int = 0
    cuts: bool = True
    hides: bool = True
    browses: bool = True


@runtime_checkable
class SupportsTraits(Protocol):
    """Says what its protocol can do; without it a transport can do everything."""

    @property
    def traits(self) -> Traits:
        """Return what holds for this connection; may connect to find out."""


@runtime_checkable
class SupportsPace(Protocol):
    """Can be slowed down.

    *Contract.* `pace`, where it is not None, MUST be called before any bytes of a file go out, with their number.
    """

    pace: Pace | None


@runtime_checkable
class SupportsCleaning(Protocol):
    """Finds what interrupted uploads of ours have left."""

    def clean(self, path: str = "", *, before: datetime) -> Sequence[str]:
        """Remove what uploads into this folder have left and not touched since `before`, and return its names.

        *Contract.* Nothing is touched but parts of uploads: files that have their final name stay.
        """


def traits_of(transport: object) -> Traits:
    """Return what a transport can do; everything, where it does not say."""
    return transport.traits if isinstance(transport, SupportsTraits) else Traits()


__all__ = ["Pace", "SupportsCleaning", "SupportsPace", "SupportsTraits", "Traits", "traits_of"]
