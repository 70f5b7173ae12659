"""Signed tokens, read by another library than the one that signs."""

from __future__ import annotations

import base64
import json

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from tests.integration.sftp_servers import Secrets
from tunemantra.contrib.transports._jwt import JwtSource
from tunemantra.errors import AuthError, Disposition
from tunemantra.ports.runtime import SecretRef
from tunemantra.ports.transport import JwtKey

REFERENCE = SecretRef("env:KEY")
LOGIN = JwtKey("69a6de7e-0000", "2X9R4HXF34", REFERENCE, "appstoreconnect-v1", 600)
EPOCH = 1_767_225_600  # 2026-01-01


def pem(key):
    plain = serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain).decode()


PRIVATE = ec.generate_private_key(ec.SECP256R1())


class Time:
    seconds = 0.0

    def __call__(self):
        return self.seconds

    def wall(self):
        return EPOCH + self.seconds


@pytest.fixture
def time():
    return Time()


@pytest.fixture
def source(time):
    return JwtSource(LOGIN, Secrets({"env:KEY": pem(PRIVATE)}), time, time.wall)


def verified(token):
    """Return header and claims of a token whose signature is r and s, 32 bytes each, over the first two parts."""
    parts = token.value.split(".")
    header, claims, signature = (base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in parts)
    assert len(signature) == 64
    r, s = (int.from_bytes(half, "big") for half in (signature[:32], signature[32:]))
    signed = ".".join(parts[:2]).encode()
    PRIVATE.public_key().verify(encode_dss_signature(r, s), signed, ec.ECDSA(hashes.SHA256()))
    return json.loads(header), json.loads(claims)


def test_it_says_who_with_which_key_and_for_how_long(source):
    header, claims = verified(source.token())
    assert header == {"alg": "ES256", "kid": "2X9R4HXF34", "typ": "JWT"}
    assert claims == {"iss": "69a6de7e-0000", "iat": EPOCH, "exp": EPOCH + 600, "aud": "appstoreconnect-v1"}


def test_it_is_signed_once_and_anew_a_minute_before_its_end(source, time):
    first = source.token()
    time.seconds = 539
    assert source.token() is first
    time.seconds = 540
    assert verified(source.token())[1]["iat"] == EPOCH + 540


def test_a_refused_one_is_replaced_once_for_all_who_used_it(source):
    first = source.token()
    second = source.token(first, "Thu, 01 Jan 2026 00:00:00 GMT")
    assert second is not first
    assert source.token(first, "Thu, 01 Jan 2026 00:00:00 GMT") is second


def test_a_server_with_another_clock_gets_tokens_of_its_own_time(source, time):
    second = source.token(source.token(), "Wed, 31 Dec 2025 23:50:00 GMT")
    assert verified(second)[1]["iat"] == EPOCH - 600
    time.seconds = 600
    assert verified(source.token())[1]["iat"] == EPOCH


@pytest.mark.parametrize("date", ["Thu, 01 Jan 2026 00:00:03 GMT", "soon", ""])
def test_a_date_that_says_nothing_changes_nothing(source, date):
    assert verified(source.token(source.token(), date))[1]["iat"] == EPOCH


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hush, no key at all",
        pem(ec.generate_private_key(ec.SECP384R1())),
        pem(rsa.generate_private_key(65537, 2048)),
        PRIVATE.public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode(),
    ],
    ids=["nothing", "no-key", "P-384", "RSA", "public"],
)
def test_what_is_no_key_for_it_is_refused_and_not_told(text):
    with pytest.raises(AuthError, match="no private key for ES256") as refused:
        JwtSource(LOGIN, Secrets({"env:KEY": text})).token()
    assert refused.value.disposition is Disposition.STOP
    assert refused.value.__cause__ is None
    assert "hush" not in str(refused.value)
