"""The reference page says what the code says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import tunemantra.plugins.itunes as plugin
from tests.support import REPO_ROOT
from tunemantra.contrib.sandbox import CATALOGUE
from tunemantra.plugins.itunes import errors, profile
from tunemantra.plugins.itunes.sandbox.api import OFFERED

PAGE = (REPO_ROOT / "docs" / "reference" / "platform-itunes.md").read_text("utf-8")


def rows(heading):
    """Return the cells of the table whose first column is called so."""
    found = re.search(rf"^\| {heading} \|.*\n\|[- |]+\|\n((?:\|.*\|\n)+)", PAGE, re.MULTILINE)
    assert found
    return [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in found[1].splitlines()]


def test_the_words():
    said = [(f"`{word}`", f"{status.value}: {substate}") for word, (status, substate) in profile.STATUS_MAP.items()]
    assert rows("word") == said


def test_the_codes():
    told = [(f"{k}xxx", v.value, f"`Upload Failed: ITMS-{k}xxx`") for k, v in errors.FAMILIES.items()]
    assert rows("codes") == told
    assert profile.FAMILIES.keys() == errors.FAMILIES.keys()


def test_the_numbers():
    made = {code: make("x") for code, make in errors.TABLE.items()}
    assert rows("number") == [(f"`{c}`", type(e).__name__, e.disposition.value) for c, e in made.items()]


def test_the_prices():
    tiers = [(w, t.album, t.track, str(t.album_price), str(t.track_price)) for w, t in profile.TIERS.items()]
    assert rows("tier") == tiers


def test_the_misbehaviours():
    assert rows("misbehaviour") == [(f"`{name}`", CATALOGUE[name]) for name in sorted(OFFERED)]


def test_the_rules():
    home = Path(plugin.__file__).parent
    used = {
        rule for file in home.glob("*.py") for rule in re.findall(r'"(ITUNES-[A-Z]+-\d+)"', file.read_text("utf-8"))
    }
    assert {rule.strip("`") for rule, _ in rows("rule")} == used


@pytest.mark.parametrize("field", ["tool", "user", "password", "provider", "audio"])
def test_the_settings(field):
    assert re.search(rf"^{field} = ", PAGE, re.MULTILINE)
