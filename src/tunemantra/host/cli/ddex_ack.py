"""`ddex ack`: what stores answer, what it means, and what to do next."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer
from attrs import evolve, frozen
from rich.table import Table
from rich.text import Text

from tunemantra.contrib.ddex.exchange import (
    WORDS,
    AckDocument,
    Acknowledgement,
    NextStep,
    Word,
    headline,
    next_step,
    read_ack_name,
    read_acknowledgement,
    resource_fault,
)
from tunemantra.core.finding import Finding, blocking
from tunemantra.core.status import UNKNOWN, Status
from tunemantra.errors import TuneMantraError
from tunemantra.host.cli.findings import print_findings
from tunemantra.host.cli.views import COLOURS, console, print_json, print_table

LARGEST_ACK: Final = 32 * 1024 * 1024
"""Bytes of the largest acknowledgement that is read."""

Json = Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")]


@frozen
class Standing:
    """What a word of a recipient makes of a release or a track here.

    Args:
        native: the word; empty where nothing is said.
        status, substate: as our states have them; None and empty where nothing is said, and so nothing changes.
    """

    native: str = ""
    status: Status | None = None
    substate: str = ""

    def __str__(self) -> str:
        return f"{self.status.value}: {self.substate}" if self.status else "unchanged"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(ack)


def ack(
    files: Annotated[list[Path], typer.Argument(help="Acknowledgements of any version of the choreography.")],
    as_json: Json = False,
) -> None:
    """Say what acknowledgements mean: the state of each release and track, and what to do next."""
    read = [(path, *_acknowledgement(path)) for path in files]
    findings = tuple(finding for *_, found in read for finding in found)
    lines = [(path, one) for path, document, _ in read if document for one in document.acknowledgements]
    if as_json:
        print_json({"acknowledgements": [_said(path, one) for path, one in lines], "findings": findings})
    else:
        if lines:
            print_table(_table(lines), console)
        if findings:
            print_findings(findings)
    if blocking(findings):
        raise typer.Exit(1)


def _acknowledgement(path: Path) -> tuple[AckDocument | None, tuple[Finding, ...]]:
    with path.open("rb") as stream:
        data = stream.read(LARGEST_ACK + 1)
    if len(data) > LARGEST_ACK:
        message = f"{path} is larger than {LARGEST_ACK} bytes: no acknowledgement is"
        raise TuneMantraError(message)
    document, findings = read_acknowledgement(data, read_ack_name(path.name))
    return document, tuple(finding if finding.file else evolve(finding, file=str(path)) for finding in findings)


def _standing(word: Word | None) -> Standing:
    if word is None:
        return Standing()
    meaning = WORDS.get(word.key)
    if meaning is None:
        return Standing(word.key, Status.ERROR, UNKNOWN)
    return Standing(word.key, meaning.status, meaning.substate)


def _said(path: Path, acknowledged: Acknowledgement) -> dict[str, object]:
    release, track = _standing(headline(acknowledged)), _standing(resource_fault(acknowledged))
    step = next_step(acknowledged)
    return {
        "file": path,
        "release": acknowledged.release.values,
        "message_id": acknowledged.message_id,
        "batch_id": acknowledged.batch_id,
        "native": release.native,
        "status": release.status,
        "substate": release.substate,
        "words": [one.key for one in acknowledged.words],
        "error_text": acknowledged.error_text,
        "action": step.action,
        "then": step.then,
        "resources": [str(resource) for resource in acknowledged.resources],
        "tracks": [
            {
                "resource": str(resource),
                "isrc": resource.isrc,
                "native": track.native,
                "status": track.status,
                "substate": track.substate,
                "action": step.action if resource in step.resources else None,
            }
            for resource in acknowledged.resources
        ],
        "claimants": [str(claimant) for claimant in acknowledged.claimants],
    }


def _table(lines: list[tuple[Path, Acknowledgement]]) -> Table:
    table = Table(title="Acknowledgements", title_justify="left", expand=False)
    for column in ("Release", "Message", "About", "Says", "State", "Next"):
        table.add_column(column, overflow="fold")
    for _, one in lines:
        standing, step = _standing(headline(one)), next_step(one)
        release, message = Text("\n".join(one.release.values)), Text(one.message_id)
        table.add_row(release, message, "the release", _words(one), _mark(standing), _next(step))
        fault = _standing(resource_fault(one))
        for resource in one.resources:
            todo = step.action.value if resource in step.resources else ""
            table.add_row(release, message, Text(str(resource)), Text(fault.native), _mark(fault), todo)
    return table


def _words(one: Acknowledgement) -> Text:
    first = headline(one)
    keys = [first.key if first else "nothing", *(word.key for word in one.words if word != first)]
    more = [one.error_text, *(status.information for status in one.files)]
    claims = [f"claimed by {claimant}" for claimant in one.claimants]
    return Text("\n".join(filter(None, dict.fromkeys([*keys, *more, *claims]))))


def _mark(standing: Standing) -> Text:
    return Text(str(standing), COLOURS[standing.status] if standing.status else "dim")


def _next(step: NextStep) -> str:
    return step.action.value + (f", then {step.then.value}" if step.then else "")


__all__ = ["LARGEST_ACK", "ack", "register"]
