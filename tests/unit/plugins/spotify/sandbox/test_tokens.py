"""Tokens are the client's, for an hour, with the scopes asked for."""

from __future__ import annotations

import base64

import pytest

from tunemantra.plugins.spotify.sandbox.tokens import SCOPES, Tokens


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
    assert Tokens("label", "secret").knows(authorization) is known


def test_a_token_has_the_scopes_asked_for_and_no_invented_ones():
    tokens = Tokens("label", "secret")
    token, scopes = tokens.issue("release:read made:up")
    assert scopes == tokens.scopes(f"Bearer {token}") == {"release:read"}
    assert tokens.issue("")[1] == SCOPES


def test_a_token_runs_out():
    tokens = Tokens("label", "secret", lifetime=0)
    assert tokens.scopes(f"Bearer {tokens.issue('')[0]}") is None


def test_a_forgotten_token_is_worthless():
    tokens = Tokens("label", "secret")
    bearer = f"Bearer {tokens.issue('')[0]}"
    tokens.forget(bearer)
    assert tokens.scopes(bearer) is None
