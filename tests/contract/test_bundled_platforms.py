"""The bundled platforms keep what the kit asks of a stranger's."""

from __future__ import annotations

import pytest

from tunemantra.plugins.beatport.errors import REPLIES, portal_error
from tunemantra.plugins.beatport.plugin import PLATFORM as BEATPORT
from tunemantra.plugins.beatport.settings import BeatportSettings
from tunemantra.plugins.spotify.errors import TABLE, error_of
from tunemantra.plugins.spotify.plugin import PLATFORM as SPOTIFY
from tunemantra.plugins.spotify.settings import SpotifySettings
from tunemantra.ports import ApiResponse, SecretRef
from tunemantra.testing import FileDeliveryConformance, PlatformConformance, SandboxConformance

# As the two contracts state them (`platform-facts` 4.3 and section 8), not as our status maps do.
SPOTIFY_SAYS = [
    *("uploading", "Processing", "Held", "Ingested", "Available", "Available in part", "Unavailable"),
    *("Unavailable: policy", "Failed", "Failed: metadata", "Failed: transcode error", "Failed: artwork"),
    *("Failed: missing track-level rights", "Failed: duplicate", "Takedown delivered", "Taken down"),
]
BEATPORT_MAILS = [
    *("received", "pending", "awaiting approval", "sending", "delivered", "on store", "hidden", "removed"),
    *("rejected: genre", "rejected: metadata", "rejected: duplicate", "rejected: quality", "rejected: artwork"),
    *("rejected: audio", "rejected: package", "rejected: rights", "failed: checksum", "removal requested"),
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


class TestBeatport(FileDeliveryConformance):
    @pytest.fixture
    def platform(self):
        return BEATPORT

    @pytest.fixture
    def settings(self):
        return BeatportSettings(
            host="sftp.example",
            user="quay",
            distributor="quay",
            sender="PADPIDA2011072101T",
            recipient="PADPIDA2012073007R",
            host_key="ssh-ed25519 AAAA",
            key=SecretRef("file:/keys/quay"),
        )

    @pytest.fixture
    def errors(self):
        return {str(status): portal_error(ApiResponse(status, {}, b"{}")) for status in (*REPLIES, 302)}

    @pytest.fixture
    def native_words(self):
        return {*BEATPORT_MAILS, *(word[0].upper() + word[1:] for word in BEATPORT_MAILS)}

    @pytest.fixture
    def wrong_settings(self):
        return {"host": "", "port": 0, "sender": "nobody", "portal_url": "beatport", "maildir": "mail", "timeout": 0.0}


class TestSpotifySandbox(SandboxConformance):
    @pytest.fixture
    def platform(self):
        return SPOTIFY


class TestBeatportSandbox(SandboxConformance):
    @pytest.fixture
    def platform(self):
        return BEATPORT
