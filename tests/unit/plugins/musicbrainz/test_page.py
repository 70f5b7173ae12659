"""The platform's page says what the code says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tunemantra.plugins.musicbrainz import profile
from tunemantra.plugins.musicbrainz.sandbox.api import OFFERED

PAGE = (Path(__file__).parents[4] / "docs" / "reference" / "platform-musicbrainz.md").read_text("utf-8")


def part(heading):
    return PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]


def test_every_word_has_its_meaning():
    told = re.findall(r"^\| `([\w ]+)` \| ([\w ]+): ([\w-]+) \|$", part("Status"), re.MULTILINE)
    assert {word: (status, substate) for word, status, substate in told} == {
        word: (status.value, substate) for word, (status, substate) in profile.STATUS_MAP.items()
    }


@pytest.mark.parametrize(
    ("limit", "value"),
    [
        ("calls of all workers", f"{profile.PACE.requests} in {profile.PACE.seconds:g} s"),
        ("visits at once", profile.PACE.concurrent),
        ("seconds between two calls (`spacing`)", f"{profile.SPACING:g}"),
        ("ISRCs in a submission", profile.MOST_ISRCS),
        ("seconds until a seed is asked for again (`confirming`)", f"{profile.CONFIRMING:g}"),
    ],
)
def test_every_limit_is_told(limit, value):
    assert f"| {limit} | {value} |" in part("Limits")


def test_every_fault_is_told():
    told = part("The simulator").strip().split("\n\n")[0]
    assert set(re.findall(r"`([a-z-]+)`", told)) == OFFERED
