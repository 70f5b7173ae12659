"""`rehearse`: the store's own go-live sequence, and a report to send to it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from attrs import asdict, evolve
from rich.markup import escape
from rich.table import Table

from tunemantra.contrib.formats.keys import written
from tunemantra.errors import ConflictError, PluginError
from tunemantra.host.cli.findings import print_findings
from tunemantra.host.cli.state import State, state_of
from tunemantra.host.cli.views import console, print_json, print_table, stderr_console
from tunemantra.host.facade import TuneMantra
from tunemantra.host.rehearsal import COLUMNS, RehearsalReport, rehearse, steps_of
from tunemantra.host.sandboxes import RunningSandbox
from tunemantra.host.settings import Settings
from tunemantra.host.stores import ungathered


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("rehearse")(rehearse_platform)


def rehearse_platform(
    context: typer.Context,
    platform: Annotated[str, typer.Argument(help="Key of the platform.")] = "",
    configured: Annotated[
        bool, typer.Option("--configured", help="With the account of the settings, instead of the simulator.")
    ] = False,
    report: Annotated[Path | None, typer.Option(help="Write the report: FILE.md, FILE.html or FILE.json.")] = None,
    seconds: Annotated[float, typer.Option(min=0, help="How long a step may take.")] = 600.0,
    speed: Annotated[float, typer.Option(min=0.01, help="How many times faster the simulator works.")] = 10.0,
    listed: Annotated[bool, typer.Option("--list", help="Only show the steps, of one platform or of all.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")] = False,
) -> None:
    """Run the deliveries a store asks for before it goes live, one after the other, and report what became of them."""
    if listed:
        _list(state_of(context), platform, as_json=as_json)
        return
    if not platform:
        message = "name a platform"
        raise typer.BadParameter(message, param_hint="PLATFORM")
    if report is not None and report.exists():
        message = f"{report} is there already; nothing was done"
        raise ConflictError(message)
    state = state_of(context)
    with ExitStack() as stack:
        work = Path(stack.enter_context(TemporaryDirectory(prefix="tunemantra-rehearsal-")))
        with state.host() as asked:
            descriptor, table = asked.platform(platform), asked.settings.platforms.get(platform)
        against = "the account of the settings"
        if not configured:
            running = stack.enter_context(RunningSandbox(descriptor, work / "store", speed=speed))
            table, against = running.address.settings, "its simulator"
        if table is None:
            message = f"{descriptor.label} is not configured"
            raise PluginError(message, hint=f"fill in [platforms.{platform}], or leave --configured out")
        # One step after the other: nobody waits for a batch to be full.
        alone = {platform: ungathered(table)}
        values = {"home": str(work / "home"), "poll_seconds": 0.2, "analysis": "never", "platforms": alone}
        plain = Settings.from_mapping(values)
        settings = evolve(plain, poll_seconds=1.0) if configured else plain
        host = stack.enter_context(TuneMantra(settings))
        said = stderr_console() if as_json else console
        done = rehearse(
            host,
            platform,
            work / "album",
            against=against,
            seconds=seconds,
            tell=lambda text: said.print(text, highlight=False, markup=False),
        )
    _show(done, report, as_json=as_json)
    raise typer.Exit(0 if done.went_well else 1)


def _list(state: State, key: str, *, as_json: bool) -> None:
    with state.host() as host:
        platforms = (host.platform(key),) if key else host.platforms()
    if as_json:
        print_json({one.key: [asdict(step) for step in steps_of(one)] for one in platforms})
        return
    table = Table("Platform", "Step", "Asked for", "Order", "Expected")
    for one in platforms:
        for number, step in enumerate(steps_of(one), 1):
            table.add_row(one.key, str(number), escape(step.asks), step.kind.value, step.expects.value)
    print_table(table, console)


def _show(done: RehearsalReport, report: Path | None, *, as_json: bool) -> None:
    if report is not None:
        forms: Mapping[str, Callable[[], str]] = {".html": done.html, ".json": lambda: _json(done)}
        report.write_text(forms.get(report.suffix, done.markdown)(), "utf-8")
    if as_json:
        print_json(done)
        return
    table = Table(title=done.head, title_justify="left")
    for column in COLUMNS:
        table.add_column(column)
    for row in done.rows:
        table.add_row(*row)
    print_table(table, console)
    for step in done.steps:
        if step.problem:
            console.print(f"{step.number}. {step.problem}", highlight=False, markup=False)
        if step.findings:
            print_findings(written(step.findings))


def _json(done: RehearsalReport) -> str:
    return json.dumps(asdict(done), default=str, ensure_ascii=False, indent=1) + "\n"


__all__ = ["register"]
