"""Progress where no terminal shows it: lines of the length of their words."""

from __future__ import annotations

import pytest

from tunemantra.core.distribution import Stage
from tunemantra.host.cli.bars import Bars, FileBars
from tunemantra.ports.notification import Progress


def test_bars_in_a_file_have_no_tail(capfd: pytest.CaptureFixture[str]) -> None:
    with Bars() as bars:
        bars.show(Progress("d-1", "spotify", "200000000011", Stage.DELIVER, "02-03.wav", 1, 1))
    said = capfd.readouterr().err
    assert "deliver spotify" in said
    assert max(map(len, said.splitlines())) < 120


def test_bars_of_files_in_a_file_have_no_tail(capfd: pytest.CaptureFixture[str]) -> None:
    with FileBars() as bars:
        bars.show("tracks[0].audio", 0.5)
    assert max(map(len, capfd.readouterr().err.splitlines()), default=0) < 120
