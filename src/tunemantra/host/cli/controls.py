"""`pause`, `resume`, `force`, `prioritise`, `breakers`: what people may do by hand."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from tunemantra.core.distribution import Delivery, Lane
from tunemantra.host.cli.state import state_of
from tunemantra.host.cli.views import console, print_json, print_table

Json = Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")]
Id = Annotated[str, typer.Argument(metavar="DELIVERY", help="Id of the delivery (see status).")]
Actor = Annotated[str, typer.Option(help="Who asks for it, for the timeline.")]
Word = Annotated[str, typer.Option(help="Why, for the timeline.")]


def _said(reason: str) -> str:
    if not reason.strip():
        message = "say why: it stands in the timeline"
        raise typer.BadParameter(message)
    return reason


Reason = Annotated[str, typer.Option(help="Why, for the timeline.", callback=_said)]

breakers = typer.Typer(no_args_is_help=True, help="Show and close the circuits of endpoints that do not answer.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (pause, resume, force, prioritise):
        app.command()(command)
    app.add_typer(breakers, name="breakers")


def pause(context: typer.Context, delivery: Id, reason: Reason, actor: Actor = "", as_json: Json = False) -> None:
    """Let nobody work on an order until it is resumed."""
    with state_of(context).reader(tells=True) as host:
        _tell(host.controls.pause(delivery, actor=actor, reason=reason), "is paused", as_json=as_json)


def resume(context: typer.Context, delivery: Id, reason: Word = "", actor: Actor = "", as_json: Json = False) -> None:
    """Let an order that was paused go on (a worker does the rest)."""
    with state_of(context).reader(tells=True) as host:
        _tell(host.controls.resume(delivery, actor=actor, reason=reason), "goes on", as_json=as_json)


def force(context: typer.Context, delivery: Id, reason: Reason, actor: Actor = "", as_json: Json = False) -> None:
    """Let an order that waits be tried now; an endpoint that does not answer is still left alone."""
    with state_of(context).reader(tells=True) as host:
        _tell(host.controls.force(delivery, actor=actor, reason=reason), "is tried now", as_json=as_json)


def prioritise(
    context: typer.Context,
    delivery: Id,
    lane: Annotated[Lane, typer.Argument(help="How urgent it is.")],
    reason: Reason,
    actor: Actor = "",
    as_json: Json = False,
) -> None:
    """Put an order into another lane."""
    with state_of(context).reader(tells=True) as host:
        moved = host.controls.prioritise(delivery, lane, actor=actor, reason=reason)
        _tell(moved, f"is in the lane {lane.value}", as_json=as_json)


def _tell(delivery: Delivery, what: str, *, as_json: bool) -> None:
    if as_json:
        print_json(delivery)
    else:
        typer.echo(f"{delivery.id} {what}")


@breakers.command("list")
def list_breakers(context: typer.Context, as_json: Json = False) -> None:
    """Show the endpoints that did not answer of late, or were slow."""
    with state_of(context).reader() as host:
        circuits = host.controls.circuits()
    if as_json:
        print_json(circuits)
        return
    if not circuits:
        typer.echo("Every endpoint answers in time.")
        return
    table = Table(title="Endpoints that do not answer, or are slow", title_justify="left", expand=False)
    for column in ("Endpoint", "Circuit", "Failures in a row", "Since (UTC)", "Next probe (UTC)", "Eased", "Reason"):
        table.add_column(column, overflow="fold")
    for key, circuit in circuits.items():
        table.add_row(
            key,
            "open" if circuit.open else "closed",
            str(circuit.failures),
            f"{circuit.since:%Y-%m-%d %H:%M:%S}" if circuit.since else "",
            f"{circuit.probe_at:%Y-%m-%d %H:%M:%S}" if circuit.probe_at else "",
            f"{circuit.ease} steps" if circuit.ease else "",
            circuit.reason,
        )
    print_table(table, console)


@breakers.command()
def reset(
    context: typer.Context,
    endpoint: Annotated[str, typer.Argument(help="As `breakers list` shows it: spotify/api.")],
    reason: Reason,
    actor: Actor = "",
    as_json: Json = False,
) -> None:
    """Close a circuit by hand, and let the orders it held back go on."""
    with state_of(context).reader(tells=True) as host:
        freed = host.controls.close(endpoint, actor=actor, reason=reason)
    if as_json:
        print_json({"endpoint": endpoint, "freed": freed})
    else:
        typer.echo(f"{endpoint} is closed; {len(freed)} orders go on")


__all__ = ["breakers", "register"]
