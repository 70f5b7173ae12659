"""Registers plugins, collects what they offer, and calls them one at a time behind a guard."""

from __future__ import annotations

import inspect
import logging
import re
from collections.abc import Iterable, Mapping
from itertools import islice
from types import MappingProxyType
from typing import Final, TypeVar

import attrs
import pluggy
from attrs import evolve

from tunemantra.core.distribution import Event
from tunemantra.core.finding import Finding, error
from tunemantra.core.release import Release
from tunemantra.core.status import SUBSTATES
from tunemantra.errors import PluginError
from tunemantra.plugins._loader import PluginRecord, PluginStatus
from tunemantra.ports.hooks import API_VERSION, PROJECT, HookSpecification
from tunemantra.ports.platform import Platform

ACCEPTED: Final = (API_VERSION - 1, API_VERSION)
"""Versions of the plugin contract that a platform may be written for."""

MOST_RESULTS: Final = 10_000
"""Results one call of one plugin may have; a generator that never ends is refused."""

RULE: Final = "TM-PLG-001"

_PLATFORMS, _CHECK, _OBSERVE = "tunemantra_platforms", "tunemantra_check_release", "tunemantra_delivery_changed"
_KEY: Final = re.compile(r"[a-z][a-z0-9_-]*")
_T = TypeVar("_T")
Hooks = dict[str, pluggy.HookImpl]
_log = logging.getLogger(__name__)


class PluginManager:
    """The plugins in use. Nothing changes after construction; safe to use from several threads.

    Each implementation is called alone, in the order of entry-point names. A plugin that breaks the contract is
    recorded and out of use; the others go on. Of two platforms with one key the bundled one stays, else the first.

    Args:
        found: what `discover` returned.
        extra: plugin objects that an application hands over itself; they come last, in this order.
    """

    def __init__(self, found: Iterable[PluginRecord] = (), extra: Iterable[object] = ()) -> None:
        self._pluggy = pluggy.PluginManager(PROJECT)
        self._pluggy.add_hookspecs(HookSpecification)
        self._platforms: dict[str, Platform] = {}
        self._owners: dict[str, PluginRecord] = {}
        records = [*sorted(found, key=lambda record: record.name), *_handed_over(extra)]
        # Bundled platforms claim their keys first: no stranger's entry-point name can push one aside.
        turns = sorted(range(len(records)), key=lambda place: not records[place].bundled)
        hooks: list[Hooks] = [{} for _ in records]
        for place in turns:
            if records[place].loaded:
                records[place] = self._taken(records[place], hooks[place])
        self._records = tuple(records)
        self._hooks = tuple(hooks)

    @property
    def records(self) -> tuple[PluginRecord, ...]:
        """Every plugin that was found or handed over, and what became of it."""
        return self._records

    @property
    def platforms(self) -> Mapping[str, Platform]:
        """The platforms in use, by key, sorted."""
        return MappingProxyType(dict(sorted(self._platforms.items())))

    def house_rules(self, release: Release, platform: str) -> tuple[Finding, ...]:
        """Return what all house rules say of a release on a platform.

        A rule that fails says nothing of the release, so it blocks (`TM-PLG-001`); so does a plugin that has rules
        and is out of use because it broke the contract. Block the plugin in the settings to go on without it.
        """
        findings: list[Finding] = []
        for record, hook in self._asked(_CHECK):
            try:
                _refuse_disabled(record)
                findings += _collected(hook, Finding, release=release, platform=platform)
            except (Exception, SystemExit) as problem:  # noqa: BLE001 - a failing check blocks
                _log.warning("house rules of %s failed: %s", record.name, problem)
                _log.debug("house rules of %s", record.name, exc_info=problem)
                findings.append(_unchecked(record, platform, problem))
        return tuple(findings)

    def announce(self, event: Event) -> None:
        """Tell every observer of an event; one that fails is logged and changes nothing."""
        for record, hook in self._asked(_OBSERVE):
            try:
                _refuse_disabled(record)
                _called(hook, event=event)
            except (Exception, SystemExit) as problem:  # noqa: BLE001 - an observer changes nothing
                _log.warning("observer %s of %s failed: %s", record.name, record.origin, _words(problem))
                _log.debug("observer %s", record.name, exc_info=problem)

    def _asked(self, name: str) -> Iterable[tuple[PluginRecord, pluggy.HookImpl]]:
        pairs = zip(self._records, self._hooks, strict=True)
        return ((record, hooks[name]) for record, hooks in pairs if name in hooks)

    def _taken(self, record: PluginRecord, hooks: Hooks) -> PluginRecord:
        try:
            self._register(record, hooks)
            offered = _collected(hooks[_PLATFORMS], Platform) if _PLATFORMS in hooks else ()
            foreign = [platform for platform in offered if platform.api not in ACCEPTED]
            if foreign:
                return record.failed(PluginStatus.INCOMPATIBLE_API, _foreign(foreign[0]))
            _refuse_faulty(offered)
            self._refuse_taken(record, offered)
        except (Exception, SystemExit) as problem:  # noqa: BLE001 - a broken plugin is never fatal
            reason = problem.message if isinstance(problem, PluginError) else _words(problem)
            return record.failed(PluginStatus.BROKEN_CONTRACT, reason, problem)
        for platform in offered:
            self._platforms[platform.key] = platform
            self._owners[platform.key] = record
        return evolve(record, platforms=tuple(platform.key for platform in offered))

    def _register(self, record: PluginRecord, hooks: Hooks) -> None:
        if inspect.isclass(record.plugin):
            raise PluginError(f"{record.module} is a class", hint="name a module or an instance")
        self._pluggy.register(record.plugin, record.name)
        callers = self._pluggy.get_hookcallers(record.plugin) or []
        hooks.update((caller.name, hook) for caller in callers for hook in _of(caller, record.name))
        for caller in callers:
            _refuse_unfit(caller, hooks[caller.name])
        if not hooks:
            raise PluginError("it implements no hook; mark its functions with tunemantra.hookimpl")

    def _refuse_taken(self, record: PluginRecord, offered: Iterable[Platform]) -> None:
        keys: set[str] = set()
        for platform in offered:
            owner = record if platform.key in keys else self._owners.get(platform.key)
            if owner is not None:
                message = f"platform {platform.key!r} of {record.origin} is taken by {owner.name} of {owner.origin}"
                raise PluginError(message, key=platform.key)
            keys.add(platform.key)


