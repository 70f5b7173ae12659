"""Beatport keeps what every platform with file delivery keeps."""

from __future__ import annotations

import pytest

from tests.unit.plugins.beatport import material
from tunemantra.plugins.beatport.errors import REPLIES, portal_error
from tunemantra.plugins.beatport.plugin import PLATFORM
from tunemantra.ports.transport import ApiResponse
from tunemantra.testing.platform import FileDeliveryConformance


class TestBeatport(FileDeliveryConformance):
    @pytest.fixture
    def platform(self):
        return PLATFORM

    @pytest.fixture
    def settings(self):
        return material.settings(portal_url="")

    @pytest.fixture
    def errors(self):
        return {str(status): portal_error(ApiResponse(status, {}, b"")) for status in (*REPLIES, 418)}
