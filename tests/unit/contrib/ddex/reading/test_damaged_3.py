"""A message of ERN 3 with anything missing, doubled or spoilt is read as far as it goes; nothing is silently away."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.support import draws
from tests.unit.contrib.ddex.reading.made import dialect, entries, order
from tests.unit.contrib.ddex.reading.test_damaged import damaged, many, some
from tunemantra.contrib.ddex import build_new_release
from tunemantra.contrib.ddex.reading import read_message
from tunemantra.contrib.ddex.versions import ERN_383
from tunemantra.testing.products import products

WORD = "Zqx77"
# References of technical details and of releases without terms point at nothing that is kept; what the reader of files
# and headers makes of a word is its own affair.
KEPT_ELSEWHERE = {
    "MessageControlType",
    "ReleaseReference",
    "ResourceReference",
    "TechnicalResourceDetailsReference",
    "HashSumAlgorithmType",
    "HashSum",
    "Duration",
}


@given(data=st.data())
@some
def test_any_damage_is_answered(data):
    read_message(damaged(data, ERN_383))


@pytest.mark.nightly
@pytest.mark.timeout(3600)
@given(data=st.data())
@many
def test_any_damage_is_answered_at_night(data):
    read_message(damaged(data, ERN_383))


@given(data=st.data())
@settings(some, max_examples=draws(20))
def test_no_element_is_silently_away(data):
    root = message(data)
    around = data.draw(st.sampled_from([one for one in root.iter() if len(one)]))
    etree.SubElement(around, "Stranger").text = WORD
    read = read_message(etree.tostring(root))
    assert [one.text for one in read.unmapped if one.kind.rpartition("/")[2] == "Stranger"] == [WORD]


@given(data=st.data())
@settings(some, max_examples=draws(25))
def test_no_text_is_silently_another(data):
    """A text that is changed is in the release, or listed, or told."""
    root = message(data)
    leaves = [one for one in root.iter() if not len(one) and one.text and one.tag not in KEPT_ELSEWHERE]
    leaf = data.draw(st.sampled_from(leaves))
    leaf.text = WORD
    read = read_message(etree.tostring(root))
    where = (read.release, read.unmapped, read.findings, read.files, read.header)
    assert WORD in repr(where), "/".join(one.tag for one in reversed([leaf, *leaf.iterancestors()]))


def message(data):
    # Of what is heard within a mix only is told that there is more.
    release = data.draw(products().filter(lambda product: not any(track.mixed for track in product.tracks)))
    return etree.fromstring(build_new_release(order(release), entries(release), dialect(ERN_383)))
