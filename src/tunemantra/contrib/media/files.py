"""Opens the files people name: a pipe, a device or a socket in the place of one could be waited for without end."""

from __future__ import annotations

import errno
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from io import BufferedReader
    from pathlib import Path


class NoFileError(OSError):
    """What is named is a pipe, a device or a socket."""


def open_file(path: Path) -> BufferedReader:
    """Open a file for reading.

    Raises:
        NoFileError: it is a pipe, a device or a socket.
        OSError: it cannot be opened.
    """
    mode = path.stat().st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):  # a folder is refused by its own name
        raise NoFileError(errno.EINVAL, "Not a regular file", str(path))
    return path.open("rb")


__all__ = ["NoFileError", "open_file"]
