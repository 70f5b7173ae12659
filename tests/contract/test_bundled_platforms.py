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
from tunemantra.testing import FileDeliveryConformance, PlatformConformance


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
    def errors(self):
        return {str(status): error_of(ApiResponse(status, {}, b"{}"), "asking") for status in (*TABLE, 503, 302)}


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
