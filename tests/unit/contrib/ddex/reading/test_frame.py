"""Whatever the bytes are, a message comes back, with findings and never an exception."""

from __future__ import annotations

import gzip
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunemantra.contrib.ddex.reading import Limits, MessageKind, read_message
from tunemantra.core.distribution import OrderKind

HEADER = """<MessageHeader><MessageThreadId>T1</MessageThreadId><MessageId>M1</MessageId>
<MessageSender><PartyId>PADPIDA2013042401U</PartyId><PartyName><FullName>Sender</FullName></PartyName></MessageSender>
<SentOnBehalfOf><PartyId>PADPIDA2013042402U</PartyId></SentOnBehalfOf>
<MessageRecipient><PartyId>PADPIDA2009101501Y</PartyId></MessageRecipient>
<MessageCreatedDateTime>2026-03-01T12:30:15+01:00</MessageCreatedDateTime>
<MessageControlType>TestMessage</MessageControlType></MessageHeader>"""


def message(body="", *, root="NewReleaseMessage", version="43", more=""):
    space = f"http://ddex.net/xml/ern/{version}"
    return f'<x:{root} xmlns:x="{space}" LanguageAndScriptCode="ja" {more}>{HEADER}{body}</x:{root}>'.encode()


def rules(read):
    return [finding.rule for finding in read.findings]


def test_the_header_is_read():
    header = read_message(message()).header
    assert (header.id, header.thread, header.test) == ("M1", "T1", True)
    assert (header.sender.dpid, header.sender.name) == ("PADPIDA2013042401U", "Sender")
    assert [one.dpid for one in header.recipients] == ["PADPIDA2009101501Y"]
    assert header.on_behalf_of.dpid == "PADPIDA2013042402U"
    assert header.created.isoformat() == "2026-03-01T11:30:15+00:00"


def test_the_party_ids_of_older_versions_are_read():
    old = b"""<NewReleaseMessage MessageSchemaVersionId="/ern/382"><MessageHeader><MessageId>1</MessageId>
    <MessageSender><PartyId IsDPID="true">PA-DPIDA-2013042401-U</PartyId><PartyId Namespace="X">7</PartyId>
    </MessageSender></MessageHeader>
    </NewReleaseMessage>"""
    read = read_message(old)
    assert (read.version, read.header.sender.dpid) == ("382", "PADPIDA2013042401U")
    assert [(one.kind, one.text) for one in read.unmapped] == [
        ("MessageHeader/MessageSender/PartyId", "7"),
        ("MessageHeader/MessageSender/PartyId/@Namespace", "X"),
    ]


@pytest.mark.parametrize(
    ("root", "kind"), [("NewReleaseMessage", MessageKind.NEW_RELEASE), ("CatalogListMessage", MessageKind.CATALOG_LIST)]
)
def test_kind_version_profile_and_language_are_read(root, kind):
    more = 'ReleaseProfileVersionId="CommonReleaseTypes/14/AudioAlbum" ReleaseProfileVariantVersionId="Classical"'
    read = read_message(message(root=root, version="383", more=more))
    assert (read.kind, read.version, read.language) == (kind, "383", "ja")
    assert (read.profile, read.variant) == ("AudioAlbum", "Classical")


def test_a_purge_says_what_is_purged():
    body = """<PurgedRelease><ReleaseId><GRid>A12425GABC1234002M</GRid><ICPN IsEan="true">4006381333931</ICPN>
    <ProprietaryId Namespace="PADPIDA2013042401U">77</ProprietaryId></ReleaseId>
    <Title><TitleText>Night</TitleText></Title>
    <Contributor><PartyName><FullName>Ann</FullName></PartyName><Role>Artist</Role></Contributor></PurgedRelease>"""
    read = read_message(message(body, root="PurgeReleaseMessage"))
    assert read.order_kind is OrderKind.TAKEDOWN
    assert (read.purged.icpn, read.purged.grid) == ("4006381333931", "A12425GABC1234002M")
    assert read.purged.proprietary_ids == (("PADPIDA2013042401U", "77"),)
    assert ([title.text for title in read.purged.titles], read.purged.contributors) == (["Night"], ("Ann",))
    assert [(one.kind, one.text) for one in read.unmapped] == [("PurgedRelease/Contributor/Role", "Artist")]


