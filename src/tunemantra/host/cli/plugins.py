"""`plugins list`: which plugins there are, and what is wrong with the others."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from tunemantra.host.cli.state import state_of
from tunemantra.host.cli.views import console, print_json, print_table
from tunemantra.host.stores import made_of

app = typer.Typer(help="The installed plugins.", no_args_is_help=True)


@app.callback()
def common() -> None:
    """Group of commands."""


@app.command("list")
def list_plugins(
    context: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False
) -> None:
    """List every plugin that was found, loaded or not, and why not."""
    with state_of(context).host() as host:
        records = host.plugins()
        made = {record.name: made_of(record.platforms, host.settings.platforms) for record in records}
    if as_json:
        print_json(
            [
                {
                    "name": record.name,
                    "module": record.module,
                    "distribution": record.distribution,
                    "version": record.version,
                    "bundled": record.bundled,
                    "status": record.status,
                    "error": record.error,
                    "platforms": record.platforms,
                    "stores": made[record.name],
                    "transports": record.offered("transport"),
                    "storages": record.offered("storage"),
                    "transcoders": record.offered("transcoder"),
                    "notifiers": record.offered("notifier"),
                }
                for record in records
            ]
        )
        return
    table = Table(title="Plugins", title_justify="left")
    for column in ("Plugin", "From", "Status", "Offers", "Why"):
        table.add_column(column, overflow="fold")
    for record in records:
        good = record.status.value == "loaded"
        table.add_row(
            record.name,
            f"{record.distribution} {record.version}",
            Text(record.status.value, "green" if good else "bold red"),
            "; ".join(filter(None, (record.offering, *(f"store {key}" for key in made[record.name])))),
            record.error,
        )
    print_table(table, console)


def register(program: typer.Typer) -> None:
    """Add the group."""
    program.add_typer(app, name="plugins")


__all__ = ["register"]
