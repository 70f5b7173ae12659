"""`ddex ack` and `ddex dsr`: what stores say back."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer
from attrs import evolve
from rich.table import Table

from tunemantra.contrib.ddex.dsr import ReportSummary, Total, summarise_report
from tunemantra.contrib.ddex.exchange import (
    AckDocument,
    Acknowledgement,
    headline,
    next_step,
    read_ack_name,
    read_acknowledgement,
)
from tunemantra.core.finding import Finding, blocking
from tunemantra.errors import TuneMantraError
from tunemantra.host.cli.findings import print_findings
from tunemantra.host.cli.state import state_of
from tunemantra.host.cli.views import console, print_json, print_table
from tunemantra.host.container import schemas_of

LARGEST_ACK = 32 * 1024 * 1024
"""Bytes of the largest acknowledgement that is read."""

Json = Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(ack)
    app.command()(dsr)


def ack(
    files: Annotated[list[Path], typer.Argument(help="Acknowledgements of any version of the choreography.")],
    as_json: Json = False,
) -> None:
    """Say what acknowledgements mean, and what to do next."""
    read = [(path, *_acknowledgement(path)) for path in files]
    findings = tuple(finding for *_, found in read for finding in found)
    lines = [(path, one) for path, document, _ in read if document for one in document.acknowledgements]
    if as_json:
        print_json({"acknowledgements": [_said(path, one) for path, one in lines], "findings": findings})
    else:
        if lines:
            _show_acknowledgements(lines)
        if findings:
            print_findings(findings)
    if blocking(findings):
        raise typer.Exit(1)


def dsr(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="The files of one report, or the folder it lies in.")],
    by: Annotated[str, typer.Option(help="Add up by: territory, use_type, commercial_model; comma-separated.")] = "",
    as_json: Json = False,
) -> None:
    """Check a sales report and add it up."""
    # A folder is a report of its own; several paths are the files of one.
    summary = summarise_report(files[0] if len(files) == 1 else files, schemas_of(state_of(context).settings()))
    names = [part.strip() for part in by.split(",") if part.strip()]
    totals = summary.by(*names) if names else summary.totals
    if as_json:
        print_json({"head": summary.head, "rows": summary.rows, "totals": totals, "findings": summary.findings})
    else:
        _show_report(summary, totals)
    if blocking(summary.findings):
        raise typer.Exit(1)


def _acknowledgement(path: Path) -> tuple[AckDocument | None, tuple[Finding, ...]]:
    with path.open("rb") as stream:
        data = stream.read(LARGEST_ACK + 1)
    if len(data) > LARGEST_ACK:
        message = f"{path} is larger than {LARGEST_ACK} bytes: no acknowledgement is"
        raise TuneMantraError(message)
    document, findings = read_acknowledgement(data, read_ack_name(path.name))
    return document, tuple(_about(finding, path) for finding in findings)


def _about(finding: Finding, path: Path) -> Finding:
    return finding if finding.file else evolve(finding, file=str(path))


def _said(path: Path, acknowledged: Acknowledgement) -> dict[str, object]:
    word, step = headline(acknowledged), next_step(acknowledged)
    return {
        "file": path,
        "release": acknowledged.release.values,
        "message_id": acknowledged.message_id,
        "batch_id": acknowledged.batch_id,
        "native": word.key if word else "",
        "words": [one.key for one in acknowledged.words],
        "error_text": acknowledged.error_text,
        "action": step.action,
        "then": step.then,
        "resources": [str(resource) for resource in acknowledged.resources],
    }


def _show_acknowledgements(lines: list[tuple[Path, Acknowledgement]]) -> None:
    table = Table(title="Acknowledgements", title_justify="left", expand=False)
    for column in ("Release", "Message", "Says", "About", "Next"):
        table.add_column(column, overflow="fold")
    for _, one in lines:
        word, step = headline(one), next_step(one)
        said = [word.key if word else "nothing", one.error_text]
        action = step.action.value + (f", then {step.then.value}" if step.then else "")
        table.add_row(
            "\n".join(one.release.values),
            one.message_id,
            "\n".join(filter(None, said)),
            "\n".join(map(str, one.resources)) or "the whole release",
            action,
        )
    print_table(table, console)


def _show_report(summary: ReportSummary, totals: tuple[Total, ...]) -> None:
    head = summary.head
    if head is not None:
        console.print(
            f"{head.profile} {head.profile_version}  {head.usage_start} to {head.usage_end}  from {head.sender_name}",
            highlight=False,
        )
    if totals:
        print_table(_totals_table(summary.rows, totals), console)
    elif head is not None:
        console.print(f"{summary.rows} rows, nothing to add up")
    if summary.findings:
        print_findings(summary.findings)


def _totals_table(rows: int, totals: tuple[Total, ...]) -> Table:
    table = Table(title=f"{rows} rows", title_justify="left", expand=False)
    for column in ("Territory", "Use", "Model", "Currency"):
        table.add_column(column)
    for column in ("Usages", "Net revenue", "Payable", "Rows"):
        table.add_column(column, justify="right")
    for total in totals:
        table.add_row(
            total.territory or "all",
            total.use_type or "all",
            total.commercial_model or "all",
            total.currency,
            *map(_number, (total.usages, total.net_revenue, total.payable)),
            str(total.rows),
        )
    return table


def _number(value: Decimal) -> str:
    return f"{value:,f}"


__all__ = ["LARGEST_ACK", "ack", "dsr", "register"]
