"""The benchmark measures what it says."""

from __future__ import annotations

import pytest
from attrs import evolve

from bench import ern
from tunemantra.contrib.ddex import VERSIONS


def test_it_measures_messages_that_are_valid(ddex_folder):
    result = ern.run(ddex_folder, messages=4, rounds=1)
    assert list(result.versions) == list(VERSIONS)
    for figures in result.versions.values():
        assert min(figures.built_per_second, figures.messages_per_second) > 0
        assert figures.message_bytes > 40_000
        assert min(figures.parts.values()) > 0
        assert figures.left_for_building < 1000 / ern.GOAL
        assert figures.limit > 1000 / sum(figures.parts.values())
    assert result.rival_per_second > 0


def test_without_schemas_it_says_what_it_needs(tmp_path):
    with pytest.raises(SystemExit, match="TUNEMANTRA_DDEX_SCHEMAS"):
        ern.run(tmp_path)


def test_the_goal_is_one_for_every_version():
    quick = ern.Figures(ern.GOAL, ern.BUILD_GOAL, 50_000, {})
    slow = evolve(quick, messages_per_second=ern.GOAL - 1)
    assert ern.Result({"43": quick, "382": quick}, 1, 1).reached
    assert not ern.Result({"43": quick, "382": slow}, 1, 1).reached
