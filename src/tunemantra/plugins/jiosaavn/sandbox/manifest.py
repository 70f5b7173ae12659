"""The store's own reading of `manifest.csv`: RFC 4180 to the letter. No cell is changed by reading it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from attrs import frozen

_BOM = b"\xef\xbb\xbf"
_CELL = re.compile(r'"((?:[^"]|"")*)"(,|\r\n)')
_FORMULA = re.compile(r"[=+\-@\t\r]")

COLUMNS = (
    *("batch_id", "row", "action", "upc", "grid", "release_title", "release_title_version", "release_other_titles"),
    *("release_artists", "release_artist_roles", "release_type", "label", "cat_no", "release_date"),
    *("original_release_date", "pline", "cline", "primary_genre", "subgenre", "bollywood_category", "film_name"),
    *("star_cast", "music_director", "lyricist", "singers", "credits", "language", "language_code"),
    *("language_script", "title_native", "title_latin", "title_version", "other_titles", "artists", "artist_roles"),
    *("artist_verified_id", "isrc", "iswc", "disc", "track_no", "duration_s", "track_original_release_date"),
    *("explicit", "audio_file", "audio_md5", "cover_file", "cover_md5", "territories", "available_from"),
    *("available_to", "album_only"),
)
"""What the store's paper says, in its order."""


class UnreadableError(Exception):
    """The manifest is no table of the store's."""


@frozen
class RowRead:
    """One row: its number, its cells by column as they came."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    @property
    def formulas(self) -> tuple[str, ...]:
        """Return the columns whose cell a spreadsheet would take for a formula."""
        return tuple(column for column, cell in self.cells.items() if _FORMULA.match(cell))


def read_manifest(content: bytes) -> tuple[RowRead, ...]:
    """Return the rows of a manifest, with or without a byte order mark.

    Raises:
        UnreadableError: it is not UTF-8, a cell is not quoted, a line does not end with CR LF, or a column is another.
    """
    try:
        text = content.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError as problem:
        raise UnreadableError(f"not UTF-8 at byte {problem.start}") from None
    lines = _lines(text)
    if not lines or tuple(lines[0]) != COLUMNS:
        raise UnreadableError("the first line does not name the columns of the contract in their order")
    rows = []
    for number, line in enumerate(lines[1:], 1):
        if len(line) != len(COLUMNS):
            raise UnreadableError(f"row {number} has {len(line)} cells, {len(COLUMNS)} needed")
        rows.append(RowRead(number, dict(zip(COLUMNS, line, strict=True))))
    if not rows:
        raise UnreadableError("there is no row")
    return tuple(rows)


def _lines(text: str) -> list[list[str]]:
    lines: list[list[str]] = [[]]
    place = 0
    while place < len(text):
        cell = _CELL.match(text, place)
        if cell is None:
            raise UnreadableError(f"row {len(lines) - 1}: a cell that is not quoted, or a line that ends without CR LF")
        lines[-1].append(cell[1].replace('""', '"'))
        if cell[2] == "\r\n":
            lines.append([])
        place = cell.end()
    if lines.pop():
        raise UnreadableError("the last line does not end")
    return lines


__all__ = ["COLUMNS", "RowRead", "UnreadableError", "read_manifest"]
