"""Has pytest write down what was asked of which platform: `--conformance FILE`, and the matrix at the end."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest

from tunemantra.ports.platform import Platform
from tunemantra.testing.matrix import Asked, Matrix, question_of

_KEY = pytest.StashKey[Matrix]()
_NOTED = "tunemantra"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option."""
    group = parser.getgroup("tunemantra")
    group.addoption("--conformance", type=Path, default=None, metavar="FILE", help="write conformance.json here")


def pytest_configure(config: pytest.Config) -> None:
    """Start with nothing asked."""
    config.addinivalue_line("markers", "needs(what): a capability, a term or a file the platform has to have or take")
    config.stash[_KEY] = Matrix()


@pytest.hookimpl(tryfirst=True)
def pytest_bdd_apply_tag(tag: str, function: object) -> bool | None:
    """Take `@needs-update`, `@says-end` and `@takes-audio` for what a platform must have for a scenario."""
    if tag.startswith(("needs-", "says-", "takes-")):
        pytest.mark.needs(tag)(function)
        return True
    return None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note on a report which question to which platform it answers; it travels between processes."""
    report = yield
    platform = getattr(item, "funcargs", {}).get("platform")
    if isinstance(platform, Platform):
        kind, what = question_of(item.name, getattr(getattr(item, "function", None), "__doc__", "") or "", platform.key)
        if what:
            report.user_properties.append((_NOTED, (platform.key, kind, what)))
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the matrix, and write it where it was asked for."""
    matrix = config.stash[_KEY]
    for outcome in ("passed", "failed", "skipped", "error"):
        for report in terminalreporter.stats.get(outcome, ()):
            noted = dict(getattr(report, "user_properties", ())).get(_NOTED)
            if noted and (outcome != "passed" or report.when == "call"):
                matrix.add(_answer(report, tuple(noted)))
    if not matrix.asked:
        return
    terminalreporter.section("platforms and what was asked of them")
    for line in matrix.lines():
        terminalreporter.write_line(line)
    target = config.getoption("--conformance", default=None)
    if target is not None:
        matrix.write(target)


def _answer(report: pytest.TestReport, noted: tuple[str, str, str]) -> Asked:
    key, kind, what = noted
    reason = ""
    if report.skipped and isinstance(report.longrepr, tuple):
        reason = str(report.longrepr[2]).removeprefix("Skipped: ")
    return Asked(key, kind, what, report.outcome, reason, round(report.duration, 3))


__all__ = ["pytest_addoption", "pytest_bdd_apply_tag", "pytest_configure", "pytest_runtest_makereport"]
