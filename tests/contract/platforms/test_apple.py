"""Apple Music keeps what the kit asks of a stranger's platform."""

from __future__ import annotations

import pytest

from tunemantra.plugins.apple.errors import TABLE, error_of
from tunemantra.plugins.apple.plugin import PLATFORM as APPLE
from tunemantra.plugins.apple.settings import AppleSettings
from tunemantra.ports import ApiResponse, SecretRef
from tunemantra.testing import PlatformConformance, SandboxConformance

# As the contract states them (`platform-facts` 5.3), not as our status map does.
APPLE_SAYS = [
    *("Received", "Queued", "Failed", "Warning", "Validated", "Verified", "Delivered", "Ready for Store"),
    *("On Store", "Not on Store", "Your Action Needed", "In Review", "Approved", "Denied", "Refusal", "Misleading"),
    *("Repeated Submission", "Sensitive Material", "Curated Artist"),
]


class TestApple(PlatformConformance):
    metadata_last = False
    update_lists_held_media = True

    @pytest.fixture
    def platform(self):
        return APPLE

    @pytest.fixture
    def settings(self):
        return AppleSettings(
            issuer="57246542-96fe-1a63-e053-0824d011072a",
            key_id="2X9R4HXF34",
            private_key=SecretRef("file:/keys/AuthKey.p8"),
            api_url="https://api.example",
            sender="PADPIDA2011072101T",
            recipient="PADPIDA2012073007R",
        )

    @pytest.fixture
    def wrong_settings(self):
        return {"issuer": "", "key_id": "", "api_url": "http://music.example", "sender": "nobody", "timeout": -1.0}

    @pytest.fixture
    def errors(self):
        return {str(status): error_of(ApiResponse(status, {}, b"{}"), "asking") for status in (*TABLE, 503, 302)}

    @pytest.fixture
    def native_words(self):
        return APPLE_SAYS


class TestAppleSandbox(SandboxConformance):
    @pytest.fixture
    def platform(self):
        return APPLE
