from __future__ import annotations

import pytest
from attrs import evolve

from tunemantra.core.analysis import Loudness, PictureAnalysis, SoundAnalysis, SoundFault, SoundFaultKind
from tunemantra.core.sequence import Join, joins
from tunemantra.testing.factories import make_release

HEARD = SoundAnalysis(2, 100.0, Loudness(-14.0, 5.0, -10.0, -12.0, -1.0, -1.2))
CUT_END = SoundFault(SoundFaultKind.CUT_END, 99.96, 100.0)
CUT_START = SoundFault(SoundFaultKind.CUT_START, 0.0, 0.04)


def between(first: SoundAnalysis, second: SoundAnalysis) -> list[Join]:
    return list(joins(make_release(), {"tracks[0].audio": first, "tracks[1].audio": second}))


def test_the_gap_is_the_silence_on_both_sides() -> None:
    assert between(evolve(HEARD, trailing=1.5), evolve(HEARD, leading=0.25)) == [Join(0, 1, 1.75, False)]


def test_tracks_run_on_where_one_ends_and_the_other_begins_in_full_swing() -> None:
    found = between(evolve(HEARD, faults=(CUT_END,)), evolve(HEARD, faults=(CUT_START,)))
    assert found == [Join(0, 1, 0.0, True)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (evolve(HEARD, faults=(CUT_END,)), HEARD),
        (HEARD, evolve(HEARD, faults=(CUT_START,))),
        (evolve(HEARD, faults=(CUT_END,), trailing=1.0), evolve(HEARD, faults=(CUT_START,))),
    ],
)
def test_one_that_ends_or_begins_by_itself_does_not_run_on(first: SoundAnalysis, second: SoundAnalysis) -> None:
    assert [join.gapless for join in between(first, second)] == [False]


def test_nothing_joins_over_two_discs() -> None:
    release = make_release()
    apart = evolve(release, tracks=(release.tracks[0], evolve(release.tracks[1], disc=2, number=1)))
    assert list(joins(apart, {"tracks[0].audio": HEARD, "tracks[1].audio": HEARD})) == []


@pytest.mark.parametrize("heard", [{}, {"tracks[0].audio": HEARD}, {"tracks[1].audio": HEARD}])
def test_only_tracks_that_were_listened_to_join(heard: dict[str, SoundAnalysis]) -> None:
    assert list(joins(make_release(), heard)) == []


def test_a_picture_is_no_track() -> None:
    assert list(joins(make_release(), {"tracks[0].audio": HEARD, "tracks[1].audio": PictureAnalysis(1, 1.0)})) == []
