"""What the store's quality control finds, row by row."""

from __future__ import annotations

import pytest

from tests.unit.contrib.sandbox import samples
from tests.unit.contrib.sandbox.mp3 import mp3
from tests.unit.plugins.jiosaavn import material
from tests.unit.plugins.jiosaavn.sandbox.batch import write_batch
from tunemantra.plugins.jiosaavn.sandbox.inspection import inspect
from tunemantra.plugins.jiosaavn.sandbox.manifest import read_manifest

TWO = material.film(material.song(), material.song(index=1, number=2))


@pytest.fixture
def arrive(tmp_path):
    """Write a batch as it would arrive; returns a function that does, and what is found in each row."""

    def arrive(change=lambda content: content, held=None, **contents):
        manifest = write_batch(tmp_path / "B1", material.order(TWO), change, **contents)
        return list(inspect(read_manifest(manifest), tmp_path / "B1", held or {}).values())

    return arrive


def test_a_sound_batch_has_no_fault(arrive):
    assert arrive() == [[], []]


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        ('"USS1Z2600002"', '"USS1Z26-0002"', "ISRC"),
        ('"Nadi"', '"नदी"', "Latin"),
        ('"R. Varma"', '""', "film_name and music_director"),
        ('"Film"', '"Filmi"', "bollywood_category"),
        ('"WW"', '"WW;PK"', "territories"),
        ('"WW"', '"IN;UK"', "territories"),
        ('"WW","2026-04-24"', '"WW","24.4.2026"', "available_from"),
        ('"1.000"', '"9.000"', "stated"),
        ('"Quay Records"', '"=1+1"', "formula"),
        ('"4006381333931"', '"4006381333932"', "check digit"),
    ],
)
def test_a_fault_in_a_row_is_found_there(arrive, before, after, text):
    def change(content):
        head, end, last = content.removesuffix(b"\r\n").rpartition(b"\r\n")
        assert before.encode() in last
        return head + end + last.replace(before.encode(), after.encode(), 1) + b"\r\n"

    _, second = arrive(change)
    assert any(text in one for one in second), second


def test_a_fault_of_one_row_leaves_the_other_alone(arrive):
    def change(content):
        lines = content.split(b"\r\n")
        lines[2] = lines[2].replace(b'"Nadi"', b'""')
        return b"\r\n".join(lines)

    first, second = arrive(change)
    assert first == []
    assert second


@pytest.mark.parametrize(
    ("contents", "text"),
    [
        ({"audio": mp3(kilobits=256)}, "256 kbit/s"),
        ({"audio": samples.wav(samples.samples(1.0))}, "not an MP3"),
        ({"artwork": samples.jpeg(999)}, "at least 1000"),
        ({"artwork": samples.jpeg(1000, mode="CMYK")}, "not RGB"),
    ],
    ids=["bitrate", "wav", "small", "cmyk"],
)
def test_bytes_are_judged_and_not_names(arrive, contents, text):
    first, second = arrive(**contents)
    assert any(text in one for one in first), first
    assert any(text in one for one in second), second


def test_a_file_that_is_not_the_one_that_was_announced_is_found(arrive, tmp_path):
    arrive()
    (tmp_path / "B1" / "audio" / "USS1Z2600001.mp3").write_bytes(mp3(seed=2))
    rows = read_manifest((tmp_path / "B1" / "manifest.csv").read_bytes())
    first, _ = inspect(rows, tmp_path / "B1", {}).values()
    assert any("audio_md5" in one for one in first)
    assert any("checksums.md5" in one for one in first)
