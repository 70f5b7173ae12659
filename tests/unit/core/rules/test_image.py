"""CMN-IMG."""

import pytest

from tunemantra.core.finding import Severity


def seen(bench):
    return [*bench.ask("CMN-IMG-001"), *bench.ask("CMN-IMG-002")]


@pytest.mark.parametrize(
    ("facts", "rule", "observed"),
    [
        ({"width": 2999, "height": 2999}, "CMN-IMG-001", "2999 x 2999 pixels"),
        ({"width": 3001}, "CMN-IMG-001", "3001 x 3000 pixels"),
        ({"mode": "CMYK"}, "CMN-IMG-002", "CMYK"),
        ({"problem": "cannot identify image file"}, "CMN-IMG-002", "cannot identify image file"),
    ],
)
def test_a_wrong_cover_is_refused_with_one_finding(bench, facts, rule, observed):
    (finding,) = seen(bench.picture(**facts))
    assert (finding.rule, finding.path, finding.observed, finding.blocks) == (rule, "artwork", observed, True)
    assert (finding.file, bool(finding.expected), bool(finding.hint)) == ("cover.jpg", True, True)


@pytest.mark.parametrize(("mode", "bits"), [("L", 8), ("P", 8), ("RGBA", 8), ("RGB", 16)])
def test_other_colours_are_converted_with_a_warning(bench, mode, bits):
    (finding,) = seen(bench.picture(mode=mode, bits=bits))
    assert (finding.rule, finding.severity) == ("CMN-IMG-002", Severity.WARNING)


def test_the_least_size_is_the_platforms(bench):
    (finding,) = bench.picture(width=1000, height=1000).ask("CMN-IMG-001")
    assert (finding.platform, finding.expected) == ("spotify", "3000 x 3000 pixels or more")


def test_the_shape_is_the_same_fault_everywhere(bench):
    (finding,) = bench.picture(width=4000).ask("CMN-IMG-001")
    assert finding.platform == ""


def test_small_and_oblong_are_two_faults(bench):
    assert len(bench.picture(width=2999).ask("CMN-IMG-001")) == 2


def test_a_cover_that_was_not_measured_is_not_judged(bench):
    bench.facts.clear()
    assert seen(bench) == []
