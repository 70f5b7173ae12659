"""The reference page runs, and names every rule."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from attrs import evolve

from tests.unit.contrib.ddex.mead.model import WHEN
from tests.unit.contrib.ddex.messages import release
from tunemantra.contrib.ddex import mead as package
from tunemantra.core.identifiers import Isrc

RULE = re.compile(r"MEAD-[A-Z]+-[0-9]{3}")


@pytest.fixture(scope="module")
def page(repo_root):
    return (repo_root / "docs/reference/mead.md").read_text(encoding="utf-8")


def test_the_example_runs_and_gives_a_valid_message(page, ddex_folder, monkeypatch):
    monkeypatch.setenv("TUNEMANTRA_DDEX_SCHEMAS", str(ddex_folder))
    (example,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    product = release()
    assert product.tracks[0].isrc == Isrc("USS1Z9900001")
    names = {
        "release": evolve(product),
        "now": WHEN,
        "start": WHEN,
        "end": WHEN + timedelta(days=7),
        "words": "La la",
        "placed_at": WHEN,
    }
    exec(compile(example, "mead.md", "exec"), names)
    assert names["findings"] == ()
    assert names["name"] == "MEAD_4006381333931_20260301123015123.xml"
    assert b"<Value>Friday</Value>" in names["xml"]


def test_every_rule_is_on_the_page_and_no_other(page, repo_root):
    source = repo_root / "src/tunemantra/contrib/ddex/mead"
    used = {rule for path in source.glob("*.py") for rule in RULE.findall(path.read_text(encoding="utf-8"))}
    # These two come from the parser that all messages share.
    assert set(RULE.findall(page)) == used | {"MEAD-XML-001", "MEAD-XML-002"}


def test_the_public_names_are_there():
    assert sorted(package.__all__) == sorted(set(package.__all__))
    assert all(getattr(package, name).__doc__ for name in package.__all__ if callable(getattr(package, name)))
