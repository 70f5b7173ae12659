"""The report: what the official samples get, which steps run, and what hostile or odd documents are told."""

from __future__ import annotations

import gzip
import time

import pytest
from attrs import evolve

from tests.unit.contrib.ddex.messages import PLAIN, order, release, write
from tests.unit.contrib.ddex.validation.conftest import SAMPLES
from tunemantra.contrib.ddex import ERN_43, VERSIONS, SchemaSet, build_purge
from tunemantra.contrib.ddex.reading.results import MessageKind
from tunemantra.contrib.ddex.reading.stream import Limits
from tunemantra.contrib.ddex.validation import FOUNDATIONS, RULES, Step, clause_of, validate_message
from tunemantra.core.finding import Severity

# Errors of official samples, with why they are the sample's.
FAULTS_OF_SAMPLES = {
    "382": {"ERN-MSG-005": "a template: its MessageId is left empty, its party ids say what belongs there"},
    "383 album": {
        "ERN-ID-002": "four track releases have `<ICPN>_<ISRC>_R1` as ICPN; that belongs into a ProprietaryId"
    },
}


def rules(report):
    return [finding.rule for finding in report.findings]


def errors(report):
    return {finding.rule for finding in report.errors}


@pytest.mark.parametrize("name", SAMPLES)
def test_the_official_samples_have_no_errors_but_their_own(base, schemas, name):
    report = validate_message(base(name), schemas)
    assert errors(report) == set(FAULTS_OF_SAMPLES.get(name, {}))
    assert [step.step for step in report.skipped] == [Step.FILES]
    assert report.version == name.partition(" ")[0]
    assert report.kind is MessageKind.NEW_RELEASE


def test_a_report_says_what_the_message_says_of_itself(base, schemas):
    classical = validate_message(base("42 classical"), schemas)
    assert (classical.version, classical.profile, classical.variant) == ("42", "Audio", "Classical")
    # The official sample doubles a word: only the last part counts.
    assert validate_message(base("382"), schemas).profile == "AudioAlbumMusicOnly"


@pytest.mark.parametrize("schemas", [None, SchemaSet(), SchemaSet("/nowhere")], ids=["none", "unset", "empty"])
def test_without_schemas_all_else_runs_and_the_report_says_so(base, schemas):
    spoiled = base("43 audio").replace(b"<DealReleaseReference>R1<", b"<DealReleaseReference>R99<")
    report = validate_message(spoiled, schemas)
    skipped = {step.step: step.skipped for step in report.skipped}
    assert skipped[Step.SCHEMA] == "the schema of ERN 43 is not here"
    assert {"ERN-REF-001", "ERN-DEAL-008"} <= set(rules(report))
    assert not any(rule.startswith("ERN-XSD") for rule in rules(report))


def test_every_fault_is_told_at_once(base, schemas):
    spoiled = base("43 audio").replace(b"<DealReleaseReference>R1<", b"<DealReleaseReference>R99<")
    spoiled = spoiled.replace(b"<UseType>Stream", b"<UseType>Telepathy").replace(b"PT2M28S", b"long")
    spoiled = spoiled.replace(b"00094631432057<", b"00094631432058<").replace(b'"Audio"', b'"MixedMedia"')
    found = errors(validate_message(spoiled, schemas))
    assert {"ERN-XSD-001", "ERN-AVS-001", "ERN-REF-001", "ERN-ID-014", "ERN-PRF-030"} <= found


def test_every_finding_of_a_message_has_line_place_and_clause(base, schemas):
    spoiled = base("43 audio").replace(b"<DealReleaseReference>R1<", b"<DealReleaseReference>R99<")
    spoiled = spoiled.replace(b"<UseType>Stream", b"<UseType>Telepathy").replace(b"PT2M28S", b"PT0S")
    findings = validate_message(spoiled, schemas).findings
    assert len(findings) > 3
    for finding in findings:
        assert finding.message.startswith("Line ")
        assert finding.path.startswith("/")
        assert finding.hint.endswith(f"[{clause_of(finding.rule)}]")


def test_every_rule_has_an_id_of_its_own_a_clause_and_a_line():
    ids = [rule.id for rule in RULES]
    assert len(set(ids)) == len(ids)
    assert not set(ids) & set(FOUNDATIONS)
    for rule in RULES:
        assert rule.clause
        assert rule.text.endswith(".")
        assert rule.check.__doc__ is None or "\n" not in rule.check.__doc__


BOMB = b'<!DOCTYPE m [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><m>&b;</m>'
FILE = b'<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/hostname">]><m>&x;</m>'
DEEP = b"<a>" * 65 + b"</a>" * 65
DEEPER = b"<a>" * 100_000
HUGE = b"<a>" + b"x" * 11_000_000 + b"</a>"
CROWDED = b"<a>" + b"<b/>" * 20_001 + b"</a>"
ATTRIBUTED = b"<a " + b" ".join(b"a%d=''" % number for number in range(100_000)) + b"/>"
MANY = b"<a>" + b"<b/>" * 1_000_001 + b"</a>"


@pytest.mark.parametrize(
    "hostile",
    [BOMB, FILE, DEEP, DEEPER, HUGE, MANY, CROWDED, ATTRIBUTED],
    ids=["bomb", "file", "deep", "deeper", "huge", "many", "crowded", "attributed"],
)
def test_a_hostile_document_is_refused_and_nothing_else_runs(schemas, hostile):
    report = validate_message(hostile, schemas)
    assert rules(report) == ["ERN-XML-002"]
    assert [step.step for step in report.steps if step.ran] == [Step.SAFETY]


