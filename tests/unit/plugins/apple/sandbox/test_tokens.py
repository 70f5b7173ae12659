"""The store verifies tokens with another library than the one they are signed with."""

from __future__ import annotations

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from tunemantra.plugins.apple.sandbox.tokens import Account, new_key

NOW = 1_767_225_600
KEY = new_key()
ACCOUNT = Account.of("issuer", "2X9R4HXF34", KEY)
HEADER = {"alg": "ES256", "kid": "2X9R4HXF34", "typ": "JWT"}
CLAIMS = {"iss": "issuer", "iat": NOW, "exp": NOW + 1200, "aud": "appstoreconnect-v1"}


def signed(header=None, claims=None, key=KEY):
    value = jwt.encode({**HEADER, **(header or {})}, {**CLAIMS, **(claims or {})}, ECKey.import_key(key))
    return f"Bearer {value}"


def test_a_token_of_twenty_minutes_is_taken_until_its_end():
    assert ACCOUNT.objection(signed(), NOW) == ""
    assert ACCOUNT.objection(signed(), NOW + 1199) == ""
    assert "expired" in ACCOUNT.objection(signed(), NOW + 1200)


@pytest.mark.parametrize(
    ("header", "why"),
    [
        (signed(claims={"exp": NOW + 1201}), "longer"),
        (signed(claims={"exp": "soon"}), "longer"),
        (signed(claims={"iat": NOW + 6}), "future"),
        (signed(claims={"iss": "another"}), "issuer"),
        (signed(claims={"aud": "everybody"}), "issuer or audience"),
        (signed(header={"kid": "ANOTHER"}), "header"),
        (signed(key=new_key()), "signature"),
        (signed()[:-4] + "AAAA", "signature"),
        (signed()[:-40], "signature"),
        (f"{signed()}.more", "three parts"),
        ("Bearer a.b.c", "cannot be read"),
        ("Basic bGFiZWw6cHc=", "no bearer token"),
        ("", "no bearer token"),
    ],
)
def test_any_other_is_refused(header, why):
    assert why in ACCOUNT.objection(header, NOW)
