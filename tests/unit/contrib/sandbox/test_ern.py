"""What a store reads in messages and manifests of either family."""

from __future__ import annotations

import pytest

from tunemantra.contrib.sandbox.ern import (
    DealRead,
    FileNamed,
    UnreadableError,
    deals_of,
    duration_seconds,
    file_named,
    parse,
    read_manifest,
    schema_problems,
)

BOMB = b'<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>'
FILE = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
OLD_SUM = "<HashSum><HashSumAlgorithmType>MD5</HashSumAlgorithmType><HashSum>AB</HashSum></HashSum>"
SCHEMA = (
    b'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="a">'
    b'<xs:complexType><xs:sequence><xs:element name="b" type="xs:int" maxOccurs="99"/></xs:sequence></xs:complexType>'
    b"</xs:element></xs:schema>"
)


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"", "empty"), (b"no xml", "well-formed"), (BOMB, "document type"), (FILE, "document type")],
    ids=["empty", "torn", "bomb", "file"],
)
def test_what_is_no_harmless_document_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(UnreadableError, match=why):
        parse(content)


@pytest.mark.parametrize(
    "content", [b"<Manifest/>", b"<ManifestMessage><NumberOfMessages>0</NumberOfMessages></ManifestMessage>"]
)
def test_a_mark_that_lists_nothing_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableError):
        read_manifest(content)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("PT3M25.5S", 205.5), ("PT1H2M3S", 3723), ("PT0S", 0), ("PT", None), ("3:25", None), ("", None)],
)
def test_durations(said: str, seconds: float | None) -> None:
    assert duration_seconds(said) == seconds


@pytest.mark.parametrize(
    "said",
    [
        "<URI>./res/a.wav</URI><HashSum><Algorithm>MD5</Algorithm><HashSumValue>AB</HashSumValue></HashSum>",
        f"<FilePath>res/</FilePath><FileName>a.wav</FileName>{OLD_SUM}",
    ],
    ids=["family 4", "family 3"],
)
def test_a_file_is_named_alike_in_both_families(said: str) -> None:
    node = parse(f"<File>{said}<FileSize>1.5</FileSize></File>".encode())
    assert file_named(node) == FileNamed("res/a.wav", "MD5", "ab", 1500)


def test_no_file_is_none() -> None:
    assert file_named(None) is None


def test_a_deal_says_what_it_allows_in_either_form() -> None:
    terms = "<TerritoryCode>FR</TerritoryCode><ValidityPeriod><StartDate>2026-01-16</StartDate></ValidityPeriod>"
    use = "<UseType>Stream</UseType><Usage><UseType>Download</UseType></Usage>"
    deal = f"<DealReleaseReference>R1</DealReleaseReference><Deal><DealTerms>{terms}{use}</DealTerms></Deal>"
    (read,) = deals_of(parse(f"<M><DealList><ReleaseDeal>{deal}</ReleaseDeal></DealList></M>".encode()))
    assert read == DealRead(("R1",), ("FR",), (), "2026-01-16", (), ("Stream", "Download"))


def test_a_schema_has_its_say_and_no_end_of_it_is_told() -> None:
    from lxml import etree

    schema = etree.XMLSchema(etree.fromstring(SCHEMA))
    assert schema_problems(parse(b"<a><b>1</b></a>"), schema) == ()
    assert schema_problems(parse(b"<a/>"), None) == ()
    many = schema_problems(parse(b"<a>" + b"<b>x</b>" * 60 + b"</a>"), schema)
    assert len(many) == 20
    assert many[0].startswith("schema, line 1: ")
