"""What a real store would reject is rejected, with reasons at the right track."""

from __future__ import annotations

import io
import json

import numpy as np
import pytest
from attrs import evolve
from PIL import Image

from tests.integration.spotify_desk import Running, desk_of
from tests.unit.contrib.sandbox.samples import chunk, jpeg, samples, wav
from tests.unit.plugins.spotify.samples import audio, film, sha256, track
from tunemantra.core.distribution import OrderKind
from tunemantra.core.party import Artist, ArtistRole
from tunemantra.core.text import Title
from tunemantra.errors import RefusedError
from tunemantra.ports.package import Role

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    with Running(tmp_path_factory.mktemp("spotify"), "--speed", "50") as process:
        yield process


@pytest.fixture
def desk(running):
    with desk_of(running) as made:
        yield made


def png() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (3000, 3000), "navy").save(file, "PNG")
    return file.getvalue()


AUDIO = {
    "0xfffe": lambda: wav(samples(1), code=0xFFFE),
    "48000 Hz": lambda: wav(samples(1, 48_000), 48_000),
    "1 channels": lambda: wav(samples(1, channels=1)),
    "truncated": lambda: wav(samples(1))[:-4000],
    "silent": lambda: wav(np.zeros((44_100, 2), "<i2")),
    "not a WAV": lambda: b"a text file called .wav" * 100,
    "chunks besides": lambda: wav(samples(1), extra=chunk(b"LIST", b"INFOISFT")),
    "the document says": lambda: wav(samples(3)),
}
COVERS = {
    "at least 3000": lambda: jpeg(2999),
    "not square": lambda: jpeg(3000, height=3001),
    "4 components": lambda: jpeg(3000, mode="CMYK"),
    "orientation 6": lambda: jpeg(3000, orientation=6),
    "not a JPEG": png,
}


def rejected(desk, order, package=None):
    receipt = desk.driver.deliver(order, package, desk) if package else desk.deliver(order)
    reports = desk.wait_for_failure(order, receipt)
    assert desk.journal("rejected") == 1
    assert desk.journal("live") == 0
    return reports[-1]


@pytest.mark.parametrize("words", AUDIO)
def test_bad_audio_is_told_at_its_track(desk, words):
    report = rejected(desk, desk.bench.order(media={"tracks[1].audio": AUDIO[words]()}))
    assert report.native == "Failed: transcode error"
    assert [track.native for track in report.tracks] == ["Held", "Failed: transcode error"]
    assert words in report.tracks[1].reason
    assert any("tracks[1].audio" in reason and words in reason for reason in report.reasons)


@pytest.mark.parametrize("words", COVERS)
def test_a_bad_cover_is_told(desk, words):
    report = rejected(desk, desk.bench.order(media={"artwork": COVERS[words]()}))
    assert report.native == "Failed: artwork"
    assert any(words in reason for reason in report.reasons)


CANVASES = {
    "not 9:16": lambda: film("720x720"),
    "720 to 1920 needed": lambda: film("360x640"),
    "3 to 8 needed": lambda: film(seconds=2),
    "sound track": lambda: film(sound=True),
    "not an MP4": lambda: b"a text file called .mp4" * 100,
}


@pytest.mark.parametrize("words", CANVASES)
def test_a_bad_canvas_is_told_at_its_track(desk, words):
    report = rejected(desk, desk.bench.order(media={"tracks[1].canvas": CANVASES[words]()}))
    assert report.native == "Failed: transcode error"
    assert words in report.tracks[1].reason
    assert any("CANVAS tracks[1].canvas" in reason for reason in report.reasons)


def forged(desk, change):
    """A package whose document says something our own driver never would."""
    order = desk.bench.order()
    package = desk.package(order)
    (file,) = package.of(Role.METADATA)
    document = json.loads(desk.bench.store[file.sha256])
    change(document)
    content = desk.bench.keep(json.dumps(document, ensure_ascii=False).encode())
    files = (evolve(file, sha256=sha256(content), size=len(content)), *package.files[1:])
    return order, evolve(package, files=files)


def deal(document):
    return document["tracks"][0]["deals"][0]


