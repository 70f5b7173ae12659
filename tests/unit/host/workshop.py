"""A plugin that brings an adapter of each kind, and a platform that is reached through one of them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from attrs import define, evolve, field, frozen

from tests.unit.host.kiosk import Kiosk, platform_of
from tests.unit.pipeline.world import ShopSession
from tunemantra import hookimpl
from tunemantra.contrib.memory import MemoryAudio, MemoryImages
from tunemantra.contrib.storage import LocalAssetStore
from tunemantra.contrib.transports import FolderTransport
from tunemantra.core.distribution import Event
from tunemantra.ports import (
    AudioProcessor,
    Endpoint,
    FileTransport,
    ImageProcessor,
    NotifierProvider,
    Platform,
    SecretRef,
    SecretStore,
    StorageProvider,
    TranscoderProvider,
    TransportProvider,
)
from tunemantra.ports.package import Order, Package, Receipt


class HandingKiosk(Kiosk):
    """A kiosk whose files come over a connection."""

    def deliver(self, order: Order, package: Package, session: ShopSession) -> Receipt:
        for file in package.files:
            with session.open(file) as source:
                session.files().put(source, file.path, size=file.size, sha256=file.sha256)  # type: ignore[attr-defined]
        return super().deliver(order, package, session)


@frozen
class AtticSettings:
    key: SecretRef


@frozen
class PagerSettings:
    number: str
    pin: SecretRef | None = None


@define
class Pager:
    """A notifier that remembers; it may be out of order."""

    settings: PagerSettings
    said: list[Event] = field(factory=list)
    broken: bool = False
    closed: int = 0

    def publish(self, event: Event) -> None:
        if self.broken:
            raise ConnectionResetError("no signal")
        self.said.append(event)

    def close(self) -> None:
        self.closed += 1
        if self.broken:
            raise ConnectionResetError("no signal either")


@define(eq=False)
class Workshop:
    """The plugin.

    Args:
        yard: where everything it makes lies.
        shop: the platform's driver.
        broken: whether its pagers are.
        carries, paints: whether it has a transport, and processes pictures.
    """

    yard: Path
    shop: Kiosk
    connections: list[str] = field(factory=list)
    stores: list[tuple[str, str]] = field(factory=list)
    pagers: list[Pager] = field(factory=list)
    audio: MemoryAudio = field(factory=MemoryAudio)
    images: MemoryImages = field(factory=MemoryImages)
    broken: bool = False
    carries: bool = True
    paints: bool = True

    @hookimpl
    def tunemantra_platforms(self) -> Iterable[Platform]:
        dock = Endpoint("files", "acme+ftp://dock/inbox")
        return (evolve(platform_of(self.shop), connections=lambda _: {"files": dock}),)

    @hookimpl
    def tunemantra_transports(self) -> Iterable[TransportProvider]:
        return (TransportProvider("acme+ftp", "Acme FTP", open_files=self.connect),) if self.carries else ()

    @hookimpl
    def tunemantra_storages(self) -> Iterable[StorageProvider]:
        return (StorageProvider("attic", self.store, AtticSettings),)

    @hookimpl
    def tunemantra_transcoders(self) -> Iterable[TranscoderProvider]:
        return (TranscoderProvider("lathe", self.turn, self.paint if self.paints else None, label="Lathe"),)

    @hookimpl
    def tunemantra_notifiers(self) -> Iterable[NotifierProvider]:
        return (NotifierProvider("pager", self.page, PagerSettings),)

    def connect(self, endpoint: Endpoint, secrets: SecretStore) -> FileTransport:
        self.connections.append(endpoint.url)
        folder = self.yard / urlsplit(endpoint.url).path.strip("/")
        return FolderTransport(Endpoint(endpoint.name, folder.as_uri()), secrets)

    def store(self, url: str, settings: object, secrets: SecretStore) -> LocalAssetStore:
        assert isinstance(settings, AtticSettings)
        self.stores.append((url, secrets.reveal(settings.key)))
        return LocalAssetStore(self.yard / "attic")

    def turn(self, _settings: object, _secrets: SecretStore) -> AudioProcessor:
        return self.audio

    def paint(self, _settings: object, _secrets: SecretStore) -> ImageProcessor:
        return self.images

    def page(self, settings: object, _secrets: SecretStore) -> Pager:
        assert isinstance(settings, PagerSettings)
        self.pagers.append(Pager(settings, broken=self.broken))
        return self.pagers[-1]
