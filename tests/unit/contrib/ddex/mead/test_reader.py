"""From bytes of whomever to the model, and what is left over."""

from __future__ import annotations

import pytest
from lxml import etree

from tests.unit.contrib.ddex.mead.model import is_valid_for
from tunemantra.contrib.ddex.mead import EventDate, Unmapped, read_mead, validate_mead, write_mead
from tunemantra.contrib.ddex.mead.reader import MOST_LEVELS
from tunemantra.core.finding import blocking

RELEASE = "/mead:MeadMessage/ReleaseInformationList/ReleaseInformation"


def with_added(sample, xml):
    """The sample with something after its award, where the schema has room for strangers."""
    return sample.replace(b"</Award>", b"</Award>" + xml)


def test_the_official_sample_is_read_whole_and_written_valid(mead, second_mead_opinion, sample):
    reading = read_mead(sample)
    assert (reading.unmapped, reading.findings) == ((), ())
    (told,) = reading.message.releases
    (award,) = told.awards
    assert told.summary.titles[0].text.title == "We're All Alone in This Together"
    assert award.awarding_body.names[0].full_name.name.text == "MOBO"
    assert award.awarded_party.ids[0].isni == "0000000467436124"
    assert (award.name.name.text, award.date, award.is_winner) == ("Best Album", EventDate("2021"), True)
    again = write_mead(reading.message)
    assert blocking(validate_mead(again, mead)) == ()
    assert is_valid_for(second_mead_opinion, again) == []
    assert read_mead(again).message == reading.message


def texts(xml):
    root = etree.fromstring(xml)
    return [
        (element.tag, (element.text or "").strip(), sorted(element.attrib.items()))
        for element in root.iterdescendants("*")
    ]


def test_the_official_sample_loses_no_element_on_the_way(sample):
    assert texts(write_mead(read_mead(sample).message)) == texts(sample)


def test_an_element_of_another_namespace_is_left_and_listed(mead, sample):
    xml = with_added(sample, b'<x:More xmlns:x="urn:acme"><x:Deep>one</x:Deep><x:Deep>two</x:Deep></x:More>')
    assert blocking(validate_mead(xml, mead)) == ()
    reading = read_mead(xml)
    assert reading.message == read_mead(sample).message
    (left,) = reading.unmapped
    assert (left.path, left.text) == (f"{RELEASE}/x:More", "one two")
    assert left.line > 40


@pytest.mark.parametrize(
    ("before", "after", "path", "text"),
    [
        (b"<Award>", b"<Surprise>x</Surprise><Award>", f"{RELEASE}/Surprise", "x"),
        (b"<Award>", b'<Award Size="9">', f"{RELEASE}/Award/@Size", "9"),
        (b"<Award>", b"stray<Award>", f"{RELEASE}/text()", "stray"),
        (b"<FullName>", b"<FullName><Name>Twice</Name>", None, "MOBO"),
        (b"<ISNI>", b'<ISNI odd="1">', f"{RELEASE}/Award/AwardedParty/PartyId/ISNI/@odd", "1"),
        (b"0000000467436124", b"<b>0</b>", f"{RELEASE}/Award/AwardedParty/PartyId/ISNI/b", "0"),
        (b"<DisplayTitle>", b'<DisplayTitle LanguageAndScriptCode="plain english">', None, "plain english"),
        (b"<DisplayTitle>", b'<DisplayTitle IsDefault="perhaps">', None, "perhaps"),
        (b"<ReleaseInformation>", b"<ReleaseInformation/><ReleaseInformation>", f"{RELEASE}[1]", ""),
        (b"<ReleaseInformationList>", b"<ReleaseInformationList><Odd>1</Odd>", None, "1"),
        (b"<ReleaseInformationList>", b'<ReleaseInformationList odd="1">', None, "1"),
    ],
)
def test_what_the_model_has_no_place_for_is_listed(sample, before, after, path, text):
    reading = read_mead(sample.replace(before, after, 1))
    assert reading.message is not None
    (left,) = reading.unmapped
    assert left.text == text
    assert path in (None, left.path)
    assert left.reason


