"""The quick look at a row and the close one agree."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support import draws
from tests.unit.contrib.ddex.dsr.reports import PROFILES, rows_of
from tunemantra.contrib.ddex.dsr.check import Checked

kinds = st.sampled_from(["", "x", "|", "1.5", "2026-02-30", "DE", "a::b", "true", "\\", "9" * 60, " 1", "USRC17600001"])


@pytest.mark.parametrize(("name", "version"), PROFILES)
@given(data=st.data())
@settings(
    max_examples=draws(12), deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
def test_rows_that_pass_at_once_pass_a_closer_look(descriptions, name, version, data):
    profile = descriptions.profile(name, version)
    record = data.draw(st.sampled_from([one for one in profile.records.values() if one.cells]))
    _, row = data.draw(rows_of(record, {}))
    cells = list(row.cells)
    for place in data.draw(st.lists(st.integers(1, len(cells) - 1), max_size=2)):
        cells[place] = data.draw(kinds)
    cells = cells[: data.draw(st.integers(1, len(cells)) | st.just(len(cells)))]
    line = "\t".join(cells)
    checked = Checked.of(record, profile)
    closely = Checked.of(record, profile).look_closer(line)
    assert checked.read(line) == closely
    # What was learned from the first time changes nothing.
    assert checked.read(line) == closely
