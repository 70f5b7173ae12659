"""ERN 3.8.2 and 3.8.3, written: names told wherever they occur, composites by territory, releases for tracks."""

from tunemantra.contrib.ddex.ern3.message import write_new_release

__all__ = ["write_new_release"]
