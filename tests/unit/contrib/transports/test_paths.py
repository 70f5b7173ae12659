"""Paths stay inside the endpoint's folder."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunemantra.contrib.transports._paths import beside, confined
from tunemantra.errors import TransportError


@pytest.mark.parametrize("path", ["/a", "..", "a/../b", "a/..", "", ".", "a\0", "//a"])
def test_what_leads_outside_is_refused(path):
    with pytest.raises(TransportError):
        confined(path)


@pytest.mark.parametrize(("path", "expected"), [("a//b", "a/b"), ("./a/./b/", "a/b"), ("a..b", "a..b")])
def test_what_stays_inside_is_tidied(path, expected):
    assert confined(path) == expected


def test_the_folder_itself_can_be_meant():
    assert confined("", folder=True) == confined(".", folder=True) == ""


@given(st.text(alphabet="a./\0é"))
def test_no_path_that_passes_climbs(path):
    try:
        parts = confined(path).split("/")
    except TransportError:
        return
    assert not {"", ".", ".."} & set(parts)


@pytest.mark.parametrize("suffix", ["", "/x"])
def test_a_part_never_has_the_final_name(suffix):
    with pytest.raises(ValueError, match="suffix"):
        beside("a", suffix)
