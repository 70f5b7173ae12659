"""Time, ids and secrets of the machine we run on."""

from tunemantra.contrib.runtime.clock import SystemClock
from tunemantra.contrib.runtime.ids import TimeSortedIds
from tunemantra.contrib.runtime.secret import SecretResolver

__all__ = ["SecretResolver", "SystemClock", "TimeSortedIds"]
