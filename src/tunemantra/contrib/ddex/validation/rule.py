"""What a rule is: one small pure function with an id, the clause it comes from and one line of text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from types import ModuleType
from typing import Final

from attrs import frozen
from lxml.etree import _Element as Node

from tunemantra.contrib.ddex.validation.message import Message, line_of
from tunemantra.core.finding import Finding, Severity

_LONGEST: Final = 200


class Step(StrEnum):
    """The parts of a validation, in the order of a report."""

    SAFETY = "safety"
    SCHEMA = "schema"
    REFERENCES = "references"
    PROFILE = "profile"
    CHECKS = "checks"
    FILES = "files"


@frozen
class Fault:
    """What a rule found.

    Args:
        element: where.
        message: one sentence, without the line.
        observed, expected: as in `Finding`.
        hint: what to do; where it is empty, the rule's own hint is told.
        file: the file it is about, relative to the folder.
    """

    element: Node
    message: str
    observed: str = ""
    expected: str = ""
    hint: str = ""
    file: str = ""


Check = Callable[[Message], Iterable[Fault]]
"""A rule's function: what is wrong with a message."""

FAMILIES: Final = frozenset({3, 4})


@frozen
class Rule:
    """One thing that is asked of a message.

    Args:
        id: stable: `ERN-DEAL-003`.
        clause: where it stands: `Part 2` are the release profiles, `Schematron` their official tests, `KB` the
            knowledge base, `XSD` a text of the schema, `ern-notes` our own page in the docs,
            for what follows from several of them.
        text: what it asks, one line.
        check: its function.
        hint: what to do in most cases.
        severity: an error where the standard says must, a warning where it advises or the official samples differ.
        step: which part of the validation it belongs to.
        families: of versions: 3, 4.
        profiles: release profiles it is for; empty for every message.
    """

    id: str
    clause: str
    text: str
    check: Check
    hint: str
    severity: Severity = Severity.ERROR
    step: Step = Step.CHECKS
    families: frozenset[int] = FAMILIES
    profiles: frozenset[str] = frozenset()

    def applies(self, message: Message) -> bool:
        """Tell whether the rule is for messages of this family and profile."""
        return message.family in self.families and (not self.profiles or message.profile in self.profiles)

    def finding(self, fault: Fault) -> Finding:
        """Return a fault as a finding.

        The path is the XPath, the message begins with the line, the hint ends with the clause in brackets.
        """
        element = fault.element
        return Finding(
            self.id,
            self.severity,
            element.getroottree().getpath(element),
            f"Line {line_of(element)}: {fault.message}",
            fault.observed[:_LONGEST],
            fault.expected,
            f"{fault.hint or self.hint} [{self.clause}]",
            fault.file,
        )


def rule(
    rule_id: str,
    clause: str,
    text: str,
    *,
    severity: Severity = Severity.ERROR,
    step: Step = Step.CHECKS,
    families: Iterable[int] = FAMILIES,
    profiles: Iterable[str] = (),
    hint: str,
) -> Callable[[Check], Rule]:
    """Make a rule of the function below; the arguments are those of `Rule`."""

    def make(check: Check) -> Rule:
        return Rule(rule_id, clause, text, check, hint, severity, step, frozenset(families), frozenset(profiles))

    return make


def rules_of(module: ModuleType) -> tuple[Rule, ...]:
    """Return the rules of a module in the order they stand there."""
    return tuple(value for value in vars(module).values() if isinstance(value, Rule))


__all__ = ["Check", "Fault", "Rule", "Step", "rule", "rules_of"]
