"""Platforms, adapters and house rules as plugins: how they are found, loaded and called.

>>> {'beatport', 'spotify'} <= {record.name for record in load(safe_mode=True).records if record.bundled}
True
"""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tunemantra.plugins._loader import GROUP, PluginRecord, PluginStatus, discover
    from tunemantra.plugins._manager import PluginManager
    from tunemantra.plugins._offers import derived

_HOMES = {
    "GROUP": "tunemantra.plugins._loader",
    "PluginManager": "tunemantra.plugins._manager",
    "PluginRecord": "tunemantra.plugins._loader",
    "PluginStatus": "tunemantra.plugins._loader",
    "derived": "tunemantra.plugins._offers",
    "discover": "tunemantra.plugins._loader",
}


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
    from tunemantra.plugins._loader import discover
    from tunemantra.plugins._manager import PluginManager

    return PluginManager(discover(safe_mode=safe_mode, blocked=blocked), extra, built_in)


__all__ = ["GROUP", "PluginManager", "PluginRecord", "PluginStatus", "derived", "discover", "load"]


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for: a simulator lives in this package and needs none of them."""
    if name not in _HOMES:
        message = f"module 'tunemantra.plugins' has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
