"""CMN-BKL."""

import pytest
from attrs import evolve

from tunemantra.core.finding import Severity
from tunemantra.core.media import BookletFacts
from tunemantra.core.requirement import BookletSpec
from tunemantra.core.rules.booklet import RULES, judge_booklet

SPEC = BookletSpec()
GOOD = BookletFacts(size=9_000_000, sizes=((11.0, 8.264),) * 4, resolutions=((1, 72.0),))


def judged(**more):
    return list(judge_booklet(evolve(GOOD, **more), SPEC, "booklet.pdf"))


def test_a_good_booklet_has_no_finding():
    assert judged() == []


@pytest.mark.parametrize(
    ("facts", "rule", "observed"),
    [
        ({"problem": "not a PDF", "size": 99_000_000}, "CMN-BKL-001", "not a PDF"),
        ({"sizes": ((11.0, 8.264),) * 3}, "CMN-BKL-002", "3 pages"),
        ({"size": 10_000_001}, "CMN-BKL-003", "10,000,001 bytes"),
        ({"loose_fonts": ("Arial", "Gill")}, "CMN-BKL-004", "Arial, Gill"),
        ({"sizes": ((8.264, 11.0), *GOOD.sizes)}, "CMN-BKL-005", "page 1: 8.264 x 11 in"),
        ({"print_pages": (2, 3)}, "CMN-BKL-006", "page 2; page 3"),
        ({"print_pages": tuple(range(1, 9))}, "CMN-BKL-006", "page 1; page 2; page 3; page 4; page 5 and 3 more"),
        ({"resolutions": ((3, 71.9), (4, 300.0))}, "CMN-BKL-007", "page 3: 71.9 dpi"),
        ({"active": ("a script",)}, "CMN-BKL-008", "a script"),
    ],
)
def test_a_fault_blocks_with_one_finding(facts, rule, observed):
    (finding,) = judged(**facts)
    assert (finding.rule, finding.observed, finding.blocks) == (rule, observed, True)
    assert (finding.path, finding.file, bool(finding.expected), bool(finding.hint)) == (
        "booklet",
        "booklet.pdf",
        True,
        True,
    )


def test_links_are_for_people_to_look_at():
    (finding,) = judged(links=("https://label.example",))
    assert (finding.rule, finding.severity) == ("CMN-BKL-009", Severity.WARNING)


def test_rules_are_listed_once():
    assert len(set(RULES)) == len(RULES) == 9
