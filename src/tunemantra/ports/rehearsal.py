"""The go-live sequence of a store, as data: which test deliveries it asks for, in which order."""

from __future__ import annotations

from attrs import field, frozen

from tunemantra.core.distribution import OrderKind
from tunemantra.core.release import ReleaseKind
from tunemantra.core.rights import CommercialModel
from tunemantra.core.status import Status


@frozen
class RehearsalStep:
    """One test delivery, stated as what differs from a plain album that is on sale everywhere.

    Args:
        asks: what the store asks for, in a sentence.
        kind: of the order; a takedown states nothing else.
        release_kind: of the product; None for an album.
        territories: where it is on sale, as in release.toml; everywhere where empty.
        exclude: territories where it is not.
        models: commercial models of the sample's deals that it is offered under; all of them where empty.
        in_days: days from today until it is on sale; 0 for long ago.
        instant: whether it opens at one instant everywhere.
        ended_tracks: tracks, from 1, whose rights have ended.
        title: instead of the sample's own; empty for that.
        reinstates: whether it puts back what was taken down.
        expects: where the release stands when the step went well.
    """

    asks: str
    kind: OrderKind = OrderKind.UPDATE
    release_kind: ReleaseKind | None = None
    territories: tuple[str, ...] = field(default=(), converter=tuple[str, ...])
    exclude: tuple[str, ...] = field(default=(), converter=tuple[str, ...])
    models: tuple[CommercialModel, ...] = field(default=(), converter=tuple[CommercialModel, ...])
    in_days: int = 0
    instant: bool = False
    ended_tracks: tuple[int, ...] = field(default=(), converter=tuple[int, ...])
    title: str = ""
    reinstates: bool = False
    expects: Status = Status.LIVE


__all__ = ["RehearsalStep"]
