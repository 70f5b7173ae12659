"""A large message is judged in pieces, and nothing is missed; a flood of faults ends early."""

from __future__ import annotations

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.unit.contrib.ddex.mead.model import header
from tests.unit.contrib.ddex.messages import release
from tunemantra.contrib.ddex.mead import MeadSchemas, Mood, mead_of, pieces, read_mead, validate_mead, write_mead
from tunemantra.contrib.ddex.mead.reader import MOST_TEXT, MOST_UNMAPPED
from tunemantra.contrib.ddex.mead.references import MOST_FINDINGS

RECORDINGS = 30
SEEDS = [
    (b"<Value>Happy", b"<Value>Hapy"),
    (b"<Mood>", b"<Feeling/><Mood>"),
    (b"<ResourceSummary>", b"<ResourceSummary><Odd/>"),
    (b"</ResourceInformation>", b"</ResourceInformation><Odd/>"),
    (b"<ReleaseSummary>", b"<ReleaseSummary><Odd/>"),
    (b"<MessageId>m-0001</MessageId>", b""),
    (b' AvsVersionId="3"', b""),
]


@pytest.fixture(scope="module")
def large():
    message = mead_of(release(size=RECORDINGS), header())
    happy = (evolve(told, moods=(Mood("Happy"),)) for told in message.resources)
    xml = write_mead(evolve(message, resources=tuple(happy)))
    # Hypothesis prints its arguments, so it is short in words.
    return lambda: xml


@pytest.fixture
def small_pieces(monkeypatch):
    monkeypatch.setattr(pieces, "MOST_ELEMENTS", 150)
    monkeypatch.setattr(pieces, "_MOST_IN_BIT", 140)


def seeded(xml, place, before, after):
    """The message with a fault in one of the places that have room for it."""
    parts = xml.split(before)
    cut = place % (len(parts) - 1)
    return before.join(parts[: cut + 1]) + after + before.join(parts[cut + 1 :])


def found(xml, mead):
    return {(finding.rule, finding.path, finding.message) for finding in validate_mead(xml, mead)}


def test_a_large_message_is_cut_and_every_part_of_it_judged(large, small_pieces):
    cut = list(pieces.pieces_of(etree.fromstring(large())))
    assert len(cut) > 3
    assert not any(piece.is_too_large for piece in cut)
    told = [original for piece in cut for _, original in piece.copies]
    assert len(told) == len(set(told)) == RECORDINGS + 1


def test_a_small_message_is_not_cut(large):
    root = etree.fromstring(large())
    (piece,) = pieces.pieces_of(root)
    assert piece.root is root


@given(place=st.integers(0, 1000), seed=st.sampled_from(SEEDS), again=st.sampled_from(SEEDS))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_found_in_the_whole_is_found_in_pieces(large, mead, place, seed, again):
    broken = seeded(large(), place, *seed)
    broken = broken if again[0] not in broken else seeded(broken, place + 7, *again)
    whole = found(broken, mead)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "MOST_ELEMENTS", 150)
        patch.setattr(pieces, "_MOST_IN_BIT", 140)
        in_pieces = found(broken, mead)
    assert whole
    # Of a list with a stranger in it, the schema says nothing more; the pieces do.
    assert whole <= in_pieces


def test_nothing_is_found_in_the_pieces_of_a_valid_message(large, mead, small_pieces):
    assert found(large(), mead) == set()


def test_a_part_too_large_to_be_judged_is_a_finding(large, mead, monkeypatch):
    monkeypatch.setattr(pieces, "MOST_ELEMENTS", 20)
    monkeypatch.setattr(pieces, "_MOST_IN_BIT", 10)
    assert "MEAD-XML-003" in {rule for rule, _, _ in found(large(), mead)}


@pytest.fixture(scope="module")
def hostile(sample):
    """The sample with as many faults as fit into half a megabyte."""

    def make(what, before=b"<Award>", times=20_000):
        return sample.replace(before, what * times + before, 1)

    return make


def test_a_flood_of_faults_ends_in_bounded_time(mead, hostile):
    flood = hostile(b"<Mood><Value>Nope</Value></Mood>", times=4000)
    findings = validate_mead(flood, mead)
    assert sum(finding.rule == "MEAD-AVS-001" for finding in findings) == MOST_FINDINGS
    assert {finding.rule for finding in validate_mead(hostile(b"<Mood><Value>Nope</Value></Mood>"), mead)} == {
        "MEAD-ID-002",
        "MEAD-XML-003",
    }


def test_a_flood_of_wrong_codes_and_references_is_cut(hostile):
    codes = validate_mead(hostile(b"<ISRC>x</ISRC>"), MeadSchemas(None))
    pointers = validate_mead(hostile(b"<MetadataSourceReference>U1</MetadataSourceReference>"), MeadSchemas(None))
    assert sum(finding.rule == "MEAD-ID-001" for finding in codes) in range(MOST_FINDINGS - 1, MOST_FINDINGS + 1)
    assert sum(finding.rule == "MEAD-REF-001" for finding in pointers) == MOST_FINDINGS


def test_a_flood_of_what_the_model_does_not_have_is_counted(hostile):
    reading = read_mead(hostile(b"<z>1</z>"))
    assert len(reading.unmapped) == MOST_UNMAPPED + 1
    assert reading.unmapped[-1].reason == f"{20_000 - MOST_UNMAPPED} more were left behind."
    assert len(reading.message.releases[0].awards) == 1


def test_a_gigantic_text_is_kept_in_part(hostile):
    (left,) = read_mead(hostile(b"<z>" + b"a" * 3_000_000 + b"</z>", times=1)).unmapped
    assert len(left.text) == MOST_TEXT + 2
