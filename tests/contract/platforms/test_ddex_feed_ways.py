"""A store that tells in a way of its own keeps what the kit asks of every platform: one store a way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import pytest

from tunemantra.plugins.ddex_feed.plugin import PLATFORM, derive
from tunemantra.testing import SandboxConformance


class OfItsOwn(SandboxConformance):
    TABLE: ClassVar[Mapping[str, object]]

    @pytest.fixture
    def platform(self):
        return derive(PLATFORM, PLATFORM.key, {"audio": "wav-16-44.1", **self.TABLE})


@pytest.mark.nightly  # mail and portals are those of other platforms, and proved there with each change
class TestMail(OfItsOwn):
    TABLE: ClassVar = {"status": "mail", "hash": "md5"}


@pytest.mark.nightly
class TestPortal(OfItsOwn):
    TABLE: ClassVar = {"status": "portal", "choreography": "ern-1.7-release-by-release", "marker": "message"}


@pytest.mark.nightly
class TestCsv(OfItsOwn):
    TABLE: ClassVar = {"status": "csv"}


@pytest.mark.nightly  # each change shows that it tells until a release is live and gone (features/ddex_feed_ways)
class TestQueue(OfItsOwn):
    TABLE: ClassVar = {"profile": "bucket-and-queue"}


@pytest.mark.nightly
class TestWebService(OfItsOwn):
    TABLE: ClassVar = {"profile": "legacy-service"}
