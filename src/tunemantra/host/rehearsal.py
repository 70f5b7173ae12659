"""Runs the go-live sequence of a store, step by step, and keeps what to report to it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from html import escape
from pathlib import Path
from typing import Any

from attrs import frozen

from tunemantra.core.distribution import OrderKind, Outcome
from tunemantra.core.finding import Finding
from tunemantra.core.requirement import Capability
from tunemantra.core.rights import CommercialModel
from tunemantra.core.status import Status
from tunemantra.errors import FindingsError, TuneMantraError
from tunemantra.host.demo import ICPN, write_release
from tunemantra.host.facade import TuneMantra
from tunemantra.ports.platform import Platform
from tunemantra.ports.rehearsal import RehearsalStep

SECONDS = 2.0
"""Length of the shortest track of the album that is rehearsed with."""
_LONG_AGO = date(2025, 3, 7)
_NEEDED = {OrderKind.UPDATE: Capability.UPDATE, OrderKind.TAKEDOWN: Capability.TAKEDOWN}
Document = dict[str, Any]


@frozen
class StepReport:
    """What became of one step.

    Args:
        number: from 1.
        asks: what the store asks for.
        order: insert, update, takedown.
        went_well: whether the release stands where it should.
        expected, stands: where it should stand, and where it does.
        reference: the store's name for the submission.
        words: the store's own words about it, in order.
        sent: bytes of audio and artwork that went over the wire.
        problem: why it did not go well; empty where it did.
        findings: what the checks said against it.
    """

    number: int
    asks: str
    order: str
    went_well: bool
    expected: str
    stands: str = ""
    reference: str = ""
    words: tuple[str, ...] = ()
    sent: int = 0
    problem: str = ""
    findings: tuple[Finding, ...] = ()


@frozen
class RehearsalReport:
    """A rehearsal, to be sent to the store."""

    platform: str
    label: str
    product: str
    at: datetime
    against: str
    steps: tuple[StepReport, ...]

    @property
    def went_well(self) -> bool:
        """Return whether every step did."""
        return all(step.went_well for step in self.steps)

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """Return the report as a table, a row a step, under `COLUMNS`."""
        return tuple(
            (
                str(step.number),
                step.asks,
                step.order,
                "yes" if step.went_well else "NO",
                step.stands or step.problem,
                ", ".join(step.words),
                step.reference,
                f"{step.sent:,}",
            )
            for step in self.steps
        )

    @property
    def head(self) -> str:
        """Return one sentence that says what was rehearsed, when, and against what."""
        return f"{self.label}: product {self.product}, {self.at:%Y-%m-%d %H:%M} UTC, against {self.against}"

    def markdown(self) -> str:
        """Return the report as Markdown."""
        lines = [COLUMNS, ("---",) * len(COLUMNS), *self.rows]
        table = "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
        return f"# Rehearsal\n\n{self.head}\n\n{table}\n"

    def html(self) -> str:
        """Return the report as a page."""
        head = "".join(f"<th>{escape(column)}</th>" for column in COLUMNS)
        rows = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in self.rows)
        return (
            '<!doctype html><html lang="en"><meta charset="utf-8"><title>Rehearsal</title>'
            f"<h1>Rehearsal</h1><p>{escape(self.head)}</p><table><tr>{head}</tr>{rows}</table></html>\n"
        )


COLUMNS = ("Step", "Asked for", "Order", "Went well", "Stands at", "The store said", "Reference", "Media bytes")


def steps_of(platform: Platform) -> tuple[RehearsalStep, ...]:
    """Return a store's own sequence, as far as it can do that; where its profile states none, all it can do once."""
    if platform.rehearsal:
        return tuple(step for step in platform.rehearsal if _NEEDED.get(step.kind) in {None, *platform.capabilities})
    steps = [RehearsalStep("a new album", OrderKind.INSERT)]
    if Capability.UPDATE in platform.capabilities:
        steps.append(RehearsalStep("another title, without media", title="Between Three Rivers"))
    if Capability.TAKEDOWN in platform.capabilities:
        steps.append(RehearsalStep("a takedown", OrderKind.TAKEDOWN, expects=Status.TAKEN_DOWN))
    return tuple(steps)


