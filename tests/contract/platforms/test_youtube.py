"""YouTube keeps what the kit asks of a stranger's platform."""

from __future__ import annotations

import json

import pytest

from tunemantra.plugins.youtube.errors import STATUSES, TABLE, error_of
from tunemantra.plugins.youtube.plugin import PLATFORM as YOUTUBE
from tunemantra.plugins.youtube.settings import YouTubeSettings
from tunemantra.ports import ApiResponse, SecretRef
from tunemantra.testing import PlatformConformance, SandboxConformance

# As the public pages state them (`platform-facts` 9.1 and 9.3), not as our status map does.
YOUTUBE_SAYS = [
    *("PROCESSING", "Successful", "Errors"),
    *("activating", "active", "checking", "computing_fingerprint", "deleted", "duplicate_on_hold", "inactive"),
    *("live_streaming_processing", "urgent_reference_processing"),
    *("public", "private", "unlisted", "failed", "rejected"),
]


def told(reason):
    return json.dumps({"error": {"message": "so", "errors": [{"reason": reason, "message": "so"}]}}).encode()


class TestYouTube(PlatformConformance):
    update_lists_held_media = True

    @pytest.fixture
    def platform(self):
        return YOUTUBE

    @pytest.fixture
    def settings(self):
        return YouTubeSettings("quay", "label", SecretRef("env:YOUTUBE_SECRET"))

    @pytest.fixture
    def wrong_settings(self):
        return {
            "content_owner": "",
            "client_id": "",
            "api_url": "http://youtube.example",
            "match_action": "delete",
            "daily_units": 0,
            "timeout": -1.0,
        }

    @pytest.fixture
    def errors(self):
        reasons = {reason: error_of(ApiResponse(400, {}, told(reason)), "asking") for reason in TABLE}
        statuses = {str(status): error_of(ApiResponse(status, {}, b""), "asking") for status in (*STATUSES, 503, 302)}
        return {**reasons, **statuses}

    @pytest.fixture
    def native_words(self):
        return YOUTUBE_SAYS


class TestYouTubeSandbox(SandboxConformance):
    @pytest.fixture
    def platform(self):
        return YOUTUBE
