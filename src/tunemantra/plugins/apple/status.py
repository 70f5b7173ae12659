"""What the store says of a package, put together from its history, its catalogue and its tickets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from tunemantra.core.status import Channel
from tunemantra.plugins.apple import profile
from tunemantra.plugins.apple.client import Client, Fields, Ticket, entries, moment, text
from tunemantra.ports.package import StatusReport, TrackReport

if TYPE_CHECKING:
    from collections.abc import Mapping


def reports_of(icpn: str, package: str, client: Client) -> tuple[StatusReport, ...]:
    """Return the reports about a package, oldest first.

    The word of the newest report says what the catalogue's territories add to it, and its reasons what tickets ask.
    """
    history = sorted(client.history(package), key=_sequence)
    if not history:
        return ()
    reports = [_report(icpn, package, event) for event in history]
    newest = reports[-1]
    if newest.native == profile.ON_STORE and _in_part(client.territories(icpn)):
        newest = evolve(newest, native=profile.IN_PART)
    asked = client.tickets(icpn)
    reports = [newest if one.report_id == newest.report_id else one for one in reports]
    return (*reports[:-1], _with_tickets(newest, asked))


def _report(icpn: str, package: str, event: Fields) -> StatusReport:
    native = text(event, "state")
    cleared = event.get("cleared") is not False
    return StatusReport(
        icpn=icpn,
        native=profile.NOT_CLEARED if native == profile.OFF_STORE and not cleared else native,
        at=moment(text(event, "at")),
        channel=Channel.API,
        sequence=_sequence(event),
        report_id=text(event, "event_id"),
        reference=package,
        tracks=tuple(
            TrackReport(text(track, "isrc"), text(track, "state"), text(track, "reason"))
            for track in entries(event, "tracks")
        ),
        reasons=tuple(text(one, "detail") for one in entries(event, "reasons")),
        evidence=str(event.get("url", "")),
    )


def _with_tickets(report: StatusReport, tickets: tuple[Ticket, ...]) -> StatusReport:
    asked = tuple(f"ticket {ticket.id} ({ticket.kind}): {ticket.text}" for ticket in tickets)
    ids = tuple(("ticket", ticket.id) for ticket in tickets[-1:])
    new = tuple(reason for reason in asked if reason not in report.reasons)
    return evolve(report, reasons=(*report.reasons, *new), external_ids=(*report.external_ids, *ids))


def _in_part(territories: Mapping[str, Fields]) -> bool:
    """Return whether the catalogue lists a territory where the product is neither sold nor streamed."""
    return any(not (state.get("sale") or state.get("stream")) for state in territories.values())


def _sequence(event: Fields) -> int:
    number = event.get("sequence")
    return number if isinstance(number, int) else 0
