"""The pages of the platforms that take batches say what their data says."""

from __future__ import annotations

import re
from importlib import import_module

import pytest

from tests.support import REPO_ROOT

KEYS = ("gracenote", "jiosaavn")


def page(key: str) -> str:
    return (REPO_ROOT / f"docs/reference/platform-{key}.md").read_text("utf-8")


def rows(key: str, heading: str) -> list[list[str]]:
    section = page(key).partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = re.findall(r"^\|.*\|$", section, re.MULTILINE)[2:]
    return [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines]


@pytest.mark.parametrize("key", KEYS)
def test_every_status_word_and_its_meaning(key: str) -> None:
    words = import_module(f"tunemantra.plugins.{key}.profile").STATUS_MAP
    assert rows(key, "Status words") == [[word, f"{status}: {sub}"] for word, (status, sub) in words.items()]


@pytest.mark.parametrize("key", KEYS)
def test_every_misbehaviour_of_the_simulator(key: str) -> None:
    section = page(key).partition("\n## Misbehaviour\n")[2].partition("\n## ")[0]
    offered = import_module(f"tunemantra.plugins.{key}.sandbox.__main__").OFFERED
    assert re.findall(r"`([a-z0-9-]+)`", section) == sorted(offered)


@pytest.mark.parametrize("key", KEYS)
def test_it_says_what_is_a_sandbox_contract(key: str) -> None:
    version = import_module(f"tunemantra.plugins.{key}.profile").CONTRACT_VERSION
    assert f"sandbox contract, version {version}" in page(key)


def test_every_column_of_jiosaavn_in_its_order() -> None:
    columns = import_module("tunemantra.plugins.jiosaavn.profile").COLUMNS
    assert [row[0] for row in rows("jiosaavn", "Columns")] == list(columns)


def test_every_language_of_jiosaavn() -> None:
    languages = import_module("tunemantra.plugins.jiosaavn.profile").LANGUAGES
    assert rows("jiosaavn", "Languages") == [[tag, name, script] for tag, (name, script) in languages.items()]
