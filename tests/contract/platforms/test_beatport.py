"""Beatport keeps what the kit asks of a stranger's platform."""

from __future__ import annotations

import pytest

from tunemantra.contrib.batches import REPLIES, portal_error
from tunemantra.plugins.beatport.plugin import PLATFORM as BEATPORT
from tunemantra.plugins.beatport.settings import BeatportSettings
from tunemantra.ports import ApiResponse, SecretRef
from tunemantra.testing import FileDeliveryConformance, SandboxConformance

# As the contract states them (`platform-facts` section 8), not as our status map does.
BEATPORT_MAILS = [
    *("received", "pending", "awaiting approval", "sending", "delivered", "on store", "hidden", "removed"),
    *("rejected: genre", "rejected: metadata", "rejected: duplicate", "rejected: quality", "rejected: artwork"),
    *("rejected: audio", "rejected: package", "rejected: rights", "failed: checksum", "removal requested"),
]


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


class TestBeatportSandbox(SandboxConformance):
    @pytest.fixture
    def platform(self):
        return BEATPORT
