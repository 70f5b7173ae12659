"""What the features of all platforms share: the platform they run for, and what only its author can know."""

from __future__ import annotations

from importlib import import_module

import pytest

pytest.register_assert_rewrite(*(f"tunemantra.testing.{name}" for name in ("checks", "desk", "plugin", "steps")))

from tunemantra.testing.plugin import bundled  # noqa: E402 - its assertions are to be explained

PLATFORMS = bundled()
AUTHORS = "features.authors"


def pytest_configure(config):
    """Register the steps here too, so that nobody has to say `-p tunemantra.testing.plugin`."""
    if not config.pluginmanager.has_plugin("tunemantra.testing.plugin"):
        config.pluginmanager.import_plugin("tunemantra.testing.plugin")


def pytest_collection_modifyitems(items):
    for item in items:
        if "features" in item.path.parts:
            item.add_marker(pytest.mark.integration)


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
