"""Tokens are the client's, for an hour, with the scopes asked for."""

from __future__ import annotations

import base64

import pytest

from tunemantra.contrib.sandbox import Tokens, kept_secret

SCOPES = {"release:read", "release:write"}


def basic(text):
    return "Basic " + base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("authorization", "known"),
    [
        (basic("label:secret"), True),
        (basic("label:wrong"), False),
        (basic("other:secret"), False),
        ("Basic !!!", False),
        ("Bearer x", False),
        ("", False),
    ],
)
def test_only_the_client_is_known(authorization, known):
    assert Tokens("label", "secret", SCOPES).knows(authorization) is known


def test_a_token_has_the_scopes_asked_for_and_no_invented_ones():
    tokens = Tokens("label", "secret", SCOPES)
    token, scopes = tokens.issue("release:read made:up")
    assert scopes == tokens.scopes(f"Bearer {token}") == {"release:read"}
    assert tokens.issue("")[1] == SCOPES


def test_a_token_runs_out():
    tokens = Tokens("label", "secret", SCOPES, lifetime=0)
    assert tokens.scopes(f"Bearer {tokens.issue('')[0]}") is None


def test_a_forgotten_token_is_worthless():
    tokens = Tokens("label", "secret", SCOPES)
    bearer = f"Bearer {tokens.issue('')[0]}"
    tokens.forget(bearer)
    assert tokens.scopes(bearer) is None


def test_a_token_is_granted_to_the_client_for_the_one_grant_there_is():
    tokens = Tokens("label", "secret", SCOPES)
    status, answer = tokens.grant(basic("label:secret"), b"grant_type=client_credentials&scope=release%3Aread")
    assert (status, answer["scope"], answer["expires_in"]) == (200, "release:read", 3600)
    assert tokens.scopes(f"Bearer {answer['access_token']}") == {"release:read"}
    assert tokens.grant(basic("label:wrong"), b"grant_type=client_credentials") == (401, {"error": "invalid_client"})
    assert tokens.grant(basic("label:secret"), b"grant_type=password")[0] == 400
    assert tokens.grant(basic("label:secret"), b"\xff")[0] == 400


def test_a_secret_is_made_once_and_read_by_its_owner_alone(tmp_path):
    path = tmp_path / "secrets" / "client"
    assert kept_secret(path) == kept_secret(path)
    assert path.stat().st_mode & 0o777 == 0o600
