"""What the features of all platforms share: the platform they run for, and what only its author can know."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite(*(f"tunemantra.testing.{name}" for name in ("checks", "desk", "plugin", "steps")))

from tunemantra.testing.plugin import bundled  # noqa: E402 - its assertions are to be explained

PLATFORMS = bundled()


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


def _featuring(desk):
    # A warning to us, because some stores take it; Spotify's desk does not.
    desk.release.tracks[0]["title"] = "Upstream (feat. Somebody)"


def _unknown_genre(desk):
    # Our list of the store's genres is older than the store's own.
    desk.table["genres"] = ["Polka", "Melodic House & Techno"]
    desk.release.table["genre"] = "Polka"


UNSEEN = {"spotify": _featuring, "beatport": _unknown_genre}


@pytest.fixture
def unseen_fault(platform):
    return UNSEEN[platform.key]


@pytest.fixture
def wrong_login(platform, tmp_path):
    path = tmp_path / "wrong-secret"
    if platform.key == "beatport":
        import asyncssh

        path.write_bytes(asyncssh.generate_private_key("ssh-ed25519").export_private_key())
        return {"key": f"file:{path}"}
    path.write_text("not the secret", "utf-8")
    return {"client_secret": f"file:{path}"}
