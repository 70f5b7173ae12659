"""The pages about single platforms say what the code says."""

from __future__ import annotations

import re

import pytest

from docs import build
from tests.support import REPO_ROOT
from tunemantra.plugins import load
from tunemantra.plugins.apple.sandbox.api import OFFERED as APPLE
from tunemantra.plugins.beatport.sandbox.__main__ import OFFERED as BEATPORT
from tunemantra.plugins.spotify.sandbox.api import OFFERED as SPOTIFY
from tunemantra.plugins.tiktok.profile import STATED
from tunemantra.plugins.tiktok.sandbox.api import OFFERED as TIKTOK

FAULTS = {"apple": APPLE, "beatport": frozenset(BEATPORT), "spotify": SPOTIFY, "tiktok": TIKTOK}
PLATFORMS = load(safe_mode=True).platforms


def rows(key: str, heading: str) -> dict[str, str]:
    page = (REPO_ROOT / f"docs/reference/platform-{key}.md").read_text("utf-8")
    section = page.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return dict(re.findall(r"^\| `([^|]+)` \| ?(.+) \|$", section, re.MULTILINE))


@pytest.mark.parametrize("key", FAULTS)
def test_every_word_and_its_state(key: str) -> None:
    meant = {word: f"{status}: {substate}" for word, (status, substate) in PLATFORMS[key].status_map.items()}
    told = rows(key, "Words")
    assert told == {word: meant[word] for word in told}
    assert {word.lower() for word in told} == {word.lower() for word in meant}


@pytest.mark.parametrize("key", FAULTS)
def test_every_misbehaviour(key: str) -> None:
    assert rows(key, "The simulator misbehaves").keys() == FAULTS[key]


@pytest.mark.parametrize("key", FAULTS)
def test_a_rule_it_names_is_one_or_is_said_not_to_be_asked(key: str) -> None:
    page = (REPO_ROOT / f"docs/reference/platform-{key}.md").read_text("utf-8")
    known = set(re.findall(r"^\| ([A-Z]+-[A-Z]+-\d{3}) \|", build.rules(), re.MULTILINE))
    left_out = set(re.findall(r"([A-Z]+-[A-Z]+-\d{3})", page.partition("\n## Rules that are not asked")[2]))
    assert set(re.findall(r"[A-Z]+-[A-Z]+-\d{3}", page)) <= known | left_out


def test_everything_a_label_may_state_for_tiktok() -> None:
    told = rows("tiktok", "What a label may state: `[platforms.tiktok]`, `[tracks.platforms.tiktok]`")
    assert {key: row.partition("|")[0].strip("` ") for key, row in told.items()} == dict(STATED)


def test_every_bundled_platform_has_its_page() -> None:
    pages = {page.stem.removeprefix("platform-") for page in (REPO_ROOT / "docs/reference").glob("platform-*.md")}
    assert pages == PLATFORMS.keys()
    index = (REPO_ROOT / "docs/reference/README.md").read_text("utf-8")
    assert all(f"(platform-{key}.md)" in index for key in pages)
