"""Orders to YouTube, as the pipeline would hand them to the driver."""

from __future__ import annotations

from attrs import evolve

from tunemantra.core.distribution import OrderKind
from tunemantra.plugins.youtube.profile import REQUIREMENT
from tunemantra.testing import make_deal, make_order, make_release, make_track

WORLD = make_deal()


def order(what=OrderKind.INSERT, **changes):
    """An order of a single, some fields of the release changed."""
    return make_order(evolve(make_release(tracks=1), **changes), kind=what, requirement=REQUIREMENT)


def track(index=0, **changes):
    return make_track(index, 1, index + 1, **changes)


def said(name, value):
    """The label's own word for YouTube."""
    return (("youtube", name, value),)
