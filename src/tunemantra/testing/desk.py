"""A label's desk: one host, one platform's simulator, one release folder. The Gherkin steps act on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from attrs import define, field, frozen

from tunemantra.contrib.sandbox import Faults, Journal
from tunemantra.contrib.sandbox.journal import Fact
from tunemantra.core.distribution import Delivery, Distribution, Event, Outcome
from tunemantra.core.finding import Finding, blocking
from tunemantra.core.requirement import Capability
from tunemantra.errors import FindingsError, TuneMantraError
from tunemantra.host.facade import TuneMantra
from tunemantra.host.sandboxes import RunningSandbox
from tunemantra.host.settings import Settings
from tunemantra.host.webhooks import WebhookServer
from tunemantra.plugins import load
from tunemantra.ports.hooks import hookimpl
from tunemantra.ports.platform import Platform
from tunemantra.testing.folders import Masters, ReleaseDraft

PATIENCE = 40.0
"""Seconds until an order that has not ended is a failure."""
RETRY: Mapping[str, float] = {"first": 0.05, "factor": 1.5, "longest": 0.5, "tries": 10}


class Store:
    """A platform's simulator in its own process, with its journal and its switchboard.

    Args:
        platform: with a sandbox.
        folder: of the simulator.
        speed: how many times faster than usual.
        faults: misbehaviours from the start.
    """

    def __init__(self, platform: Platform, folder: Path, *, speed: float = 20.0, faults: Sequence[str] = ()) -> None:
        self.platform, self.folder = platform, folder
        self._running = RunningSandbox(platform, folder, speed=speed, faults=faults)
        self.address = self._running.address
        self.journal, self.faults = Journal(folder), Faults(folder, self.address.faults or None)

    def received(self, icpn: str) -> list[dict[str, Fact]]:
        """Return what the journal says of each media file of a product that arrived, in order."""
        came = list(self.journal.entries("asset-received"))
        own = [entry for entry in came if f"{icpn}/" in str(entry["path"])]
        batches = self._batches(icpn)
        return own or [entry for entry in came if batches & {*str(entry["path"]).split("/")}]

    def files(self, icpn: str, suffix: str) -> list[Path]:
        """Return the files of a product that lie in the store, by path."""
        found = self.folder.rglob(f"*{suffix}")
        seen = sorted(path for path in found if not path.name.startswith("."))
        batches = self._batches(icpn)
        return [path for path in seen if icpn in path.parts] or [path for path in seen if batches & {*path.parts}]

    def _batches(self, icpn: str) -> set[str]:
        """Return the batches a product came in, for stores whose folders do not name it."""
        return {str(entry.get("reference", "")) for entry in self.journal.entries("delivery-complete", icpn=icpn)}

    def close(self) -> None:
        """End the process."""
        self._running.stop()


@frozen
class Offer:
    """A plugin of one platform, for a host that is handed it."""

    platform: Platform

    @hookimpl
    def tunemantra_platforms(self) -> Iterable[Platform]:
        """Offer the platform."""
        return (self.platform,)


@define
class Desk:
    """What a scenario works with; the host is opened when it is first needed.

    Args:
        platform: the one that is delivered to.
        store: its simulator.
        home: folder of the host's ledger and asset store.
        folder: the release folder.
        masters: where media come from.
        table: settings of the platform instead of what its simulator says.
        top: further settings of the host.
    """

    platform: Platform
    store: Store
    home: Path
    folder: Path
    masters: Masters
    table: dict[str, object] = field(factory=dict)
    top: dict[str, object] = field(factory=dict)
    draft: ReleaseDraft | None = None
    order: Delivery | None = None
    orders: list[Delivery] = field(factory=list)
    refusal: TuneMantraError | None = None
    before: int = 0
    plugins: tuple[object, ...] = ()
    adapters: dict[str, object] = field(factory=dict)
    _open: ExitStack = field(factory=ExitStack)
    _host: TuneMantra | None = None

    @property
    def release(self) -> ReleaseDraft:
        """Return the release at hand."""
        assert self.draft is not None, "no Given step has made a release"
        return self.draft

    @property
    def icpn(self) -> str:
        """Return the product code of the release at hand."""
        return self.release.icpn

    @property
    def media(self) -> int:
        """Return how many files of the release at hand the platform is sent: the cover, and the recordings it takes."""
        return 1 + (len(self.release.tracks) if self.platform.requirement.audio is not None else 0)

    @property
    def host(self) -> TuneMantra:
        """Return the host."""
        if self._host is None:
            self._host = self._open.enter_context(
                TuneMantra(self.settings(), adapters=self.adapters, plugins=self.plugins)
            )
        return self._host

    def settings(self) -> Settings:
        """Return the settings of the host as they are now."""
        values: dict[str, object] = {
            "home": str(self.home),
            "poll_seconds": 0.05,
            "analysis": "never",
            "retry": dict(RETRY),
            # A simulator is as fast as it is told to be; waiting the real store's seconds would prove nothing.
            "paces": {self.platform.key: {"requests": 0, "concurrent": 0}},
            **self.top,
            "platforms": {self.platform.key: {**self.store.address.settings, **self.table}},
        }
        return Settings.from_mapping(values)

    def offer(self, platform: Platform) -> None:
        """Use this platform and no installed one of its key."""
        self.top["blocked_plugins"] = [record.name for record in load().records if platform.key in record.platforms]
        self.plugins = (Offer(platform),)

    def restart(self) -> None:
        """Close the host; the next use opens it again with the settings of then."""
        self._open.close()
        self._host = None

    def close(self) -> None:
        """Close everything."""
        self.restart()

    def be_called(self) -> None:
        """Listen for webhooks and subscribe, where the platform calls at all."""
        if Capability.WEBHOOK in self.platform.capabilities:
            server = self._open.enter_context(WebhookServer(self.host.service))
            assert self.platform.key in self.host.subscribe(server.url)

    def distribute(self, *, force: bool = False, reinstate: bool = False) -> None:
        """Write the folder, order its distribution and work until it has ended; a refusal is kept."""
        self.release.write(self.folder)
        self.before = sum(1 for _ in self.store.journal.entries())
        self.refusal = self.order = None
        try:
            orders = self.host.distribute(
                self.folder, [self.platform.key], actor="label", force=force, reinstate=reinstate
            )
        except FindingsError as problem:
            self.refusal = problem
            return
        self.work(orders)

    def take_down(self) -> None:
        """Order a takedown and work until it has ended."""
        self.work(self.host.takedown(self.icpn, [self.platform.key], actor="label", reason="rights ended"))

    def work(self, orders: Sequence[Delivery], *, seconds: float = PATIENCE) -> None:
        """Work until some orders have ended; the last one is the order at hand."""
        self.orders += self.host.work_until_done(orders, seconds=seconds)
        self.order = self.orders[-1]

    @property
    def delivery(self) -> Delivery:
        """Return the order at hand."""
        assert self.order is not None, f"nothing was ordered: {self.refusal}"
        return self.order

    @property
    def distribution(self) -> Distribution:
        """Return where the release stands."""
        (standing,) = self.host.status(self.icpn, self.platform.key)
        return standing.distribution

    @property
    def faults(self) -> tuple[Finding, ...]:
        """Return the blocking findings of the last attempt, wherever it was refused."""
        if isinstance(self.refusal, FindingsError):
            return blocking(self.refusal.findings)
        return blocking(self.delivery.findings)

    def events(self, kind: str = "", *, order: bool = False) -> list[Event]:
        """Return the timeline, or its events of one kind; with `order` those of the order at hand."""
        found = self.host.timeline(self.icpn, self.platform.key)
        return [
            event
            for event in found
            if kind in {"", event.kind} and (not order or event.delivery_id == self.delivery.id)
        ]

    def story(self) -> str:
        """Return what happened, for a failed assertion."""
        lines = [f"{event.kind:18} {event.status:10} {event.native:14} {event.message}" for event in self.events()]
        return "\n".join(
            ["", *lines, f"order: {self.delivery.outcome}, {self.delivery.waiting or self.delivery.reason}"]
        )

    def ended(self, outcome: Outcome) -> None:
        """Make sure that the order at hand ended like this."""
        assert self.delivery.outcome is outcome, self.story()


__all__ = ["PATIENCE", "RETRY", "Desk", "Offer", "Store"]
