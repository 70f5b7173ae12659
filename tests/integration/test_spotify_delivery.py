"""Deliveries to a running simulator, over its real protocol."""

from __future__ import annotations

import json

import pytest
from attrs import evolve

from tests.integration.spotify_desk import KilledError, Running, desk_of
from tests.unit.plugins.spotify.samples import Bench, audio, cover, film
from tunemantra.core.distribution import OrderKind
from tunemantra.core.text import Title
from tunemantra.errors import RefusedError
from tunemantra.plugins.spotify.client import Client
from tunemantra.ports.transport import ApiRequest

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    with Running(tmp_path_factory.mktemp("spotify")) as process:
        yield process


@pytest.fixture
def desk(running):
    with desk_of(running) as made:
        yield made


def natives(reports):
    return [report.native for report in reports]


def live(desk, order):
    receipt = desk.deliver(order)
    desk.wait_for(order, receipt, "Available")
    return receipt


def test_a_new_release_becomes_available_step_by_step(desk, running):
    order = desk.bench.order()
    receipt = desk.deliver(order)
    assert receipt.bytes_sent == len(cover()) + len(audio(1)) + len(audio(2))
    assert receipt.native == "Processing"
    reports = desk.wait_for(order, receipt, "Available")
    assert natives(reports) == ["Processing", "Ingested", "Available"]
    assert [report.sequence for report in reports] == [1, 2, 3]
    assert [(track.isrc, track.native) for track in reports[-1].tracks] == [
        ("USS1Z9900001", "Available"),
        ("USS1Z9900002", "Available"),
    ]
    assert {report.reference for report in reports} == {receipt.reference}
    for report in reports:
        assert {track.native for track in report.tracks} == {report.native}
    assert reports[-1].evidence.startswith(running.ready["settings"]["api_url"])
    assert all(report.at.tzinfo for report in reports)


def test_a_canvas_goes_to_its_track_and_is_shown_with_the_release(desk, running):
    order = desk.bench.order(media={"tracks[1].canvas": film()})
    live(desk, order)
    folder = running.folder / "releases" / desk.bench.icpn
    assert (folder / "01-02-canvas.mp4").read_bytes() == film()
    document = json.loads((folder / "release.json").read_text("utf-8"))
    assert ["canvas" in track for track in document["tracks"]] == [False, True]
    puts = [line["path"] for line in running.journal.entries("request", method="PUT")]
    assert "/v1/tracks/USS1Z9900002/canvas" in puts


def test_a_canvas_is_taken_off_by_the_next_revision_and_nothing_travels(desk, running):
    first = desk.bench.order(media={"tracks[0].canvas": film()})
    live(desk, first)
    update = desk.bench.order(
        kind=OrderKind.UPDATE,
        delivery_id=desk.bench.key("delivery-2"),
        previous=desk.package(first),
    )
    receipt = desk.deliver(update)
    assert receipt.bytes_sent == 0
    desk.wait_for(update, receipt, "Available")
    document = json.loads((running.folder / "releases" / desk.bench.icpn / "release.json").read_text("utf-8"))
    assert not any("canvas" in track for track in document["tracks"])


def test_a_canvas_is_only_taken_for_a_track_that_waits_for_one(desk):
    live(desk, desk.bench.order())
    view = Client(desk.transport).find(desk.bench.icpn)
    for target, status in ((f"/v1/tracks/USS1Z9900001/canvas?release={view.id}", 409), ("/v1/tracks/X/canvas", 404)):
        assert desk.transport.send(ApiRequest("PUT", target, {"content-type": "video/mp4"}, b"film")).status == status


def test_what_was_delivered_can_be_looked_at(desk, running):
    live(desk, desk.bench.order())
    folder = running.folder / "releases" / desk.bench.icpn
    assert (folder / "01-02.wav").read_bytes() == audio(2)
    assert (folder / "cover.jpg").read_bytes() == cover()
    assert "نجوم" in (folder / "release.json").read_text(encoding="utf-8")


def test_progress_is_told_to_the_last_byte(desk):
    desk.deliver(desk.bench.order())
    for name, size in (("cover.jpg", len(cover())), ("01-01.wav", len(audio(1)))):
        told = [sent for path, sent in desk.progressed if path == name]
        assert told == sorted(told)
        assert told[-1] == size


def test_delivering_the_same_order_again_changes_nothing(desk, running):
    order = desk.bench.order()
    first = live(desk, order)
    again = desk.deliver(order)
    assert (again.reference, again.bytes_sent, again.native) == (first.reference, 0, "Available")
    assert "01-01.wav" not in desk.opened
    assert desk.journal("delivery-complete") == 1
    assert desk.journal("asset-received") == 3


@pytest.mark.parametrize("calls", range(14))
def test_a_kill_at_any_call_is_made_good_by_the_next_try(desk, running, calls):
    order = desk.bench.order()
    desk.kill_after = calls
    with pytest.raises(KilledError):
        desk.deliver(order)
    desk.kill_after = None
    receipt = desk.deliver(order)
    desk.wait_for(order, receipt, "Available")
    assert desk.journal("delivery-complete") == 1
    assert desk.journal("asset-received") == 3
    assert desk.journal("live") == 1


def test_the_kills_above_reach_the_last_call(desk):
    desk.kill_after = 14
    desk.deliver(desk.bench.order())
    assert desk.calls == 14


