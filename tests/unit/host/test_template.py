from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunemantra import Settings, TuneMantra
from tunemantra.host.template import settings_template, table_of, value_text

values = st.one_of(st.text(), st.booleans(), st.integers(-(2**53), 2**53), st.lists(st.text()))


@given(st.dictionaries(st.from_regex(r"[a-z_]{1,9}", fullmatch=True), values))
def test_a_table_reads_back_as_it_was(table: dict[str, object]) -> None:
    assert tomllib.loads(table_of("acme", table))["platforms"]["acme"] == table


@pytest.mark.parametrize("value", [1.5, 0.1])
def test_a_number_reads_back_as_it_was(value: float) -> None:
    assert tomllib.loads(f"x = {value_text(value)}")["x"] == value


def test_the_template_is_valid_as_it_stands_and_names_every_bundled_platform() -> None:
    text = settings_template(TuneMantra().platforms())
    assert Settings.from_mapping(tomllib.loads(text))
    assert "# [platforms.spotify]" in text
    assert "# [platforms.beatport]" in text


def test_the_template_asks_for_references_to_secrets() -> None:
    assert '# client_secret = "env:NAME"  # needed' in settings_template(TuneMantra().platforms())
