"""What becomes of an order that waits for a release elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from attrs import evolve

from tunemantra.core.after import After
from tunemantra.core.dependency import Verdict, arranged, judged
from tunemantra.core.distribution import Delivery, Distribution, OrderKind, Outcome
from tunemantra.core.status import SUBSTATES, State, Status
from tunemantra.errors import ConflictError

AT = datetime(2026, 5, 1, tzinfo=UTC)
ORDER = Delivery("d", "x", "shop", "1", "rev", OrderKind.INSERT, 1, AT, AT)
LIVE, DELIVERED = After("shop"), After("shop", Status.DELIVERED)


def there(status: Status, revision: str = "") -> Distribution:
    return Distribution("x", "1", "shop", State(status, next(iter(SUBSTATES[status]))), revision_id=revision)


def verdict(after: After, where: Distribution | None, *orders: Delivery) -> Verdict:
    return judged(after, "Shop", where, orders)[0]


@pytest.mark.parametrize(
    ("after", "status", "revision", "outcome", "expected"),
    [
        (LIVE, Status.LIVE, "rev", Outcome.DONE, Verdict.GOES),
        (LIVE, Status.DELIVERED, "rev", Outcome.DONE, Verdict.WAITS),
        (LIVE, Status.LIVE, "rev", Outcome.OPEN, Verdict.WAITS),
        (LIVE, Status.LIVE, "old", Outcome.OPEN, Verdict.WAITS),
        (DELIVERED, Status.LIVE, "rev", Outcome.DONE, Verdict.GOES),
        (DELIVERED, Status.DELIVERED, "rev", Outcome.OPEN, Verdict.GOES),
        (DELIVERED, Status.LIVE, "old", Outcome.OPEN, Verdict.WAITS),
        (DELIVERED, Status.PROCESSING, "", Outcome.OPEN, Verdict.WAITS),
        (LIVE, Status.REJECTED, "", Outcome.REJECTED, Verdict.BLOCKED),
        (LIVE, Status.ERROR, "", Outcome.FAILED, Verdict.BLOCKED),
        (LIVE, Status.PENDING, "", Outcome.REFUSED, Verdict.BLOCKED),
        (LIVE, Status.PENDING, "", Outcome.CANCELLED, Verdict.BLOCKED),
        (LIVE, Status.TAKEN_DOWN, "rev", Outcome.DONE, Verdict.BLOCKED),
        (LIVE, Status.TAKEN_DOWN, "rev", Outcome.OPEN, Verdict.WAITS),
    ],
)
def test_an_order_goes_waits_or_is_blocked(
    after: After, status: Status, revision: str, outcome: Outcome, expected: Verdict
) -> None:
    assert verdict(after, there(status, revision), evolve(ORDER, outcome=outcome)) is expected


def test_a_takedown_blocks_and_a_cancelled_order_is_looked_past() -> None:
    live = there(Status.LIVE, "rev")
    done = evolve(ORDER, outcome=Outcome.DONE)
    assert verdict(LIVE, live, done, evolve(ORDER, kind=OrderKind.TAKEDOWN)) is Verdict.BLOCKED
    assert verdict(LIVE, live, done, evolve(ORDER, outcome=Outcome.CANCELLED)) is Verdict.GOES


def test_the_words_say_where_and_why() -> None:
    assert judged(LIVE, "Shop", None, ()) == (
        Verdict.WAITS,
        "waits for Shop to be Live: nothing was ordered there yet",
    )
    other = evolve(DELIVERED, icpn="4006381333931")
    assert judged(other, "Shop", there(Status.PENDING), [ORDER])[1] == (
        "waits for Shop to be Delivered with 4006381333931"
    )
    failed = evolve(ORDER, outcome=Outcome.FAILED)
    assert judged(LIVE, "Shop", there(Status.ERROR), [failed])[1] == (
        "BLOCKED: Shop will not be Live: its order was failed"
    )
    assert judged(LIVE, "Shop", there(Status.ERROR), [evolve(failed, reason="no cover")])[1].endswith(": no cover")


def test_what_is_waited_for_comes_first_and_a_ring_is_refused() -> None:
    one, two, three = ("1", "a"), ("1", "b"), ("2", "a")
    assert arranged({one: [two], two: [three]}) == (three, two, one)
    with pytest.raises(ConflictError, match=r"none would ever be sent: (a after b after a|b after a after b)"):
        arranged({one: [two], two: [one]})
    with pytest.raises(ConflictError, match=r"a/. after a/. after a/."):
        arranged({one: [three], three: [one]})
