"""QQ Music keeps what the kit asks of a stranger's platform."""

from __future__ import annotations

import pytest
from attrs import evolve

from features.authors import qqmusic
from tunemantra.core.text import LocalText, Title
from tunemantra.plugins.qqmusic.errors import CODES, error_of
from tunemantra.plugins.qqmusic.plugin import PLATFORM as QQMUSIC
from tunemantra.plugins.qqmusic.profile import REQUIREMENT
from tunemantra.plugins.qqmusic.settings import QQMusicSettings
from tunemantra.ports import ApiResponse, SecretRef
from tunemantra.testing import PlatformConformance, SandboxConformance, make_order, make_release
from tunemantra.testing.factories import make_full_release

# As the contract states them (`platform-facts` 12.1), not as our status map does.
QQMUSIC_WORDS = [
    *("submitted", "auditing", "audit_pass", "published", "published_partly", "offline_pending", "offline"),
    *("audit_fail", "audit_fail:format", "audit_fail:metadata", "audit_fail:policy", "audit_fail:duplicate"),
]


def in_chinese(release):
    """Return a release as the store wants it: instrumental, titles and names in Simplified Chinese as well."""
    title = Title("潮汐", language="zh-Hans")
    artists = tuple(evolve(one, names=(LocalText("阿达·伦德", "zh-Hans"),)) for one in release.artists)
    tracks = tuple(evolve(one, titles=(*one.titles, title), language="zxx") for one in release.tracks)
    return evolve(release, titles=(*release.titles, title), artists=artists, tracks=tracks)


class TestQQMusic(PlatformConformance):
    @pytest.fixture
    def platform(self):
        return QQMUSIC

    @pytest.fixture
    def settings(self):
        return QQMusicSettings("https://open.qq.example", "quay", SecretRef("env:SECRET"))

    @pytest.fixture
    def orders(self):
        releases = (make_release(tracks=2), make_release(tracks=2, discs=2), make_full_release())
        return tuple(make_order(in_chinese(release), requirement=REQUIREMENT) for release in releases)

    @pytest.fixture
    def errors(self):
        return {code: error_of(code, "why", ApiResponse(200, {}, b"")) for code in (*CODES, "99999", "")}

    @pytest.fixture
    def native_words(self):
        return QQMUSIC_WORDS

    @pytest.fixture
    def wrong_settings(self):
        return {"api_url": "http://open.qq.example", "app_id": "", "offline_reason": " ", "timeout": 0.0}


class TestQQMusicSandbox(SandboxConformance):
    CHANGES = qqmusic.CHANGES

    @pytest.fixture
    def platform(self):
        return QQMUSIC
