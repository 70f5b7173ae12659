"""The command line: `tunemantra`."""

from tunemantra.host.cli.main import main

__all__ = ["main"]
