"""`batch`: orders for one platform that are handed over together."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from tunemantra.core.batch import Batch, BatchTally
from tunemantra.host.cli.state import state_of
from tunemantra.host.cli.views import console, print_json, print_table
from tunemantra.pipeline.reconcile import Account, Batches

app = typer.Typer(no_args_is_help=True, help="Orders that are handed over together, where the settings gather them.")

Json = Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")]


@app.command("list")
def list_batches(
    context: typer.Context,
    platform: Annotated[str, typer.Option(help="Only this platform.")] = "",
    before: Annotated[str, typer.Option(help="Only those older than this batch.")] = "",
    limit: Annotated[int, typer.Option(help="How many at most.")] = 50,
    as_json: Json = False,
) -> None:
    """Show the batches there are, the newest first."""
    with state_of(context).reader() as host:
        found = Batches(host.tools).page(platform=platform, before=before, limit=limit)
    if as_json:
        print_json([{"batch": batch, "tally": tally} for batch, tally in found])
        return
    if not found:
        typer.echo("There is no batch.")
        return
    table = Table(title="Batches", title_justify="left", expand=False)
    for column in ("Batch", "Platform", "State", "Orders", "Handed in", "Left out", "What"):
        table.add_column(column, overflow="fold")
    for batch, tally in found:
        counts = (str(tally.ready + tally.handed), str(tally.handed), str(tally.ended))
        table.add_row(batch.id, batch.platform, batch.state.value, *counts, _said(batch, tally))
    print_table(table, console)


@app.command()
def show(
    context: typer.Context,
    batch: Annotated[str, typer.Argument(metavar="BATCH", help="Id of the batch (see batch list).")],
    as_json: Json = False,
) -> None:
    """Show a batch, and hold ledger, mark and the store's words against each other (exit code 1 where they differ)."""
    with state_of(context).reader() as host:
        account = Batches(host.tools).account(batch)
    if as_json:
        print_json(account)
    else:
        _show(account)
    raise typer.Exit(1 if account.differences else 0)


@app.command()
def close(
    context: typer.Context,
    platform: Annotated[str, typer.Argument(help="Key of the platform.")],
    reason: Annotated[str, typer.Option(help="Why, for the timeline.")] = "",
    actor: Annotated[str, typer.Option(help="Who asks for it, for the timeline.")] = "",
    as_json: Json = False,
) -> None:
    """Close the open batch of a platform now (a worker does the rest)."""
    with state_of(context).reader(tells=True) as host:
        closed = Batches(host.tools).close(platform, actor=actor, reason=reason)
    if as_json:
        print_json(closed)
    else:
        typer.echo(f"batch {closed.id} is closed")


def _said(batch: Batch, tally: BatchTally) -> str:
    if batch.why:
        return batch.why
    when = f"closes {batch.closes_at:%Y-%m-%d %H:%M} UTC" if batch.closes_at else "closes by hand"
    return f"{tally.ready} of {batch.size}, {when}" if batch.size else when


def _show(account: Account) -> None:
    batch, tally = account.batch, account.tally
    typer.echo(f"batch {batch.id} for {batch.platform}: {batch.state.value}; {_said(batch, tally)}")
    table = Table(title="What is counted", title_justify="left", expand=False)
    for column in ("What", "Ledger", "Handed in", "Mark", "Store"):
        table.add_column(column, justify="left" if column == "What" else "right", overflow="fold")
    for one in account.counts:
        told = ("" if number is None else f"{number:,}" for number in (one.ledger, one.handed, one.mark, one.store))
        table.add_row(one.what, *told)
    print_table(table, console)
    typer.echo(f"{account.bytes_sent:,} bytes of media went over the wire")
    if account.unheard:
        typer.echo(f"the store has not said anything yet of {account.unheard}")
    for order, why in account.left:
        typer.echo(f"left out: {order}: {why}")
    for difference in account.differences:
        typer.echo(f"differs: {difference}")
    typer.echo(f"{len(account.differences)} differences")


def register(program: typer.Typer) -> None:
    """Add the commands."""
    program.add_typer(app, name="batch")


__all__ = ["app", "register"]
