"""Nothing in the repository knows the machine it was written on."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.support import REPO_ROOT, require_tool

HOME_OF_SOMEBODY = re.compile(r"(?<![\w.*])/(?:home|Users|root)/[\w.-]+")
REGISTRY = re.compile(r"\b(?:extra-)?index-url\b|\bfind-links\b|\btrusted-host\b")


@pytest.fixture(scope="module")
def texts():
    git = require_tool("git", "git")
    listing = subprocess.run(
        [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=REPO_ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    found = {}
    for name in filter(None, listing.split("\0")):
        path = REPO_ROOT / name
        if path.is_file() and path != Path(__file__).resolve():
            found[name] = path.read_bytes().decode("utf-8", errors="replace")
    assert "setup.cfg" in found
    return found


def lines_with(texts, pattern):
    return [
        f"{name}:{number}: {line.strip()}"
        for name, text in texts.items()
        if pattern.search(text)
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


@pytest.mark.parametrize("text", ["/home/ada/music", "see /Users/ada.l/x", "'/root/.ssh'"])
def test_the_pattern_knows_a_home_folder(text):
    assert HOME_OF_SOMEBODY.search(text)


def test_no_file_names_somebodys_home(texts):
    assert lines_with(texts, HOME_OF_SOMEBODY) == []


def test_no_file_names_the_folder_it_stands_in(texts):
    here = re.compile("|".join(re.escape(str(p)) + r"\b" for p in (REPO_ROOT, REPO_ROOT.parent / "shared")))
    assert lines_with(texts, here) == []


def test_no_file_names_a_package_registry(texts):
    assert lines_with(texts, REGISTRY) == []
