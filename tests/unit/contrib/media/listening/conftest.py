"""A listener that leaves tempo and key to their own tests: what is asked of it is the rest, and fast."""

from __future__ import annotations

import pytest

from tunemantra.contrib.media.listening import FfmpegListener, listener


@pytest.fixture
def ear(monkeypatch: pytest.MonkeyPatch) -> FfmpegListener:
    monkeypatch.setattr(listener, "hears_music", lambda: False)
    return FfmpegListener()
