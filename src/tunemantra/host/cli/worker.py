"""`worker`: works on what is due until it is told to stop."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from contextlib import ExitStack
from enum import StrEnum
from functools import partial
from typing import Annotated

import typer

from tunemantra.errors import TuneMantraError
from tunemantra.host import monitoring
from tunemantra.host.brokers import CELERY
from tunemantra.host.cli.releases import keys
from tunemantra.host.cli.state import state_of
from tunemantra.host.cli.views import print_json
from tunemantra.host.facade import TuneMantra
from tunemantra.host.serving import Server
from tunemantra.host.webhooks import WebhookServer

HIGHEST_PORT = 65535


class Queue(StrEnum):
    """How workers hear of deliveries."""

    THREADS = "threads"
    CELERY = "celery"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(worker)


def worker(
    context: typer.Context,
    workers: Annotated[int, typer.Option(min=0, help="Deliveries at the same time; 0 as in the settings.")] = 0,
    until_idle: Annotated[bool, typer.Option(help="End when every order has ended or awaits its date.")] = False,
    queue: Annotated[Queue | None, typer.Option(help="How it hears of work; else as in the settings.")] = None,
    only: Annotated[str, typer.Option(help="With Celery: some of emergency,delivery,media; else all.")] = "",
    webhooks: Annotated[str, typer.Option(help="Also listen for webhooks on HOST:PORT.")] = "",
    metrics: Annotated[str, typer.Option(help="Serve /metrics, /healthz and /readyz on PORT or HOST:PORT.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON to standard output, at the end.")] = False,
) -> None:
    """Work on what is due, here, until Ctrl-C or SIGTERM."""
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    url = ""
    callers: tuple[str, ...] = ()
    told = monitoring.metrics() if metrics else None
    watchers = (*monitoring.observers(), *([told] if told else []))
    state = state_of(context)
    with state.host({"observers": watchers}, queue=queue.value if queue else "") as host, ExitStack() as stack:
        if only and host.settings.queue != CELERY:
            message = "threads take every kind of work; it is for Celery"
            raise typer.BadParameter(message, param_hint="'--only'")
        if told:
            tools = host.tools
            told.watch(lambda: tools)
            application = monitoring.MonitoringApplication(told, lambda: tools)
            monitor = stack.enter_context(_listening(partial(Server, application), metrics, "--metrics"))
            typer.echo(f"metrics at {monitor.url}/metrics", err=True)
        if webhooks:
            server = stack.enter_context(_listening(partial(WebhookServer, host.service), webhooks, "--webhooks"))
            url = host.settings.webhook_url or server.url
            typer.echo(f"webhooks at {server.url}/webhooks/<platform>", err=as_json)
            callers = _subscribe(host, url, quiet=as_json)
        typer.echo("working; Ctrl-C ends it", err=as_json)

        def stop() -> bool:
            return ended.is_set() or (until_idle and idle())

        def idle() -> bool:
            return all(host.service.settled(order.id) for order in host.tools.ledger.deliveries(open_only=True))

        host.work(stop, workers=workers, only=keys(only))
        if as_json:
            waiting = len(host.tools.ledger.deliveries(open_only=True))
            print_json({"webhooks": url or None, "subscribed": callers, "open": waiting})
    typer.echo("stopped; nothing is lost", err=as_json)


def _listening(make: Callable[[str, int], Server], listen: str, option: str) -> Server:
    address, _, port = listen.rpartition(":")
    if not port.isdecimal() or int(port) > HIGHEST_PORT:
        message = f"{listen!r} is not HOST:PORT, such as 127.0.0.1:8080"
        raise typer.BadParameter(message, param_hint=f"'{option}'")
    try:
        return make(address.strip("[]") or "127.0.0.1", int(port))
    # The server says of a name that nobody knows that it is a wrong value.
    except (OSError, ValueError) as problem:
        message = f"cannot listen on {listen}: {getattr(problem, 'strerror', '') or problem}"
        raise typer.BadParameter(message, param_hint=f"'{option}'") from problem


def _subscribe(host: TuneMantra, url: str, *, quiet: bool) -> tuple[str, ...]:
    """Ask the platforms to call, and return which will; one that cannot be asked is polled all the same."""
    try:
        callers = host.subscribe(url)
    except TuneMantraError as problem:
        typer.echo(f"warning: not every platform will call: {problem}", err=True)
        return ()
    typer.echo(f"subscribed at: {', '.join(callers) or 'no platform'}", err=quiet)
    return callers


__all__ = ["register"]
