"""The day's quota begins at midnight Pacific."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tunemantra.plugins.youtube.sandbox.quota import Quota


def test_calls_cost_by_their_kind_and_midnight_pacific_makes_it_whole():
    moment = [datetime(2026, 7, 1, 6, 59, tzinfo=UTC)]
    quota = Quota(101, lambda: moment[0])
    assert quota.spend("POST")
    assert quota.spend("PUT")
    assert quota.left == 1
    assert not quota.spend("PATCH")
    assert quota.left == 0
    assert not quota.spend("GET")
    moment[0] += timedelta(minutes=1)
    assert quota.spend("GET")
    assert quota.left == 100
