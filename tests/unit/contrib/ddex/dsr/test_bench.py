"""The benchmark measures what it says."""

from __future__ import annotations

import pytest

from bench import dsr


def test_it_measures_a_report_without_findings(ddex_folder):
    result = dsr.run(ddex_folder, rows=400, many=4000, rounds=1)
    assert min(result.per_second, result.untyped_per_second, result.rival_per_second) > 0
    assert result.many == 4001
    assert 40 < result.row_bytes < 200
    assert 20 < result.peak < 100


def test_without_descriptions_it_says_what_it_needs(tmp_path):
    with pytest.raises(SystemExit, match="TUNEMANTRA_DDEX_SCHEMAS"):
        dsr.run(tmp_path, rows=40, many=40, rounds=1)