def _handed_over(extra: Iterable[object]) -> list[PluginRecord]:
    records = []
    for place, plugin in enumerate(extra):
        module = getattr(plugin, "__name__", "") or f"{type(plugin).__module__}.{type(plugin).__qualname__}"
        records.append(PluginRecord(f"extra[{place}]", str(module), plugin=plugin))
    return records


def _of(caller: pluggy.HookCaller, name: str) -> Iterable[pluggy.HookImpl]:
    return (hook for hook in caller.get_hookimpls() if hook.plugin_name == name)


def _refuse_unfit(caller: pluggy.HookCaller, hook: pluggy.HookImpl) -> None:
    if not caller.has_spec() and not hook.optionalhook:
        raise PluginError(f"there is no hook {caller.name!r}", hook=caller.name)
    if hook.wrapper or hook.hookwrapper:
        raise PluginError(f"{caller.name} is a wrapper; implementations are called one at a time", hook=caller.name)
    if inspect.iscoroutinefunction(hook.function) or inspect.isasyncgenfunction(hook.function):
        raise PluginError(f"{caller.name} is asynchronous; hooks are plain functions", hook=caller.name)


def _called(hook: pluggy.HookImpl, **arguments: object) -> object:
    result: object = hook.function(**{name: arguments[name] for name in hook.argnames})
    if inspect.isawaitable(result) or inspect.isasyncgen(result):
        if inspect.iscoroutine(result):
            result.close()
        raise PluginError("it returned something to await; hooks are plain functions")
    return result


def _collected(hook: pluggy.HookImpl, kind: type[_T], **arguments: object) -> tuple[_T, ...]:
    """Return everything a hook yields; generators run here, inside the caller's guard."""
    result = _called(hook, **arguments)
    if not isinstance(result, Iterable):
        raise PluginError(f"it returned {type(result).__name__}, not an iterable of {kind.__name__}")
    values: list[_T] = []
    for value in islice(result, MOST_RESULTS + 1):
        if not isinstance(value, kind):
            raise PluginError(f"it returned a {type(value).__name__} among its {kind.__name__} values")
        values.append(value)
    if len(values) > MOST_RESULTS:
        raise PluginError(f"it returned more than {MOST_RESULTS} {kind.__name__} values")
    return tuple(values)


def _refuse_disabled(record: PluginRecord) -> None:
    if not record.loaded:
        raise PluginError(record.error)


def _refuse_faulty(platforms: Iterable[Platform]) -> None:
    """Refuse what would only fail later, when the platform is used."""
    for platform in platforms:
        parts: Mapping[str, object] = attrs.asdict(platform, recurse=False)
        if not _KEY.fullmatch(str(parts["key"])):
            raise PluginError(f"platform key {parts['key']!r} is not a short lower-case name")
        if not inspect.isclass(parts["settings"]) or not attrs.has(parts["settings"]):
            raise PluginError(f"the settings of {platform.key} are not an attrs class")
        if not callable(parts["driver"]) or not callable(parts["connections"]):
            raise PluginError(f"driver and connections of {platform.key} must be callable")
        for native, (status, substate) in platform.status_map.items():
            if substate not in SUBSTATES.get(status, ()):
                raise PluginError(f"{platform.key} maps {native!r} to {status}: {substate}, which does not exist")


def _foreign(platform: Platform) -> str:
    accepted = " and ".join(str(version) for version in ACCEPTED)
    return f"platform {platform.key!r} is written for version {platform.api} of the plugin contract, not {accepted}"


def _unchecked(record: PluginRecord, platform: str, problem: BaseException) -> Finding:
    return error(
        RULE,
        "",
        f"The house rules of plugin {record.name} ({record.origin}) could not be asked.",
        observed=_words(problem),
        expected="an answer",
        hint="correct the plugin, or block it in the settings",
        platform=platform,
    )


def _words(problem: BaseException) -> str:
    return str(problem) if isinstance(problem, PluginError) else f"{type(problem).__name__}: {problem}"


__all__ = ["ACCEPTED", "RULE", "PluginManager"]
