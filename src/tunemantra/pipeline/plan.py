"""Plan: what an order would do, found out without a connection and without writing anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from attrs import evolve, field, frozen

from tunemantra.core.after import After
from tunemantra.core.distribution import Delivery, Distribution, Lane, OrderKind, Outcome, Revision
from tunemantra.core.finding import blocking, ordered
from tunemantra.core.plan import Action, Plan, PlatformPlan
from tunemantra.core.release import Release
from tunemantra.core.requirement import Capability
from tunemantra.core.schedule import latest_delivery
from tunemantra.core.window import TransferWindow, next_opening
from tunemantra.pipeline import duplicates, guard, intake
from tunemantra.pipeline.analyse import ALWAYS, NEVER, Examined, Watch, examine, of_masters
from tunemantra.pipeline.contents import as_it_lies, named, revised
from tunemantra.pipeline.draft import drafted
from tunemantra.pipeline.gate import conditions
from tunemantra.pipeline.onlooker import onlooker
from tunemantra.pipeline.orders import left_by
from tunemantra.pipeline.outlook import foretold
from tunemantra.pipeline.tools import Tools
from tunemantra.pipeline.track import first_moment
from tunemantra.pipeline.validate import filed, judge_order
from tunemantra.pipeline.visit import pace_of
from tunemantra.pipeline.withdrawal import withdrawn
from tunemantra.ports.package import Order
from tunemantra.ports.platform import Platform

Hours = Callable[[str], Sequence[TransferWindow]]
"""From a platform's key to the hours in which files may be sent to it; none for always."""

_LAST = datetime.max.replace(tzinfo=UTC)


def _always(_platform: str) -> Sequence[TransferWindow]:
    return ()


@frozen
class Wish:
    """How an order would be given: see `Service.distribute`.

    Args:
        lane, force, reinstate: as there.
        hours: in which files may be sent.
        after: where the release has to be before it is sent to a platform, by key.
    """

    lane: Lane = Lane.NORMAL
    force: bool = False
    reinstate: bool = False
    hours: Hours = _always
    after: Mapping[str, tuple[After, ...]] = field(factory=dict)


def plan(
    tools: Tools, folder: Path, platforms: Sequence[str], wish: Wish | None = None, watch: Watch | None = None
) -> Plan:
    """Return what an order of a release folder would do; nothing is connected to, written or copied.

    Args:
        tools: the ports.
        folder: the release folder.
        platforms: keys.
        wish: how the order would be given.
        watch: hears how far each file was looked at; from several threads.

    Raises:
        UnknownPlatformError, ConflictError: see `gate.conditions`.
    """
    at = tools.clock.now()
    submission = tools.source.read(folder)
    unknown = intake.refuse_unknown(tools, platforms)
    release = submission.release
    if release is None:
        return Plan(at, findings=ordered([*unknown, *submission.findings]))
    whole, lost = as_it_lies(submission.folder, release)
    files = {asset.sha256: submission.folder / asset.path for _, asset in named(whole) if asset.sha256}
    look = onlooker(_as_delivered(tools), files)
    known = examine(look, submission.folder, release, watch)
    revision = revised(tools, whole)
    known = evolve(known, analyses={} if lost else of_masters(look, whole, _nobody))
    view = _View(tools, look, whole, revision, known, wish or Wish(), submission.document)
    waits = conditions(tools, str(release.icpn), platforms, view.wish.after)
    faulty = {finding.platform for finding in unknown}
    plans = [_of_platform(view, key) for key in waits if key not in faulty]
    plans = [evolve(one, after=tuple(map(str, waits[one.platform]))) for one in plans]
    return Plan(
        at,
        str(release.icpn),
        f"{release.credit} – {release.title.display}",
        "" if lost else revision.id,
        ordered([*unknown, *submission.findings, *lost, *known.findings]),
        tuple(sorted(plans, key=lambda one: (not one.goes, bool(one.after), one.opens_at or _LAST, one.ahead))),
    )


def _as_delivered(tools: Tools) -> Tools:
    """Return the tools as a delivery's own run uses them: it listens to nothing that nobody has listened to before."""
    return tools if tools.analysis == ALWAYS else evolve(tools, analysis=NEVER)


def _nobody() -> None:
    return


