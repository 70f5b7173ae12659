r"""Cells of a row and values of a cell, in both escapings (`ddex-facts` section 14, DSR1 clause 6.6.4).

The standard writes a tab as `\` and tab, a pipe as `\\|`, a backslash as `\\\`; older reports write a pipe as `\|`. A
run of backslashes before a delimiter tells which it is by its length alone: three to one backslash, the rest says
whether the delimiter is meant.
"""

from __future__ import annotations

import re
from typing import Final

_BACKSLASHES: Final = 3
# A run of backslashes is looked at once, from its start: there may be a million.
_TAB: Final = re.compile(r"(?<!\\)(\\*+)\t")
_PIPE: Final = re.compile(r"(?<!\\)(\\*+)\|")
_RUN: Final = re.compile(r"(\\++)(.?)", re.DOTALL)
_WRITTEN: Final = str.maketrans({"\\": "\\\\\\", "\t": "\\\t", "|": "\\\\|"})


def split_row(line: str) -> tuple[str, ...]:
    """Return the cells of a line, escapes kept."""
    if "\\" not in line:
        return tuple(line.split("\t"))
    # Two backslashes before a tab are a fault of writing: the tab still ends the cell.
    return _split(line, [match.end() for match in _TAB.finditer(line) if len(match[1]) % _BACKSLASHES != 1])


def split_values(cell: str) -> tuple[str, ...]:
    """Return the values of a cell as the sender meant them; none for an empty cell."""
    if not cell:
        return ()
    if "\\" not in cell:
        return tuple(cell.split("|"))
    ends = [match.end() for match in _PIPE.finditer(cell) if len(match[1]) % _BACKSLASHES == 0]
    return tuple(map(unescape, _split(cell, ends)))


def has_several(cell: str) -> bool:
    """Tell whether an unescaped pipe divides the cell."""
    return "|" in cell and any(len(match[1]) % _BACKSLASHES == 0 for match in _PIPE.finditer(cell))


def unescape(text: str) -> str:
    """Return one value as the sender meant it; a backslash that escapes nothing stays."""
    return _RUN.sub(_meant, text) if "\\" in text else text


def has_stray(cell: str) -> bool:
    """Tell whether some backslash in the cell escapes nothing."""
    runs = ((len(match[1]) % _BACKSLASHES, match[2]) for match in _RUN.finditer(cell))
    return any(rest and not (following == "|" or (following == "\t" and rest == 1)) for rest, following in runs)


def escape(value: str) -> str:
    """Return one value as the standard writes it."""
    return value.translate(_WRITTEN)


def _split(text: str, ends: list[int]) -> tuple[str, ...]:
    """Divide a text where delimiters of one character end."""
    starts, stops = [0, *ends], [*(end - 1 for end in ends), len(text)]
    return tuple(text[start:stop] for start, stop in zip(starts, stops, strict=True))


def _meant(match: re.Match[str]) -> str:
    whole, rest = divmod(len(match[1]), _BACKSLASHES)
    escapes = match[2] in {"\t", "|"}
    return "\\" * (whole if escapes else whole + rest) + match[2]


__all__ = ["escape", "has_several", "has_stray", "split_row", "split_values", "unescape"]
