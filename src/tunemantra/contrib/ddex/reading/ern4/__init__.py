"""Reading ERN 4: what the versions call differently is looked up under all its names."""

from tunemantra.contrib.ddex.reading.ern4.reader import Ern4Reader

__all__ = ["Ern4Reader"]
