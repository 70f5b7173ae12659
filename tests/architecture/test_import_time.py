"""Importing costs little, and the core costs nothing but attrs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import typer
from typer.completion import completion_init
from typer.testing import CliRunner

from tunemantra.contrib.sql import upgrade
from tunemantra.host.cli.lazy import LazyGroup
from tunemantra.host.cli.program import app
from tunemantra.testing.plugin import bundled

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


def test_a_simulator_loads_nothing_of_ours_but_its_own_blocks_and_no_client() -> None:
    """Each rehearsal, demo and test starts some of them."""
    probe = "import sys; print(*sorted(name for name in sys.modules if name.startswith(('tunemantra.', 'httpx'))))"
    simulators = sorted({one.sandbox.module for one in bundled() if one.sandbox is not None})
    imports = "; ".join(f"import {module}.__main__" for module in simulators)
    run = subprocess.run([sys.executable, "-c", f"{imports}; {probe}"], capture_output=True, text=True, check=True)
    theirs = ("contrib.sandbox", *(module.removeprefix("tunemantra.") for module in simulators))
    own = tuple(f"tunemantra.{name}" for name in theirs)
    packages = {f"{module}.".rsplit(".", 2)[0] for module in simulators} | {"tunemantra.contrib", "tunemantra.plugins"}
    assert {name for name in run.stdout.split() if not name.startswith(own)} <= packages


HEAVY = {
    "alembic",
    "authlib",
    "boto3",
    "botocore",
    "celery",
    "httpx",
    "imageio_ffmpeg",
    "kombu",
    "librosa",
    "lxml",
    "mutagen",
    "numpy",
    "onnxruntime",
    "opentelemetry",
    "paramiko",
    "PIL",
    "prometheus_client",
    "pydub",
    "pypdf",
    "rapidocr",
    "requests",
    "sqlalchemy",
    "tenacity",
    "waitress",
    "xmlschema",
    "zeep",
}
"""What takes its time to load, and no command needs that does not use it."""
COMMAND = """
import io, sys
sys.argv = ["tunemantra", *{arguments}]
stdout, sys.stdout = sys.stdout, io.StringIO()
from tunemantra.host.cli import main
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
finally:
    sys.stdout = stdout
"""
ALLOWED = {
    ("--help",): set(),
    ("--version",): set(),
    ("ddex", "--help"): set(),
    ("worker", "--help"): set(),
    ("media", "--help"): set(),
    ("plugins", "list"): set(),
    # What converts is made with the ledger and the rest, though only to be told which it is.
    ("status",): {"PIL", "imageio_ffmpeg"},
    ("schema",): set(),
}


@pytest.mark.parametrize("arguments", ALLOWED, ids=" ".join)
def test_a_command_loads_only_what_it_uses(
    arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TUNEMANTRA_SETTINGS", raising=False)
    assert loaded_by(COMMAND.format(arguments=list(arguments))) & HEAVY <= ALLOWED[arguments]


def groups(group: object, path: str = "tunemantra") -> Iterator[tuple[str, LazyGroup]]:
    if isinstance(group, LazyGroup):
        yield path, group
        for name in group.commands:
            yield from groups(group.loaded(name), f"{path} {name}")


GROUPS = ("tunemantra", "tunemantra ddex", "tunemantra media")


@cache
def program() -> dict[str, LazyGroup]:
    """Return the groups of the program with everything loaded."""
    return dict(groups(typer.main.get_command(app)))


def test_there_are_groups_of_commands_that_load_late() -> None:
    assert set(program()) == set(GROUPS)


@pytest.mark.parametrize("path", GROUPS)
def test_the_help_of_a_group_lists_what_its_modules_bring_and_says_what_they_say(path: str) -> None:
    group = program()[path]
    brought: dict[str, str] = {}
    for home in group.homes:
        brought |= {name: str(one.help).partition("\n\n")[0] for name, one in group.brought(home).items()}
    assert {name: one.help for name, one in group.commands.items()} == brought


def test_the_shell_completes_commands_and_the_options_of_one_that_is_not_loaded() -> None:
    completion_init()

    def completed(line: str) -> str:
        asked = {"_TUNEMANTRA_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}
        return CliRunner().invoke(app, prog_name="tunemantra", env={**os.environ, **asked}).output

    assert "status" in completed("tunemantra st")
    assert "--summary" in completed("tunemantra status --su")
    assert "validate" in completed("tunemantra ddex val")


EVERY_DRIVER = """
import importlib, pkgutil, tunemantra.plugins as plugins
for found in pkgutil.iter_modules(plugins.__path__):
    if found.ispkg:
        importlib.import_module(f"tunemantra.plugins.{found.name}.driver")
"""


def test_a_check_of_every_platform_waits_for_nothing_that_reads_or_sends() -> None:
    # Some write their document with it.
    assert loaded_by(EVERY_DRIVER) & HEAVY == {"lxml"}


A_LEDGER = """
from tunemantra.contrib.sql import SqlLedger
assert not list(SqlLedger("sqlite:///ledger.db").distributions())
assert "sqlalchemy.dialects.postgresql" not in sys.modules
"""


def test_a_ledger_on_sqlite_does_not_wait_for_the_other_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    upgrade("sqlite:///ledger.db")
    assert "sqlalchemy" in loaded_by(A_LEDGER)
