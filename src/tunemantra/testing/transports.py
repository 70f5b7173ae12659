"""What every file transport promises, as a test class to inherit.

::

    class TestMyTransport(FileTransportConformance):
        @pytest.fixture
        def transport(self, tmp_path):
            with MyTransport(Endpoint("files", f"my://{tmp_path}"), secrets) as transport:
                yield transport

Each promise has an id, FT-01 and on, the first word of its docstring. What a protocol cannot do its transport says
(`ports.transfer.Traits`), and is measured by that.
"""

from __future__ import annotations

import hashlib
import io
import logging
import random
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import ClassVar

import pytest

from tunemantra.contrib.transports.throttle import Throttle
from tunemantra.errors import IntegrityError, TransportError
from tunemantra.ports.transfer import SupportsCleaning, SupportsPace, traits_of
from tunemantra.ports.transport import FileTransport, Sent


class StopTransferError(Exception):
    """Raised by `sent` to stop a transfer."""


class FileTransportConformance:
    """Inherit, and supply a fixture `transport`: a fresh `FileTransport` over an empty folder.

    `SIZE` is what the larger files have, in bytes: at least twice what the transport writes at once. `SECRETS` are
    words of the login that nobody may ever read.
    """

    SIZE: ClassVar[int] = 3 * 1024 * 1024
    SECRETS: ClassVar[tuple[str, ...]] = ()

    @pytest.fixture
    def transport(self) -> FileTransport:
        """Return the transport under test."""
        raise NotImplementedError("supply a fixture named transport")

    def content(self, seed: int = 1) -> bytes:
        """Return `SIZE` bytes, the same for the same seed."""
        return random.Random(seed).randbytes(self.SIZE)  # noqa: S311

    def put(self, transport: FileTransport, path: str, data: bytes, sent: Sent | None = None) -> int:
        """Put bytes with their true size and hash."""
        digest = hashlib.sha256(data).hexdigest()
        return transport.put(io.BytesIO(data), path, size=len(data), sha256=digest, sent=sent)

    def put_half(self, transport: FileTransport, path: str, data: bytes) -> None:
        """Put bytes, and stop as soon as half of them have arrived."""
        self.put_until(transport, path, data, len(data) // 2)

    def put_until(self, transport: FileTransport, path: str, data: bytes, offset: int) -> None:
        """Put bytes, and stop as soon as so many of them have arrived."""

        def stop(arrived: int) -> None:
            if arrived >= offset:
                raise StopTransferError

        with pytest.raises(StopTransferError):
            self.put(transport, path, data, stop)

    def test_ft_01_what_was_put_is_there(self, transport: FileTransport) -> None:
        """FT-01: the bytes are there under the final name, and their count is returned."""
        data = self.content()
        assert self.put(transport, "a.wav", data) == len(data)
        assert transport.read("a.wav", limit=len(data)) == data

    def test_ft_02_folders_are_made(self, transport: FileTransport) -> None:
        """FT-02: folders are made as needed."""
        self.put(transport, "batch/upc/resources/a.wav", b"a")
        assert transport.read("batch/upc/resources/a.wav") == b"a"

    def test_ft_03_putting_again_moves_nothing(self, transport: FileTransport) -> None:
        """FT-03: the same file again costs 0 bytes."""
        data = self.content()
        self.put(transport, "a.wav", data)
        assert self.put(transport, "a.wav", data) == 0
        assert transport.read("a.wav", limit=len(data)) == data

    def test_ft_04_same_size_is_not_same_file(self, transport: FileTransport) -> None:
        """FT-04: another content of the same size replaces the file."""
        self.put(transport, "a.xml", b"<old/>")
        assert self.put(transport, "a.xml", b"<new/>") == len(b"<new/>")
        assert transport.read("a.xml") == b"<new/>"

    def test_ft_05_progress_ends_with_the_size(self, transport: FileTransport) -> None:
        """FT-05: `sent` hears growing numbers, the last one is the size."""
        heard: list[int] = []
        data = self.content()
        self.put(transport, "a.wav", data, heard.append)
        assert heard == sorted(heard)
        assert heard[-1] == len(data)

    def test_ft_06_a_stopped_file_has_no_final_name(self, transport: FileTransport) -> None:
        """FT-06: an error of `sent` comes through as it is, and no reader sees a part."""
        self.put_half(transport, "a.wav", self.content())
        assert transport.stat("a.wav") is None

    def test_ft_07_a_stopped_file_is_resumed(self, transport: FileTransport) -> None:
        """FT-07: after a stop only the rest goes over the wire, where the protocol can resume; else everything."""
        data = self.content()
        self.put_half(transport, "a.wav", data)
        moved = self.put(transport, "a.wav", data)
        assert moved <= len(data) // 2 if traits_of(transport).resumes else moved == len(data)
        assert transport.read("a.wav", limit=len(data)) == data

    def test_ft_08_the_old_file_stays_until_the_new_one_is_whole(self, transport: FileTransport) -> None:
        """FT-08: a replacement shows at once or not at all."""
        self.put(transport, "a.wav", b"old")
        self.put_half(transport, "a.wav", self.content())
        assert transport.read("a.wav") == b"old"

    def test_ft_09_a_part_of_another_file_is_not_used(self, transport: FileTransport) -> None:
        """FT-09: what an earlier try left is used only as far as it equals the source."""
        self.put_half(transport, "a.wav", self.content(seed=1))
        other = self.content(seed=2)
        assert self.put(transport, "a.wav", other) == len(other)
        assert transport.read("a.wav", limit=len(other)) == other

    def test_ft_10_a_longer_part_is_cut(self, transport: FileTransport) -> None:
        """FT-10: a left part longer than the file leaves nothing behind its end."""
        data = self.content()
        self.put_half(transport, "a.wav", data)
        assert self.put(transport, "a.wav", data[:1000]) == (0 if traits_of(transport).cuts else 1000)
        assert transport.read("a.wav") == data[:1000]

    @pytest.mark.parametrize(("size", "digest"), [(4, hashlib.sha256(b"abc")), (3, hashlib.sha256(b"abd"))])
    def test_ft_11_wrong_bytes_are_refused(self, transport: FileTransport, size: int, digest: hashlib._Hash) -> None:
        """FT-11: where size or hash are not what was announced, nothing gets the final name."""
        with pytest.raises(IntegrityError):
            transport.put(io.BytesIO(b"abc"), "a.wav", size=size, sha256=digest.hexdigest())
        assert transport.stat("a.wav") is None

    def test_ft_12_nothing_temporary_stays(self, transport: FileTransport) -> None:
        """FT-12: after success the folder holds the file alone."""
        self.put(transport, "batch/a.wav", self.content())
        assert [entry.name for entry in transport.list("batch")] == ["a.wav"]

    def test_ft_13_an_empty_file_can_be_put(self, transport: FileTransport) -> None:
        """FT-13: some completion marks are empty files."""
        assert self.put(transport, "batch/delivery.complete", b"") == 0
        found = transport.stat("batch/delivery.complete")
        assert found is not None
        assert (found.size, found.folder) == (0, False)

    def test_ft_14_stat_tells_files_from_folders(self, transport: FileTransport) -> None:
        """FT-14: size, kind and an aware time; None where there is nothing."""
        self.put(transport, "batch/a.xml", b"12345")
        file, folder = transport.stat("batch/a.xml"), transport.stat("batch")
        assert file is not None
        assert folder is not None
        assert (file.path, file.size, file.folder, folder.folder) == ("batch/a.xml", 5, False, True)
        assert file.modified is None or file.modified.tzinfo is not None
        assert transport.stat("batch/b.xml") is None

    def test_ft_15_lists_are_ordered_by_name(self, transport: FileTransport) -> None:
        """FT-15: entries by name with whole paths, none where there is no folder."""
        for name in ("b", "a", "c"):
            self.put(transport, f"batch/{name}", b"x")
        assert [entry.path for entry in transport.list("batch")] == ["batch/a", "batch/b", "batch/c"]
        assert [entry.path for entry in transport.list("")] == ["batch"]
        assert list(transport.list("nowhere")) == []

    def test_ft_16_large_reads_are_refused(self, transport: FileTransport) -> None:
        """FT-16: `read` gives the limit and not a byte more."""
        self.put(transport, "a", b"12345")
        assert transport.read("a", limit=5) == b"12345"
        with pytest.raises(TransportError):
            transport.read("a", limit=4)

    def test_ft_17_reading_nothing_is_an_error(self, transport: FileTransport) -> None:
        """FT-17: a file that is not there is a `TransportError`."""
        with pytest.raises(TransportError):
            transport.read("a")

    def test_ft_18_removing_can_be_repeated(self, transport: FileTransport) -> None:
        """FT-18: removing what is not there does nothing."""
        self.put(transport, "a", b"x")
        transport.remove("a")
        transport.remove("a")
        assert transport.stat("a") is None

    @pytest.mark.parametrize("path", ["../a", "/a", "b/../../a", "", "a\0b"])
    def test_ft_19_paths_stay_inside(self, transport: FileTransport, path: str) -> None:
        """FT-19: a path that leaves the endpoint's folder is refused."""
        with pytest.raises(TransportError):
            self.put(transport, path, b"x")
        with pytest.raises(TransportError):
            transport.read(path)
        with pytest.raises(TransportError):
            transport.remove(path)

    def test_ft_20_names_in_other_scripts(self, transport: FileTransport) -> None:
        """FT-20: names are UTF-8."""
        self.put(transport, "夜明け/فجر.xml", b"x")
        assert [entry.name for entry in transport.list("夜明け")] == ["فجر.xml"]

    def test_ft_21_closing_can_be_repeated(self, transport: FileTransport) -> None:
        """FT-21: a transport can be closed twice."""
        self.put(transport, "a", b"x")
        transport.close()
        transport.close()

    def test_ft_22_stops_at_any_offset_cost_next_to_nothing(self, transport: FileTransport) -> None:
        """FT-22: stopped at ten random offsets, at most 1 % and a chunk for each stop travel twice."""
        if not isinstance(transport, SupportsPace):
            pytest.skip("does not say what goes out")
        went: list[int] = []
        transport.pace = went.append
        data, stops = self.content(), sorted(random.Random(22).sample(range(1, self.SIZE), 10))  # noqa: S311
        traits = traits_of(transport)
        if not traits.resumes:
            stops = stops[-1:]
        for offset in stops:
            self.put_until(transport, "a.wav", data, offset)
        self.put(transport, "a.wav", data)
        again = traits.chunk if traits.resumes else len(data)
        assert len(data) <= sum(went) <= len(data) * 1.01 + again * len(stops)
        assert transport.read("a.wav", limit=len(data)) == data

    def test_ft_23_pace_is_asked_before_bytes_go_out(self, transport: FileTransport) -> None:
        """FT-23: `pace` hears of all bytes that go over the wire, none of them later than they arrive."""
        if not isinstance(transport, SupportsPace):
            pytest.skip("cannot be slowed down")
        asked: list[int] = []
        lead: list[int] = []
        transport.pace = asked.append
        data = self.content()
        moved = self.put(transport, "a.wav", data, lambda arrived: lead.append(sum(asked) - arrived))
        assert sum(asked) == moved == len(data)
        assert min(lead) >= 0
        assert max(asked) <= 1024 * 1024

    def test_ft_24_a_rate_is_kept(self, transport: FileTransport) -> None:
        """FT-24: a throttle of 1 MB/s takes a second for each megabyte, within 10 % at any time."""
        if not isinstance(transport, SupportsPace):
            pytest.skip("cannot be slowed down")
        naps = [0.0]
        throttle = Throttle(1_000_000, monotonic=lambda: sum(naps), sleep=naps.append)
        sizes: list[int] = []

        def pace(count: int) -> None:
            throttle(count)
            sizes.append(count)

        transport.pace = pace
        self.put(transport, "a.wav", self.content())
        assert sum(naps) == pytest.approx(self.SIZE / 1_000_000, rel=0.1)
        for seconds, count in zip(accumulate(naps[1:]), accumulate(sizes), strict=True):
            assert count / seconds == pytest.approx(1_000_000, rel=0.1)

    def test_ft_25_what_was_left_over_is_cleaned_up(self, transport: FileTransport) -> None:
        """FT-25: parts that are old enough go, with their names told; younger ones and whole files stay."""
        if not isinstance(transport, SupportsCleaning):
            pytest.skip("cannot clean up")
        self.put(transport, "batch/whole.wav", b"whole")
        self.put_half(transport, "batch/a.wav", self.content())
        now = datetime.now(UTC)
        assert list(transport.clean("batch", before=now - timedelta(days=1))) == []
        removed = transport.clean("batch", before=now + timedelta(days=1))
        assert len(removed) == 1
        assert removed[0].startswith("batch/a.wav")
        assert list(transport.clean("batch", before=now + timedelta(days=1))) == []
        assert [entry.name for entry in transport.list("batch")] == ["whole.wav"]
        assert self.put(transport, "batch/a.wav", self.content()) == self.SIZE

    def test_ft_26_nobody_reads_a_secret(self, transport: FileTransport, caplog: pytest.LogCaptureFixture) -> None:
        """FT-26: no word of the login is in the transport's repr, in an error or in a log, however much is logged."""
        caplog.set_level(logging.DEBUG)
        self.put(transport, "a.xml", b"x")
        with pytest.raises(TransportError) as caught:
            transport.read("b.xml")
        told = f"{transport!r} {caught.value!r} {caught.value} {caught.value.facts} {caplog.text}"
        told += " ".join(str(record.__dict__) for record in caplog.records)
        assert [number for number, word in enumerate(self.SECRETS) if word in told] == []


__all__ = ["FileTransportConformance", "StopTransferError"]
