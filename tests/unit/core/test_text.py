"""Titles: how they are shown, and which one a reader gets."""

import pytest
from hypothesis import given

from tunemantra.core.text import LocalText, Title, title_for
from tunemantra.testing.strategies import titles

DEFAULT = Title("Night")
JAPANESE = Title("夜", language="ja")
ROMANISED = Title("Yoru", language="ja-Latn")
IN_JAPAN = Title("夜 (国内盤)", language="ja", territory="JP")


@pytest.mark.parametrize(("title", "shown"), [(DEFAULT, "Night"), (Title("Night", "Live"), "Night (Live)")])
def test_a_version_is_shown_in_brackets(title, shown):
    assert title.display == shown


@pytest.mark.parametrize(
    ("language", "territory", "expected"),
    [
        ("ja", "", JAPANESE),
        ("ja-Latn", "", ROMANISED),
        ("JA-Hira", "", JAPANESE),
        ("ja", "JP", IN_JAPAN),
        ("ja", "US", JAPANESE),
        ("fr", "", DEFAULT),
    ],
)
def test_a_reader_gets_the_title_that_fits_best(language, territory, expected):
    assert title_for((DEFAULT, JAPANESE, ROMANISED, IN_JAPAN), language, territory) == expected


@given(titles())
def test_there_is_always_a_title_for_everyone(given_titles):
    assert title_for(given_titles, "xx", "ZW") in given_titles


@given(titles())
def test_a_title_of_another_territory_is_never_preferred(given_titles):
    assert title_for(given_titles, "", "").territory == ""


def test_a_local_text_is_for_everyone_unless_stated():
    assert LocalText("Mira") == LocalText("Mira", "", "")
