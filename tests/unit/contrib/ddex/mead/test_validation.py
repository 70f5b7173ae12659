"""Everything that is wrong with a message, at once, with rule, line and place."""

from __future__ import annotations

import re
import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest
from attrs import evolve

from tests.unit.contrib.ddex.mead.model import WHEN, header, is_valid_for
from tests.unit.contrib.ddex.messages import release
from tunemantra.contrib.ddex.mead import (
    Focus,
    FocusPeriod,
    MeadSchemas,
    MetadataSource,
    Mood,
    PartyName,
    Source,
    mead_of,
    validate_mead,
    write_mead,
)
from tunemantra.core.finding import Severity, blocking
from tunemantra.core.identifiers import Iswc

LINE = re.compile(r"Line ([0-9]+): ")


@pytest.fixture(scope="module")
def xml():
    """A message with two recordings, a work, a mood, a focus and a source."""
    product = release()
    tracks = (evolve(product.tracks[0], iswc=Iswc.parse("T-034.524.680-1")), *product.tracks[1:])
    message = mead_of(evolve(product, tracks=tracks), header())
    source = MetadataSource("U1", "MetadataProvider", names=(PartyName("Acme"),))
    message = evolve(message, metadata_sources=(source,)).with_recording(
        str(tracks[0].isrc),
        lambda told: evolve(
            told,
            moods=(Mood("Happy", sources=(Source("U1"),)),),
            focuses=(Focus(periods=(FocusPeriod(WHEN, WHEN),), territories=("DE",)),),
        ),
    )
    period = {"priority_period_start_date": "2026-05-01", "priority_period_end_date": "2026-06-01"}
    return write_mead(message.with_releases(lambda told: evolve(told, **period)))


FOCUS = "TerritoryOfBeingFocusTrackDescription"
USED = "ResourceMusicalWorkReference"
AT_ONCE = {"MEAD-AVS-001", "MEAD-REF-001", "MEAD-ID-001"}
FAULTS = [
    # rule, before, after, the last step of the path
    ("MEAD-XSD-001", b"<MessageId>m-0001</MessageId>", b"", "MessageSender"),
    ("MEAD-XSD-001", b"<Mood>", b"<Feeling>x</Feeling><Mood>", "Feeling"),
    ("MEAD-XSD-001", b"15.123000Z</MessageCreated", b"15 or so</MessageCreated", "MessageCreatedDateTime"),
    ("MEAD-XSD-001", b"<PartyId>PADPIDA2009101501Y", b"<PartyId>Y", "PartyId"),
    ("MEAD-XSD-001", b' AvsVersionId="3"', b"", "mead:MeadMessage"),
    ("MEAD-AVS-001", b"<Value>Happy", b"<Value>Hapy", "Value"),
    ("MEAD-AVS-001", b"FocusTrackDescription>DE", b"FocusTrackDescription>EU", FOCUS),
    ("MEAD-AVS-001", b"<MessageControlType>LiveMessage", b"<MessageControlType>Live", "MessageControlType"),
    ("MEAD-REF-001", b"<MetadataSourceReference>U1", b"<MetadataSourceReference>U2", "MetadataSourceReference"),
    ("MEAD-REF-001", b"ResourceMusicalWorkReference>W1", b"ResourceMusicalWorkReference>W2", USED),
    ("MEAD-REF-002", b"<MusicalWorkReference>W1</", b"<MusicalWorkReference>U1</", "MusicalWorkReference"),
    ("MEAD-REF-003", b"<MusicalWorkReference>W1</", b"<MusicalWorkReference>X1</", "MusicalWorkReference"),
    ("MEAD-ID-001", b"<ISRC>USS1Z9900001", b"<ISRC>USS1Z990001", "ISRC"),
    ("MEAD-ID-001", b"<ICPN>4006381333931", b"<ICPN>4006381333932", "ICPN"),
    ("MEAD-ID-001", b"<ISWC>T0345246801", b"<ISWC>T0345246802", "ISWC"),
    ("MEAD-ID-002", b"<ISRC>USS1Z9900001</ISRC>", b"", "ResourceId"),
    ("MEAD-DATE-001", b'StartDate="2026-05-01"', b'StartDate="2026-02-30"', "ReleaseInformation"),
    ("MEAD-DATE-002", b'EndDate="2026-06-01"', b'EndDate="2026-04-01"', "ReleaseInformation"),
    ("MEAD-DATE-002", b"<StartDateTime>2026-03-01", b"<StartDateTime>2026-03-02", "PeriodOfBeingFocus"),
    ("MEAD-OWN-001", b"<Value>Happy", b"<Value>UserDefined", "Value"),
    ("MEAD-OWN-001", b"<Value>Happy", b'<Value UserDefinedValue="Glad">Happy', "Value"),
]


@pytest.mark.parametrize(("rule", "before", "after", "step"), FAULTS)
def test_a_seeded_fault_is_found_with_its_line_and_place(mead, xml, rule, before, after, step):
    assert before in xml
    broken = xml.replace(before, after, 1)
    found = [finding for finding in validate_mead(broken, mead) if finding.rule == rule]
    assert found, validate_mead(broken, mead)
    finding = found[0]
    assert re.sub(r"\[[0-9]+\]", "", finding.path).rpartition("/")[2] == step
    line = int(LINE.match(finding.message)[1])
    lines = broken.split(b"\n")
    assert step.removeprefix("mead:").encode() in lines[line - 1]


