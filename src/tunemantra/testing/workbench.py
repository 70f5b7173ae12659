"""A host and a platform's simulator, worked by hand: the driver is called step by step, the host does the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from attrs import define, field, frozen

from tunemantra.core.distribution import Delivery, Outcome, Stage
from tunemantra.core.status import Reported, State, Status, advance
from tunemantra.errors import FindingsError
from tunemantra.pipeline.orders import order_of, package_of, receipt_of
from tunemantra.pipeline.worker import Worker
from tunemantra.ports.package import Order, Package, Receipt, StatusReport
from tunemantra.ports.platform import Platform
from tunemantra.testing._expect import expect, refused
from tunemantra.testing.cutting import CuttableSession, Scissors
from tunemantra.testing.desk import Desk, Store
from tunemantra.testing.folders import Masters, ReleaseDraft, Value, draft_release

_HERE = frozenset({Stage.PREPARE, Stage.TRANSFORM, Stage.VALIDATE, Stage.PACKAGE})
_IMPATIENT: Final = 5.0
"""Seconds that an order has once another one did not end: a store that is stuck is waited for once, not once a rule."""


@frozen
class Parcel:
    """An order that is packed and stands before the platform's door."""

    delivery: Delivery
    order: Order
    package: Package

    @property
    def icpn(self) -> str:
        """Return the product."""
        return self.delivery.icpn


