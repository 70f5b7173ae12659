"""CMN-AUD-011 and 012: stated tempo and key against what was heard."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.unit.core.rules.conftest import Bench
from tunemantra.core.analysis import Guess
from tunemantra.core.finding import Finding, Severity


def tempo(bench: Bench, stated: str | None, heard: str | None) -> tuple[Finding, ...]:
    bench.change_track(bpm=None if stated is None else Decimal(stated))
    return bench.hear(tempo=heard and Guess(heard, 0.8)).ask("CMN-AUD-011")


def key(bench: Bench, stated: str, heard: str | None) -> tuple[Finding, ...]:
    return bench.change_track(key=stated).hear(key=heard and Guess(heard, 0.8)).ask("CMN-AUD-012")


@pytest.mark.parametrize(("stated", "heard"), [("120", "119.0"), ("120", "60.2"), ("87", "174.0"), ("124.5", "124.5")])
def test_the_same_tempo_counted_otherwise_is_the_same(bench: Bench, stated: str, heard: str) -> None:
    assert tempo(bench, stated, heard) == ()


def test_another_tempo_is_a_warning_with_both(bench: Bench) -> None:
    (finding,) = tempo(bench, "124", "101.3")
    assert (finding.severity, finding.path) == (Severity.WARNING, "tracks[0].bpm")
    assert finding.observed == "124 stated, 101.3 heard"


@pytest.mark.parametrize(("stated", "heard"), [(None, "120.0"), ("120", None), ("NaN", "120.0")])
def test_without_both_tempi_nothing_is_said(bench: Bench, stated: str | None, heard: str | None) -> None:
    assert tempo(bench, stated, heard) == ()


@pytest.mark.parametrize("stated", ["A min", "a minor", "Am", "8A", "A Min"])
def test_a_key_is_the_same_however_it_is_spelled(bench: Bench, stated: str) -> None:
    assert key(bench, stated, "A min") == ()


@pytest.mark.parametrize(
    ("stated", "heard"), [("C#m", "Db min"), ("D♭ major", "Db maj"), ("12B", "E maj"), ("Cb", "B maj")]
)
def test_signs_and_the_wheel_are_read(bench: Bench, stated: str, heard: str) -> None:
    assert key(bench, stated, heard) == ()


@pytest.mark.parametrize(
    ("stated", "heard", "why"),
    [
        ("A min", "C maj", "relative"),
        ("C maj", "A min", "relative"),
        ("A min", "A maj", "same tonic"),
        ("A min", "E min", "fifth"),
        ("A min", "D min", "fifth"),
    ],
)
def test_a_key_that_is_easily_mistaken_is_a_note(bench: Bench, stated: str, heard: str, why: str) -> None:
    (finding,) = key(bench, stated, heard)
    assert (finding.severity, why in finding.observed) == (Severity.NOTE, True)


@pytest.mark.parametrize(("stated", "heard"), [("A min", "B min"), ("C maj", "Eb min"), ("C maj", "Eb maj")])
def test_another_key_is_a_warning(bench: Bench, stated: str, heard: str) -> None:
    (finding,) = key(bench, stated, heard)
    assert (finding.severity, finding.path) == (Severity.WARNING, "tracks[0].key")
    assert finding.observed == f"{stated} stated, {heard} heard"


@pytest.mark.parametrize(("stated", "heard"), [("", "A min"), ("A min", None), ("whatever", "A min"), ("A min", "?")])
def test_without_both_keys_nothing_is_said(bench: Bench, stated: str, heard: str | None) -> None:
    assert key(bench, stated, heard) == ()


def test_nothing_is_said_of_a_track_nobody_listened_to(bench: Bench) -> None:
    bench.change_track(bpm=Decimal(100), key="A min")
    assert bench.ask("CMN-AUD-011") + bench.ask("CMN-AUD-012") == ()
