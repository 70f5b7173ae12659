"""What MusicBrainz answers becomes one of our errors."""

from __future__ import annotations

import pytest

from tunemantra.errors import AuthError, OutageError, ProtocolError, QuotaError, RefusedError
from tunemantra.plugins.musicbrainz.errors import error_of
from tunemantra.ports.transport import ApiResponse


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (503, b'{"error": "your requests exceed the allowable rate limit"}', QuotaError),
        (503, b'{"error": "the database is in read-only mode"}', OutageError),
        (503, b"", OutageError),
        (502, b"<html>", OutageError),
        (400, b"<error><text>unknown recording</text></error>", RefusedError),
        (401, b"{}", AuthError),
        (403, b"", AuthError),
        (405, b"", ProtocolError),
        (302, b"", ProtocolError),
    ],
)
def test_an_answer_is_one_of_our_errors(status, body, kind):
    assert type(error_of(ApiResponse(status, {}, body), "asking")) is kind


def test_both_forms_of_an_error_are_read():
    for body in (b'{"error": "so it is"}', b"<error><text>so it is</text></error>"):
        assert "so it is" in error_of(ApiResponse(400, {}, body), "asking").message


def test_a_caller_that_is_too_fast_waits_as_long_as_it_is_told():
    fast = b'{"error": "rate limit"}'
    assert error_of(ApiResponse(503, {"retry-after": "7"}, fast), "asking").retry_after == 7
    assert error_of(ApiResponse(503, {}, fast), "asking").retry_after == 2
