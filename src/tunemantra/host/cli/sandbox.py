"""`sandbox up`: starts the platforms' simulators."""

from __future__ import annotations

import signal
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from tunemantra.contrib.sandbox import Faults, parse_fault
from tunemantra.errors import ConflictError
from tunemantra.host.cli.releases import ALL, keys
from tunemantra.host.cli.state import state_of
from tunemantra.host.cli.views import console, print_json, print_table
from tunemantra.host.sandboxes import Address, RunningSandbox
from tunemantra.host.template import table_of

MARK = "# Written by `tunemantra sandbox up`, which may replace it."
"""First line of a settings file of ours; any other file is somebody's own."""

LOOK_SECONDS = 1.0
"""How often `sandbox up` looks whether its simulators are still there."""

app = typer.Typer(help="Simulators of the platforms, on this machine alone.", no_args_is_help=True)


@app.callback()
def common() -> None:
    """Group of commands."""


@app.command()
def up(
    context: typer.Context,
    to: Annotated[
        str, typer.Option("--to", "-t", help="Platform keys, comma-separated; all that ship one where left out.")
    ] = "",
    platform: Annotated[str, typer.Option(hidden=True, help="The same as --to, which it was called before.")] = "",
    fault: Annotated[
        list[str] | None, typer.Option(help="NAME[=VALUE][:TIMES], may be repeated; of those that can.")
    ] = None,
    folder: Annotated[Path, typer.Option(help="Where they keep what they receive.")] = Path("tunemantra-sandbox"),
    speed: Annotated[float, typer.Option(min=0.01, help="How many times faster than usual.")] = 1.0,
    write: Annotated[Path | None, typer.Option(help="Write the settings for them into this file.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
) -> None:
    """Start simulators, print their addresses and the settings for them, and keep them up until Ctrl-C."""
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    with state_of(context).host() as host, ExitStack() as stack:
        wanted = asked(to, platform)
        _refuse_foreign(write)
        chosen = [one for one in host.platforms() if one.key in wanted or (not wanted and one.sandbox is not None)]
        for key in wanted:
            host.platform(key)
        alone = tuple(fault or ()) if len(chosen) == 1 else ()
        running = [
            stack.enter_context(RunningSandbox(one, (folder / one.key).resolve(), faults=alone, speed=speed))
            for one in chosen
        ]
        addresses = [one.address for one in running]
        misbehaving = dict.fromkeys((one.platform for one in addresses), ", ".join(alone))
        if len(chosen) > 1:
            misbehaving = order_faults(addresses, fault or ())
        text = "\n".join(table_of(one.platform, one.settings) for one in addresses)
        if write is not None:
            write.write_text(f"{MARK}\npoll_seconds = 1.0\n\n{text}", "utf-8")
        if as_json:
            print_json(addresses)
        else:
            table = Table(title="Simulators", title_justify="left")
            for column in ("Platform", "Page", "Misbehaves", "Folder"):
                table.add_column(column, overflow="fold")
            for one in addresses:
                table.add_row(one.platform, one.page, misbehaving[one.platform], str(one.folder))
            print_table(table, console)
            console.print("Settings for them" + (f", written to {write}" if write else "") + ":\n", highlight=False)
            typer.echo(text)
            typer.echo("Ctrl-C ends them")
        watch(running, ended)


def watch(running: Sequence[RunningSandbox], told: threading.Event, every: float = LOOK_SECONDS) -> None:
    """Wait until told to end, and say of each simulator that ends before that it did, once.

    Args:
        running: all of them.
        told: is set when they are to end.
        every: seconds between two looks.
    """
    up_still = list(running)
    while not told.wait(every):
        for one in [one for one in up_still if one.ended]:
            up_still.remove(one)
            typer.echo(f"error: the simulator of {one.platform.label} has ended: {one.ended}", err=True)


def asked(*lists: str) -> list[str]:
    """Return the keys of comma-separated lists; nothing where all are meant."""
    named = [key for text in lists for key in keys(text)]
    return [] if ALL in named else named


def order_faults(addresses: Sequence[Address], faults: Sequence[str]) -> dict[str, str]:
    """Order misbehaviours of those simulators that offer them, and return what was ordered of each.

    Args:
        addresses: of simulators that are ready.
        faults: as `NAME[=VALUE][:TIMES]`.

    Raises:
        ConflictError: nobody offers one of them.
    """
    ordered: dict[str, list[str]] = {one.platform: [] for one in addresses}
    for text in faults:
        fault = parse_fault(text)
        offering = [one for one in addresses if fault is not None and fault.name in one.faults]
        if fault is None or not offering:
            offered = sorted({name for one in addresses for name in one.faults})
            message = f"no simulator has the misbehaviour {text!r}"
            raise ConflictError(message, hint=f"use one of {', '.join(offered)}")
        for one in offering:
            Faults(one.folder, one.faults).order(fault.name, fault.value, fault.times)
            ordered[one.platform].append(text)
    return {key: ", ".join(texts) for key, texts in ordered.items()}


def _refuse_foreign(write: Path | None) -> None:
    if write is not None and write.exists() and (write.is_dir() or not write.read_bytes().startswith(MARK.encode())):
        typer.echo(f"error: {write} is not ours to replace; name another file with --write", err=True)
        raise typer.Exit(1)


def register(program: typer.Typer) -> None:
    """Add the group."""
    program.add_typer(app, name="sandbox")


__all__ = ["asked", "order_faults", "register", "watch"]
