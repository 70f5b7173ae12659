"""The platforms that are installed and configured here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from tunemantra.core.distribution import Event
from tunemantra.core.finding import Finding
from tunemantra.core.release import Release
from tunemantra.ports.package import PackageFile
from tunemantra.ports.platform import Platform, PlatformDriver, Session
from tunemantra.ports.transport import Endpoint

Sending = Callable[[PackageFile, int], None]

Fit = Callable[[Endpoint], Endpoint]
"""Told each endpoint that is about to be connected to; returns it with other parts or another time-out."""


def as_stated(endpoint: Endpoint) -> Endpoint:
    """Return an endpoint as its platform states it."""
    return endpoint


class PlatformDirectory(Protocol):
    """Finds platforms by key and opens sessions with them. Safe to use from several threads.

    *Contract.* A key nobody offers raises `UnknownPlatformError` naming those that are there; wrong or missing
    settings of a platform raise `SettingsError` when it is asked for, never earlier.
    """

    def keys(self) -> Sequence[str]:
        """Return the keys of all platforms, sorted."""

    def platform(self, key: str) -> Platform:
        """Return a platform's descriptor."""

    def routes(self, key: str) -> Sequence[str]:
        """Return the names of the routes to a platform beside its first, which has none: `fallback` at most."""

    def driver(self, key: str, route: str = "") -> PlatformDriver:
        """Return a platform's driver with its settings, or with those of another route."""

    def withheld(self, key: str) -> Sequence[Finding]:
        """Return a finding for each secret that a platform's settings name and that cannot be had here."""

    def session(
        self, key: str, *, sending: Sending, alive: Callable[[], None], route: str = "", fit: Fit = as_stated
    ) -> AbstractContextManager[Session]:
        """Open a session; its connections end with it. `sending` and `alive` hear of progress and may raise."""

    def house_rules(self, release: Release, platform: str) -> Iterable[Finding]:
        """Return what the installed house rules say; one that fails is itself a blocking finding."""

    def announce(self, event: Event) -> None:
        """Tell the observers of an event that was committed; never raises."""


__all__ = ["Fit", "PlatformDirectory", "Sending", "as_stated"]
