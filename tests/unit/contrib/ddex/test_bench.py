"""The benchmark measures what it says."""

from __future__ import annotations

import pytest

from bench import ern
from tunemantra.contrib.ddex import VERSIONS


def test_it_measures_messages_that_are_valid(ddex_folder):
    result = ern.run(ddex_folder, messages=4, rounds=1)
    assert list(result.versions) == list(VERSIONS)
    for figures in result.versions.values():
        assert min(figures.built_per_second, figures.messages_per_second) > 0
        assert figures.message_bytes > 40_000
    assert result.rival_per_second > 0
    assert min(result.parts.values()) > 0


def test_without_schemas_it_says_what_it_needs(tmp_path):
    with pytest.raises(SystemExit, match="TUNEMANTRA_DDEX_SCHEMAS"):
        ern.run(tmp_path)
