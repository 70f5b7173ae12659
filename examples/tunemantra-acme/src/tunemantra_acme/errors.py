"""What the shop says instead of a report, and our error for it."""

from __future__ import annotations

from collections.abc import Mapping

from tunemantra.errors import AuthError, OutageError, ProtocolError, QuotaError, TuneMantraError

TABLE: Mapping[str, tuple[type[TuneMantraError], str]] = {
    "stocktaking": (OutageError, "the shop is closed for stocktaking"),
    "too-many": (QuotaError, "too many releases at once"),
    "account-suspended": (AuthError, "the shop has suspended the account"),
    "unreadable": (ProtocolError, "the shop cannot read the completion mark"),
}


def error_of(problem: str, retry_after: float | None = None) -> TuneMantraError:
    """Return the error for a problem the shop states; one it has not told us of is not understood."""
    kind, message = TABLE.get(problem, (ProtocolError, "the shop stated an unknown problem"))
    return kind(f"{message} ({problem})", retry_after=retry_after, problem=problem)
