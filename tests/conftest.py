"""What every test may ask for, and the last word on what did not run."""

from __future__ import annotations

import fcntl
import gc
import os
import signal
from collections import defaultdict
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests import support

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path


# How fast examples are drawn depends on what else the machine does, and no test may.
settings.register_profile(
    "tunemantra",
    deadline=None,
    max_examples=support.draws(100),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("tunemantra")

# A run in the background inherits that Ctrl-C is ignored, and every program it starts would inherit it too.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def repo_root() -> Path:
    """The folder that holds setup.cfg."""
    return support.REPO_ROOT


@pytest.fixture(scope="session")
def ddex_folder() -> Path:
    """The official schemas and samples."""
    return support.require_ddex()


@pytest.fixture(scope="session")
def require_tool() -> Callable[[str, str], Path]:
    """``require_tool(name, apt_package)``: the path of a system tool, or a skip that says how to get it."""
    return support.require_tool


@pytest.fixture(scope="session")
def album(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of the demonstration with short tracks, to be copied: the worker that asks first makes it for all."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "album"
    with folder.with_suffix(".lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        # Its document is written last.
        if not (folder / "release.toml").exists():
            from tunemantra.host.demo import write_release

            write_release(folder, seconds=1.5)
    return folder


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect without looking for garbage, which costs a third of the time: what is collected stays to the end."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Have the files with slow tests start first, so that no worker is left with one of them at the end."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly what was skipped and how to have it run."""
    skipped = terminalreporter.stats.get("skipped", [])
    if not skipped:
        return
    by_reason: dict[str, list[str]] = defaultdict(list)
    for report in skipped:
        by_reason[_reason(report)].append(report.nodeid)
    terminalreporter.section(f"NOT RUN: {len(skipped)} skipped", sep="#", bold=True, yellow=True)
    for reason, tests in sorted(by_reason.items()):
        terminalreporter.write_line(f"{len(tests):5}  {reason}", bold=True, yellow=True)
        for name in sorted(set(tests))[:5]:
            terminalreporter.write_line(f"         {name}")
        if len(tests) > 5:
            terminalreporter.write_line(f"         and {len(tests) - 5} more")
    terminalreporter.write_line("With TUNEMANTRA_REQUIRE=all a missing system tool is a failure.", bold=True)


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    where = report.longrepr
    text = where[2] if isinstance(where, tuple) else str(where)
    return text.removeprefix("Skipped: ")
