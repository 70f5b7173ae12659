"""Platforms and house rules as plugins: how they are found, loaded and called.

>>> sorted(record.name for record in load(safe_mode=True).records if record.bundled)
['beatport', 'spotify']
"""

from __future__ import annotations

from collections.abc import Iterable

from tunemantra.plugins._loader import GROUP, PluginRecord, PluginStatus, discover
from tunemantra.plugins._manager import PluginManager


def load(
    *, safe_mode: bool = False, blocked: frozenset[str] = frozenset(), extra: Iterable[object] = ()
) -> PluginManager:
    """Return the manager of everything that is installed.

    Args:
        safe_mode: use the bundled plugins and `extra` only.
        blocked: entry-point names that are not used.
        extra: plugin objects that an application hands over itself.
    """
    return PluginManager(discover(safe_mode=safe_mode, blocked=blocked), extra)


__all__ = ["GROUP", "PluginManager", "PluginRecord", "PluginStatus", "discover", "load"]
