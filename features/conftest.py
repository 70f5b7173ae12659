"""What the features of all platforms share: the platform they run for, and what only its author can know."""

from __future__ import annotations

from importlib import import_module

import pytest

pytest.register_assert_rewrite(*(f"tunemantra.testing.{name}" for name in ("checks", "desk", "plugin", "steps")))

from tunemantra.testing.plugin import bundled  # noqa: E402 - its assertions are to be explained

PLATFORMS = bundled()
AUTHORS = "features.authors"
EACH_TIME = frozenset({"beatport", "spotify"})
"""One platform that is called and one that is sent files: for these every scenario is played with each change."""
AT_NIGHT = ("test_changes.py", "test_faults.py", "test_redelivery.py", "test_reject.py", "test_status.py")
"""What is played for the others with `make nightly`. With each change all of them deliver, play what is special to
them, and keep the kit, which updates, takes down, puts back, cuts off and misbehaves."""


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
        terminalreporter.write_line(f"Further features for {', '.join(others)}: `make nightly` plays them.")


@pytest.fixture(scope="module", autouse=True, params=PLATFORMS, ids=lambda platform: platform.key)
def platform(request):
    """Every bundled platform in turn; all that a file asks of one is asked together."""
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
