"""Each thing that is wrong is found, with its time, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.contrib.media.listening.defects import DEFECTS
from tunemantra.contrib.media.listening import FfmpegListener


def test_there_are_twenty_five_defects_and_more() -> None:
    assert len(DEFECTS) >= 25


@pytest.mark.parametrize("name", DEFECTS)
def test_a_defect_is_found_where_it_is(ear: FfmpegListener, tmp_path: Path, name: str) -> None:
    seeded = DEFECTS[name]
    found = ear.analyse(seeded.write(tmp_path / "flawed.wav")).faults
    assert {fault.kind for fault in found} - seeded.also == {seeded.kind}
    (fault,) = (fault for fault in found if fault.kind is seeded.kind)
    assert fault.start == pytest.approx(seeded.start, abs=seeded.within)
    assert fault.end == pytest.approx(seeded.end, abs=seeded.within)
    assert fault.channel == seeded.channel
    if seeded.value is not None:
        assert fault.value == pytest.approx(seeded.value, rel=max(seeded.accuracy, 1e-9))
