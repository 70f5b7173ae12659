"""`ddex`: messages, acknowledgements and sales reports of the standard, from the command line."""

from __future__ import annotations

import typer

from tunemantra.host.cli import ddex_ack, ddex_dsr, ddex_messages, ddex_validate

app: typer.Typer = typer.Typer(
    name="ddex",
    help="Build, read, check, compare and convert DDEX messages; read acknowledgements and sales reports.",
    no_args_is_help=True,
)
ddex_messages.register(app)
ddex_validate.register(app)
ddex_ack.register(app)
ddex_dsr.register(app)

__all__ = ["app"]
