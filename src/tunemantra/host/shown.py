"""What may be shown in a terminal: texts of strangers steer no cursor, ring no bell and turn no line round."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from typing import Final

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

# Controls but line feed and tab; embeddings, overrides and isolates of direction; ends of lines and paragraphs; halves
# of surrogate pairs. Marks and joiners (U+200C to U+200F, U+061C) are parts of ordinary words.
_STEERING: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")

_ASCII: Final = 0x7F


def shown(text: str) -> str:
    r"""Return a text with every character that steers a terminal written out: `\x1b`, `\u202e`."""
    return _STEERING.sub(lambda found: _written_out(found[0]), text)


def shown_text(text: Text) -> Text:
    """Return a styled text likewise; the same one where it steers nothing."""
    if not _STEERING.search(text.plain):
        return text
    cuts = [cut for found in _STEERING.finditer(text.plain) for cut in found.span()]
    return text.blank_copy().join(
        part if shown(part.plain) == part.plain else Text(shown(part.plain), part.style) for part in text.divide(cuts)
    )


def _written_out(char: str) -> str:
    return char.encode("ascii", "backslashreplace").decode() if ord(char) > _ASCII else f"\\x{ord(char):02x}"


class SafeConsole(Console):
    """A console that shows no character of a text that would steer the terminal; styles are its own."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Yield segments, those of text without characters that steer."""
        for segment in super().render(renderable, options):
            safe = segment.control or not _STEERING.search(segment.text)
            yield segment if safe else Segment(shown(segment.text), segment.style)


class SafeLines(logging.Formatter):
    """Lines of a log, shown likewise."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return shown(super().format(record))


__all__ = ["SafeConsole", "SafeLines", "shown", "shown_text"]
