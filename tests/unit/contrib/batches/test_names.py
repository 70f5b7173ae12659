"""A batch has one name for every try, and a name of its own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from tunemantra.contrib.batches import batch_name

AT = datetime(2026, 3, 1, 12, 30, 15, 123456, tzinfo=UTC)


def test_the_name_is_the_moment_and_a_hash():
    name = batch_name(AT, "d-1")
    assert name.startswith("20260301123015123_")
    assert len(name) == 17 + 1 + 8
    assert name == batch_name(AT.astimezone(timezone(timedelta(hours=5, minutes=30))), "d-1")


def test_two_deliveries_of_one_millisecond_are_told_apart():
    assert batch_name(AT, "d-1") != batch_name(AT, "d-2")


def test_a_store_that_wants_digits_alone_gets_them():
    assert batch_name(AT, "d-1", 0) == "20260301123015123"
