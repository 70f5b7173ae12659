"""Reading ERN 3.4 to 3.8.3: composites by territory, names told wherever they occur, releases for tracks."""

from tunemantra.contrib.ddex.reading.ern3.reader import Ern3Reader

__all__ = ["Ern3Reader"]
