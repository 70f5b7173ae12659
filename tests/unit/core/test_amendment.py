"""What people do to many orders at once."""

from datetime import UTC, datetime

import pytest
from attrs import evolve

from tunemantra.core.amendment import Amendment, Selection, cancelled
from tunemantra.core.distribution import NEVER, Delivery, Lane, OrderKind, Outcome, Stage

NOW = datetime(2026, 4, 24, tzinfo=UTC)
ORDER = Delivery(
    "d1", "x1", "spotify", "1", "r", OrderKind.INSERT, 1, NOW, NOW, organisation="acme", waiting="rain", batch="b"
)


@pytest.mark.parametrize("stage", Stage)
def test_what_may_have_left_the_house_is_not_cancelled(stage):
    ended = cancelled(evolve(ORDER, stage=stage))
    if stage in {Stage.DELIVER, Stage.TRACK}:
        assert ended is None
    else:
        assert ended == evolve(ORDER, stage=Stage.END, outcome=Outcome.CANCELLED, waiting="")


def test_what_has_ended_is_not_cancelled():
    assert cancelled(evolve(ORDER, outcome=Outcome.DONE)) is None


@pytest.mark.parametrize(
    ("selection", "fits"),
    [
        (Selection(), True),
        (Selection("spotify", "acme", "1", Lane.NORMAL), True),
        (Selection(platform="beatport"), False),
        (Selection(organisation="other"), False),
        (Selection(icpn="2"), False),
        (Selection(lane=Lane.BULK), False),
        (Selection(batch="b", waiting="ra"), True),
        (Selection(batch="c"), False),
        (Selection(waiting="ain"), False),
    ],
)
def test_orders_fit_what_is_stated(selection, fits):
    assert selection.fits(ORDER) is fits
    assert not selection.fits(evolve(ORDER, outcome=Outcome.FAILED))


def test_a_lane_may_be_said_in_words():
    assert Selection(lane="normal") == Selection(lane=Lane.NORMAL)
    assert Amendment(lane="bulk").of(ORDER) == evolve(ORDER, lane=Lane.BULK)
    with pytest.raises(ValueError, match="soon"):
        Amendment(lane="soon")


def test_what_is_not_stated_stays():
    assert Amendment().of(ORDER) == ORDER
    assert Amendment(lane=Lane.HIGH, due_at=NEVER, waiting="").of(ORDER) == evolve(
        ORDER, lane=Lane.HIGH, due_at=NEVER, waiting=""
    )
    assert Amendment(cancel=True).of(ORDER) == cancelled(ORDER)


def test_an_order_is_paused_until_somebody_says_so():
    assert not ORDER.paused
    assert evolve(ORDER, due_at=NEVER).paused
    assert not evolve(ORDER, due_at=NEVER, outcome=Outcome.CANCELLED).paused
