"""`check`, `distribute`, `takedown`: what label staff does with a release."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer
from attrs import evolve
from rich.text import Text

from tunemantra.contrib.formats.keys import key_of, written
from tunemantra.contrib.formats.release_folder import DOCUMENTS
from tunemantra.core.after import read_all
from tunemantra.core.distribution import Delivery, Lane, Outcome
from tunemantra.core.finding import blocking
from tunemantra.core.sequence import Join, joins
from tunemantra.host.cli.additions_view import additions_view
from tunemantra.host.cli.bars import Bars, FileBars
from tunemantra.host.cli.eligibility import print_eligibility
from tunemantra.host.cli.findings import people_path, print_findings
from tunemantra.host.cli.plan_view import print_plan
from tunemantra.host.cli.release_view import release_view
from tunemantra.host.cli.state import state_of
from tunemantra.host.cli.verdicts import print_verdicts
from tunemantra.host.cli.views import (
    console,
    deliveries_table,
    plain,
    print_json,
    print_standings,
    print_table,
)
from tunemantra.host.facade import TuneMantra
from tunemantra.pipeline.plan import Wish
from tunemantra.pipeline.validate import Checked, filed

Folder = Annotated[
    Path, typer.Argument(help="Folder with release.toml (or .json), audio and artwork; or its ZIP or TAR.")
]
Json = Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")]
To = Annotated[str, typer.Option("--to", "-t", help="Platform keys, comma-separated.")]

ALL = "all"
"""Stands for every installed platform."""
_NONE_ASKED = "no platform was asked, only what holds for every one; name some with --to"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(check)
    app.command()(distribute)
    app.command()(takedown)


def keys(text: str) -> list[str]:
    """Return the keys of a comma-separated list."""
    return [part.strip() for part in text.split(",") if part.strip()]


def _some(text: str) -> list[str]:
    found = keys(text)
    if not found:
        message = "name at least one platform"
        raise typer.BadParameter(message, param_hint="'--to'")
    return found


def check(context: typer.Context, release: Folder, to: To = "", as_json: Json = False) -> None:
    """Say everything that would stop or mar a distribution; nothing is sent.

    With `--to all` every installed platform is asked, and a table says which ones the release can go to. Without a
    platform, named or in the settings, what holds for every one is asked.
    """
    with state_of(context).host() as host:
        platforms = keys(to) or _configured(host)
        every = platforms == [ALL]
        with FileBars() as bars:

            def watch(path: str, share: float) -> None:
                bars.show(people_path(path), share)

            checked = host.eligibility(release, watch) if every else host.inspect(release, platforms, watch)
        labels = {key: host.platform(key).label for key in checked.by_platform}
    platforms = list(labels) if every else platforms
    findings = written(checked.findings)
    if as_json:
        heard = {"analyses": _by_key(checked.examined.analyses), "joins": _joins(checked)}
        by_platform = {key: written(found) for key, found in checked.by_platform.items()}
        known = {"release": release, "platforms": platforms, "findings": findings, "eligibility": by_platform}
        print_json({**known, "facts": _by_key(checked.examined.facts), **heard})
    else:
        _show(checked, release, platforms)
        if checked.by_platform and every:
            print_eligibility(console, {key: written(found) for key, found in checked.by_platform.items()}, labels)
    raise typer.Exit(1 if blocking(findings) else 0)


def _show(checked: Checked, release: Path, platforms: Sequence[str]) -> None:
    if checked.release is not None:
        for part in release_view(checked.release, checked.examined, checked.findings, width=console.width):
            console.print(part, highlight=False)
        for addition in additions_view(checked.release, checked.examined.facts):
            console.print(addition, highlight=False)
    if checked.findings:
        print_verdicts(console, written(checked.findings), checked.release)
        if not platforms:
            console.print(Text(_NONE_ASKED.capitalize(), "dim"))
    else:
        asked = f" for {', '.join(platforms)}" if platforms else f"; {_NONE_ASKED}"
        console.print(Text(f"{release}: nothing to say against it{asked}", "green"))


def _by_key(what: Mapping[str, object]) -> dict[str, object]:
    """Return what is known of files by the keys of the document, as findings name them."""
    return {key_of(path): one for path, one in what.items()}


def _joins(checked: Checked) -> list[Join]:
    return list(joins(checked.release, checked.examined.analyses)) if checked.release else []


def _configured(host: TuneMantra) -> list[str]:
    """Return the platforms that have a table in the settings."""
    return sorted(host.settings.platforms)


def distribute(
    context: typer.Context,
    release: Folder,
    to: To,
    lane: Annotated[Lane, typer.Option(help="Urgency.")] = Lane.NORMAL,
    force: Annotated[bool, typer.Option("--force", help="Deliver again what a platform already has.")] = False,
    reinstate: Annotated[bool, typer.Option("--reinstate", help="Put back on sale what was taken down.")] = False,
    reason: Annotated[str, typer.Option(help="Why, for the timeline.")] = "",
    wait: Annotated[bool, typer.Option("--wait/--no-wait", help="Work here until it has ended, or only order.")] = True,
    seconds: Annotated[float, typer.Option(min=0, help="How long to wait at most.")] = 3600.0,
    actor: Annotated[str, typer.Option(help="Who orders it, for the timeline.")] = "",
    organisation: Annotated[str, typer.Option(help="Whose order it is; organisations take turns.")] = "",
    after: Annotated[
        list[str] | None,
        typer.Option(help="Where it has to be first: spotify:live for all others, tiktok=spotify:live for one."),
    ] = None,
    idempotency_key: Annotated[
        str,
        typer.Option(
            "--idempotency-key", "--key", help="The same one with the same command gives the first orders back."
        ),
    ] = "",
    plan: Annotated[bool, typer.Option("--plan", help="Only say what would be done: nothing is sent or kept.")] = False,
    as_json: Json = False,
) -> None:
    """Distribute a release to some platforms and follow it until it is Live."""
    if plan:
        raise typer.Exit(
            _plan(
                context,
                release,
                _some(to),
                Wish(lane, force, reinstate, after=read_all(after or (), _some(to))),
                as_json=as_json,
            )
        )
    bars = Bars()
    with state_of(context).host({"progress": bars}) as host:
        orders = host.distribute(
            release,
            _some(to),
            actor=actor,
            lane=lane,
            force=force,
            reinstate=reinstate,
            reason=reason,
            organisation=organisation,
            after=after or (),
            idempotency_key=idempotency_key,
        )
        stood = {order.id for order in orders if not order.open}
        if wait:
            with bars:
                orders = host.work_until_done(orders, seconds=seconds)
        _tell(host, [_filed(order, release) for order in orders], stood, as_json=as_json)
        code = _code(host, orders, wait=wait)
    raise typer.Exit(code)


def _filed(order: Delivery, folder: Path) -> Delivery:
    """Return an order whose findings name the document they are corrected in, which the ledger does not know."""
    document = next((name for name in DOCUMENTS if (folder / name).is_file()), "")
    return evolve(order, findings=tuple(filed(finding, document) for finding in order.findings))


def _plan(context: typer.Context, release: Path, to: Sequence[str], wish: Wish, *, as_json: bool) -> int:
    with state_of(context).reader() as host, FileBars() as bars:
        found = host.plan(release, to, wish=wish, watch=lambda path, share: bars.show(people_path(path), share))
    platforms = tuple(evolve(one, findings=written(one.findings)) for one in found.platforms)
    found = evolve(found, findings=written(found.findings), platforms=platforms)
    if as_json:
        print_json({**plain(found), "to_make": found.to_make, "refused": found.refused})
    else:
        print_plan(console, found)
    return 1 if found.refused else 0


def takedown(
    context: typer.Context,
    icpn: Annotated[str, typer.Argument(help="UPC or EAN of the release.")],
    to: To,
    lane: Annotated[Lane, typer.Option(help="Urgency.")] = Lane.HIGH,
    reason: Annotated[str, typer.Option(help="Why, for the timeline.")] = "",
    wait: Annotated[bool, typer.Option("--wait/--no-wait", help="Work here until it has ended, or only order.")] = True,
    seconds: Annotated[float, typer.Option(min=0, help="How long to wait at most.")] = 3600.0,
    actor: Annotated[str, typer.Option(help="Who orders it, for the timeline.")] = "",
    as_json: Json = False,
) -> None:
    """Take a release down from some platforms and follow it until it is gone."""
    with state_of(context).host() as host:
        orders = host.takedown(icpn, _some(to), actor=actor, reason=reason, lane=lane)
        if wait:
            orders = host.work_until_done(orders, seconds=seconds)
        _tell(host, orders, as_json=as_json)
        code = _code(host, orders, wait=wait)
    raise typer.Exit(code)


def _tell(host: TuneMantra, orders: Sequence[Delivery], stood: Collection[str] = (), *, as_json: bool) -> None:
    orders = [evolve(order, findings=written(order.findings)) for order in orders]
    standings = [standing for order in orders for standing in host.status(order.icpn, order.platform)]
    if as_json:
        print_json({"deliveries": [_brief(order) for order in orders], "standing": standings})
        return
    print_table(deliveries_table(orders, stood), console)
    print_standings(standings, host.titles(standings), console)
    for order in orders:
        if order.outcome in {Outcome.REFUSED, Outcome.REJECTED, Outcome.FAILED} and order.findings:
            console.print(f"\n[bold]{order.platform}[/]")
            print_findings(order.findings)


def _brief(order: Delivery) -> dict[str, object]:
    return {
        "id": order.id,
        "platform": order.platform,
        "release": order.icpn,
        "kind": order.kind,
        "outcome": order.outcome,
        "stage": order.stage,
        "reason": order.reason,
        "waiting": order.waiting,
        "findings": order.findings,
        "receipt": json.loads(order.receipt) if order.receipt else None,
    }


def _code(host: TuneMantra, orders: Sequence[Delivery], *, wait: bool) -> int:
    def well(order: Delivery) -> bool:
        if order.blocked:
            return not wait
        return order.outcome is Outcome.DONE or (order.open and (not wait or host.service.settled(order.id)))

    return 0 if all(map(well, orders)) else 1


__all__ = ["ALL", "keys", "register"]
