"""Keep: masters that came into the asset store by a second name become files of its own (ADR 0014)."""

from __future__ import annotations

import logging

from tunemantra.errors import AssetError
from tunemantra.pipeline.tools import Tools
from tunemantra.ports.storage import SupportsKeeping

_log = logging.getLogger(__name__)

AFTER = 60.0
"""Seconds a master stays linked at least while somebody works: copying it must not hold up what converts it."""


def keep(tools: Tools, *, older: float = 0.0) -> bool:
    """Copy one master that has been linked for so many seconds; False where there is none, or no copying it now."""
    store = tools.assets
    if not isinstance(store, SupportsKeeping):
        return False
    try:
        return store.keep(older=older)
    except AssetError as problem:
        _log.warning("a master stays linked for now: %s", problem)
        return False


__all__ = ["AFTER", "keep"]
