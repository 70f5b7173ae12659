"""Going easy on an endpoint that is slow: smaller parts and more patience, and back again once it is quick."""

from __future__ import annotations

from attrs import field, frozen, validators

MIB = 1024 * 1024


@frozen
class EaseRule:
    """How uploads and time-outs follow what an endpoint has shown, one step at a visit.

    Args:
        steps: at most; each halves the parts of uploads and doubles the time-out. 0 for never.
        part: bytes of a part while nothing is slow; of a file sent to S3, which goes out in parts.
        least: bytes of a part at least; Amazon takes none below 5 MiB but the last.
        slow: seconds a part may take; one that takes longer, or a time-out, is a step on, and a part that takes less
            than half of it, or nothing to send, a step back.
        longest: seconds, the upper bound of a time-out that is doubled.
    """

    steps: int = field(default=3, validator=[validators.ge(0), validators.le(10)])
    part: int = field(default=16 * MIB, validator=validators.gt(0))
    least: int = field(default=5 * MIB, validator=validators.gt(0))
    slow: float = field(default=30.0, validator=validators.gt(0))
    longest: float = field(default=300.0, validator=validators.gt(0))

    def part_size(self, ease: int) -> int:
        """Return the bytes of a part after so many steps."""
        return max(min(self.part, self.least), self.part >> ease)

    def timeout(self, stated: float, ease: int) -> float:
        """Return the seconds without progress after which an endpoint is given up, never fewer than stated."""
        return max(stated, min(self.longest, stated * float(2**ease)))

    def harder(self, ease: int) -> int:
        """Return the steps after a time-out."""
        return min(self.steps, ease + 1)

    def after(self, ease: int, moved: int, seconds: float) -> int:
        """Return the steps after a visit that went well and moved so many bytes; less than a part tells nothing."""
        part = self.part_size(ease)
        takes = seconds * part / moved if moved >= part else 0.0
        if takes > self.slow:
            return self.harder(ease)
        return ease if 2 * takes > self.slow else max(0, ease - 1)


__all__ = ["EaseRule"]
