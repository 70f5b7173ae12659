"""Words read on a cover beside the names of its release: near enough, or not."""

import pytest

from tunemantra.core.rules.artwork_words import Names

NAMES = Names(frozenset({"nightfall", "theharbour"}), latin=True)


@pytest.mark.parametrize(
    "text", ["Nightfall", "the harbour", "HARBOUR", "Nlghtfa1l", "Niqhtfall EP", "Nightfall Vol. 2"]
)
def test_a_name_its_parts_and_misread_letters_are_explained(text):
    assert NAMES.explain(text)


@pytest.mark.parametrize("text", ["deluxe edition", "EP", "1999", "x"])
def test_what_any_cover_may_bear_is_explained(text):
    assert NAMES.explain(text)


@pytest.mark.parametrize("text", ["Sale", "Buy it", "Somebody Else", "A wholly other name"])
def test_other_words_short_and_long_are_not_explained(text):
    assert not NAMES.explain(text)


@pytest.mark.parametrize("names", [Names(frozenset({"夜"}), latin=False), NAMES])
def test_nobody_can_tell_words_in_other_letters(names):
    assert names.explain("夜の港")


def test_a_text_of_few_letters_is_no_part_of_a_name():
    assert not NAMES.hold("har")
    assert NAMES.hold("harb")
