"""The processors, once."""

from __future__ import annotations

import pytest

from tunemantra.contrib.media import FfmpegAudio, PillowImages


@pytest.fixture(scope="session")
def audio():
    return FfmpegAudio(threads=1)


@pytest.fixture(scope="session")
def images():
    return PillowImages()


@pytest.fixture
def out(tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    return folder
