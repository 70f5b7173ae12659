"""`status`, `timeline`, `retry`, `cancel`, `package`: what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from tunemantra.host.cli.state import state_of
from tunemantra.host.cli.views import (
    console,
    late_table,
    overdue_table,
    print_json,
    print_standings,
    print_table,
    tally_table,
    timeline_table,
)
from tunemantra.pipeline.service import Summary
from tunemantra.pipeline.sla import Late

Json = Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")]
Icpn = Annotated[str, typer.Argument(help="UPC or EAN; all releases where it is left out.")]
Delivery = Annotated[str, typer.Argument(help="Id of the delivery (see status).")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (status, timeline, package, retry, cancel):
        app.command()(command)


def status(
    context: typer.Context,
    icpn: Icpn = "",
    platform: Annotated[str, typer.Option(help="Only this platform.")] = "",
    summary: Annotated[
        bool, typer.Option("--summary", help="Count all of them, and name orders open too long.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Show where releases stand on every platform."""
    with state_of(context).reader() as host:
        if summary:
            _summarise(host.summary(), as_json=as_json)
            return
        standings = host.status(icpn, platform)
        if platform and not standings:
            host.platform(platform)
        if as_json:
            print_json(standings)
        elif standings:
            print_standings(standings, host.titles(standings), console)
            _tell_late(host.service.late(icpn=icpn, platform=platform))
        else:
            console.print(_nothing(icpn, platform), highlight=False)


def _summarise(summary: Summary, *, as_json: bool) -> None:
    if as_json:
        print_json(summary)
        return
    print_table(tally_table(summary.tally), console)
    if summary.overdue:
        print_table(overdue_table(summary), console)
    _tell_late(summary.late)


def _tell_late(late: Sequence[Late]) -> None:
    if late:
        print_table(late_table(late), console)


def _nothing(icpn: str, platform: str) -> str:
    if not icpn and not platform:
        return "Nothing was distributed yet: tunemantra distribute RELEASE --to PLATFORM"
    return f"{icpn or 'Nothing'} was {'never ' if icpn else ''}distributed" + (f" to {platform}" if platform else "")


def timeline(
    context: typer.Context,
    icpn: Annotated[str, typer.Argument(help="UPC or EAN of the release.")],
    platform: Annotated[str, typer.Option(help="Only this platform.")] = "",
    as_json: Json = False,
) -> None:
    """Show everything that ever happened to a release."""
    with state_of(context).reader() as host:
        events = host.timeline(icpn, platform)
        platforms = {one.distribution.id: one.distribution.platform for one in host.status(icpn, platform)}
    if as_json:
        print_json(events)
    else:
        print_table(timeline_table(events, platforms), console)


def package(
    context: typer.Context,
    delivery: Delivery,
    target: Annotated[Path, typer.Argument(help="Where to put the files: a folder, or name.zip, .tar or .itmsp.")],
    layout: Annotated[
        Path | None, typer.Option(help="A TOML file with names for the files, instead of the platform's.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Write the files a delivery sends (or sent) into a folder or one file, to look at or pass on."""
    with state_of(context).reader() as host:
        written = host.package(delivery, target, layout=layout or "")
    if as_json:
        print_json({"written": written})
    else:
        typer.echo(str(written))


def retry(
    context: typer.Context,
    delivery: Delivery,
    actor: Annotated[str, typer.Option(help="Who asks for it, for the timeline.")] = "",
    reason: Annotated[str, typer.Option(help="Why, for the timeline.")] = "",
    as_json: Json = False,
) -> None:
    """Let a failed delivery go on where it stopped (a worker does the rest)."""
    with state_of(context).reader(tells=True) as host:
        again = host.service.retry(delivery, actor=actor, reason=reason)
    if as_json:
        print_json(again)
    else:
        typer.echo(f"{again.id} goes on at {again.stage.value}")


def cancel(
    context: typer.Context,
    delivery: Delivery,
    actor: Annotated[str, typer.Option(help="Who asks for it, for the timeline.")] = "",
    reason: Annotated[str, typer.Option(help="Why, for the timeline.")] = "",
    as_json: Json = False,
) -> None:
    """Cancel an order that was not handed over yet."""
    with state_of(context).reader(tells=True) as host:
        ended = host.service.cancel(delivery, actor=actor, reason=reason)
    if as_json:
        print_json(ended)
    else:
        typer.echo(f"{ended.id} is cancelled")


__all__ = ["register"]
