"""What an order would do, for people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tunemantra.core.form import AudioForm, Form, ImageForm, VideoForm
from tunemantra.core.plan import Action, Plan, PlannedFile, PlatformPlan, Size
from tunemantra.host.cli.findings import people_path, print_findings
from tunemantra.host.cli.tables import print_table


def print_plan(out: Console, plan: Plan) -> None:
    """Write a plan: one table of the platforms in the order they would begin, then each with its steps and files."""
    out.print(Text(f"{plan.title or 'no release'}  {plan.icpn}", "bold"), highlight=False)
    if plan.platforms:
        print_table(_overview(plan), out)
    out.print(f"{plan.to_make} renditions would be made in all. Nothing was sent, nothing was kept.", highlight=False)
    for number, one in enumerate(plan.platforms, 1):
        _print_platform(out, number, one)
    if plan.findings:
        out.print()
        print_findings(plan.findings)


def _overview(plan: Plan) -> Table:
    table = Table(title="What would be done", title_justify="left", expand=False)
    for column in ("", "Platform", "Order", "To send", "Sends from (UTC)", "In time until (UTC)", "Ahead", "What"):
        table.add_column(column, overflow="fold")
    for number, one in enumerate(plan.platforms, 1):
        table.add_row(
            str(number),
            one.platform,
            Text(one.action.value, "bold red" if one.action is Action.REFUSED else "green" if one.goes else "dim"),
            _sum(one) if one.goes else "",
            _moment(one.opens_at) if one.goes else "",
            _moment(one.latest_at),
            str(one.ahead) if one.ahead else "",
            one.reason or "; ".join(_limits(one)),
        )
    return table


def _limits(one: PlatformPlan) -> Iterator[str]:
    for after in one.after:
        yield f"waits for {after}"
    if one.windows:
        yield f"sends {', '.join(one.windows)}"
    if one.pace.requests:
        yield f"{one.pace.requests} calls in {one.pace.seconds:g} s"
    if one.pace.concurrent:
        yield f"{one.pace.concurrent} visits at once"
    for endpoint in one.stalled:
        yield f"STALLED {endpoint}"


def _print_platform(out: Console, number: int, one: PlatformPlan) -> None:
    if not one.steps:
        return
    out.print()
    out.print(Text(f"{number}. {one.label}", "bold"), highlight=False)
    for step in one.steps:
        out.print(Text.assemble((f"   {step.stage.value:<10}", "dim"), step.what), highlight=False)
    if one.files:
        print_table(_files(one), out)
    if one.findings:
        print_findings(one.findings)


def _files(one: PlatformPlan) -> Table:
    table = Table(expand=False)
    for column in ("File", "As", "Rendition", "Bytes", "Goes out as"):
        table.add_column(column, overflow="fold")
    for file in one.files:
        made = "" if file.form is None else "there already" if file.cached else "to be made"
        table.add_row(people_path(file.path), _form(file.form) + _gain(file), made, _size(file.size), _name(file, one))
    for name, size in one.documents:
        table.add_row("", "document", "", f"{size:,}", name)
    return table


def _gain(file: PlannedFile) -> str:
    return f"; {file.gain}" if file.gain is not None else ""


def _name(file: PlannedFile, one: PlatformPlan) -> str:
    if file.held:
        return "not at all: the platform has it"
    if not file.name and one.goes:
        return "not at all"
    return file.name


def _form(form: Form | None) -> str:
    match form:
        case None:
            return "nothing: none can be made of it"
        case AudioForm():
            depth = f" {form.bit_depth}-bit" if form.bit_depth else f" {form.bitrate // 1000} kbit/s"
            return f"{form.container.upper()}{depth} {form.sample_rate / 1000:g} kHz, {form.channels} channels"
        case ImageForm():
            return f"{form.format} {form.size[0]} x {form.size[1]}"
        case VideoForm():
            return f"{form.container.upper()} {form.codec} {form.width} x {form.height}"
    return "PDF as it is"


def _size(size: Size) -> str:
    return f"{'' if size.exact else 'about '}{size.bytes:,}" if size.known else "?"


def _sum(one: PlatformPlan) -> str:
    return f"{one.bytes:,} bytes" + (f" + {one.unknown} files" if one.unknown else "")


def _moment(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at is not None else ""


__all__ = ["print_plan"]
