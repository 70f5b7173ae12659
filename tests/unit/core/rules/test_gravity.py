"""Faults that are errors by themselves are those the rules call errors."""

from __future__ import annotations

import pytest

from tests.unit.core.rules.conftest import Bench
from tunemantra.core.analysis import (
    Loudness,
    PictureAnalysis,
    PictureFault,
    PictureFaultKind,
    SoundAnalysis,
    SoundFault,
    SoundFaultKind,
)
from tunemantra.core.rules import RULES
from tunemantra.core.rules.gravity import bears_grave, grave

QUIET = Loudness(None, 0.0, None, None, None, None)


def blocked(bench: Bench) -> bool:
    rules = [rule for rule in RULES if rule.id.startswith(("CMN-AUD", "CMN-IMG"))]
    return any(finding.blocks for rule in rules for finding in bench.ask(rule.id))


@pytest.mark.parametrize("kind", SoundFaultKind)
def test_a_fault_of_sound_is_as_grave_as_its_rule_says(bench: Bench, kind: SoundFaultKind) -> None:
    fault = SoundFault(kind, 0.0, 2.0, detail="so it is")
    # What the facts tell is judged by them.
    if kind is SoundFaultKind.SILENCE:
        bench.measure(silent=True)
    if kind is SoundFaultKind.TRUNCATED:
        bench.measure(problem="truncated", declared_frames=10**9)
    assert grave(fault) == blocked(bench.hear(fault))


@pytest.mark.parametrize("kind", PictureFaultKind)
def test_a_fault_of_a_picture_is_as_grave_as_its_rule_says(bench: Bench, kind: PictureFaultKind) -> None:
    fault = PictureFault(kind, detail="what it says")
    bench.analyses = {"artwork": PictureAnalysis(1, 50.0, (fault,), (), True)}
    assert grave(fault) == blocked(bench)


def test_one_grave_fault_is_enough() -> None:
    click, hole = (SoundFault(kind, 0.0, 1.0) for kind in (SoundFaultKind.CLICK, SoundFaultKind.TRUNCATED))
    assert bears_grave(SoundAnalysis(1, 1.0, QUIET, (click, hole)))
    assert not bears_grave(SoundAnalysis(1, 1.0, QUIET, (click,)))
    assert not bears_grave(PictureAnalysis(1, 50.0))
