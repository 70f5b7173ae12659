"""The directions between the rooms hold, and each contract notices when it is broken."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import REPO_ROOT

LINT = Path(sys.executable).with_name("lint-imports")


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINT, "--no-cache", "--config", folder / "setup.cfg"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder / "src"), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_contract_is_kept():
    run = lint(REPO_ROOT)
    assert run.returncode == 0, run.stdout


@pytest.fixture
def copy(tmp_path):
    shutil.copy(REPO_ROOT / "setup.cfg", tmp_path)
    shutil.copytree(REPO_ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    return tmp_path


@pytest.mark.parametrize(
    ("module", "statement", "contract"),
    [
        ("core/zz_probe.py", "import tunemantra.ports", "Each room imports only from the rooms below it"),
        ("zz_probe/__init__.py", "", "Each room imports only from the rooms below it"),
        ("core/zz_probe.py", "import httpx", "Core, ports and pipeline reach no third party but attrs"),
        ("pipeline/zz_probe.py", "import pluggy", "Core, ports and pipeline reach no third party but attrs"),
        ("plugins/zz_probe/__init__.py", "", "Platforms do not know each other"),
        (
            "plugins/spotify/zz_probe.py",
            "import tunemantra.plugins.beatport",
            "Platforms do not know each other",
        ),
        (
            "plugins/spotify/zz_probe.py",
            "import tunemantra.contrib.sql",
            "Platforms take only batches, ddex, formats and sandbox from contrib",
        ),
        ("contrib/sql/zz_probe.py", "import tunemantra.contrib.media", "Adapters do not know each other"),
        ("contrib/zz_probe/__init__.py", "", "Adapters do not know each other"),
        ("host/zz_probe.py", "import dependency_injector", "Only the composition root knows the injector"),
    ],
)
def test_a_broken_direction_is_found(copy, module, statement, contract):
    for package in ("plugins/spotify", "plugins/beatport", "contrib/sql", "contrib/media"):
        folder = copy / "src" / "tunemantra" / package
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "__init__.py").touch()
    probe = copy / "src" / "tunemantra" / module
    probe.parent.mkdir(parents=True, exist_ok=True)
    probe.write_text(f"{statement}\n", encoding="utf-8")
    run = lint(copy)
    assert run.returncode != 0
    assert f"{contract} BROKEN" in run.stdout, run.stdout
