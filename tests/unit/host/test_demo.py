"""The demonstration's release says of its pieces what is true of them."""

from __future__ import annotations

from math import log2

import pytest

from tunemantra.contrib.media.synthesis import _Tune
from tunemantra.host.demo import TRACKS, DemoTrack

PITCHES = ("A", "Bb", "B", "C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab")


@pytest.mark.parametrize("track", TRACKS, ids=lambda track: track.file)
def test_tempo_and_key_are_those_of_the_piece(track: DemoTrack) -> None:
    tune = _Tune.from_seed(track.seed)
    tonic = PITCHES[round(12 * log2(tune.root / 55)) % 12]
    assert track.bpm == pytest.approx(30 / tune.step, abs=0.1)
    assert track.key == f"{tonic} {'min' if 3 in tune.scale else 'maj'}"


def test_no_piece_is_there_twice() -> None:
    assert len({track.seed for track in TRACKS}) == len(TRACKS)