@define
class Workbench:
    """A desk whose deliveries are handed over by hand.

    Args:
        desk: a host with the platform's simulator.
        live: a release that is Live, once one is.
        patience: seconds until an order that was handed over has ended.
    """

    desk: Desk
    live: Parcel | None = None
    patience: float = 120.0
    _drafts: dict[str, ReleaseDraft] = field(factory=dict)

    @classmethod
    def at(
        cls, platform: Platform, folder: Path, *, speed: float, changes: Mapping[str, Value] | None = None
    ) -> Workbench:
        """Start the simulator and return a workbench beside it.

        Args:
            platform: with a simulator.
            folder: for everything.
            speed: how many times faster than usual the simulator works.
            changes: fields of every release's document that the platform wants otherwise.
        """
        store, masters = Store(platform, folder / "store", speed=speed), Masters(folder / "masters", changes=changes)
        bench = cls(Desk(platform, store, folder / "home", folder / "release", masters))
        bench.desk.offer(platform)
        bench.desk.be_called()
        return bench

    @property
    def platform(self) -> Platform:
        """Return the platform."""
        return self.desk.platform

    def parcel(self, rule: str, *, tracks: int = 1) -> Parcel:
        """Make a release of its own and take its delivery to the platform's door."""
        draft = draft_release(self.desk.masters, tracks=tracks)
        self._drafts[draft.icpn] = draft
        return self.ordered(rule, draft)

    def changed(self, rule: str, parcel: Parcel, **changes: str) -> Parcel:
        """Take an order for a changed document of a release to the door."""
        draft = self._drafts[parcel.icpn]
        draft.table.update(changes)
        return self.ordered(rule, draft)

    def ordered(self, rule: str, draft: ReleaseDraft, *, reinstate: bool = False) -> Parcel:
        """Order the distribution of a draft and take it to the door."""
        draft.write(self.desk.folder)
        try:
            opened = self.desk.host.distribute(self.desk.folder, [self.platform.key], actor="kit", reinstate=reinstate)
        except FindingsError as refusal:
            raise AssertionError(refused(rule, refusal)) from None
        return self._packed(rule, opened)

    def back(self, rule: str, parcel: Parcel) -> Parcel:
        """Order that a release comes back on sale and take the order to the door."""
        return self.ordered(rule, self._drafts[parcel.icpn], reinstate=True)

    def takedown(self, rule: str, parcel: Parcel) -> Parcel:
        """Order a takedown and take it to the door."""
        return self._packed(rule, self.desk.host.takedown(parcel.icpn, [self.platform.key], actor="kit"))

    def _packed(self, rule: str, opened: Sequence[Delivery]) -> Parcel:
        (delivery,) = opened
        tools = self.desk.host.tools
        Worker(tools, f"kit/{rule}", stages=_HERE).take(delivery.id)
        delivery = tools.ledger.delivery(delivery.id)
        findings = "; ".join(f"{one.rule} at {one.path}: {one.message}" for one in delivery.findings if one.blocks)
        stopped = f"it stands at {delivery.stage.value}: {findings or delivery.reason or delivery.waiting}"
        expect(rule, delivery.stage is Stage.DELIVER and delivery.open, f"a good release is not packed, {stopped}")
        return Parcel(delivery, order_of(tools, delivery), package_of(tools, delivery))

    @contextmanager
    def session(self, scissors: Scissors) -> Iterator[CuttableSession]:
        """Open a session with the simulator over the host's own transports."""
        directory = self.desk.host.tools.platforms
        with directory.session(self.platform.key, sending=lambda _file, _sent: None, alive=lambda: None) as session:
            yield CuttableSession(session, scissors)

    def deliver(self, parcel: Parcel, scissors: Scissors | None = None) -> Receipt:
        """Have the driver hand a parcel over, cut off where the scissors say so."""
        with self.session(scissors or Scissors()) as session:
            return self.desk.host.tools.platforms.driver(self.platform.key).deliver(
                parcel.order, parcel.package, session
            )

    def reports(self, parcel: Parcel, receipt: Receipt | None = None) -> list[StatusReport]:
        """Ask the driver what the platform says of a parcel."""
        tools = self.desk.host.tools
        known = receipt or receipt_of(tools, tools.ledger.delivery(parcel.delivery.id))
        with self.session(Scissors()) as session:
            return list(tools.platforms.driver(self.platform.key).report(parcel.icpn, known, session))

    def finish(self, rule: str, *parcels: Parcel) -> None:
        """Let the host hand parcels over (again) and follow them to their end, which has to be a good one."""
        waited = self.patience
        ended = self.desk.host.work_until_done([parcel.delivery for parcel in parcels], seconds=waited)
        if any(delivery.open for delivery in ended):
            self.patience = min(waited, _IMPATIENT)
        for delivery in ended:
            how = f"ended {delivery.outcome.value}" if not delivery.open else f"has not ended after {waited:g} s"
            why = f"{delivery.reason or delivery.waiting or self.state(delivery.icpn)}{self.story(delivery.icpn)}"
            expect(rule, delivery.outcome is Outcome.DONE, f"the order {how}: {why}")

    def state(self, icpn: str) -> State:
        """Return where a release stands."""
        (standing,) = self.desk.host.status(icpn, self.platform.key)
        return standing.distribution.state

    def story(self, icpn: str) -> str:
        """Return what happened to a release, for a failed rule."""
        events = self.desk.host.timeline(icpn, self.platform.key)
        return "".join(f"\n    {event.kind:18} {event.native:14} {event.message}" for event in events)

    def arrived(self, rule: str, parcel: Parcel, times: int = 1) -> None:
        """Make sure that each medium of a parcel arrived once, and that it was taken in so many times."""
        journal = self.desk.store.journal
        came = sorted(str(entry["path"]).rsplit("/", 1)[-1] for entry in self.desk.store.received(parcel.icpn))
        sent = sorted(file.path.rsplit("/", 1)[-1] for file in parcel.package.files if file.subject)
        expect(rule, came == sent, f"arrived were {came}, not {sent}")
        taken = journal.count("ingested", icpn=parcel.icpn)
        expect(rule, taken == times, f"the store took it in {taken} times, not {times}")

    def heard(self, icpn: str) -> int:
        """Return how often the simulator was called so far, or heard of a product."""
        entries = self.desk.store.journal.entries()
        return sum(1 for entry in entries if entry["event"] == "request" or icpn in str(entry))

    def becomes(self, reports: Sequence[StatusReport]) -> State:
        """Return the state that some reports lead to after the hand-over, heard in this order."""
        state = State(Status.PROCESSING, "uploaded-unverified")
        for one in reports:
            status, substate = self.platform.status_map.get(one.native, (None, ""))
            state, _ = advance(state, Reported(status, substate, one.native, one.at, one.sequence, one.channel))
        return state

    def settled(self, reports: Sequence[StatusReport]) -> bool:
        """Return whether the platform has said its last word about a delivery."""
        last = {Status.LIVE, Status.REJECTED, Status.TAKEN_DOWN}
        return any(self.platform.status_map.get(one.native, (None, ""))[0] in last for one in reports)

    def close(self) -> None:
        """End host and simulator."""
        self.desk.close()
        self.desk.store.close()


__all__ = ["Parcel", "Workbench"]
