"""Outlook: the stations on an order's way, each with what would happen there."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from attrs import evolve

from tunemantra.core.distribution import Stage
from tunemantra.core.plan import PlannedStep, PlatformPlan
from tunemantra.core.schedule import LeadTime
from tunemantra.ports.platform import Platform


def foretold(plan: PlatformPlan, platform: Platform, poll: float, *, has: Callable[[str], bool]) -> PlatformPlan:
    """Return a plan with its steps.

    Args:
        plan: everything else.
        platform: whose.
        poll: seconds between two looks at what became of it.
        has: says of a hash whether the master is in the asset store.
    """
    steps = tuple(PlannedStep(stage, what) for stage, what in _steps(plan, platform, poll, has))
    # What is refused ends at the checks: nothing after them would happen.
    return evolve(plan, steps=steps if plan.goes else steps[: [one.stage for one in steps].index(Stage.VALIDATE) + 1])


def _steps(
    plan: PlatformPlan, platform: Platform, poll: float, has: Callable[[str], bool]
) -> Iterator[tuple[Stage, str]]:
    there = sum(1 for file in plan.files if has(file.source))
    yield Stage.PREPARE, f"{_count(len(plan.files), 'master')}, {there} in the store already"
    forms = [file for file in plan.files if file.form is not None]
    cached = sum(1 for file in forms if file.cached)
    yield Stage.TRANSFORM, f"{_count(len(forms) - cached, 'rendition')} to make, {cached} there already"
    faults = sum(1 for finding in plan.findings if finding.blocks)
    yield Stage.VALIDATE, f"{_count(len(plan.findings), 'finding')}, {faults} of them stop it"
    sent = [file for file in plan.files if file.sent]
    yield Stage.PACKAGE, f"{_count(len(sent), 'file')} and {_count(len(plan.documents), 'document')}"
    unknown = f" and {_count(plan.unknown, 'file')} of a size not known yet" if plan.unknown else ""
    held = sum(1 for file in plan.files if file.held)
    yield Stage.DELIVER, f"{plan.bytes:,} bytes{unknown}, {_count(held, 'file')} there already"
    usual = f"; usually Live after {_lead(platform.sla)}" if platform.sla is not None else ""
    yield Stage.TRACK, f"asked every {poll:g} s{usual}"


def _lead(lead: LeadTime) -> str:
    unit = lead.unit.value.replace("_", " ")
    return f"{lead.max} {unit}" if lead.min == lead.max else f"{lead.min} to {lead.max} {unit}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


__all__ = ["foretold"]
