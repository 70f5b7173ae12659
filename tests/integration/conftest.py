"""What several tests against running simulators share."""

from __future__ import annotations

import pytest

from tunemantra.testing.folders import Masters


@pytest.fixture(scope="session")
def masters(tmp_path_factory):
    """Audio and covers, made once a session."""
    return Masters(tmp_path_factory.mktemp("masters"))
