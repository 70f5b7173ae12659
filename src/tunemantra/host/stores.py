"""Platforms that a table of the settings makes of a plugin: `[platforms.<key>]` with `plugin = "<plugin's key>"`."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from typing import Final

from attrs import evolve, frozen

from tunemantra.core.finding import Finding, error
from tunemantra.errors import PluginError
from tunemantra.host.structuring import RULE
from tunemantra.plugins import derived
from tunemantra.ports.platform import Platform

PLUGIN: Final = "plugin"
"""The key of a table that names whose platform it makes; the host's own, not the plugin's."""
BATCH: Final = "batch"
"""The table within a table that says when batches close; the host's own as well."""
LOUDNESS: Final = "loudness"
"""The key of a table that says to which LUFS recordings are brought for it; the host's own as well."""
_QUIETEST: Final = -60

Tables = Mapping[str, Mapping[str, object]]


@frozen
class Stores:
    """Every platform of a host.

    Args:
        platforms: those of the plugins, and those that tables make of them, by key.
        problems: why a table makes none, by key.
    """

    platforms: Mapping[str, Platform]
    problems: Mapping[str, Finding]


def stores(offered: Mapping[str, Platform], tables: Tables) -> Stores:
    """Return every platform there is with these plugins and tables.

    Args:
        offered: the platforms of the plugins.
        tables: `[platforms.*]` of the settings.
    """
    found = dict(offered)
    problems: dict[str, Finding] = {}
    for key, table in tables.items():
        named = table.get(PLUGIN, key)
        base = offered.get(named) if isinstance(named, str) else None
        if base is None and PLUGIN not in table:
            continue  # nobody knows it: an unknown platform, not a wrong table
        if base is None or (key in offered and base.key != key):
            problems[key] = _misnamed(key, named, offered)
        elif base.key != key or base.derive is not None:
            try:
                found[key] = derived(base, key, own(table))
            except PluginError as problem:
                problems[key] = _unmade(key, base, problem)
        if LOUDNESS in table and key in found:
            loud = _as_loud(found[key], table[LOUDNESS])
            if isinstance(loud, Finding):
                problems[key] = loud
            else:
                found[key] = loud
    return Stores(dict(sorted(found.items())), problems)


def made_of(platforms: Collection[str], tables: Tables) -> tuple[str, ...]:
    """Return the keys of the tables that name one of these platforms as what they are made of, sorted."""
    return tuple(sorted(key for key, table in tables.items() if table.get(PLUGIN) in platforms))


def own(table: Mapping[str, object]) -> dict[str, object]:
    """Return the part of a table that is the plugin's."""
    return {key: value for key, value in table.items() if key not in {PLUGIN, BATCH, LOUDNESS}}


def ungathered(table: Mapping[str, object]) -> dict[str, object]:
    """Return a table without what says when batches close: each order is a batch of its own."""
    return {key: value for key, value in table.items() if key != BATCH}


def _as_loud(platform: Platform, loudness: object) -> Platform | Finding:
    """Return a platform for which recordings are brought to a loudness, or why they cannot be."""
    key, requirement = platform.key, platform.requirement
    path = f"platforms.{key}.{LOUDNESS}"
    if requirement.audio is None:
        message = f"{platform.label} takes no recordings"
        return error(RULE, path, message, observed=str(loudness), expected="no loudness", platform=key)
    if isinstance(loudness, bool) or not isinstance(loudness, int | float) or not _QUIETEST <= loudness <= 0:
        expected = f"LUFS from {_QUIETEST} to 0, such as -14"
        return error(RULE, path, f"{path} is wrong", observed=str(loudness), expected=expected, platform=key)
    return evolve(platform, requirement=evolve(requirement, audio=evolve(requirement.audio, loudness=float(loudness))))


def _misnamed(key: str, named: object, offered: Mapping[str, Platform]) -> Finding:
    path = f"platforms.{key}.{PLUGIN}"
    if key in offered and named in offered:
        message = f"{key} is the name of an installed platform; give this store a name of its own"
        return error(RULE, path, message, observed=str(named), expected="another name than that of a plugin")
    many = sorted(one for one, platform in offered.items() if platform.derive is not None)
    close = difflib.get_close_matches(str(named), many, n=1)
    hint = f"did you mean {close[0]}?" if close else "`tunemantra plugins list` shows what is installed"
    expected = f"a plugin that serves many stores: {', '.join(many) or 'none is installed'}"
    return error(RULE, path, f"{path} is wrong", observed=str(named), expected=expected, hint=hint, platform=key)


def _unmade(key: str, base: Platform, problem: PluginError) -> Finding:
    path = f"platforms.{key}"
    return error(RULE, path, problem.message, observed=f"{PLUGIN} = {base.key}", expected="a store", platform=key)


__all__ = ["BATCH", "LOUDNESS", "PLUGIN", "Stores", "made_of", "own", "stores", "ungathered"]
