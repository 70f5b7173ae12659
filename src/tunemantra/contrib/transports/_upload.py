"""The way a file travels, the same for every file transport.

Write beside the final name, go on where an earlier try agrees with the source, verify, rename.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, Protocol

from attrs import define, field

from tunemantra.errors import Disposition, IntegrityError
from tunemantra.ports.transfer import Pace, Traits
from tunemantra.ports.transport import Proof, Sent, Verify

_LOCAL_BLOCK = 1024 * 1024


class PartStore(Protocol):
    """What an upload needs from the other side; paths are those of the other side."""

    @property
    def block(self) -> int:
        """The bytes one write or read carries."""

    @property
    def traits(self) -> Traits:
        """What the other side can do."""

    def size(self, path: str) -> int | None:
        """Return the bytes of a file, None where there is none."""

    def digest(self, path: str, size: int) -> str | None:
        """Return the SHA-256 of the first `size` bytes as the server computes it; None where it cannot."""

    def blocks(self, path: str, start: int, stop: int) -> Iterator[bytes]:
        """Yield the bytes from `start` up to `stop`, fewer where the file ends earlier."""

    def write(self, path: str, start: int, blocks: Iterable[bytes], arrived: Callable[[int], None]) -> None:
        """Cut the file to `start` bytes and append; `arrived` gets the size of each confirmed block."""

    def replace(self, part: str, path: str) -> None:
        """Rename, over whatever is there."""


@define
class Upload:
    """One file on its way; running it again goes on where it stopped.

    Args:
        source: readable and seekable; the file starts at its present position.
        path: final name. `part`: temporary name beside it.
        size: bytes. `sha256`: hexadecimal, of those bytes.
        sent: told the bytes known to have arrived, resumed ones included.
        pace: asked before bytes go out.
    """

    source: BinaryIO
    path: str
    part: str
    size: int
    sha256: str
    verify: Verify = "hash"
    sent: Sent | None = None
    pace: Pace | None = None
    moved: int = field(default=0, init=False)
    _origin: int = field(init=False)
    _arrived: int = field(default=0, init=False)
    _believed: bool = field(default=False, init=False)

    def __attrs_post_init__(self) -> None:
        self._origin = self.source.tell()

    @property
    def proof(self) -> Proof:
        """Return how the file was proved, once it is there; what the other side said of itself is never more."""
        if self.verify == "size":
            return Proof.SIZE
        return Proof.SERVER_HASH if self._believed else Proof.READ_BACK

    def run(self, store: PartStore) -> int:
        """Bring the file there, and return all the bytes that went over the wire since the first run.

        Raises:
            IntegrityError: the source is not what was announced, or the other side holds something else.
        """
        try:
            return self._run(store)
        except OurOwnError as wrapped:
            raise wrapped.error from None

    def _run(self, store: PartStore) -> int:
        if self._there_already(store):
            self._tell(self.size)
            return self.moved
        whole = hashlib.sha256()
        start = self._agreement(store, whole)
        self._tell(start)
        remote = whole.copy()
        store.write(self.part, start, self._local(start, whole, store.block), self._confirm)
        if whole.hexdigest() != self.sha256.lower():
            raise IntegrityError(
                f"the bytes read for {self.path!r} do not have the announced size and hash",
                hint="the source changed while it was sent",
                disposition=Disposition.STOP,
                path=self.path,
                size=self.size,
            )
        self._check(store, start, remote)
        store.replace(self.part, self.path)
        return self.moved

    def _there_already(self, store: PartStore) -> bool:
        if store.size(self.path) != self.size:
            return False
        return self._has_hash(store, self.path, 0, hashlib.sha256())

    def _has_hash(self, store: PartStore, path: str, start: int, before: hashlib._Hash) -> bool:
        # Where a server's own hash does not agree, the bytes have the last word.
        if self._digest(store, path, self.size) == self.sha256.lower():
            self._believed = True
            return True
        for block in store.blocks(path, start, self.size):
            before.update(block)
        return before.hexdigest() == self.sha256.lower()

    def _digest(self, store: PartStore, path: str, size: int) -> str | None:
        return store.digest(path, size) if self.verify == "hash" else None

    def _agreement(self, store: PartStore, whole: hashlib._Hash) -> int:
        """Feed `whole` the leading bytes that are there already and equal ours, and return their count."""
        left = store.size(self.part) or 0 if store.traits.resumes else 0
        there = min(left, self.size)
        if there == 0 or (left > self.size and not store.traits.cuts):
            return 0
        prefix = hashlib.sha256()
        claimed = self._digest(store, self.part, there)
        if claimed is not None:
            for block in self._read(0, there, _LOCAL_BLOCK):
                prefix.update(block)
            if prefix.hexdigest() == claimed:
                self._believed = True
                return _feed(whole, self._read(0, there, _LOCAL_BLOCK))
        return _feed(whole, self._equal_blocks(store.blocks(self.part, 0, there)))

    def _equal_blocks(self, remote: Iterable[bytes]) -> Iterator[bytes]:
        self.source.seek(self._origin)
        for theirs in remote:
            ours = self.source.read(len(theirs))
            if ours != theirs:
                yield ours[: _first_difference(ours, theirs)]
                return
            yield ours

    def _local(self, start: int, whole: hashlib._Hash, block: int) -> Iterator[bytes]:
        for data in self._ours(self._paced(self._read(start, self.size, block))):
            whole.update(data)
            yield data

    def _paced(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        for data in blocks:
            if self.pace is not None:
                self.pace(len(data))
            yield data

    @staticmethod
    def _ours(blocks: Iterable[bytes]) -> Iterator[bytes]:
        try:
            yield from blocks
        except Exception as error:
            raise OurOwnError(error) from error

    def _read(self, start: int, stop: int, block: int) -> Iterator[bytes]:
        self.source.seek(self._origin + start)
        left = stop - start
        while left > 0:
            data = self.source.read(min(block, left))
            if not data:
                return
            left -= len(data)
            yield data

    def _confirm(self, count: int) -> None:
        self.moved += count
        self._tell(self._arrived + count)

    def _tell(self, arrived: int) -> None:
        self._arrived = arrived
        if self.sent is not None:
            try:
                self.sent(arrived)
            except Exception as error:
                raise OurOwnError(error) from error

    def _check(self, store: PartStore, start: int, remote: hashlib._Hash) -> None:
        observed = store.size(self.part)
        if observed != self.size:
            self._differs("size", observed)
        # What stands before `start` was compared in this very run.
        if self.verify != "size" and not self._has_hash(store, self.part, start, remote):
            self._differs("hash", observed)

    def _differs(self, what: str, observed: int | None) -> None:
        raise IntegrityError(
            f"{self.part!r} arrived with another {what} than was sent",
            hint="it was not renamed; sending again mends it",
            path=self.path,
            expected=self.size,
            observed=observed,
        )


class OurOwnError(Exception):
    """Carries an error of the source or of `sent` past the store, which would take it for one of the connection."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error


def _first_difference(ours: bytes, theirs: bytes) -> int:
    pairs = zip(ours, theirs, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(ours), len(theirs)))


def _feed(digest: hashlib._Hash, blocks: Iterable[bytes]) -> int:
    count = 0
    for block in blocks:
        digest.update(block)
        count += len(block)
    return count


__all__ = ["OurOwnError", "PartStore", "Upload"]
