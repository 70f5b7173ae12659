"""Intake: a release is read, its files are fetched, a revision is frozen and an order is opened."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

from attrs import evolve, frozen

from tunemantra.core.after import After
from tunemantra.core.batch import WAITS
from tunemantra.core.distribution import (
    Delivery,
    Distribution,
    Event,
    Lane,
    OrderKind,
    Outcome,
    Revision,
    Stage,
)
from tunemantra.core.finding import Finding, error
from tunemantra.core.release import Asset, Part, Release
from tunemantra.core.status import Status
from tunemantra.errors import (
    AssetError,
    ConflictError,
    Disposition,
    NotFoundError,
    ReleaseError,
    SettingsError,
    UnknownPlatformError,
)
from tunemantra.pipeline.contents import absent, named, revised
from tunemantra.pipeline.idempotency import Command, opened_by
from tunemantra.pipeline.timeline import hasten
from tunemantra.pipeline.tools import Tools
from tunemantra.pipeline.withdrawal import refuse_withdrawn, withdrawn
from tunemantra.ports.context import Submission


@frozen
class Opened:
    """An order that stands after intake; `fresh` says whether it was opened now."""

    delivery: Delivery
    fresh: bool


def read(tools: Tools, folder: Path) -> Submission:
    """Return the release of a folder with everything that is wrong with its document."""
    return tools.source.read(folder)


def fetch(tools: Tools, submission: Submission) -> tuple[Release, tuple[Finding, ...]]:
    """Copy the release's files into the asset store and return it content-addressed, with what could not be had.

    Args:
        submission: with a release.
    """
    release = submission.release
    if release is None:
        message = "there is no release to fetch files for"
        raise ReleaseError(message, submission.findings)
    files = list(named(release))
    # One more than work at a time: a file that is copied waits for the disk at its end.
    with ThreadPoolExecutor(max_workers=tools.media_workers + 1, thread_name_prefix="fetch") as pool:
        fetched = list(
            pool.map(lambda entry: _fetched(tools, submission.folder, release.part(entry[0]), *entry), files)
        )
    assets = {path: got for (path, _), got in zip(files, fetched, strict=True) if isinstance(got, Asset)}
    return release.with_assets(assets), tuple(got for got in fetched if isinstance(got, Finding))


def _fetched(tools: Tools, folder: Path, part: Part, path: str, asset: Asset) -> Asset | Finding:
    try:
        stored = tools.assets.put_file(folder / asset.path)
    except (AssetError, OSError) as problem:
        if isinstance(problem, AssetError) and problem.disposition is not Disposition.STOP:
            raise  # a full disk of ours is no fault of the release
        return absent(part, path, asset, str(problem))
    return Asset(asset.path, stored.sha256, stored.size)


def freeze(tools: Tools, release: Release) -> Revision:
    """Keep a release as a revision, named by the hash of its canonical text."""
    revision = revised(tools, release)
    tools.ledger.add_revision(revision)
    return revision


def refuse_unknown(tools: Tools, platforms: Sequence[str]) -> tuple[Finding, ...]:
    """Return a finding for each platform that is not installed or not configured."""
    findings: list[Finding] = []
    for key in platforms:
        try:
            tools.platforms.driver(key)
        except UnknownPlatformError as problem:
            findings.append(
                error(
                    "TM-PLT-001",
                    f"to.{key}",
                    problem.message,
                    observed=key,
                    expected="an installed platform",
                    hint=problem.hint,
                    platform=key,
                )
            )
        except SettingsError as problem:
            findings += [finding.on(key) for finding in problem.findings]
    return tuple(findings)


def open_order(
    tools: Tools,
    revision: Revision,
    platform: str,
    *,
    actor: str,
    lane: Lane,
    force: bool,
    reinstate: bool = False,
    reason: str = "",
    organisation: str = "",
    after: tuple[After, ...] = (),
    command: Command | None = None,
) -> Opened:
    """Open the order that brings a platform to a revision, or return the one that stands.

    The same revision again gives the order that stands, unless it ended badly, `force` asks for another delivery, or
    `reinstate` puts back what was taken down. What `command` has opened before stands in any case.

    Raises:
        WithdrawnError: it was taken down, and `reinstate` was not said.
    """
    distribution = tools.ledger.open_distribution(revision.icpn, platform, tools.clock.now())
    past = tools.ledger.deliveries(distribution_id=distribution.id)
    for one in opened_by(tools, command, past):
        return Opened(one, fresh=False)
    back = withdrawn(distribution, past)
    if back and not reinstate:
        refuse_withdrawn(tools, revision.icpn, [platform])
    if stands(past, revision, force=force or back):
        last = past[-1]
        failed = last.outcome is Outcome.FAILED
        return Opened(reopen(tools, last, actor) if failed else last, fresh=failed)
    kind = OrderKind.INSERT if back else order_kind(distribution)
    what = "reinstatement" if back else kind.value
    try:
        return _add(
            tools,
            distribution,
            revision,
            past,
            kind,
            actor=actor,
            lane=lane,
            what=what,
            reason=reason,
            organisation=organisation or tools.organisation,
            after=after,
            command=command,
        )
    except ConflictError:
        # Somebody ordered at the same moment: where that was a takedown, it has the last word.
        refuse_withdrawn(tools, revision.icpn, [platform])
        raise


def stands(past: Sequence[Delivery], revision: Revision, *, force: bool) -> bool:
    """Return whether the latest order brings the platform to this revision already, or can go on to."""
    if not past or past[-1].revision_id != revision.id or past[-1].kind is OrderKind.TAKEDOWN:
        return False
    return past[-1].outcome in {Outcome.OPEN, Outcome.FAILED} or (past[-1].outcome is Outcome.DONE and not force)


def updated(tools: Tools, revision: Revision, platforms: Sequence[str], *, force: bool) -> tuple[str, ...]:
    """Return the platforms that an order for this revision would send an update to."""
    changed = []
    for key in platforms:
        found = tools.ledger.distributions(icpn=revision.icpn, platform=key, limit=1)
        if found and order_kind(found[0]) is OrderKind.UPDATE:
            past = tools.ledger.deliveries(distribution_id=found[0].id)
            changed += [] if stands(past, revision, force=force) or withdrawn(found[0], past) else [key]
    return tuple(changed)


def order_kind(distribution: Distribution) -> OrderKind:
    """Return whether the platform has to take something new or something changed."""
    known = distribution.revision_id and distribution.state.status is not Status.TAKEN_DOWN
    return OrderKind.UPDATE if known else OrderKind.INSERT


def acknowledged(tools: Tools, icpn: str, platform: str) -> Distribution:
    """Return the distribution of a release the platform has acknowledged.

    Raises:
        NotFoundError: it never did.
    """
    found = tools.ledger.distributions(icpn=icpn, platform=platform, limit=1)
    if not found or not found[0].revision_id:
        message = f"{platform} never acknowledged {icpn}"
        raise NotFoundError(message, hint="`tunemantra status` lists what is where")
    return found[0]


def open_takedown(tools: Tools, icpn: str, platform: str, *, actor: str, lane: Lane, reason: str) -> Opened:
    """Open the order that removes a release from a platform, or return the one that stands.

    Raises:
        NotFoundError: the platform never acknowledged this release.
    """
    distribution = acknowledged(tools, icpn, platform)
    past = tools.ledger.deliveries(distribution_id=distribution.id)
    last = past[-1]
    if last.kind is OrderKind.TAKEDOWN and last.outcome in {Outcome.OPEN, Outcome.DONE}:
        return Opened(last, fresh=False)
    revision = tools.ledger.revision(distribution.revision_id)
    return _add(
        tools,
        distribution,
        revision,
        past,
        OrderKind.TAKEDOWN,
        actor=actor,
        lane=lane,
        reason=reason,
        organisation=last.organisation,
    )


def reopen(tools: Tools, delivery: Delivery, actor: str, reason: str = "") -> Delivery:
    """Let a failed delivery go on where it stopped."""
    now = tools.clock.now()
    again = evolve(delivery, outcome=Outcome.OPEN, attempts=0, due_at=now, reason="", waiting="")
    event = _event(again, now, "order.reopened", "the order goes on", actor, reason)
    tools.ledger.amend(again, event)
    tools.announce(event)
    tools.queue.put(again.id, again.lane, again.stage)
    return again


def _add(
    tools: Tools,
    distribution: Distribution,
    revision: Revision,
    past: Sequence[Delivery],
    kind: OrderKind,
    *,
    actor: str,
    lane: Lane,
    organisation: str,
    what: str = "",
    reason: str = "",
    after: tuple[After, ...] = (),
    command: Command | None = None,
) -> Opened:
    _hasten(tools, past)
    now = tools.clock.now()
    delivery = Delivery(
        id=tools.ids.fresh(),
        distribution_id=distribution.id,
        platform=distribution.platform,
        icpn=revision.icpn,
        revision_id=revision.id,
        kind=kind,
        sequence=0,
        created_at=now,
        due_at=now,
        lane=lane,
        # A command that is repeated at the same moment sees the same past, and so has the same key.
        key=f"{distribution.id}/{len(past) + 1}",
        actor=actor,
        organisation=organisation,
        after=after,
        stage=Stage.PACKAGE if kind is OrderKind.TAKEDOWN else Stage.PREPARE,
    )
    message = f"{what or kind.value} ordered" + (f": {reason}" if reason else "")
    event = _event(delivery, now, "order.opened", message, actor, reason)
    event = event if command is None else evolve(event, data=command.mark)
    stands = tools.ledger.add_delivery(delivery, event)
    fresh = stands.id == delivery.id
    if fresh:
        tools.announce(event)
    tools.queue.put(stands.id, stands.lane, stands.stage)
    return Opened(stands, fresh=fresh)


def _hasten(tools: Tools, past: Sequence[Delivery]) -> None:
    """Have an older order that only watches, or waits for its batch, looked at now: it may end itself."""
    for older in past:
        if older.open and (older.stage is Stage.TRACK or older.waiting.startswith(WAITS)):
            hasten(tools, older, "a newer order waits")


def _event(delivery: Delivery, at: datetime, kind: str, message: str, actor: str, reason: str = "") -> Event:
    return Event(
        distribution_id=delivery.distribution_id,
        delivery_id=delivery.id,
        at=at,
        kind=kind,
        message=message,
        actor=actor,
        reason=reason,
    )


__all__ = [
    "Opened",
    "acknowledged",
    "fetch",
    "freeze",
    "open_order",
    "open_takedown",
    "order_kind",
    "read",
    "refuse_unknown",
    "reopen",
    "stands",
    "updated",
]
