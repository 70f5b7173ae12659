"""Validate: everything every rule has to say, at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from attrs import evolve, field, frozen

from tunemantra.core.catalogue import Catalogued
from tunemantra.core.distribution import Delivery, OrderKind, Outcome, Stage
from tunemantra.core.finding import Finding, Severity, blocking, error, ordered, warning
from tunemantra.core.media import Facts
from tunemantra.core.release import Release
from tunemantra.core.requirement import Requirement
from tunemantra.core.rules import Case, judge, judge_for_any
from tunemantra.core.status import Status
from tunemantra.errors import TuneMantraError
from tunemantra.pipeline import duplicates
from tunemantra.pipeline.analyse import Examined, Watch, examine, of_masters
from tunemantra.pipeline.lessons import taught
from tunemantra.pipeline.measure import header, headers
from tunemantra.pipeline.orders import checked
from tunemantra.pipeline.prepare import release_of
from tunemantra.pipeline.steps import Step, becomes, happened, passed
from tunemantra.pipeline.tools import Alive, Tools
from tunemantra.ports.context import Submission
from tunemantra.ports.package import Order


def validate(tools: Tools, delivery: Delivery, alive: Alive) -> Step:
    """Judge a delivery; one blocking finding refuses it, and nothing is sent."""
    alive()
    facts = _facts(tools, release_of(tools, delivery), tools.platforms.platform(delivery.platform).requirement)
    order = checked(tools, delivery, facts)
    order = evolve(order, analyses=of_masters(tools, order.release, alive))
    heard = duplicates.look_up(tools, order.release, facts, duplicates.in_store(tools))
    findings = judge_order(tools, order, delivery.platform, facts, duplicates.told(heard))
    at = tools.clock.now()
    if not blocking(findings):
        duplicates.enter(tools, heard)
        change = becomes(delivery, at, Status.PROCESSING, "packaging", "the checks passed")
        step = passed(delivery, Stage.PACKAGE, at, _summary(findings), change=change)
        return evolve(step, delivery=evolve(step.delivery, findings=findings))
    return refused(delivery, findings, at=at)


def _facts(tools: Tools, release: Release, requirement: Requirement) -> dict[str, Facts]:
    """Return what is known of the files a platform gets, and of all sound that is there: codes hang on it."""
    facts = headers(tools, release, tuple(requirement.files(release)))
    for path, asset in release.additions():
        part = release.part(path)
        if path not in facts and part.is_sound and tools.assets.has(asset.sha256):
            facts[path] = header(tools, part, asset)
    return facts


def refused(delivery: Delivery, findings: tuple[Finding, ...], *, at: datetime) -> Step:
    """Return the step that ends a delivery because of what the checks said; nothing was sent."""
    faults = blocking(findings)
    first, more = faults[0].message, len(faults) - 1
    told = f"{first.rstrip('.')}, and {more} more" if more else first
    message = f"refused before anything was sent: {told}"
    ended = evolve(delivery, outcome=Outcome.REFUSED, stage=Stage.END, findings=findings, reason=message, waiting="")
    change = becomes(delivery, at, Status.PENDING, "awaiting-assets", "waits for a corrected release")
    return Step(
        ended,
        change,
        (happened(delivery, at, "delivery.refused", message, faults=str(len(faults)), stage=delivery.stage.value),),
    )


def judge_order(
    tools: Tools,
    order: Order,
    platform: str,
    facts: Mapping[str, Facts],
    catalogued: Mapping[str, Catalogued],
    *,
    configured: bool = True,
) -> tuple[Finding, ...]:
    """Return what the common rules, the house rules, lessons and, where it is configured, the platform's rules say."""
    requirement = tools.platforms.platform(platform).requirement
    case = Case(order.release, platform, requirement, tools.clock.now(), facts, catalogued, order.analyses)
    order = evolve(order, masters=facts)
    return ordered(
        [
            *judge(case),
            *(finding.on(platform) for finding in tools.platforms.house_rules(order.release, platform)),
            *(finding.on(platform) for finding in taught(tools, order.release, platform)),
            *(_platform_rules(tools, order, platform) if configured else _unasked(platform)),
        ]
    )


