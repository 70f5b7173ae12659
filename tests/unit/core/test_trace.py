from __future__ import annotations

from datetime import datetime, timedelta

from tunemantra.core.trace import Trace, Traces

NOW = datetime.fromisoformat("2026-05-01T12:00:00+00:00")
FIRST = Trace("d1", "album", NOW)
AGAIN = Trace("d1", "album", NOW + timedelta(hours=1))
OTHER = Trace("d2", "album", NOW)


def test_beginning_again_takes_the_place_of_what_the_same_order_began_there() -> None:
    assert Traces((FIRST, OTHER)).begun(AGAIN) == Traces((OTHER, AGAIN))


def test_the_end_of_an_order_leaves_those_of_others() -> None:
    assert Traces((FIRST, OTHER, Trace("d1", "album/audio", NOW))).ended("d1") == Traces((OTHER,))


def test_what_was_begun_again_while_it_was_cleaned_up_stays() -> None:
    assert Traces((AGAIN,)).without(FIRST) == Traces((AGAIN,))
    assert Traces((FIRST,)).without(FIRST) == Traces()
