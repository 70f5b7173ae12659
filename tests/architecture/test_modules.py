"""Modules stay small, and packages say what is public."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

import pytest

from tests.support import SOURCE

LONGEST = 400
# Tables of data, as paths below src/tunemantra.
DATA_TABLES: frozenset[str] = frozenset({"core/_territory_data.py"})

MODULES = sorted(SOURCE.rglob("*.py"))
PACKAGES = [p for p in MODULES if p.name == "__init__.py"]


def below_source(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def import_name(package: Path) -> str:
    return ".".join(["tunemantra", *package.parent.relative_to(SOURCE).parts])


def public_names(module: Path) -> list[str] | None:
    """Return the literal ``__all__`` of a module, None when it has none."""
    for statement in ast.parse(module.read_text(encoding="utf-8")).body:
        targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        if any(isinstance(t, ast.Name) and t.id == "__all__" for t in targets):
            return list(ast.literal_eval(statement.value))
    return None


def has_code(module: Path) -> bool:
    """Whether there is more in it than a docstring and ``from __future__``."""
    body = ast.parse(module.read_text(encoding="utf-8")).body
    return any(
        not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))
        and not (isinstance(s, ast.ImportFrom) and s.module == "__future__")
        for s in body
    )


def is_public(package: Path) -> bool:
    parts = package.parent.relative_to(SOURCE).parts
    return "migrations" not in parts and not any(part.startswith("_") for part in parts)


def test_no_module_is_longer_than_it_may_be():
    lengths = {below_source(m): len(m.read_text(encoding="utf-8").splitlines()) for m in MODULES}
    too_long = {m: n for m, n in lengths.items() if n > LONGEST and m not in DATA_TABLES}
    assert too_long == {}


def test_every_listed_data_table_is_there_and_needs_the_exception():
    stale = {
        m
        for m in DATA_TABLES
        if not (SOURCE / m).exists() or len((SOURCE / m).read_text(encoding="utf-8").splitlines()) <= LONGEST
    }
    assert stale == set()


def test_every_folder_of_modules_is_a_package():
    folders = {m.parent for m in MODULES if "migrations" not in m.parts}
    assert {below_source(f) for f in folders if not (f / "__init__.py").exists()} == set()


@pytest.mark.parametrize("package", [p for p in PACKAGES if is_public(p) and has_code(p)], ids=import_name)
def test_a_public_package_says_what_is_public(package):
    names = public_names(package)
    assert names is not None, f"{below_source(package)} has no __all__"
    assert len(names) == len(set(names))
    module = importlib.import_module(import_name(package))
    assert [n for n in names if not hasattr(module, n)] == []
