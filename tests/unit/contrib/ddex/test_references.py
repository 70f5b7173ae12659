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


XS = "{http://www.w3.org/2001/XMLSchema}"


def references_of(schema, base):
    """Every element of a schema whose type is an ID or IDREF, with the letter its pattern begins with."""
    types = {kind.get("name"): kind for kind in schema.iter(f"{XS}simpleType")}
    found = {}
    for element in schema.iter(f"{XS}element"):
        kind = element.find(f"{XS}simpleType")
        restriction = None if kind is None else kind.find(f"{XS}restriction")
        if restriction is not None and restriction.get("base") == base:
            found[element.get("name")] = restriction.find(f"{XS}pattern").get("value")[0]
    # Some references have attributes: their type extends one of these.
    for extension in schema.iter(f"{XS}extension"):
        kind = types.get((extension.get("base") or "").partition(":")[2])
        restriction = None if kind is None else kind.find(f"{XS}restriction")
        if restriction is not None and restriction.get("base") == base:
            name = next(extension.iterancestors(f"{XS}complexType")).get("name")
            for element in schema.iter(f"{XS}element"):
                if (element.get("type") or "").partition(":")[2] == name:
                    found[element.get("name")] = restriction.find(f"{XS}pattern").get("value")[0]
    return found


def test_the_tables_are_those_of_the_schemas(ddex_folder):
    anchors, pointers = {}, {}
    for number in ("411", "42", "43", "432"):
        schema = etree.parse(ddex_folder / "ern" / number / "release-notification.xsd").getroot()
        anchors |= references_of(schema, "xs:ID")
        pointers |= references_of(schema, "xs:IDREF")
    assert anchors == dict(references.ANCHORS)
    assert pointers == dict(references.POINTERS)


@pytest.mark.parametrize(
    "sample", ["ern382/AudioAlbumMusicOnly.xml", "ern383/Album.xml", "ern383/Single.xml", "ern411/1 Audio.xml"]
)
def test_official_samples_of_older_versions_hold(ddex_folder, sample):
    assert rules(etree.parse(ddex_folder / "samples" / sample).getroot()) == []


def test_a_composite_with_the_name_of_a_reference_is_none():
    xml = """<e:m xmlns:e="http://ddex.net/xml/ern/383"><ResourceReference>A1</ResourceReference>
    <ResourceContainedResourceReference>
    <ResourceContainedResourceReference>{}</ResourceContainedResourceReference>
    </ResourceContainedResourceReference></e:m>"""
    assert rules(etree.fromstring(xml.format("A1"))) == []
    assert rules(etree.fromstring(xml.format("A2"))) == ["ERN-REF-001"]


def test_a_work_of_ern_3_is_an_anchor_and_in_ern_4_is_none():
    xml = '<e:m xmlns:e="http://ddex.net/xml/ern/{}"><MusicalWorkReference>A1</MusicalWorkReference></e:m>'
    assert rules(etree.fromstring(xml.format("38"))) == ["ERN-REF-003"]
    assert rules(etree.fromstring(xml.format("432"))) == []


def test_what_nothing_leads_to_is_a_warning():
    root = root_of(build(order()))
    assert references.unused(root) == ()
    etree.SubElement(etree.SubElement(root.find("PartyList"), "Party"), "PartyReference").text = "P77"
    (finding,) = references.unused(root)
    assert (finding.rule, finding.observed, finding.blocks) == ("ERN-REF-004", "P77", False)


def test_faults_beyond_a_thousand_are_not_told():
    root = etree.Element("m")
    for number in range(3000):
        etree.SubElement(root, "DealReleaseReference").text = f"R{number}"
    assert len(references.check(root)) == 1000
