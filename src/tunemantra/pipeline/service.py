"""Service: what hosts, the command line and the console call."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from attrs import evolve, frozen

from tunemantra.core.after import After
from tunemantra.core.amendment import Amended, Amendment, Selection, cancelled
from tunemantra.core.audit import Audit, Seal
from tunemantra.core.batch import WAITS, BatchState, completing, gathering
from tunemantra.core.distribution import NEVER, Delivery, Distribution, Event, Lane, OrderKind, Outcome, Stage
from tunemantra.core.finding import Finding, blocking, ordered
from tunemantra.core.release import Release
from tunemantra.core.requirement import Capability
from tunemantra.core.schedule import latest_delivery
from tunemantra.core.status import SCHEDULED_LIVE
from tunemantra.errors import ConflictError, NotFoundError, ReleaseError, SettingsError
from tunemantra.pipeline import intake, sla, validate, webhooks
from tunemantra.pipeline.ability import require
from tunemantra.pipeline.analyse import Watch
from tunemantra.pipeline.keep import keep
from tunemantra.pipeline.package import export
from tunemantra.pipeline.prepare import release_of
from tunemantra.pipeline.sla import Late
from tunemantra.pipeline.steps import happened
from tunemantra.pipeline.submit import Request, submit
from tunemantra.pipeline.tools import Tools
from tunemantra.pipeline.track import opens_at
from tunemantra.pipeline.validate import Checked
from tunemantra.pipeline.withdrawal import refuse_overtaken
from tunemantra.ports.platform import WebhookReply, WebhookRequest
from tunemantra.ports.storage import Counted, RollUp, Tally

PAGE = 200
"""How many distributions are read from the ledger at a time."""


@frozen
class Standing:
    """Where one release stands on one platform: the distribution and its latest order."""

    distribution: Distribution
    delivery: Delivery | None


@frozen
class Summary:
    """How much stands where at a moment.

    Args:
        at: that moment.
        tally: distributions by platform and status.
        overdue: orders open for too long.
        late: orders that a platform has not acknowledged in time, or almost.
    """

    at: datetime
    tally: tuple[Tally, ...]
    overdue: tuple[Delivery, ...]
    late: tuple[Late, ...] = ()


@frozen
class Service:
    """Every use case, callable from several threads."""

    tools: Tools

    def check(self, folder: Path, platforms: Sequence[str]) -> tuple[Finding, ...]:
        """Return everything that would stop or mar a distribution of a release folder; nothing is opened or sent."""
        return self.inspect(folder, platforms).findings

    def inspect(self, folder: Path, platforms: Sequence[str], watch: Watch | None = None) -> Checked:
        """Return what a check finds, and what is known of the release's files: how they sound and look.

        Args:
            folder: the release folder.
            platforms: keys.
            watch: hears how far the analysis of each file is; from several threads.
        """
        unknown = intake.refuse_unknown(self.tools, platforms)
        known = [key for key in platforms if key not in {finding.platform for finding in unknown}]
        checked = validate.check(self.tools, intake.read(self.tools, folder), known, watch)
        return evolve(checked, findings=ordered([*unknown, *checked.findings]))

    def eligibility(self, folder: Path, configured: Collection[str], watch: Watch | None = None) -> Checked:
        """Return what is found for every installed platform; the own rules of those not configured are not asked.

        Args:
            folder: the release folder.
            configured: keys of the platforms that have settings.
            watch: hears how far the analysis of each file is; from several threads.

        Raises:
            SettingsError: those of a platform are wrong; all findings.
        """
        every = self.tools.platforms.keys()
        asked = [key for key in every if key in configured]
        wrong = intake.refuse_unknown(self.tools, asked)
        if wrong:
            message = "a platform cannot be asked"
            raise SettingsError(message, wrong)
        others = [key for key in every if key not in configured]
        return validate.check(self.tools, intake.read(self.tools, folder), asked, watch, unconfigured=others)

    def distribute(
        self,
        folder: Path,
        platforms: Sequence[str],
        *,
        actor: str = "",
        lane: Lane = Lane.NORMAL,
        force: bool = False,
        reinstate: bool = False,
        reason: str = "",
        organisation: str = "",
        after: Mapping[str, tuple[After, ...]] | None = None,
        idempotency_key: str = "",
    ) -> tuple[Delivery, ...]:
        """Open an order for each platform and return them; workers do the rest.

        Args:
            folder: the release folder.
            platforms: keys.
            actor: who orders it.
            lane: urgency.
            force: deliver again what a platform already has.
            reinstate: put back on sale what was taken down.
            reason: why, for the timeline.
            organisation: whose order it is; as in the settings where nobody says it.
            after: where the release has to be before it is sent to a platform, by key.
            idempotency_key: the same one again gives the first orders back; empty for none.

        Raises:
            ReleaseError: nothing was opened; all findings, those of the media too.
            WithdrawnError: nothing was opened; it was taken down somewhere, and `reinstate` was not said.
            UnsupportedError: nothing was opened; a platform has the release and takes no updates.
            UnknownPlatformError: nothing was opened; one would wait for a platform that nobody offers.
            ConflictError: nothing was opened; some would wait for each other, or one that is open for other things, or
                the idempotency key stands with another command.
        """
        if intake.refuse_unknown(self.tools, platforms) or blocking(intake.read(self.tools, folder).findings):
            message = f"{folder} cannot be distributed"
            raise ReleaseError(message, self.check(folder, platforms))
        request = Request(actor, lane, force, reinstate, reason, organisation, after or {}, idempotency_key)
        return submit(self.tools, folder, list(dict.fromkeys(platforms)), request)

    def takedown(
        self,
        icpn: str,
        platforms: Sequence[str],
        *,
        actor: str = "",
        reason: str = "",
        lane: Lane = Lane.HIGH,
    ) -> tuple[Delivery, ...]:
        """Order the removal of a release from some platforms.

        Raises:
            NotFoundError: a platform never acknowledged it.
            UnsupportedError: a platform takes no takedowns; nothing was ordered.
        """
        for key in platforms:
            # all of them before the first order: a command is carried out whole or not at all
            intake.acknowledged(self.tools, icpn, key)
        require(self.tools, platforms, Capability.TAKEDOWN)
        opened = [
            intake.open_takedown(self.tools, icpn, key, actor=actor, lane=lane, reason=reason) for key in platforms
        ]
        return tuple(order.delivery for order in opened)

    def standing(self, *, icpn: str = "", platform: str = "") -> tuple[Standing, ...]:
        """Return where releases stand, all of them or those asked for."""
        found: list[Standing] = []
        after = ""
        while page := self.tools.ledger.distributions(icpn=icpn, platform=platform, after=after, limit=PAGE):
            for distribution in page:
                orders = self.tools.ledger.deliveries(distribution_id=distribution.id)
                found.append(Standing(distribution, self._fresh(orders[-1] if orders else None)))
            after = page[-1].id
        return tuple(found)

    def timeline(self, icpn: str, platform: str = "") -> tuple[Event, ...]:
        """Return everything that ever happened to a release, oldest first.

        Raises:
            NotFoundError: nobody ever distributed it.
        """
        events: list[Event] = []
        for standing in self._found(icpn, platform):
            after = 0
            while page := self.tools.ledger.events(standing.distribution.id, after=after):
                events += page
                after = page[-1].sequence
        return tuple(sorted(events, key=lambda event: event.sequence))

    def _found(self, icpn: str, platform: str) -> tuple[Standing, ...]:
        found = self.standing(icpn=icpn, platform=platform)
        if not found:
            message = f"{icpn} was never distributed" + (f" to {platform}" if platform else "")
            raise NotFoundError(message, hint="`tunemantra status` lists what is where")
        return found

    def delivery(self, delivery_id: str) -> Delivery:
        """Return a delivery as it is now."""
        return self.tools.ledger.delivery(delivery_id)

    def release(self, delivery_id: str) -> Release:
        """Return the release a delivery sends."""
        return release_of(self.tools, self.delivery(delivery_id))

    def shown(self, standing: Standing) -> Release:
        """Return the release a platform has acknowledged; before, that of the last order.

        Raises:
            NotFoundError: nothing was ever ordered there.
        """
        if standing.delivery is None:
            raise NotFoundError(f"nothing was ordered of {standing.distribution.icpn}")
        revision = standing.distribution.revision_id or standing.delivery.revision_id
        return release_of(self.tools, evolve(standing.delivery, revision_id=revision))

    def package(self, delivery_id: str, folder: Path) -> Path:
        """Write the package of a delivery into a folder, for people to look at."""
        delivery = self.delivery(delivery_id)
        if not delivery.package:
            message = f"delivery {delivery_id} has no package yet"
            raise NotFoundError(message, stage=delivery.stage.value)
        return export(self.tools, delivery, folder)

    def retry(self, delivery_id: str, *, actor: str = "", reason: str = "") -> Delivery:
        """Let a failed delivery go on where it stopped; `actor` and `reason` are for the timeline.

        Raises:
            ConflictError: it has not failed.
            WithdrawnError: the release was taken down since.
        """
        delivery = self.delivery(delivery_id)
        if delivery.outcome is not Outcome.FAILED:
            message = f"delivery {delivery_id} is {delivery.outcome.value}, not failed"
            raise ConflictError(message)
        if delivery.kind is not OrderKind.TAKEDOWN:
            refuse_overtaken(self.tools, delivery)
        return intake.reopen(self.tools, delivery, actor, reason)

    def cancel(self, delivery_id: str, *, actor: str = "", reason: str = "") -> Delivery:
        """End an order that was not handed over yet; one that was cancelled stays so.

        Raises:
            ConflictError: it is being worked on, or it has left the house already.
        """
        delivery = self.delivery(delivery_id)
        if delivery.outcome is Outcome.CANCELLED:
            return delivery
        ended = cancelled(delivery)
        if ended is None:
            message = f"delivery {delivery_id} can no longer be cancelled"
            raise ConflictError(message, hint="order a takedown instead")
        now = self.tools.clock.now()
        event = evolve(happened(ended, now, "order.cancelled", "cancelled"), actor=actor, reason=reason)
        self.tools.ledger.amend(ended, event)
        self.tools.announce(event)
        return ended

    def amend(self, selection: Selection, amendment: Amendment, *, actor: str = "", reason: str = "") -> Amended:
        """Amend every open order that fits, page by page, each with its event on the timeline.

        What somebody works on at that moment, and what is too late to cancel, is left alone and named.

        Args:
            selection: which.
            amendment: what becomes of them.
            actor, reason: who asks for it and why, for the timeline.
        """
        kind, message = _said(amendment)
        now = self.tools.clock.now()
        event = Event("", now, kind, message, actor=actor, reason=reason)
        total, after = Amended(), ""
        while True:
            page = self.tools.ledger.amend_all(selection, amendment, event, after=after, limit=PAGE)
            for order in page.changed:
                self.tools.announce(evolve(event, distribution_id=order.distribution_id, delivery_id=order.id))
                if order.open and order.due_at <= now:
                    self.tools.queue.put(order.id, order.lane)
            held, late = (*total.held, *page.held), (*total.late, *page.late)
            total = Amended((*total.changed, *page.changed), held, late)
            if not page.after:
                return total
            after = page.after

    def summary(self, *, limit: int = 100) -> Summary:
        """Return how much stands where, and the first `limit` orders that are open longer than their platform takes."""
        now = self.tools.clock.now()
        since = {
            one.key: latest_delivery(now, window, one.calendar)
            for one in map(self.tools.platforms.platform, self.tools.platforms.keys())
            if (window := sla.window_of(self.tools, one.key)) is not None
        }
        ledger = self.tools.ledger
        late = tuple(sla.late(self.tools))
        return Summary(now, tuple(ledger.tally()), tuple(ledger.overdue(since, limit=limit)), late)

    def late(self, *, icpn: str = "", platform: str = "") -> tuple[Late, ...]:
        """Return the orders a platform is late with, or almost, those of a release or a platform alone where named."""
        every = sla.late(self.tools)
        return tuple(one for one in every if icpn in {"", one.icpn} and platform in {"", one.platform})

    def roll_ups(self, *, after: str = "", limit: int = 100) -> tuple[RollUp, ...]:
        """Return a page of products, in the order of their GTINs, those after `after`, each with where it stands."""
        return tuple(self.tools.ledger.roll_ups(after=after, limit=limit))

    def audit(self, *, expected: str = "", watch: Counted | None = None) -> Audit:
        """Read every event and every seal of the ledger, and return what is not as it was written.

        Args:
            expected: hash of a seal that was noted elsewhere and has to be there; empty for none.
            watch: hears how far it is.
        """
        return self.tools.ledger.audit(expected=expected, watch=watch)

    def seal(self) -> Seal | None:
        """Put a seal under everything that happened so far; None where nothing did."""
        return self.tools.ledger.seal(self.tools.clock.now())

    def webhook(self, platform: str, request: WebhookRequest) -> WebhookReply:
        """Answer a request that claims to come from a platform, and write down what it reports.

        Raises:
            NotFoundError: the platform never calls.
        """
        return webhooks.answer(self.tools, platform, request)

    def subscribe(self, platform: str, url: str) -> None:
        """Ask a platform to call a URL from now on."""
        webhooks.subscribe(self.tools, platform, url)

    def subscribe_all(self, platforms: Collection[str], url: str) -> tuple[str, ...]:
        """Ask those of some platforms that can to call `<url>/webhooks/<platform>`; return their keys."""
        offered = [self.tools.platforms.platform(key) for key in self.tools.platforms.keys() if key in platforms]  # noqa: SIM118 - a directory is no mapping
        callers = [one.key for one in offered if Capability.WEBHOOK in one.capabilities]
        for key in callers:
            self.subscribe(key, f"{url.rstrip('/')}/webhooks/{key}")
        return tuple(callers)

    def settled(self, delivery_id: str) -> bool:
        """Return whether nothing is left to do but to wait for the street date or for people, or nothing at all."""
        delivery = self.delivery(delivery_id)
        if delivery.paused or delivery.blocked or self._gathered(delivery):
            return True
        if not delivery.open or delivery.stage is not Stage.TRACK:
            return not delivery.open
        if self.tools.ledger.distribution(delivery.distribution_id).state.substate != SCHEDULED_LIVE:
            return False
        opens = opens_at(self.tools, delivery)
        return opens is not None and opens > self.tools.clock.now()

    def _gathered(self, delivery: Delivery) -> bool:
        """Return whether an order waits for a batch that is still open."""
        ready = delivery.open and delivery.stage is Stage.PACKAGE and delivery.waiting.startswith(WAITS)
        return ready and self.tools.ledger.batches.batch(delivery.batch).state is BatchState.OPEN

    def _fresh(self, delivery: Delivery | None) -> Delivery | None:
        """Return an order that says how far its batch is now, not when it came in."""
        if delivery is None or not delivery.open or not delivery.waiting.startswith(WAITS):
            return delivery
        book, say = self.tools.ledger.batches, completing if delivery.receipt else gathering
        return evolve(delivery, waiting=say(book.batch(delivery.batch), book.tally(delivery.batch)))

    def keep(self) -> int:
        """Copy every master that is still linked, and return how many were."""
        kept = 0
        while keep(self.tools):
            kept += 1
        return kept

    def wait(self, deliveries: Sequence[str], seconds: float, look: Callable[[], object] = bool) -> bool:
        """Wait until some deliveries are settled, one after the other; False when time is up first, or no number."""
        end = self.tools.clock.now().timestamp() + seconds
        for delivery_id in deliveries:
            while not self.settled(delivery_id):
                if not self.tools.clock.now().timestamp() < end:
                    return False
                look()
                self.tools.clock.sleep(0.1)
        return True


def _said(amendment: Amendment) -> tuple[str, str]:
    if amendment.cancel:
        return "order.cancelled", "cancelled"
    if amendment.due_at == NEVER:
        return "order.paused", "paused"
    return "order.amended", "amended"


__all__ = ["Service", "Standing", "Summary"]
