"""MusicBrainz keeps what the kit asks of a stranger's platform."""

from __future__ import annotations

import pytest

from tunemantra.plugins.musicbrainz.errors import TABLE, error_of
from tunemantra.plugins.musicbrainz.plugin import PLATFORM as MUSICBRAINZ
from tunemantra.plugins.musicbrainz.settings import MusicBrainzSettings
from tunemantra.ports import ApiResponse, SecretRef
from tunemantra.testing import PlatformConformance, SandboxConformance

# As the site says them (`platform-facts` section 13), not as our status map does.
EDITS = ["Open", "Applied", "Failed vote", "Failed dependency", "Error", "Failed prerequisite", "No votes", "Cancelled"]


class TestMusicBrainz(PlatformConformance):
    metadata_last = False

    @pytest.fixture
    def platform(self):
        return MUSICBRAINZ

    @pytest.fixture
    def settings(self):
        return MusicBrainzSettings("label@example.org", "label", SecretRef("env:MUSICBRAINZ_SECRET"), accept_cc0=True)

    @pytest.fixture
    def wrong_settings(self):
        return {"contact": "me", "client_id": "", "url": "http://musicbrainz.example", "spacing": -1.0, "timeout": 0.0}

    @pytest.fixture
    def errors(self):
        return {str(status): error_of(ApiResponse(status, {}, b""), "asking") for status in (*TABLE, 500, 302)}

    @pytest.fixture
    def native_words(self):
        return EDITS


class TestMusicBrainzSandbox(SandboxConformance):
    @pytest.fixture
    def platform(self):
        return MUSICBRAINZ
