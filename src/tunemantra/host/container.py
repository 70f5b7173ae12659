"""The composition root: which adapter serves which port. Nothing else imports dependency-injector.

An adapter with a library behind it is imported by the function that makes it: who never uses it never waits for it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, runtime_checkable

from attrs import frozen
from dependency_injector import providers

from tunemantra.contrib.runtime import SecretResolver, SystemClock, TimeSortedIds
from tunemantra.core.after import After
from tunemantra.core.finding import Finding, error
from tunemantra.core.pace import Pace
from tunemantra.core.schedule import LeadTime
from tunemantra.errors import MediaError, SettingsError
from tunemantra.host.adapters import Chosen, choose, connectors
from tunemantra.host.brokers import queue_of
from tunemantra.host.bundled import BundledAdapters
from tunemantra.host.databases import database_of
from tunemantra.host.directory import Connectors, Directory
from tunemantra.host.listener import Listener
from tunemantra.host.settings import Settings, is_reference
from tunemantra.host.stores import stores
from tunemantra.host.structuring import RULE
from tunemantra.host.transfers import Transfers, read
from tunemantra.pipeline.retry import RetryPolicy
from tunemantra.pipeline.service import Service
from tunemantra.pipeline.tools import Tools
from tunemantra.plugins import PluginManager, load
from tunemantra.ports.board import Board
from tunemantra.ports.context import Codec, ContentSource, DocumentJudge
from tunemantra.ports.fingerprints import Fingerprinter, FingerprintIndex
from tunemantra.ports.notification import EventSink, Observer, ProgressSink
from tunemantra.ports.runtime import Clock, SecretStore
from tunemantra.ports.storage import AssetStore, Ledger
from tunemantra.ports.transcoding import (
    AudioProcessor,
    BookletReader,
    ImageProcessor,
    PictureAnalyser,
    SoundAnalyser,
    VideoProcessor,
)

if TYPE_CHECKING:
    from tunemantra.contrib.ddex import SchemaSet

DATABASE: Final = "tunemantra.db"
"""The ledger in the home, where the settings name no other."""


def _ledger(settings: Settings, secrets: SecretStore) -> Ledger:
    from tunemantra.contrib.sql import SqlLedger

    home = settings.home
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise _unusable(home, problem.strerror or str(problem)) from problem
    if not os.access(home, os.W_OK):
        raise _unusable(home, "it cannot be written to")
    return SqlLedger(database_of(settings, secrets) or f"sqlite:///{home / DATABASE}")


def nothing_kept(settings: Settings) -> bool:
    """Return whether there is no ledger yet: whoever only wants to read finds nothing, and need not make one.

    An empty file is none: SQLite makes it before anything is kept, and who loses what was in it is left with one.
    Whoever keeps the database's address as a secret has one.

    Raises:
        SettingsError: the database of the settings is none.
    """
    if is_reference(settings.database):
        return False
    if settings.database:
        from tunemantra.contrib.sql import parse

        url = parse(settings.database)
        return url.get_backend_name() == "sqlite" and _empty(Path(url.database or ""))
    home = settings.home
    return not home.exists() or (home.is_dir() and _empty(home / DATABASE))


def _empty(file: Path) -> bool:
    return not file.exists() or (file.is_file() and not file.stat().st_size)


def _unusable(home: Path, problem: str) -> SettingsError:
    finding = error(
        RULE,
        "home",
        "the folder of the ledger and the asset store cannot be used",
        observed=f"{home}: {problem}",
        expected="a folder that can be made and written to",
        hint="name another one, in the settings or with --home",
    )
    return SettingsError(f"the home {home} cannot be used", [finding])


def _built_in(settings: Settings) -> Mapping[str, object]:
    return {"adapters": BundledAdapters(settings)}


def _connectors(plugins: PluginManager) -> Connectors:
    return connectors(plugins.transports)


def _transfers(settings: Settings, plugins: PluginManager, clock: Clock) -> Transfers:
    platforms = stores(plugins.platforms, settings.platforms).platforms
    return Transfers(read(settings.transfers, platforms, lenient=settings.safe_mode), clock)


def _assets(chosen: Chosen, secrets: SecretStore) -> AssetStore:
    return chosen.open_assets(secrets)


def _audio(chosen: Chosen, secrets: SecretStore) -> AudioProcessor:
    return chosen.open_audio(secrets)


def _images(chosen: Chosen, secrets: SecretStore) -> ImageProcessor:
    return chosen.open_images(secrets)


@contextmanager
def _media_extra() -> Iterator[None]:
    """Say what to install where numpy is missing; it is loaded only where duplicates are looked for."""
    try:
        yield
    except ModuleNotFoundError as problem:
        finding = error(
            RULE,
            "duplicates",
            f"looking for duplicates needs {problem.name}",
            observed="true",
            expected="false, or the extra `media`",
            hint="pip install 'tunemantra[media]'",
        )
        raise SettingsError("duplicates cannot be looked for", [finding]) from problem


def _fingerprints(settings: Settings) -> Fingerprinter | None:
    if not settings.duplicates:
        return None
    with _media_extra():
        from tunemantra.contrib.media.prints import Fingerprints
    return Fingerprints(settings.ffmpeg or None)


def _catalogue(settings: Settings) -> FingerprintIndex | None:
    if not settings.duplicates:
        return None
    with _media_extra():
        from tunemantra.contrib.media.prints import PrintIndex
    return PrintIndex(settings.home / "fingerprints")


def _sounds(settings: Settings) -> SoundAnalyser:
    from tunemantra.contrib.media.listening import FfmpegListener

    return FfmpegListener(settings.ffmpeg or None)


def _films(settings: Settings) -> VideoProcessor | None:
    """Return what converts films; None without ffmpeg: whoever needs it is told then, and only then."""
    from tunemantra.contrib.media.video import FfmpegVideo

    try:
        return FfmpegVideo(settings.ffmpeg or None)
    except MediaError:
        return None


def _pictures() -> PictureAnalyser:
    from tunemantra.contrib.media.looking import PictureLooker

    return PictureLooker()


def _booklets() -> BookletReader:
    from tunemantra.contrib.media.booklet import PdfBooklet

    return PdfBooklet()


def _codec() -> Codec:
    from tunemantra.contrib.formats import JsonCodec

    return JsonCodec()


def _source() -> ContentSource:
    from tunemantra.contrib.formats import ReleaseFolder

    return ReleaseFolder()


def _listeners(chosen: Chosen, secrets: SecretStore, plugins: PluginManager) -> tuple[Listener, ...]:
    return tuple(
        Listener(choice, secrets, plugins.owner("notifier", name).origin) for name, choice in chosen.notifiers.items()
    )


def _together(sinks: tuple[EventSink, ...], listeners: tuple[EventSink, ...]) -> tuple[EventSink, ...]:
    return (*sinks, *listeners)


def _judges(settings: Settings) -> tuple[DocumentJudge, ...]:
    return (_Judge(settings),)


@frozen
class _Judge:
    """Judges DDEX messages; what that takes is loaded with the first document, which most commands never see."""

    settings: Settings

    def judge(self, content: bytes, media_type: str) -> tuple[Finding, ...]:
        from tunemantra.contrib.ddex import MessageJudge

        return MessageJudge(schemas_of(self.settings)).judge(content, media_type)


def schemas_of(settings: Settings) -> SchemaSet:
    """Return the DDEX schemas the settings name, else those the environment names."""
    from tunemantra.contrib.ddex import SchemaSet

    return SchemaSet(settings.ddex_schemas) if settings.ddex_schemas else SchemaSet.from_environment()


def _retry(settings: Settings) -> RetryPolicy:
    return settings.retry.policy()


@runtime_checkable
class _HasBoard(Protocol):
    @property
    def board(self) -> Board: ...


def _board(ledger: Ledger) -> Board:
    if isinstance(ledger, _HasBoard):
        return ledger.board
    from tunemantra.contrib.memory import MemoryBoard

    return MemoryBoard()


def _paces(settings: Settings, plugins: PluginManager) -> Mapping[str, Pace]:
    platforms = stores(plugins.platforms, settings.platforms).platforms
    offered = {key: platform.pace or Pace() for key, platform in platforms.items()}
    return {key: stated.over(offered.get(key, Pace())) for key, stated in settings.paces.items()}


def _after(settings: Settings) -> Mapping[str, tuple[After, ...]]:
    return {key: tuple(map(After.parse, texts)) for key, texts in settings.after.items()}


def _sla(settings: Settings) -> Mapping[str, LeadTime]:
    return {key: stated.window() for key, stated in settings.sla.items()}


def _media_workers(settings: Settings) -> int:
    return settings.media_workers or len(os.sched_getaffinity(0))


class Container:
    """Every port's default adapter, made when first asked for, once a host.

    Providers and no `DeclarativeContainer`: that one loads every web framework that is installed, to wire it.

    Args:
        settings: of the host.
        extra_plugins: beside the installed ones.
    """

    def __init__(self, settings: Settings, extra_plugins: tuple[object, ...]) -> None:
        self.settings = providers.Object(settings)
        self.extra_plugins = providers.Object(extra_plugins)
        self.progress: providers.Provider[ProgressSink | None] = providers.Object(None)
        self.sinks: providers.Provider[tuple[EventSink, ...]] = providers.Object(())
        self.observers: providers.Provider[tuple[Observer, ...]] = providers.Object(())

        self.clock = providers.Singleton(SystemClock)
        self.ids = providers.Singleton(TimeSortedIds)
        self.secrets = providers.Singleton(SecretResolver)
        self.codec = providers.Singleton(_codec)
        self.source = providers.Singleton(_source)
        self.queue = providers.Singleton(queue_of, self.settings, self.secrets)
        self.ledger = providers.Singleton(_ledger, self.settings, self.secrets)
        self.board = providers.Singleton(_board, self.ledger)
        self.judges = providers.Singleton(_judges, self.settings)
        self.plugins = providers.Singleton(
            load,
            safe_mode=self.settings.provided.safe_mode,
            blocked=providers.Factory(frozenset, self.settings.provided.blocked_plugins),
            extra=self.extra_plugins,
            built_in=providers.Callable(_built_in, self.settings),
        )
        self.chosen = providers.Singleton(choose, self.settings, self.plugins)
        self.connectors = providers.Singleton(_connectors, self.plugins)
        self.transfers = providers.Singleton(_transfers, self.settings, self.plugins, self.clock)
        self.assets = providers.Singleton(_assets, self.chosen, self.secrets)
        self.audio = providers.Singleton(_audio, self.chosen, self.secrets)
        self.images = providers.Singleton(_images, self.chosen, self.secrets)
        self.catalogue = providers.Singleton(_catalogue, self.settings)
        self.fingerprints = providers.Singleton(_fingerprints, self.settings)
        self.sounds: providers.Provider[SoundAnalyser | None] = providers.Singleton(_sounds, self.settings)
        self.pictures: providers.Provider[PictureAnalyser | None] = providers.Singleton(_pictures)
        self.films: providers.Provider[VideoProcessor | None] = providers.Singleton(_films, self.settings)
        self.booklets: providers.Provider[BookletReader | None] = providers.Singleton(_booklets)
        self.notifiers = providers.Singleton(_listeners, self.chosen, self.secrets, self.plugins)
        self.platforms = providers.Singleton(
            Directory,
            plugins=self.plugins,
            tables=self.settings.provided.platforms,
            connectors=self.connectors,
            secrets=self.secrets,
            assets=self.assets.provider,
            clock=self.clock,
            transfers=self.transfers,
            fallbacks=self.settings.provided.fallbacks,
        )
        self.tools = providers.Singleton(
            Tools,
            ledger=self.ledger,
            assets=self.assets,
            audio=self.audio,
            images=self.images,
            codec=self.codec,
            source=self.source,
            platforms=self.platforms,
            clock=self.clock,
            ids=self.ids,
            queue=self.queue,
            board=self.board,
            sinks=providers.Callable(_together, self.sinks, self.notifiers),
            observers=self.observers,
            judges=self.judges,
            progress=self.progress,
            retry=providers.Singleton(_retry, self.settings),
            breaker=self.settings.provided.breaker,
            ease=self.settings.provided.ease,
            paces=providers.Singleton(_paces, self.settings, self.plugins),
            media_workers=providers.Callable(_media_workers, self.settings),
            lease_seconds=self.settings.provided.lease_seconds,
            poll_seconds=self.settings.provided.poll_seconds,
            fingerprints=self.fingerprints,
            catalogue=self.catalogue,
            sounds=self.sounds,
            pictures=self.pictures,
            analysis=self.settings.provided.analysis,
            films=self.films,
            booklets=self.booklets,
            organisation=self.settings.provided.organisation,
            after=providers.Singleton(_after, self.settings),
            sla=providers.Singleton(_sla, self.settings),
            batching=self.platforms.provided.batching.call(),
        )
        self.service = providers.Singleton(Service, self.tools)


def build(settings: Settings, adapters: Mapping[str, object], plugins: tuple[object, ...]) -> Container:
    """Return the container of one host.

    Args:
        settings: of the host.
        adapters: instead of the default ones, by the container's names (`ledger`, `clock`, …).
        plugins: plugin objects beside the installed ones.

    Raises:
        SettingsError: an adapter has a name the container does not know.
    """
    container = Container(settings, plugins)
    known = sorted(vars(container))
    unknown = [
        error(RULE, f"adapters.{name}", f"no adapter is called {name}", observed=name, expected=", ".join(known))
        for name in adapters
        if name not in known
    ]
    if unknown:
        raise SettingsError("; ".join(finding.message for finding in unknown), unknown)
    for name, adapter in adapters.items():
        vars(container)[name].override(providers.Object(adapter))
    return container


__all__ = ["DATABASE", "Container", "build", "nothing_kept", "schemas_of"]
