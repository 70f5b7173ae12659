"""The check of references that lxml leaves out."""

from __future__ import annotations

import pytest
from lxml import etree

from tests.unit.contrib.ddex.messages import build, order, root_of
from tunemantra.contrib.ddex import references


def rules(root):
    return [finding.rule for finding in references.check(root)]


@pytest.mark.parametrize("sample", ["1 Audio.xml", "2 Video.xml", "4 SimpleAudioSingle.xml"])
def test_official_samples_hold(ddex_folder, sample):
    assert rules(etree.parse(ddex_folder / "samples/ern43" / sample).getroot()) == []


def test_a_dangling_reference_says_where_and_what():
    root = root_of(build(order()))
    root.find(".//ReleaseLabelReference").text = "P99"
    (finding,) = references.check(root)
    assert (finding.rule, finding.observed) == ("ERN-REF-001", "P99")
    assert finding.path.endswith("/ReleaseList/Release/ReleaseLabelReference")
    assert finding.message.startswith("Line ")


def test_two_anchors_of_one_name_are_found_across_kinds_of_element():
    root = root_of(build(order()))
    root.find(".//Image/ResourceReference").text = "A1"
    assert "ERN-REF-002" in rules(root)


def test_a_reference_to_a_thing_of_another_kind_is_found():
    root = root_of(build(order()))
    root.find(".//DealReleaseReference").text = "A1"
    assert rules(root) == ["ERN-REF-003"]


def test_an_anchor_with_the_wrong_letter_is_found():
    assert rules(etree.fromstring("<m><PartyReference>A1</PartyReference></m>")) == ["ERN-REF-003"]


def test_white_space_around_a_reference_does_not_count():
    root = root_of(build(order()))
    root.find(".//DealReleaseReference").text = "\n R0 "
    assert rules(root) == []


def test_an_empty_reference_leads_nowhere():
    root = root_of(build(order()))
    root.find(".//ArtistPartyReference").text = None
    assert rules(root) == ["ERN-REF-001"]


def test_a_tree_made_in_memory_is_checked_too():
    root = etree.Element("m")
    etree.SubElement(root, "DealReleaseReference").text = "R7"
    assert rules(root) == ["ERN-REF-001"]
