from __future__ import annotations

import pytest

from tunemantra.ports.transport import ApiResponse
from tunemantra.ports.waiting import asked_to_wait

SENT = "Fri, 01 May 2026 09:59:00 GMT"


@pytest.mark.parametrize(
    ("stated", "seconds"),
    [
        ("0", 0.0),
        ("120", 120.0),
        ("9" * 400, 1e12),
        ("Fri, 01 May 2026 10:00:00 GMT", 60.0),
        ("Friday, 01-May-26 10:00:00 GMT", 60.0),
        ("Fri May  1 10:00:00 2026", 60.0),
        ("Thu, 30 Apr 2026 10:00:00 GMT", 0.0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("²", None),
    ],
)
def test_seconds_and_every_form_of_date_are_understood(stated: str, seconds: float | None) -> None:
    """RFC 9110, 5.6.7 and 10.2.3."""
    assert asked_to_wait(ApiResponse(503, {"retry-after": stated, "date": SENT}, b"")) == seconds


def test_a_date_needs_the_moment_of_the_answer() -> None:
    assert asked_to_wait(ApiResponse(503, {"retry-after": "Fri, 01 May 2026 10:00:00 GMT"}, b"")) is None
