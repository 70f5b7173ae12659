"""When batches close, and what they are called."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from tunemantra.core.batch import Batch, BatchRule, BatchState, BatchTally, batch_id, completing, gathering

NOW = datetime(2026, 11, 30, 14, 0, 15, 123999, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rule", "closes"),
    [
        (BatchRule(), NOW + timedelta(minutes=30)),
        (BatchRule(minutes=5), NOW + timedelta(minutes=5)),
        (BatchRule(minutes=0), None),
        (BatchRule(hours=("09:30", "18:00")), datetime(2026, 11, 30, 18, tzinfo=UTC)),
        (BatchRule(hours=("09:30",)), datetime(2026, 12, 1, 9, 30, tzinfo=UTC)),
        (BatchRule(hours=("18:00",), minutes=60), NOW + timedelta(hours=1)),
        (BatchRule(hours=("14:00",)), datetime(2026, 12, 1, 14, tzinfo=UTC)),
    ],
)
def test_a_batch_closes_at_whatever_comes_first(rule, closes):
    assert rule.closes(NOW) == closes
    assert rule.closes(NOW.astimezone(timezone(timedelta(hours=5, minutes=30)))) == closes


@pytest.mark.parametrize("wrong", [{"size": -1}, {"minutes": -1}, {"hours": ("24:00",)}, {"hours": ("9:30",)}])
def test_a_rule_that_nobody_can_keep_is_refused(wrong):
    with pytest.raises(ValueError, match="|".join(wrong)):
        BatchRule(**wrong)


def test_an_id_is_the_moment_in_seventeen_digits():
    assert batch_id(NOW) == batch_id(NOW.astimezone(timezone(timedelta(hours=-8)))) == "20261130140015123"


def test_who_waits_says_for_what():
    batch = Batch("20261130140015123", "store", NOW, 50, NOW + timedelta(minutes=30))
    tally = BatchTally(working=10, paused=2, handed=3, ended=7)
    assert gathering(batch, tally) == "waits for batch 20261130140015123: 12 of 50, closes 14:30 UTC"
    by_hand = Batch("20261130140015123", "store", NOW)
    assert gathering(by_hand, tally) == "waits for batch 20261130140015123: 12 so far, closes by hand"
    assert completing(batch, tally) == "waits for batch 20261130140015123 to be complete: 3 of 13 handed in"


@pytest.mark.parametrize("state", BatchState)
def test_what_is_sealed_takes_nobody_in(state):
    batch = Batch("1", "store", NOW, state=state)
    assert batch.takes_in == (state in {BatchState.OPEN, BatchState.CLOSED})
