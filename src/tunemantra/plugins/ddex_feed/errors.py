"""What a feed can answer wrongly, and our errors; transports translate SFTP, FTPS and S3 themselves."""

from __future__ import annotations

from collections.abc import Mapping

from tunemantra.errors import ProtocolError, RefusedError, TuneMantraError

TABLE: Mapping[str, tuple[type[TuneMantraError], str]] = {
    "occupied": (RefusedError, "another delivery stands in this folder already"),
    "unreadable": (ProtocolError, "no acknowledgement of the store can be read"),
}


def feed_error(word: str, detail: str = "") -> TuneMantraError:
    """Return the error for a word of the table; any other one is an answer nobody understands."""
    kind, message = TABLE.get(word, (ProtocolError, f"the store answers {word!r}"))
    return kind(f"{message}: {detail}" if detail else message)


__all__ = ["TABLE", "feed_error"]
