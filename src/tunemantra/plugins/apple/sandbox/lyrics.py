"""The store's own look at a file of lyrics (TTML with the store's additions)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lxml import etree

from tunemantra.plugins.apple.sandbox.message import UnreadableError, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

_TT: Final = "{http://www.w3.org/ns/ttml}"
_TIMING: Final = "{http://music.apple.com/lyric-ttml-internal}timing"
_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_LABEL: Final = re.compile(r"[\[(]?(?:verse|chorus|bridge|intro|outro|refrain)\b[^a-z]*", re.IGNORECASE)
_CLOCK: Final = re.compile(r"(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)")


def lyrics_faults(content: bytes, timing: str, seconds: float) -> Iterator[str]:
    """Yield what is wrong with a file of lyrics.

    Args:
        content: of the file.
        timing: as the second document says: `Word`, `Line`, `None`.
        seconds: length of the recording.
    """
    try:
        root = parse(content)
    except UnreadableError as problem:
        yield str(problem)
        return
    if root.tag != f"{_TT}tt" or root.get(_TIMING) != timing or timing not in {"Word", "Line", "None"}:
        yield f"no TTML with the timing {timing}"
        return
    if not root.get(_LANGUAGE):
        yield "the language is missing"
    lines = list(root.iter(f"{_TT}p"))
    if not lines:
        yield "there are no words in it"
    yield from _moments(lines, timing, seconds)
    for line in lines:
        if _LABEL.fullmatch("".join(map(str, line.itertext())).strip()):
            yield f"{''.join(map(str, line.itertext()))!r} is a label, and not sung"


def _moments(lines: list[etree._Element], timing: str, seconds: float) -> Iterator[str]:
    begins = [_seconds(line.get("begin")) for line in lines]
    known = [begin for begin in begins if begin is not None]
    if timing != "None" and len(known) < len(lines):
        yield "a line has no moment"
    if known != sorted(known):
        yield "the lines do not follow one another"
    every = [_seconds(node.get(name)) for line in lines for node in line.iter() for name in ("begin", "end")]
    if any(moment is not None and moment > seconds + 1 for moment in every):
        yield "it goes on when the recording is over"


def _seconds(written: str | None) -> float | None:
    match = _CLOCK.fullmatch(written or "")
    if match is None:
        return None
    hours, minutes, rest = match.groups()
    return int(hours or 0) * 3600 + int(minutes) * 60 + float(rest)
