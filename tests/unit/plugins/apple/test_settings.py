"""What the settings lead to."""

from __future__ import annotations

import pytest
from attrs import evolve

from tests.unit.plugins.apple.orders import SETTINGS
from tunemantra.plugins.apple.settings import account_of, connections
from tunemantra.ports.transport import JwtKey


def test_the_endpoint_signs_tokens_of_less_than_twenty_minutes():
    endpoint = connections(SETTINGS)["api"]
    assert endpoint.url == "https://api.example"
    assert endpoint.login == JwtKey("57246542", "2X9R4HXF34", SETTINGS.private_key, "appstoreconnect-v1", 900)


@pytest.mark.parametrize("url", ["ftp://api.example", "http://api.example", "https://me:hush@api.example", "api"])
def test_an_address_that_is_none_or_would_tell_tokens_is_refused(url):
    with pytest.raises(ValueError, match="api_url"):
        evolve(SETTINGS, api_url=url)


def test_settings_of_somebody_else_are_refused():
    with pytest.raises(TypeError, match="Apple Music"):
        account_of(object())
