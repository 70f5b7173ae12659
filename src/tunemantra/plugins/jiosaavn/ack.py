"""The acknowledgement `<batch>_ack.csv`: row 0 speaks of the whole, every other one of a row of the manifest."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from datetime import datetime

from tunemantra.core.status import Channel
from tunemantra.plugins.jiosaavn.errors import unreadable_ack
from tunemantra.ports.package import StatusReport, TrackReport

_NEEDED = frozenset({"row", "upc", "isrc", "status", "reason", "at", "sequence"})
_WHOLE = "0"


def read_ack(content: bytes, icpn: str, batch: str) -> StatusReport:
    """Return what an acknowledgement says of a product.

    Raises:
        ProtocolError: it is none, or of another product.
    """
    try:
        found = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as problem:
        raise unreadable_ack(type(problem).__name__) from None
    for row in found:
        if not row.keys() >= _NEEDED or not all(isinstance(row[column], str) for column in _NEEDED):
            raise unreadable_ack("a row lacks columns")
    whole = [row for row in found if row["row"] == _WHOLE]
    if len(whole) != 1 or whole[0]["upc"] != icpn:
        raise unreadable_ack(f"{len(whole)} rows speak of the whole, one for {icpn} is needed")
    tracks = [row for row in found if row["row"] != _WHOLE]
    return StatusReport(
        icpn=icpn,
        native=whole[0]["status"],
        at=_moment(whole[0]),
        channel=Channel.FILE,
        sequence=_number(whole[0]),
        report_id=f"ack:{batch}",
        reference=batch,
        tracks=tuple(TrackReport(row["isrc"], row["status"], row["reason"]) for row in tracks),
        reasons=tuple(f"row {row['row']}: {row['reason']}" for row in tracks if row["reason"]),
        evidence=f"{batch}_ack.csv",
    )


def _moment(row: Mapping[str, str]) -> datetime:
    try:
        moment = datetime.fromisoformat(row["at"])
    except ValueError:
        raise unreadable_ack(f"{row['at']!r} is no time") from None
    if moment.tzinfo is None:
        raise unreadable_ack("a time without its zone")
    return moment


def _number(row: Mapping[str, str]) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", row["sequence"]):
        raise unreadable_ack(f"{row['sequence']!r} is no sequence number")
    return int(row["sequence"])


__all__ = ["read_ack"]
