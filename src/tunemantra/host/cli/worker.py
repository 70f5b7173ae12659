"""`worker`: works on what is due until it is told to stop."""

from __future__ import annotations

import signal
import threading
from contextlib import ExitStack
from typing import Annotated

import typer

from tunemantra.host.cli.state import state_of
from tunemantra.host.webhooks import WebhookServer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(worker)


def worker(
    context: typer.Context,
    workers: Annotated[int, typer.Option(min=0, help="Deliveries at the same time; 0 as in the settings.")] = 0,
    until_idle: Annotated[bool, typer.Option(help="End when no order is open any more.")] = False,
    webhooks: Annotated[str, typer.Option(help="Also listen for webhooks on HOST:PORT.")] = "",
) -> None:
    """Work on what is due, here, until Ctrl-C or SIGTERM."""
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    with state_of(context).host() as host, ExitStack() as stack:
        if webhooks:
            address, _, port = webhooks.rpartition(":")
            server = stack.enter_context(WebhookServer(host.service, address or "127.0.0.1", int(port)))
            callers = host.subscribe(host.settings.webhook_url or server.url)
            typer.echo(f"webhooks at {server.url}/webhooks/<platform>, subscribed: {', '.join(callers) or 'none'}")
        typer.echo("working; Ctrl-C ends it")

        def stop() -> bool:
            return ended.is_set() or (until_idle and not host.tools.ledger.deliveries(open_only=True))

        host.work(stop, workers=workers)
    typer.echo("stopped; nothing is lost")


__all__ = ["register"]
