"""Nothing is converted or sent a second time, and what is sent is exactly what the studio made."""

from __future__ import annotations

import hashlib
import sys

import numpy as np
import pytest
import soundfile

from tests import support
from tests.integration.house import BOTH, PLATFORMS, House
from tunemantra.contrib.memory import ManualClock, SequentialIds
from tunemantra.contrib.sandbox import look_at_audio
from tunemantra.core.distribution import OrderKind, Outcome
from tunemantra.core.status import Status
from tunemantra.host.facade import TuneMantra
from tunemantra.host.settings import Settings
from tunemantra.pipeline.worker import Worker
from tunemantra.testing.desk import Store
from tunemantra.testing.folders import draft_release

pytestmark = pytest.mark.integration

ACME = support.REPO_ROOT / "examples" / "tunemantra-acme" / "src"
STARTED: list[str] = []


def watch(event, arguments):
    if event == "subprocess.Popen":
        STARTED.append(" ".join(map(str, (arguments[0], *arguments[1]))))


sys.addaudithook(watch)


@pytest.fixture(scope="module")
def stores(tmp_path_factory):
    running = {key: Store(PLATFORMS[key], tmp_path_factory.mktemp(key)) for key in BOTH}
    yield running
    for store in running.values():
        store.close()


@pytest.fixture(scope="module")
def delivered(stores, tmp_path_factory, masters):
    """A two-disc album that is Live on both platforms: the house, the host, the release."""
    folder = tmp_path_factory.mktemp("house")
    house = House(folder, stores)
    house.write_settings()
    draft = draft_release(masters, discs=2, tracks=2)
    draft.write(folder / "release")
    del STARTED[:]
    with house.host() as host:
        live(host.work_until_done(host.distribute(folder / "release", BOTH), seconds=60), host, draft)
    assert any("ffmpeg" in program for program in STARTED)
    return house, draft


def live(orders, host, draft):
    for order in orders:
        assert order.outcome is Outcome.DONE, order.reason
    standings = {one.distribution.platform: one.distribution.state.status for one in host.status(draft.icpn)}
    assert {standings[order.platform] for order in orders} == {Status.LIVE}


def moved(host, order):
    """The bytes of media an order sent and the renditions it made, as the timeline tells."""
    events = [event for event in host.timeline(order.icpn, order.platform) if event.delivery_id == order.id]
    data = [dict(event.data) for event in events]
    return sum(int(one.get("bytes", 0)) for one in data), sum(int(one.get("renditions", 0)) for one in data)


def test_the_same_folder_again_asks_nobody(delivered):
    house, draft = delivered
    before = house.journals()
    with house.host() as host:
        past = host.tools.ledger.deliveries()
        again = host.distribute(house.folder / "release", BOTH)
        assert {order.id for order in again} <= {order.id for order in past}
        assert len(host.tools.ledger.deliveries()) == len(past)
    assert house.journals() == before
    assert draft.icpn == again[0].icpn


def test_the_same_folder_again_by_force_moves_no_audio_and_converts_none(delivered):
    house, draft = delivered
    received = {key: store.received(draft.icpn) for key, store in house.stores.items()}
    assert {key: len(files) for key, files in received.items()} == {"spotify": 5, "beatport": 5}
    del STARTED[:]
    with house.host() as host:
        orders = host.work_until_done(host.distribute(house.folder / "release", BOTH, force=True), seconds=60)
        live(orders, host, draft)
        assert [order.kind for order in orders] == [OrderKind.UPDATE] * 2
        assert [moved(host, order) for order in orders] == [(0, 0)] * 2
    assert {key: store.received(draft.icpn) for key, store in house.stores.items()} == received
    assert STARTED == []


def test_the_first_time_something_moved(delivered):
    house, draft = delivered
    with house.host() as host:
        first = [order for order in host.tools.ledger.deliveries() if order.kind is OrderKind.INSERT]
        sums = {order.platform: moved(host, order) for order in first}
    media = {
        key: sum(int(entry["size"]) for entry in store.received(draft.icpn)) for key, store in house.stores.items()
    }
    assert media["spotify"] == media["beatport"] > 500_000
    assert {key: sent for key, (sent, _) in sums.items()} == media
    # One worker made what both platforms wanted: four tracks and a cover.
    assert sum(made for _, made in sums.values()) == 5


