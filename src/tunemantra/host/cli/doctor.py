"""`doctor`: is everything there that is needed?"""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from tunemantra.host.cli.state import state_of
from tunemantra.host.cli.tables import print_hanging
from tunemantra.host.cli.views import console, print_json
from tunemantra.host.doctor import Health, examine

_MARKS = {Health.GOOD: ("ok  ", "green"), Health.NOTE: ("note", "yellow"), Health.BAD: ("BAD ", "bold red")}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(doctor)


def doctor(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
) -> None:
    """Say what is there, what is missing and what to do about it."""
    with state_of(context).reader(tells=True) as host:
        symptoms = examine(host)
    if as_json:
        print_json(symptoms)
    else:
        for symptom in symptoms:
            mark, colour = _MARKS[symptom.health]
            label = Text.assemble((mark + " ", colour), (f"{symptom.what:<22} ", "bold"))
            print_hanging(console, label, Text(symptom.detail))
            if symptom.hint:
                print_hanging(console, Text("     → ", "dim"), Text(symptom.hint))
    raise typer.Exit(1 if any(symptom.health is Health.BAD for symptom in symptoms) else 0)


__all__ = ["register"]
