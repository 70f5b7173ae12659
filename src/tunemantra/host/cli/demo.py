"""`demo`: a real release goes to simulators of all platforms over their real protocols until it is Live."""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer
from attrs import frozen
from rich.console import Console
from rich.markup import escape

from tunemantra.contrib.runtime import SecretResolver
from tunemantra.core.distribution import Delivery
from tunemantra.core.finding import Severity
from tunemantra.core.requirement import Capability
from tunemantra.core.status import Status
from tunemantra.errors import ConflictError
from tunemantra.host.brokers import require_answer
from tunemantra.host.cli.bars import Bars
from tunemantra.host.cli.releases import keys
from tunemantra.host.cli.views import console, print_json, print_table, standings_table, stderr_console, timeline_table
from tunemantra.host.cli.worker import Queue
from tunemantra.host.crew import running_workers
from tunemantra.host.demo import TRACKS, write_release
from tunemantra.host.facade import TuneMantra
from tunemantra.host.sandboxes import RunningSandbox
from tunemantra.host.settings import Settings
from tunemantra.host.template import table_of, value_text
from tunemantra.host.webhooks import WebhookServer
from tunemantra.ports.platform import Platform

STORES: Mapping[str, Mapping[str, object]] = {
    "meta": {"plugin": "ddex_feed", "profile": "meta"},
    "labelcamp": {"plugin": "ddex_feed", "profile": "labelcamp"},
    "own_shop": {
        "plugin": "ddex_feed",
        "label": "Our Own Shop",
        "transport": "ftps",
        "choreography": "ern-1.8-release-by-release",
    },
}
"""Stores of the plugin for any DDEX feed that are played beside the platforms: over SFTP, S3 and FTPS."""
FEED = "ddex_feed"
CREW = 2
"""Worker processes with Celery."""
SETTINGS = "tunemantra.toml"
BROKER = "redis://127.0.0.1:6379/0"
_OTHERWISE = "start it, name another one with --broker, or leave --queue out: the threads of this process need none"
MARK = ".tunemantra-demo"
"""A file that says that a folder may be emptied by the next demonstration."""


@frozen
class Round:
    """What one distribution cost."""

    orders: tuple[Delivery, ...]
    seconds: float
    renditions: int
    sent: dict[str, int]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(demo)


def demo(
    folder: Annotated[Path, typer.Option(help="Where everything is put; emptied first.")] = Path("tunemantra-demo"),
    to: Annotated[str, typer.Option(help="Keys of platforms, comma-separated; all where left out.")] = "",
    seconds: Annotated[float, typer.Option(min=1.0, max=600.0, help="Length of the shortest track.")] = 8.0,
    queue: Annotated[Queue, typer.Option(help="celery: two worker processes do the work.")] = Queue.THREADS,
    broker: Annotated[str, typer.Option(help="Where Celery's messages are; or a reference.")] = BROKER,
    database: Annotated[str, typer.Option(help="URL of an empty ledger, or a reference; else SQLite here.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")] = False,
) -> None:
    """Make a small release, deliver it to simulators of all platforms twice, and show what became of it."""
    out = stderr_console() if as_json else console
    if queue is Queue.CELERY:
        require_answer(Settings(queue=queue.value, broker=broker), SecretResolver(), _OTHERWISE)
    folder = _emptied(folder.resolve())
    top = {"home": "home", "poll_seconds": 0.3, "lease_seconds": 15.0, "queue": queue.value}
    top |= {"broker": broker} if queue is Queue.CELERY else {}
    top |= {"database": database} if database else {}
    _say(out, f"1. A release is made: two discs, {len(TRACKS)} tracks of real audio, a cover, titles in four scripts")
    release = write_release(folder / "release", seconds=seconds)
    _say(out, f"   {release}")
    with ExitStack() as stack:
        settings = _simulators(folder, stack, out, top, keys(to))
        bars = Bars()
        host = stack.enter_context(TuneMantra(settings, adapters={"progress": bars}))
        _refuse_used(host)
        if queue is Queue.CELERY:
            stack.enter_context(running_workers(folder / SETTINGS, CREW))
            _say(out, f"   {CREW} worker processes take what Celery brings them; the ledger is {host.tools.ledger!r}")
        server = stack.enter_context(WebhookServer(host.service))
        host.subscribe(server.url)
        _say(out, "3. It is distributed")
        first = _round(host, bars, release, force=False)
        _tables(out, host, first)
        _say(out, "4. The same folder again, with --force: nothing is converted and no audio is sent twice")
        unable = [one.label for one in host.platforms() if one.key in host.settings.platforms and not _updates(one)]
        if unable:
            _say(out, f"   (not to {', '.join(unable)}: no update can be ordered there)")
        second = _round(host, bars, release, force=True)
        _say(
            out,
            f"   {second.renditions} renditions made, {sum(second.sent.values())} bytes of audio and artwork sent, "
            f"{second.seconds:.1f} s (the first time: {first.renditions} renditions, {sum(first.sent.values())} bytes, "
            f"{first.seconds:.1f} s)",
        )
        packages = [host.service.package(order.id, folder / "packages" / order.platform) for order in first.orders]
        _say(out, "5. What was delivered lies here:")
        for package in packages:
            _say(out, f"   {package}  ({sum(one.is_file() for one in package.rglob('*'))} files)")
        standings = [one for order in first.orders for one in host.status(order.icpn, order.platform)]
        well = all(one.distribution.state.status is Status.LIVE for one in standings)
        well = well and second.renditions == 0 and not any(second.sent.values())
        if as_json:
            print_json({"live": well, "standing": standings, "first": first, "second": second})
        every = f"All {len(standings)} platforms are Live."
        _say(out, every if well else "Something is not as it should be; see above.")
    raise typer.Exit(0 if well else 1)


