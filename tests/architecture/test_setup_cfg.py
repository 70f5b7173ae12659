"""setup.cfg holds only what somebody reads."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from configparser import ConfigParser
from importlib.metadata import packages_distributions, version

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support import REPO_ROOT

READERS = {
    "metadata": "setuptools",
    "options": "setuptools",
    "options.packages.find": "setuptools",
    "options.package_data": "setuptools",
    "options.extras_require": "setuptools",
    "options.entry_points": "setuptools",
    "mypy": "mypy",
    "mypy-*": "mypy",
    "tool:pytest": "pytest",
    "coverage:run": "pytest-cov",
    "coverage:report": "pytest-cov",
    "importlinter": "import-linter",
    "importlinter:contract:*": "import-linter",
}
# Command-line tools; no code imports them.
NEVER_IMPORTED = {"build", "import-linter", "lxml-stubs", "mypy", "ruff", "types-paramiko", "tzdata"}
NEVER_IMPORTED |= {"pytest-cov", "pytest-timeout", "pytest-xdist", "setuptools"}


@pytest.fixture(scope="module")
def config() -> ConfigParser:
    parser = ConfigParser(interpolation=None)
    parser.read(REPO_ROOT / "setup.cfg", encoding="utf-8")
    return parser


def requirements(text: str) -> list[Requirement]:
    return [Requirement(line) for line in text.splitlines() if line]


def every_requirement(config: ConfigParser) -> list[Requirement]:
    extras = config["options.extras_require"].values()
    return [
        *requirements(config["options"]["install_requires"]),
        *(r for e in extras for r in requirements(e)),
    ]


def reader_of(section: str) -> str | None:
    for pattern, reader in READERS.items():
        if re.fullmatch(re.escape(pattern).replace(r"\*", ".+"), section):
            return reader
    return None


def test_every_section_has_a_reader(config):
    assert [s for s in config.sections() if reader_of(s) is None] == []


def test_every_reader_is_installed_by_an_extra(config):
    wanted = {canonicalize_name(r.name) for r in every_requirement(config)}
    assert {r for r in READERS.values() if r != "setuptools"} <= wanted


def test_mypy_knows_every_option_it_is_given():
    run = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file", "setup.cfg", "--cache-dir", os.devnull, "-c", "pass"],
        cwd=REPO_ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")


def test_pyproject_names_the_build_system_alone():
    text = (REPO_ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert re.findall(r"^\[(.+)\]$", text, re.MULTILINE) == ["build-system"]


def test_every_requirement_has_a_lower_bound(config):
    unbounded = [str(r) for r in every_requirement(config) if not r.specifier]
    assert unbounded == []


def test_what_is_installed_satisfies_what_is_asked_for(config):
    asked = [r for r in every_requirement(config) if r.marker is None or r.marker.evaluate()]
    absent = {"celery"}
    wrong = [str(r) for r in asked if r.name not in absent and version(r.name) not in r.specifier]
    assert wrong == []


def test_the_pure_rooms_are_forbidden_every_library_we_depend_on(config):
    """A new dependency that the contract does not name would be free to enter the core."""
    forbidden = set(config["importlinter:contract:pure-core"]["forbidden_modules"].split())
    import_names: dict[str, set[str]] = {}
    for module, distributions in packages_distributions().items():
        for distribution in distributions:
            import_names.setdefault(canonicalize_name(distribution), set()).add(module)
    unguarded = {
        name
        for name in {canonicalize_name(r.name) for r in every_requirement(config)} - NEVER_IMPORTED - {"attrs"}
        for modules in [{m for m in import_names.get(name, set()) if not m.startswith("_")}]
        if modules and not modules & forbidden
    }
    assert unguarded == set()