def test_the_message_itself_is_valid(mead, second_mead_opinion, xml):
    assert validate_mead(xml, mead) == ()
    assert is_valid_for(second_mead_opinion, xml) == []


def test_every_fault_is_found_at_once(mead, xml):
    broken = xml
    for rule, before, after, _ in FAULTS:
        if rule in AT_ONCE:
            broken = broken.replace(before, after, 1)
    found = [finding.rule for finding in validate_mead(broken, mead)]
    assert sorted(found) == sorted(rule for rule, *_ in FAULTS if rule in AT_ONCE)


def test_the_official_sample_has_no_error_and_one_warning(mead, sample):
    (finding,) = validate_mead(sample, mead)
    assert (finding.rule, finding.severity) == ("MEAD-ID-002", Severity.WARNING)


def test_a_value_outside_its_set_says_what_was_read_and_what_may_be(mead, xml):
    (finding,) = validate_mead(xml.replace(b"<Value>Happy", b"<Value>Hapy"), mead)
    assert finding.observed == "Hapy"
    assert finding.expected == "one of 28 values, the nearest: Happy"
    assert finding.hint == "the whole list is in allowed-value-sets.xsd"


def test_without_the_schema_the_rest_still_runs_and_a_note_says_so(xml, tmp_path):
    broken = xml.replace(b"<ISRC>USS1Z9900001", b"<ISRC>USS1Z990001").replace(b"<Value>Happy", b"<Value>Hapy")
    found = validate_mead(broken, MeadSchemas(tmp_path))
    assert [(finding.rule, finding.severity) for finding in found] == [
        ("MEAD-ID-001", Severity.ERROR),
        ("MEAD-XSD-000", Severity.NOTE),
    ]
    assert not MeadSchemas(None).is_there
    assert validate_mead(xml, MeadSchemas(None))[0].rule == "MEAD-XSD-000"


def test_the_folder_comes_from_the_environment(ddex_folder):
    assert MeadSchemas.from_environment({"TUNEMANTRA_DDEX_SCHEMAS": str(ddex_folder)}).is_there
    assert not MeadSchemas.from_environment({}).is_there


def test_sets_of_values_may_lie_beside_the_schema(ddex_folder, tmp_path, xml):
    beside = tmp_path / "mead/11"
    beside.mkdir(parents=True)
    for name in ("media-enrichment-and-description.xsd", "allowed-value-sets.xsd"):
        shutil.copy(ddex_folder / "mead/11" / name, beside)
    schemas = MeadSchemas(tmp_path)
    assert validate_mead(xml, schemas) == ()
    assert "Happy" in schemas.value_sets()["Mood"]


def test_sets_of_a_version_that_does_not_fit_are_a_note(ddex_folder, tmp_path, xml):
    beside = tmp_path / "mead/11"
    beside.mkdir(parents=True)
    shutil.copy(ddex_folder / "mead/11/media-enrichment-and-description.xsd", beside)
    shutil.copy(ddex_folder / "ern/432/allowed-value-sets.xsd", tmp_path / "mead")
    (finding,) = validate_mead(xml, MeadSchemas(tmp_path))
    assert (finding.rule, finding.severity) == ("MEAD-XSD-000", Severity.NOTE)
    assert "version 3" in finding.hint


def test_a_schema_without_sets_is_not_there(ddex_folder, tmp_path):
    beside = tmp_path / "mead/11"
    beside.mkdir(parents=True)
    shutil.copy(ddex_folder / "mead/11/media-enrichment-and-description.xsd", beside)
    assert not MeadSchemas(tmp_path).is_there
    assert MeadSchemas(tmp_path).value_sets() == {}


def test_a_message_that_tells_nothing_is_a_warning(mead, sample):
    start = sample.index(b"<ReleaseInformationList>")
    end = sample.index(b"</ReleaseInformationList>") + len(b"</ReleaseInformationList>")
    found = validate_mead(sample[:start] + sample[end:], mead)
    assert [(finding.rule, finding.severity) for finding in found] == [("MEAD-MSG-001", Severity.WARNING)]


@pytest.mark.parametrize(
    ("document", "rule"),
    [
        (b"", "MEAD-XML-001"),
        (b"<NewReleaseMessage/>", "MEAD-VER-001"),
        (b'<!DOCTYPE m SYSTEM "http://127.0.0.1:9/m.dtd"><m/>', "MEAD-XML-002"),
    ],
)
def test_what_is_no_message_is_one_finding(mead, document, rule):
    assert [finding.rule for finding in validate_mead(document, mead)] == [rule]


def test_another_version_is_named_and_held_against_this_one(mead, sample):
    found = validate_mead(sample.replace(b"mead/11", b"mead/10"), mead)
    assert found[0].rule == "MEAD-VER-002"
    assert "MEAD-XSD-001" in {finding.rule for finding in blocking(found)}


def test_threads_share_a_schema_and_keep_their_findings_apart(mead, xml):
    broken = xml.replace(b"<Value>Happy", b"<Value>Hapy")
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda each: validate_mead(each, mead), [xml, broken] * 10))
    assert [[finding.rule for finding in findings] for findings in found] == [[], ["MEAD-AVS-001"]] * 10