def _platform_rules(tools: Tools, order: Order, platform: str) -> Sequence[Finding]:
    try:
        return [evolve(finding, platform=platform) for finding in tools.platforms.driver(platform).check(order)]
    except TuneMantraError as problem:
        return [error("TM-CHK-001", "", f"the checks of {platform} failed: {problem.message}", hint=problem.hint)]


def _unasked(platform: str) -> Sequence[Finding]:
    return [
        warning(
            "TM-PLT-002",
            "to",
            "the platform is not configured, so its own rules were not asked",
            observed="no settings",
            expected=f"a table [platforms.{platform}]",
            hint="`tunemantra init settings` writes one to fill in",
            platform=platform,
        )
    ]


@frozen
class Checked:
    """What a check has found.

    Args:
        findings: everything that would stop or mar a distribution.
        release: as submitted; None where its document cannot be read.
        examined: what its files are, and how they sound and look.
        by_platform: what was found for each platform that was asked, all of it.
    """

    findings: tuple[Finding, ...]
    release: Release | None = None
    examined: Examined = field(factory=Examined)
    by_platform: Mapping[str, tuple[Finding, ...]] = field(factory=dict)


def check(
    tools: Tools,
    submission: Submission,
    platforms: Sequence[str],
    watch: Watch | None = None,
    *,
    unconfigured: Sequence[str] = (),
) -> Checked:
    """Find everything that would stop or mar a distribution, without opening an order or sending anything.

    The files are measured and analysed where they lie; what was found is remembered by content. Where no platform is
    asked, what holds for every one is.

    Args:
        tools: the ports.
        submission: what was handed in.
        platforms: keys of those to ask.
        watch: hears how far the analysis of each file is.
        unconfigured: keys of further platforms, whose own rules cannot be asked.
    """
    findings = list(submission.findings)
    if submission.release is None:
        return Checked(ordered(findings))
    known = examine(tools, submission.folder, submission.release, watch)
    findings += known.findings
    heard = duplicates.look_up(tools, submission.release, known.facts, duplicates.in_folder(tools, submission.folder))
    catalogued = duplicates.told(heard)
    if not platforms and not unconfigured:
        judged = judge_for_any(submission.release, tools.clock.now(), known.facts, catalogued, known.analyses)
        findings += [filed(finding, submission.document) for finding in judged]
    common, by_platform = tuple(findings), {}
    for platform in (*platforms, *unconfigured):
        order = Order(
            delivery_id="check",
            kind=OrderKind.INSERT,
            release=submission.release,
            revision_id="",
            sequence=1,
            created_at=tools.clock.now(),
            analyses=known.analyses,
        )
        configured = platform not in unconfigured
        judged = judge_order(tools, order, platform, known.facts, catalogued, configured=configured)
        placed = [filed(finding, submission.document) for finding in judged]
        placed += tools.platforms.withheld(platform) if configured else ()
        by_platform[platform] = ordered([*common, *placed])
        findings += placed
    return Checked(_once(ordered(findings), len(by_platform)), submission.release, known, by_platform)


def filed(finding: Finding, document: str) -> Finding:
    """Return a finding with the file it is corrected in: what is about no other file stands in the document."""
    return finding if finding.file else evolve(finding, file=document)


def _once(findings: Sequence[Finding], platforms: int) -> tuple[Finding, ...]:
    """Return the findings, what every one of several platforms says as one that is about all of them."""
    said = Counter(finding.on("") for finding in findings)
    common = {finding for finding, times in said.items() if times == platforms > 1}
    return tuple(dict.fromkeys(finding.on("") if finding.on("") in common else finding for finding in findings))


def _summary(findings: Sequence[Finding]) -> str:
    warned = [finding.rule for finding in findings if finding.severity is Severity.WARNING]
    said = f"the checks passed, {len(warned)} warning{'' if len(warned) == 1 else 's'}"
    # What was let pass is part of the story, and so of what the audit proves.
    return f"{said}: {', '.join(sorted(set(warned)))}" if warned else said


__all__ = ["Checked", "check", "filed", "judge_order", "refused", "validate"]
