"""Settings are refused where they would leak or lead nowhere."""

from __future__ import annotations

import pytest

from tunemantra.plugins.spotify.settings import SpotifySettings, account_of, connections
from tunemantra.ports.runtime import SecretRef

SECRET = SecretRef("env:SPOTIFY_SECRET")


def settings(**more):
    return SpotifySettings(**{"client_id": "label", "client_secret": SECRET, "api_url": "https://api.test/", **more})


def test_the_endpoint_carries_the_login():
    endpoint = connections(settings(timeout=5, ca_file="/ca.pem"))["api"]
    assert (endpoint.url, endpoint.timeout, endpoint.ca_file) == ("https://api.test", 5, "/ca.pem")
    assert (endpoint.login.token_url, endpoint.login.client_id) == ("https://api.test/oauth/token", "label")
    assert endpoint.login.client_secret == SECRET
    assert endpoint.login.scope == "release:write release:read canvas:write webhook:manage"


def test_the_token_may_come_from_elsewhere():
    endpoint = connections(settings(token_url="https://accounts.test/api/token"))["api"]
    assert endpoint.login.token_url == "https://accounts.test/api/token"


@pytest.mark.parametrize(
    "url", ["", "api.test", "ftp://api.test", "http://api.test", "https://", "https://user:word@api.test"]
)
def test_an_address_that_is_wrong_or_unsafe_is_refused(url):
    with pytest.raises(ValueError, match="api_url"):
        settings(api_url=url)


@pytest.mark.parametrize("host", ["127.0.0.1:8", "localhost", "[::1]:8"])
def test_loopback_needs_no_tls(host):
    assert settings(api_url=f"http://{host}").api_url == f"http://{host}"


@pytest.mark.parametrize("wrong", [{"client_id": ""}, {"timeout": 0}, {"token_url": "http://accounts.test"}])
def test_other_wrong_values_are_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        settings(**wrong)


def test_settings_of_another_platform_are_refused():
    with pytest.raises(TypeError, match="Spotify"):
        account_of(object())
