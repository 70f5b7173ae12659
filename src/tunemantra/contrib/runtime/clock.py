"""The machine's clock."""

from __future__ import annotations

import time
from datetime import UTC, datetime


class SystemClock:
    """`ports.runtime.Clock` of this machine."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Wait; not at all for nothing or less."""
        if seconds > 0:
            time.sleep(seconds)


__all__ = ["SystemClock"]
