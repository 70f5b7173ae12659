"""From the model to bytes."""

from __future__ import annotations

import pytest
from attrs import evolve
from lxml import etree

from tests.unit.contrib.ddex.mead.model import header, is_valid_for, message
from tunemantra.contrib.ddex.mead import (
    MetadataSource,
    Mood,
    Party,
    PartyName,
    ReleaseId,
    ReleaseInformation,
    ReleaseSummary,
    ResourceId,
    ResourceInformation,
    ResourceSummary,
    Source,
    UsedWork,
    WorkId,
    WorkInformation,
    WorkSummary,
    validate_mead,
    write_mead,
)
from tunemantra.errors import ReleaseError

SOURCE = MetadataSource("U1", "RightsController", names=(PartyName("Acme"),))
WORK = WorkInformation(reference="W1", summary=WorkSummary(WorkId(iswc="T0345246801"), writers=(Party.named("Ann"),)))
SUMMARY = ResourceSummary(ResourceId(isrc="USS1Z9900001"))


def faults(message):
    with pytest.raises(ReleaseError) as caught:
        write_mead(message)
    return [(finding.rule, finding.path, finding.observed) for finding in caught.value.findings]


def test_every_reference_leads_somewhere(mead, second_mead_opinion):
    told = ResourceInformation(
        SUMMARY, moods=(Mood("Happy", sources=(Source("U1"),)),), used_musical_works=(UsedWork(("W1",)),)
    )
    xml = write_mead(message(metadata_sources=(SOURCE,), works=(WORK,), resources=(told,)))
    assert validate_mead(xml, mead) == ()
    assert is_valid_for(second_mead_opinion, xml) == []


def test_a_reference_that_leads_nowhere_is_not_written():
    told = ResourceInformation(
        SUMMARY, moods=(Mood("Happy", sources=(Source("U9"),)),), used_musical_works=(UsedWork(("W9",)),)
    )
    assert faults(message(resources=(told,))) == [
        ("MEAD-REF-001", "resources[0].moods[0].sources[0]", "U9"),
        ("MEAD-REF-001", "resources[0].used_musical_works[0].references[0]", "W9"),
    ]


def test_a_reference_that_is_given_twice_is_not_written():
    assert faults(message(metadata_sources=(SOURCE, SOURCE), works=(WORK, WORK))) == [
        ("MEAD-REF-002", "metadata_sources[1].reference", "U1"),
        ("MEAD-REF-002", "works[1].reference", "W1"),
    ]


def test_the_root_carries_the_only_namespace():
    root = etree.fromstring(write_mead(message(works=(WORK,))))
    assert root.tag == "{http://ddex.net/xml/mead/11}MeadMessage"
    assert {element.tag.startswith("{") for element in root.iterdescendants()} == {False}
    assert (root.get("AvsVersionId"), root.get("LanguageAndScriptCode")) == ("3", "en")


def test_equal_models_give_equal_bytes():
    told = ReleaseInformation(ReleaseSummary(ReleaseId(icpn="4006381333931")), moods=(Mood("Happy"),))
    assert write_mead(message(releases=(told,))) == write_mead(evolve(message(), releases=(evolve(told),)))


def test_the_header_says_who_sends_it_to_whom_and_that_it_is_live():
    root = etree.fromstring(write_mead(message()))
    texts = [
        (element.tag, element.text) for element in root.find("MessageHeader").iter() if (element.text or "").strip()
    ]
    assert texts == [
        ("MessageId", "m-0001"),
        ("PartyId", "PADPIDA2013042401U"),
        ("FullName", "Sender & Söhne"),
        ("PartyId", "PADPIDA2009101501Y"),
        ("MessageCreatedDateTime", "2026-03-01T12:30:15.123000Z"),
        ("MessageControlType", "LiveMessage"),
    ]
    assert b"<MessageThreadId>icpn</MessageThreadId>" in write_mead(message(header=header(thread_id="icpn")))
