"""No false alarm on recordings that others made: the CC0 samples of Sonic Pi, as Debian packages them.

Sounds of drums begin and end in full swing by their nature, and crackle and glitches are clicks: only what can be held
against the samples themselves is asked here, by other means than those that found it.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.support import require_folder
from tunemantra.contrib.media.listening import FfmpegListener, listener
from tunemantra.core.analysis import SoundFault
from tunemantra.core.analysis import SoundFaultKind as Kind

MUSICAL = ("ambi_", "loop_")
"""Sounds and loops of some length, most like masters; the others are single strokes."""


def confirmed(fault: SoundFault, wave: np.ndarray) -> bool:
    """Return whether the samples show a fault; `wave` is `(frames, channels)`, full scale is 1."""
    if fault.kind is Kind.TRUE_PEAK:
        from scipy.signal import resample_poly  # which takes a second, of every worker that collects

        return float(np.abs(resample_poly(wave, 8, 1, axis=0)).max()) > 1.0
    if fault.kind is Kind.DC_OFFSET:
        return float(np.abs(wave.mean(axis=0)).max()) >= 0.005
    if fault.kind is Kind.DUAL_MONO:
        return float(np.abs(wave[:, 0] - wave[:, 1]).max()) < 0.001
    return fault.kind in {Kind.CUT_START, Kind.CUT_END, Kind.CLICK}


def false_alarms(starts: tuple[str, ...] | None, monkeypatch: pytest.MonkeyPatch) -> tuple[int, list[str]]:
    folder = require_folder("/usr/share/sonic-pi/samples", "sonic-pi-samples")
    monkeypatch.setattr(listener, "hears_music", lambda: False)
    ear, alarms = FfmpegListener(), []
    files = sorted(path for path in folder.glob("*.flac") if starts is None or path.name.startswith(starts))
    for path in files:
        alarms += [f"{path.stem}: {one.kind} {one.detail}" for one in ear.analyse(path).faults if not told(path, one)]
    return len(files), alarms


def told(path: Path, fault: SoundFault) -> bool:
    wave, _ = soundfile.read(path, always_2d=True)
    return confirmed(fault, wave)


def test_sounds_and_loops_have_none(monkeypatch: pytest.MonkeyPatch) -> None:
    count, alarms = false_alarms(MUSICAL, monkeypatch)
    assert alarms == []
    assert count >= 20


@pytest.mark.nightly
def test_no_sample_has_one(monkeypatch: pytest.MonkeyPatch) -> None:
    count, alarms = false_alarms(None, monkeypatch)
    assert alarms == []
    assert count >= 150
