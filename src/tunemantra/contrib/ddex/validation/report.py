"""What a validation reports: which checks ran, which did not and why, and everything that was found."""

from __future__ import annotations

from attrs import frozen

from tunemantra.contrib.ddex.reading.results import MessageKind
from tunemantra.contrib.ddex.validation.rule import Step
from tunemantra.core.finding import Finding, Severity


@frozen
class StepReport:
    """One part of a validation.

    Args:
        step: which.
        skipped: why it did not run; empty where it ran.
    """

    step: Step
    skipped: str = ""

    @property
    def ran(self) -> bool:
        """Return whether it ran."""
        return not self.skipped


@frozen
class ValidationReport:
    """A message, judged.

    Args:
        version: as in the namespace: `43`; empty where it cannot be told.
        kind: of message; None where it is none of ERN.
        profile: the release profile as stated, in ERN 3 its last part; empty for none.
        variant: of the profile as stated; empty for none.
        steps: every part of the validation in order, with why it did not run.
        findings: in the order of the steps, within a step in that of the rules and of the message. The path is the
            XPath in the message, the text begins with `Line N:`, the hint ends with the clause in brackets.
    """

    version: str = ""
    kind: MessageKind | None = None
    profile: str = ""
    variant: str = ""
    steps: tuple[StepReport, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def valid(self) -> bool:
        """Return whether nothing that ran found an error; `skipped` tells what did not run."""
        return not any(finding.blocks for finding in self.findings)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Return the findings that are errors."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)

    @property
    def skipped(self) -> tuple[StepReport, ...]:
        """Return the parts that did not run."""
        return tuple(step for step in self.steps if not step.ran)


__all__ = ["StepReport", "ValidationReport"]
