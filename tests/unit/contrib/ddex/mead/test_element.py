"""What cannot be written does not come into being."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.unit.contrib.ddex.mead.model import header
from tunemantra.contrib.ddex.mead import (
    AllowedValue,
    CommentaryNote,
    Flag,
    Lyrics,
    LyricsText,
    MeadMessage,
    Modulation,
    Mood,
    Party,
    PartyId,
    ProprietaryId,
    RelatedCreation,
    ReleaseId,
    ResourceId,
    ResourceInformation,
    ResourceSummary,
    Sample,
    Source,
    Text,
    TimeSignature,
    Usage,
    WorkId,
    WorkSummary,
)
from tunemantra.errors import ReleaseError

SUMMARY = ResourceSummary(ResourceId(isrc="USS1Z9900001"))


def faults(make):
    with pytest.raises(ReleaseError) as caught:
        make()
    return [(finding.rule, finding.path) for finding in caught.value.findings]


@pytest.mark.parametrize(
    ("make", "rule", "path"),
    [
        (lambda: CommentaryNote((), (AllowedValue("UserDefined"),)), "MEAD-MOD-001", "CommentaryNote.texts"),
        (lambda: WorkSummary(WorkId(), writers=()), "MEAD-MOD-001", "WorkSummary.writers"),
        (lambda: ProprietaryId("1", ""), "MEAD-MOD-001", "ProprietaryId.namespace"),
        (lambda: Lyrics(LyricsText("La", "")), "MEAD-MOD-001", "LyricsText.format"),
        (lambda: Modulation(value=Decimal(1)), "MEAD-MOD-002", "Modulation"),
        (lambda: Modulation(start_point=Decimal(0), start_bar=1, value=Decimal(1)), "MEAD-MOD-002", "Modulation"),
        (lambda: Modulation(end_bar=1, value=Decimal(1)), "MEAD-MOD-001", "Modulation.start_bar"),
        (Party, "MEAD-MOD-002", "Party"),
        (Sample, "MEAD-MOD-002", "Sample"),
        (Usage, "MEAD-MOD-002", "Usage"),
        (RelatedCreation, "MEAD-MOD-002", "RelatedCreation"),
        (
            lambda: RelatedCreation(release_id=ReleaseId(), resource_id=ResourceId()),
            "MEAD-MOD-002",
            "RelatedCreation",
        ),
        (
            lambda: TimeSignature(no_meter_available=True, too_many_tempi=True),
            "MEAD-MOD-002",
            "TimeSignature",
        ),
        (
            lambda: ResourceInformation(SUMMARY, is_original=Flag(True), is_cover=Flag(False)),
            "MEAD-MOD-002",
            "ResourceInformation",
        ),
        (lambda: Text("x", "english please"), "MEAD-MOD-003", "Text.language"),
        (lambda: PartyId(dpid="PADPIDA"), "MEAD-MOD-003", "PartyId.dpid"),
        (lambda: PartyId(ipi_name_number="٠" * 11), "MEAD-MOD-003", "PartyId.ipi_name_number"),
        (lambda: Source("X1"), "MEAD-MOD-003", "Source.reference"),
        (lambda: Text("bell \x07"), "MEAD-MOD-003", "Text.text"),
        (lambda: Text("half a pair \ud83c"), "MEAD-MOD-003", "Text.text"),
        (lambda: Text("\uffff"), "MEAD-MOD-003", "Text.text"),
        (lambda: MeadMessage(header(), avs=""), "MEAD-MOD-001", "MeadMessage.avs"),
        (lambda: Modulation(start_bar=1, value=Decimal("NaN")), "MEAD-MOD-003", "Modulation.value"),
    ],
)
def test_a_fault_is_told_with_its_place(make, rule, path):
    assert faults(make) == [(rule, path)]


def test_every_fault_is_told_at_once():
    assert len(faults(lambda: Text("\x00", "no language", is_default=None, territory="\x01"))) == 3


def test_a_choice_that_is_made_with_false_or_zero_is_made():
    assert Sample(contains_samples=False).contains_samples is False
    assert Modulation(start_bar=0, value=Decimal(0)).start_bar == 0


def test_words_may_be_given_as_text():
    assert Mood("Happy") == Mood(Mood("Happy").value)
    assert Mood("Happy").value.value == "Happy"


def test_a_party_of_one_name_is_short_to_write():
    party = Party.named("Dave", isni="0000000467436124")
    assert party.names[0].full_name.name.text == "Dave"
    assert party.ids == (PartyId(isni="0000000467436124"),)
