"""CMN-AUD."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.core.rules.conftest import Bench
from tunemantra.core.finding import Severity
from tunemantra.core.media import ImmersiveFacts
from tunemantra.core.requirement import AudioSpec

MEDIA_RULES = ["CMN-AUD-001", "CMN-AUD-005", "CMN-AUD-007", "CMN-AUD-008", "CMN-AUD-009"]


def heard(bench):
    return [finding for rule in MEDIA_RULES for finding in bench.ask(rule)]


@pytest.mark.parametrize(
    ("facts", "observed", "expected"),
    [
        ({"channels": 1}, "1 channel (mono)", "2 channels (stereo)"),
        ({"channels": 6}, "6 channels", "2 channels (stereo)"),
        ({"sample_rate": 32_000}, "32000 Hz", "44100 Hz or more"),
        ({"bit_depth": 8}, "8-bit", "16-bit or more"),
        ({"bit_depth": 0, "codec": "mp3"}, "lossy (mp3)", "16-bit or more"),
    ],
)
def test_a_master_below_the_platforms_form_is_refused(bench, facts, observed, expected):
    (finding,) = bench.measure(**facts).ask("CMN-AUD-001")
    assert (finding.path, finding.observed, finding.expected) == ("tracks[0].audio", observed, expected)
    assert (finding.platform, finding.file, finding.blocks) == ("spotify", "audio/1-1.wav", True)


def test_every_shortcoming_is_a_finding_of_its_own(bench):
    assert len(bench.measure(channels=1, sample_rate=22_050, bit_depth=8).ask("CMN-AUD-001")) == 3


def test_a_lossy_platform_does_not_ask_for_a_depth(bench):
    bench.require(audio=AudioSpec("mp3", "mp3", (44_100,), bitrate=320_000))
    assert bench.measure(bit_depth=0).ask("CMN-AUD-001") == ()


def test_a_lossy_platform_takes_a_lossy_master_only_as_it_is_delivered(bench):
    bench.require(audio=AudioSpec("mp3", "mp3", (44_100,), bitrate=320_000))
    lossy = {"container": "mp3", "codec": "mp3", "sample_rate": 44_100, "bit_depth": 0}
    assert bench.measure(**lossy, bitrate=320_000).ask("CMN-AUD-001") == ()
    (finding,) = bench.measure(**lossy, bitrate=128_000).ask("CMN-AUD-001")
    assert finding.observed == "mp3 128 kbit/s 44100 Hz"
    assert finding.expected == "a lossless master, or mp3 320 kbit/s as it is delivered"


@pytest.mark.parametrize(
    ("spec", "scene", "observed"),
    [
        (AudioSpec("wav", "pcm", (48_000,), (24,)), ImmersiveFacts(2, 2, 0), "ADM BWF"),
        (AudioSpec("wav", "adm", (48_000,), (24,), 128), None, "no ADM chunks"),
    ],
)
def test_an_adm_master_is_neither_converted_nor_made(bench, spec, scene, observed):
    bench.require(audio=spec)
    finding, *_ = bench.measure(sample_rate=48_000, bit_depth=24, immersive=scene).ask("CMN-AUD-001")
    assert (finding.observed, finding.expected) == (observed, str(spec))


def test_a_platform_that_takes_no_recordings_refuses_no_master(bench):
    bench.require(audio=None)
    assert bench.measure(channels=1, sample_rate=8_000, bit_depth=8).ask("CMN-AUD-001") == ()


def test_a_codec_with_one_rate_takes_any_rate(bench):
    bench.require(audio=AudioSpec("opus", "opus", (48_000,), bitrate=128_000))
    assert bench.measure(sample_rate=44_100).ask("CMN-AUD-001") == ()


@given(st.integers(1, 8), st.sampled_from((22_050, 44_100, 96_000)), st.sampled_from((0, 8, 16, 24)))
def test_a_master_without_a_finding_has_a_form(channels, sample_rate, bit_depth):
    bench = Bench().measure(channels=channels, sample_rate=sample_rate, bit_depth=bit_depth)
    form = bench.requirement.audio.form_for(bench.facts["tracks[0].audio"])
    assert bool(bench.ask("CMN-AUD-001")) == (form is None or channels > 2)


def test_a_silent_master_is_refused_once(bench):
    (finding,) = bench.measure(silent=True, leading_silence=200.0, trailing_silence=200.0).ask("CMN-AUD-005")
    assert (finding.blocks, finding.observed) == (True, "200.0 s of silence")


def test_long_silence_is_shown_with_its_place_in_time(bench):
    findings = bench.measure(leading_silence=6.0, trailing_silence=7.5).ask("CMN-AUD-005")
    assert [(finding.severity, finding.observed, finding.at) for finding in findings] == [
        (Severity.WARNING, "6.0 s", 0.0),
        (Severity.WARNING, "7.5 s", 192.5),
    ]


def test_five_seconds_of_silence_are_nothing(bench):
    assert bench.measure(leading_silence=5.0, trailing_silence=5.0).ask("CMN-AUD-005") == ()


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"problem": "no audio stream", "container": "", "frames": 0, "declared_frames": None}, "decoded"),
        ({"frames": 48_000 * 100}, "cut off"),
        ({"frames": 48_000 * 100, "problem": "early end"}, "cut off"),
        ({"frames": 0}, "cut off"),
        ({"frames": 0, "problem": "a sample is no number"}, "cannot be decoded"),
        ({"frames": 0, "declared_frames": None}, "no sound"),
        ({"declared_frames": None, "frames": 48_000 * 198}, "not as long"),
    ],
)
def test_a_broken_file_gets_one_finding(bench, facts, message):
    (finding,) = [found for found in heard(bench.measure(**facts)) if found.blocks]
    assert (finding.rule, finding.path, finding.file) == ("CMN-AUD-007", "tracks[0].audio", "audio/1-1.wav")
    assert message in finding.message
    assert finding.observed
    assert finding.hint


@pytest.mark.parametrize("declared", [None, 0, 48_000])
def test_of_a_file_without_sound_its_problem_is_told_and_not_its_length(bench, declared):
    """Samples that are no numbers from the first on: there is no length to speak of."""
    problem = "damaged: at 0.000 s a sample is no number (NaN or infinite)"
    (finding,) = heard(bench.measure(frames=0, declared_frames=declared, problem=problem))
    assert (finding.rule, finding.message, finding.observed) == (
        "CMN-AUD-007",
        "the file cannot be decoded",
        problem,
    )


def test_numbers_that_are_none_within_a_whole_file_are_told_as_what_they_are(bench):
    problem = "damaged: at 2.083 s a sample is no number (NaN or infinite)"
    (finding,) = heard(bench.measure(problem=problem))
    assert (finding.rule, finding.observed, finding.blocks) == ("CMN-AUD-007", problem, True)


def test_a_file_cut_off_tells_both_lengths_whatever_else_is_wrong(bench):
    for problem in ("", "damaged: at 99.999 s a sample is no number (NaN or infinite)"):
        (finding,) = heard(bench.measure(frames=48_000 * 100, declared_frames=48_000 * 200, problem=problem))
        assert (finding.message, finding.observed, finding.expected) == (
            "the file is cut off",
            "100.00 s",
            "200.00 s as its header says",
        )


def test_a_file_cut_off_by_less_than_is_shown_tells_samples(bench):
    (finding,) = heard(bench.measure(frames=9_599_900, declared_frames=9_600_000))
    assert (finding.observed, finding.expected) == ("9599900 samples", "9600000 samples as its header says")


def test_a_length_without_a_rate_is_no_division_by_zero(bench):
    (finding,) = heard(bench.measure(sample_rate=0, frames=0, declared_frames=48_000))
    assert (finding.message, finding.observed) == ("the file is cut off", "0.00 s")


def test_floats_above_full_scale_are_refused_without_listening(bench):
    (finding,) = bench.measure(codec="pcm_f32le", bit_depth=32, over=3.5).ask("CMN-AUD-004")
    assert (finding.observed, finding.expected, finding.blocks) == ("+3.50 dBFS", "0 dBFS at most", True)
    assert (finding.path, finding.file) == ("tracks[0].audio", "audio/1-1.wav")


def test_a_file_of_no_sound_says_nothing_else(bench):
    assert [finding.rule for finding in heard(bench.measure(frames=0, declared_frames=0))] == ["CMN-AUD-007"]


@pytest.mark.parametrize(("stated", "wrong"), [("199", False), ("201", False), ("198.9", True), ("201.1", True)])
def test_a_duration_may_be_a_second_off(bench, stated, wrong):
    assert bool(bench.change_track(duration=Decimal(stated)).ask("CMN-AUD-007")) is wrong


def test_a_duration_that_is_not_stated_cannot_be_wrong(bench):
    assert bench.change_track(duration=None).ask("CMN-AUD-007") == ()


def test_a_dirty_header_is_a_warning_that_lists_what_is_in_it(bench):
    (finding,) = bench.measure(format_code=0xFFFE, foreign_chunks=("LIST", "id3 ")).ask("CMN-AUD-008")
    assert (finding.severity, finding.observed) == (Severity.WARNING, "format code 0xFFFE; chunks LIST, id3")


def test_a_file_that_is_no_wav_has_no_wav_header(bench):
    assert bench.measure(container="flac", format_code=None).ask("CMN-AUD-008") == ()


@pytest.mark.parametrize(("seconds", "short"), [(29, True), (30, False)])
def test_a_short_track_is_a_warning(bench, seconds, short):
    findings = bench.measure(frames=48_000 * seconds).ask("CMN-AUD-009")
    assert [finding.severity for finding in findings] == [Severity.WARNING] * short


def test_what_was_not_measured_is_not_judged(bench):
    bench.facts.clear()
    assert heard(bench) == []


def test_an_image_in_the_place_of_a_master_is_not_judged_as_audio(bench):
    bench.facts["tracks[0].audio"] = bench.facts["artwork"]
    assert heard(bench) == []
