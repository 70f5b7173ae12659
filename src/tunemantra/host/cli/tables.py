"""Tables that lose nothing: whole in a file, and in a narrow terminal one row below the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tunemantra.host.shown import SafeConsole, shown_text

WHOLE: Final = 10_000
"""Columns of a file or a pipe, where no reader's window ends a line."""
NARROWEST: Final = 20
"""Columns below which an indent costs more than it tells."""
_FREE: Final = 14
"""Columns that a free text needs at least."""
_FRAME: Final = 3
"""Columns of a cell's padding and border."""


def console_of(*, stderr: bool = False) -> Console:
    """Return a console as wide as its terminal; as wide as anything where it is none."""
    made = SafeConsole(stderr=stderr)
    return made if made.is_terminal else SafeConsole(stderr=stderr, width=WHOLE)


def print_table(table: Table, out: Console) -> None:
    """Write a table, without its empty columns; where its words have no room, its rows one below the other.

    The last column is the one for free text: there a long word may be broken. Nowhere else is one.
    """
    columns, widths = _measured(table, out)
    if widths:
        for column, width in zip(table.columns, widths, strict=True):
            column.width, column.no_wrap, column.overflow = width, False, "fold"
        out.print(table)
        return
    if table.title:
        out.print(table.title, style="table.title", highlight=False)
    indent = max((cells[0].cell_len for cells in columns), default=0)
    for row in zip(*(cells[1:] for cells in columns), strict=True):
        out.print()
        for (header, *_), cell in zip(columns, row, strict=True):
            if cell.plain:
                print_hanging(out, Text(f"{header.plain:<{indent}}  ", "dim"), cell)


def fits(table: Table, out: Console) -> bool:
    """Return whether the words of a table have room side by side."""
    return bool(_measured(table, out)[1])


def _measured(table: Table, out: Console) -> tuple[list[list[Text]], list[int]]:
    """Return the cells of every column that is not empty, the header first, and the widths, if there is room."""
    table.columns = [column for column in table.columns if any(_text(cell).plain for cell in column.cells)]
    for column in table.columns:
        # Before anything is measured: what is written out needs more room.
        column._cells[:] = map(_text, column.cells)  # noqa: SLF001 - the library has no other way to a cell
    columns = [[_text(column.header), *map(_text, column.cells)] for column in table.columns]
    return columns, _widths(columns, out.width - _FRAME * len(columns) - 1)


def _widths(columns: Sequence[Sequence[Text]], room: int) -> list[int]:
    """Return how wide columns are when no word of theirs is broken; nothing where there is no room for that."""
    widths = [max(cell_len(word) for cell in cells for word in [*cell.plain.split(), ""]) for cells in columns]
    widths[-1:] = [min(width, _FREE) for width in widths[-1:]]
    whole = [max(cell_len(line) for cell in cells for line in cell.plain.split("\n")) for cells in columns]
    left = room - sum(widths)
    if left < 0:
        return []
    while left and widths != whole:
        # The room goes to whoever would else have the most lines.
        neediest = max(range(len(widths)), key=lambda n: (whole[n] > widths[n]) * whole[n] / max(widths[n], 1))
        widths[neediest] += 1
        left -= 1
    return widths


def print_hanging(out: Console, label: Text, text: Text) -> None:
    """Write a text behind a label, and what does not fit on the line below the text's beginning."""
    label, text = shown_text(label), shown_text(text)
    indent = label.cell_len
    if out.width - indent < NARROWEST:
        out.print(Text.assemble(label, text), highlight=False)
        return
    for number, line in enumerate(text.wrap(out, out.width - indent)):
        line.rstrip()
        begin = Text(" " * indent) if number else label
        out.print(Text.assemble(begin, line), highlight=False, no_wrap=True, crop=False)


def _text(cell: object) -> Text:
    return shown_text(cell.copy() if isinstance(cell, Text) else Text.from_markup(str(cell)))


__all__ = ["console_of", "fits", "print_hanging", "print_table"]
