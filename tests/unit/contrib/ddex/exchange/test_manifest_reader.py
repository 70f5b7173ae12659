"""Manifests of every version, written and read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tunemantra.contrib.ddex.exchange import (
    ERN_C_16,
    ERN_C_17,
    ERN_C_18,
    MANIFEST_VERSIONS,
    DeliveryType,
    ExchangeParty,
    HashSum,
    Manifest,
    MessageInBatch,
    ProductType,
    ProprietaryId,
    ReleaseIds,
    Word,
    delivery_type,
    product_type,
    read_manifest,
    write_manifest,
)
from tunemantra.core.distribution import OrderKind
from tunemantra.core.finding import Severity
from tunemantra.core.release import Medium, ReleaseKind
from tunemantra.errors import TuneMantraError
from tunemantra.testing.factories import make_release

# Characters XML has, without white space at the ends.
texts = st.text(st.characters(min_codepoint=0x20, exclude_categories=("Cs", "Cc", "Cn")), min_size=1, max_size=12)
words = texts.map(str.strip).filter(bool)
own_ids = st.builds(ProprietaryId, words, words)
release_ids = st.builds(ReleaseIds, words, words, st.none() | own_ids, st.lists(own_ids, max_size=2).map(tuple))
messages = st.builds(
    MessageInBatch,
    message_id=words,
    url=words,
    releases=st.lists(release_ids, min_size=1, max_size=2).map(tuple),
    delivery=st.sampled_from(DeliveryType).map(lambda one: Word(one.value))
    | st.builds(Word, st.just("UserDefined"), words, words),
    product=st.sampled_from(ProductType).map(lambda one: Word(one.value)),
    proof=st.none()
    | st.builds(HashSum, st.from_regex(r"[0-9a-f]{32}", fullmatch=True), st.sampled_from(["MD5", "SHA-256"])),
)
parties = st.builds(ExchangeParty, st.lists(words, min_size=1, max_size=3).map(tuple), st.just("") | words)
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC).replace(tzinfo=None)
moments = st.datetimes(EARLIEST, timezones=st.just(UTC))
manifests = st.builds(
    Manifest,
    sender=parties,
    recipient=parties,
    created=moments.map(lambda at: at.replace(microsecond=at.microsecond // 1000 * 1000)),
    root=words,
    messages=st.lists(messages, min_size=1, max_size=4).map(tuple),
    test=st.booleans(),
    version=st.sampled_from(list(MANIFEST_VERSIONS.values())),
)

PLAIN = Manifest(
    sender=ExchangeParty(("PADPIDA2013042401U",), "Sender"),
    recipient=ExchangeParty(("PADPIDA2009101501Y",)),
    created=datetime(2026, 1, 15, 9, 30, tzinfo=UTC),
    root="N_20260115093000123",
    messages=(
        MessageInBatch(
            "MSG-1",
            "./4006381333931/4006381333931.xml",
            (ReleaseIds(icpn="4006381333931"),),
            proof=HashSum("ab", "MD5"),
        ),
    ),
)
# As of version 1.6, with a prefix of its own, blanks, comments, and a zone.
OLD = """<?xml version="1.0"?>
<ftp:ManifestMessage xmlns:ftp="http://ddex.net/xml/ern-c-sftp/16" MessageVersionId="ern-c-sftp/16">
  <MessageHeader>
    <MessageSender><PartyId IsDPID="true"> PADPIDA2013042401U </PartyId><PartyId Namespace="X">own</PartyId>
      <TradingName>Night Shift</TradingName></MessageSender>
    <MessageRecipient><PartyId>PADPIDA2009101501Y</PartyId></MessageRecipient>
    <MessageCreatedDateTime>2026-01-15T01:30:00-08:00</MessageCreatedDateTime>
  </MessageHeader>
  <IsTestFlag>false</IsTestFlag>
  <RootDirectory>/20260115093000123</RootDirectory>
  <NumberOfMessages>1</NumberOfMessages>
  <MessageInBatch>
    <MessageType>NewReleaseMessage</MessageType>
    <MessageId>MSG-<!-- split -->1</MessageId>
    <URL>/20260115093000123/4006381333931/4006381333931.xml</URL>
    <IncludedReleaseId><ICPN IsEan="true">
       4006381333931
    </ICPN></IncludedReleaseId>
    <DeliveryType>NewReleaseDelivery</DeliveryType>
    <ProductType>AudioProduct</ProductType>
    <HashSum><HashSum>AB12</HashSum><HashSumAlgorithmType>MD5</HashSumAlgorithmType></HashSum>
  </MessageInBatch>
