"""Platforms, adapters and house rules as plugins: how they are found, loaded and called.

>>> {'beatport', 'spotify'} <= {record.name for record in load(safe_mode=True).records if record.bundled}
True
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from tunemantra.plugins._loader import GROUP, PluginRecord, PluginStatus, discover
from tunemantra.plugins._manager import PluginManager
from tunemantra.plugins._offers import derived


def load(
    *,
    safe_mode: bool = False,
    blocked: frozenset[str] = frozenset(),
    extra: Iterable[object] = (),
    built_in: Mapping[str, object] = MappingProxyType({}),
) -> PluginManager:
    """Return the manager of everything that is installed.

    Args:
        safe_mode: use the bundled plugins and `extra` only.
        blocked: entry-point names that are not used.
        extra: plugin objects that an application hands over itself.
        built_in: the host's own plugin objects by name, which count as bundled.
    """
    return PluginManager(discover(safe_mode=safe_mode, blocked=blocked), extra, built_in)


__all__ = ["GROUP", "PluginManager", "PluginRecord", "PluginStatus", "derived", "discover", "load"]
