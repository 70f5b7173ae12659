"""A store's web service beside its files (SOAP, sandbox contract): told of each delivery, asked for its state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from tunemantra.core.status import Channel
from tunemantra.errors import ProtocolError, RemoteError
from tunemantra.plugins.ddex_feed.errors import TABLE, feed_error
from tunemantra.ports.package import Receipt, StatusReport
from tunemantra.ports.transport import CallTransport


def announce(calls: CallTransport, icpn: str, delivery: str) -> None:
    """Tell the service that a delivery lies there whole; told again, it changes nothing.

    Args:
        calls: the service.
        icpn: the product.
        delivery: name of its folder.

    Raises:
        PlatformError: the service refuses.
    """
    _called(calls, "AnnounceDelivery", {"Delivery": delivery, "Icpn": icpn})


def ask(calls: CallTransport, icpn: str, receipt: Receipt) -> list[StatusReport]:
    """Return every state the service tells of a delivery, oldest first.

    Raises:
        PlatformError: the service refuses.
        ProtocolError: its answer cannot be read.
    """
    answer = _called(calls, "GetStates", {"Delivery": receipt.reference, "Icpn": icpn})
    if answer is None:
        return []
    if not isinstance(answer, Sequence):
        raise ProtocolError(f"the store's service answers with {type(answer).__name__}")
    return [_report(step, icpn, receipt) for step in answer]


def _called(calls: CallTransport, operation: str, arguments: Mapping[str, object]) -> object:
    try:
        return calls.call(operation, arguments)
    except RemoteError as refusal:
        code = str(refusal.facts.get("code", ""))
        if code in TABLE:
            raise feed_error(code, refusal.message) from refusal
        raise


def _report(step: object, icpn: str, receipt: Receipt) -> StatusReport:
    try:
        said = dict(step)  # type: ignore[call-overload]
        at, sequence = said["At"], int(said["Sequence"])
        if not isinstance(at, datetime):
            raise TypeError("At")  # noqa: TRY301
        return StatusReport(
            icpn=icpn,
            native=str(said["State"]),
            at=at if at.tzinfo else at.replace(tzinfo=UTC),
            channel=Channel.API,
            sequence=sequence,
            report_id=f"soap:{icpn}:{receipt.reference}:{sequence}",
            reference=receipt.reference,
            reasons=tuple(str(reason) for reason in said.get("Reason") or ()),
        )
    except (ValueError, KeyError, TypeError) as problem:
        raise ProtocolError(f"the store's service answers with no state: {type(problem).__name__}") from None


__all__ = ["announce", "ask"]
