"""What a feed can answer wrongly, and our errors; transports translate SFTP, FTPS, S3 and HTTP themselves."""

from __future__ import annotations

from collections.abc import Mapping

from tunemantra.errors import AuthError, OutageError, ProtocolError, QuotaError, RefusedError, TuneMantraError

TABLE: Mapping[str, tuple[type[TuneMantraError], str]] = {
    "occupied": (RefusedError, "another delivery stands in this folder already"),
    "unreadable": (ProtocolError, "nothing of what the store says can be read"),
    # Faults of a web service by their codes (SOAP 1.1, 4.4.1: what stands after the dot is the service's own).
    "Client.Login": (AuthError, "the store's service refuses this login"),
    "Client.TooManyCalls": (QuotaError, "the store's service was asked too often"),
    "Client.UnknownDelivery": (RefusedError, "the store's service knows no such delivery"),
    "Server.Maintenance": (OutageError, "the store's service is in maintenance"),
}


def feed_error(word: str, detail: str = "") -> TuneMantraError:
    """Return the error for a word of the table; any other one is an answer nobody understands."""
    kind, message = TABLE.get(word, (ProtocolError, f"the store answers {word!r}"))
    return kind(f"{message}: {detail}" if detail else message)


__all__ = ["TABLE", "feed_error"]
