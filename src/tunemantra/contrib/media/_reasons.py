"""Says in one short sentence why ffmpeg gave up: the table that translates its words into ours."""

from __future__ import annotations

import errno
import re
from typing import TYPE_CHECKING

from attrs import frozen

from tunemantra.errors import ROOM_SECONDS, Category, Disposition, MediaError

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST = 160


@frozen
class _Reason:
    pattern: re.Pattern[str]
    text: str
    category: Category = Category.CONTENT
    disposition: Disposition = Disposition.STOP


_REASONS: tuple[_Reason, ...] = (
    _Reason(re.compile("No space left on device"), "the disk is full", Category.TECHNICAL, Disposition.WAIT),
    _Reason(re.compile("Cannot allocate memory"), "out of memory", Category.TECHNICAL, Disposition.RETRY),
    _Reason(re.compile("Permission denied"), "a file may not be read or written", Category.TECHNICAL),
    _Reason(re.compile("No such file or directory"), "a file is gone", Category.TECHNICAL, Disposition.RETRY),
    _Reason(
        re.compile("Unknown encoder|soxr.*not available|resampling engine"),
        "this ffmpeg cannot do it",
        Category.TECHNICAL,
    ),
    _Reason(
        re.compile(
            "Invalid data found|Error submitting packet|invalid (sync|residual|subframe)|CRC error|decode_frame"
            "|CRC mismatch|Error opening input files: End of file",
            re.IGNORECASE,
        ),
        "damaged or truncated: the audio cannot be decoded to its end",
    ),
    _Reason(re.compile("matches no streams|does not contain any stream"), "the file holds no audio"),
)


def unwritten(what: str, problem: OSError, otherwise: Disposition = Disposition.RETRY) -> MediaError:
    """Return our error for a file that could not be written: a full disk is waited for.

    Args:
        what: the first words of the message.
        problem: what the operating system said.
        otherwise: what comes next where the disk is not full.
    """
    full = problem.errno in {errno.ENOSPC, errno.EDQUOT}
    return MediaError(
        f"{what}: {problem.strerror}",
        hint="the disk is full" if full else "",
        category=Category.TECHNICAL,
        disposition=Disposition.WAIT if full else otherwise,
        retry_after=ROOM_SECONDS if full else None,
    )


def failure(returncode: int, lines: Sequence[str]) -> MediaError:
    """Return our error for a run of ffmpeg that failed.

    Args:
        returncode: of the process; negative where a signal ended it.
        lines: the last lines it wrote to stderr.
    """
    if returncode < 0:
        message = f"ffmpeg was ended by signal {-returncode}"
        return MediaError(message, category=Category.TECHNICAL, disposition=Disposition.RETRY)
    said = "\n".join(lines)
    for reason in _REASONS:
        if reason.pattern.search(said):
            wait = ROOM_SECONDS if reason.disposition is Disposition.WAIT else None
            return MediaError(reason.text, category=reason.category, disposition=reason.disposition, retry_after=wait)
    last = next((line for line in reversed(lines) if line.strip()), f"exit code {returncode}")
    return MediaError(f"cannot be decoded: {_tidy(last)}")


def _tidy(line: str) -> str:
    """Strip addresses, paths and control characters."""
    line = re.sub(r"\[[^\]]* @ 0x[0-9a-f]+\] ", "", line)
    line = re.sub(r"(file:)?/\S+", "the file", line)
    return "".join(char if char.isprintable() else "?" for char in line)[:_LONGEST]


__all__ = ["failure"]
