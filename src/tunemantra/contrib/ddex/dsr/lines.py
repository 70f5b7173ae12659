"""Lines of a report file of whomever: plain or gzip, in bounded memory."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

from attrs import frozen

from tunemantra.contrib.ddex.dsr.collector import Collector
from tunemantra.contrib.ddex.dsr.rules import Place
from tunemantra.core.finding import Severity

CHUNK: Final = 256 * 1024
LONGEST_LINE: Final = 1024 * 1024
"""In bytes; the longest honest rows list some thousand identifiers in one cell."""
_MAGIC: Final = b"\x1f\x8b"
_MARK: Final = b"\xef\xbb\xbf"


@frozen
class Limits:
    """What a report may take.

    Args:
        bytes: of one file, unpacked.
        ratio: how many times larger than packed, asked once a file has unpacked to 64 MiB.
        line: bytes of one line.
    """

    bytes: int = 256 * 1024**3
    ratio: int = 200
    line: int = LONGEST_LINE


_RATIO_FROM: Final = 64 * 1024**2


class LineReader:
    """The lines of one file; what cannot be read is a finding.

    A line that cannot be used is handed on empty, so that the numbers of lines stay true.

    Args:
        path: plain or gzip, whatever its name says.
        collector: takes the findings.
        limits: what the file may take.
    """

    def __init__(self, path: Path, collector: Collector, limits: Limits) -> None:
        self.path = path
        self.broken = False
        self._collector = collector
        self._limits = limits
        self._row = 0

    def batches(self) -> Iterator[list[str]]:
        """Yield the lines, many at a time, without their ends."""
        try:
            with self.path.open("rb") as raw:
                yield from self._lines(raw)
        except gzip.BadGzipFile as fault:
            self._stop("DSR-FIL-002", f"The compressed file is damaged: {fault}", "ask for the file again")
        except OSError as fault:
            self._stop("DSR-FIL-001", f"The file cannot be read: {fault.strerror or fault}")
        except (EOFError, zlib.error) as fault:
            self._stop("DSR-FIL-002", f"The compressed file is not whole: {fault}", "ask for the file again")

    def _lines(self, raw: IO[bytes]) -> Iterator[list[str]]:
        packed = raw.read(len(_MAGIC)) == _MAGIC
        raw.seek(0)
        rest, skipping, first = b"", False, True
        for given in self._unpacked(raw) if packed else iter(lambda: raw.read(CHUNK), b""):
            chunk = self._without_mark(given) if first else given
            first = False
            if skipping:
                # The line that is too long was counted; what is left of it goes.
                _, end, chunk = chunk.partition(b"\n")
                skipping = not end
            head, end, tail = chunk.rpartition(b"\n")
            if end:
                yield self._decoded(rest + head)
                rest = tail
            else:
                rest += tail
            if len(rest) > self._limits.line:
                yield self._too_long()
                rest, skipping = b"", True
        if rest:
            yield self._decoded(rest)

    def _unpacked(self, raw: IO[bytes]) -> Iterator[bytes]:
        size = 0
        with gzip.GzipFile(fileobj=raw) as unpacked:
            while chunk := unpacked.read(CHUNK):
                size += len(chunk)
                if size > self._limits.bytes or (size > _RATIO_FROM and size > self._limits.ratio * raw.tell()):
                    hint = "no report packs like this; ask for the file again, uncompressed"
                    self._stop("DSR-FIL-003", f"The compressed file grows beyond measure: {size} bytes so far.", hint)
                    return
                yield chunk

    def _decoded(self, data: bytes) -> list[str]:
        if b"\r" in data:
            data = data.replace(b"\r\n", b"\n").removesuffix(b"\r")
        try:
            lines = data.decode().split("\n")
        except UnicodeDecodeError:
            lines = [self._mended(line, self._row + place) for place, line in enumerate(data.split(b"\n"), 1)]
        self._row += len(lines)
        return lines

    def _mended(self, line: bytes, row: int) -> str:
        try:
            return line.decode()
        except UnicodeDecodeError as fault:
            column = line.count(b"\t", 0, fault.start) + 1
            self._collector.add(
                "DSR-FIL-004",
                Place(row, column),
                f"Byte {fault.start + 1} of the line is not UTF-8.",
                observed=line[fault.start : fault.start + 4].hex(" "),
                hint="the file must be written in UTF-8",
                file=self.path.name,
            )
            return line.decode(errors="replace")

    def _too_long(self) -> list[str]:
        self._row += 1
        self._collector.add(
            "DSR-FIL-005",
            Place(self._row),
            f"The line is longer than {self._limits.line} bytes and was left out.",
            file=self.path.name,
        )
        return [""]

    def _without_mark(self, chunk: bytes) -> bytes:
        if not chunk.startswith(_MARK):
            return chunk
        self._collector.add(
            "DSR-FIL-006",
            Place(1, 1),
            "The file begins with a byte order mark.",
            file=self.path.name,
            hint="write UTF-8 without one",
            severity=Severity.WARNING,
        )
        return chunk.removeprefix(_MARK)

    def _stop(self, rule: str, message: str, hint: str = "") -> None:
        self.broken = True
        self._collector.add(rule, Place(self._row) if self._row else None, message, file=self.path.name, hint=hint)


__all__ = ["LONGEST_LINE", "Limits", "LineReader"]
