"""Cells and values in both escapings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.contrib.ddex.dsr.reports import texts
from tunemantra.contrib.ddex.dsr.escape import escape, has_several, has_stray, split_row, split_values, unescape

hard = st.text("\\|\tab", min_size=1, max_size=10)


@given(cells=st.lists(st.lists(texts | hard, min_size=1, max_size=4), min_size=1, max_size=5))
def test_what_was_escaped_comes_back(cells):
    line = "\t".join("|".join(map(escape, values)) for values in cells)
    assert [list(split_values(cell)) for cell in split_row(line)] == cells


@given(value=texts | hard)
def test_one_value_is_one_value_without_a_stray_backslash(value):
    written = escape(value)
    assert unescape(written) == value
    assert not has_several(written)
    assert not has_stray(written)


@given(line=st.text("\\|\tab", max_size=30))
def test_whatever_was_written_is_divided_without_loss(line):
    assert "\t".join(split_row(line)) == line
    assert has_several(line) == (len(split_values(line)) > 1)


@pytest.mark.parametrize(
    ("cell", "values"),
    [
        (r"a|b", ("a", "b")),
        (r"a\|b", ("a|b",)),  # as older reports write it
        (r"a\\|b", ("a|b",)),
        (r"a\\\|b", ("a\\", "b")),
        (r"a\\\\|b", ("a\\|b",)),
        (r"a\\\\\|b", ("a\\|b",)),
        (r"|b", ("", "b")),
        (r"", ()),
        (r"C:\music", (r"C:\music",)),
    ],
)
def test_values_of_a_cell(cell, values):
    assert split_values(cell) == values


def test_a_tab_of_a_text_does_not_end_its_cell():
    assert split_row("a\\\tb\tc") == ("a\\\tb", "c")
    assert unescape("a\\\tb") == "a\tb"
    assert split_row("a\\\\\\\tb") == ("a\\\\\\", "b")


@pytest.mark.parametrize(("cell", "stray"), [(r"C:\music", True), (r"a\|b", False), ("a\\", True), (r"a\\\b", False)])
def test_a_backslash_that_escapes_nothing_is_seen(cell, stray):
    assert has_stray(cell) is stray


def test_a_million_backslashes_are_looked_at_once():
    line = "\\" * 999_999 + "\t" + "\\" * 1_000_000
    assert [len(cell) for cell in split_row(line)] == [999_999, 1_000_000]
    assert not has_several(line)
    assert len(unescape("\\" * 999_999 + "|")) == 333_334