def test_what_nobody_understands_is_listed_with_place_and_line():
    body = '\n<Odd><a>1</a><a b="2"/><other:c xmlns:other="urn:x">3</other:c></Odd>'
    found = read_message(message(body)).unmapped
    assert [(one.path, one.line, one.text) for one in found] == [
        ("/ern:NewReleaseMessage/Odd/a[1]", 7, "1"),
        ("/ern:NewReleaseMessage/Odd/a[2]/@b", 7, "2"),
        ("/ern:NewReleaseMessage/Odd/{urn:x}c", 7, "3"),
    ]


def test_an_unknown_version_is_told():
    assert rules(read_message(message(version="47")))[0] == "ERN-READ-001"
    assert read_message(message(version="20")).release is None


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "ERN-XML-001"),
        (b"no XML", "ERN-XML-001"),
        (b"PK\x03\x04zip", "ERN-XML-001"),
        (message()[:-20], "ERN-XML-001"),
        (message().replace(b"Sender<", b"S\xe9nder<"), "ERN-XML-001"),
        (b'<?xml version="1.0" encoding="UTF-16"?>' + message(), "ERN-XML-001"),
        (b'<?xml version="1.0" encoding="klingon"?>' + message(), "ERN-XML-001"),
        (b'<?xml version="1.0" encoding="shift_jis"?>' + message(), "ERN-XML-001"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "ERN-XML-002"),
        (b'<!DOCTYPE a SYSTEM "http://127.0.0.1/x.dtd"><a/>', "ERN-XML-002"),
        (b"<a>&b;</a>", "ERN-XML-001"),
        (b"<mead/>", "ERN-READ-002"),
        (gzip.compress(message())[:-20], "ERN-XML-001"),
        (b"\x1f\x8bnot really", "ERN-XML-001"),
    ],
)
def test_hostile_and_broken_bytes_are_findings(data, rule):
    read = read_message(data)
    assert rules(read)[-1] == rule
    assert read.findings[-1].blocks
    assert (read.release, read.order_kind) == (None, None)


def test_nothing_grows_beyond_the_limits():
    limits = Limits(size=100_000, depth=20, text=1000, pieces=100, entries=50, names=60, token=50_000)
    attacks = [
        message(f"<a>{'x' * 1001}</a>"),
        message(f'<a b="{"x" * 1001}"/>'),
        message("<a>" * 20 + "</a>" * 20),
        message(f"<a>{'<b/>' * 101}</a>"),
        message("<a/>" * 51),
        message(f"<a>{''.join(f'<b{number}/>' for number in range(60))}</a>"),
        message("<ResourceList>" + "<a/>" * 51 + "</ResourceList>"),
        message(" " * 100_000),
        gzip.compress(message(" " * 10_000_000)),
        message("<!--" + "x" * 99_000 + "-->"),
    ]
    for attack in attacks:
        assert rules(read_message(attack, limits=limits)) == ["ERN-XML-002"], attack[600:700]


def test_a_list_of_leftovers_has_an_end():
    read = read_message(message("<a>" + "<b>1</b>" * 12_000 + "</a>"))
    assert len(read.unmapped) == 10_000
    assert "2000 more" in read.findings[-1].message


def test_files_and_compressed_bytes_are_read_alike(tmp_path):
    data = message("<Odd>1</Odd>")
    path = tmp_path / "message.xml.gz"
    path.write_bytes(gzip.compress(data))
    assert (
        read_message(path) == read_message(data) == read_message(io.BytesIO(data)) == read_message(gzip.compress(data))
    )
    with pytest.raises(FileNotFoundError):
        read_message(tmp_path / "none.xml")


def test_other_encodings_and_prefixes_say_the_same():
    text = message("<Odd>é夜</Odd>").decode()
    default = text.replace("x:New", "New").replace("xmlns:x=", "xmlns=")
    assert (
        read_message(default.encode("utf-16"))
        == read_message(text.encode())
        == read_message(default.encode("utf-8-sig"))
    )


@given(st.binary(max_size=200))
def test_any_bytes_are_answered(data):
    assert read_message(data).findings


@given(st.integers(0, 2000), st.integers(0, 255))
def test_any_damage_is_answered(position, byte):
    data = bytearray(message("<ReleaseList><Release><ReleaseReference>R0</ReleaseReference></Release></ReleaseList>"))
    data[position % len(data)] = byte
    read_message(bytes(data))
