"""Gracenote keeps what the kit asks of a stranger's platform."""

from __future__ import annotations

import pytest

from tunemantra.plugins.gracenote.errors import REPLIES, portal_error
from tunemantra.plugins.gracenote.plugin import PLATFORM as GRACENOTE
from tunemantra.plugins.gracenote.settings import GracenoteSettings
from tunemantra.ports import ApiResponse, SecretRef
from tunemantra.testing import FileDeliveryConformance, SandboxConformance

# As the contract states them (`platform-facts` 12.2), not as our status map does.
GRACENOTE_SAYS = ["queued", "fingerprinted", "matched", "enriched", "verified", "conflict", "rejected"]


class TestGracenote(FileDeliveryConformance):
    @pytest.fixture
    def platform(self):
        return GRACENOTE

    @pytest.fixture
    def settings(self):
        return GracenoteSettings(
            host="sftp.example", user="quay", host_key="ssh-ed25519 AAAA", key=SecretRef("file:/keys/quay")
        )

    @pytest.fixture
    def errors(self):
        return {str(status): portal_error(ApiResponse(status, {}, b"{}")) for status in (*REPLIES, 302)}

    @pytest.fixture
    def native_words(self):
        return [*GRACENOTE_SAYS, "suppressing", "suppressed"]

    @pytest.fixture
    def wrong_settings(self):
        return {"host": "", "port": 0, "portal_url": "gracenote", "timeout": 0.0, "verify": "no"}


class TestGracenoteSandbox(SandboxConformance):
    @pytest.fixture
    def platform(self):
        return GRACENOTE
