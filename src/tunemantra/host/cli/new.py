"""`new platform`: writes a package that delivers to its own simulator at once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tunemantra.errors import ConflictError
from tunemantra.host.cli.state import state_of
from tunemantra.host.cli.views import print_json
from tunemantra.host.scaffolding import names_for, write_platform

app = typer.Typer(help="Write the beginnings of a plugin.", no_args_is_help=True)


@app.callback()
def common() -> None:
    """Group of commands."""


@app.command()
def platform(
    context: typer.Context,
    key: Annotated[str, typer.Argument(help="Short lower-case name: it names the table in the settings.")],
    label: Annotated[str, typer.Option(help="Name for people; made of the key where left out.")] = "",
    into: Annotated[
        Path | None, typer.Option(help="Folder to make; tunemantra-KEY where you are unless stated.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
) -> None:
    """Write an installable platform package with driver, rules, simulator and tests that passes the kit as it is."""
    names = names_for(key, label)
    with state_of(context).host() as host:
        taken = {one.key for one in host.platforms()}
    if key in taken:
        message = f"a platform {key!r} is installed already"
        raise ConflictError(message, hint="choose another key")
    folder = into or Path(f"tunemantra-{key}")
    written = write_platform(names, folder)
    if as_json:
        print_json({"folder": folder, "written": written})
        return
    typer.echo(f"{folder} is written, {len(written)} files. {folder / 'README.md'} says how to go on:\n")
    typer.echo(f"    pip install --editable '{folder}[testing]'")
    typer.echo(f"    pytest {folder}")
    typer.echo(f"    tunemantra sandbox up --to {key}")


def register(program: typer.Typer) -> None:
    """Add the group."""
    program.add_typer(app, name="new")


__all__ = ["register"]
