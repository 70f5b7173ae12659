"""A DDEX feed keeps what the kit asks of a stranger's platform."""

from __future__ import annotations

import pytest

from tunemantra.plugins.ddex_feed.errors import TABLE, feed_error
from tunemantra.plugins.ddex_feed.plugin import PLATFORM as FEED
from tunemantra.plugins.ddex_feed.settings import FeedSettings
from tunemantra.ports import SecretRef
from tunemantra.testing import FileDeliveryConformance, SandboxConformance

# As the standard has them (`ddex-facts` section 12), not as our status map does.
WORDS = [
    *("FileOK", "ErnMissing", "NewReleaseMessageInvalid", "MetadataMissing", "ResourceMissing", "ResourceCorrupt"),
    *("ResourceNotMeetingSpecifications", "SignatureOrHashSumWrongOrMissing", "IdentifierInvalid", "InternalError"),
    *("NoDealInNewReleaseMessage", "NoDealForTrackRelease", "UnsupportedUsage", "RightsConflict"),
    *("ReleaseReceivedByReleaseDistributor", "SuccessfullyIngestedByReleaseDistributor", "ReleaseNotAvailable"),
    *("ReleaseStagedForPublication", "ReleaseMadeAvailableToConsumers", "ReleaseViolatesTermsOfService"),
]


class TestFeed(FileDeliveryConformance):
    @pytest.fixture
    def platform(self):
        return FEED

    @pytest.fixture
    def settings(self):
        return FeedSettings(
            sender="PADPIDA2011072101T",
            dpid="PADPIDA2012073007R",
            host="sftp.example",
            user="quay",
            host_key="ssh-ed25519 AAAA",
            key=SecretRef("file:/keys/quay"),
        )

    @pytest.fixture
    def errors(self):
        return {word: feed_error(word) for word in (*TABLE, "never heard of")}

    @pytest.fixture
    def native_words(self):
        return set(WORDS)

    @pytest.fixture
    def wrong_settings(self):
        return {"sender": "nobody", "profile": "no-store", "ern": "5", "transport": "pigeon", "port": -1, "suffix": 99}


class TestFeedSandbox(SandboxConformance):
    @pytest.fixture
    def platform(self):
        return FEED
