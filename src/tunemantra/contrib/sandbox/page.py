"""A page for people: what a simulator holds."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from attrs import frozen

_STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#222}"
    "table{border-collapse:collapse;width:100%;margin:.5rem 0 2rem}th,td{text-align:left;padding:.3rem .7rem;"
    "border-bottom:1px solid #ddd;vertical-align:top}th{background:#f4f4f4}caption{text-align:left;"
    "font-weight:600}p.note{color:#666}"
)


@frozen
class Table:
    """A table on the page; every cell is text and is escaped."""

    heading: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[object]]


def page(title: str, note: str, tables: Sequence[Table], *, refresh: int = 2) -> str:
    """Return the page as HTML.

    Args:
        title: heading.
        note: one sentence under it.
        tables: shown one below the other; an empty one says so.
        refresh: seconds until a browser asks again; 0 for never.
    """
    again = f'<meta http-equiv="refresh" content="{refresh}">' if refresh else ""
    body = "".join(_table(table) for table in tables)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">{again}<title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{escape(title)}</h1>"
        f'<p class="note">{escape(note)}</p>{body}</body></html>'
    )


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in table.columns)
    rows = "".join(
        "<tr>" + "".join(f'<td dir="auto">{escape(str(cell))}</td>' for cell in row) + "</tr>" for row in table.rows
    )
    nothing = f'<tr><td colspan="{len(table.columns)}">nothing yet</td></tr>'
    caption = f"<caption>{escape(table.heading)}</caption>"
    return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows or nothing}</tbody></table>"


__all__ = ["Table", "page"]
