"""`ddex ack` and `ddex dsr`: what stores say back."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from tunemantra.contrib.ddex.dsr import ReportSummary, Total, summarise_report
from tunemantra.core.finding import blocking
from tunemantra.host.cli.findings import print_findings
from tunemantra.host.cli.state import state_of
from tunemantra.host.cli.views import console, print_json, print_table
from tunemantra.host.container import schemas_of

Json = Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(dsr)


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


__all__ = ["dsr", "register"]
