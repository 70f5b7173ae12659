"""Requests are signed one by one, over everything that must not be changed."""

from __future__ import annotations

import hashlib
import hmac
import io

import httpx
import pytest

from tunemantra.contrib.transports._http_body import Body
from tunemantra.contrib.transports._signing import Signer
from tunemantra.ports.runtime import SecretRef
from tunemantra.ports.transport import ApiRequest, SigningKey


class Secrets:
    """One secret."""

    def reveal(self, reference):
        return "the-secret"


def signed(method="POST", url="https://host/open/asset?b=2%2F3&a=x%20y", content=b"body"):
    signer = Signer(SigningKey("label", SecretRef("env:S")), Secrets(), lambda: 1_700_000_000.9, lambda: "once")
    return signer.headers(method, httpx.URL(url), Body(ApiRequest(method, "/open/asset", content=content), None))


def test_method_path_sorted_query_application_time_nonce_and_body_are_signed():
    body = hashlib.sha256(b"body").hexdigest()
    said = f"POST\n/open/asset\na=x%20y&b=2%2F3\nlabel\n1700000000\nonce\n{body}"
    expected = hmac.new(b"the-secret", said.encode(), "sha256").hexdigest()
    assert signed() == {
        "x-app-id": "label",
        "x-timestamp": "1700000000",
        "x-nonce": "once",
        "x-signature": expected,
    }


@pytest.mark.parametrize(
    "changes",
    [{"method": "PUT"}, {"url": "https://host/open/other?b=2%2F3&a=x%20y"}, {"url": "https://host/open/asset"}],
)
def test_any_change_changes_the_signature(changes):
    assert signed(**changes)["x-signature"] != signed()["x-signature"]
    assert signed(content=b"other")["x-signature"] != signed()["x-signature"]


def test_the_order_of_the_query_changes_nothing():
    assert signed(url="https://host/open/asset?a=x+y&b=2%2F3") == signed()


def test_a_stream_is_read_for_its_hash_and_again_for_sending():
    gone = []
    body = Body(ApiRequest("POST", "/a", content=io.BytesIO(b"stream"), length=6), gone.append)
    assert b"".join(body.look()) == b"stream"
    assert gone == []
    assert b"".join(body.blocks()) == b"stream"
    assert gone == [6]


def test_every_request_has_a_number_of_its_own():
    signer = Signer(SigningKey("label", SecretRef("env:S")), Secrets())
    body = Body(ApiRequest("GET", "/a"), None)
    first, second = (signer.headers("GET", httpx.URL("https://host/a"), body) for _ in range(2))
    assert first["x-nonce"] != second["x-nonce"]
    assert "the-secret" not in f"{first} {signer!r}"
