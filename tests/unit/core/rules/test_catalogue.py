"""All rules together."""

import re
from datetime import UTC, datetime

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support import draws
from tests.unit.core.rules.conftest import Bench
from tunemantra.core.finding import Severity, ordered
from tunemantra.core.rules import RULES, Case, judge, judge_for_any
from tunemantra.core.schedule import LeadTime
from tunemantra.core.text import Title
from tunemantra.errors import PluginError
from tunemantra.testing.strategies import releases


def test_rules_have_unique_ids_and_a_sentence_each():
    assert len({rule.id for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert re.fullmatch(r"CMN-[A-Z]{2,3}-\d{3}", rule.id)
        assert re.fullmatch(r"[A-Z][^.]*\.", rule.summary)


def test_a_release_without_a_fault_has_no_finding(bench):
    assert judge(bench.case) == ()


def test_every_fault_is_found_at_once(bench):
    bench.measure(channels=1).picture(mode="CMYK", width=2999, height=2999)
    bench.change(icpn="036000291453", deals=()).change_track(1, isrc=bench.release.tracks[0].isrc)
    findings = judge(bench.case)
    assert [finding.rule for finding in findings if finding.blocks] == [
        "CMN-IMG-001",
        "CMN-IMG-002",
        "CMN-TER-001",
        "CMN-ID-002",
        "CMN-AUD-001",
        "CMN-ID-007",
    ]
    assert all(finding.observed and finding.expected and finding.hint for finding in findings)


def test_what_any_platform_would_say_is_said_once_over_several_platforms(bench):
    bench.change(deals=()).measure(channels=1)
    spotify = judge(bench.case)
    bench.platform = "beatport"
    together = ordered([*spotify, *judge(bench.case)])
    assert [(finding.rule, finding.platform) for finding in together] == [
        ("CMN-TER-001", ""),
        ("CMN-AUD-001", "beatport"),
        ("CMN-AUD-001", "spotify"),
    ]


def test_a_platform_may_weigh_a_rule_differently_under_its_own_name(bench):
    bench.measure(foreign_chunks=("LIST",)).require(severities=(("CMN-AUD-008", "error"), ("CMN-AUD-009", "note")))
    (finding,) = judge(bench.case)
    assert (finding.severity, finding.platform) == (Severity.ERROR, "spotify")


def test_weighing_it_the_same_changes_nothing(bench):
    bench.measure(foreign_chunks=("LIST",)).require(severities=(("CMN-AUD-008", "warning"),))
    (finding,) = judge(bench.case)
    assert finding.platform == ""


def test_a_severity_nobody_knows_is_the_plugins_fault(bench):
    with pytest.raises(PluginError, match="fatal"):
        judge(bench.require(severities=(("CMN-AUD-008", "fatal"),)).case)


@settings(max_examples=draws(40), suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(releases(), st.booleans())
def test_no_release_is_too_odd_to_be_judged(release, late):
    bench = Bench().require(lead=LeadTime(1, 2, "weeks"))
    now = datetime(2040 if late else 1980, 1, 1, tzinfo=UTC)
    findings = judge(Case(release, "spotify", bench.requirement, now))
    assert findings == ordered(findings)
    assert any(finding.rule == "CMN-DAT-002" for finding in findings) is late


@settings(max_examples=draws(40), suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(releases())
def test_judging_is_the_same_every_time_and_for_every_platform_but_in_name(release):
    case = evolve(Bench().case, release=release)
    assert judge(case) == judge(case)
    renamed = [evolve(finding, platform="") for finding in judge(evolve(case, platform="beatport"))]
    assert renamed == [evolve(finding, platform="") for finding in judge(case)]


def test_without_a_platform_what_holds_for_every_one_is_judged_and_nothing_else(bench):
    bench.release = evolve(bench.release, titles=(Title("Night Trains (feat. Mira Solano)"),))
    bench.facts["artwork"] = evolve(bench.facts["artwork"], width=10, height=10)
    bench.facts["tracks[0].audio"] = evolve(bench.facts["tracks[0].audio"], channels=1)
    found = judge_for_any(bench.release, bench.now, bench.facts, bench.catalogued, bench.analyses)
    assert "CMN-TTL-001" in {finding.rule for finding in found}
    assert {"CMN-AUD-001", "CMN-IMG-001", "CMN-REQ-001"}.isdisjoint(finding.rule for finding in found)
    assert {finding.platform for finding in found} == {""}
