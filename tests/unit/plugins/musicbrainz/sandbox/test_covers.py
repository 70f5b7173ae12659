"""Only what was signed is taken."""

from __future__ import annotations

import pytest

from tunemantra.plugins.musicbrainz.sandbox.covers import Signer, read_form


@pytest.fixture
def signer():
    return Signer()


@pytest.fixture
def signed(signer):
    return signer.sign("m", "1", "ab" * 32, "image/jpeg")


def test_what_was_signed_is_taken(signer, signed):
    assert signer.fault("mbid-m", signed) == ""


@pytest.mark.parametrize("name", ["key", "x-archive-meta-sha256", "signature", "policy"])
def test_what_differs_is_refused(signer, signed, name):
    assert signer.fault("mbid-m", {**signed, name: "other"})


def test_another_bucket_and_another_signer_are_refused(signer, signed):
    assert "bucket" in signer.fault("mbid-x", signed)
    assert Signer().fault("mbid-m", signed)


def test_a_form_has_fields_and_a_file():
    head = 'form-data; name="{}"'
    body = b"--x\r\nContent-Disposition: " + head.format("key").encode() + b"\r\n\r\nk\xc3\xa9y\r\n"
    body += b"--x\r\nContent-Disposition: " + head.format("file").encode() + b'; filename="a.jpg"\r\n'
    body += b"Content-Type: image/jpeg\r\n\r\n\xff\xd8\r\n\x00\r\n--x--\r\n"
    assert read_form("multipart/form-data; boundary=x", body) == ({"key": "kéy"}, b"\xff\xd8\r\n\x00")
