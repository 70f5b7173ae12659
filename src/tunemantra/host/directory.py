"""The installed platforms with this host's settings, and the sessions with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from threading import RLock
from typing import BinaryIO, Protocol

from attrs import NOTHING, define, evolve, field, fields

from tunemantra.core.batch import BatchRule
from tunemantra.core.distribution import Event
from tunemantra.core.finding import Finding, error
from tunemantra.core.release import Release
from tunemantra.core.requirement import Capability
from tunemantra.errors import PluginError, SettingsError, TuneMantraError, UnknownPlatformError
from tunemantra.host.references import astray
from tunemantra.host.stores import BATCH, Stores, own, stores
from tunemantra.host.structuring import RULE, structure
from tunemantra.host.transfers import Transfers
from tunemantra.pipeline.visit import FALLBACK
from tunemantra.plugins import PluginManager
from tunemantra.ports.directory import Fit, Sending, as_stated
from tunemantra.ports.package import PackageFile
from tunemantra.ports.platform import Platform, PlatformDriver
from tunemantra.ports.runtime import Clock, SecretRef, SecretStore
from tunemantra.ports.storage import AssetStore
from tunemantra.ports.tool import ToolTransport
from tunemantra.ports.transport import ApiTransport, CallTransport, Endpoint, FileTransport, Mailbox


class _Closes(Protocol):
    def close(self) -> None: ...


@define
class Connectors:
    """Opens what an endpoint names, by its scheme."""

    api: Callable[[Endpoint, SecretStore], ApiTransport]
    files: Callable[[Endpoint, SecretStore], FileTransport]
    mailbox: Callable[[Endpoint, SecretStore], Mailbox]
    calls: Callable[[Endpoint, SecretStore], CallTransport]
    tool: Callable[[Endpoint, SecretStore], ToolTransport]


@define
class HostSession:
    """A session with one platform: connections are opened when first asked for and closed together."""

    endpoints: Mapping[str, Endpoint]
    connectors: Connectors
    secrets: SecretStore
    assets: AssetStore
    clock: Clock
    sending: Sending
    beat: Callable[[], None]
    fit: Fit = as_stated
    open_apis: dict[str, ApiTransport] = field(factory=dict)
    open_files: dict[str, FileTransport] = field(factory=dict)
    open_mailboxes: dict[str, Mailbox] = field(factory=dict)
    open_calls: dict[str, CallTransport] = field(factory=dict)
    open_tools: dict[str, ToolTransport] = field(factory=dict)

    def api(self, name: str = "api") -> ApiTransport:
        """Return the HTTP connection the platform named."""
        if name not in self.open_apis:
            self.open_apis[name] = self.connectors.api(self._endpoint(name), self.secrets)
        return self.open_apis[name]

    def files(self, name: str = "files") -> FileTransport:
        """Return the file connection the platform named."""
        if name not in self.open_files:
            self.open_files[name] = self.connectors.files(self._endpoint(name), self.secrets)
        return self.open_files[name]

    def mailbox(self, name: str = "mail") -> Mailbox:
        """Return the mailbox the platform named."""
        if name not in self.open_mailboxes:
            self.open_mailboxes[name] = self.connectors.mailbox(self._endpoint(name), self.secrets)
        return self.open_mailboxes[name]

    def calls(self, name: str = "calls") -> CallTransport:
        """Return the connection for calls of operations that the platform named."""
        if name not in self.open_calls:
            self.open_calls[name] = self.connectors.calls(self._endpoint(name), self.secrets)
        return self.open_calls[name]

    def tool(self, name: str = "tool") -> ToolTransport:
        """Return the program the platform named."""
        if name not in self.open_tools:
            self.open_tools[name] = self.connectors.tool(self._endpoint(name), self.secrets)
        return self.open_tools[name]

    def _endpoint(self, name: str) -> Endpoint:
        if name not in self.endpoints:
            message = f"the platform names no connection {name!r}, only {', '.join(sorted(self.endpoints)) or 'none'}"
            raise PluginError(message)
        return self.fit(self.endpoints[name])

    def secret(self, reference: SecretRef) -> str:
        """Return a secret for use at once."""
        return self.secrets.reveal(reference)

    def open(self, file: PackageFile) -> BinaryIO:
        """Return a verified, seekable stream of a package file's bytes."""
        return self.assets.open(file.sha256)

    def progress(self, file: PackageFile, sent: int) -> None:
        """Say how many bytes of a file have arrived."""
        self.sending(file, sent)

    def alive(self) -> None:
        """Say that work goes on."""
        self.beat()

    def close(self) -> None:
        """End every connection, also where ending one of them fails."""
        every: tuple[Mapping[str, _Closes], ...] = (
            self.open_apis,
            self.open_files,
            self.open_mailboxes,
            self.open_calls,
            self.open_tools,
        )
        with ExitStack() as stack:
            for connections in every:
                for connection in connections.values():
                    stack.callback(connection.close)


