"""The library's own judgement."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime

import pytest

from tests.unit.contrib.sandbox.samples import jpeg, wav
from tests.unit.plugins.tiktok.orders import SETTINGS, order
from tunemantra.plugins.tiktok.driver import TikTokDriver
from tunemantra.plugins.tiktok.sandbox import judge

GOOD = json.loads(TikTokDriver(SETTINGS).build(order()).files[0].content)


def spoilt(path, value):
    """Return the good document with another value at a path such as `sounds.0.isrc`."""
    document = copy.deepcopy(GOOD)
    *way, last = path.split(".")
    place = document
    for step in way:
        place = place[int(step) if step.isdigit() else step]
    place[last] = value
    return document


def test_what_we_write_is_taken():
    assert judge.shape(GOOD) == []
    assert judge.review(GOOD) == []


@pytest.mark.parametrize(
    ("path", "value", "rule"),
    [
        ("schema", "another/1", "SHAPE"),
        ("upc", "4006381333932", "UPC"),
        ("sounds", [], "SHAPE"),
        ("cover", None, "SHAPE"),
        ("sounds.0.isrc", "USS1Z2600002", "ISRC"),
        ("sounds.0.isrc", "QZ", "ISRC"),
        ("sounds.0.audio", {"file": "../x.wav", "sha256": "0" * 64, "size": 1}, "SHAPE"),
        ("sounds.0.audio.sha256", "0", "SHAPE"),
        ("sounds.0.audio.file", "cover.jpg", "SHAPE"),
    ],
)
def test_what_cannot_be_handled_is_refused_at_once(path, value, rule):
    assert rule in {fault.rule for fault in judge.shape(spoilt(path, value))}


@pytest.mark.parametrize(
    ("path", "value", "rule", "word"),
    [
        ("sounds.0.titles", [], "TITLE", "review_failed"),
        ("sounds.0.titles", [{"text": "Our Neighbour's Waltz"}], "MASTER", "blocked"),
        ("sounds.0.artists", [], "ARTIST", "review_failed"),
        ("sounds.0.writers", [], "WRITER", "review_failed"),
        ("sounds.0.clips", [{"start": 0, "length": 14}], "CLIP", "review_failed"),
        ("sounds.0.clips", [{"start": 170, "length": 15}], "CLIP", "review_failed"),
        ("sounds.0.clips", [{"start": 0, "length": 15}] * 6, "CLIPS", "review_failed"),
        ("sounds.0.deals", [], "DEALS", "blocked"),
        ("sounds.0.deals.0.territories", {"include": ["Europe"]}, "TERRITORY", "review_failed"),
        ("sounds.0.deals.0.territories", {"include": ["UK"]}, "TERRITORY", "review_failed"),
        ("sounds.0.deals.0.start", "soon", "TIME", "review_failed"),
    ],
)
def test_what_moderation_finds(path, value, rule, word):
    assert (rule, word) in {(fault.rule, fault.word) for fault in judge.review(spoilt(path, value))}


@pytest.mark.parametrize(("commercial", "rules"), [(True, ["FRAUD"]), (False, [])])
def test_what_is_not_for_commercial_use(commercial, rules):
    document = spoilt("sounds.0.titles", [{"text": "Salt", "version": "Sped Up"}])
    document["sounds"][0]["commercialUse"] = commercial
    assert [fault.rule for fault in judge.review(document)] == rules


@pytest.mark.parametrize(
    ("end", "part"), [("2026-04-23T23:59:59", True), ("2026-04-24T23:59:59", False), (None, False)]
)
def test_a_deal_that_has_ended_leaves_a_part(end, part):
    assert judge.ended_in_part(spoilt("sounds.0.deals.0.end", end), datetime(2026, 4, 24, 12, tzinfo=UTC)) is part


def test_files_are_looked_at(tmp_path):
    cover, audio = tmp_path / "cover.jpg", tmp_path / "01.wav"
    cover.write_bytes(jpeg(1000))
    audio.write_bytes(wav())
    assert judge.cover_faults(cover) == []
    assert judge.audio_faults_of(audio, 0, 500) == []
    assert [fault.word for fault in judge.audio_faults_of(audio, 0, 9000)] == ["transcode_failed"]
    cover.write_bytes(jpeg(999))
    assert [fault.word for fault in judge.cover_faults(cover)] == ["transcode_failed"]