def test_a_third_platform_that_wants_the_same_forms_converts_nothing(delivered, tmp_path, monkeypatch):
    house, draft = delivered
    monkeypatch.syspath_prepend(str(ACME))
    monkeypatch.setenv("PYTHONPATH", str(ACME), prepend=":")
    from tunemantra_acme import plugin

    shop = Store(plugin.PLATFORM, tmp_path / "acme")
    try:
        third = House(house.folder, {**house.stores, "acme": shop})
        third.write_settings()
        with third.host(plugins=[plugin]) as host:
            del STARTED[:]
            orders = host.work_until_done(host.distribute(house.folder / "release", ["acme"]), seconds=60)
            live(orders, host, draft)
            sent, made = moved(host, orders[0])
        assert (made, STARTED) == (0, [])
        assert sent == sum(int(entry["size"]) for entry in house.stores["spotify"].received(draft.icpn))
    finally:
        shop.close()
        house.write_settings()


@pytest.fixture
def pairs(delivered, masters):
    """Each master beside the file a platform received."""
    house, draft = delivered
    sources = [draft.files[str(track["file"])] for track in draft.tracks]
    return [
        (source, file)
        for store in house.stores.values()
        for source, file in zip(sources, store.files(draft.icpn, ".wav"), strict=True)
    ]


def pcm_md5(path):
    samples, _ = soundfile.read(str(path), dtype="int16")
    return hashlib.md5(np.ascontiguousarray(samples).tobytes()).hexdigest()


def test_lossless_to_lossless_is_bit_exact(pairs):
    same_form = [(source, file) for source, file in pairs if source.suffix == ".flac"]
    assert len(same_form) == 2
    for source, file in same_form:
        info = soundfile.info(str(source))
        assert (info.samplerate, info.subtype) == (44_100, "PCM_16")
        assert pcm_md5(file) == pcm_md5(source)


def test_delivered_headers_are_plain_and_lengths_exact(pairs):
    assert len(pairs) == 8
    for source, file in pairs:
        master = soundfile.info(str(source))
        frames = round(master.frames * 44_100 / master.samplerate)
        seen = look_at_audio(file)
        assert (seen.format_code, seen.sample_rate, seen.bits, seen.channels) == (1, 44_100, 16, 2)
        assert seen.chunks == (("fmt ", 16), ("data", 4 * frames))
        assert seen.riff_size == seen.size == 44 + 4 * frames
        assert seen.frames == frames
        assert not seen.problem


@pytest.fixture
def tables(tmp_path):
    """Settings of both platforms that lead to a closed port."""
    secret = tmp_path / "secret"
    secret.write_text("nothing", "utf-8")
    nowhere = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJlvcGUGPdcV9ZkU0FqyTWmmB5ZkBCSgYzzwLdYkb1q5"
    return {
        "spotify": {"client_id": "label", "client_secret": f"file:{secret}", "api_url": "http://127.0.0.1:9"},
        "beatport": {
            "host": "127.0.0.1",
            "port": 9,
            "user": "label",
            "password": f"file:{secret}",
            "host_key": nowhere,
            "distributor": "tunemantra",
            "sender": "PADPIDA0000000001O",
            "recipient": "PADPIDA0000000002M",
        },
    }


def built(home, folder, tables):
    """Build both packages in a fresh house and return every file's bytes by path."""
    settings = Settings.from_mapping({"home": str(home), "platforms": tables})
    adapters = {"clock": ManualClock(), "ids": SequentialIds()}
    found = {}
    with TuneMantra(settings, adapters=adapters) as host:
        orders = host.distribute(folder, BOTH)
        worker = Worker(host.tools, "builder")
        while worker.once():
            pass
        for order in orders:
            assert host.service.delivery(order.id).package, host.service.delivery(order.id).reason
            package = host.service.package(order.id, home / "packages" / order.platform)
            files = [path for path in package.rglob("*") if path.is_file()]
            found.update({f"{order.platform}/{path.relative_to(package)}": path.read_bytes() for path in files})
    return found


def test_the_same_package_built_in_two_houses_is_byte_identical(tmp_path, masters, tables):
    draft_release(masters, discs=2, tracks=2).write(tmp_path / "release")
    first = built(tmp_path / "first", tmp_path / "release", tables)
    second = built(tmp_path / "second", tmp_path / "release", tables)
    assert sorted(first) == sorted(second)
    assert len(first) == 6 + 7
    assert [name for name in first if first[name] != second[name]] == []