@define
class Directory:
    """`ports.directory.PlatformDirectory` over the plugins and the `[platforms.*]` tables. Thread-safe."""

    plugins: PluginManager
    tables: Mapping[str, Mapping[str, object]]
    connectors: Connectors
    secrets: SecretStore
    assets: Callable[[], AssetStore]
    clock: Clock
    transfers: Transfers | None = None
    fallbacks: Mapping[str, Mapping[str, object]] = field(factory=dict)
    _drivers: dict[tuple[str, str], PlatformDriver] = field(factory=dict, init=False)
    _settings: dict[tuple[str, str], object] = field(factory=dict, init=False)
    _stores: Stores = field(init=False)
    _lock: RLock = field(factory=RLock, init=False)

    @_stores.default
    def _every(self) -> Stores:
        return stores(self.plugins.platforms, self.tables)

    def keys(self) -> Sequence[str]:
        """Return the keys of all platforms, sorted."""
        return sorted(self._stores.platforms)

    def platform(self, key: str) -> Platform:
        """Return a platform's descriptor.

        Raises:
            UnknownPlatformError: no installed plugin offers it.
            SettingsError: its table names no plugin that makes platforms.
        """
        if key in self._stores.problems:
            raise SettingsError(f"the settings of the platform {key!r} are wrong", [self._stores.problems[key]])
        found = self._stores.platforms.get(key)
        if found is None:
            there = ", ".join(self.keys()) or "none"
            message = f"no installed plugin offers the platform {key!r}"
            raise UnknownPlatformError(
                message, hint=f"installed: {there}; `tunemantra plugins list` shows why", key=key
            )
        return found

    def routes(self, key: str) -> Sequence[str]:
        """Return the names of the routes to a platform beside its first."""
        return (FALLBACK,) if key in self.fallbacks else ()

    def settings(self, key: str, route: str = "") -> object:
        """Return a platform's settings; those of the fallback are the first ones with some changed.

        Raises:
            SettingsError: its table is wrong or missing, with all findings.
        """
        platform = self.platform(key)
        with self._lock:
            if (key, route) not in self._settings:
                self._settings[key, route] = self._read(platform, route)
            return self._settings[key, route]

    def _read(self, platform: Platform, route: str) -> object:
        changed = self.fallbacks.get(platform.key, {}) if route else {}
        path = f"fallbacks.{platform.key}" if route else f"platforms.{platform.key}"
        table = {**own(self.tables.get(platform.key, {})), **changed}
        settings, findings = structure(platform.settings, table, path=path)
        findings = (*findings, *(() if route else self._rule(platform)[1]))
        if findings and platform.key not in self.tables:
            message = f"{platform.label} is not configured"
            raise SettingsError(message, [_absent(platform, path)])
        if findings:
            message = f"the settings of {platform.label} are wrong"
            hint = f"put them under [{path}]"
            raise SettingsError(message, [finding.on(platform.key) for finding in findings], hint=hint)
        return settings

    def _rule(self, platform: Platform) -> tuple[BatchRule | None, tuple[Finding, ...]]:
        """Return when batches of a platform close, where its table says so, and what is wrong with that."""
        table, path = self.tables.get(platform.key, {}).get(BATCH), f"platforms.{platform.key}.{BATCH}"
        if table is None:
            return None, ()
        if Capability.BATCHES not in platform.capabilities:
            message = f"{platform.label} takes one release a batch"
            return None, (error(RULE, path, message, observed="a table", expected="none"),)
        if not isinstance(table, Mapping):
            return None, (error(RULE, path, f"{path} is wrong", observed=str(table), expected="a table"),)
        rule, findings = structure(BatchRule, table, path=path)
        return rule, tuple(findings)

    def withheld(self, key: str) -> Sequence[Finding]:
        """Return a finding for each secret or file that a platform's settings name and that cannot be had here."""
        return [_withheld(key, name, problem) for name, problem in astray(self.settings(key), self.secrets.reveal)]

    def batching(self) -> Mapping[str, BatchRule]:
        """Return when batches close, by the keys of the platforms whose orders are gathered in them."""
        rules = {key: self._rule(platform)[0] for key, platform in self._stores.platforms.items()}
        return {key: rule for key, rule in rules.items() if rule is not None}

    def driver(self, key: str, route: str = "") -> PlatformDriver:
        """Return a platform's driver with the settings of a route."""
        with self._lock:
            if (key, route) not in self._drivers:
                self._drivers[key, route] = self.platform(key).driver(self.settings(key, route))
            return self._drivers[key, route]

    @contextmanager
    def session(
        self, key: str, *, sending: Sending, alive: Callable[[], None], route: str = "", fit: Fit = as_stated
    ) -> Iterator[HostSession]:
        """Open a session; its connections end with it."""
        endpoints = self.platform(key).connections(self.settings(key, route))
        session = HostSession(
            endpoints, self._connectors_of(key), self.secrets, self.assets(), self.clock, sending, alive, fit
        )
        try:
            yield session
        finally:
            session.close()

    def _connectors_of(self, key: str) -> Connectors:
        if self.transfers is None:
            return self.connectors
        return evolve(self.connectors, files=self.transfers.opener(key, self.connectors.files))

    def house_rules(self, release: Release, platform: str) -> Iterable[Finding]:
        """Return what the installed house rules say."""
        return self.plugins.house_rules(release, platform)

    def announce(self, event: Event) -> None:
        """Tell the observers."""
        self.plugins.announce(event)


def _absent(platform: Platform, path: str) -> Finding:
    needed = [attribute.name for attribute in fields(platform.settings) if attribute.default is NOTHING]
    return error(
        RULE,
        path,
        f"{platform.label} is not configured: the settings have no table [{path}]",
        observed="no table",
        expected=f"a table with {', '.join(needed) or 'what it needs'}",
        hint="`tunemantra init settings` writes one to fill in, `tunemantra sandbox up` starts a simulator",
        platform=platform.key,
    )


def _withheld(key: str, name: str, problem: TuneMantraError) -> Finding:
    reference = str(problem.facts.get("reference", ""))
    what = "a file" if isinstance(problem, SettingsError) else "a secret"
    return error(
        "TM-PLT-003",
        f"platforms.{key}.{name}",
        f"{what} that the settings name cannot be had here",
        observed=problem.message,
        expected=f"{what} at {reference}" if reference else what,
        hint=problem.hint or f"set it, or correct {name} in [platforms.{key}]",
        platform=key,
    )


__all__ = ["Connectors", "Directory", "HostSession"]
