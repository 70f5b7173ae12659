from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve

from tunemantra.core.finding import Severity
from tunemantra.core.rights import CommercialModel, UseType
from tunemantra.core.rules import RULES
from tunemantra.core.rules.terms import NAMES
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.terms import Term, Terms
from tunemantra.testing.stating import with_and_without

DOWNLOADS = Terms.everything()
DOWNLOADS = evolve(DOWNLOADS, uses={UseType.PERMANENT_DOWNLOAD}, models={CommercialModel.PAY_AS_YOU_GO})


def can_say(bench, terms):
    bench.requirement = evolve(bench.requirement, terms=terms)
    return bench


def about(bench, rule):
    return list(bench.ask(rule))


@pytest.mark.parametrize("term", Term)
def test_a_term_the_platform_cannot_be_told_blocks_with_what_is_lost(bench, term):
    can_say(bench, Terms(frozenset(Term) - {term}))
    without, bench.release = with_and_without(bench.release, term)
    found = about(bench, NAMES[term][0])
    assert found
    for finding in found:
        assert (finding.severity, finding.platform) == (Severity.ERROR, bench.platform)
        assert finding.observed
        assert finding.expected
        assert finding.hint
    bench.release = without
    assert about(bench, NAMES[term][0]) == []


@pytest.mark.parametrize("term", Term)
def test_a_term_the_platform_can_be_told_is_no_fault(bench, term):
    _, bench.release = with_and_without(bench.release, term)
    assert about(bench, NAMES[term][0]) == []


def test_a_lost_end_is_named_where_it_stands(bench):
    can_say(bench, Terms())
    end = ReleaseMoment.local(date(2027, 1, 2))
    bench.release = evolve(bench.release, deals=(evolve(bench.release.deals[0], end=end),))
    (finding,) = about(bench, "CMN-TRM-002")
    assert (finding.path, finding.observed) == ("deals[0].end", str(end))


def test_a_deal_for_something_else_is_told_of_and_one_is_needed(bench):
    can_say(bench, DOWNLOADS)
    (note,) = about(bench, "CMN-TRM-020")
    assert (note.path, note.severity) == ("deals[0]", Severity.NOTE)
    assert note.observed.startswith("OnDemandStream")
    assert [finding.path for finding in about(bench, "CMN-TRM-021")] == ["tracks[0].deals", "tracks[1].deals"]
    sold = evolve(bench.release.deals[0], uses=(UseType.PERMANENT_DOWNLOAD,), models=(CommercialModel.PAY_AS_YOU_GO,))
    bench.release = evolve(bench.release, deals=(*bench.release.deals, sold))
    assert about(bench, "CMN-TRM-021") == []
    assert len(about(bench, "CMN-TRM-020")) == 1


def test_without_a_deal_another_rule_speaks(bench):
    can_say(bench, DOWNLOADS)
    bench.release = evolve(bench.release, deals=())
    assert about(bench, "CMN-TRM-021") == []


def test_a_platform_that_tells_itself_is_not_told_for(bench):
    can_say(bench, evolve(DOWNLOADS, told=False))
    assert about(bench, "CMN-TRM-020") == about(bench, "CMN-TRM-021") == []


def test_every_term_has_a_rule_of_its_own():
    rules = [NAMES[term][0] for term in Term]
    assert len(set(rules)) == len(rules)
    assert set(rules) <= {rule.id for rule in RULES}