def rehearse(
    host: TuneMantra, key: str, folder: Path, *, against: str, seconds: float, tell: Callable[[str], None]
) -> RehearsalReport:
    """Run the sequence of a platform with a small album; a step that fails ends it.

    Args:
        host: with settings of the platform: its simulator's, or a test account's.
        key: of the platform.
        folder: for the album.
        against: what is rehearsed with, for the report.
        seconds: how long a step may take.
        tell: hears of each step before it begins.
    """
    platform = host.platform(key)
    write_release(folder, seconds=SECONDS)
    plain = tomllib.loads((folder / "release.toml").read_text("utf-8"))
    (folder / "release.toml").unlink()
    reports: list[StepReport] = []
    for number, step in enumerate(steps_of(platform), 1):
        tell(f"{number}. {step.asks}")
        (folder / "release.json").write_text(json.dumps(stated(plain, step), default=str), "utf-8")
        reports.append(_run(host, key, folder, number, step, seconds))
        if not reports[-1].went_well:
            break
    return RehearsalReport(key, platform.label, ICPN, datetime.now(UTC), against, tuple(reports))


def stated(plain: Mapping[str, Any], step: RehearsalStep) -> Document:
    """Return the release document that a step delivers.

    Args:
        plain: the document of the sample album.
        step: what differs.
    """
    opens = datetime.now(UTC).date() + timedelta(days=step.in_days) if step.in_days else _LONG_AGO
    start = f"{opens}T00:00:00Z" if step.instant else str(opens)
    where = {"territories": list(step.territories) or ["Worldwide"], "exclude": list(step.exclude), "start": start}
    models = {*step.models} or {*CommercialModel}
    deals = [{**deal, **where} for deal in plain["deals"] if models & {*map(CommercialModel, deal["models"])}]
    document: Document = {**plain, "deals": deals, "release_date": str(opens)}
    document["kind"] = str(step.release_kind or plain["kind"])
    document["title"] = step.title or plain["title"]
    tracks = [dict(track) for track in plain["tracks"]]
    for number in step.ended_tracks:
        begun, ended = str(opens - timedelta(days=30)), str(datetime.now(UTC).date() - timedelta(days=2))
        tracks[number - 1]["deals"] = [{**deal, "start": begun, "end": ended} for deal in deals]
    document["tracks"] = tracks
    return document


def _run(host: TuneMantra, key: str, folder: Path, number: int, step: RehearsalStep, seconds: float) -> StepReport:
    expected = step.expects.value
    try:
        if step.kind is OrderKind.TAKEDOWN:
            opened = host.takedown(ICPN, [key], actor="rehearsal", reason="rehearsal")
        else:
            opened = host.distribute(folder, [key], actor="rehearsal", reinstate=step.reinstates)
        (order,) = host.work_until_done(opened, seconds=seconds)
    except TuneMantraError as problem:
        findings = problem.findings if isinstance(problem, FindingsError) else ()
        return StepReport(
            number,
            step.asks,
            step.kind.value,
            went_well=False,
            expected=expected,
            problem=str(problem),
            findings=findings,
        )
    (standing,) = host.status(ICPN, key)
    state = standing.distribution.state
    events = [event for event in host.timeline(ICPN, key) if event.delivery_id == order.id]
    settled = order.outcome is Outcome.DONE or host.service.settled(order.id)
    well = settled and order.outcome in {Outcome.DONE, Outcome.OPEN} and state.status is step.expects
    return StepReport(
        number,
        step.asks,
        order.kind.value,
        went_well=well,
        expected=expected,
        stands=str(state),
        reference=_reference(order.receipt),
        words=tuple(dict.fromkeys(event.native for event in events if event.native)),
        sent=sum(int(dict(event.data).get("bytes", 0)) for event in events),
        problem="" if well else order.reason or order.waiting or f"it stands at {state}",
        findings=order.findings if order.outcome is Outcome.REFUSED else (),
    )


def _reference(receipt: str) -> str:
    return str(json.loads(receipt).get("reference", "")) if receipt else ""


__all__ = ["COLUMNS", "RehearsalReport", "StepReport", "rehearse", "stated", "steps_of"]
