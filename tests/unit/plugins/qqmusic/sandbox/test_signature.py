"""The simulator admits each signed request once."""

from __future__ import annotations

import hmac

import pytest

from tunemantra.plugins.qqmusic.sandbox.signature import Gate, RefusedError

NOW = 1_700_000_000
BODY = "ab" * 32


def signed(once="0123456789abcdef", moment=NOW, secret="s3cret", app="label"):
    said = f"POST\n/openapi/asset\na=1&b=2%203\n{app}\n{moment}\n{once}\n{BODY}"
    signature = hmac.new(secret.encode(), said.encode(), "sha256").hexdigest()
    return {"x-app-id": app, "x-timestamp": str(moment), "x-nonce": once, "x-signature": signature}


def admit(gate, headers, path="/openapi/asset", body=BODY):
    gate.admit("POST", path, "b=2%203&a=1", headers, body=body, now=NOW + 0.5)


def test_a_right_signature_is_admitted_once():
    gate = Gate("label", "s3cret")
    admit(gate, signed())
    admit(gate, signed(once="fedcba9876543210"))
    with pytest.raises(RefusedError) as caught:
        admit(gate, signed())
    assert caught.value.code == "40104"


@pytest.mark.parametrize(
    ("headers", "more", "code"),
    [
        (signed(secret="other"), {}, "40101"),
        (signed(once="short"), {}, "40101"),
        (signed(), {"path": "/openapi/offline"}, "40101"),
        (signed(), {"body": "cd" * 32}, "40101"),
        (signed(app="other"), {}, "40102"),
        (signed(moment=NOW - 301), {}, "40103"),
        (signed(moment=NOW + 302), {}, "40103"),
        ({}, {}, "40102"),
    ],
)
def test_anything_else_is_refused(headers, more, code):
    with pytest.raises(RefusedError) as caught:
        admit(Gate("label", "s3cret"), headers, **more)
    assert caught.value.code == code
