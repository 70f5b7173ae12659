"""Importing costs little, and the core costs nothing but attrs."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import packages_distributions

import pytest

PROBE = """
import json, sys
before = set(sys.modules)
{statements}
print(json.dumps(sorted(set(sys.modules) - before)))
"""
EVERY_MODULE_OF_CORE = """
import importlib, pkgutil, tunemantra.core as core
for found in pkgutil.walk_packages(core.__path__, "tunemantra.core."):
    importlib.import_module(found.name)
"""


def loaded_by(statements: str) -> set[str]:
    """Return the top-level names of the modules that the statements bring into a fresh interpreter."""
    run = subprocess.run(
        [sys.executable, "-c", PROBE.format(statements=statements)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return {name.partition(".")[0] for name in json.loads(run.stdout)}


def third_party(names: set[str]) -> set[str]:
    return (names & set(packages_distributions())) - {"tunemantra"} - set(sys.stdlib_module_names)


def test_the_probe_sees_a_third_party_package():
    assert "lxml" in third_party(loaded_by("import lxml.etree"))


@pytest.mark.parametrize("statements", ["import tunemantra.core", EVERY_MODULE_OF_CORE], ids=["face", "every-module"])
def test_core_loads_no_third_party_package_but_attrs(statements):
    assert third_party(loaded_by(statements)) <= {"attr", "attrs"}


def test_the_public_face_is_lazy():
    assert third_party(loaded_by("import tunemantra")) == set()
