"""Track: a platform's words become states, by its status map and the state machine, never by guessing."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from attrs import evolve

from tunemantra.core.distribution import (
    Delivery,
    Distribution,
    Event,
    OrderKind,
    Outcome,
    Stage,
    TrackState,
)
from tunemantra.core.release import Release
from tunemantra.core.status import SCHEDULED_LIVE, UNKNOWN, Reported, State, Status, Verdict, advance, aggregate
from tunemantra.errors import ConflictError, RefusedError
from tunemantra.pipeline import batches
from tunemantra.pipeline.orders import receipt_of
from tunemantra.pipeline.prepare import release_of
from tunemantra.pipeline.steps import Change, Step, happened, waits
from tunemantra.pipeline.timeline import hasten
from tunemantra.pipeline.tools import Alive, Tools
from tunemantra.pipeline.visit import visit
from tunemantra.ports.package import Receipt, StatusReport
from tunemantra.ports.platform import Platform

_KINDS = {
    Verdict.APPLIED: "status.changed",
    Verdict.LATE: "report.late",
    Verdict.UNKNOWN: "report.unknown",
    Verdict.CONFLICT: "report.conflict",
}
_ACKNOWLEDGED = frozenset({Status.DELIVERED, Status.LIVE})
DAMAGED = "checksum"
"""The platform holds other bytes than were sent: the one error of its own that another hand-over mends."""
ATTEMPTS = 8
"""How often a write is tried again after somebody else wrote the same distribution."""


def track(tools: Tools, delivery: Delivery, alive: Alive) -> Step:
    """Ask the platform what it says now, write that down, and end the delivery or look again later."""
    receipt = receipt_of(tools, delivery)
    reports = visit(
        tools,
        delivery,
        alive,
        lambda driver, session: tuple(driver.report(delivery.icpn, receipt, session)),
        sending=lambda _file, _sent: alive(),
        calls=1,
    )
    distribution = absorb(tools, delivery.distribution_id, reports, delivery)
    at = tools.clock.now()
    newer = any(
        other.sequence > delivery.sequence and other.open
        for other in tools.ledger.deliveries(distribution_id=delivery.distribution_id)
    )
    return _verdict(tools, delivery, distribution, _about(delivery, receipt, reports), at, newer=newer)


def _about(delivery: Delivery, receipt: Receipt, reports: Sequence[StatusReport]) -> tuple[StatusReport, ...]:
    """Return the reports that speak of this delivery rather than of an earlier one."""
    if delivery.sequence == 1:
        return tuple(reports)
    return tuple(
        report
        for report in reports
        if (report.reference == receipt.reference if report.reference else report.at >= receipt.at)
    )


def _verdict(
    tools: Tools,
    delivery: Delivery,
    distribution: Distribution,
    about: Sequence[StatusReport],
    at: datetime,
    *,
    newer: bool,
) -> Step:
    platform = tools.platforms.platform(delivery.platform)
    said = [meaning for report in about if (meaning := platform.status_map.get(report.native))]
    last, detail = said[-1] if said else (None, "")
    status = distribution.state.status
    if delivery.kind is OrderKind.TAKEDOWN:
        done = status is Status.TAKEN_DOWN
        rejected = False
    else:
        rejected = last is Status.REJECTED
        live = last is Status.LIVE and status is Status.LIVE
        # what the platform acknowledged but nobody hears yet is watched by a newer order, if there is one
        done = live or (newer and last in _ACKNOWLEDGED)
    if rejected:
        reasons = "; ".join(reason for report in about for reason in report.reasons) or "no reason given"
        return _ended(delivery, Outcome.REJECTED, at, f"rejected by {platform.label}: {reasons}")
    if done:
        return _ended(delivery, Outcome.DONE, at, f"{delivery.kind.value} confirmed: {distribution.state}")
    if (last, detail) == (Status.ERROR, DAMAGED) and _sent_once(tools, delivery):
        return _again(tools, delivery, at, platform)
    pause = tools.poll_seconds or platform.poll_seconds
    said_so = f"{platform.label} says: {distribution.state.native or 'nothing yet'}"
    if distribution.state.substate == SCHEDULED_LIVE:
        said_so += f"; it opens at {opens_at(tools, delivery):%Y-%m-%d %H:%M} UTC"
    step = waits(delivery, at, pause, said_so)
    known = delivery.kind is not OrderKind.TAKEDOWN and last in _ACKNOWLEDGED
    return evolve(step, change=_acknowledge(delivery)) if known else step


def _sent_once(tools: Tools, delivery: Delivery) -> bool:
    events = tools.ledger.events(delivery.distribution_id)
    return sum(1 for event in events if (event.delivery_id, event.kind) == (delivery.id, "delivery.sent")) == 1


def _again(tools: Tools, delivery: Delivery, at: datetime, platform: Platform) -> Step:
    """Return the step that hands the same package over once more: its bytes were damaged on the other side."""
    batch = batches.of(tools, delivery)
    if batch is not None:
        return batches.back(tools, delivery, batch)
    message = f"{platform.label} holds other bytes than were sent; sent once more"
    back = evolve(delivery, stage=Stage.DELIVER, due_at=at, waiting="")
    return Step(back, events=(happened(delivery, at, "delivery.again", message),))


def _acknowledge(delivery: Delivery) -> Change:
    """Return the change that says which revision the platform has: from then on it can be changed and taken down."""

    def change(distribution: Distribution) -> tuple[Distribution, tuple[Event, ...]]:
        return evolve(distribution, revision_id=delivery.revision_id), ()

    return change


def _ended(delivery: Delivery, outcome: Outcome, at: datetime, message: str) -> Step:
    rejected = outcome is Outcome.REJECTED
    reason = message if rejected else ""
    facts = {"code": RefusedError.code, "stage": delivery.stage.value} if rejected else {}
    ended = evolve(delivery, outcome=outcome, stage=Stage.END, waiting="", attempts=0, reason=reason, due_at=at)

    step = Step(ended, events=(happened(delivery, at, f"delivery.{outcome.value}", message, **facts),))
    return evolve(step, change=_acknowledge(delivery)) if outcome is Outcome.DONE else step


def absorb(
    tools: Tools, distribution_id: str, reports: Sequence[StatusReport], delivery: Delivery | None = None
) -> Distribution:
    """Write what some reports say into a distribution and its timeline; repeats and late ones change nothing.

    Raises:
        ConflictError: others kept writing the same distribution.
    """
    for _ in range(ATTEMPTS):
        before = tools.ledger.distribution(distribution_id)
        after, events = apply(tools, before, _fresh(tools, before, reports), delivery)
        if not events and after == before:
            return before
        try:
            written = tools.ledger.record(after, events)
        except ConflictError:
            continue
        tools.announce(*events)
        return written
    message = f"distribution {distribution_id} is written by others all the time"
    raise ConflictError(message)


def _fresh(tools: Tools, distribution: Distribution, reports: Sequence[StatusReport]) -> list[StatusReport]:
    known: set[str] = set()
    fresh = []
    for report in reports:
        if report.report_id in known:
            continue
        if report.report_id:
            known.add(report.report_id)
            if tools.ledger.knows_report(distribution.id, report.report_id):
                if _waits_for_its_meaning(distribution.state, report):
                    fresh.append(evolve(report, report_id=""))  # it stands in the timeline already
                continue
        fresh.append(report)
    return fresh


def _waits_for_its_meaning(state: State, report: StatusReport) -> bool:
    """Return whether this report made the state, and may mean more now than when it came."""
    made = (report.native, (report.at, report.sequence)) == (state.native, state.seen)
    return made and state.substate in {SCHEDULED_LIVE, UNKNOWN}


def apply(
    tools: Tools,
    distribution: Distribution,
    reports: Sequence[StatusReport],
    delivery: Delivery | None = None,
) -> tuple[Distribution, tuple[Event, ...]]:
    """Return a distribution after some reports, and the events they are worth."""
    platform = tools.platforms.platform(distribution.platform)
    now = tools.clock.now()
    start = opens_at(tools, delivery)
    events: list[Event] = []
    for given in reports:
        report = given
        tracks = _tracks(platform, distribution, report)
        reported = _reported(platform, report, tracks, None if start is None or start <= now else start)
        aside = _beside_live(distribution, reported, delivery)
        if aside:
            state, verdict, kind = distribution.state, Verdict.CONFLICT, aside
        else:
            state, verdict = advance(distribution.state, reported)
            kind = _KINDS.get(verdict, "report.repeated")
        if verdict in {Verdict.LATE, Verdict.CONFLICT}:
            report = evolve(report, report_id=report.report_id or _fingerprint(report))
            if tools.ledger.knows_report(distribution.id, report.report_id):
                continue
        if verdict is not Verdict.REPEATED or report.report_id:
            events.append(_event(distribution, state, report, kind, now, delivery))
        if verdict in {Verdict.APPLIED, Verdict.REPEATED}:
            distribution = evolve(distribution, tracks=tracks).with_external_ids(dict(report.external_ids))
        distribution = evolve(distribution, state=state)
    return distribution, tuple(events)


def _fingerprint(report: StatusReport) -> str:
    """Return an id for a report without one, so that one that changes nothing is written down once."""
    words = f"{report.channel}|{report.native}|{report.at.isoformat()}|{report.sequence}|{report.reference}"
    return "own:" + hashlib.sha256(words.encode()).hexdigest()[:32]


def opens_at(tools: Tools, delivery: Delivery | None) -> datetime | None:
    """Return the first moment the release may be heard anywhere; None where nothing says so."""
    if delivery is None:
        return None
    return first_moment(release_of(tools, delivery))


def first_moment(release: Release) -> datetime | None:
    """Return the first moment a release may be heard anywhere by its deals; None where nothing says so."""
    starts = [deal.start.first_instant(deal.territories) for deal in release.deals if deal.territories]
    return min(starts) if starts else None


def _reported(
    platform: Platform, report: StatusReport, tracks: Sequence[TrackState], future: datetime | None
) -> Reported:
    status, substate = platform.status_map.get(report.native, (None, ""))
    if status is Status.LIVE and future is not None:
        # Live is proof of availability: before its first moment nobody can hear it.
        status, substate = Status.DELIVERED, SCHEDULED_LIVE
    elif status is Status.LIVE and report.tracks:
        whole = aggregate(track.state for track in tracks) == (Status.LIVE, substate)
        substate = substate if whole else "partial-territories"
    return Reported(status, substate, report.native, report.at, report.sequence, report.channel)


def _beside_live(distribution: Distribution, reported: Reported, delivery: Delivery | None) -> str:
    """Return the kind of event of a report about an update that leaves what is live as it is; empty for others."""
    update = delivery is not None and delivery.kind is OrderKind.UPDATE
    if not update or distribution.state.status is not Status.LIVE:
        return ""
    if reported.status is Status.REJECTED:
        return "update.rejected"
    return "update.progress" if reported.status in {Status.PROCESSING, Status.DELIVERED} else ""


def _tracks(platform: Platform, distribution: Distribution, report: StatusReport) -> tuple[TrackState, ...]:
    known = {track.isrc: track for track in distribution.tracks}
    for word in report.tracks:
        before = known[word.isrc].state if word.isrc in known else State(Status.PROCESSING, "ingesting")
        status, substate = platform.status_map.get(word.native, (None, ""))
        reported = Reported(status, substate, word.native, report.at, report.sequence, report.channel)
        known[word.isrc] = TrackState(word.isrc, advance(before, reported)[0], word.reason)
    return tuple(known.values())


def _event(
    distribution: Distribution,
    state: State,
    report: StatusReport,
    kind: str,
    at: datetime,
    delivery: Delivery | None,
) -> Event:
    changed = kind in {"status.changed", "report.unknown"}
    reasons = "; ".join(report.reasons)
    return Event(
        distribution_id=distribution.id,
        at=at,
        kind=kind,
        message=f"{distribution.platform} says {report.native}" + (f": {reasons}" if reasons else ""),
        actor=f"{distribution.platform}/{report.channel.value}",
        delivery_id=delivery.id if delivery else "",
        status=state.status.value if changed else "",
        substate=state.substate if changed else "",
        before=str(distribution.state) if changed else "",
        after=str(state) if changed else "",
        native=report.native,
        report_id=report.report_id,
        data=(("evidence", report.evidence),) if report.evidence else (),
    )


def receive(tools: Tools, platform: str, reports: Sequence[StatusReport]) -> int:
    """Write down reports that came in by themselves and wake the delivery that waits for them.

    Returns how many of them were about a release this platform was sent.
    """
    known = 0
    for report in reports:
        found = tools.ledger.distributions(icpn=report.icpn, platform=platform, limit=1)
        if not found:
            continue
        known += 1
        tracking = [
            delivery
            for delivery in tools.ledger.deliveries(distribution_id=found[0].id, open_only=True)
            if delivery.stage is Stage.TRACK
        ]
        absorb(tools, found[0].id, [report], tracking[0] if tracking else None)
        for delivery in tracking:
            hasten(tools, delivery, "news from the platform")
    return known


__all__ = ["absorb", "apply", "first_moment", "opens_at", "receive", "track"]
