"""One store of a DDEX feed for each way of telling."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pytest
from pytest_bdd import scenarios, then

from features.authors import ddex_feed
from tunemantra.plugins.ddex_feed.plugin import PLATFORM, derive
from tunemantra.testing.checks import news_by

scenarios("ddex_feed_ways.feature")
STORES: Final[Mapping[str, Mapping[str, object]]] = {
    "mail": {"profile": "tiktok", "transport": "sftp", "choreography": "icpn-batched"},
    "portal": {"status": "portal"},
    "file": {"status": "csv", "sheet": "ean-state", "transport": "ftps"},
    "queue": {"profile": "bucket-and-queue"},
    "api": {"profile": "legacy-service"},
}
"""By the channel that is used."""


@pytest.fixture(scope="module", params=STORES)
def platform(request):
    return derive(PLATFORM, f"by_{request.param}", {"audio": "wav-16-44.1", **STORES[request.param]})


@pytest.fixture
def author():
    return ddex_feed


@then("the news came over the store's own channel")
def over_its_channel(desk):
    news_by(desk, desk.platform.key.removeprefix("by_"))
