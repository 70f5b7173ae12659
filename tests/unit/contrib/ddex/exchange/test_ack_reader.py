"""Acknowledgements of every form, read into one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.contrib.ddex.exchange import acknowledgements as said
from tests.unit.contrib.ddex.exchange.acknowledgements import FIRST, GRID, ICPN, STAMP, new, old, resource, written
from tunemantra.contrib.ddex.exchange import (
    AckDialect,
    AffectedResource,
    Claimant,
    ExchangeParty,
    ProprietaryId,
    ReleaseIds,
    Word,
    read_ack_name,
    read_acknowledgement,
    variants,
)


def only(data, name=None):
    document, findings = read_acknowledgement(data, name)
    assert findings == ()
    (one,) = document.acknowledgements
    return one


def rules(data):
    return [finding.rule for finding in read_acknowledgement(data)[1]]


@pytest.mark.parametrize("version", said.DIALECTS)
def test_every_form_says_the_same(version):
    data = written(
        version,
        "ResourceCorrupt",
        error="broken",
        proposed="ResendXmlAndResources",
        manual="true",
        resources=resource(FIRST),
    )
    document, findings = read_acknowledgement(data)
    (one,) = document.acknowledgements
    assert findings == ()
    assert document.created == datetime(2026, 1, 15, 10, 15, tzinfo=UTC)
    assert document.sender == ExchangeParty(("PADPIDA2009101501Y",), "Store")
    assert document.recipients == (ExchangeParty(("PADPIDA2013042401U",)),)
    assert one.release == ReleaseIds(icpn=ICPN)
    assert [status.word for status in one.files] == [Word("ResourceCorrupt")]
    assert one.error_text == "broken"
    assert one.proposed == Word("ResendXmlAndResources")
    assert one.manual_check is True
    assert one.resources == (AffectedResource(FIRST),)


@pytest.mark.parametrize(
    ("version", "dialect", "ack_id"),
    [
        ("1.4", AckDialect.FTP, ""),
        ("1.7", AckDialect.STATUS, "ACK-1"),
        ("1.8", AckDialect.MESSAGE, "ACK-1"),
    ],
)
def test_each_form_is_told_from_the_others(version, dialect, ack_id):
    document, _ = read_acknowledgement(written(version, "FileOK"))
    assert (document.dialect, document.ack_id) == (dialect, ack_id)


def test_new_forms_name_the_message_and_the_batch():
    one = only(new("FileOK"))
    assert (one.message_id, one.batch_id, one.message_type) == ("MSG-1", STAMP, "NewReleaseMessage")
    assert one.release_status == Word("ReleaseReceivedByReleaseDistributor")


@pytest.mark.parametrize("prefix", ["", "ns3", "ernc"])
def test_prefixes_mean_nothing(prefix):
    assert only(old("FileOK", prefix=prefix)).files[0].word == Word("FileOK")


def test_a_default_name_space_means_nothing():
    data = new("FileOK").replace(b"<c:", b"<").replace(b"</c:", b"</").replace(b"xmlns:c=", b"xmlns=")
    assert only(data).message_id == "MSG-1"


def test_blanks_and_comments_mean_nothing():
    one = only(new("\n   FileOK <!-- yes -->\n", release=f"\n<ICPN>\t{ICPN}\n</ICPN>"))
    assert one.files[0].word == Word("FileOK")
    assert one.release == ReleaseIds(icpn=ICPN)


def test_several_party_ids_are_kept():
    data = old("FileOK").replace(
        b"<PartyId>PADPIDA2013042401U", b'<PartyId Namespace="X">7</PartyId><PartyId>PADPIDA2013042401U'
    )
    document, _ = read_acknowledgement(data)
    assert document.recipients[0].ids == ("7", "PADPIDA2013042401U")


def test_one_document_is_about_many_releases_and_messages():
    text = new("FileOK").decode()
    block = text[text.index("<ReleaseStatus>") : text.rindex("</ReleaseStatus>") + len("</ReleaseStatus>")]
    inner = block[block.index("<Acknowledgement>") : block.index("</Acknowledgement>") + len("</Acknowledgement>")]
    more = inner.replace("MSG-1", "MSG-2").replace("FileOK", "ErnMissing")
    other = block.replace(ICPN, "0036000291452").replace("MSG-1", "MSG-3")
    document, findings = read_acknowledgement(
        text.replace(inner, inner + more).replace("</c:", other + "</c:").encode()
    )
    assert findings == ()
    assert [(one.release.icpn, one.message_id, one.files[0].word.value) for one in document.acknowledgements] == [
        (ICPN, "MSG-1", "FileOK"),
        (ICPN, "MSG-2", "ErnMissing"),
        ("0036000291452", "MSG-3", "FileOK"),
    ]


def test_a_message_may_have_many_words_with_information():
    status = "FileOK</Status><Information>parsed</Information></MessageStatus><MessageStatus><Status>MetadataMissing"
    one = only(new(status))
    assert [(status.word.value, status.information) for status in one.files] == [
        ("FileOK", "parsed"),
        ("MetadataMissing", ""),
    ]


def test_a_release_without_a_message_is_still_about_something():
    text = new("FileOK", release_status="ReleaseMadeAvailableToConsumers").decode()
    start, end = text.index("<Acknowledgement>"), text.index("</Acknowledgement>") + len("</Acknowledgement>")
    one = only((text[:start] + text[end:]).encode())
    assert (one.message_id, one.words) == ("", (Word("ReleaseMadeAvailableToConsumers"),))


def test_words_of_ones_own_keep_whose_they_are():
    data = new("x").replace(b"<Status>x", b'<Status Namespace="DPID:P" UserDefinedValue="TooLoud">UserDefined')
    assert only(data).files[0].word.key == "UserDefined:DPID:P:TooLoud"


def test_resources_are_named_in_many_ways():
    own = resource(own=[("YOUTUBE:SR_ASSET_ID", "A77")])
    more = "<AffectedResource><ResourceId><ISRC>us-s1z-26-00001</ISRC><ISAN>0000</ISAN></ResourceId></AffectedResource>"
    assert only(new("ResourceMissing", resources=own + more)).resources == (
        AffectedResource(proprietary=(ProprietaryId("YOUTUBE:SR_ASSET_ID", "A77"),)),
        AffectedResource(FIRST, (("ISAN", "0000"),)),
    )


def test_claimants_are_kept():
    named = (
        "<Claimant><PartyName><FullName>Night Owls</FullName></PartyName><PartyId><ISNI>0</ISNI></PartyId></Claimant>"
    )
    one = only(new("FileOK", release_status="RightsConflict", claimants=named))
    assert one.claimants == (Claimant(("Night Owls",), (("ISNI", "0"),)),)
    assert str(one.claimants[0]) == "Night Owls, ISNI 0"


@pytest.mark.parametrize(("text", "flag"), [("true", True), ("1", True), ("FALSE", False), ("0", False)])
def test_a_flag_is_read_in_every_spelling(text, flag):
    assert only(new("FileOK", manual=text)).manual_check is flag


def test_a_grid_is_told_by_its_shape_in_the_old_form():
    assert only(old("FileOK", release=GRID)).release == ReleaseIds(grid=GRID)


def test_the_name_of_a_batched_acknowledgement_says_the_batch():
    name = read_ack_name(f"ACK_{STAMP}_{ICPN}.xml", variants.ERN_17_BATCHED)
    one = only(old("FileOK"), name)
    assert (one.batch_id, one.message_id) == (STAMP, "")


def test_the_name_of_a_single_acknowledgement_says_the_message():
    name = read_ack_name(f"ACK_{STAMP}_MSG-7.xml", variants.ERN_17_RELEASE_BY_RELEASE)
    assert only(old("FileOK"), name).message_id == "MSG-7"


@pytest.mark.parametrize(
    "choreography", [None, variants.ERN_17_RELEASE_BY_RELEASE], ids=["unsettled", "agreed otherwise"]
)
def test_the_release_in_a_name_is_taken_for_no_message(choreography):
    name = read_ack_name(f"ACK_{STAMP}_{ICPN}.xml", choreography)
    assert only(old("FileOK"), name).message_id == ""


def test_the_release_in_a_name_stands_in_for_one_the_document_does_not_name():
    document, _ = read_acknowledgement(old("FileOK", release=""), read_ack_name(f"ACK_{STAMP}_{ICPN}.xml"))
    assert document.acknowledgements[0].release == ReleaseIds(icpn=ICPN)
    document, _ = read_acknowledgement(old("FileOK", release=""), read_ack_name(f"ACK_{STAMP}_MSG-7.xml"))
    assert document.acknowledgements[0].message_id == "MSG-7"


def test_a_name_never_overwrites_what_the_document_says():
    name = read_ack_name(f"ACK_MSG-9_{STAMP}.xml", variants.ERN_18_BATCHED)
    assert only(new("FileOK"), name).message_id == "MSG-1"


def test_the_example_of_the_choreography_is_read(examples):
    (path,) = examples.glob("ACK_*.xml")
    one = only(path.read_bytes(), read_ack_name(path.name, variants.ERN_18_BATCHED))
    assert (one.message_id, one.batch_id) == ("MSG-1", "20260115093000123")
    assert one.resources == (AffectedResource("USAAA2600002"),)
    assert one.manual_check is False


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"<AcknowledgementMessage/>", ["ERNC-ACK-002", "ERNC-ACK-003"]),
        (old("FileOK").replace(b"<FileStatus>FileOK</FileStatus>", b""), ["ERNC-ACK-002"]),
        (old("FileOK", release=""), ["ERNC-ACK-002"]),
        (new("FileOK").replace(b"2026-01-15T10:15:00Z", b"2026-01-15T10:15:00"), ["ERNC-XML-002"]),
        (new("FileOK").replace(b"2026-01-15T10:15:00Z", b"soon"), ["ERNC-XML-001"]),
        (new("FileOK", manual="maybe"), ["ERNC-XML-003"]),
    ],
    ids=["empty", "no status", "no subject", "no zone", "no time", "no flag"],
)
def test_a_gap_is_a_finding_and_the_rest_is_read(data, expected):
    assert rules(data) == expected
    assert read_acknowledgement(data)[0] is not None


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"<NewReleaseMessage/>", "ERNC-ACK-001"),
        (b"", "ERN-XML-001"),
        (b"<AcknowledgementMessage>", "ERN-XML-001"),
        (b'<!DOCTYPE a [<!ENTITY x "y">]><AcknowledgementMessage/>', "ERN-XML-002"),
        (b'<!DOCTYPE a SYSTEM "http://127.0.0.1/x"><AcknowledgementMessage/>', "ERN-XML-002"),
        (b"<AcknowledgementMessage>" + b"<a>" * 5000, "ERN-XML-"),
        (b" " * (33 * 1024 * 1024), "ERN-XML-002"),
    ],
    ids=["another", "nothing", "cut", "entity", "external", "deep", "large"],
)
def test_what_is_no_acknowledgement_is_a_finding(data, expected):
    document, (finding,) = read_acknowledgement(data)
    assert document is None
    assert finding.rule.startswith(expected)


@given(st.binary(max_size=60), st.sampled_from(list(AckDialect)))
@settings(max_examples=50)
def test_no_bytes_break_the_reader(data, root):
    read_acknowledgement(data)
    read_acknowledgement(f"<{root}><MessageHeader/>".encode() + data + f"</{root}>".encode())


def test_a_small_document_does_not_grow_without_bounds():
    text = new("FileOK", resources=resource(FIRST) * 1000).decode()
    start, end = text.index("<Acknowledgement>"), text.index("</Acknowledgement>") + len("</Acknowledgement>")
    document, findings = read_acknowledgement((text[:start] + text[start:end] * 1000 + text[end:]).encode())
    assert [finding.rule for finding in findings] == ["ERNC-ACK-005"]
    assert len(document.acknowledgements) == 99


def test_looser_forms_of_the_old_acknowledgement_are_read():
    data = old("FileOK").replace(b"FileStatus>", b"MessageStatus>")
    named = data.replace(
        b"<AcknowledgedFile>", b"<AcknowledgedMessageId>MSG-7</AcknowledgedMessageId><AcknowledgedFile>"
    )
    assert only(data).files[0].word == Word("FileOK")
    assert only(named).message_id == "MSG-7"
    assert only(named).acknowledged_on == "2026-01-15"
