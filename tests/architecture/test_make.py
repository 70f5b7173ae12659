"""make says in one message what a bare machine lacks."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from tests.support import REPO_ROOT, require_tool

# A python3 that is new enough, and answers no other question.
WITHOUT_VENV = '#!/bin/bash\n[[ "$2" == *version_info* ]]\n'


@pytest.fixture
def bare(tmp_path):
    """A copy of what make reads, with a PATH that holds nothing but a shell."""
    for name in ("Makefile", "setup.cfg", "pyproject.toml"):
        shutil.copy(REPO_ROOT / name, tmp_path)
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "bash").symlink_to(require_tool("bash", "bash"))
    return tmp_path


def make_test(folder, *arguments):
    return subprocess.run(
        [require_tool("make", "make"), "test", *arguments],
        cwd=folder,
        env={"PATH": str(folder / "tools")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_no_python_is_new_enough(bare):
    run = make_test(bare)
    assert run.returncode != 0
    assert "tunemantra needs Python 3.11 or newer" in run.stderr


def test_the_python_that_was_named_is_not_there(bare):
    run = make_test(bare, "PYTHON=python3.99")
    assert run.returncode != 0
    assert "python3.99 is not Python 3.11 or newer" in run.stderr


def test_python_cannot_make_environments(bare):
    python = bare / "tools" / "python3"
    python.write_text(WITHOUT_VENV, encoding="utf-8")
    python.chmod(0o755)
    run = make_test(bare)
    assert run.returncode != 0
    assert "apt install python3-venv" in run.stderr
    assert not (bare / ".venv").exists()
