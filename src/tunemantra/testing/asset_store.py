"""What every asset store promises, as a test class to inherit.

::

    class TestMyStore(AssetStoreConformance):
        @pytest.fixture
        def store(self, tmp_path):
            return MyStore(tmp_path)

        def damage(self, store, sha256):
            ...

Each promise has an id, AST-01 and on, the first word of its docstring.
"""

from __future__ import annotations

import hashlib
import io
import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tunemantra.errors import AssetCorruptError, AssetError, AssetMissingError
from tunemantra.ports.storage import AssetStore, Stored

if TYPE_CHECKING:
    from collections.abc import Callable

MIB = 1024 * 1024


class AssetStoreConformance:
    """Inherit, and supply a fixture `store`, a fresh and empty `AssetStore`, and `damage`."""

    @pytest.fixture
    def store(self) -> AssetStore:
        """Return the store under test."""
        raise NotImplementedError("supply a fixture named store")

    def damage(self, store: AssetStore, sha256: str) -> None:
        """Change one byte of what the store keeps under a hash, as a failing disk would."""
        raise NotImplementedError("supply a method named damage")

    def content(self, size: int = 3 * MIB + 17, seed: int = 1) -> bytes:
        """Return bytes, the same for the same seed."""
        return random.Random(seed).randbytes(size)  # noqa: S311

    def file(self, folder: Path, content: bytes) -> Path:
        """Return a file with some content."""
        file = folder / "master.wav"
        file.write_bytes(content)
        return file

    @pytest.mark.parametrize("size", [0, 1, MIB - 1, MIB, MIB + 1, 3 * MIB + 17])
    def test_what_goes_in_comes_out(self, store: AssetStore, tmp_path: Path, size: int) -> None:
        """AST-01 A file comes back byte for byte, by every way of reading, and the source stays as it was."""
        content = self.content(size)
        source = self.file(tmp_path, content)
        stored = store.put_file(source)
        assert stored == Stored(hashlib.sha256(content).hexdigest(), size)
        assert store.read(stored.sha256) == content
        assert store.path(stored.sha256).read_bytes() == content
        with store.open(stored.sha256) as stream:
            assert stream.read() == content
        assert source.read_bytes() == content

    def test_a_document(self, store: AssetStore) -> None:
        """AST-02 A document is kept under its hash."""
        stored = store.put_bytes(b"<x/>")
        assert (stored.sha256, store.read(stored.sha256)) == (hashlib.sha256(b"<x/>").hexdigest(), b"<x/>")

    def test_the_same_bytes_again(self, store: AssetStore, tmp_path: Path) -> None:
        """AST-03 The same bytes, put in by whatever way, are kept once."""
        content = self.content()
        first = store.put_bytes(content)
        path = store.path(first.sha256)
        assert store.put_file(self.file(tmp_path, content)) == first
        with store.staging() as folder:
            assert store.adopt(self.file(folder, content)) == first
        assert store.path(first.sha256) == path

    def test_adopted(self, store: AssetStore) -> None:
        """AST-04 A file of our own is moved in; its source is gone, also where the bytes were there already."""
        for _ in range(2):
            with store.staging() as folder:
                source = self.file(folder, b"rendition")
                stored = store.adopt(source)
                assert not source.exists()
            assert store.read(stored.sha256) == b"rendition"

    def test_missing(self, store: AssetStore, tmp_path: Path) -> None:
        """AST-05 What is not there is AssetMissingError, by every way of reading and of putting in."""
        unknown = "0" * 64
        assert not store.has(unknown)
        for ask in (store.open, store.read, store.path):
            with pytest.raises(AssetMissingError):
                ask(unknown)
        for put in (store.put_file, store.adopt):
            with pytest.raises(AssetMissingError):
                put(tmp_path / "none.wav")

    @pytest.mark.parametrize("name", ["", "..", "../../etc/passwd", "0" * 63, "A" * 64, "0" * 64 + "\n", "\0"])
    def test_what_is_no_hash(self, store: AssetStore, name: str) -> None:
        """AST-06 What is no SHA-256 names nothing, and never a file elsewhere."""
        assert not store.has(name)
        for ask in (store.open, store.read, store.path):
            with pytest.raises(AssetMissingError):
                ask(name)

    @pytest.mark.parametrize("size", [1, MIB, 3 * MIB + 17])
    def test_damaged(self, store: AssetStore, size: int) -> None:
        """AST-07 Bytes that do not match their hash are never handed out as a whole."""
        sha256 = store.put_bytes(self.content(size)).sha256
        self.damage(store, sha256)
        ways: list[Callable[[str], object]] = [store.read, store.path, self.read_in_blocks(store)]
        for ask in ways:
            with pytest.raises(AssetCorruptError):
                ask(sha256)

    def read_in_blocks(self, store: AssetStore, size: int = 65_536) -> Callable[[str], object]:
        """Return a way of reading a stream to its end in blocks."""

        def ask(sha256: str) -> bytes:
            with store.open(sha256) as stream:
                return b"".join(iter(lambda: stream.read(size), b""))

        return ask

    def test_damage_is_healed(self, store: AssetStore, tmp_path: Path) -> None:
        """AST-08 The right bytes, put in again, take the place of damaged ones."""
        content = self.content()
        sha256 = store.put_bytes(content).sha256
        self.damage(store, sha256)
        store.put_file(self.file(tmp_path, content))
        assert store.read(sha256) == content

    def test_a_stream_is_seekable(self, store: AssetStore) -> None:
        """AST-09 A stream goes to any place and back; its size is found by seeking to the end."""
        content = self.content()
        with store.open(store.put_bytes(content).sha256) as stream:
            assert stream.seekable()
            assert stream.seek(0, io.SEEK_END) == len(content)
            stream.seek(2 * MIB)
            assert stream.read(10) == content[2 * MIB : 2 * MIB + 10]
            stream.seek(0)
            assert stream.read(5) == content[:5]
            stream.seek(MIB)
            assert stream.read() == content[MIB:]
            stream.seek(0)
            assert stream.read() == content
            assert stream.read() == b""

    def test_damage_is_seen_after_seeking(self, store: AssetStore) -> None:
        """AST-10 A stream that went to its end and back is verified when it is read from the start."""
        sha256 = store.put_bytes(self.content()).sha256
        self.damage(store, sha256)

        def read_after_seeking() -> bytes:
            with store.open(sha256) as stream:
                stream.seek(0, io.SEEK_END)
                stream.seek(0)
                return stream.read()

        with pytest.raises(AssetCorruptError):
            read_after_seeking()

    def test_a_limit(self, store: AssetStore) -> None:
        """AST-11 A document larger than the limit is refused, one as large as it is not."""
        sha256 = store.put_bytes(b"12345").sha256
        assert store.read(sha256, limit=5) == b"12345"
        with pytest.raises(AssetError):
            store.read(sha256, limit=4)

    def test_staging(self, store: AssetStore) -> None:
        """AST-12 A staging folder is empty, one's own, and gone afterwards with all that is in it."""
        with store.staging() as one, store.staging() as other:
            assert one != other
            assert list(one.iterdir()) == []
            (one / "sub").mkdir()
            (one / "sub" / "file").write_bytes(b"x")
        assert not one.exists()
        with pytest.raises(ValueError, match="ours"), store.staging() as failed:
            raise ValueError("ours")
        assert not failed.exists()

    def test_not_a_file(self, store: AssetStore, tmp_path: Path) -> None:
        """AST-13 A folder is not taken, nor a link adopted: the bytes behind it belong to somebody else."""
        link = tmp_path / "link.wav"
        link.symlink_to(self.file(tmp_path, b"x"))
        with pytest.raises(AssetError):
            store.put_file(tmp_path)
        with pytest.raises(AssetError):
            store.adopt(link)
        assert (tmp_path / "master.wav").read_bytes() == b"x"

    def test_many_writers(self, store: AssetStore) -> None:
        """AST-14 Many that put the same and other bytes in at once, while others read, get what they put."""
        contents = [self.content(MIB + number, seed=number % 3) for number in (0, 1, 2)] * 4

        def put(content: bytes) -> bytes:
            return store.read(store.put_bytes(content).sha256)

        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(put, contents)) == contents


__all__ = ["AssetStoreConformance"]
