"""The guide shows the example as it is, and prints the kit's rules."""

from __future__ import annotations

import re

import pytest

from docs import kit_pages
from tests.support import REPO_ROOT
from tunemantra.core import ENCODINGS
from tunemantra.plugins import PluginStatus
from tunemantra.testing import RULES

EXAMPLE = REPO_ROOT / "examples" / "tunemantra-acme"
GUIDE = (REPO_ROOT / "docs" / "how-to" / "write-a-platform.md").read_text(encoding="utf-8")
SNIPPETS = re.findall(r"```(?:python|ini)\n# (\S+)\n(.*?)```", GUIDE, re.DOTALL)


@pytest.mark.parametrize(("name", "code"), SNIPPETS, ids=[name for name, _ in SNIPPETS])
def test_a_snippet_is_an_excerpt_of_the_example(name, code):
    file = EXAMPLE / name
    if not file.exists():
        file = EXAMPLE / "src" / "tunemantra_acme" / name
    assert code in file.read_text(encoding="utf-8")


def test_every_block_of_code_is_an_excerpt():
    assert len(SNIPPETS) == len(re.findall(r"^```\w+", GUIDE, re.MULTILINE))


def test_every_rule_has_a_section_of_its_own():
    page = (REPO_ROOT / "docs" / "reference" / "conformance.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^### (PLT-\d+)\n\n(.*)\n\n\*Where it fails:\* .", page, re.MULTILINE))
    assert sections == dict(RULES)
    assert "reference/conformance.md" in GUIDE


@pytest.mark.parametrize("kit", kit_pages.ADAPTERS.values())
def test_every_promise_to_an_adapter_is_told(kit):
    tests = [name for name in dir(kit) if name.startswith("test_")]
    assert len(kit_pages.promises_of(kit)) == len(tests) > 2


def test_the_guide_explains_every_status_of_a_plugin():
    assert set(re.findall(r"^\| `([a-z-]+)` \|", GUIDE, re.MULTILINE)) == set(PluginStatus)


def test_the_guide_walks_through_every_module():
    modules = {file.name for file in (EXAMPLE / "src" / "tunemantra_acme").glob("*.py")} - {"__init__.py"}
    assert {name for name in modules if f"`{name}`" not in GUIDE} == set()


def test_the_examples_encoding_is_there():
    assert "ww_minus" in ENCODINGS
