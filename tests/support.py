"""Where things are, and what to say when something a test needs is not here."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

import pytest

REPO_ROOT = Path(__file__).resolve().parent.parent
SOURCE = REPO_ROOT / "src" / "tunemantra"
EXAMPLES = int(os.environ.get("TUNEMANTRA_EXAMPLES", "100"))
"""Percent of the usual examples that are drawn of what has no end."""

# Servers live where an ordinary user's PATH does not reach.
_SYSTEM_PATH = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin", "/sbin"])


def draws(usual: int) -> int:
    """Return how many examples a test draws of `usual`; never less than two, for the first is the simplest there is."""
    return max(2, -(-usual * EXAMPLES // 100))


def require_tool(name: str, apt_package: str) -> Path:
    """Return the path of a system tool; without it the test is skipped, or fails if all are required."""
    found = shutil.which(name, path=_SYSTEM_PATH)
    if found is None:
        _unavailable(f"needs {name}: apt install {apt_package}")
    return Path(found)


def require_folder(path: str, apt_package: str) -> Path:
    """Return a folder that a system package brings; without it the test is skipped, or fails if all are required."""
    if not Path(path).is_dir():
        _unavailable(f"needs {path}: apt install {apt_package}")
    return Path(path)


def require_package(name: str, wheel: str) -> Path:
    """Return the folder of a Python package; without it the test is skipped, or fails if all are required."""
    found = find_spec(name)
    if found is None or not found.submodule_search_locations:
        _unavailable(f"needs {wheel}: pip install {wheel}")
    return Path(next(iter(found.submodule_search_locations)))


def require_ddex() -> Path:
    """Return the folder of official DDEX schemas and samples; without it the test is skipped."""
    folder = Path(os.environ.get("TUNEMANTRA_DDEX_SCHEMAS") or REPO_ROOT.parent / "shared" / "ddex").resolve()
    if not folder.is_dir():
        pytest.skip("needs the official DDEX schemas: TUNEMANTRA_DDEX_SCHEMAS=/folder/with/ern")
    return folder


def all_required() -> bool:
    """Whether a missing system tool is a failure (TUNEMANTRA_REQUIRE=all)."""
    return os.environ.get("TUNEMANTRA_REQUIRE") == "all"


def _unavailable(reason: str) -> NoReturn:
    if all_required():
        pytest.fail(f"{reason} (TUNEMANTRA_REQUIRE=all)", pytrace=False)
    pytest.skip(reason)


def require_mount() -> tuple[Path, Path]:
    """Return `mount` and `umount`; where this user may not mount, the test is skipped: a right cannot be installed."""
    mount, unmount = require_tool("mount", "mount"), require_tool("umount", "mount")
    with tempfile.TemporaryDirectory() as folder:
        tried = subprocess.run([mount, "-t", "tmpfs", "tmpfs", folder], capture_output=True, text=True, check=False)
        if tried.returncode:
            pytest.skip(f"needs the right to mount a small disk: {tried.stderr.strip()}")
        subprocess.run([unmount, folder], check=True)
    return mount, unmount
