"""When and how fast files are sent to each platform, and over how many connections."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any, BinaryIO, Final, Self

from attrs import Attribute, define, evolve, field, frozen, validators

from tunemantra.contrib.transports.throttle import Throttle
from tunemantra.core.finding import Finding, error
from tunemantra.core.window import TransferWindow, next_opening
from tunemantra.errors import ScheduleError, SettingsError, TransferTimeoutError, TransportError
from tunemantra.host.structuring import RULE, structure
from tunemantra.ports.runtime import Clock, SecretStore
from tunemantra.ports.transfer import SupportsCleaning, SupportsPace
from tunemantra.ports.transport import Endpoint, FileTransport, Proof, RemoteFile, Sent, SupportsProof

KEPT: Final = 4
"""Idle connections kept to one endpoint, where the settings name no bound."""

MOST_USES: Final = 100
"""Deliveries after which a connection is ended: servers like none that is there for ever."""


def _windows(_instance: object, attribute: Attribute[Any], value: Sequence[str]) -> None:
    for text in value:
        try:
            TransferWindow.parse(text)
        except ScheduleError as problem:
            raise ValueError(f"{attribute.name}: {problem}") from None


@frozen
class TransferSettings:
    """The table `[transfers.<platform>]`.

    Args:
        rate: bytes a second that all uploads of this process together send to the platform; 0 for no bound.
        windows: hours of the day in which files may be sent, `22:00-06:00 Europe/Berlin`; none for always. A file that
            was begun in one is sent to its end.
        connections: to each of the platform's servers at the same time, from this process; 0 for no bound.
    """

    rate: float = field(default=0.0, validator=validators.ge(0.0))
    windows: tuple[str, ...] = field(default=(), validator=_windows)
    connections: int = field(default=0, validator=validators.ge(0))


def read(
    tables: Mapping[str, Mapping[str, object]], platforms: Collection[str], *, lenient: bool
) -> Mapping[str, TransferSettings]:
    """Return the settings of every platform that has a table.

    Args:
        tables: `[transfers.*]` as they are written.
        platforms: what is installed.
        lenient: whether tables of platforms that are not installed are left out.

    Raises:
        SettingsError: with a finding for each wrong key or value, and each platform nobody offers.
    """
    found: dict[str, TransferSettings] = {}
    faults: list[Finding] = []
    for key, table in tables.items():
        path = f"transfers.{key}"
        settings, wrong = structure(TransferSettings, table, path=path)
        faults += wrong
        if settings is not None:
            found[key] = settings
        if key not in platforms and not lenient:
            faults.append(_unknown(path, key, platforms))
    if faults:
        raise SettingsError("the transfers in the settings are wrong", faults)
    return found


def _unknown(path: str, key: str, platforms: Collection[str]) -> Finding:
    return error(
        RULE,
        path,
        f"no installed plugin offers the platform {key!r}",
        observed=key,
        expected=f"one of {', '.join(sorted(platforms))}" if platforms else "none: no platform is installed",
        hint="`tunemantra plugins list` shows what there is",
    )


@define
class _Route:
    """What holds for one platform: its hours, and the speed its uploads share."""

    settings: TransferSettings
    windows: tuple[TransferWindow, ...] = field(init=False)
    throttle: Throttle | None = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.windows = tuple(TransferWindow.parse(text) for text in self.settings.windows)
        self.throttle = Throttle(self.settings.rate) if self.settings.rate else None


@define
class _Pool:
    """The connections to one endpoint, whatever its parts and its time-out are at the moment."""

    most: int
    idle: list[tuple[FileTransport, int, Endpoint]] = field(factory=list)
    free: threading.Semaphore | None = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.free = threading.BoundedSemaphore(self.most) if self.most else None


@define
class Transfers:
    """Opens connections for files, and keeps them for the next delivery. Thread-safe.

    Args:
        settings: by platform; what has none is bound by nothing.
        clock: says whether a window is open.
    """

    settings: Mapping[str, TransferSettings]
    clock: Clock
    _routes: dict[str, _Route] = field(factory=dict, init=False)
    _pools: dict[tuple[str, Endpoint], _Pool] = field(factory=dict, init=False)
    _lock: threading.Lock = field(factory=threading.Lock, init=False)
    _closed: bool = field(default=False, init=False)

    def opener(
        self, platform: str, make: Callable[[Endpoint, SecretStore], FileTransport]
    ) -> Callable[[Endpoint, SecretStore], FileTransport]:
        """Return what opens a platform's connections: closing one of them keeps it for whoever comes next."""
        return lambda endpoint, secrets: self._open(platform, endpoint, lambda: make(endpoint, secrets))

    def _open(self, platform: str, endpoint: Endpoint, make: Callable[[], FileTransport]) -> FileTransport:
        with self._lock:
            wanted = self.settings.get(platform, TransferSettings())
            route = self._routes.setdefault(platform, _Route(wanted))
            server = evolve(endpoint, timeout=0.0, part=0)
            pool = self._pools.setdefault((platform, server), _Pool(wanted.connections))
        if pool.free is not None and not pool.free.acquire(timeout=endpoint.timeout):
            raise TransferTimeoutError(
                f"all {pool.most} connections to endpoint {endpoint.name!r} are in use",
                hint=f"transfers.{platform}.connections bounds them",
            )
        try:
            transport, uses = self._idle(pool, endpoint) or (make(), 0)
        except BaseException:
            self._release(pool)
            raise
        return BoundedFiles(transport, route, self.clock, lambda: self._give_back(pool, transport, uses + 1, endpoint))

    def _idle(self, pool: _Pool, endpoint: Endpoint) -> tuple[FileTransport, int] | None:
        """Return a connection that is not in use; one made with other parts or another time-out is ended instead."""
        with self._lock:
            transport, uses, made = pool.idle.pop() if pool.idle else (None, 0, endpoint)
        if transport is not None and made != endpoint:
            transport.close()
            return None
        return None if transport is None else (transport, uses)

    def _give_back(self, pool: _Pool, transport: FileTransport, uses: int, endpoint: Endpoint) -> None:
        try:
            with self._lock:
                kept = not self._closed and uses < MOST_USES and len(pool.idle) < (pool.most or KEPT)
                if kept:
                    pool.idle.append((transport, uses, endpoint))
            if not kept:
                transport.close()
        finally:
            self._release(pool)

    @staticmethod
    def _release(pool: _Pool) -> None:
        if pool.free is not None:
            pool.free.release()

    def windows(self, platform: str) -> tuple[TransferWindow, ...]:
        """Return the hours in which files may be sent to a platform; none for always."""
        return _Route(self.settings.get(platform, TransferSettings())).windows

    def opens(self, platform: str) -> datetime:
        """Return when files may be sent to a platform next: now, or when its window opens."""
        return next_opening(self.windows(platform), self.clock.now())

    def close(self) -> None:
        """End every idle connection, and those in use when they are given back."""
        with self._lock:
            self._closed = True
            idle = [transport for pool in self._pools.values() for transport, _, _ in pool.idle]
            self._pools.clear()
        with ExitStack() as stack:
            for transport in idle:
                stack.callback(transport.close)


