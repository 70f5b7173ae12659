"""JioSaavn keeps what the kit asks of a stranger's platform."""

from __future__ import annotations

import pytest

from tunemantra.plugins.jiosaavn.errors import REPLIES, portal_error, unreadable_ack
from tunemantra.plugins.jiosaavn.plugin import PLATFORM as JIOSAAVN
from tunemantra.plugins.jiosaavn.settings import JioSaavnSettings
from tunemantra.ports import ApiResponse, SecretRef
from tunemantra.testing import FileDeliveryConformance, SandboxConformance

# As the contract states them (`platform-facts` section 11), not as our status map does.
JIOSAAVN_SAYS = ["ACK_RECEIVED", "QC_PASS", "LIVE", "QC_FAIL", "HOLD_RIGHTS", "REMOVED"]


class TestJioSaavn(FileDeliveryConformance):
    @pytest.fixture
    def platform(self):
        return JIOSAAVN

    @pytest.fixture
    def settings(self):
        return JioSaavnSettings(
            host="sftp.example", user="quay", host_key="ssh-ed25519 AAAA", key=SecretRef("file:/keys/quay")
        )

    @pytest.fixture
    def errors(self):
        replies = {str(status): portal_error(ApiResponse(status, {}, b"{}")) for status in (*REPLIES, 302)}
        return {**replies, "no acknowledgement": unreadable_ack("UnicodeDecodeError")}

    @pytest.fixture
    def native_words(self):
        return JIOSAAVN_SAYS

    @pytest.fixture
    def wrong_settings(self):
        return {"host": "", "port": 0, "portal_url": "jiosaavn", "maildir": "mail", "timeout": 0.0, "verify": "no"}


class TestJioSaavnSandbox(SandboxConformance):
    @pytest.fixture
    def platform(self):
        return JIOSAAVN
