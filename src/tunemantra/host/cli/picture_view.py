"""What was seen in a picture, as a few lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from rich.table import Table
from rich.text import Text

from tunemantra.core.analysis import PictureAnalysis, Region
from tunemantra.core.media import ImageFacts
from tunemantra.core.rules.gravity import grave

_EXTRA: Final = "Nobody read the words on it: pip install 'tunemantra[analysis]'"
_MOST_WORDS: Final = 6
_ROWS: Final = ("top", "middle", "bottom")
_COLUMNS: Final = ("left", "centre", "right")
_SHARE: Final = 2 / 3
"""Of a side: what is longer than that is all along it."""


def picture_view(
    name: str, seen: PictureAnalysis, facts: ImageFacts | None = None, told: Iterable[str] = ()
) -> Iterator[Table | Text]:
    """Yield what a person would want to read of a picture.

    Args:
        name: its heading.
        seen: what was seen.
        facts: what its file is; None where nobody asked.
        told: what findings say elsewhere and is not repeated.
    """
    yield Text(name, "bold")
    table = Table(box=None, expand=False, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row(Text("form", "dim"), _form(seen, facts))
    if seen.colours:
        table.add_row(Text("colours", "dim"), _colours(seen))
    if seen.texts:
        table.add_row(Text("words", "dim"), _words(seen, facts))
    said = tuple(told)
    for fault in seen.faults:
        if not any(fault.detail and fault.detail in text for text in said):
            where = f"  {place(fault.region, facts)}" if fault.region else ""
            kind = Text(fault.kind.value.replace("-", " "), "red" if grave(fault) else "yellow")
            table.add_row(kind, Text.assemble(fault.detail, (where, "dim")))
    yield table
    if not seen.read:
        yield Text(_EXTRA, "dim")


def _form(seen: PictureAnalysis, facts: ImageFacts | None) -> str:
    sharpness = f"sharpness {seen.sharpness:.0f}"
    if facts is None:
        return sharpness
    size = f"{facts.size / 1_000_000:.1f} MB" if facts.size else ""
    form = f"{facts.format} {facts.mode}".strip()
    return ", ".join(filter(None, (f"{facts.width} × {facts.height} pixels", form, size, sharpness)))


def _colours(seen: PictureAnalysis) -> Text:
    return Text("  ").join(Text.assemble(("██", colour), f" {colour}") for colour in seen.colours)


def _words(seen: PictureAnalysis, facts: ImageFacts | None) -> Text:
    words = [
        Text.assemble(f"“{one.text}”", (f" {corner(one.region, facts)}" if facts else "", "dim"))
        for one in seen.texts[:_MOST_WORDS]
    ]
    more = len(seen.texts) - _MOST_WORDS
    if more > 0:
        words.append(Text(f"and {more} more"))
    return Text("; ").join(words)


def place(region: Region, facts: ImageFacts | None = None) -> str:
    """Return where a part of a picture is: in words where its size is known, and in pixels."""
    pixels = f"{region.width} × {region.height} at {region.left}, {region.top}"
    return f"{corner(region, facts)} ({pixels})" if facts else pixels


def corner(region: Region, facts: ImageFacts) -> str:
    """Return roughly where a part of a picture is: `top left`, `along the bottom`, `everywhere`."""
    across, along = region.width > _SHARE * facts.width, region.height > _SHARE * facts.height
    row = _third(region.top + region.height / 2, facts.height, _ROWS)
    column = _third(region.left + region.width / 2, facts.width, _COLUMNS)
    if across and along:
        return "everywhere"
    if across:
        return f"along the {row}"
    if along:
        return f"along the {column}"
    return "centre" if (row, column) == ("middle", "centre") else f"{row} {column}"


def _third(at: float, side: int, names: tuple[str, ...]) -> str:
    return names[min(int(3 * at / max(side, 1)), 2)]


__all__ = ["corner", "picture_view", "place"]
