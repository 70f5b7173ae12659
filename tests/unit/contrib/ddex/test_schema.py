"""Validation of messages of whomever."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.unit.contrib.ddex.messages import build, order
from tunemantra.contrib.ddex import SchemaSet
from tunemantra.contrib.ddex import schema as module
from tunemantra.core.finding import Severity
from tunemantra.errors import TuneMantraError


def rules(findings):
    return [finding.rule for finding in findings]


def test_the_official_sample_is_valid(schemas, ddex_folder):
    assert schemas.validate((ddex_folder / "samples/ern43/1 Audio.xml").read_bytes()) == ()


def test_a_fault_of_structure_has_its_line_and_place(schemas):
    broken = build(order()).replace(b"<Duration>PT3M25.123S</Duration>", b"", 1)
    (finding,) = schemas.validate(broken)
    assert finding.rule == "ERN-XSD-001"
    assert finding.path.endswith("/ResourceList/SoundRecording[1]/ParentalWarningType")
    assert finding.message.startswith("Line ")
    assert "Duration" in finding.expected


def test_a_value_that_no_set_has_is_told_apart_from_structure(schemas):
    broken = build(order()).replace(b"<UseType>OnDemandStream", b"<UseType>Telepathy")
    assert rules(schemas.validate(broken)) == ["ERN-AVS-001"]


def test_blanks_in_place_of_a_value_are_found(schemas):
    broken = build(order()).replace(b"<Duration>PT3M25.123S</Duration>", b"<Duration> \n </Duration>", 1)
    assert rules(schemas.validate(broken)) == ["ERN-XSD-001"]


def test_text_between_elements_is_found(schemas):
    broken = build(order()).replace(b"<ResourceList>", b"<ResourceList>oops", 1)
    assert rules(schemas.validate(broken)) == ["ERN-XSD-001"]


def test_every_fault_is_found_at_once(schemas):
    broken = build(order()).replace(b"<UseType>OnDemandStream", b"<UseType>Telepathy")
    broken = broken.replace(b"<DealReleaseReference>R2", b"<DealReleaseReference>R9")
    broken = broken.replace(b"PT3M25.123S", b"three minutes")
    assert sorted(set(rules(schemas.validate(broken)))) == ["ERN-AVS-001", "ERN-REF-001", "ERN-XSD-001"]


def test_without_schemas_one_note_says_so_and_the_references_are_still_checked(tmp_path):
    broken = build(order()).replace(b"<DealReleaseReference>R2", b"<DealReleaseReference>R9")
    findings = SchemaSet(tmp_path).validate(broken)
    assert rules(findings) == ["ERN-REF-001", "ERN-XSD-000"]
    assert findings[1].severity is Severity.NOTE
    assert not SchemaSet(None).has("43")


def test_the_folder_comes_from_the_environment(ddex_folder):
    assert SchemaSet.from_environment({"TUNEMANTRA_DDEX_SCHEMAS": str(ddex_folder)}).has("43")
    assert not SchemaSet.from_environment({}).has("43")


def test_text_that_is_no_xml_is_one_finding(schemas):
    assert rules(schemas.validate(b"RIFF....WAVE")) == ["ERN-XML-001"]
    assert rules(schemas.validate(b"")) == ["ERN-XML-001"]


BOMB = b"""<?xml version="1.0"?><!DOCTYPE m [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><m>&b;</m>"""
FILE = b"""<?xml version="1.0"?><!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/hostname">]><m>&x;</m>"""
FAR = b"""<?xml version="1.0"?><!DOCTYPE m SYSTEM "http://127.0.0.1:9/m.dtd"><m/>"""


@pytest.mark.parametrize(
    "document", [BOMB, FILE, FAR, FILE.replace(b"?>", b" encoding='UTF-16'?>", 1).decode().encode("utf-16")]
)
def test_a_document_type_is_refused_unread(schemas, document):
    assert rules(schemas.validate(document)) == ["ERN-XML-002"]


def test_an_oversized_message_is_refused_unread(schemas, monkeypatch):
    monkeypatch.setattr(module, "MAX_BYTES", 1000)
    assert rules(schemas.validate(build(order()))) == ["ERN-XML-002"]


def test_a_version_nobody_speaks_is_refused(schemas):
    with pytest.raises(TuneMantraError, match="ERN '99'"):
        schemas.validate(build(order()), "99")


def test_threads_share_a_schema_and_keep_their_findings_apart(schemas):
    good = build(order())
    broken = good.replace(b"<UseType>OnDemandStream", b"<UseType>Telepathy")
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(schemas.validate, [good, broken] * 25))
    assert [rules(findings) for findings in found] == [[], ["ERN-AVS-001"]] * 25


