"""Registers plugins, collects what they offer, and calls them one at a time behind a guard."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Iterable, Mapping
from functools import partial
from itertools import islice
from types import MappingProxyType
from typing import Final, TypeVar

import pluggy
from attrs import evolve

from tunemantra import __version__
from tunemantra.core.distribution import Event
from tunemantra.core.finding import Finding, error
from tunemantra.core.release import Release
from tunemantra.errors import PluginError
from tunemantra.plugins import _offers
from tunemantra.plugins._loader import OURSELVES, PluginRecord, PluginStatus
from tunemantra.plugins._offers import ACCEPTED, Claimed, ForeignError
from tunemantra.ports.hooks import PROJECT, HookSpecification
from tunemantra.ports.platform import Platform
from tunemantra.ports.providers import NotifierProvider, StorageProvider, TranscoderProvider, TransportProvider

MOST_RESULTS: Final = 10_000
"""Results one call of one plugin may have; a generator that never ends is refused."""

RULE: Final = "TM-PLG-001"

_CHECK, _OBSERVE = "tunemantra_check_release", "tunemantra_delivery_changed"
_T = TypeVar("_T")
Hooks = dict[str, pluggy.HookImpl]
_log = logging.getLogger(__name__)


class PluginManager:
    """The plugins in use. Nothing changes after construction; safe to use from several threads.

    Each implementation is called alone, in the order of entry-point names. A plugin that breaks the contract is
    recorded and out of use; the others go on. Of two offers with one key the bundled one stays, else the first.

    Args:
        found: what `discover` returned.
        extra: plugin objects that an application hands over itself; they come last, in this order.
        built_in: the host's own plugin objects by name, which count as bundled.
    """

    def __init__(
        self,
        found: Iterable[PluginRecord] = (),
        extra: Iterable[object] = (),
        built_in: Mapping[str, object] = MappingProxyType({}),
    ) -> None:
        self._pluggy = pluggy.PluginManager(PROJECT)
        self._pluggy.add_hookspecs(HookSpecification)
        self._platforms, self._transports = _offers.platforms(), _offers.transports()
        self._storages, self._transcoders = _offers.storages(), _offers.transcoders()
        self._notifiers = _offers.notifiers()
        own = [
            PluginRecord(name, _module_of(plugin), OURSELVES, __version__, bundled=True, plugin=plugin)
            for name, plugin in built_in.items()
        ]
        records = [*sorted((*own, *found), key=lambda record: record.name), *_handed_over(extra)]
        # Bundled plugins claim their keys first: no stranger's entry-point name can push one aside.
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

    def owner(self, kind: str, key: str) -> PluginRecord:
        """Return whose an offer is; `kind` as in `PluginRecord.offers`.

        Raises:
            KeyError: nobody offers it.
        """
        for record in self._records:
            if key in record.offered(kind):
                return record
        raise KeyError(key)

    @property
    def platforms(self) -> Mapping[str, Platform]:
        """The platforms in use, by key, sorted."""
        return self._platforms.offers

    @property
    def transports(self) -> Mapping[str, TransportProvider]:
        """The transports in use, by scheme, sorted."""
        return self._transports.offers

    @property
    def storages(self) -> Mapping[str, StorageProvider]:
        """The asset stores in use, by scheme, sorted."""
        return self._storages.offers

    @property
    def transcoders(self) -> Mapping[str, TranscoderProvider]:
        """The audio and image processors in use, by name, sorted."""
        return self._transcoders.offers

    @property
    def notifiers(self) -> Mapping[str, NotifierProvider]:
        """The notifiers in use, by name, sorted."""
        return self._notifiers.offers

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
            claims = self._claims(record, hooks)
        except ForeignError as problem:
            return record.failed(PluginStatus.INCOMPATIBLE_API, problem.message)
        except (Exception, SystemExit) as problem:  # noqa: BLE001 - a broken plugin is never fatal
            reason = problem.message if isinstance(problem, PluginError) else _words(problem)
            return record.failed(PluginStatus.BROKEN_CONTRACT, reason, problem)
        for claim in claims:
            claim.take()
        return evolve(record, offers=tuple((claim.kind, claim.keys) for claim in claims if claim.keys))

    def _claims(self, record: PluginRecord, hooks: Hooks) -> list[Claimed]:
        """Return everything a plugin offers; nothing is taken before all of it is found good."""
        shelves = (self._platforms, self._transports, self._storages, self._transcoders, self._notifiers)
        return [shelf.claim(record, partial(_collected, hooks[shelf.hook])) for shelf in shelves if shelf.hook in hooks]

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


def _handed_over(extra: Iterable[object]) -> list[PluginRecord]:
    return [PluginRecord(f"extra[{place}]", _module_of(plugin), plugin=plugin) for place, plugin in enumerate(extra)]


def _module_of(plugin: object) -> str:
    return str(getattr(plugin, "__name__", "") or f"{type(plugin).__module__}.{type(plugin).__qualname__}")


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
