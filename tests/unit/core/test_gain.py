"""By how much a recording is made louder, and who asked for it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from tunemantra.core.analysis import Loudness
from tunemantra.core.gain import CEILING, Asker, Gain, bears, gain_for
from tunemantra.core.media import AudioFacts, ImmersiveFacts

MASTER = AudioFacts("wav", "pcm_s24le", 48_000, 24, 2, 48_000 * 200)
LOSSY = evolve(MASTER, container="mp3", codec="mp3", bit_depth=0)
HEARD = Loudness(-14.0, 5.0, -9.0, -11.0, -3.0, -3.2)


def test_nobody_asks():
    assert gain_for(None, None, MASTER, HEARD) is None


@pytest.mark.parametrize("target", [None, -16.0])
def test_what_the_label_states_goes_before_what_the_platform_asks_for(target):
    assert gain_for(Decimal("-1.5"), target, MASTER, HEARD) == Gain(-1.5, Asker.LABEL, -1.5)
    assert gain_for(Decimal(0), target, MASTER, HEARD) is None


def test_a_platform_is_given_the_loudness_it_asks_for():
    assert gain_for(None, -16.0, MASTER, HEARD) == Gain(-2.0, Asker.PLATFORM, -2.0)
    assert gain_for(None, -13.123, MASTER, HEARD) == Gain(0.88, Asker.PLATFORM, 0.88)
    assert gain_for(None, -14.004, MASTER, HEARD) is None


@pytest.mark.parametrize(
    ("peak", "given_"),
    [(-3.0, 2.9), (-0.1, 0.0), (0.4, 0.0), (None, 0.0)],
)
def test_no_true_peak_is_taken_to_full_scale(peak, given_):
    gain = gain_for(None, -10.0, MASTER, evolve(HEARD, true_peak=peak))
    assert gain == Gain(given_, Asker.PLATFORM, 4.0)
    assert gain.limited


@given(st.floats(-60, 0), st.floats(-70, 0), st.floats(-60, 6))
def test_peaks_stay_below_full_scale_and_nothing_is_louder_than_asked(target, integrated, peak):
    gain = gain_for(None, target, MASTER, evolve(HEARD, integrated=integrated, true_peak=peak))
    if gain is not None:
        assert gain.decibels == round(gain.decibels, 2)
        assert gain.decibels <= gain.wanted
        assert gain.decibels <= 0 or peak + gain.decibels <= CEILING + 1e-9


@pytest.mark.parametrize("heard", [None, evolve(HEARD, integrated=None)])
def test_what_nobody_knows_the_loudness_of_stays_as_it_is(heard):
    assert gain_for(None, -16.0, MASTER, heard) is None


@pytest.mark.parametrize("master", [LOSSY, evolve(MASTER, immersive=ImmersiveFacts(12, 2, 10))])
def test_what_is_only_passed_on_bears_no_gain(master):
    assert bears(MASTER)
    assert not bears(master)
    assert gain_for(None, -16.0, master, HEARD) is None


def test_a_gain_says_who_asked():
    assert str(Gain(-1.5, Asker.LABEL, -1.5)) == "-1.5 dB, asked for by the label"
    assert str(Gain(2.9, Asker.PLATFORM, 4.0)) == "+2.9 dB of +4 dB, asked for by the platform"