def test_what_was_wrong_with_one_message_is_not_said_of_the_next(schemas):
    """One thread reads all of them with the same parser: what it remembers is of the last message alone."""
    good = build(order())
    odd = good.replace(b"<MessageHeader>", b'<MessageHeader xmlns:a="a b">', 1)
    heard = [rules(schemas.validate(one)) for one in (odd, b"<a><b></a>", odd, good[:-5], good, odd)]
    assert heard == [[], ["ERN-XML-001"], [], ["ERN-XML-001"], [], []]


@pytest.mark.parametrize("bomb", [b"<m>" * 300 + b"</m>" * 300, b"<m>" + b"x" * 11_000_000 + b"</m>"])
def test_a_document_beyond_the_parsers_limits_is_unsafe_rather_than_broken(schemas, bomb):
    assert rules(schemas.validate(bomb)) == ["ERN-XML-002"]


def test_a_document_of_too_many_tags_is_refused_unread(schemas, monkeypatch):
    monkeypatch.setattr(module, "MAX_TAGS", 100)
    (finding,) = schemas.validate(build(order()))
    assert (finding.rule, finding.expected) == ("ERN-XML-002", "at most 100 tags")


def test_a_schema_that_does_not_compile_is_a_note(tmp_path):
    (tmp_path / "ern/43").mkdir(parents=True)
    (tmp_path / "ern/43/release-notification.xsd").write_bytes(b"<no schema")
    findings = SchemaSet(tmp_path).validate(build(order()))
    assert rules(findings) == ["ERN-XSD-000"]
    assert not findings[0].blocks


def test_comments_and_instructions_change_nothing(schemas):
    message = build(order())
    noted = re.sub(rb">(?=[^<\s])", b"><!-- c --><?p i?>", message.split(b"?>", 1)[1])
    assert schemas.validate(noted) == schemas.validate(message) == ()


@pytest.mark.parametrize(
    ("right", "wrong", "observed", "expected"),
    [
        (
            ">OnDemandStream<",
            ">onDemandStreem<",
            "onDemandStreem",
            r"one of \d\d values, the nearest: OnDemandStream, .*",
        ),
        (">OnDemandStream<", f">{'x' * 500}<", f"{'x' * 80} …", r"one of \d\d values"),
        (">LiveMessage<", ">live<", "live", "one of LiveMessage, TestMessage"),
    ],
    ids=["near", "nothing near", "few"],
)
def test_a_value_outside_its_set_is_told_with_the_nearest_and_where_the_list_is(
    schemas, right, wrong, observed, expected
):
    (finding,) = schemas.validate(build(order()).replace(right.encode(), wrong.encode(), 1))
    assert (finding.rule, finding.observed) == ("ERN-AVS-001", observed)
    assert re.fullmatch(expected, finding.expected)
    assert finding.hint == "the whole list is in ern/43/allowed-value-sets.xsd"
    assert len(finding.message) < 80


def test_what_is_exchanged_is_held_against_the_choreography(schemas, ddex_folder, tmp_path):
    (example,) = (ddex_folder / "choreography/examples").glob("BatchComplete*")
    root, _ = module.parse(example.read_bytes())
    assert schemas.has_exchange()
    assert schemas.check_exchange(root) == ()
    root.remove(root.find("RootDirectory"))
    (finding,) = schemas.check_exchange(root)
    assert (finding.rule, finding.path) == ("ERNC-XSD-001", "/c:ManifestMessage/NumberOfMessages")
    assert not SchemaSet(tmp_path).has_exchange()
    assert SchemaSet(tmp_path).check_exchange(root) == SchemaSet(None).check_exchange(root) == ()
    place = tmp_path / module.EXCHANGE_PATHS[0]
    place.parent.mkdir(parents=True)
    place.write_text("<not-a-schema/>")
    (note,) = SchemaSet(tmp_path).check_exchange(root)
    assert (note.rule, note.severity) == ("ERNC-XSD-000", Severity.NOTE)