def test_a_bomb_of_gzip_is_unpacked_no_further_than_the_limit(schemas):
    bomb = gzip.compress(b"<a>" + b" " * 200_000_000)
    assert rules(validate_message(bomb, schemas)) == ["ERN-XML-002"]


def test_a_compressed_message_is_judged_like_the_message(base, schemas):
    packed = gzip.compress(base("43 video"))
    assert validate_message(packed, schemas) == validate_message(base("43 video"), schemas)
    assert rules(validate_message(packed[:50], schemas)) == ["ERN-XML-001"]
    assert rules(validate_message(packed[:20] + b"damaged" + packed[27:], schemas)) == ["ERN-XML-001"]


def test_limits_are_those_of_the_caller(base, schemas):
    assert rules(validate_message(base("43 video"), schemas, limits=Limits(size=1000))) == ["ERN-XML-002"]
    assert rules(validate_message(base("43 video"), schemas, limits=Limits(depth=3))) == ["ERN-XML-002"]


def test_text_and_truncated_messages_are_one_finding(base, schemas):
    for broken in (b"", b"RIFF....WAVE", base("43 audio")[:5000]):
        assert rules(validate_message(broken, schemas)) == ["ERN-XML-001"]


def test_a_path_is_read(base, schemas, tmp_path):
    path = tmp_path / "message.xml"
    path.write_bytes(base("43 single"))
    assert validate_message(path, schemas) == validate_message(base("43 single"), schemas)
    with pytest.raises(OSError, match="nothing"):
        validate_message(tmp_path / "nothing.xml", schemas)


@pytest.mark.parametrize(
    "document",
    [b"<html/>", b'<m:MeadMessage xmlns:m="http://ddex.net/xml/mead/11"/>', b"<NewReleaseMessage/>"],
)
def test_what_is_no_message_of_ern_is_told_so(schemas, document):
    report = validate_message(document, schemas)
    assert "ERN-MSG-001" in rules(report)
    assert Step.SCHEMA in {step.step for step in report.skipped}
    assert not report.valid


@pytest.mark.parametrize("number", ["34", "36", "37", "381"])
def test_older_messages_of_ern_3_get_everything_but_the_schema(base, schemas, number):
    old = (
        base("383 album").replace(b"/ern/383", f"/ern/{number}".encode()).replace(b"ern/383", f"ern/{number}".encode())
    )
    report = validate_message(old, schemas)
    assert [step.step for step in report.skipped] == [Step.SCHEMA, Step.FILES]
    assert errors(report) == set(FAULTS_OF_SAMPLES["383 album"])
    dangling = validate_message(old.replace(b">A2</ReleaseRes", b">A77</ReleaseRes"), schemas)
    assert "ERN-REF-001" in errors(dangling)


def test_a_version_of_tomorrow_is_judged_by_all_but_its_schema(base, schemas):
    report = validate_message(base("432 audio").replace(b"/ern/432", b"/ern/45"), schemas)
    assert rules(report) == ["ERN-MSG-001"]
    assert report.skipped[0].skipped == "there is no schema of ERN 45"


@pytest.mark.parametrize("number", VERSIONS)
def test_a_purge_is_valid_and_has_no_profile(schemas, number):
    xml = build_purge(order(release()), evolve(PLAIN, version=VERSIONS[number]))
    report = validate_message(xml, schemas)
    assert report.kind is MessageKind.PURGE_RELEASE
    assert report.findings == ()
    assert {step.step for step in report.skipped} == {Step.PROFILE, Step.FILES}


def test_many_deals_of_many_releases_are_not_compared_each_with_each():
    count = 1500
    references = b"".join(b"<DealReleaseReference>R%d</DealReleaseReference>" % number for number in range(count))
    terms = b"<Deal><DealTerms><TerritoryCode>DE</TerritoryCode></DealTerms></Deal>" * count
    xml = b'<e:NewReleaseMessage xmlns:e="http://ddex.net/xml/ern/43"><DealList><ReleaseDeal>' + references + terms
    started = time.process_time()
    assert not validate_message(xml + b"</ReleaseDeal></DealList></e:NewReleaseMessage>").valid
    assert time.process_time() - started < 10


def test_findings_of_one_rule_are_bounded(schemas):
    parties = b"".join(b"<Party><PartyReference>A1</PartyReference></Party>" for _ in range(3000))
    xml = (
        b'<e:NewReleaseMessage xmlns:e="http://ddex.net/xml/ern/43"><PartyList>'
        + parties
        + b"</PartyList></e:NewReleaseMessage>"
    )
    report = validate_message(xml, schemas)
    assert len(report.findings) < 5000
    assert rules(report).count("ERN-REF-002") <= 1000


def test_a_schema_that_cannot_be_used_is_a_note(base, tmp_path):
    place = tmp_path / ERN_43.schema_path
    place.parent.mkdir(parents=True)
    place.write_text("<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'><xs:oops/></xs:schema>")
    report = validate_message(base("43 audio"), SchemaSet(tmp_path))
    (note,) = [finding for finding in report.findings if finding.rule == "ERN-XSD-000"]
    assert note.severity is Severity.NOTE
    assert "cannot be used" in note.message


def test_a_message_of_our_own_is_valid_without_a_remark_of_weight(schemas):
    report = validate_message(write(order(release()), ERN_43), schemas)
    assert report.errors == ()
    assert report.valid
