"""What is wrong with a file of lyrics; stays inside this package, whose callers make a finding of it."""

from __future__ import annotations


class LyricsProblem(Exception):  # noqa: N818 - it is one, and becomes a finding
    """A file of lyrics cannot be read.

    Args:
        reason: one clause for people.
        line: 1-based line of the file; 0 where it is none in particular.
    """

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(f"line {line}: {reason}" if line else reason)
        self.reason = reason
        self.line = line


__all__ = ["LyricsProblem"]
