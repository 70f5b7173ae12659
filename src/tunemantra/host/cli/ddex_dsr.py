"""`ddex dsr`: what stores say was sold."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer
from attrs import astuple
from rich.table import Table
from rich.text import Text

from tunemantra.contrib.ddex.dsr import ReportSummary, Total, read_report, summarise
from tunemantra.core.finding import blocking
from tunemantra.host.cli.ddex_views import show_written
from tunemantra.host.cli.findings import print_findings
from tunemantra.host.cli.state import state_of
from tunemantra.host.cli.views import console, print_json, print_table
from tunemantra.host.container import schemas_of
from tunemantra.host.sales import RecordingSums, RecordingTotal

Json = Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(dsr)


def dsr(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="The files of one report, or the folder it lies in.")],
    by: Annotated[str, typer.Option(help="Add up by: territory, use_type, commercial_model; comma-separated.")] = "",
    top: Annotated[int, typer.Option(min=0, help="How many totals by recording to show, the most used first.")] = 20,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="CSV file for all totals by recording.")] = None,
    as_json: Json = False,
) -> None:
    """Check a sales report and add it up, by terms and by recording, territory and use."""
    schemas = schemas_of(state_of(context).settings())
    recordings = RecordingSums()
    # A folder is a report of its own; several paths are the files of one.
    summary = summarise(read_report(files[0] if len(files) == 1 else files, schemas), recordings.add)
    names = [part.strip() for part in by.split(",") if part.strip()]
    totals = summary.by(*names) if names else summary.totals
    used = recordings.totals() if summary.totals else ()
    findings = (*summary.findings, *recordings.findings())
    if out is not None:
        _write_csv(out, used)
    if as_json:
        print_json(
            {
                "head": summary.head,
                "rows": summary.rows,
                "totals": totals,
                "recordings": used,
                "findings": findings,
                "written": out,
            }
        )
    else:
        _show_report(summary, totals)
        if used and top:
            print_table(_recordings_table(used, top), console)
        if findings:
            print_findings(findings)
        show_written(out)
    if blocking(findings):
        raise typer.Exit(1)


def _write_csv(path: Path, totals: Iterable[RecordingTotal]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(
            ("isrc", "title", "artist", "territory", "use_type", "currency", "usages", "net_revenue", "rows")
        )
        for one in totals:
            context = (one.territory, one.use_type, one.currency)
            numbers = (f"{one.usages:f}", f"{one.net_revenue:f}", one.rows)
            table.writerow((*astuple(one.recording), *context, *numbers))


def _recordings_table(totals: Sequence[RecordingTotal], top: int) -> Table:
    shown = f"the first {top} of {len(totals)} (all with --json or --out)" if len(totals) > top else str(len(totals))
    table = Table(title=f"By recording, territory and use: {shown}", title_justify="left", expand=False)
    for column in ("ISRC", "Title", "Artist", "Territory", "Use"):
        table.add_column(column)
    for column in ("Usages", "Net revenue", "Rows"):
        table.add_column(column, justify="right")
    for one in totals[:top]:
        said = one.recording
        named = said.isrc or ("none" if said.title else "no recording named")
        revenue = f"{_number(one.net_revenue)} {one.currency}".strip() if one.net_revenue else ""
        texts = (named, said.title, said.artist, one.territory, one.use_type)
        table.add_row(*map(Text, texts), _number(one.usages), revenue, str(one.rows))
    return table


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