</ftp:ManifestMessage>"""


@given(manifests)
@settings(max_examples=50, deadline=None)
def test_what_is_written_is_read_back(manifest):
    assert read_manifest(write_manifest(manifest)) == (manifest, ())


@given(manifests)
@settings(max_examples=25, deadline=None)
def test_every_manifest_of_1_8_has_the_structure(structure, manifest):
    structure.assertValid(etree.fromstring(write_manifest(evolve(manifest, version=ERN_C_18))))


@pytest.mark.parametrize("version", MANIFEST_VERSIONS.values(), ids=MANIFEST_VERSIONS)
def test_each_version_declares_itself_as_it_is_met(version):
    root = etree.fromstring(write_manifest(evolve(PLAIN, version=version)))
    assert etree.QName(root).namespace == version.namespace
    assert root.get("MessageVersionId") == version.declared
    assert root.get("AvsVersionId", "") == version.avs
    assert root.findtext(f"MessageInBatch/HashSum/{version.hash_tag}") == "ab"


def test_old_and_new_versions_differ_in_the_element_of_the_digest():
    assert (ERN_C_16.hash_tag, ERN_C_17.hash_tag, ERN_C_18.hash_tag) == ("HashSum", "HashSumValue", "HashSumValue")


def test_an_old_manifest_is_read_whatever_its_prefix_and_blanks():
    manifest, findings = read_manifest(OLD.encode())
    assert findings == ()
    assert manifest.version.number == "1.6"
    assert manifest.sender == ExchangeParty(("PADPIDA2013042401U", "own"), "Night Shift")
    assert manifest.created == datetime(2026, 1, 15, 9, 30, tzinfo=UTC)
    (message,) = manifest.messages
    assert (message.message_id, message.proof) == ("MSG-1", HashSum("AB12", "MD5"))
    assert message.releases == (ReleaseIds(icpn="4006381333931"),)


@pytest.mark.parametrize("opening", ["<ManifestMessage", '<ManifestMessage xmlns="urn:elsewhere"'])
def test_a_manifest_of_an_unknown_version_is_read_and_said(opening):
    text = OLD.replace('<ftp:ManifestMessage xmlns:ftp="http://ddex.net/xml/ern-c-sftp/16"', opening)
    manifest, findings = read_manifest(text.replace("</ftp:", "</").encode())
    assert [finding.rule for finding in findings] == ["ERNC-MAN-003"]
    assert [message.message_id for message in manifest.messages] == ["MSG-1"]


def test_the_example_of_the_choreography_is_read(examples):
    (path,) = examples.glob("BatchComplete_*.xml")
    manifest, findings = read_manifest(path.read_bytes())
    assert findings == ()
    assert manifest.test
    assert manifest.root == "N_20260115093000123"
    assert manifest.messages[0].proof.algorithm == "MD5"


@pytest.mark.parametrize("data", [b"", b" \n"])
def test_an_empty_completion_file_lists_nothing(data):
    manifest, (finding,) = read_manifest(data)
    assert manifest is None
    assert (finding.rule, finding.severity) == ("ERNC-MAN-000", Severity.NOTE)


@pytest.mark.parametrize(
    "missing", ["MessageId", "URL", "IncludedReleaseId", "RootDirectory", "MessageCreatedDateTime"]
)
def test_what_a_manifest_must_say_is_missed_with_its_line(missing):
    root = etree.fromstring(OLD)
    element = root.find(f".//{missing}")
    element.getparent().remove(element)
    _, findings = read_manifest(etree.tostring(root))
    assert [(finding.rule, finding.expected) for finding in findings] == [("ERNC-MAN-002", missing)]
    assert findings[0].message.startswith("Line ")


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (("2026-01-15T01:30:00-08:00", "2026-01-15T01:30:00"), "ERNC-XML-002"),
        (("2026-01-15T01:30:00-08:00", "yesterday"), "ERNC-XML-001"),
        (("<IsTestFlag>false", "<IsTestFlag>perhaps"), "ERNC-XML-003"),
        (("<NumberOfMessages>1", "<NumberOfMessages>many"), "ERNC-XML-003"),
        (("<NumberOfMessages>1", "<NumberOfMessages>99999999999999999999"), "ERNC-XML-003"),
    ],
)
def test_a_value_that_is_none_is_left_out_and_said(change, rule):
    manifest, findings = read_manifest(OLD.replace(*change).encode())
    assert [finding.rule for finding in findings] == [rule]
    assert manifest.created is None or manifest.created.utcoffset() is not None


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"<a/>", "ERNC-MAN-001"),
        (b"<ManifestMessage", "ERN-XML-001"),
        (b"\x00\xff", "ERN-XML-001"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><ManifestMessage>&b;</ManifestMessage>', "ERN-XML-002"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><ManifestMessage/>', "ERN-XML-002"),
        (b"<ManifestMessage>" + b"<a>" * 5000 + b"</a>" * 5000 + b"</ManifestMessage>", "ERN-XML-"),
    ],
)
def test_what_is_no_manifest_is_a_finding(data, rule):
    manifest, (finding,) = read_manifest(data)
    assert manifest is None
    assert finding.rule.startswith(rule)


@given(st.binary(max_size=60))
@settings(max_examples=50)
def test_no_bytes_break_the_reader(data):
    read_manifest(data)
    read_manifest(b"<ManifestMessage>" + data + b"</ManifestMessage>")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"messages": ()}, "no message"),
        ({"created": None}, "no time zone"),
        ({"created": datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)}, "no time zone"),
        ({"root": "\x00"}, "XML"),
        ({"messages": (MessageInBatch("M", "u", (ReleaseIds.guessed("own"),)),)}, "name space"),
    ],
)
def test_what_cannot_be_written_is_refused(change, said):
    with pytest.raises(TuneMantraError, match=said):
        write_manifest(evolve(PLAIN, **change))


def test_a_first_delivery_may_be_urgent_or_back_catalogue():
    assert delivery_type(OrderKind.INSERT) is DeliveryType.NEW
    assert delivery_type(OrderKind.INSERT, priority=True) is DeliveryType.HIGH_PRIORITY
    assert delivery_type(OrderKind.INSERT, back_catalogue=True) is DeliveryType.BACK_CATALOGUE


@pytest.mark.parametrize("priority", [True, False])
def test_an_update_and_a_takedown_stay_what_they_are(priority):
    assert delivery_type(OrderKind.UPDATE, priority=priority) is DeliveryType.AGAIN
    assert delivery_type(OrderKind.TAKEDOWN, priority=priority) is DeliveryType.TAKEDOWN


ALBUM = make_release()


@pytest.mark.parametrize(
    ("kind", "product"),
    [
        (ReleaseKind.ALBUM, ProductType.AUDIO),
        (ReleaseKind.DJ_MIX, ProductType.AUDIO),
        (ReleaseKind.VIDEO_SINGLE, ProductType.VIDEO),
        (ReleaseKind.VIDEO_ALBUM, ProductType.VIDEO),
        (ReleaseKind.MULTIMEDIA_ALBUM, ProductType.MIXED),
        (ReleaseKind.RINGTONE, ProductType.MOBILE),
    ],
)
def test_the_kind_of_release_says_the_kind_of_product(kind, product):
    assert product_type(evolve(ALBUM, kind=kind)) is product


def test_where_the_kind_leaves_it_open_the_tracks_say_it():
    film = evolve(ALBUM.tracks[0], medium=Medium.VIDEO)
    assert product_type(evolve(ALBUM, kind=ReleaseKind.ALBUM, tracks=(film,))) is ProductType.VIDEO
    assert product_type(evolve(ALBUM, kind=ReleaseKind.ALBUM, tracks=(*ALBUM.tracks, film))) is ProductType.MIXED
