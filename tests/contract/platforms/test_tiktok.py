"""TikTok keeps what the kit asks of a stranger's platform."""

from __future__ import annotations

import pytest

from tunemantra.plugins.tiktok.errors import TABLE, error_of
from tunemantra.plugins.tiktok.plugin import PLATFORM as TIKTOK
from tunemantra.plugins.tiktok.settings import TikTokSettings
from tunemantra.ports import ApiResponse, SecretRef
from tunemantra.testing import PlatformConformance, SandboxConformance

# As the contract states them (`platform-facts` 10), not as our status map does.
TIKTOK_SAYS = [
    *("uploading", "transcoding", "reviewing", "approved", "online", "cml_pending", "muted", "blocked", "offline"),
]


class TestTikTok(PlatformConformance):
    metadata_last = False
    update_lists_held_media = True

    @pytest.fixture
    def platform(self):
        return TIKTOK

    @pytest.fixture
    def settings(self):
        return TikTokSettings(SecretRef("env:TIKTOK_TOKEN"), "https://api.example")

    @pytest.fixture
    def wrong_settings(self):
        return {"api_url": "http://sounds.example", "timeout": -1.0}

    @pytest.fixture
    def errors(self):
        answer = ApiResponse(200, {}, b"{}")
        return {str(code): error_of({"code": code}, answer, "asking") for code in (*TABLE, 51007)}

    @pytest.fixture
    def native_words(self):
        return TIKTOK_SAYS


class TestTikTokSandbox(SandboxConformance):
    @pytest.fixture
    def platform(self):
        return TIKTOK
