"""Each of Gracenote's rules, in both directions."""

from __future__ import annotations

import pytest
from attrs import evolve

from tests.unit.plugins.gracenote import material
from tunemantra.core.composition import RelatedRelease, Relationship
from tunemantra.core.distribution import OrderKind
from tunemantra.core.finding import Severity
from tunemantra.core.identifiers import Gtin
from tunemantra.core.rules import Case, judge
from tunemantra.core.text import LocalText, Title
from tunemantra.plugins.gracenote.profile import REQUIREMENT
from tunemantra.plugins.gracenote.rules import check_order
from tunemantra.testing.factories import make_release, make_track


def found(order, rule):
    told = [finding for finding in check_order(order) if finding.rule == rule]
    assert all(finding.platform == "gracenote" for finding in told)
    return [(finding.severity, finding.path) for finding in told]


def with_facts(**changes):
    order = material.order()
    made = order.renditions["tracks[0].audio"]
    made = evolve(made, facts=evolve(made.facts, **changes))
    return evolve(order, renditions={**order.renditions, "tracks[0].audio": made})


def test_a_common_album_is_taken_with_notes_alone():
    assert {finding.severity for finding in check_order(material.order())} == {Severity.NOTE}


def test_a_suppression_is_asked_nothing():
    assert material.driver().check(material.order(kind=OrderKind.TAKEDOWN)) == ()


@pytest.mark.parametrize("facts", [{"bitrate": 128_000}, {"container": "wav"}])
def test_a_reference_of_another_kind_is_refused(facts):
    assert found(with_facts(**facts), "GN-AUD-001") == [(Severity.ERROR, "tracks[0].audio")]
    assert found(with_facts(bitrate=192_000), "GN-AUD-001") == []


def test_a_short_reference_is_told():
    assert found(with_facts(frames=29 * 44_100), "GN-AUD-001") == [(Severity.WARNING, "tracks[0].audio")]
    assert found(with_facts(frames=30 * 44_100), "GN-AUD-001") == []


def test_a_short_master_is_told_before_there_are_renditions():
    order = with_facts(frames=29 * 44_100, container="wav")
    masters = {subject: made.facts for subject, made in order.renditions.items()}
    early = evolve(order, renditions={}, masters=masters)
    assert found(early, "GN-AUD-001") == [(Severity.WARNING, "tracks[0].audio")]


@pytest.mark.parametrize(("version", "count"), [("Radio Preview", 1), ("Live", 0)])
def test_a_part_of_a_track_is_no_reference(version, count):
    track = make_track(titles=(Title("Keel", version),))
    order = material.order(make_release(tracks=1))
    order = evolve(order, release=evolve(order.release, tracks=(track,)))
    assert found(order, "GN-AUD-001") == [(Severity.ERROR, "tracks[0].titles[0]")] * count


def test_a_recording_nobody_listened_to_goes_without_fingerprint_and_a_note_says_so():
    assert found(material.order(), "GN-FPR-001") == [
        (Severity.NOTE, "tracks[0].audio"),
        (Severity.NOTE, "tracks[1].audio"),
    ]
    assert found(material.order(analyses=material.heard(1, 2)), "GN-FPR-001") == [(Severity.NOTE, "tracks[1].audio")]


@pytest.mark.parametrize(
    ("relationship", "count"),
    [(Relationship.PHYSICAL_EQUIVALENT, 1), (Relationship.ENCODING, 1), (Relationship.SIMILAR, 0)],
)
def test_an_album_that_will_be_merged_is_told(relationship, count):
    release = make_release(related=(RelatedRelease(relationship, Gtin("036000291452")),))
    assert found(material.order(release), "GN-MET-001") == [(Severity.WARNING, "related")] * count


def test_deals_are_not_sent_and_a_note_says_so_and_nothing_blocks():
    order = material.order()
    assert found(order, "GN-TRM-001") == [(Severity.NOTE, "deals")]
    told = judge(Case(order.release, "gracenote", REQUIREMENT, order.created_at))
    assert not [finding for finding in told if finding.rule.startswith("CMN-TRM")]


def test_what_has_no_element_is_noted():
    assert found(material.order(), "GN-XML-001") == []
    release = make_release(keywords=(LocalText("sea"),))
    assert found(material.order(release), "GN-XML-001") == [(Severity.NOTE, "keywords")]