def test_an_update_of_metadata_moves_no_byte_of_media(desk, running):
    first = desk.bench.order()
    receipt = live(desk, first)
    changed = desk.bench.release(label="Another Label", titles=(Title("Stars", "Deluxe"),))
    order = desk.bench.order(
        changed,
        OrderKind.UPDATE,
        desk.bench.key("delivery-2"),
        previous=desk.package(first),
        external_ids=dict(receipt.external_ids),
    )
    updated = desk.deliver(order)
    assert (updated.bytes_sent, desk.progressed) == (0, [])
    assert updated.reference != receipt.reference
    assert natives(desk.wait_for(order, updated, "Available")) == ["Available"]
    assert desk.journal("patch-ordered") == 1
    assert desk.journal("asset-received") == 3
    view = (running.folder / "releases" / desk.bench.icpn / "release.json").read_text(encoding="utf-8")
    assert "Another Label" in view
    assert "Deluxe" in view
    assert "نجوم" not in view


def test_a_repeated_update_is_one_update(desk, running):
    first = desk.bench.order()
    live(desk, first)
    order = desk.bench.order(
        desk.bench.release(label="Another Label"),
        OrderKind.UPDATE,
        desk.bench.key("delivery-2"),
        previous=desk.package(first),
    )
    desk.kill_after = 3
    with pytest.raises(KilledError):
        desk.deliver(order)
    desk.kill_after = None
    one, two = desk.deliver(order), desk.deliver(order)
    assert one.reference == two.reference
    assert desk.journal("patch-ordered") == 1


def test_new_audio_of_one_track_moves_that_track_alone(desk, running):
    first = desk.bench.order()
    live(desk, first)
    order = desk.bench.order(
        kind=OrderKind.UPDATE,
        delivery_id=desk.bench.key("delivery-2"),
        media={"tracks[1].audio": audio(7)},
        previous=desk.package(first),
    )
    receipt = desk.deliver(order)
    assert receipt.bytes_sent == len(audio(7))
    assert {name for name, _ in desk.progressed} == {"cover.jpg", "01-01.wav", "01-02.wav"}
    assert natives(desk.wait_for(order, receipt, "Available")) == ["Available"]
    assert desk.journal("asset-received", path=f"{desk.bench.icpn}/01-02.wav") == 2
    assert (running.folder / "releases" / desk.bench.icpn / "01-02.wav").read_bytes() == audio(7)


def test_a_new_insert_of_a_known_release_moves_nothing(desk):
    live(desk, desk.bench.order())
    assert desk.deliver(desk.bench.order(delivery_id=desk.bench.key("delivery-2"))).bytes_sent == 0


def test_a_takedown_ends_when_it_is_verified(desk, running):
    receipt = live(desk, desk.bench.order())
    order = desk.bench.order(
        kind=OrderKind.TAKEDOWN, delivery_id=desk.bench.key("delivery-3"), external_ids=dict(receipt.external_ids)
    )
    down = desk.deliver(order)
    assert down.native == "Takedown delivered"
    reports = desk.wait_for(order, down, "Taken down")
    assert natives(reports) == ["Takedown delivered", "Taken down"]
    assert {track.native for track in reports[-1].tracks} == {"Taken down"}
    assert desk.deliver(order).reference == down.reference
    assert desk.journal("taken-down") == desk.journal("takedown-ordered") == 1


def test_a_release_nobody_knows_cannot_be_taken_down(desk):
    with pytest.raises(RefusedError, match="holds no release"):
        desk.deliver(desk.bench.order(kind=OrderKind.TAKEDOWN))


def test_a_taken_down_release_can_come_back_without_its_media(desk):
    receipt = live(desk, desk.bench.order())
    down = desk.bench.order(kind=OrderKind.TAKEDOWN, delivery_id=desk.bench.key("delivery-2"))
    desk.wait_for(down, desk.deliver(down), "Taken down")
    again = desk.bench.order(delivery_id=desk.bench.key("delivery-3"))
    back = desk.deliver(again)
    assert back.bytes_sent == 0
    assert dict(back.external_ids) == dict(receipt.external_ids)
    assert natives(desk.wait_for(again, back, "Available"))[-1] == "Available"


def test_the_simulator_forgets_nothing_when_it_is_killed(tmp_path):
    bench = Bench()
    order = bench.order()
    with Running(tmp_path / "s", "--speed", "0.2") as running, desk_of(running) as desk:
        desk.bench = bench
        desk.deliver(order)
        running.kill()
    with Running(tmp_path / "s") as running, desk_of(running) as desk:
        desk.bench = bench
        again = desk.deliver(order)
        assert again.bytes_sent == 0
        desk.wait_for(order, again, "Available")
        assert desk.journal("delivery-complete") == 1


def test_a_report_without_the_platform_id_finds_the_product(desk):
    order = desk.bench.order()
    receipt = evolve(desk.deliver(order), external_ids=())
    assert natives(desk.wait_for(order, receipt, "Available"))[0] == "Processing"


def test_a_product_nobody_knows_reports_nothing(desk):
    order = desk.bench.order()
    receipt = evolve(desk.deliver(order), external_ids=())
    assert list(desk.driver.report("00000000", receipt, desk)) == []
