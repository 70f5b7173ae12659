"""What the how-to pages show is run, and all pages hold together."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
from attrs import evolve

from tests.docs.snippets import EVERY, PAGES, RUN, Block, blocks_left, name, pages, run_page
from tests.docs.test_first_pages import FIRST
from tests.support import REPO_ROOT
from tunemantra import Settings, TuneMantra
from tunemantra.plugins import PluginManager
from tunemantra.testing.factories import make_release

_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_MAKE = re.compile(r"^(?:\$ )?make ([a-z]+)", re.MULTILINE)


@pytest.mark.slow
@pytest.mark.parametrize("page", [page for page in pages() if page not in FIRST])
def test_what_a_page_shows_works(page: str, workplace: Path) -> None:
    run_page(page, workplace)


@pytest.mark.parametrize("block", [block for block in RUN if block.why], ids=str)
def test_what_is_not_run_says_why(block: Block) -> None:
    pytest.skip(f"not run by its own word: {block.why}")


@pytest.mark.parametrize("block", [block for block in EVERY if block.kind == "toml"], ids=str)
def test_settings_and_releases_are_toml(block: Block) -> None:
    values = tomllib.loads(block.text)
    if block.page.startswith("docs/how-to/"):
        with TuneMantra(Settings.from_mapping(values)) as host:
            assert all(host.platform_settings(key) for key in host.settings.platforms)


def test_make_targets_are_there() -> None:
    targets = set(re.findall(r"^([a-z]+):", (REPO_ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    shown = {target for block in EVERY for target in _MAKE.findall(block.text)}
    assert shown
    assert shown <= targets


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_and_pictures_lead_somewhere(page: Path) -> None:
    text = blocks_left(page)
    broken = []
    for link in _LINK.findall(text):
        target, _, anchor = link.partition("#")
        if "://" in target:
            continue
        file = (page.parent / target).resolve() if target else page
        if not file.exists() or (anchor and anchor not in anchors(file)):
            broken.append(link)
    assert broken == []


def anchors(file: Path) -> set[str]:
    heads = re.findall(r"^#+ (.*)$", file.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("folder", ["docs", "docs/how-to", "docs/reference"])
def test_every_page_is_in_its_index(folder: str) -> None:
    index = (REPO_ROOT / folder / "README.md").read_text("utf-8")
    pages = {page.name for page in (REPO_ROOT / folder).glob("*.md")} - {"README.md"}
    assert {page for page in pages if f"({page})" not in index} == set()


def test_the_plugin_of_the_readme_adds_its_rule() -> None:
    (code,) = [block.text for block in RUN if block.page == "README.md" and "@hookimpl" in block.text]
    assert len(code.splitlines()) <= 12
    plugin = ModuleType("house_rules")
    exec(code, plugin.__dict__)
    manager = PluginManager(extra=[plugin])
    release = make_release()
    nobody = evolve(release, tracks=tuple(evolve(track, contributors=()) for track in release.tracks))
    assert manager.house_rules(release, "spotify") == ()
    assert [finding.rule for finding in manager.house_rules(nobody, "spotify")] == ["HOUSE-1"] * len(release.tracks)
