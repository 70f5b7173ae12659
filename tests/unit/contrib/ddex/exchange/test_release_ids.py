"""What a release is called."""

from __future__ import annotations

import pytest

from tunemantra.contrib.ddex.exchange import ProprietaryId, ReleaseIdKind, ReleaseIds, release_key


def test_a_upc_and_its_ean_form_are_one_release():
    assert release_key("036000291452") == release_key("0036000291452") == release_key(" 0 36000 29145 2 ")


def test_other_identifiers_are_told_apart_without_their_capitals():
    assert release_key("abc-1") == release_key("ABC-1") != release_key("ABC-2")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("4006381333931", ReleaseIdKind.ICPN),
        ("A12425GABC1234002M", ReleaseIdKind.GRID),
        ("MSG-4711", ReleaseIdKind.AGREED),
    ],
)
def test_an_identifier_without_its_kind_is_taken_by_its_shape(text, kind):
    ids = ReleaseIds.guessed(text)
    assert [one for one in ReleaseIdKind if ids.get(one)] == [kind]
    assert ids.values == (text,)


def test_an_empty_identifier_is_none():
    assert not ReleaseIds.guessed("")
    assert ReleaseIds.guessed("").keys == frozenset()


def test_every_identifier_tells_a_release():
    ids = ReleaseIds("G", "036000291452", ProprietaryId("DPID:A", "CAT 1"), (ProprietaryId("DPID:B", "x"),))
    assert ids.values == ("036000291452", "G", "CAT 1", "x")
    assert ids.get(ReleaseIdKind.CATALOG_NUMBER) == "CAT 1"
    assert ids.get(ReleaseIdKind.AGREED) == "x"
    assert len(ids.keys) == 4
