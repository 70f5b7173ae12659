"""`audit`: proof that nothing in the ledger's timelines was changed, moved or removed."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from tunemantra.core.audit import Audit, Breach
from tunemantra.errors import NotFoundError
from tunemantra.host.cli.bars import FileBars
from tunemantra.host.cli.state import State, state_of
from tunemantra.host.cli.views import console, print_json

app = typer.Typer(help="Prove that the timelines are what was written.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")]


@app.command()
def verify(
    context: typer.Context,
    expect: Annotated[str, typer.Option(help="Hash of a seal you noted elsewhere; it has to be there.")] = "",
    as_json: Json = False,
) -> None:
    """Read every event and every seal, and name each place that is not as it was written; 1 where there is one."""
    state = state_of(context)
    _require_ledger(state)
    with state.reader() as host, FileBars() as bars:
        audit = host.audit(
            expected=expect, watch=lambda done, total: bars.show("audit", done / total if total else 1.0)
        )
    if as_json:
        print_json({"intact": audit.intact, "audit": audit})
    else:
        for breach in audit.breaches:
            console.print(
                f"[bold red]{breach.fault.value}[/] {_where(breach)}{escape(breach.message)}", highlight=False
            )
        console.print(_sum(audit), highlight=False)
        if audit.intact and not expect:
            console.print(_UNEXPECTED, style="dim", highlight=False)
    raise typer.Exit(0 if audit.intact else 1)


def _require_ledger(state: State) -> None:
    """Refuse to prove anything of a ledger that is not there: whoever asks for one had one."""
    from tunemantra.host.container import nothing_kept

    settings = state.settings()
    if nothing_kept(settings):
        message = f"there is no ledger at {settings.database or settings.home}; nothing was proved"
        raise NotFoundError(message, hint="name its `home` or `database`; a first order makes one")


_UNEXPECTED = (
    "No seal was expected: whoever has the database could have made it anew. Note a hash of `audit seal` elsewhere,"
    " and ask for it with --expect."
)


def _where(breach: Breach) -> str:
    place = f"distribution {breach.distribution_id}" if breach.distribution_id else ""
    place += f", ledger entry {breach.sequence}" if breach.sequence else ""
    return f"{escape(place)}: " if place else ""


def _sum(audit: Audit) -> str:
    read = f"{audit.events:,} events of {audit.distributions:,} distributions under {audit.seals:,} seals"
    if audit.intact:
        return f"[green]{read}: as they were written[/]"
    more = f", the first {len(audit.breaches)} of them above" if audit.found > len(audit.breaches) else ""
    return f"[bold red]{read}: {audit.found:,} {'place is' if audit.found == 1 else 'places are'} not{more}[/]"


@app.command()
def seal(context: typer.Context, as_json: Json = False) -> None:
    """Put a seal under everything that happened so far, and show its hash, worth noting elsewhere."""
    with state_of(context).reader() as host:
        made = host.seal()
    if as_json:
        print_json(made)
    elif made is None:
        console.print("Nothing has happened yet.")
    else:
        typer.echo(f"seal {made.number}: {made.hash}")


def register(program: typer.Typer) -> None:
    """Add the group."""
    program.add_typer(app, name="audit")


__all__ = ["register"]
