"""Which of the adapters that plugins offer this host uses: chosen by the settings, opened when first needed."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Generic, Protocol, TypeVar

from attrs import frozen

from tunemantra.core.finding import Finding, error
from tunemantra.errors import ConnectError, Disposition, PluginError, SettingsError
from tunemantra.host.bundled import FFMPEG
from tunemantra.host.directory import Connectors
from tunemantra.host.settings import Settings
from tunemantra.host.structuring import RULE, structure
from tunemantra.plugins import PluginManager
from tunemantra.ports.providers import NotifierProvider, StorageProvider, TranscoderProvider, TransportProvider
from tunemantra.ports.runtime import SecretStore
from tunemantra.ports.storage import AssetStore
from tunemantra.ports.transcoding import AudioProcessor, ImageProcessor
from tunemantra.ports.transport import Endpoint

_log = logging.getLogger(__name__)


class _HasSettings(Protocol):
    @property
    def settings(self) -> type: ...


_T = TypeVar("_T", bound=_HasSettings)
_Open = TypeVar("_Open")


@frozen
class Choice(Generic[_T]):
    """An adapter that is used: what a plugin offers, and its settings."""

    provider: _T
    settings: object


@frozen
class Chosen:
    """The adapters of a host.

    Args:
        place: the setting `storage`.
        storage: what opens it.
        audio, images: whose processors.
        notifiers: by name.
    """

    place: str
    storage: Choice[StorageProvider]
    audio: Choice[TranscoderProvider]
    images: Choice[TranscoderProvider]
    notifiers: Mapping[str, Choice[NotifierProvider]]

    def open_assets(self, secrets: SecretStore) -> AssetStore:
        """Open the asset store."""
        return self.storage.provider.open(self.place, self.storage.settings, secrets)

    def open_audio(self, secrets: SecretStore) -> AudioProcessor:
        """Make the audio processor."""
        return _half(self.audio.provider.audio, "audio")(self.audio.settings, secrets)

    def open_images(self, secrets: SecretStore) -> ImageProcessor:
        """Make the image processor."""
        return _half(self.images.provider.images, "images")(self.images.settings, secrets)

    @property
    def processors(self) -> tuple[str, str]:
        """Return whose audio and whose image processor it is, for people."""
        audio, images = self.audio.provider, self.images.provider
        return audio.label or audio.name, images.label or images.name

    @property
    def tables(self) -> Mapping[str, object]:
        """Return the settings of every adapter, by what it is."""
        return {
            f"storage {self.storage.provider.scheme}": self.storage.settings,
            f"transcoder {self.audio.provider.name}": self.audio.settings,
            f"transcoder {self.images.provider.name}": self.images.settings,
            **{f"notifier {name}": choice.settings for name, choice in self.notifiers.items()},
        }


def _half(make: _Open | None, what: str) -> _Open:
    if make is None:
        raise PluginError(f"nobody offers to process {what}")
    return make


def choose(settings: Settings, plugins: PluginManager) -> Chosen:
    """Return the adapters the settings name; nothing is opened.

    Raises:
        SettingsError: one is offered by no plugin, or its table is wrong; all findings.
    """
    scheme, lenient = settings.storage.partition(":")[0].lower(), settings.safe_mode
    storages = _Counter("storage", "storages", plugins.storages, settings.storages)
    transcoders = _Counter("transcoder", "transcoders", plugins.transcoders, settings.transcoders)
    notifiers = _Counter("notifier", "notifiers", plugins.notifiers, settings.notifiers)
    own = plugins.transcoders.get(settings.transcoder)
    audio = settings.transcoder if own is None or own.audio else FFMPEG
    images = settings.transcoder if own is None or own.images else FFMPEG
    findings = [
        *storages.faults(scheme, lenient=lenient),
        *transcoders.faults(*dict.fromkeys((audio, images)), lenient=lenient),
        *notifiers.faults(lenient=lenient),
    ]
    if findings:
        raise SettingsError("the adapters in the settings are wrong", findings)
    return Chosen(
        place=settings.storage,
        storage=storages.choice(scheme),
        audio=transcoders.choice(audio),
        images=transcoders.choice(images),
        notifiers={name: notifiers.choice(name) for name in settings.notifiers if name in plugins.notifiers},
    )


@frozen
class _Counter(Generic[_T]):
    """One kind of adapter: what is offered, and the tables of settings."""

    word: str
    path: str
    offers: Mapping[str, _T]
    tables: Mapping[str, Mapping[str, object]]

    def faults(self, *chosen: str, lenient: bool) -> list[Finding]:
        """Return what is wrong; `lenient` leaves out tables of adapters that nobody offers."""
        found = [self._unknown(self.word, name) for name in chosen if name not in self.offers]
        for name in sorted({*chosen, *self.tables}):
            if name in self.offers:
                found += self._read(name)[1]
            elif lenient:
                _log.warning("%s.%s is not used: no bundled plugin offers it", self.path, name)
            elif name not in chosen:
                found.append(self._unknown(f"{self.path}.{name}", name))
        return found

    def choice(self, name: str) -> Choice[_T]:
        """Return an adapter that has no faults."""
        return Choice(self.offers[name], self._read(name)[0])

    def _read(self, name: str) -> tuple[object, tuple[Finding, ...]]:
        kind: type[object] = self.offers[name].settings
        return structure(kind, self.tables.get(name, {}), path=f"{self.path}.{name}")

    def _unknown(self, path: str, name: str) -> Finding:
        return error(
            RULE,
            path,
            f"no plugin offers the {self.word} {name!r}",
            observed=name,
            expected=f"one of {', '.join(self.offers)}" if self.offers else "none: no plugin offers any",
            hint="`tunemantra plugins list` shows what there is, and what is broken",
        )


def connectors(transports: Mapping[str, TransportProvider]) -> Connectors:
    """Return what opens an endpoint by its scheme, whoever brought the transport."""
    apis = {scheme: one.open_api for scheme, one in transports.items() if one.open_api is not None}
    files = {scheme: one.open_files for scheme, one in transports.items() if one.open_files is not None}
    mailboxes = {scheme: one.open_mailbox for scheme, one in transports.items() if one.open_mailbox is not None}
    tools = {scheme: one.open_tool for scheme, one in transports.items() if one.open_tool is not None}
    calls = {scheme: one.open_calls for scheme, one in transports.items() if one.open_calls is not None}
    return Connectors(
        api=lambda endpoint, secrets: _by_scheme(apis, endpoint)(endpoint, secrets),
        files=lambda endpoint, secrets: _by_scheme(files, endpoint)(endpoint, secrets),
        mailbox=lambda endpoint, secrets: _by_scheme(mailboxes, endpoint)(endpoint, secrets),
        calls=lambda endpoint, secrets: _by_scheme(calls, endpoint)(endpoint, secrets),
        tool=lambda endpoint, secrets: _by_scheme(tools, endpoint)(endpoint, secrets),
    )


def _by_scheme(openers: Mapping[str, _Open], endpoint: Endpoint) -> _Open:
    opener = openers.get(endpoint.scheme.lower())
    if opener is None:
        raise ConnectError(
            f"endpoint {endpoint.name!r} has an unknown scheme {endpoint.scheme!r}",
            hint=f"known here: {', '.join(sorted(openers))}; a plugin may bring another one",
            disposition=Disposition.STOP,
        )
    return opener


__all__ = ["Choice", "Chosen", "choose", "connectors"]