FORGERIES = {
    "no deal of its own": (lambda d: d["tracks"][0].update(deals=[]), "Failed: missing track-level rights"),
    "models and uses": (lambda d: deal(d).update(models=[]), "Failed: missing track-level rights"),
    "UK": (lambda d: deal(d).update(territories="DE;UK"), "Failed: metadata"),
    "twice": (lambda d: deal(d).update(territories="DE;DE"), "Failed: metadata"),
    "no time of the clock": (lambda d: deal(d).update(start="2026-04-24T00:00:00Z"), "Failed: metadata"),
    "after the start": (lambda d: deal(d).update(end="2026-04-23T00:00:00"), "Failed: metadata"),
    "is not two letters": (lambda d: d["tracks"][0].update(isrc="USS1"), "Failed: metadata"),
    "is track 1 already": (lambda d: d["tracks"][1].update(isrc=d["tracks"][0]["isrc"]), "Failed: metadata"),
    "normal form C": (lambda d: d.update(label="Re\u0301union"), "Failed: metadata"),
    "by their role": (
        lambda d: d["tracks"][0].update(titles=[{"text": "Star (feat. X)"}]),
        "Failed: metadata",
    ),
    "no main artist": (lambda d: d.update(artists=[]), "Failed: metadata"),
    "taken or no numbers": (lambda d: d["tracks"][1].update(number=1), "Failed: metadata"),
    "a year and an owner": (lambda d: d.update(p_line={}), "Failed: metadata"),
}


@pytest.mark.parametrize("words", FORGERIES)
def test_a_bad_document_is_told(desk, words):
    change, word = FORGERIES[words]
    report = rejected(desk, *forged(desk, change))
    assert report.native == word
    assert any(words in reason for reason in report.reasons)


def test_a_wrong_check_digit_is_told(desk):
    good = desk.bench.icpn
    wrong = good[:-1] + str((int(good[-1]) + 1) % 10)
    order, package = forged(desk, lambda document: document.update(icpn=wrong))
    receipt = desk.driver.deliver(order, package, desk)
    report = desk.wait_for_failure(order, receipt)[-1]
    assert any("check digit" in reason for reason in report.reasons)


def test_a_document_of_another_schema_is_refused_at_once(desk):
    order, package = forged(desk, lambda document: document.update(schema="other/1", tracks=[]))
    with pytest.raises(RefusedError) as refused:
        desk.driver.deliver(order, package, desk)
    assert [(f.rule, f.path, f.platform) for f in refused.value.findings] == [("SHAPE-SCHEMA", "schema", "spotify")]


def test_a_file_name_never_leaves_the_folder(desk, running):
    order, package = forged(desk, lambda document: document["artwork"].update(file="../../outside.jpg"))
    with pytest.raises(RefusedError) as refused:
        desk.driver.deliver(order, package, desk)
    assert refused.value.findings[0].path == "artwork.file"
    assert not list(running.folder.parent.glob("**/outside.jpg"))


def test_a_corrected_release_is_taken_and_only_the_new_file_moves(desk):
    bad = desk.bench.order(media={"tracks[1].audio": AUDIO["silent"]()})
    rejected(desk, bad)
    good = desk.bench.order(delivery_id=desk.bench.key("again"))
    receipt = desk.deliver(good)
    assert receipt.bytes_sent == len(audio(2))
    reports = desk.wait_for(good, receipt, "Available")
    assert [report.native for report in reports] == ["Processing", "Ingested", "Available"]


def test_a_refused_update_leaves_the_release_available(desk, running):
    first = desk.bench.order()
    receipt = desk.deliver(first)
    desk.wait_for(first, receipt, "Available")
    wrong = desk.bench.release(tracks=2, artists=(Artist("X", ArtistRole.FEATURED),))
    order = desk.bench.order(wrong, OrderKind.UPDATE, desk.bench.key("2"), previous=desk.package(first))
    with pytest.raises(RefusedError) as refused:
        desk.deliver(order)
    assert "artists" in {finding.path for finding in refused.value.findings}
    assert desk.reports(first, receipt)[-1].native == "Available"
    assert desk.journal("patch-ordered") == 0


def test_one_track_may_stay_off_the_shelf(desk, running):
    held = desk.bench.release(tracks=2, titles=(Title("Half"),), artists=(Artist("Somebody"),), catalog_number="HALF")
    order = desk.bench.order(evolve(held, tracks=(track(1), track(2, titles=(Title("Other"),)))))
    running.faults.order("reject-track", "USS1Z9900002")
    reports = desk.wait_for(order, desk.deliver(order), "Available in part")
    assert [(track.native, track.reason) for track in reports[-1].tracks] == [
        ("Available", ""),
        ("Unavailable: policy", "refused by policy"),
    ]
