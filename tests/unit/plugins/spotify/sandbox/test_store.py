"""What the simulator holds survives its end, and no key makes two orders."""

from __future__ import annotations

import json

import pytest

from tests.unit.plugins.spotify.samples import ICPN, Bench
from tunemantra.contrib.sandbox import Journal
from tunemantra.plugins.spotify.metadata import release_document
from tunemantra.plugins.spotify.sandbox.store import OPEN, SUPERSEDED, ConflictError, Store, wanted_files


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path, Journal(tmp_path))


@pytest.fixture
def document():
    return json.loads(release_document(Bench().order()))


def order(store, document, key="k", fingerprint="f"):
    return store.order(ICPN, "release", key, document, fingerprint, OPEN)


def arrive(store, release, wanted):
    part = store.part(release, wanted.name)
    part.write_bytes(b"bytes")
    store.receive(release, wanted.name, wanted.sha256, part)
    return part


def test_a_key_makes_one_order(store, document):
    release, submission, new = order(store, document)
    again, same, second = order(store, document)
    assert (new, second) == (True, False)
    assert (again.id, same.id) == (release.id, submission.id)
    with pytest.raises(ConflictError):
        order(store, document, fingerprint="other")


def test_a_newer_order_replaces_an_unfinished_one(store, document):
    release, first, _ = order(store, document)
    same, second, _ = order(store, document, "k2")
    assert (same.id, first.state, second.state) == (release.id, SUPERSEDED, OPEN)


def test_everything_is_there_after_a_restart(store, document, tmp_path):
    release, submission, _ = order(store, document)
    wanted = wanted_files(document)[0]
    arrive(store, release, wanted)
    store.happened(release, submission.id, "Processing", reasons=["日本"])
    again = Store(tmp_path, Journal(tmp_path))
    assert again.get(release.id) == release
    assert list(again.held(release)) == ["cover.jpg"]


def test_a_part_is_gone_after_a_restart(store, document, tmp_path):
    release, _, _ = order(store, document)
    part = store.part(release, "01-01.wav")
    part.write_bytes(b"half")
    Store(tmp_path, Journal(tmp_path))
    assert not part.exists()


def test_the_same_file_twice_is_received_once(store, document, tmp_path):
    release, _, _ = order(store, document)
    wanted = wanted_files(document)[1]
    parts = [arrive(store, release, wanted) for _ in range(2)]
    assert Journal(tmp_path).count("asset-received", path=f"{ICPN}/01-01.wav") == 1
    assert not any(part.exists() for part in parts)


def test_the_shown_files_are_those_of_the_document_alone(store, document, tmp_path):
    release, _, _ = order(store, document)
    for wanted in wanted_files(document):
        arrive(store, release, wanted)
    store.show(release, document)
    fewer = {**document, "tracks": document["tracks"][:1]}
    store.show(release, fewer)
    shown = {path.name for path in (tmp_path / "releases" / ICPN).iterdir() if not path.name.startswith(".")}
    assert shown == {"cover.jpg", "01-01.wav", "release.json"}


def test_time_never_goes_back_within_a_release(store, document):
    release, submission, _ = order(store, document)
    release_events = [store.happened(release, submission.id, "Processing") for _ in range(20)]
    assert [event.sequence for event in release_events] == list(range(1, 21))
    assert [event.occurred_at for event in release_events] == sorted(event.occurred_at for event in release_events)
