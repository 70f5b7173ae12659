"""The iTunes Store keeps what the kit asks of a stranger's platform."""

from __future__ import annotations

import pytest

from tunemantra.plugins.itunes.errors import TABLE, error_of, unfinished
from tunemantra.plugins.itunes.log import Fault, Log
from tunemantra.plugins.itunes.plugin import PLATFORM as ITUNES
from tunemantra.plugins.itunes.settings import ItunesSettings
from tunemantra.ports import SecretRef
from tunemantra.testing import PlatformConformance, SandboxConformance

# As the facts state them (`platform-facts` 7.2 and 7.4), not as our status map does.
ITUNES_SAYS = [
    *("Imported", "Upload Failed", "Unpolished", "Ready-NotReviewed"),
    *(f"Upload Failed: ITMS-{family}xxx" for family in (3, 4, 5, 6, 8, 9)),
    *("ready_for_store", "on_store", "not_on_store", "Removed From Sale"),
]


class TestItunes(PlatformConformance):
    @pytest.fixture
    def platform(self):
        return ITUNES

    @pytest.fixture
    def settings(self):
        # The masters of the kit have 16 or 24 bit and less than 96 kHz.
        return ItunesSettings("/opt/itms/iTMSTransporter", "quay@example.com", SecretRef("env:ITUNES"), audio="native")

    @pytest.fixture
    def wrong_settings(self):
        return {
            "tool": "iTMSTransporter",
            "user": "",
            "provider": "no blanks",
            "audio": "upsampled",
            "transport": "post",
            "kilobits": -1,
            "timeout": 0.0,
            "upload_timeout": 0.0,
        }

    @pytest.fixture
    def errors(self):
        numbered = {code: error_of(Log((Fault(code, "no"),)), "asking") for code in (*TABLE, "-9999")}
        coded = {code: error_of(Log((Fault(code, "no", itms=True),)), "asking") for code in ("4000", "8000", "9011")}
        return {**numbered, **coded, "-9": unfinished(-9, "asking")}

    @pytest.fixture
    def native_words(self):
        return ITUNES_SAYS


class TestItunesSandbox(SandboxConformance):
    @pytest.fixture
    def platform(self):
        return ITUNES
