"""How alike fingerprints are, on words made up for it."""

from __future__ import annotations

import numpy as np
import pytest

from tunemantra.contrib.media.prints import WORDS_PER_SECOND, similarity
from tunemantra.contrib.media.prints.likeness import likeness_near


def words(seed: int, count: int = 400) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 2**32, count, dtype=np.uint32)


def flipped(given: np.ndarray, share: float) -> np.ndarray:
    dice = np.random.default_rng(9)
    wrong = [(dice.random(len(given)) < share).astype(np.uint32) << np.uint32(bit) for bit in range(32)]
    return given ^ np.bitwise_or.reduce(wrong)


@pytest.mark.parametrize("ahead", [0, 1, 37, -1, -37])
def test_the_offset_is_found_on_both_sides(ahead):
    ours = words(1)
    theirs = np.concatenate([words(2, ahead), ours]) if ahead >= 0 else ours[-ahead:]
    found = similarity(ours, theirs)
    assert found.similarity == 1.0
    assert found.offset == pytest.approx(ahead / WORDS_PER_SECOND, abs=1e-3)
    assert found.overlap == pytest.approx((400 + min(ahead, 0)) / WORDS_PER_SECOND, abs=1e-3)
    assert likeness_near(ours, theirs, ahead + 1) == found


def test_more_wrong_bits_are_less_alike_down_to_chance():
    ours = words(1, 2000)
    likeness = [similarity(ours, flipped(ours, share)).similarity for share in (0.0, 0.07, 0.2, 0.3, 0.5)]
    assert likeness == sorted(likeness, reverse=True)
    assert likeness[:2] == [1.0, 1.0]
    assert likeness[2] == pytest.approx((0.5 - 0.2) / 0.4, abs=0.02)
    assert likeness[-1] < 0.2


def test_an_excerpt_is_found_within_the_whole():
    whole = words(1, 2000)
    found = similarity(whole[700:900], whole)
    assert (found.similarity, found.offset) == (1.0, pytest.approx(700 / WORDS_PER_SECOND, abs=1e-3))


def test_less_than_half_of_the_shorter_in_common_proves_nothing():
    ours, theirs = words(1), words(2)
    theirs[-190:] = ours[:190]
    assert similarity(ours, theirs).similarity < 0.5
    theirs[-210:] = ours[:210]
    assert similarity(ours, theirs).similarity == 1.0


def test_less_than_five_seconds_that_move_prove_nothing():
    ours, theirs = words(1, 90), words(2, 90)
    ours[36:] = theirs[36:] = 5
    theirs[:36] = ours[:36]
    assert similarity(ours, theirs).similarity == likeness_near(ours, theirs, 0).similarity == 0.0
    theirs[36:42] = ours[36:42] = words(3, 6)
    assert similarity(ours, theirs).similarity == likeness_near(ours, theirs, 0).similarity == 1.0


def test_what_stands_still_in_both_proves_nothing():
    ours, theirs = words(1), words(2)
    ours[:200] = theirs[:200] = 627_964_279
    assert similarity(ours, theirs).similarity < 0.5
    assert similarity(ours[:200], theirs[:200]).similarity == 0.0
    assert likeness_near(ours, theirs, 0).similarity < 0.3


def test_silence_ahead_of_the_same_does_not_make_it_another():
    ours = words(1)
    theirs = np.concatenate([np.full(100, 7, dtype=np.uint32), ours])
    assert similarity(theirs, ours).similarity == 1.0


def test_what_stands_still_is_part_of_the_overlap():
    ours = np.repeat(words(1, 100), 4)
    found = similarity(ours, ours)
    assert (found.similarity, found.overlap) == (1.0, pytest.approx(400 / WORDS_PER_SECOND, abs=1e-3))
    assert likeness_near(ours, ours, 0) == found


@pytest.mark.parametrize(("ours", "theirs"), [((), ()), ((), (1, 2)), ((1, 2), ())])
def test_nothing_is_like_nothing(ours, theirs):
    assert similarity(ours, theirs).similarity == 0.0


def test_far_apart_there_is_no_likeness():
    assert likeness_near(words(1), words(1), 5000).similarity == 0.0