def _emptied(folder: Path) -> Path:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())) and not (folder / MARK).exists():
        typer.echo(f"error: {folder} holds something else; name another one with --folder", err=True)
        raise typer.Exit(1)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / MARK).touch()
    return folder


def _say(out: Console, text: str) -> None:
    out.print(escape(text), highlight=False, soft_wrap=True, style="bold" if text[:1].isdigit() else None)


def _refuse_used(host: TuneMantra) -> None:
    if host.tools.ledger.distributions(limit=1):
        message = "the ledger holds something else"
        raise ConflictError(message, hint="name an empty database with --database")


def _simulators(
    folder: Path, stack: ExitStack, out: Console, top: Mapping[str, object], wanted: Sequence[str]
) -> Settings:
    """Start the simulators and return (and write) the settings that lead to them."""
    with TuneMantra(Settings(home=folder / "home", platforms=STORES)) as host:
        platforms = {one.key: one for one in host.platforms() if one.sandbox is not None and one.key != FEED}
    unknown = [key for key in wanted if key not in platforms]
    if unknown:
        message = f"no simulator of {', '.join(unknown)}"
        raise ConflictError(message, hint=f"there are {', '.join(platforms)}")
    chosen = [platforms[key] for key in wanted or platforms]
    running = [stack.enter_context(RunningSandbox(one, folder / "sandbox" / one.key)) for one in chosen]
    _say(out, f"2. {len(running)} simulators start, each a process that speaks the platform's real protocol")
    width = max(len(one.label) for one in chosen)
    addresses = []
    for one in running:
        addresses.append(one.address)
        _say(out, f"   {one.platform.label:<{width}}  {one.address.page}")
    path = folder / SETTINGS
    # One worker a platform: none waits until another store has taken its files.
    values = {"workers": len(running), **top}
    head = "".join(f"{name} = {value_text(value)}\n" for name, value in values.items())
    path.write_text(head + "".join("\n" + table_of(one.platform, one.settings) for one in addresses), "utf-8")
    return Settings.from_file(path)


def _round(host: TuneMantra, bars: Bars, release: Path, *, force: bool) -> Round:
    began = time.monotonic()
    keys = [one.key for one in host.platforms() if one.key in host.settings.platforms and (not force or _updates(one))]
    orders = host.distribute(release, keys, actor="demo", force=force)
    with bars:
        orders = host.work_until_done(orders, seconds=300)
    took = time.monotonic() - began
    made, sent = 0, {}
    for order in orders:
        events = [event for event in host.timeline(order.icpn, order.platform) if event.delivery_id == order.id]
        sent[order.platform] = sum(int(dict(event.data).get("bytes", 0)) for event in events)
        made += sum(int(dict(event.data).get("renditions", 0)) for event in events)
    return Round(orders, took, made, sent)


def _updates(platform: Platform) -> bool:
    return Capability.UPDATE in platform.capabilities


def _tables(out: Console, host: TuneMantra, done: Round) -> None:
    standings = [one for order in done.orders for one in host.status(order.icpn, order.platform)]
    names = {one.distribution.id: one.distribution.platform for one in standings}
    print_table(standings_table(standings, host.titles(standings)), out)
    told = {order.platform: host.timeline(order.icpn, order.platform) for order in done.orders}
    last = max(told, key=lambda key: told[key][-1].at)
    _say(out, f"   The last one was {last}; `tunemantra timeline` tells what happened on the others.")
    print_table(timeline_table(told[last], names), out)
    warnings = [
        f"{sum(finding.severity is Severity.WARNING for finding in order.findings)} for {order.platform}"
        for order in done.orders
    ]
    _say(out, f"   Warnings of the checks, which `tunemantra check` tells: {', '.join(warnings)}.")


__all__ = ["register"]
