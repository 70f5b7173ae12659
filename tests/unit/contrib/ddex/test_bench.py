"""The benchmark measures what it says."""

from __future__ import annotations

import pytest

from bench import ern


def test_it_measures_messages_that_are_valid(ddex_folder):
    result = ern.run(ddex_folder, messages=4, rounds=1)
    assert min(result.messages_per_second, result.built_per_second, result.rival_per_second) > 0
    assert result.message_bytes > 40_000


def test_without_schemas_it_says_what_it_needs(tmp_path):
    with pytest.raises(SystemExit, match="TUNEMANTRA_DDEX_SCHEMAS"):
        ern.run(tmp_path)
