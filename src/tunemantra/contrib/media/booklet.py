"""Digital booklets: PDFs, measured page by page in a process that hostile ones may end."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Final, cast

from tunemantra.contrib.media.files import open_file
from tunemantra.core.media import BookletFacts
from tunemantra.errors import Category, Disposition, MediaError

if TYPE_CHECKING:
    from pathlib import Path

    from tunemantra.contrib.media._pdf import Found

MOST_BYTES: Final = 100_000_000
_SECONDS: Final = 60.0
_MARK: Final = b"%PDF-"
_MARK_WITHIN: Final = 1024


class PdfBooklet:
    """Measures booklets. Safe to use from several threads.

    Args:
        seconds: how long one may take.
    """

    edition = "1"
    """Raised where `measure` tells something else of the same bytes."""

    def __init__(self, *, seconds: float = _SECONDS) -> None:
        self._seconds = seconds

    def measure(self, source: Path) -> BookletFacts:
        """Read a booklet and return all facts; `problem` is set where that failed.

        Raises:
            MediaError: the machine failed, not the file; or pypdf is not installed.
        """
        try:
            size = source.stat().st_size
            with open_file(source) as stream:
                head = stream.read(_MARK_WITHIN)
        except OSError as error:
            return BookletFacts(problem=f"cannot be read: {error.strerror}")
        if not size:
            return BookletFacts(problem="the file is empty")
        if _MARK not in head:
            return BookletFacts(size=size, problem="not a PDF")
        if size > MOST_BYTES:
            return BookletFacts(size=size, problem=f"no booklet: it has {size:,} bytes")
        return _facts(size, self._read(source))

    def _read(self, source: Path) -> Found:
        # -P: nothing that happens to lie in the folder where the host runs is imported.
        command = [sys.executable, "-P", "-m", "tunemantra.contrib.media._pdf", str(source.resolve())]
        try:
            run = subprocess.run(
                command, capture_output=True, timeout=self._seconds, check=False, stdin=subprocess.DEVNULL
            )
        except subprocess.TimeoutExpired:
            return {"problem": f"no booklet: it cannot be read within {self._seconds:g} seconds"}
        except OSError as error:
            message = f"{sys.executable} cannot be started: {error.strerror}"
            raise MediaError(message, category=Category.TECHNICAL, disposition=Disposition.RETRY) from None
        if run.returncode == 0:
            return cast("Found", json.loads(run.stdout))
        if b"No module named 'pypdf'" in run.stderr:
            hint = "pip install 'tunemantra[media]'"
            raise MediaError("checking booklets needs pypdf", hint=hint, category=Category.TECHNICAL)
        return {"problem": "no booklet: reading it takes too much time or memory"}


def _facts(size: int, found: Found) -> BookletFacts:
    if "problem" in found:
        return BookletFacts(size=size, problem=found["problem"])
    return BookletFacts(
        size=size,
        sizes=tuple((width, height) for width, height in found["sizes"]),
        loose_fonts=tuple(found["fonts"]),
        print_pages=tuple(found["print_pages"]),
        resolutions=tuple((number, dpi) for number, dpi in found["dpi"]),
        active=tuple(found["active"]),
        links=tuple(found["links"]),
    )


__all__ = ["MOST_BYTES", "PdfBooklet"]
