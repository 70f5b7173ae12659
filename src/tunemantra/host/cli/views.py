"""Tables for people, JSON for machines."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

from attrs import fields, has
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tunemantra.core.distribution import Delivery, Event, Outcome
from tunemantra.core.status import Status
from tunemantra.host.cli.tables import console_of, fits, print_table
from tunemantra.host.shown import shown
from tunemantra.pipeline.service import Standing, Summary
from tunemantra.pipeline.sla import Late, Level
from tunemantra.ports.storage import Tally

COLOURS = {
    Status.PENDING: "yellow",
    Status.PROCESSING: "cyan",
    Status.DELIVERED: "blue",
    Status.LIVE: "bold green",
    Status.REJECTED: "bold red",
    Status.ERROR: "bold red",
    Status.TAKEN_DOWN: "magenta",
}
_COLOUR_OF = {status.value: colour for status, colour in COLOURS.items()}
STOOD = "it has this already; --force delivers again"
_HALVES = re.compile("[\ud800-\udfff]")
console = console_of()


def stderr_console() -> Console:
    """Return the console for progress and errors."""
    return console_of(stderr=True)


def plain(value: object) -> Any:  # noqa: ANN401 - JSON is what it is
    """Return a value as JSON can write it."""
    if isinstance(value, Enum):
        return value.value
    kind = type(value)
    if has(kind):
        return {one.name: plain(getattr(value, one.name)) for one in fields(kind)}
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(inner) for inner in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Path | Decimal):
        return str(value)  # an amount of money is exact as a text alone
    return value


def print_json(value: object) -> None:
    """Write one JSON document to standard output."""
    text = json.dumps(plain(value), ensure_ascii=False, indent=2)
    # Half a pair, as the name of a file that is no UTF-8 has it, can be written as an escape alone.
    sys.stdout.write(_HALVES.sub(lambda half: f"\\u{ord(half[0]):04x}", text) + "\n")


def problem_line(message: str, hint: str = "") -> str:
    """Return an error in one or two lines: what, where, what to do."""
    return shown(f"error: {message}" + (f"\n  → {hint}" if hint else ""))


def print_standings(standings: Sequence[Standing], titles: Mapping[str, str], out: Console) -> None:
    """Write where releases stand, and the ids of their last orders: in the table, or below it where it has no room."""
    whole = standings_table(standings, titles, ids=True)
    if fits(whole, out):
        print_table(whole, out)
        return
    print_table(standings_table(standings, titles), out)
    if any(standing.delivery for standing in standings):
        print_table(_ids_table(standings), out)


def _ids_table(standings: Sequence[Standing]) -> Table:
    table = Table(title="Their last orders", title_justify="left", expand=False)
    for column in ("Release", "Platform", "Delivery"):
        table.add_column(column, overflow="fold")
    for standing in standings:
        if standing.delivery:
            table.add_row(standing.distribution.icpn, standing.distribution.platform, standing.delivery.id)
    return table


def standings_table(standings: Sequence[Standing], titles: Mapping[str, str], *, ids: bool = False) -> Table:
    """Return a table of where releases stand.

    Args:
        standings: in order.
        titles: by product.
        ids: also the id of the last order, as `cancel`, `retry` and `package` take it.
    """
    table = Table(title="Where it stands", title_justify="left", expand=False)
    for column in ("Release", "Title", "Platform", "Status", "Native", "Last order", "Delivery", "What"):
        table.add_column(column, overflow="fold")
    for standing in standings:
        found, order = standing.distribution, standing.delivery
        table.add_row(
            found.icpn,
            titles.get(found.icpn, ""),
            found.platform,
            Text(str(found.state), COLOURS[found.state.status]),
            found.state.native,
            f"{order.kind.value}, {order.outcome.value}" if order else "",
            order.id if ids and order else "",
            _why(order) if order else "",
        )
    return table


def _why(order: Delivery) -> str:
    """Return how an order ended, or what an open one waits for; an ended one waits for nothing."""
    return order.reason or (order.waiting if order.open else "")


def tally_table(tally: Sequence[Tally]) -> Table:
    """Return a table of how many releases stand where: a row for each platform, a column for each status."""
    table = Table(title="How many releases stand where", title_justify="left", expand=False)
    counts = {(one.platform, one.status): one.count for one in tally}
    shown = [status for status in Status if any(one.status is status for one in tally)]
    table.add_column("Platform", overflow="fold")
    for status in shown:
        table.add_column(Text(status.value, COLOURS[status]), justify="right", overflow="fold")
    for platform in sorted({one.platform for one in tally}):
        numbers = [counts.get((platform, status), 0) for status in shown]
        table.add_row(platform, *(f"{number:,}" if number else "" for number in numbers))
    return table


def overdue_table(summary: Summary) -> Table:
    """Return a table of orders that are open longer than their platform usually takes."""
    table = Table(title="Open longer than the platform usually takes", title_justify="left", expand=False)
    for column in ("Delivery", "Release", "Platform", "Days", "Stage", "Waits for"):
        table.add_column(column, overflow="fold")
    for order in summary.overdue:
        days = (summary.at - order.created_at).total_seconds() / 86_400
        table.add_row(order.id, order.icpn, order.platform, f"{days:.1f}", order.stage.value, order.waiting)
    return table


def late_table(late: Sequence[Late]) -> Table:
    """Return a table of orders that a platform has not acknowledged in its time, or almost."""
    table = Table(title="Not acknowledged in the platform's time", title_justify="left", expand=False)
    for column in ("Delivery", "Release", "Platform", "Level", "Due (UTC)"):
        table.add_column(column, overflow="fold")
    for one in sorted(late, key=lambda one: one.due_at):
        colour = "red" if one.level is Level.BREACH else "yellow"
        due = f"{one.due_at:%Y-%m-%d %H:%M}"
        table.add_row(one.delivery_id, one.icpn, one.platform, Text(one.level.value, colour), due)
    return table


def timeline_table(events: Sequence[Event], platforms: Mapping[str, str]) -> Table:
    """Return a table of what happened, oldest first.

    Args:
        events: in order.
        platforms: platform by distribution id.
    """
    days = {event.at.date() for event in events}
    one_day = len(days) == 1
    title = f"What happened on {min(days)}" if one_day else "What happened"
    table = Table(title=title, title_justify="left", expand=False)
    for column in ("Time (UTC)", "Platform", "Event", "Status", "By", "Reason", "What"):
        table.add_column(column, overflow="fold")
    for event in events:
        status = f"{event.status}: {event.substate}" if event.status else ""
        table.add_row(
            event.at.strftime("%H:%M:%S") if one_day else event.at.strftime("%Y-%m-%d %H:%M:%S"),
            platforms.get(event.distribution_id, ""),
            event.kind,
            Text(status, _COLOUR_OF.get(event.status, "")),
            event.actor,
            event.reason,
            event.message,
        )
    return table


def deliveries_table(deliveries: Sequence[Delivery], stood: Collection[str] = ()) -> Table:
    """Return a table of orders and how they ended.

    Args:
        deliveries: the orders.
        stood: ids of those that had ended before the command was given.
    """
    table = Table(title="Orders", title_justify="left", expand=False)
    for column in ("Platform", "Order", "Outcome", "What"):
        table.add_column(column, overflow="fold")
    for delivery in deliveries:
        good = delivery.outcome in {Outcome.DONE, Outcome.OPEN}
        table.add_row(
            delivery.platform,
            delivery.kind.value,
            Text(delivery.outcome.value, "green" if good else "bold red"),
            STOOD if delivery.id in stood else _why(delivery),
        )
    return table


__all__ = [
    "console",
    "deliveries_table",
    "late_table",
    "overdue_table",
    "plain",
    "print_json",
    "print_standings",
    "print_table",
    "problem_line",
    "standings_table",
    "stderr_console",
    "tally_table",
    "timeline_table",
]
