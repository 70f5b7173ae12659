"""`init`, `schema`: what people start from."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from tunemantra.contrib.formats import example_toml, json_schema
from tunemantra.errors import ConflictError
from tunemantra.host.cli.state import state_of
from tunemantra.host.cli.views import print_json
from tunemantra.host.template import settings_template

Json = Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")]

SAMPLE_SECONDS = 3.0
"""Length of the shortest track of a sample."""

app = typer.Typer(help="Write commented starting points.", no_args_is_help=True)


def register(program: typer.Typer) -> None:
    """Add the commands."""
    program.add_typer(app, name="init")
    program.command()(schema)


@app.command("release")
def init_release(
    folder: Annotated[Path, typer.Argument(help="Folder to make.")],
    tracks: Annotated[int, typer.Option(min=1, max=99, help="How many tracks to prepare.")] = 2,
    sample: Annotated[bool, typer.Option("--sample", help="A whole small album instead, to try things with.")] = False,
    as_json: Json = False,
) -> None:
    """Write a commented release.toml into a new folder."""
    target = folder / "release.toml"
    if folder.exists() and not folder.is_dir():
        message = f"{folder} is a file; name a folder"
        raise ConflictError(message)
    if target.exists():
        message = f"{target} is there already; nothing was written"
        raise ConflictError(message)
    if sample:
        from tunemantra.host.demo import write_release

        typer.echo("making audio and a cover", err=True)
        write_release(folder, seconds=SAMPLE_SECONDS)
        said = f"{folder} is a whole release. Look at {target}, then: tunemantra check {folder}"
    else:
        folder.mkdir(parents=True, exist_ok=True)
        target.write_text(example_toml(tracks), "utf-8")
        said = f"{target} is written. Put the audio and the cover beside it, then: tunemantra check {folder}"
    _written(target, said, as_json=as_json)


def _written(path: Path, said: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"written": path})
    else:
        typer.echo(said)


@app.command("settings")
def init_settings(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help="File to write.")] = Path("tunemantra.toml"),
    as_json: Json = False,
) -> None:
    """Write a commented settings file with a table for each installed platform."""
    if path.exists():
        message = f"{path} is there already; nothing was written"
        raise ConflictError(message)
    with state_of(context).host() as host:
        path.write_text(settings_template(host.platforms()), "utf-8")
    said = f"{path} is written. Fill in the platforms you use, then: tunemantra doctor"
    _written(path, said, as_json=as_json)


@app.command("dashboard")
def init_dashboard(
    path: Annotated[Path, typer.Argument(help="File to write.")] = Path("tunemantra-dashboard.json"),
    as_json: Json = False,
) -> None:
    """Write a Grafana dashboard of what `worker --metrics` tells, ready to be imported."""
    if path.exists():
        message = f"{path} is there already; nothing was written"
        raise ConflictError(message)
    path.write_text(files("tunemantra.contrib").joinpath("metrics", "dashboard.json").read_text("utf-8"), "utf-8")
    _written(path, f"{path} is written. In Grafana: Dashboards, New, Import", as_json=as_json)


def schema() -> None:
    """Write the JSON Schema of release.toml to standard output."""
    print_json(json_schema())


__all__ = ["register"]
