"""A test that cannot run says so, and fails where everything is required."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.support import REPO_ROOT, require_tool

MODULE = """
from tests.support import require_tool

def test_one():
    require_tool("no-such-tool-anywhere", "its-package")
"""


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.delenv("TUNEMANTRA_REQUIRE", raising=False)
    (tmp_path / "test_it.py").write_text(MODULE, encoding="utf-8")

    def call(*arguments):
        command = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-p", "no:cacheprovider"]
        return subprocess.run(
            [*command, "--rootdir", tmp_path, "-c", REPO_ROOT / "setup.cfg", *arguments, tmp_path],
            cwd=REPO_ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

    return call


@pytest.mark.parametrize("workers", [(), ("-n", "1")], ids=["alone", "distributed"])
def test_a_missing_tool_is_named_at_the_end_with_its_package(run, workers):
    done = run(*workers)
    assert done.returncode == 0, done.stdout
    summary = done.stdout.partition("NOT RUN: 1 skipped")[2]
    assert "needs no-such-tool-anywhere: apt install its-package" in summary


def test_a_missing_tool_is_a_failure_where_all_are_required(run, monkeypatch):
    monkeypatch.setenv("TUNEMANTRA_REQUIRE", "all")
    done = run()
    assert done.returncode == 1
    assert "needs no-such-tool-anywhere: apt install its-package" in done.stdout


def test_a_tool_that_is_there_is_found():
    assert require_tool("git", "git").is_file()