@frozen
class _View:
    """What every platform's plan is made of: `look` sees the files where they lie."""

    tools: Tools
    look: Tools
    release: Release
    revision: Revision
    known: Examined
    wish: Wish
    document: str

    def past(self, key: str) -> tuple[Distribution | None, Sequence[Delivery]]:
        """Return the release's distribution on a platform, and its orders, oldest first."""
        ledger = self.tools.ledger
        found = ledger.distributions(icpn=str(self.release.icpn), platform=key, limit=1)
        return (found[0], ledger.deliveries(distribution_id=found[0].id)) if found else (None, ())


def _of_platform(view: _View, key: str) -> PlatformPlan:
    tools, platform = view.tools, view.tools.platforms.platform(key)
    distribution, past = view.past(key)
    action, reason = _action(view, platform, distribution, past)
    if action in {Action.NOTHING, Action.REFUSED}:
        return PlatformPlan(key, platform.label, action, reason)
    order = _order(view, distribution, past, action)
    heard = duplicates.look_up(view.look, view.release, view.known.facts, duplicates.in_store(view.look))
    judged = judge_order(tools, order, key, view.known.facts, duplicates.told(heard))
    sound = not blocking([filed(finding, view.document) for finding in judged])
    draft = drafted(view.look, order, key, view.known.facts, build=sound)
    findings = ordered([*(filed(finding, view.document) for finding in judged), *draft.findings])
    faults = blocking(findings)
    windows, opens, at = tuple(view.wish.hours(key)), first_moment(view.release), order.created_at
    lead = platform.requirement.lead or platform.sla
    in_time = latest_delivery(opens, lead, platform.calendar) if opens is not None and lead is not None else None
    found = PlatformPlan(
        platform=key,
        label=platform.label,
        action=Action.REFUSED if faults else action,
        reason=faults[0].message if faults else "",
        files=draft.files,
        documents=draft.documents,
        findings=findings,
        due_at=at,
        opens_at=next_opening(windows, at),
        windows=tuple(map(str, windows)),
        pace=pace_of(tools, key),
        stalled=_stalled(tools, key),
        released_at=opens,
        latest_at=in_time,
        ahead=_ahead(tools, key, view.wish.lane, at),
    )
    return foretold(found, platform, tools.poll_seconds or platform.poll_seconds, has=tools.assets.has)


def _action(
    view: _View, platform: Platform, distribution: Distribution | None, past: Sequence[Delivery]
) -> tuple[Action, str]:
    """Return what would become of an order, as `intake.open_order` decides it, and why nothing or why not."""
    if distribution is None:
        return Action.INSERT, ""
    back = withdrawn(distribution, past)
    if back and not view.wish.reinstate:
        return Action.REFUSED, f"it was taken down there ({distribution.state}); --reinstate puts it back on sale"
    if intake.stands(past, view.revision, force=view.wish.force or back):
        return _standing(past[-1])
    if back:
        return Action.REINSTATE, ""
    kind = intake.order_kind(distribution)
    if kind is OrderKind.UPDATE and Capability.UPDATE not in platform.capabilities:
        return Action.REFUSED, f"{platform.label} takes no updates over the protocol"
    return Action(kind.value), ""


def _standing(last: Delivery) -> tuple[Action, str]:
    if last.outcome is Outcome.FAILED:
        return Action.NOTHING, f"the order {last.id} that failed goes on where it stopped: {last.reason}"
    if last.open:
        return Action.NOTHING, f"the order {last.id} is under way, at {last.stage.value}"
    return Action.NOTHING, "it has this already; --force delivers again"


def _order(view: _View, distribution: Distribution | None, past: Sequence[Delivery], action: Action) -> Order:
    return Order(
        delivery_id="plan",
        kind=OrderKind.UPDATE if action is Action.UPDATE else OrderKind.INSERT,
        release=view.release,
        revision_id=view.revision.id,
        sequence=len(past) + 1,
        created_at=view.revision.created_at,
        external_ids=dict(distribution.external_ids) if distribution is not None else {},
        previous=left_by(view.tools, past),
        analyses=view.known.analyses,
    )


def _stalled(tools: Tools, key: str) -> tuple[str, ...]:
    return tuple(
        f"{name}: {circuit.reason}"
        for name, circuit in guard.circuits(tools).items()
        if circuit.open and name.partition("/")[0] == key
    )


def _ahead(tools: Tools, key: str, lane: Lane, at: datetime) -> int:
    backlog = tools.ledger.backlog(at)
    return sum(one.due for one in backlog if one.platform == key and one.lane.rank <= lane.rank)


__all__ = ["Hours", "Wish", "plan"]
