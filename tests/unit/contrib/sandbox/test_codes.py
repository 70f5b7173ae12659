"""Check digits, judged a second time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunemantra.contrib.sandbox import gtin_fault, isrc_fault, territory_fault


@pytest.mark.parametrize("code", ["4006381333931", "036000291452", "96385074", "00012345600012"])
def test_known_product_codes_pass(code):
    assert gtin_fault(code) == ""


@given(st.integers(0, 12), st.integers(1, 9))
def test_every_wrong_digit_is_found(place, more):
    code = "4006381333931"
    wrong = code[:place] + str((int(code[place]) + more) % 10) + code[place + 1 :]
    assert "check digit" in gtin_fault(wrong)


@pytest.mark.parametrize("code", ["", "123", "400638133393X", "40063813339310000"])
def test_product_codes_of_another_shape_are_refused(code):
    assert "digits" in gtin_fault(code)


@pytest.mark.parametrize(("code", "right"), [("USS1Z9900001", True), ("uss1z9900001", False), ("US-S1Z", False)])
def test_isrcs_have_one_shape(code, right):
    assert (isrc_fault(code) == "") is right


@pytest.mark.parametrize(("code", "right"), [("GB", True), ("UK", False), ("EU", False), ("gb", False), ("WW", False)])
def test_what_only_looks_like_a_country_is_none(code, right):
    assert (territory_fault(code) == "") is right
