"""The reference page runs, and names every rule and nothing else."""

from __future__ import annotations

import re

import pytest

from tests.support import SOURCE
from tunemantra.contrib.ddex import dsr
from tunemantra.contrib.ddex.dsr import RULES

_ROW = re.compile(r"^\| (DSR-[A-Z]+-\d{3}) \| (.*) \|$", re.MULTILINE)
_RULE = re.compile(r'"(DSR-[A-Z]+-\d{3})"')


@pytest.fixture
def page(repo_root):
    return (repo_root / "docs/reference/dsr.md").read_text("utf-8")


def test_what_the_page_shows_works(page, ddex_folder, tmp_path, monkeypatch):
    monkeypatch.setenv("TUNEMANTRA_DDEX_SCHEMAS", str(ddex_folder))
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert len(blocks) == 2
    namespace = {"__name__": "snippet"}
    for block in blocks:
        exec(compile(block, "dsr.md", "exec"), namespace)


def test_the_page_names_every_rule(page):
    assert dict(_ROW.findall(page)) == dict(RULES)


def test_the_code_knows_the_rules_it_names():
    files = (SOURCE / "contrib/ddex/dsr").glob("*.py")
    named = {rule for file in files if file.name != "rules.py" for rule in _RULE.findall(file.read_text("utf-8"))}
    assert named == set(RULES)


def test_every_rule_is_shown_at_work(repo_root):
    tests = (repo_root / "tests/unit/contrib/ddex/dsr").glob("test_*.py")
    shown = {rule for file in tests for rule in _RULE.findall(file.read_text("utf-8"))}
    assert set(RULES) - shown == set()


def test_what_is_public_is_told():
    assert all(getattr(dsr, name).__doc__ for name in dsr.__all__ if callable(getattr(dsr, name)))
