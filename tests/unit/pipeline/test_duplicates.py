from __future__ import annotations

import hashlib

import pytest
from attrs import evolve

from tests.unit.pipeline.world import MASTER, World, fill
from tunemantra.contrib.memory import MemoryAssetStore, MemoryFingerprints, MemoryPrintIndex, describe
from tunemantra.core.catalogue import Recording
from tunemantra.core.composition import Asset, Edition
from tunemantra.core.distribution import Outcome
from tunemantra.core.identifiers import Isrc
from tunemantra.errors import MediaError


@pytest.fixture
def index() -> MemoryPrintIndex:
    return MemoryPrintIndex()


@pytest.fixture
def ears() -> MemoryFingerprints:
    return MemoryFingerprints()


@pytest.fixture
def watched(world: World, index: MemoryPrintIndex, ears: MemoryFingerprints) -> World:
    return world.with_tools(catalogue=index, fingerprints=ears)


def rules(world: World) -> dict[str, str]:
    return {one.rule: one.path for one in world.service.check(world.shelf.folder, ["corner"]) if "ID-00" in one.rule}


def known(world: World, index: MemoryPrintIndex) -> list[str]:
    return [match.recording.key for track in world.release.tracks for match in index.under(str(track.isrc), ())]


def test_without_a_catalogue_nothing_is_listened_to(world: World, ears: MemoryFingerprints) -> None:
    world.with_tools(fingerprints=ears).live()
    assert ears.heard == []


def test_without_ears_a_catalogue_stays_empty(world: World, index: MemoryPrintIndex) -> None:
    world.with_tools(catalogue=index).live()
    assert known(world, index) == []


def test_what_passed_the_checks_is_catalogued_once(
    watched: World, index: MemoryPrintIndex, ears: MemoryFingerprints
) -> None:
    watched.live("corner", "market")
    tracks = watched.release.tracks
    assert [key.partition(":")[0] for key in known(watched, index)] == [str(track.isrc) for track in tracks]
    assert len(ears.heard) == len(tracks)


def test_a_check_looks_up_and_enters_nothing(watched: World, index: MemoryPrintIndex) -> None:
    assert rules(watched) == {}
    assert known(watched, index) == []


def test_another_recording_under_the_isrc_is_found_by_check_and_refused(
    watched: World, index: MemoryPrintIndex
) -> None:
    watched.live()
    before = known(watched, index)
    fill(watched.shelf.folder, watched.release, master=evolve(MASTER, size=77, frames=MASTER.frames * 2))
    assert rules(watched) == {"CMN-ID-003": "tracks[1].isrc"}
    (order,) = watched.order("market")
    watched.work()
    assert watched.now(order).outcome is Outcome.REFUSED
    assert known(watched, index) == before


def test_a_recording_under_a_new_isrc_is_pointed_out(watched: World) -> None:
    watched.live()
    first, second = watched.release.tracks
    watched.shelf.release = evolve(watched.release, tracks=(evolve(first, isrc=Isrc("USS1Z2600042")), second))
    assert rules(watched) == {"CMN-ID-004": "tracks[0].isrc"}


def test_an_immersive_edition_is_measured_and_judged(watched: World) -> None:
    first, second = watched.release.tracks
    mix = Edition(Asset("mix.wav"))
    watched.shelf.release = evolve(watched.release, tracks=(evolve(first, editions=(mix,)), second))
    describe(watched.shelf.folder / "mix.wav", evolve(MASTER, channels=12, size=9))
    assert rules(watched) == {"CMN-ID-005": "tracks[0].editions[0].isrc"}
    (order,) = watched.order()
    watched.work()
    assert "CMN-ID-005" in {finding.rule for finding in watched.now(order).findings}


def test_an_edition_that_is_nowhere_is_not_judged(watched: World) -> None:
    first, second = watched.release.tracks
    watched.shelf.release = evolve(
        watched.release, tracks=(evolve(first, editions=(Edition(Asset("mix.wav")),)), second)
    )
    assert rules(watched) == {}


def test_an_edition_that_the_store_lost_is_not_judged(watched: World) -> None:
    first, second = watched.release.tracks
    watched.shelf.release = evolve(
        watched.release, tracks=(evolve(first, editions=(Edition(Asset("mix.wav")),)), second)
    )
    mix = describe(watched.shelf.folder / "mix.wav", evolve(MASTER, channels=12, size=9))
    (order,) = watched.order()
    assert isinstance(watched.tools.assets, MemoryAssetStore)
    del watched.tools.assets._kept[hashlib.sha256(mix.read_bytes()).hexdigest()]
    watched.work()
    assert "CMN-ID-005" not in {finding.rule for finding in watched.now(order).findings}


def test_what_cannot_be_decoded_is_left_to_other_rules(watched: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise MediaError("no sound")

    monkeypatch.setattr(MemoryFingerprints, "fingerprint", fail)
    assert rules(watched) == {}


def test_what_is_too_short_has_no_fingerprint_and_no_entry(
    watched: World, index: MemoryPrintIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MemoryFingerprints, "fingerprint", lambda *_: ())
    watched.live()
    assert known(watched, index) == []


def test_a_broken_master_is_not_listened_to(watched: World, ears: MemoryFingerprints) -> None:
    fill(watched.shelf.folder, watched.release, master=evolve(MASTER, problem="broken"))
    rules(watched)
    assert ears.heard == []


def test_what_the_catalogue_has_is_told_with_its_length(watched: World, index: MemoryPrintIndex) -> None:
    code = str(watched.release.tracks[0].isrc)
    index.add([(Recording("old", code, 99.0), (1, 2, 3))])
    (finding,) = [one for one in watched.service.check(watched.shelf.folder, ["corner"]) if one.rule == "CMN-ID-003"]
    assert "183.0 s and 99.0 s long" in finding.observed
