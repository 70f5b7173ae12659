"""Nothing is found where nothing is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.contrib.media.listening.sounds import CLEAN, write
from tunemantra.contrib.media.listening import FfmpegListener


def test_there_are_fifty_clean_pieces() -> None:
    assert len(CLEAN) == 50


@pytest.mark.parametrize("name", CLEAN)
def test_a_clean_piece_has_no_fault(ear: FfmpegListener, tmp_path: Path, name: str) -> None:
    piece = CLEAN[name]
    file = write(tmp_path / "clean.wav", piece.sound(list(CLEAN).index(name)), piece.rate, piece.bits)
    assert ear.analyse(file).faults == ()
