"""Finds the plugins that are installed, and imports each behind a guard.

Plugins, bundled ones included, are found through the entry-point group `tunemantra.plugins` and in no other way: a
source tree that was never installed has no plugins, and `pip install -e .` gives it some.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from enum import StrEnum
from importlib.metadata import Distribution, EntryPoint, distribution, distributions
from typing import Final

from attrs import evolve, field, frozen

GROUP: Final = "tunemantra.plugins"
OURSELVES: Final = "tunemantra"

_log = logging.getLogger(__name__)


class PluginStatus(StrEnum):
    """What became of a plugin."""

    LOADED = "loaded"
    DISABLED = "disabled"
    SKIPPED = "skipped"
    BROKEN_IMPORT = "broken-import"
    BROKEN_CONTRACT = "broken-contract"
    INCOMPATIBLE_API = "incompatible-api"


@frozen
class PluginRecord:
    """One plugin, and what became of it.

    Args:
        name: of its entry point; `extra[0]` for one that an application handed over itself.
        module: what the entry point names.
        distribution, version: who brought it.
        bundled: whether it comes with tunemantra.
        status: what became of it.
        error: one sentence; empty where nothing went wrong.
        exception: what was raised, with its traceback; None where nothing was.
        offers: what it offers, as `(kind, keys)`: `("platform", ("acme",))`, `("transport", ("acme+ftp",))`; a kind of
            which it offers none is left out.
        plugin: the imported object; None where it was not imported.
    """

    name: str
    module: str
    distribution: str = ""
    version: str = ""
    bundled: bool = False
    status: PluginStatus = PluginStatus.LOADED
    error: str = ""
    exception: BaseException | None = field(default=None, eq=False, repr=False)
    offers: tuple[tuple[str, tuple[str, ...]], ...] = ()
    plugin: object | None = field(default=None, eq=False, repr=False)

    @property
    def loaded(self) -> bool:
        """Return whether it is in use."""
        return self.status is PluginStatus.LOADED

    def offered(self, kind: str) -> tuple[str, ...]:
        """Return the keys of the offers of one kind: `platform`, `transport`, `storage`, `transcoder`, `notifier`."""
        return dict(self.offers).get(kind, ())

    @property
    def platforms(self) -> tuple[str, ...]:
        """Return the keys of the platforms it offers."""
        return self.offered("platform")

    @property
    def offering(self) -> str:
        """Return what it offers, for people: `platform spotify; transport acme+ftp, acme+sftp`."""
        return "; ".join(f"{kind} {', '.join(keys)}" for kind, keys in self.offers)

    @property
    def origin(self) -> str:
        """Return who brought it, for people: `tunemantra-acme 1.0`."""
        return f"{self.distribution} {self.version}".strip() or self.module

    def failed(self, status: PluginStatus, reason: str, exception: BaseException | None = None) -> PluginRecord:
        """Return the record of the same plugin, out of use, with the reason."""
        _log.warning("plugin %s of %s is not used: %s", self.name, self.origin, reason)
        if exception is not None:
            _log.debug("plugin %s", self.name, exc_info=exception)
        return evolve(self, status=status, error=reason, exception=exception, offers=())


def discover(*, safe_mode: bool = False, blocked: frozenset[str] = frozenset()) -> tuple[PluginRecord, ...]:
    """Return a record for each installed plugin, sorted by entry-point name; never raises because of one.

    Args:
        safe_mode: import the bundled ones only.
        blocked: entry-point names that are not imported.
    """
    found = [record for owner in _owners() for record in _records(owner, safe_mode=safe_mode, blocked=blocked)]
    return tuple(sorted(found, key=lambda record: (record.name, not record.bundled, record.distribution)))


def _owners() -> Iterator[Distribution]:
    """Yield each distribution with plugins once: where two versions are on the path, the one that is imported."""
    for name in sorted({_normal(owner.name) for owner in distributions() if _has_plugins(owner)}):
        yield distribution(name)


def _has_plugins(owner: Distribution) -> bool:
    # Most distributions have none: one look at the text is cheaper than parsing the entry points of all.
    try:
        return GROUP in (owner.read_text("entry_points.txt") or "") and bool(owner.name)
    except Exception as problem:  # noqa: BLE001 - somebody else's broken metadata
        _log.warning("the metadata of a distribution is unreadable: %s", problem)
        return False


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _records(owner: Distribution, *, safe_mode: bool, blocked: frozenset[str]) -> Iterator[PluginRecord]:
    bundled = _normal(owner.name) == OURSELVES
    whole = PluginRecord(owner.name, "", owner.name, owner.version or "", bundled)
    try:
        points = tuple(owner.entry_points.select(group=GROUP))
    except Exception as problem:  # noqa: BLE001 - whatever its metadata does, the others go on
        yield whole.failed(PluginStatus.BROKEN_CONTRACT, f"its entry points are unreadable: {problem}", problem)
        return
    for point in points:
        record = evolve(whole, name=point.name, module=point.value)
        if point.name in blocked:
            yield evolve(record, status=PluginStatus.DISABLED, error="blocked in the settings")
        elif safe_mode and not bundled:
            yield evolve(record, status=PluginStatus.SKIPPED, error="safe mode uses the bundled plugins only")
        else:
            yield _imported(record, point)


def _imported(record: PluginRecord, point: EntryPoint) -> PluginRecord:
    try:
        return evolve(record, plugin=point.load())
    except (Exception, SystemExit) as problem:  # noqa: BLE001 - whatever its import does, the others go on
        reason = f"its import failed: {type(problem).__name__}: {problem}"
        return record.failed(PluginStatus.BROKEN_IMPORT, reason, problem)


__all__ = ["GROUP", "PluginRecord", "PluginStatus", "discover"]
