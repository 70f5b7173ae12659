"""Names of report files."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from tunemantra.contrib.ddex.dsr.names import ReportName, fit, group_names, period_of
from tunemantra.errors import TuneMantraError

NAME = ReportName("Label", "Store", "AdSupport", "2026-02", "DE", "20260301T120000")

part = st.text(st.characters(codec="utf-8"), max_size=8).map(fit)
periods = st.sampled_from(
    ["", "2026", "2026-02", "2026-02-03", "2026-Q4", "2026-034", "2026-02-03--2026-02-09", "2026-02-03--2027-01-01"]
)
stamps = st.datetimes().map(lambda moment: f"{moment.year:04d}{moment:%m%dT%H%M%S}")


@given(
    name=st.builds(ReportName, part, part, part, periods, part, stamps, compressed=st.booleans()),
    number=st.integers(1, 999),
    more=st.integers(0, 9),
)
def test_a_name_that_was_built_is_read_again(name, number, more):
    name = evolve(name, number=number, total=number + more)
    assert ReportName.parse(name.build()) == name


def test_the_official_samples_have_names(ddex_folder):
    for file in (ddex_folder / "samples/dsr").iterdir():
        assert str(ReportName.parse(file.name)) == file.name


@pytest.mark.parametrize(
    "name",
    [
        "report.tsv",
        "DSR_Label_Store_AdSupport_2026-02_DE_2of1_20260301T120000.tsv",
        "DSR_Label_Store_AdSupport_2026-02_DE_0of1_20260301T120000.tsv",
        "DSR_Label_Store_AdSupport_2026-Q5_DE_1of1_20260301T120000.tsv",
        "DSR_Label_Store_AdSupport_2026-02_DE_1of1_20261301T120000.tsv",
        "DSR_Label_My Store_AdSupport_2026-02_DE_1of1_20260301T120000.tsv",
        "DSR_Label_Store_AdSupport_2026-02_DE_1of1_20260301T120000.csv",
        "DSR_La_bel_Store_AdSupport_2026-02_DE_1of1_20260301T120000.tsv",
    ],
)
def test_other_names_are_refused(name):
    with pytest.raises(TuneMantraError):
        ReportName.parse(name)


@pytest.mark.parametrize("change", [{"sender": "My Store"}, {"service": "a_b"}, {"recipient": "../x"}, {"number": 2}])
def test_a_name_that_nobody_could_read_is_not_built(change):
    with pytest.raises(TuneMantraError):
        evolve(NAME, **change).build()


@pytest.mark.parametrize(
    ("start", "end", "period"),
    [
        (date(2026, 2, 1), date(2026, 2, 28), "2026-02"),
        (date(2024, 2, 1), date(2024, 2, 28), "2024-02-01--2024-02-28"),
        (date(2026, 10, 1), date(2026, 12, 31), "2026-Q4"),
        (date(2026, 2, 1), date(2026, 4, 30), "2026-02-01--2026-04-30"),
        (date(2026, 1, 1), date(2026, 12, 31), "2026"),
        (date(2026, 7, 1), date(2027, 6, 30), "2026-07-01--2027-06-30"),
        (date(2026, 2, 3), date(2026, 2, 3), "2026-02-03"),
        (date(2026, 2, 2), date(2026, 2, 8), "2026-02-02--2026-02-08"),
    ],
)
def test_periods(start, end, period):
    assert period_of(start, end) == period


def test_files_of_one_report_belong_together():
    one = [str(evolve(NAME, number=number, total=10, created=f"20260301T1200{number:02d}")) for number in (10, 2, 1)]
    other, again = str(evolve(NAME, territory="AT")), str(evolve(NAME, territory="AT", created="20260302T120000"))
    assert group_names([other, *one, "notes.txt", again]) == ((other,), (again,), tuple(reversed(one)))
