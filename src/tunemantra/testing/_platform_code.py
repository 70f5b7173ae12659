"""Rules PLT-030 and PLT-031: what the modules of a platform import and call, read without running them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path

import pytest

from tunemantra.ports.platform import Platform, PlatformDriver
from tunemantra.testing._expect import expect
from tunemantra.testing._platform_data import DescriptorRules

CONNECTING = frozenset(
    {
        *("aiohttp", "asyncssh", "boto3", "botocore", "ftplib", "http.client", "httpx", "imaplib", "paramiko"),
        *("poplib", "requests", "smtplib", "socket", "ssl", "urllib.request", "urllib3"),
    }
)
"""Modules that open connections: a platform names one, and the host opens it."""
DICE = frozenset({"random", "secrets"})
CLOCKS: Mapping[str, frozenset[str]] = {
    "datetime": frozenset({"now", "utcnow", "today"}),
    "date": frozenset({"today"}),
    "time": frozenset({"time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "sleep", "localtime", "gmtime"}),
    "uuid": frozenset({"uuid1", "uuid4"}),
    "os": frozenset({"urandom"}),
}
"""Calls that ask a clock or roll dice, by what they are asked of."""
_OURS = "tunemantra"
_FOR_SIMULATORS = "tunemantra.contrib.sandbox"


class CodeRules(DescriptorRules):
    """Rules PLT-030 and PLT-031."""

    def test_plt_030_the_driver_asks_the_session(self, driver: PlatformDriver) -> None:
        """PLT-030."""
        for name, tree in modules_from(type(driver).__module__).items():
            for what, line in _own_ways(tree):
                expect("PLT-030", holds=False, message=f"{name}, line {line}: {what}")

    def test_plt_031_the_simulator_is_a_stranger(self, platform: Platform, driver: PlatformDriver) -> None:
        """PLT-031."""
        if platform.sandbox is None:
            pytest.skip("the platform ships no simulator")
        judged = modules_from(type(driver).__module__)
        judging = modules_from(platform.sandbox.module)
        shared = sorted(name for name in judged.keys() & judging.keys() if _says_something(judging[name]))
        expect("PLT-031", not shared, f"driver and simulator share {', '.join(shared)}")
        for name, tree in judging.items():
            foreign = [one for one, _ in _imported(tree, name) if _forbidden(one, name)]
            expect("PLT-031", not foreign, f"{name} imports {', '.join(foreign)}")


def modules_from(start: str) -> dict[str, ast.Module]:
    """Return a module and all of its own package that it imports, directly or not, as syntax trees by name."""
    home = _home_of(start)
    found: dict[str, ast.Module] = {}
    todo = [start, f"{start}.__main__"]
    while todo:
        name = todo.pop()
        tree = None if name in found else _tree_of(name)
        if tree is not None:
            found[name] = tree
            todo += [one for one, _ in _imported(tree, name) if one == home or one.startswith(f"{home}.")]
    return found


def _home_of(module: str) -> str:
    """Return the package a platform lives in: the one below `tunemantra.plugins`, or the stranger's own."""
    parts = module.split(".")
    if parts[:2] == ["tunemantra", "plugins"]:
        return ".".join(parts[:3])
    return ".".join(parts[:-1]) or module


def _tree_of(name: str) -> ast.Module | None:
    try:
        spec = find_spec(name)
    except (ImportError, ValueError):
        return None
    if spec is None or spec.origin is None or not spec.origin.endswith(".py"):
        return None
    return ast.parse(Path(spec.origin).read_text("utf-8"))


def _imported(tree: ast.AST, module: str) -> Iterator[tuple[str, int]]:
    """Yield what a module imports, with the line; what only a type checker reads is left out."""
    for node in _running(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                base = ".".join([*module.split(".")[: -node.level], *([base] if base else [])])
            yield base, node.lineno
            yield from ((f"{base}.{alias.name}", node.lineno) for alias in node.names)


def _running(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        yield node
        yield from _running(node)


def _own_ways(tree: ast.Module) -> Iterator[tuple[str, int]]:
    for name, line in _imported(tree, ""):
        if name in CONNECTING or name in DICE:
            yield f"{name} is imported", line
    for node in _running(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            asked = node.func.value
            owner = asked.id if isinstance(asked, ast.Name) else asked.attr if isinstance(asked, ast.Attribute) else ""
            if node.func.attr in CLOCKS.get(owner, ()):
                yield f"{owner}.{node.func.attr}() is called", node.lineno


def _says_something(tree: ast.Module) -> bool:
    return any(not isinstance(node, ast.Expr | ast.ImportFrom) for node in tree.body)


def _forbidden(imported: str, module: str) -> bool:
    home = _home_of(module)
    if imported == home or imported.startswith(f"{home}.") or not imported.startswith(f"{_OURS}."):
        return False
    return not (imported == _FOR_SIMULATORS or imported.startswith(f"{_FOR_SIMULATORS}."))


__all__ = ["CLOCKS", "CONNECTING", "DICE", "CodeRules", "modules_from"]
