"""`errors`: orders that failed, by root cause, and what is done about them."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.table import Table

from tunemantra.core.problem import Problem
from tunemantra.host.cli.state import state_of
from tunemantra.host.cli.views import console, plain, print_json, print_table
from tunemantra.pipeline.problems import playbook

app = typer.Typer(no_args_is_help=True, help="Show orders that failed, by root cause, and act on them.")

Json = Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")]
Id = Annotated[str, typer.Argument(metavar="PROBLEM", help="Id of the problem (see errors list).")]
Actor = Annotated[str, typer.Option(help="Who does it.")]


@app.command("list")
def list_errors(
    context: typer.Context,
    platform: Annotated[str, typer.Option(help="Only this platform.")] = "",
    owner: Annotated[str, typer.Option(help="Only what this person takes care of.")] = "",
    resolved: Annotated[bool, typer.Option("--resolved", help="Also what is resolved.")] = False,
    as_json: Json = False,
) -> None:
    """Show the problems there are, the one with the most orders first."""
    with state_of(context).reader() as host:
        found = host.problems.listed(resolved=resolved, platform=platform, owner=owner)
    if as_json:
        print_json([_plain(problem) for problem in found])
        return
    if not found:
        typer.echo("Nothing has failed that is not resolved.")
        return
    table = Table(title="What has failed", title_justify="left", expand=False)
    for column in ("Problem", "Platform", "Stage", "Code", "Orders", "Last (UTC)", "Owner", "Example"):
        table.add_column(column, overflow="fold")
    for problem in found:
        cause = problem.cause
        last = f"{problem.last_at:%Y-%m-%d %H:%M}"
        owned = "resolved" if problem.resolved else problem.owner
        table.add_row(
            problem.id, cause.platform, cause.stage, cause.code, str(problem.count), last, owned, problem.example
        )
    print_table(table, console)


@app.command()
def show(context: typer.Context, problem: Id, as_json: Json = False) -> None:
    """Show a problem, what was done about it, and its orders."""
    with state_of(context).reader() as host:
        found = host.problems.problem(problem)
        deliveries = tuple(host.problems.deliveries(problem))
    if as_json:
        print_json({**_plain(found), "deliveries": deliveries})
        return
    typer.echo(f"{found.id}: {found.example}")
    typer.echo(f"  {found.cause.platform}, {found.cause.stage}, {found.cause.code}; {found.count} orders")
    typer.echo(f"  owner: {found.owner or 'nobody'}; {'resolved' if found.resolved else 'open'}")
    typer.echo(f"  playbook: {playbook(found)}")
    for remark in found.remarks:
        typer.echo(f"  {remark.at:%Y-%m-%d %H:%M} {remark.actor or '-'}: {remark.text}")
    for delivery in deliveries:
        typer.echo(f"  order {delivery.id}: {delivery.icpn}, {delivery.outcome.value}")


@app.command()
def assign(
    context: typer.Context,
    problem: Id,
    owner: Annotated[str, typer.Argument(help="Who takes care of it; an empty text for nobody.")],
    actor: Actor = "",
    as_json: Json = False,
) -> None:
    """Give a problem to somebody."""
    with state_of(context).reader() as host:
        _tell(host.problems.assign(problem, owner, actor=actor), f"belongs to {owner or 'nobody'}", as_json=as_json)


@app.command()
def note(
    context: typer.Context,
    problem: Id,
    text: Annotated[str, typer.Argument(help="What there is to say.")],
    actor: Actor = "",
    as_json: Json = False,
) -> None:
    """Write a remark to a problem."""
    with state_of(context).reader() as host:
        _tell(host.problems.note(problem, text, actor=actor), "has a remark more", as_json=as_json)


@app.command()
def resolve(
    context: typer.Context,
    problem: Id,
    reason: Annotated[str, typer.Option(help="Why it will not come again.")],
    actor: Actor = "",
    as_json: Json = False,
) -> None:
    """Say that a problem is resolved; a further failure opens it again."""
    if not reason.strip():
        message = "say why it will not come again"
        raise typer.BadParameter(message, param_hint="'--reason'")
    with state_of(context).reader() as host:
        _tell(host.problems.resolve(problem, reason, actor=actor), "is resolved", as_json=as_json)


@app.command()
def replay(context: typer.Context, problem: Id, actor: Actor = "", as_json: Json = False) -> None:
    """Let every order of a problem that still stands failed go on where it stopped (a worker does the rest)."""
    with state_of(context).reader(tells=True) as host:
        done = host.problems.replay(problem, actor=actor)
    if as_json:
        print_json(done)
        return
    typer.echo(f"{len(done.again)} orders go on")
    for delivery_id, why in done.left:
        typer.echo(f"  {delivery_id} does not: {why}")


def _tell(problem: Problem, what: str, *, as_json: bool) -> None:
    if as_json:
        print_json(_plain(problem))
    else:
        typer.echo(f"{problem.id} {what}")


def _plain(problem: Problem) -> dict[str, Any]:
    return {"id": problem.id, **plain(problem), "playbook": playbook(problem)}


def register(program: typer.Typer) -> None:
    """Add the group."""
    program.add_typer(app, name="errors")


__all__ = ["register"]
