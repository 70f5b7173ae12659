"""Signatures are checked as S3's public description says, with its own example."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve

from tunemantra.plugins.amazon.sandbox.signature import Asked, Key, RefusedError, verify

# "Example: GET Object" of the Amazon S3 API reference, Signature Version 4, authorization header.
KEY = Key("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "")
EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
NOW = datetime(2013, 5, 24, tzinfo=UTC)
HEADERS = {
    "host": "examplebucket.s3.amazonaws.com",
    "range": "bytes=0-9",
    "x-amz-content-sha256": EMPTY,
    "x-amz-date": "20130524T000000Z",
    "authorization": "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
    "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
    "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
}
ASKED = Asked("GET", "/test.txt", "", HEADERS)


def test_the_example_of_the_public_description_is_right():
    assert verify(ASKED, KEY, "us-east-1", NOW) == EMPTY


@pytest.mark.parametrize(
    ("changes", "key", "code"),
    [
        ({"path": "/other.txt"}, KEY, "SignatureDoesNotMatch"),
        ({"query": "acl="}, KEY, "SignatureDoesNotMatch"),
        ({"method": "PUT"}, KEY, "SignatureDoesNotMatch"),
        ({}, evolve(KEY, secret="other"), "SignatureDoesNotMatch"),
        ({}, evolve(KEY, identity="AKIAOTHER"), "InvalidAccessKeyId"),
        ({}, evolve(KEY, token="temporary"), "ExpiredToken"),
        ({"headers": {**HEADERS, "range": "bytes=0-99"}}, KEY, "SignatureDoesNotMatch"),
        ({"headers": {**HEADERS, "x-amz-acl": "public-read"}}, KEY, "AccessDenied"),
        ({"headers": {**HEADERS, "authorization": "Basic bGFiZWw6"}}, KEY, "AccessDenied"),
        ({"headers": {**HEADERS, "x-amz-date": "today"}}, KEY, "AccessDenied"),
    ],
)
def test_anything_else_is_refused(changes, key, code):
    with pytest.raises(RefusedError) as caught:
        verify(evolve(ASKED, **changes), key, "us-east-1", NOW)
    assert caught.value.code == code


@pytest.mark.parametrize("minutes", [-16, 16])
def test_a_clock_that_is_wrong_is_told(minutes):
    with pytest.raises(RefusedError) as caught:
        verify(ASKED, KEY, "us-east-1", NOW + timedelta(minutes=minutes))
    assert caught.value.code == "RequestTimeTooSkewed"


def test_a_clock_that_is_nearly_right_is_taken():
    assert verify(ASKED, KEY, "us-east-1", NOW + timedelta(minutes=14)) == EMPTY


def test_another_region_is_refused():
    with pytest.raises(RefusedError) as caught:
        verify(ASKED, KEY, "eu-west-1", NOW)
    assert caught.value.code == "AuthorizationHeaderMalformed"
