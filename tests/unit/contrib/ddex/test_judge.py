"""What is judged as a DDEX message, and by which schema."""

from __future__ import annotations

from pathlib import Path

from tests.support import require_ddex
from tunemantra.contrib.ddex import MessageJudge, SchemaSet

NOWHERE = MessageJudge(SchemaSet())
MESSAGE = b'<?xml version="1.0"?><e:NewReleaseMessage xmlns:e="http://ddex.net/xml/ern/43"/>'


def test_other_documents_are_left_alone():
    assert NOWHERE.judge(b"{}", "application/json") == ()
    assert NOWHERE.judge(b'<package xmlns="http://example.org"/>', "application/xml") == ()
    assert NOWHERE.judge(MESSAGE, "text/plain") == ()


def test_without_schemas_a_message_gets_a_note_and_nothing_blocks():
    findings = NOWHERE.judge(MESSAGE, "application/xml")
    assert [finding.rule for finding in findings] == ["ERN-XSD-000"]
    assert not any(finding.blocks for finding in findings)


def test_broken_xml_blocks_even_without_schemas():
    findings = NOWHERE.judge(MESSAGE[:-2], "text/xml")
    assert [finding.rule for finding in findings if finding.blocks] == ["ERN-XML-001"]


def test_with_schemas_an_empty_message_is_not_valid():
    folder: Path = require_ddex()
    findings = MessageJudge(SchemaSet(folder)).judge(MESSAGE, "application/xml")
    assert "ERN-XSD-001" in {finding.rule for finding in findings if finding.blocks}


def test_a_version_without_a_schema_is_judged_by_its_references():
    message = MESSAGE.replace(b"/ern/43", b"/ern/381").replace(
        b"/>", b"><DealReleaseReference>R1</DealReleaseReference>"
    )
    findings = NOWHERE.judge(message + b"</e:NewReleaseMessage>", "application/xml")
    assert [finding.rule for finding in findings] == ["ERN-REF-001", "ERN-XSD-000"]
    assert [finding.rule for finding in NOWHERE.judge(message, "application/xml")] == ["ERN-XML-001"]