class BoundedFiles:
    """A `FileTransport` that sends in the hours and at the rate of its platform. One thread at a time.

    Args:
        transport: what sends.
        route: the hours and the rate.
        clock: says how late it is.
        give_back: ends the use of the transport.
    """

    def __init__(self, transport: FileTransport, route: _Route, clock: Clock, give_back: Callable[[], None]) -> None:
        self._transport, self._route, self._clock = transport, route, clock
        self._give_back: Callable[[], None] | None = give_back
        if isinstance(transport, SupportsPace):
            transport.pace = route.throttle

    def put(self, source: BinaryIO, path: str, *, size: int, sha256: str, sent: Sent | None = None) -> int:
        """Upload, and return the bytes that went over the wire (0 where the file was there already).

        Raises:
            TransportError: files may not be sent at this hour, and `retry_after` says when they may; or as the
                transport raises it.
        """
        self._await_window(path)
        if self._route.throttle is not None and not isinstance(self._transport, SupportsPace):
            sent = _slowed(self._route.throttle, sent)
        return self._transport.put(source, path, size=size, sha256=sha256, sent=sent)

    def _await_window(self, path: str) -> None:
        now = self._clock.now()
        opening = next_opening(self._route.windows, now)
        if opening > now:
            raise TransportError(
                f"{path!r} is not sent at this hour: the window opens at {opening.astimezone(UTC):%Y-%m-%d %H:%M} UTC",
                hint=f"files may be sent {', '.join(map(str, self._route.windows))}",
                retry_after=(opening - now).total_seconds(),
                opens=opening.isoformat(),
            )

    def proof(self, path: str) -> Proof | None:
        """Return how a file was proved; None where the transport has not put it, or does not say."""
        return self._transport.proof(path) if isinstance(self._transport, SupportsProof) else None

    def stat(self, path: str) -> RemoteFile | None:
        """Return what is there, or None."""
        return self._transport.stat(path)

    def list(self, path: str) -> Sequence[RemoteFile]:
        """Return the entries of a folder by name; empty where there is none."""
        return self._transport.list(path)

    def read(self, path: str, *, limit: int = 16 * 1024 * 1024) -> bytes:
        """Return a small file's bytes; refuse more than `limit`."""
        return self._transport.read(path, limit=limit)

    def remove(self, path: str) -> None:
        """Remove a file; nothing happens where there is none."""
        self._transport.remove(path)

    def clean(self, path: str = "", *, before: datetime) -> Sequence[str]:
        """Remove what uploads into a folder have left; nothing where the transport does not find it."""
        return self._transport.clean(path, before=before) if isinstance(self._transport, SupportsCleaning) else ()

    def close(self) -> None:
        """Give the connection back; it may be used by somebody else from now on."""
        give_back, self._give_back = self._give_back, None
        if give_back is not None:
            give_back()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _slowed(throttle: Throttle, sent: Sent | None) -> Sent:
    """Slow down one that only says what has arrived: what was there before it began is not counted."""
    last: list[int] = []

    def told(arrived: int) -> None:
        throttle(max(0, arrived - (last[-1] if last else arrived)))
        last[:] = [arrived]
        if sent is not None:
            sent(arrived)

    return told


__all__ = ["BoundedFiles", "TransferSettings", "Transfers", "read"]
