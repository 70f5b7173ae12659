"""What the features of all platforms share: the platform they run for, and what only its author can know."""

from __future__ import annotations

from importlib import import_module

import pytest

pytest.register_assert_rewrite(*(f"tunemantra.testing.{name}" for name in ("checks", "desk", "plugin", "steps")))

from tunemantra.testing.plugin import bundled  # noqa: E402 - its assertions are to be explained

PLATFORMS = bundled()
AUTHORS = "features.authors"
EACH_TIME = frozenset({"beatport", "ddex_feed", "itunes", "spotify"})
"""One platform for each way of connecting: for these every fault and every rejection is asked with each change."""
AT_NIGHT = ("test_faults.py", "test_reject.py")
"""What is asked of the others with `make nightly`; all else is asked of every platform each time."""


def pytest_configure(config):
    """Register the steps here too, so that nobody has to say `-p tunemantra.testing.plugin`."""
    if not config.pluginmanager.has_plugin("tunemantra.testing.plugin"):
        config.pluginmanager.import_plugin("tunemantra.testing.plugin")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        if "features" in item.path.parts:
            item.add_marker(pytest.mark.integration)
            if item.path.name in AT_NIGHT and item.callspec.params["platform"].key not in EACH_TIME:
                item.add_marker(pytest.mark.nightly)


def pytest_terminal_summary(terminalreporter):
    """Say what was left to the night, so that nothing is missing in silence."""
    others = sorted(platform.key for platform in PLATFORMS if platform.key not in EACH_TIME)
    if any(report.nodeid.startswith("features/test_deliver") for report in terminalreporter.stats.get("passed", [])):
        terminalreporter.write_line(f"Faults and rejections of {', '.join(others)}: with `make nightly` alone.")


@pytest.fixture(autouse=True, params=PLATFORMS, ids=lambda platform: platform.key)
def platform(request):
    """Every bundled platform in turn."""
    return request.param


@pytest.fixture
def author(platform):
    return import_module(f"{AUTHORS}.{platform.key}")


@pytest.fixture
def unseen_fault(author):
    return author.unseen


@pytest.fixture
def wrong_login(author, tmp_path):
    return author.wrong_login(tmp_path)


@pytest.fixture
def draft_changes(author):
    return getattr(author, "CHANGES", {})
