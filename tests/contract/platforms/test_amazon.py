"""Amazon Music keeps what the kit asks of a stranger's platform."""

from __future__ import annotations

import pytest

from tunemantra.plugins.amazon.errors import REPLIES, status_error
from tunemantra.plugins.amazon.plugin import PLATFORM as AMAZON
from tunemantra.plugins.amazon.settings import AmazonSettings
from tunemantra.ports import ApiResponse, SecretRef
from tunemantra.testing import FileDeliveryConformance, SandboxConformance

# As the contract states them (`platform-facts` 6.3), not as our status map does.
AMAZON_WORDS = [
    *("RECEIVED", "INGESTED", "PUBLISHED", "PARTIALLY_PUBLISHED", "FAILED_VALIDATION", "FAILED_VALIDATION_FORMAT"),
    *("CHECKSUM_MISMATCH", "BLOCKED_POLICY", "REMOVAL_PENDING", "REMOVED"),
]


class TestAmazon(FileDeliveryConformance):
    @pytest.fixture
    def platform(self):
        return AMAZON

    @pytest.fixture
    def settings(self):
        return AmazonSettings(
            bucket="label-deliveries",
            partner="quay",
            key_id=SecretRef("env:KEY_ID"),
            secret=SecretRef("env:SECRET"),
        )

    @pytest.fixture
    def errors(self):
        return {str(status): status_error(ApiResponse(status, {}, b"{}")) for status in (*REPLIES, 302)}

    @pytest.fixture
    def native_words(self):
        return AMAZON_WORDS

    @pytest.fixture
    def wrong_settings(self):
        return {
            "bucket": "NO BUCKET",
            "partner": "",
            "status_url": "http://shop.example",
            "maildir": "mail",
            "timeout": 0.0,
        }


class TestAmazonSandbox(SandboxConformance):
    @pytest.fixture
    def platform(self):
        return AMAZON
