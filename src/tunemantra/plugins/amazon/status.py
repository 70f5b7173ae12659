"""What the store says, over the status API and by mail: read with suspicion, never interpreted."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from tunemantra.core.status import Channel
from tunemantra.errors import ProtocolError
from tunemantra.ports.package import StatusReport, TrackReport
from tunemantra.ports.transport import ApiResponse, Mail

_SUBJECT = re.compile(r"\[Amazon Music\] (?P<state>\S+) (?P<icpn>[0-9]{8,14}) (?P<batch>\S+)")
_LINE = re.compile(r"^[ \t>*]*(Time|Sequence|Reason|Track)[ \t]*:(.*)$", re.MULTILINE)
_TRACK = re.compile(r"(?P<isrc>[A-Z]{2}[A-Z0-9]{3}[0-9]{7}) (?P<native>\S+)(?: - (?P<reason>.*))?")
_MOST_REASONS = 100
_LONGEST = 2000


def read_status_mail(mail: Mail, senders: Collection[str]) -> StatusReport | None:
    """Return what a message reports; None where it is not from the store or says no status of a product.

    Args:
        mail: as it came in. Only an authenticated message of an allowed sender counts.
        senders: allowed addresses, lower case.
    """
    if not mail.authenticated or mail.sender.lower() not in senders:
        return None
    subject = _SUBJECT.fullmatch(mail.subject.strip())
    if subject is None:
        return None
    fields: dict[str, list[str]] = {}
    for name, value in _LINE.findall(mail.text):
        fields.setdefault(name, []).append(value.strip()[:_LONGEST])
    sequence = _first(fields, "Sequence")
    tracks = [_TRACK.fullmatch(line) for line in fields.get("Track", [])]
    return StatusReport(
        icpn=subject["icpn"],
        native=subject["state"],
        at=_moment(_first(fields, "Time")) or mail.received,
        channel=Channel.MAIL,
        sequence=int(sequence) if re.fullmatch(r"[0-9]{1,9}", sequence) else 0,
        report_id=mail.id,
        reference=subject["batch"],
        tracks=tuple(TrackReport(m["isrc"], m["native"], m["reason"] or "") for m in tracks if m is not None),
        reasons=tuple(fields.get("Reason", []))[:_MOST_REASONS],
        evidence=mail.id,
    )


def read_status(answer: ApiResponse, icpn: str, batch: str) -> tuple[StatusReport, ...]:
    """Return every state the API tells of a product of a batch, oldest first.

    Raises:
        ProtocolError: it is no such answer, or an error in the clothes of a success.
    """
    try:
        told = json.loads(answer.body)
        if "error" in told:
            raise ProtocolError(f"the status API answered 200 with an error inside: {str(told['error'])[:_LONGEST]}")
        if (told["upc"], told["batchId"]) != (icpn, batch):
            raise ProtocolError(f"the status API answered for {told['upc']!r}, asked for {icpn}")
        return tuple(_reports(told, icpn, batch))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise ProtocolError(f"the status API's answer cannot be read: {type(problem).__name__}") from None


def _reports(told: Mapping[str, object], icpn: str, batch: str) -> Iterator[StatusReport]:
    asin, history = str(told.get("asin") or ""), told["history"]
    if not isinstance(history, list):
        raise TypeError("history")
    for step in history:
        at, sequence = datetime.fromisoformat(str(step["at"])), int(step["sequence"])
        if at.tzinfo is None:
            raise ValueError("a time without its zone")
        yield StatusReport(
            icpn=icpn,
            native=str(step["state"]),
            at=at,
            sequence=sequence,
            report_id=f"status:{batch}:{sequence}",
            reference=batch,
            tracks=tuple(
                TrackReport(str(track["isrc"]), str(track["state"]), str(track.get("reason", "")))
                for track in step.get("tracks", ())
            ),
            external_ids=(("asin", asin),) if asin else (),
            reasons=tuple(str(reason) for reason in step.get("reasons", ())),
            evidence=str(step.get("url", "")),
        )


def _first(fields: Mapping[str, list[str]], name: str) -> str:
    return fields.get(name, [""])[0]


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


__all__ = ["read_status", "read_status_mail"]