def test_a_composite_that_lacks_what_it_must_have_is_left_with_all_its_text(sample):
    reading = read_mead(sample.replace(b"<Date>2021</Date>", b"<Date>soon</Date>"))
    assert [(left.path, left.text) for left in reading.unmapped] == [
        (f"{RELEASE}/Award/Date", "soon"),
        (f"{RELEASE}/Award", "MOBO Dave 0000000467436124 Best Album soon true"),
    ]
    assert reading.message.releases[0].awards == ()


def test_prefixes_white_space_and_comments_do_not_matter(sample):
    free = sample.replace(b"mead:", b"ns7:").replace(b"xmlns:mead", b"xmlns:ns7")
    free = free.replace(b"<IsWinner>true", b"<IsWinner>\n <!-- yes --> true ").replace(
        b"<Date>2021", b"<Date><?x y?>2021"
    )
    reading = read_mead(free)
    assert reading.unmapped == ()
    assert reading.message == read_mead(sample).message


def test_elements_in_the_messages_namespace_are_read_all_the_same(sample):
    reading = read_mead(sample.replace(b"mead:MeadMessage", b"MeadMessage").replace(b"xmlns:mead", b"xmlns"))
    assert (reading.message, reading.unmapped) == (read_mead(sample).message, ())


def test_another_version_is_read_with_a_warning(sample):
    reading = read_mead(sample.replace(b"mead/11", b"mead/12"))
    assert reading.message == read_mead(sample).message
    assert [finding.rule for finding in reading.findings] == ["MEAD-VER-002"]


def test_a_message_without_a_header_is_none(sample):
    start, end = sample.index(b"<MessageHeader>"), sample.index(b"</MessageHeader>") + len(b"</MessageHeader>")
    reading = read_mead(sample[:start] + sample[end:])
    assert reading.message is None
    assert [(finding.rule, finding.path) for finding in reading.findings] == [("MEAD-MOD-001", "MeadMessage.header")]


@pytest.mark.parametrize(
    ("xml", "rule"),
    [
        (b"", "MEAD-XML-001"),
        (b"RIFF....WAVE", "MEAD-XML-001"),
        (b"<a><b></a>", "MEAD-XML-001"),
        (b"<a/>", "MEAD-VER-001"),
        (b'<Feed xmlns="http://ddex.net/xml/mead/11"/>', "MEAD-VER-001"),
        (b'<!DOCTYPE m [<!ENTITY a "ha">]><m>&a;</m>', "MEAD-XML-002"),
        (b'<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/hostname">]><m>&x;</m>', "MEAD-XML-002"),
    ],
)
def test_what_is_no_message_is_a_finding(xml, rule):
    reading = read_mead(xml)
    assert reading.message is None
    assert [finding.rule for finding in reading.findings] == [rule]


def test_deep_nesting_is_refused(sample):
    reading = read_mead(with_added(sample, b"<Child>" * 100_000))
    assert reading.message is None
    assert [finding.rule.rpartition("-")[0] for finding in reading.findings] == ["MEAD-XML"]


@pytest.mark.parametrize("levels", [50, 200])
def test_a_work_of_parts_of_parts_is_read_to_a_depth(sample, mead, levels):
    part = b"<IsDescribedElement>false</IsDescribedElement><WorkId/>"
    nested = b"<Child>" * levels
    work = (
        b"<WorkInformationList><WorkInformation><WorkSummary><MusicalWorkId/><Writer><PartyId/></Writer></WorkSummary>"
        b"<WorkHierarchy>" + part + nested.replace(b"<Child>", b"<Child>" + part) + b"</Child>" * levels
    )
    work += b"</WorkHierarchy></WorkInformation></WorkInformationList><ReleaseInformationList>"
    xml = sample.replace(b"<ReleaseInformationList>", work, 1)
    assert blocking(validate_mead(xml, mead)) == ()
    reading = read_mead(xml)
    assert len(reading.message.works) == 1
    assert blocking(validate_mead(write_mead(reading.message), mead)) == ()
    reasons = [left.reason for left in reading.unmapped]
    assert reasons[:1] == (["It lies more than 100 levels deep."] if levels > MOST_LEVELS else [])


def test_what_is_left_is_comparable():
    assert Unmapped("/a", 1, "t", "r") == Unmapped("/a", 1, "t", "r")
