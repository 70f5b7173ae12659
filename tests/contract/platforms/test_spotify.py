"""Spotify keeps what the kit asks of a stranger's platform."""

from __future__ import annotations

import pytest

from tunemantra.plugins.spotify.errors import TABLE, error_of
from tunemantra.plugins.spotify.plugin import PLATFORM as SPOTIFY
from tunemantra.plugins.spotify.settings import SpotifySettings
from tunemantra.ports import ApiResponse, SecretRef
from tunemantra.testing import PlatformConformance, SandboxConformance

# As the contract states them (`platform-facts` 4.3), not as our status map does.
SPOTIFY_SAYS = [
    *("uploading", "Processing", "Held", "Ingested", "Available", "Available in part", "Unavailable"),
    *("Unavailable: policy", "Failed", "Failed: metadata", "Failed: transcode error", "Failed: artwork"),
    *("Failed: missing track-level rights", "Failed: duplicate", "Takedown delivered", "Taken down"),
]


class TestSpotify(PlatformConformance):
    metadata_last = False
    update_lists_held_media = True

    @pytest.fixture
    def platform(self):
        return SPOTIFY

    @pytest.fixture
    def settings(self):
        return SpotifySettings("quay", SecretRef("env:SPOTIFY_SECRET"), "https://api.example")

    @pytest.fixture
    def wrong_settings(self):
        return {"client_id": "", "api_url": "http://spotify.example", "timeout": -1.0}

    @pytest.fixture
    def errors(self):
        return {str(status): error_of(ApiResponse(status, {}, b"{}"), "asking") for status in (*TABLE, 503, 302)}

    @pytest.fixture
    def native_words(self):
        return SPOTIFY_SAYS


class TestSpotifySandbox(SandboxConformance):
    @pytest.fixture
    def platform(self):
        return SPOTIFY
