"""The platform's page says what the code says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tunemantra.plugins.youtube import profile
from tunemantra.plugins.youtube.metadata import COLUMNS
from tunemantra.plugins.youtube.sandbox.api import OFFERED

PAGE = (Path(__file__).parents[4] / "docs" / "reference" / "platform-youtube.md").read_text("utf-8")


def part(heading):
    return PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]


def test_every_word_has_its_meaning():
    told = re.findall(r"^\| `(\w+)` \| [^|]+ \| ([\w ]+): ([\w-]+) \|$", part("Status"), re.MULTILINE)
    assert {word: (status, substate) for word, status, substate in told} == {
        word: (status.value, substate) for word, (status, substate) in profile.STATUS_MAP.items()
    }


def test_every_column_is_there():
    assert set(re.findall(r"`(\w+)`", "\n".join(re.findall(r"^\| (`.*?) \|", part("The sheet"), re.MULTILINE)))) == {
        *COLUMNS
    }


@pytest.mark.parametrize(
    ("limit", "value"),
    [
        ("recordings in a package", profile.MOST_ASSETS),
        *((f"units of a{'n' if kind == 'upload' else ''} {kind}", units) for kind, units in profile.UNITS.items()),
        ("units a day, unless Google granted more (`daily_units`)", profile.DAILY_UNITS),
        ("the quota is whole again", f"{profile.QUOTA_RESET.hour:02d}:00 {profile.QUOTA_RESET.zone}"),
    ],
)
def test_every_limit_is_told(limit, value):
    assert f"| {limit} | {value} |" in part("Limits")


def test_every_fault_is_told():
    assert set(re.findall(r"`([a-z-]+)`", part("The simulator"))) == OFFERED
