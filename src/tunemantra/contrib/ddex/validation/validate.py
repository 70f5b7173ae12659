"""The validation of one message, step by step over one tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from attrs import evolve

from tunemantra.contrib.ddex import references
from tunemantra.contrib.ddex.reading.results import MessageKind
from tunemantra.contrib.ddex.reading.source import BrokenMessage, UnsafeMessage, blocks, broken, unsafe
from tunemantra.contrib.ddex.reading.stream import LIMITS, Limits, entries
from tunemantra.contrib.ddex.schema import SchemaSet, parse
from tunemantra.contrib.ddex.validation.catalogue import RULES, clause_of
from tunemantra.contrib.ddex.validation.message import Message
from tunemantra.contrib.ddex.validation.report import StepReport, ValidationReport
from tunemantra.contrib.ddex.validation.rule import Fault, Rule, Step
from tunemantra.contrib.ddex.versions import VERSIONS
from tunemantra.core.finding import Finding

MOST_FINDINGS: Final = references.MOST_FINDINGS
"""So many findings of one rule are told."""


def validate_message(
    source: bytes | Path, schemas: SchemaSet | None = None, *, folder: Path | None = None, limits: Limits = LIMITS
) -> ValidationReport:
    """Judge an ERN message of anybody, of any version; all that is wrong is told at once.

    Well-formedness and safety come first: if they fail, nothing else runs. Then every step that can run does, whatever
    the others found: schema (structure `ERN-XSD-001` apart from allowed values `ERN-AVS-001`), references, the rules
    of the release profile, cross-checks, and, with a folder, the files themselves.

    Args:
        source: the XML, also compressed with gzip.
        schemas: the official schemas; None, or one without this version, skips that step.
        folder: where the paths of the message begin, mostly the folder of the message; None skips the files.
        limits: how much a stranger may send.

    Raises:
        OSError: the source cannot be read.
    """
    data, findings = _taken(source, limits)
    root = None
    if not findings:
        root, findings = parse(data, len(data), encoding="utf-8")
    if root is None:
        rest = [StepReport(step, "the message cannot be read") for step in Step if step is not Step.SAFETY]
        return ValidationReport(steps=(StepReport(Step.SAFETY), *rest), findings=_with_clauses(findings))
    return _report(Message(root, folder), schemas)


def _report(message: Message, schemas: SchemaSet | None) -> ValidationReport:
    steps, found = [StepReport(Step.SAFETY)], list[Finding]()
    for step in list(Step)[1:]:
        why = _hindrance(step, message, schemas)
        steps.append(StepReport(step, why))
        if step is Step.SCHEMA and schemas is not None and not why:
            found += _with_clauses(schemas.check(message.root, message.version))
        elif step is Step.REFERENCES and not why:
            found += _with_clauses((*references.check(message.root), *references.unused(message.root)))
        elif not why:
            found += _asked(step, message)
    return ValidationReport(
        version=message.version,
        kind=message.kind,
        profile=message.profile,
        variant=str(message.root.get("ReleaseProfileVariantVersionId") or ""),
        steps=tuple(steps),
        findings=tuple(found),
    )


def _hindrance(step: Step, message: Message, schemas: SchemaSet | None) -> str:
    """Return why a step cannot run; empty where it can."""
    if step is Step.SCHEMA:
        if message.version not in VERSIONS:
            return f"there is no schema of ERN {message.version}" if message.version else "this is no message of ERN"
        if schemas is None or not schemas.has(message.version):
            return f"the schema of ERN {message.version} is not here"
    if step is Step.PROFILE and not message.profile and message.kind is not MessageKind.NEW_RELEASE:
        return "only new release messages have a profile"
    if step is Step.FILES and message.folder is None:
        return "no folder was named"
    return ""


def _asked(step: Step, message: Message) -> Iterator[Finding]:
    for rule in RULES:
        if rule.step is step and (rule.applies(message) or rule.id == _FIRST):
            faults = islice(_faults(rule, message), MOST_FINDINGS)
            yield from (rule.finding(fault) for fault in faults)


_FIRST: Final = "ERN-MSG-001"


def _faults(rule: Rule, message: Message) -> Iterator[Fault]:
    try:
        yield from rule.check(message)
    except OSError as fault:
        yield Fault(message.root, f"A file cannot be read: {fault.strerror}.", str(fault.filename or ""))


def _with_clauses(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return the findings with the clause at the end of each hint."""
    return tuple(
        one if one.hint.endswith("]") else evolve(one, hint=f"{one.hint} [{clause_of(one.rule)}]".lstrip())
        for one in findings
    )


def _taken(source: bytes | Path, limits: Limits) -> tuple[bytes, tuple[Finding, ...]]:
    """Return the bytes as reading takes them, in UTF-8, or why it does not."""
    kept: list[bytes] = []
    try:
        for _ in entries(_kept(blocks(source, limits.size), kept), limits):
            pass
    except BrokenMessage as fault:
        return b"", (broken(fault),)
    except UnsafeMessage as fault:
        return b"", (unsafe(fault),)
    return b"".join(kept), ()


def _kept(parts: Iterable[bytes], kept: list[bytes]) -> Iterator[bytes]:
    for part in parts:
        kept.append(part)
        yield part


__all__ = ["LIMITS", "validate_message"]
