"""What a label tells about its account."""

from __future__ import annotations

import pytest

from tunemantra.plugins.youtube.settings import YouTubeSettings, account_of, connections
from tunemantra.ports import SecretRef

SECRET = SecretRef("env:YOUTUBE_SECRET")


def test_the_endpoint_is_googles_unless_stated_and_asks_for_the_scope():
    api = connections(YouTubeSettings("quay", "label", SECRET))["api"]
    assert api.url == "https://youtubepartner.googleapis.com"
    assert api.login.token_url == "https://youtubepartner.googleapis.com/oauth/token"
    assert api.login.scope == "https://www.googleapis.com/auth/youtubepartner"


@pytest.mark.parametrize("url", ["http://youtube.example", "youtube", "https://me:secret@youtube.example"])
def test_secrets_do_not_go_in_the_clear(url):
    with pytest.raises(ValueError, match="api_url"):
        YouTubeSettings("quay", "label", SECRET, api_url=url)


def test_settings_of_somebody_else_are_refused():
    with pytest.raises(TypeError):
        account_of(object())
