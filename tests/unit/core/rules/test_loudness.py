"""CMN-AUD-013: what is made louder or quieter, and who asked for it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from attrs import evolve

from tests.unit.core.rules.conftest import HEARD, Bench
from tunemantra.core.finding import Finding, Severity
from tunemantra.core.rules import judge_for_any

LOSSY = {"container": "mp3", "codec": "mp3", "bit_depth": 0}


def asking(bench: Bench, loudness: float | None = -16.0) -> Bench:
    assert bench.requirement.audio is not None
    bench.facts.pop("tracks[1].audio", None)
    return bench.require(audio=evolve(bench.requirement.audio, loudness=loudness))


def only(bench: Bench) -> Finding:
    (finding,) = bench.ask("CMN-AUD-013")
    return finding


def test_as_loud_as_the_masters_are_nothing_is_said(bench: Bench) -> None:
    assert bench.hear().ask("CMN-AUD-013") == ()
    assert asking(bench, -14.0).ask("CMN-AUD-013") == ()
    assert asking(bench).change_track(gain=Decimal(0)).ask("CMN-AUD-013") == ()


def test_what_the_label_asks_for_is_a_note_for_every_platform(bench: Bench) -> None:
    finding = only(asking(bench).change_track(gain=Decimal("-1.5")))
    assert (finding.severity, finding.path, finding.platform) == (Severity.NOTE, "tracks[0].gain", "")
    assert finding.message == "the recording is made 1.5 dB quieter: the label asks for it"
    assert (finding.observed, finding.file) == ("-1.5 dB, asked for by the label", "audio/1-1.wav")
    everywhere = judge_for_any(bench.release, bench.now, bench.facts, {}, {})
    assert finding in everywhere


def test_what_the_platform_asks_for_is_a_note_of_its_own(bench: Bench) -> None:
    finding = only(asking(bench).hear())
    assert (finding.severity, finding.path, finding.platform) == (Severity.NOTE, "tracks[0].audio", "spotify")
    assert finding.message == "the recording is made 2 dB quieter: the platform asks for it"
    assert (finding.observed, finding.expected) == ("-2 dB, asked for by the platform", "-16 LUFS")


def test_less_than_the_platform_asks_for_is_a_warning(bench: Bench) -> None:
    finding = only(asking(bench, -10.0).hear())
    assert (finding.severity, finding.platform) == (Severity.WARNING, "spotify")
    assert (finding.observed, finding.expected) == (
        "+0.9 dB of +4 dB, asked for by the platform",
        "-10 LUFS, at most -0.1 dBTP",
    )


def test_a_master_that_bears_no_gain_blocks_what_the_label_asks_for(bench: Bench) -> None:
    finding = only(asking(bench).change_track(gain=Decimal(-1)).measure(**LOSSY))
    assert (finding.blocks, finding.observed) == (True, "-1 dB, mp3")


def test_a_master_that_bears_no_gain_is_sent_to_a_platform_as_it_is(bench: Bench) -> None:
    finding = only(asking(bench).measure(**LOSSY))
    assert (finding.severity, finding.observed, finding.platform) == (Severity.WARNING, "mp3", "spotify")


def test_a_loudness_nobody_knows_is_a_warning_and_none_at_all_is_nothing(bench: Bench) -> None:
    assert only(asking(bench)).observed == "not analysed"
    assert bench.hear(loudness=evolve(HEARD.loudness, integrated=None)).ask("CMN-AUD-013") == ()


@pytest.mark.parametrize(("gain", "blocks"), [("1.2", False), ("1.21", True)])
def test_a_gain_that_clips_blocks(bench: Bench, gain: str, blocks: bool) -> None:
    finding = only(asking(bench, None).change_track(gain=Decimal(gain)).hear())
    assert finding.blocks is blocks
    if blocks:
        assert (finding.observed, finding.expected) == ("+1.21 dB, and a peak of -1.20 dBFS", "1.20 dB at most")
    else:
        assert finding.message.startswith("the recording is made 1.2 dB louder")


def test_a_gain_is_not_judged_by_a_peak_nobody_knows(bench: Bench) -> None:
    asking(bench, None).change_track(gain=Decimal(9)).hear(loudness=evolve(HEARD.loudness, sample_peak=None))
    assert not only(bench).blocks


def test_nothing_is_said_of_what_was_not_measured_or_is_not_sent(bench: Bench) -> None:
    asking(bench).change_track(gain=Decimal(-1)).measure(problem="damaged")
    assert bench.ask("CMN-AUD-013") == ()
    assert bench.measure().require(audio=None).ask("CMN-AUD-013") == ()


@pytest.mark.parametrize(("gain", "observed"), [("-3.5", None), ("-3", "+0.50 dBFS"), (None, "+3.50 dBFS")])
def test_a_gain_brings_floats_below_full_scale(bench: Bench, gain: str | None, observed: str | None) -> None:
    bench.change_track(gain=gain and Decimal(gain)).measure(codec="pcm_f32le", bit_depth=32, over=3.5)
    assert [finding.observed for finding in bench.ask("CMN-AUD-004")] == ([observed] if observed else [])
    assert bench.require(audio=None).case.gain("tracks[0].audio", bench.release.tracks[0]) is None
    assert bench.case.gain("tracks[9].audio", bench.release.tracks[0]) is None
