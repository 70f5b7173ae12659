"""What a store publishes to a message queue of ours, as JSON (sandbox contract).

Every delivery looks at the same queue, and what one of them reads is about others as well: messages are looked at and
put back, never deleted. The queue's own retention ends them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from tunemantra.core.status import Channel
from tunemantra.errors import ProtocolError
from tunemantra.plugins.ddex_feed.errors import feed_error
from tunemantra.ports.package import Receipt, StatusReport
from tunemantra.ports.transport import CallTransport

AT_ONCE: Final = 10
"""Messages that one call may receive, or give back."""
MOST: Final = 5000
HIDDEN: Final = 30
"""Seconds for which nobody else sees what we look at, should we die before we put it back."""

_Message = Mapping[str, str]


def read_queue(calls: CallTransport, icpn: str, receipt: Receipt) -> list[StatusReport]:
    """Return what the messages of a queue say of one submission, oldest first.

    Raises:
        ProtocolError: there are messages, and none can be read.
    """
    messages = _look(calls)
    found = [_report(message) for message in messages]
    if messages and not any(found):
        raise feed_error("unreadable", messages[-1].get("MessageId", ""))
    ours = [one for one in found if one and (one.icpn, one.reference) == (icpn, receipt.reference)]
    return sorted(ours, key=lambda report: (report.at, report.sequence))


def _look(calls: CallTransport) -> list[_Message]:
    seen: list[_Message] = []
    try:
        while len(seen) < MOST:
            asked = {"MaxNumberOfMessages": AT_ONCE, "VisibilityTimeout": HIDDEN}
            came = list(_received(calls.call("ReceiveMessage", asked)))
            if not came:
                break
            seen += came
    finally:
        _put_back(calls, seen)
    return seen


def _received(answer: object) -> Iterator[_Message]:
    messages = answer.get("Messages", ()) if isinstance(answer, Mapping) else ()
    for message in messages:
        yield {name: str(message[name]) for name in ("MessageId", "ReceiptHandle", "Body") if name in message}


def _put_back(calls: CallTransport, seen: Sequence[_Message]) -> None:
    for start in range(0, len(seen), AT_ONCE):
        entries = [
            {"Id": str(number), "ReceiptHandle": message["ReceiptHandle"], "VisibilityTimeout": 0}
            for number, message in enumerate(seen[start : start + AT_ONCE])
        ]
        calls.call("ChangeMessageVisibilityBatch", {"Entries": entries})


def _report(message: _Message) -> StatusReport | None:
    """Return what a message says; None where it is no notice of a store."""
    try:
        said = json.loads(message.get("Body", ""))
        at = datetime.fromisoformat(str(said["at"]))
        if at.tzinfo is None:
            raise ProtocolError("a time without its zone")  # noqa: TRY301
        return StatusReport(
            icpn=str(said["icpn"]),
            native=str(said["state"]),
            at=at,
            channel=Channel.QUEUE,
            sequence=int(said["sequence"]),
            report_id=f"queue:{said['icpn']}:{said['delivery']}:{said['sequence']}",
            reference=str(said["delivery"]),
            reasons=tuple(str(reason) for reason in said.get("reasons", ())),
            evidence=message.get("MessageId", ""),
        )
    except (ValueError, KeyError, TypeError, AttributeError, ProtocolError):
        return None


__all__ = ["AT_ONCE", "HIDDEN", "MOST", "read_queue"]
