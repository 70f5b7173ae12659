"""TuneMantra: what an application embeds."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Self, cast

from attrs import evolve

from tunemantra.core.after import read_all
from tunemantra.core.amendment import Amended, Amendment, Selection
from tunemantra.core.audit import Audit, Seal
from tunemantra.core.distribution import Delivery, Event, Lane
from tunemantra.core.finding import Finding
from tunemantra.core.plan import Plan
from tunemantra.errors import PluginError, StateError
from tunemantra.host import brokers
from tunemantra.host.brokers import CELERY
from tunemantra.host.directory import Directory
from tunemantra.host.patience import until_settled
from tunemantra.host.settings import Settings
from tunemantra.host.transfers import Transfers
from tunemantra.pipeline.analyse import Watch
from tunemantra.pipeline.controls import Controls
from tunemantra.pipeline.lessons import Lessons
from tunemantra.pipeline.plan import Wish, plan
from tunemantra.pipeline.problems import ErrorQueue
from tunemantra.pipeline.service import Service, Standing, Summary
from tunemantra.pipeline.tools import Tools
from tunemantra.pipeline.validate import Checked
from tunemantra.pipeline.worker import run_threads
from tunemantra.plugins import PluginRecord
from tunemantra.ports.platform import Platform, WebhookReply, WebhookRequest
from tunemantra.ports.runtime import SecretRef
from tunemantra.ports.storage import Counted
from tunemantra.ports.transcoding import AudioProcessor, ImageProcessor, PictureAnalyser, SoundAnalyser, VideoProcessor

if TYPE_CHECKING:
    from tunemantra.contrib.queue.celery import CeleryQueue
    from tunemantra.host.adapters import Chosen
    from tunemantra.host.container import Container


class TuneMantra:
    """One host: a ledger, an asset store and the installed platforms.

    A context manager. Constructing it reads nothing and opens nothing; several of them live in one process. Every
    method may be called from any thread, and raises only `TuneMantraError`.

    Args:
        settings: of this host.
        adapters: instead of the default ones, by name: `ledger`, `assets`, `clock`, `queue`, `secrets`, `audio`, ….
            They stay open when the host is closed.
        plugins: plugin objects beside the installed ones.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        adapters: Mapping[str, object] | None = None,
        plugins: Sequence[object] = (),
    ) -> None:
        self.settings = settings or Settings()
        self._adapters, self._plugins = dict(adapters or {}), tuple(plugins)
        self._container: Container | None = None
        self._service: Service | None = None
        self._closed = False
        self._opening = threading.RLock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def service(self) -> Service:
        """Return the use cases; the ledger and the store are opened when this is first asked for."""
        with self._opening:
            if self._service is None:
                self._service = self._built.service()
            return self._service

    @property
    def _built(self) -> Container:
        with self._opening:
            if self._closed:
                raise StateError("this host is closed", hint="make a new one")
            if self._container is None:
                from tunemantra.host.container import build

                self._container = build(self.settings, self._adapters, self._plugins)
            return self._container

    @property
    def tools(self) -> Tools:
        """Return the ports this host uses."""
        return self.service.tools

    @property
    def controls(self) -> Controls:
        """Return what people may do to orders and circuits by hand."""
        return Controls(self.tools)

    @property
    def problems(self) -> ErrorQueue:
        """Return the orders that failed, by root cause, and what people do about them."""
        return ErrorQueue(self.tools)

    @property
    def lessons(self) -> Lessons:
        """Return the checks that were made of rejections, and what people do with them."""
        return Lessons(self.tools)

    def close(self) -> None:
        """Give back what was opened; the host may not be used afterwards."""
        with self._opening:
            service, container, self._service, self._container = self._service, self._container, None, None
            self._closed = True
        if service is None or container is None:
            return
        if "notifiers" not in self._adapters:
            for listener in container.notifiers():
                listener.close()
        if "queue" not in self._adapters:
            service.tools.queue.close()
        # After the queue: until then somebody may be sending.
        container.transfers().close()
        if "ledger" not in self._adapters:
            service.tools.ledger.close()

    @property
    def _directory(self) -> Directory:
        platforms = self._built.platforms()
        if not isinstance(platforms, Directory):
            raise PluginError("this host was given a platform directory of its own")
        return platforms

    def transfers(self) -> Transfers:
        """Return when and how files are sent to each platform.

        Raises:
            SettingsError: a table `[transfers.*]` is wrong; all findings.
        """
        return self._built.transfers()

    def platforms(self) -> tuple[Platform, ...]:
        """Return every platform some plugin offers, by key."""
        return tuple(map(self.platform, self._built.platforms().keys()))

    def platform(self, key: str) -> Platform:
        """Return a platform's descriptor.

        Raises:
            UnknownPlatformError: no installed plugin offers it.
        """
        return self._built.platforms().platform(key)

    def plugins(self) -> tuple[PluginRecord, ...]:
        """Return what became of every plugin that was found."""
        return tuple(self._built.plugins().records)

    def adapters(self) -> Chosen:
        """Return the adapters that the settings choose; nothing is opened.

        Raises:
            SettingsError: one is offered by no plugin, or its table is wrong; all findings.
        """
        return self._built.chosen()

    def processors(self) -> tuple[AudioProcessor, ImageProcessor]:
        """Return what measures and converts audio and pictures; neither ledger nor store is opened."""
        return self._built.audio(), self._built.images()

    def films(self) -> VideoProcessor | None:
        """Return what measures and converts films; None without ffmpeg."""
        return self._built.films()

    def analysers(self) -> tuple[SoundAnalyser | None, PictureAnalyser | None]:
        """Return who listens to recordings and looks at pictures; neither ledger nor store is opened."""
        return self._built.sounds(), self._built.pictures()

    def platform_settings(self, key: str, route: str = "") -> object:
        """Return a platform's settings, or those of one of its routes; SettingsError has all that is wrong."""
        return self._directory.settings(key, route)

    def reveals(self, reference: SecretRef) -> None:
        """Make sure that a secret can be had; it is forgotten at once.

        Raises:
            SecretError: it cannot.
        """
        self._directory.secrets.reveal(reference)

    def titles(self, standings: Sequence[Standing]) -> dict[str, str]:
        """Return credit and title of some releases by GTIN: what a platform has, or else what was ordered last."""
        found: dict[str, str] = {}
        for standing in standings:
            if standing.delivery is not None and standing.distribution.icpn not in found:
                release = self.service.shown(standing)
                found[standing.distribution.icpn] = f"{release.credit} – {release.title.display}"
        return found

    def check(self, folder: Path | str, to: Sequence[str]) -> tuple[Finding, ...]:
        """Return everything that would stop or mar a distribution of a release folder; nothing is sent."""
        with _opened(folder) as place:
            return self.service.check(place, to)

    def inspect(self, folder: Path | str, to: Sequence[str], watch: Watch | None = None) -> Checked:
        """Return what `check` finds and how the release's masters sound; nothing is sent.

        Args:
            folder: the release folder, or a ZIP or TAR of one.
            to: platform keys.
            watch: hears how far the analysis of each file is; from several threads.
        """
        with _opened(folder) as place:
            return self.service.inspect(place, to, watch)

    def eligibility(self, folder: Path | str, watch: Watch | None = None) -> Checked:
        """Return what is found for every installed platform, in `by_platform`; otherwise as `inspect`."""
        with _opened(folder) as place:
            return self.service.eligibility(place, self.settings.platforms.keys(), watch)

    def plan(
        self, folder: Path | str, to: Sequence[str], *, wish: Wish | None = None, watch: Watch | None = None
    ) -> Plan:
        """Return what `distribute` would do; nothing is connected to, written or copied.

        Args:
            folder: the release folder, or a ZIP or TAR of one.
            to: platform keys.
            wish: how the order would be given: lane, force, reinstate.
            watch: hears how far each file was looked at; from several threads.
        """
        with _opened(folder) as place:
            return plan(self.tools, place, to, evolve(wish or Wish(), hours=self.transfers().windows), watch)

    def distribute(
        self,
        folder: Path | str,
        to: Sequence[str],
        *,
        actor: str = "",
        lane: Lane | str = Lane.NORMAL,
        force: bool = False,
        reinstate: bool = False,
        reason: str = "",
        organisation: str = "",
        after: Sequence[str] = (),
        idempotency_key: str = "",
    ) -> tuple[Delivery, ...]:
        """Order the distribution of a release folder to some platforms; workers do the rest.

        Args:
            folder: the release folder, or a ZIP or TAR of one.
            to: platform keys.
            actor, reason: who orders it and why, for the timeline.
            lane: urgency, or the word for it; ValueError where there is none.
            force: deliver again what a platform already has.
            reinstate: put back on sale what was taken down.
            organisation: whose order it is; as in the settings where nobody says it. Organisations take turns.
            after: where the release has to be first: `spotify:live` for all others, `tiktok=spotify:live` for one.
            idempotency_key: repeated with the same command, the first orders come back; empty for none.

        Raises:
            ReleaseError: it cannot be distributed; nothing was ordered; all findings.
            WithdrawnError: it was taken down somewhere, and `reinstate` was not said; nothing was ordered.
            UnsupportedError: a platform has the release and takes no updates; nothing was ordered.
            ConflictError: some would wait for each other, or the key stands with another command; nothing was ordered.
        """
        with _opened(folder) as place:
            return self.service.distribute(
                place,
                to,
                actor=actor,
                lane=Lane(lane),
                force=force,
                reinstate=reinstate,
                reason=reason,
                organisation=organisation,
                after=read_all(after, to),
                idempotency_key=idempotency_key,
            )

    def package(self, delivery_id: str, target: Path | str, *, layout: Path | str = "") -> Path:
        """Write the files a delivery sends into a folder, or into a ZIP, TAR or `.itmsp` where the name ends so.

        Args:
            delivery_id: whose package.
            target: what to make.
            layout: a TOML file with names for the files; the platform's names without it.

        Raises:
            NotFoundError: there is no package yet.
            AssetError: a container cannot be made of these names, or there.
            ReleaseError: the layout is wrong, or does not fit the release.
        """
        from tunemantra.host.boxes import box, read_layout

        return box(self.service, delivery_id, Path(target), read_layout(Path(layout)) if layout else None)

    def takedown(
        self, icpn: str, to: Sequence[str], *, actor: str = "", reason: str = "", lane: Lane | str = Lane.HIGH
    ) -> tuple[Delivery, ...]:
        """Order the removal of a release from some platforms; workers do the rest.

        Raises:
            UnknownPlatformError, SettingsError, NotFoundError, UnsupportedError: one cannot; nothing was ordered.
        """
        for key in to:
            self._built.platforms().driver(key)
        return self.service.takedown(icpn, to, actor=actor, reason=reason, lane=Lane(lane))

    def status(self, icpn: str = "", platform: str = "") -> tuple[Standing, ...]:
        """Return where releases stand."""
        return self.service.standing(icpn=icpn, platform=platform)

    def timeline(self, icpn: str, platform: str = "") -> tuple[Event, ...]:
        """Return everything that ever happened to a release, oldest first."""
        return self.service.timeline(icpn, platform)

    def summary(self) -> Summary:
        """Return how much stands where, and the orders that are open longer than their platform usually takes."""
        return self.service.summary()

    def amend(self, selection: Selection, amendment: Amendment, *, actor: str = "", reason: str = "") -> Amended:
        """Amend every open order that fits: cancel, pause, let go on, or give it another lane; see `core.amendment`."""
        return self.service.amend(selection, amendment, actor=actor, reason=reason)

    def audit(self, *, expected: str = "", watch: Counted | None = None) -> Audit:
        """Read every event and every seal of the ledger, and return what is not as it was written.

        Args:
            expected: hash of a seal that was noted elsewhere and has to be there; empty for none.
            watch: hears how far it is.
        """
        return self.service.audit(expected=expected, watch=watch)

    def seal(self) -> Seal | None:
        """Put a seal under everything that happened so far; its hash, noted elsewhere, proves it. None for nothing."""
        return self.service.seal()

    def webhook(self, platform: str, request: WebhookRequest) -> WebhookReply:
        """Answer a request that claims to come from a platform; a web application passes it on."""
        return self.service.webhook(platform, request)

    def subscribe(self, url: str) -> tuple[str, ...]:
        """Ask every configured platform that can to call `<url>/webhooks/<platform>`; return their keys."""
        return self.service.subscribe_all(self.settings.platforms.keys(), url)

    def work(self, stop: Callable[[], bool], *, workers: int = 0, only: Collection[str] = ()) -> None:
        """Work on what is due until `stop` says so.

        Args:
            stop: asked some times a second.
            workers: deliveries at the same time; 0 for as many as in the settings.
            only: with Celery, the kinds of work it takes (`emergency`, `delivery`, `media`); all where none is named.

        Raises:
            SettingsError: there is no such kind of work.
            StateError: the ledger will not answer without somebody's help.
        """
        if self.settings.queue == CELERY:
            queue = cast("CeleryQueue", self.tools.queue)
            brokers.work(self, queue, only, workers or self.settings.workers, stop)
            return
        owner = f"{socket.gethostname()}/{os.getpid()}/{self.tools.ids.fresh()}"
        run_threads(self.tools, owner, workers or self.settings.workers, stop)

    def work_until_done(self, deliveries: Sequence[Delivery], *, seconds: float = 3600.0) -> tuple[Delivery, ...]:
        """Work here until some deliveries have ended or time is up, and return them as they are then.

        Masters that are still linked are copied at the end. With Celery its workers work, and this only waits for them.

        Raises:
            TuneMantraError: work could not begin, or ended, so that nothing would ever end.
        """
        ids = [delivery.id for delivery in deliveries]
        if self.settings.queue == CELERY:
            self.service.wait(ids, seconds)
        else:
            until_settled(self.service, ids, seconds, self.work)
        self.service.keep()
        return tuple(self.service.delivery(one) for one in ids)


def _opened(folder: Path | str) -> AbstractContextManager[Path]:
    from tunemantra.host.boxes import release_folder

    return release_folder(Path(folder))


__all__ = ["TuneMantra"]
