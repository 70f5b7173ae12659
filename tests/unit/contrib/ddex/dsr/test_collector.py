"""Findings, kept up to a limit."""

from __future__ import annotations

from tunemantra.contrib.ddex.dsr import Place, place_of
from tunemantra.contrib.ddex.dsr.collector import Collector
from tunemantra.core.finding import Severity


def test_up_to_the_limit_every_finding_is_there():
    collector = Collector(3)
    for row in range(3):
        collector.add("DSR-CEL-001", Place(row + 1, 2), "It is empty.")
    assert [place_of(finding) for finding in collector.all()] == [Place(1, 2), Place(2, 2), Place(3, 2)]


def test_beyond_it_the_rest_is_counted_and_no_rule_is_lost():
    collector = Collector(2)
    for row in range(5):
        collector.add("DSR-CEL-001", Place(row + 1, 2), "It is empty.")
    collector.add("DSR-FOT-001", None, "There is no footer.")
    *kept, last = collector.all()
    assert [finding.rule for finding in kept] == ["DSR-CEL-001", "DSR-CEL-001", "DSR-FOT-001"]
    assert (last.rule, last.observed, last.severity) == ("DSR-LIM-001", "DSR-CEL-001: 3", Severity.ERROR)


def test_remarks_that_are_not_listed_do_not_block():
    collector = Collector(1)
    for row in range(3):
        collector.add("DSR-ESC-001", Place(row + 1, 2), "It escapes nothing.", severity=Severity.WARNING)
    assert not any(finding.blocks for finding in collector.all())


def test_a_finding_is_short_however_long_the_cell():
    collector = Collector()
    collector.add("DSR-CEL-002", Place(1, 1), "It is no number.", observed="x" * 10**6)
    assert len(collector.all()[0].observed) < 200


def test_a_finding_about_a_file_has_no_place():
    collector = Collector()
    collector.add("DSR-FIL-001", None, "It cannot be read.")
    collector.add("DSR-FIL-005", Place(7), "It is too long.")
    assert [place_of(finding) for finding in collector.all()] == [None, Place(7)]
