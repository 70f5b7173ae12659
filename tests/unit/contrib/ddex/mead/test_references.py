"""References lead somewhere, once, and to their kind."""

from __future__ import annotations

from tunemantra.contrib.ddex.mead.references import MOST_FINDINGS, Reference, check


def at(tag, name, path="/p"):
    return Reference(tag, name, lambda: path, 3)


def rules(*references):
    return [finding.rule for finding in check(references)]


def test_a_reference_may_be_followed_before_it_is_given():
    assert rules(at("MetadataSourceReference", "U1"), at("SourceReference", "U1")) == []


def test_each_fault_has_its_rule():
    assert rules(at("SourceReference", "U1"), at("SourceReference", "U1")) == ["MEAD-REF-002"]
    assert rules(at("ResourceMusicalWorkReference", "W1")) == ["MEAD-REF-001"]
    assert rules(at("SourceReference", "X1")) == ["MEAD-REF-003"]
    assert rules(at("SourceReference", "U1"), at("ResourceMusicalWorkReference", "U1")) == ["MEAD-REF-003"]


def test_a_finding_says_where_and_what():
    (finding,) = check([at("MetadataSourceReference", "U7", "/m/r")])
    assert (finding.path, finding.observed) == ("/m/r", "U7")
    assert finding.message == "Line 3: MetadataSourceReference U7 leads nowhere."


def test_a_flood_is_cut():
    assert len(check([at("MetadataSourceReference", "U7")] * 5000)) == MOST_FINDINGS
