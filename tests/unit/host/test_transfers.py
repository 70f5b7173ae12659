# ruff: noqa: SIM117 -- a connection is one thing, what it raises another
"""When and how fast files are sent, and over how many connections (A-086, A-090)."""

from __future__ import annotations

import hashlib
import io
import threading
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from attrs import evolve

from tunemantra import Settings, TuneMantra
from tunemantra.contrib.memory import ManualClock
from tunemantra.contrib.transports import FolderTransport
from tunemantra.errors import Disposition, SettingsError, TransferTimeoutError, TransportError
from tunemantra.host.doctor import examine
from tunemantra.host.transfers import MOST_USES, Transfers, TransferSettings, read
from tunemantra.ports.transport import Endpoint, Proof

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
NIGHTLY = {"windows": ("22:00-06:00 Europe/Berlin",)}


@pytest.fixture
def clock():
    return ManualClock(NOON)


class Line:
    """Opens folders, and remembers which."""

    def __init__(self, folder, kind=FolderTransport):
        self.endpoint = Endpoint("files", folder.as_uri(), timeout=0.05)
        self.kind = kind
        self.opened = []

    def make(self, endpoint, _secrets):
        self.opened.append(self.kind(endpoint))
        return self.opened[-1]

    def open(self, transfers, platform="kiosk"):
        return transfers.opener(platform, self.make)(self.endpoint, None)


@pytest.fixture
def line(tmp_path):
    return Line(tmp_path / "inbox")


def put(files, data=b"<a/>", path="a.xml", sent=None):
    return files.put(io.BytesIO(data), path, size=len(data), sha256=hashlib.sha256(data).hexdigest(), sent=sent)


class TestWindows:
    def test_outside_of_it_nothing_is_sent_and_the_error_says_when(self, line, clock):
        with line.open(Transfers({"kiosk": TransferSettings(**NIGHTLY)}, clock)) as files:
            with pytest.raises(TransportError, match="opens at 2026-03-04 21:00 UTC") as caught:
                put(files)
            assert files.stat("a.xml") is None
        assert caught.value.disposition is Disposition.RETRY
        assert caught.value.retry_after == 9 * 3600

    def test_within_it_files_are_sent(self, line, clock):
        clock.set(datetime(2026, 3, 4, 21, tzinfo=UTC))
        with line.open(Transfers({"kiosk": TransferSettings(**NIGHTLY)}, clock)) as files:
            assert put(files) == 4

    def test_another_platform_is_bound_by_nothing(self, line, clock):
        with line.open(Transfers({"kiosk": TransferSettings(**NIGHTLY)}, clock), "other") as files:
            assert put(files) == 4


class TestRate:
    def test_all_uploads_to_a_platform_share_one_throttle(self, line, clock):
        transfers = Transfers({"kiosk": TransferSettings(rate=5e6)}, clock)
        with line.open(transfers), line.open(transfers):
            first, second = line.opened
            assert first.pace is second.pace
            assert first.pace.rate == 5e6

    def test_a_connection_that_is_used_again_is_not_slowed_down_by_another_platforms_rate(self, line, clock):
        with line.open(Transfers({"kiosk": TransferSettings(rate=5e6)}, clock), "other"):
            assert line.opened[0].pace is None

    def test_one_that_cannot_be_paced_is_slowed_down_by_what_arrived(self, tmp_path, clock):
        class Plain(FolderTransport):
            def __init__(self, endpoint):
                super().__init__(endpoint)
                del self.pace

            def put(self, source, path, *, size, sha256, sent=None):
                for arrived in (1_000, 1_000, 3_000, size):
                    sent(arrived)
                return size - 1_000

        transfers = Transfers({"kiosk": TransferSettings(rate=1e6)}, clock)
        heard = []
        with Line(tmp_path, Plain).open(transfers) as files:
            waits = []
            files._route.throttle._sleep = waits.append
            files._route.throttle._monotonic = lambda: 0.0
            files._route.throttle._free = 0.0
            put(files, b"x" * 4_000, sent=heard.append)
        # What was there before it began is not waited for.
        assert max(waits) == pytest.approx(0.003)
        assert heard == [1_000, 1_000, 3_000, 4_000]


class TestCleaning:
    def test_what_uploads_have_left_is_found_through_the_bounds(self, line, clock, tmp_path):
        left = tmp_path / "inbox" / "a.wav.partial"
        left.parent.mkdir()
        left.write_bytes(b"x")
        with line.open(Transfers({}, clock)) as files:
            assert files.clean(before=datetime.now(UTC) + timedelta(days=1)) == ("a.wav.partial",)
        assert not left.exists()

    def test_where_the_transport_finds_nothing_nothing_goes(self, tmp_path, clock):
        with Line(tmp_path, lambda _endpoint: SimpleNamespace(close=lambda: None)).open(Transfers({}, clock)) as files:
            assert files.clean(before=datetime.now(UTC)) == ()


