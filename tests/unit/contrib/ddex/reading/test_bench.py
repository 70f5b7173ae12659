"""The benchmark of reading measures what it says."""

from __future__ import annotations

from bench import ern_read


def test_it_reads_what_was_written():
    result = ern_read.run(size=200_000, rounds=1)
    assert 180_000 < result.size < 220_000
    assert result.tracks > 40
    assert min(result.rate, result.rival_rate) > 0
    assert min(result.peak, result.rival_peak) >= 0
