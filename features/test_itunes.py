"""What is special to the iTunes Store."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from features.conftest import PLATFORMS
from tests.unit.contrib.media.test_booklet import pdf
from tunemantra.contrib.media import write_audio
from tunemantra.contrib.sandbox import look_at_audio
from tunemantra.core.finding import Severity
from tunemantra.testing.folders import RELEASED, draft_release

scenarios("itunes.feature")


@pytest.fixture
def platform():
    (found,) = [platform for platform in PLATFORMS if platform.key == "itunes"]
    return found


@given("the account takes no masters as they are")
def hi_res(desk):
    desk.table["audio"] = "hi-res"


@given("a single with a master of 192 kHz")
def fine_master(desk, tmp_path):
    desk.draft = draft_release(desk.masters, tracks=1)
    (track,) = desk.draft.tracks
    desk.draft.files.pop(str(track["file"]))
    track["file"] = "fine.wav"
    path = tmp_path / "fine.wav"
    write_audio(path, seconds=1.2, sample_rate=192_000, bit_depth=24, channels=2, container="wav", seed=7)
    desk.draft.files["fine.wav"] = path


@given("it can be ordered before, and the first track is given at once")
def pre_order(desk):
    sale = desk.release.deals[-1]
    assert sale["uses"] == ["PermanentDownload"]
    isrc = desk.release.tracks[0]["isrc"]
    early = {**sale, "start": "2025-02-21", "end": "2025-03-06", "pre_order": True, "instant_gratification": [isrc]}
    desk.release.table["deals"] = [*desk.release.deals, early]
    assert early["end"] < RELEASED


@given("a booklet goes with it")
@when("a booklet goes with it")
def with_booklet(desk, tmp_path):
    path = tmp_path / "booklet.pdf"
    path.write_bytes(pdf())
    desk.release.table["booklet"] = path.name
    desk.release.files[path.name] = path


@given("an upload may take 1 second")
def impatient(desk):
    desk.table["upload_timeout"] = 1.0


@then("the finding has two ways out")
def two_ways(desk):
    (finding,) = desk.faults
    assert "better master" in finding.hint
    assert 'audio = "native"' in finding.hint


@then("each track arrived with the rate and the depth of its master")
def as_mastered(desk):
    masters = [look_at_audio(Path(desk.release.files[str(track["file"])])) for track in desk.release.tracks]
    assert [(seen.sample_rate, seen.bits) for seen in _arrived(desk)] == [(m.sample_rate, m.bits) for m in masters]


@then(parsers.parse("each track arrived with {rate:d} Hz and {bits:d} bit"))
def arrived_with(desk, rate, bits):
    assert {(seen.sample_rate, seen.bits) for seen in _arrived(desk)} == {(rate, bits)}


def _arrived(desk):
    return [look_at_audio(path) for path in desk.store.files(desk.icpn, ".wav")]


@then("the booklet arrived as it is")
def booklet_arrived(desk):
    (arrived,) = desk.store.files(desk.icpn, ".pdf")
    assert arrived.read_bytes() == pdf()


@then("the order keeps a warning of ITUNES-AUD-001 for each track")
def warned(desk):
    told = [finding for finding in desk.delivery.findings if finding.rule == "ITUNES-AUD-001"]
    assert [finding.path for finding in told] == [f"tracks[{index}].audio" for index in range(len(desk.release.tracks))]
    assert {finding.severity for finding in told} == {Severity.WARNING}
    assert any("ITUNES-AUD-001" in event.message for event in desk.events("stage.done")), desk.story()


@then(parsers.parse("the store can no longer sell it in {territory}"))
def not_cleared(desk, territory):
    (document,) = desk.store.files(desk.icpn, ".xml")
    rows = re.findall(rf"<territory>{territory}</territory>(.*?)</product>", document.read_text("utf-8"), re.DOTALL)
    assert len(rows) == 1 + len(desk.release.tracks)
    assert all("<cleared_for_sale>false<" in row for row in rows)


@then(parsers.parse('the order says "{words}"'))
def says(desk, words):
    assert words in desk.delivery.reason, desk.delivery.reason
