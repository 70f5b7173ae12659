"""Kinds of cells."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.contrib.ddex.dsr.reports import values
from tunemantra.contrib.ddex.dsr import Cell, CellKind
from tunemantra.contrib.ddex.dsr.cells import write_value
from tunemantra.contrib.ddex.dsr.escape import unescape

PLAIN = [kind for kind in CellKind if kind not in {CellKind.CODE, CellKind.PATTERN}]
ISRC = Cell("ISRC", CellKind.PATTERN, pattern="[a-zA-Z]{2}[a-zA-Z0-9]{3}[0-9]{7}")
OWN = Cell("PartyId", CellKind.PATTERN, pattern=".*::.*")


@pytest.mark.parametrize("kind", PLAIN)
@given(data=st.data())
def test_a_value_that_was_written_is_read_again(kind, data):
    cell = Cell("Cell", kind)
    value = data.draw(values(cell))
    written = unescape(write_value(value))
    assert cell.accepts(written)
    assert cell.parse(written) == value


@pytest.mark.parametrize("kind", PLAIN)
@given(text=st.text("0123456789-+.:TZPYDHMSefalstru |\\", max_size=12))
def test_what_the_quick_form_takes_the_cell_accepts(kind, text):
    cell = Cell("Cell", kind)
    if re.fullmatch(cell.form, text):
        assert cell.accepts(text)
        cell.parse(text)


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        (CellKind.INTEGER, ["0", "-3", "+7", "0012"], ["1.0", "1e3", "", " 1", "١", "1,000", "9" * 5000]),
        (CellKind.DECIMAL, ["0", "-3.50", ".5", "7."], ["1e3", "NaN", "1,5", "", ".", "٣", "0x1"]),
        (CellKind.BOOLEAN, ["true", "false", "1", "0"], ["True", "yes", "", "2"]),
        (
            CellKind.DATE,
            ["2026", "2026-02", "2026-02-28", "20260228", "2024-02-29", "20240229", "2026-12-31"],
            ["2026-02-29", "20260229", "2026-13", "0000", "26-02-01", "2026-04-31", "2026-2-1", "2026-W01-1", "202602"],
        ),
        (
            CellKind.DATE_TIME,
            ["2026-02-28T12:00:00", "2026-02-28T12:00:00Z", "2024-02-29T23:59:59.123+02:00"],
            ["2026-02-28", "2026-02-29T12:00:00", "2026-02-28T24:00:00", "2026-02-28 12:00:00", "2024-02-29T10"],
        ),
        (
            CellKind.DURATION,
            ["PT3M25S", "PT0H0M0S", "P1D", "P1Y2M", "-PT1.5S"],
            ["3:25", "P", "PT", "PT3M25", "PTS", "P1DT", f"P{'9' * 5000}D"],
        ),
    ],
)
def test_what_is_right_and_what_is_wrong(kind, right, wrong):
    cell = Cell("Cell", kind)
    assert [text for text in right if not cell.accepts(text)] == []
    assert [text for text in wrong if cell.accepts(text)] == []


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (CellKind.INTEGER, "0012", 12),
        (CellKind.DECIMAL, "-3.50", Decimal("-3.5")),
        (CellKind.BOOLEAN, "1", True),
        (CellKind.DATE, "20151001", date(2015, 10, 1)),
        (CellKind.DATE, "2015-10", "2015-10"),
        (CellKind.DATE_TIME, "2026-02-28T12:00:00Z", datetime(2026, 2, 28, 12, tzinfo=UTC)),
        (CellKind.DURATION, "PT3M25.5S", timedelta(minutes=3, seconds=25.5)),
        (CellKind.DURATION, "P1M", "P1M"),
        (CellKind.DURATION, "P999999999999D", "P999999999999D"),
    ],
)
def test_what_it_is_in_python(kind, text, value):
    assert Cell("Cell", kind).parse(text) == value


def test_codes_and_forms_of_the_description():
    assert ISRC.accepts("USRC17600001")
    assert not ISRC.accepts("US-RC1-76-00001")
    assert OWN.accepts("ns::a|b")
    assert not OWN.accepts("of:9d01")
    territory = Cell("Territory", CellKind.CODE, value_set="CurrentTerritoryCode", allowed=frozenset({"DE"}))
    assert territory.accepts("DE")
    assert not territory.accepts("de")
    with pytest.raises(ValueError, match="CurrentTerritoryCode"):
        territory.parse("XX")


@given(text=st.text(":ab|", max_size=12))
def test_the_quick_form_of_own_identifiers_is_that_of_the_description(text):
    assert bool(re.fullmatch(OWN.form, text)) == ("::" in text and "|" not in text)


def test_a_cell_of_a_million_colons_is_told_at_once():
    assert not re.fullmatch(rf"(?>(?:{OWN.form})?(?=\t|\Z))", ":" * 1_000_000 + "\\")
    assert OWN.accepts(":" * 1_000_000)