class TestConnections:
    def test_they_are_kept_for_the_next_delivery(self, line, clock):
        transfers = Transfers({}, clock)
        for _ in range(3):
            line.open(transfers).close()
        assert len(line.opened) == 1

    def test_one_with_another_time_out_is_made_in_place_of_the_kept_one(self, line, clock):
        transfers = Transfers({"kiosk": TransferSettings(connections=1)}, clock)
        line.open(transfers).close()
        first, line.endpoint = line.opened[0], evolve(line.endpoint, timeout=0.1, part=8)
        ended = []
        first.close = lambda: ended.append(first)
        with line.open(transfers):
            assert (ended, len(line.opened)) == ([first], 2)
            # It is the same server: both count.
            line.endpoint = evolve(line.endpoint, timeout=0.05)
            with pytest.raises(TransferTimeoutError):
                line.open(transfers)

    def test_each_endpoint_and_platform_has_its_own(self, line, clock, tmp_path):
        transfers = Transfers({}, clock)
        line.open(transfers).close()
        line.open(transfers, "other").close()
        line.endpoint = Endpoint("files", (tmp_path / "elsewhere").as_uri())
        line.open(transfers).close()
        assert len(line.opened) == 3

    def test_closing_twice_gives_it_back_once(self, line, clock):
        transfers = Transfers({}, clock)
        files = line.open(transfers)
        files.close()
        files.close()
        with line.open(transfers), line.open(transfers):
            assert len(line.opened) == 2

    def test_no_more_are_open_than_the_settings_say(self, line, clock):
        transfers = Transfers({"kiosk": TransferSettings(connections=2)}, clock)
        with line.open(transfers), line.open(transfers):
            with pytest.raises(TransferTimeoutError, match="all 2 connections") as caught:
                line.open(transfers)
        assert caught.value.disposition is Disposition.RETRY
        with line.open(transfers):
            assert len(line.opened) == 2

    def test_who_cannot_connect_takes_no_place(self, line, clock):
        def fail(_endpoint, _secrets):
            raise TransferTimeoutError("no")

        transfers = Transfers({"kiosk": TransferSettings(connections=1)}, clock)
        for _ in range(2):
            with pytest.raises(TransferTimeoutError, match="no"):
                transfers.opener("kiosk", fail)(line.endpoint, None)
        with line.open(transfers):
            assert len(line.opened) == 1

    def test_none_is_used_for_ever(self, line, clock):
        transfers = Transfers({}, clock)
        for _ in range(MOST_USES + 1):
            line.open(transfers).close()
        assert len(line.opened) == 2

    def test_closing_ends_the_idle_ones_and_those_that_come_back(self, line, clock, monkeypatch):
        closed = []
        monkeypatch.setattr(FolderTransport, "close", lambda files: closed.append(files))  # noqa: PLW0108 - it is bound
        transfers = Transfers({}, clock)
        files = line.open(transfers)
        line.open(transfers).close()
        transfers.close()
        assert closed == [line.opened[1]]
        files.close()
        assert closed == [line.opened[1], line.opened[0]]

    def test_parallel_deliveries_share_them(self, line, clock):
        transfers = Transfers({"kiosk": TransferSettings(connections=3)}, clock)
        line.endpoint = Endpoint("files", line.endpoint.url, timeout=20)

        def deliver(number):
            with line.open(transfers) as files:
                put(files, b"x", f"{number}.xml")

        threads = [threading.Thread(target=deliver, args=(number,)) for number in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        assert len(line.opened) <= 3
        with line.open(transfers) as files:
            assert len(files.list("")) == 12


def test_it_does_what_the_transport_does(line, clock):
    with line.open(Transfers({}, clock)) as files:
        put(files)
        assert files.proof("a.xml") is Proof.READ_BACK
        assert files.read("a.xml") == b"<a/>"
        assert [entry.name for entry in files.list("")] == ["a.xml"]
        files.remove("a.xml")
        assert files.stat("a.xml") is None


class TestSettings:
    def test_every_fault_is_told_at_once(self):
        tables = {"kiosk": {"rate": -1, "windows": ["22-6"], "speed": 3}, "nowhere": {}}
        with pytest.raises(SettingsError) as caught:
            read(tables, {"kiosk"}, lenient=False)
        paths = {finding.path for finding in caught.value.findings}
        assert paths == {
            "transfers.kiosk.rate",
            "transfers.kiosk.windows",
            "transfers.kiosk.speed",
            "transfers.nowhere",
        }

    def test_in_safe_mode_a_platform_that_is_not_loaded_is_left_out(self):
        assert read({"nowhere": {"rate": 5}}, (), lenient=True)["nowhere"].rate == 5

    def test_the_doctor_says_what_holds(self, tmp_path, clock):
        tables = {"beatport": {"rate": 10_000_000, "windows": ["22:00-06:00"], "connections": 2}, "spotify": {}}
        with TuneMantra(Settings(home=tmp_path, transfers=tables), adapters={"clock": clock}) as host:
            told = {symptom.what: symptom.detail for symptom in examine(host)}
        assert told["transfers beatport"] == (
            "at most 10 MB/s; at most 2 connections; files go 22:00-06:00; closed now, opens 2026-03-04 22:00 UTC"
        )
        assert told["transfers spotify"] == "bound by nothing"

    def test_a_host_with_wrong_transfers_does_not_begin(self, tmp_path):
        with TuneMantra(Settings(home=tmp_path, transfers={"spotify": {"rate": "fast"}})) as host:
            with pytest.raises(SettingsError, match="transfers"):
                _ = host.service
