"""Which platforms a release can go to: every finding in a row, every platform in a column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tunemantra.core.finding import Finding, Severity, blocking
from tunemantra.host.cli.findings import grouped, place_of
from tunemantra.host.cli.tables import print_table

_SIGNS: Final = {
    Severity.ERROR: Text("✗", "bold red"),
    Severity.WARNING: Text("!", "yellow"),
    Severity.NOTE: Text("·", "dim"),
}
_Row = tuple[str, str, str]


def print_eligibility(out: Console, by_platform: Mapping[str, Sequence[Finding]], labels: Mapping[str, str]) -> None:
    """Write the matrix of findings and platforms, and the verdict for each platform.

    Args:
        out: where to.
        by_platform: the findings by the platform's key.
        labels: of the platforms, for people.
    """
    rows: dict[_Row, dict[str, Severity]] = {}
    for key, findings in by_platform.items():
        for alike in grouped(findings):
            first = alike[0]
            rows.setdefault((first.rule, place_of(alike), first.message), {})[key] = first.severity
    table = Table(title="Where it can go", title_justify="left")
    table.add_column("Rule", no_wrap=True)
    for key in by_platform:
        table.add_column(labels[key], justify="center")
    table.add_column("What and where", overflow="fold")
    for (rule, place, message), cells in sorted(rows.items(), key=lambda row: (min(_weights(row[1])), row[0])):
        signs = [_SIGNS[cells[key]] if key in cells else Text("") for key in by_platform]
        table.add_row(Text(rule), *signs, Text(f"{place}: {message}" if place else message))
    verdicts = [_verdict(findings) for findings in by_platform.values()]
    table.add_section()
    table.add_row(Text(""), *verdicts, Text("✗ blocks, ! is worth a look, · is good to know"))
    print_table(table, out)


def _weights(cells: Mapping[str, Severity]) -> list[int]:
    return [severity.weight for severity in cells.values()]


def _verdict(findings: Sequence[Finding]) -> Text:
    faults = len(blocking(findings))
    return Text(f"no ({faults})", "bold red") if faults else Text("yes", "green")


__all__ = ["print_eligibility"]
