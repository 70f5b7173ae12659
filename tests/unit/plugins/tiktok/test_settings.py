"""What the settings lead to."""

from __future__ import annotations

import pytest
from attrs import evolve

from tests.unit.plugins.tiktok.orders import SETTINGS
from tunemantra.plugins.tiktok.settings import account_of, connections


def test_the_token_is_no_login_of_http():
    endpoint = connections(SETTINGS)["api"]
    assert (endpoint.url, endpoint.login) == ("https://api.example", None)


@pytest.mark.parametrize("url", ["ftp://api.example", "http://api.example", "https://me:hush@api.example", "api"])
def test_an_address_that_is_none_or_would_tell_the_token_is_refused(url):
    with pytest.raises(ValueError, match="api_url"):
        evolve(SETTINGS, api_url=url)


def test_settings_of_somebody_else_are_refused():
    with pytest.raises(TypeError, match="TikTok"):
        account_of(object())
