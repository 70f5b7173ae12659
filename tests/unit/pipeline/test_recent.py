from __future__ import annotations

from tunemantra.pipeline.recent import Recent


def never():
    raise AssertionError


def test_what_is_kept_is_not_made_again():
    recent = Recent[str, int](2)
    assert recent.get("a", lambda: 1) == 1
    assert recent.get("a", never) == 1


def test_what_was_used_the_longest_ago_goes_first():
    recent = Recent[str, int](2)
    recent.put("a", 1)
    recent.put("b", 2)
    recent.get("a", never)
    recent.put("c", 3)
    assert recent.get("a", never) == 1
    assert recent.get("b", lambda: 4) == 4


def test_a_value_takes_the_place_of_the_one_before():
    recent = Recent[str, int](2)
    recent.put("a", 1)
    recent.put("a", 2)
    assert recent.get("a", never) == 2
