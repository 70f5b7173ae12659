"""The hook specification: where plugins register and observe. Behaviour lives in `ports.platform`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import pluggy

from tunemantra.core.distribution import Event
from tunemantra.core.finding import Finding
from tunemantra.core.release import Release
from tunemantra.ports.platform import API_VERSION, Platform
from tunemantra.ports.providers import NotifierProvider, StorageProvider, TranscoderProvider, TransportProvider

PROJECT = "tunemantra"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


class HookSpecification(Protocol):
    """The hooks a plugin may implement; arguments are append-only.

    Implementations are called one by one, sorted by entry-point name; results are consumed inside the guard.
    """

    @hookspec
    def tunemantra_platforms(self) -> Iterable[Platform]:
        """Return the platforms this plugin offers; a key that is taken is refused."""

    @hookspec
    def tunemantra_transports(self) -> Iterable[TransportProvider]:
        """Return the transports this plugin offers; a scheme that is taken is refused."""

    @hookspec
    def tunemantra_storages(self) -> Iterable[StorageProvider]:
        """Return the asset stores this plugin offers; a scheme that is taken is refused."""

    @hookspec
    def tunemantra_transcoders(self) -> Iterable[TranscoderProvider]:
        """Return the audio and image processors this plugin offers; a name that is taken is refused."""

    @hookspec
    def tunemantra_notifiers(self) -> Iterable[NotifierProvider]:
        """Return the notifiers this plugin offers; a name that is taken is refused."""

    @hookspec
    def tunemantra_check_release(self, release: Release, platform: str) -> Iterable[Finding]:
        """Return house rules' findings; they add to the others and never remove one. A failure blocks."""

    @hookspec
    def tunemantra_delivery_changed(self, event: Event) -> None:
        """See an event after it was committed; a failure is logged and changes nothing."""


__all__ = ["API_VERSION", "PROJECT", "HookSpecification", "hookimpl", "hookspec"]
