"""CMN-AUD-002 to 006, 008 and 010, from what was heard."""

from __future__ import annotations

import pytest

from tests.unit.core.rules.conftest import Bench
from tunemantra.core.analysis import PictureAnalysis, SoundFault
from tunemantra.core.analysis import SoundFaultKind as Kind
from tunemantra.core.finding import Finding, Severity
from tunemantra.core.rules import RULES
from tunemantra.core.rules.listening import clock

LISTENED = ["CMN-AUD-002", "CMN-AUD-003", "CMN-AUD-004", "CMN-AUD-005", "CMN-AUD-006", "CMN-AUD-008", "CMN-AUD-010"]


def everything(bench: Bench) -> list[Finding]:
    return [finding for rule in LISTENED for finding in bench.ask(rule)]


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        (Kind.LOSSY_ANCESTRY, "CMN-AUD-002"),
        (Kind.UPSAMPLED, "CMN-AUD-003"),
        (Kind.PADDED_BITS, "CMN-AUD-003"),
        (Kind.CLIPPING, "CMN-AUD-004"),
        (Kind.TRUE_PEAK, "CMN-AUD-004"),
        (Kind.DROPOUT, "CMN-AUD-005"),
        (Kind.DUAL_MONO, "CMN-AUD-006"),
        (Kind.EMPTY_CHANNEL, "CMN-AUD-006"),
        (Kind.INVERTED_PHASE, "CMN-AUD-006"),
        (Kind.PADDED_FILE, "CMN-AUD-008"),
        (Kind.CLICK, "CMN-AUD-010"),
        (Kind.CUT_START, "CMN-AUD-010"),
        (Kind.CUT_END, "CMN-AUD-010"),
        (Kind.DC_OFFSET, "CMN-AUD-010"),
    ],
)
def test_a_fault_is_a_warning_of_its_rule(bench: Bench, kind: Kind, rule: str) -> None:
    (finding,) = everything(bench.hear(SoundFault(kind, 1.0, 2.0, detail="so it is")))
    assert (finding.rule, finding.severity, finding.path) == (rule, Severity.WARNING, "tracks[0].audio")
    assert finding.file == "audio/1-1.wav"
    assert "so it is" in finding.observed


def test_samples_that_are_no_numbers_block(bench: Bench) -> None:
    (finding,) = everything(bench.hear(SoundFault(Kind.NOT_A_NUMBER, 1.0, 1.0)))
    assert finding.blocks


@pytest.mark.parametrize("kind", [Kind.SILENCE, Kind.LEADING_SILENCE, Kind.TRAILING_SILENCE, Kind.TRUNCATED])
def test_what_the_facts_tell_is_not_told_twice(bench: Bench, kind: Kind) -> None:
    assert everything(bench.hear(SoundFault(kind, 0.0, 200.0))) == []


def test_nothing_is_said_of_a_track_nobody_listened_to(bench: Bench) -> None:
    bench.analyses["artwork"] = PictureAnalysis(1, 100.0)
    bench.analyses["tracks[1].audio"] = PictureAnalysis(1, 100.0)
    assert everything(bench) == []


def test_a_place_is_told_with_its_channel(bench: Bench) -> None:
    (finding,) = everything(bench.hear(SoundFault(Kind.CLICK, 83.4567, 83.4567, 1, 1, "clicks", "1 click")))
    assert (finding.observed, finding.at) == ("1 click in channel 2 at 1:23.457", 83.4567)


def test_several_places_are_one_finding_with_the_first(bench: Bench) -> None:
    places = [SoundFault(Kind.DROPOUT, at, at + 0.1, detail="1 hole") for at in (3.0, 5.0, 7.0)]
    (finding,) = everything(bench.hear(*places))
    assert (finding.observed, finding.at) == ("1 hole at 0:03.000, and 2 more", 3.0)


def test_what_is_everywhere_has_no_place(bench: Bench) -> None:
    (finding,) = everything(bench.hear(SoundFault(Kind.EMPTY_CHANNEL, 0.0, 200.0, 0, detail="silence")))
    assert (finding.observed, finding.at) == ("silence in channel 1", None)


def test_bytes_behind_are_told_with_what_else_is_in_the_file(bench: Bench) -> None:
    bench.measure(foreign_chunks=("LIST",)).hear(SoundFault(Kind.PADDED_FILE, 200, 200, detail="128 bytes behind"))
    (finding,) = bench.ask("CMN-AUD-008")
    assert finding.observed == "chunks LIST; 128 bytes behind"


def test_bytes_behind_a_flac_are_told_without_words_of_wav(bench: Bench) -> None:
    bench.measure(container="flac", format_code=None)
    (finding,) = bench.hear(SoundFault(Kind.PADDED_FILE, 200, 200, detail="128 bytes behind")).ask("CMN-AUD-008")
    assert finding.expected == "audio alone"


def test_gapless_neighbours_are_not_cut(bench: Bench) -> None:
    bench.hear(SoundFault(Kind.CUT_END, 199.96, 200.0)).hear(SoundFault(Kind.CUT_START, 0.0, 0.04), index=1)
    assert everything(bench) == []


def test_the_outer_ends_of_gapless_neighbours_are(bench: Bench) -> None:
    both = (SoundFault(Kind.CUT_START, 0.0, 0.04), SoundFault(Kind.CUT_END, 199.96, 200.0))
    bench.hear(*both).hear(*both, index=1)
    assert [(finding.path, finding.at) for finding in everything(bench)] == [
        ("tracks[1].audio", 199.96),
        ("tracks[0].audio", 0.0),
    ]


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00.000"), (59.9996, "1:00.000"), (61.5, "1:01.500"), (3661.25, "61:01.250")]
)
def test_a_moment_is_written_in_minutes(seconds: float, text: str) -> None:
    assert clock(seconds) == text


def test_every_rule_that_listens_is_in_the_catalogue() -> None:
    assert set(LISTENED) <= {rule.id for rule in RULES}
