"""The grammar of a store's status mail: `Name: value` lines, read from authenticated senders only."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime

from tunemantra.core.status import Channel
from tunemantra.ports.package import StatusReport, TrackReport
from tunemantra.ports.transport import Mail

_LINE = re.compile(r"^[ \t>*]*(UPC|Batch|Status|Time|Sequence|Reason|Track)[ \t]*:(.*)$", re.MULTILINE)
_TRACK = re.compile(r"(?P<isrc>[A-Z]{2}[A-Z0-9]{3}[0-9]{7}) (?P<native>.+?)(?: - (?P<reason>.*))?")
_DIGITS = re.compile(r"[0-9]{8,14}")
_MOST_REASONS = 100
_LONGEST = 2000


def read_status_mail(mail: Mail, senders: Collection[str]) -> StatusReport | None:
    """Return what a message reports; None where it is not from the store or says no status of a product.

    Args:
        mail: as it came in. Only an authenticated message of an allowed sender counts.
        senders: allowed addresses, lower case.

    A status word nobody knows is kept verbatim: the status map decides, not this grammar.
    """
    if not mail.authenticated or mail.sender.lower() not in senders:
        return None
    fields: dict[str, list[str]] = {}
    for name, value in _LINE.findall(mail.text):
        fields.setdefault(name, []).append(value.strip()[:_LONGEST])
    icpn, native = _first(fields, "UPC"), _first(fields, "Status")
    if not _DIGITS.fullmatch(icpn) or not native:
        return None
    sequence = _first(fields, "Sequence")
    return StatusReport(
        icpn=icpn,
        native=native,
        at=_moment(_first(fields, "Time")) or mail.received,
        channel=Channel.MAIL,
        sequence=int(sequence) if re.fullmatch(r"[0-9]{1,9}", sequence) else 0,
        report_id=mail.id,
        reference=_first(fields, "Batch"),
        tracks=tuple(_tracks(fields.get("Track", []))),
        reasons=tuple(fields.get("Reason", []))[:_MOST_REASONS],
        evidence=mail.id,
    )


def _first(fields: dict[str, list[str]], name: str) -> str:
    return fields.get(name, [""])[0]


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _tracks(lines: list[str]) -> list[TrackReport]:
    found = [_TRACK.fullmatch(line) for line in lines]
    return [TrackReport(m["isrc"], m["native"], m["reason"] or "") for m in found if m is not None]


__all__ = ["read_status_mail"]
