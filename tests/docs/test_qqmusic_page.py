"""The page of QQ Music says what the code says."""

from __future__ import annotations

import re

import pytest

from tunemantra.plugins.qqmusic import profile, rules
from tunemantra.plugins.qqmusic.sandbox.api import OFFERED


@pytest.fixture
def page(repo_root):
    return (repo_root / "docs/reference/platform-qqmusic.md").read_text(encoding="utf-8")


def column(page, heading):
    table = page.partition(f"| {heading} |")[2].partition("\n\n")[0]
    return [row.split("|")[1:3] for row in table.splitlines()[2:]]


def test_every_word_has_its_meaning(page):
    told = {word.strip(" `"): meaning.strip() for word, meaning in column(page, "native word")}
    assert told == {word: f"{status}: {substate}" for word, (status, substate) in profile.STATUS_MAP.items()}


def test_every_fault_is_explained(page):
    told = [name for cell, _ in column(page, "fault") for name in re.findall(r"`([a-z-]+)`", cell)]
    assert sorted(told) == sorted(OFFERED)


def test_every_rule_is_listed(page):
    docs = [thing.__doc__ or "" for thing in vars(rules).values() if callable(thing)]
    own = {found[0] for doc in docs if (found := re.match(r"QQ-\w+-\d+", doc))}
    assert {rule.strip() for rule, _ in column(page, "rule")} == own
