"""The asset store in a folder: `aa/bb/<sha256>`, written aside and renamed into place."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
import stat
import tempfile
import threading
import time
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from tunemantra.contrib.storage.files import READ_ONLY, copy_hashed, hash_file, hash_stream, sync, translated
from tunemantra.contrib.storage.reader import corrupt, verified
from tunemantra.errors import AssetError, AssetMissingError
from tunemantra.ports.storage import Stored

if TYPE_CHECKING:
    from collections.abc import Iterator

STAGING = ".staging"
LINKED = ".linked"
"""Folder with an empty file for each master that is linked until there is time to copy it, named by its hash."""
LEFT_OVER_SECONDS = 24 * 3600
WRITTEN_SECONDS = 600
"""After as long, the kernel has written what nobody waited for."""
_SHA256 = re.compile(r"[0-9a-f]{64}")
# What a file looked like when its bytes were right: inode, size, time of the last change in nanoseconds.
_Looks = tuple[int, int, int]


class LocalAssetStore:
    """`ports.storage.AssetStore` in a folder of one file system.

    Safe to use from several threads and processes. Files are read-only, and the folder is closed to other users when
    it is made here: unreleased music lies in it. Nothing is opened before the first use.

    Args:
        folder: made if it is not there. What killed processes left in its staging folder is removed when it is first
            used and by `tidy`, after a day.
        link: give files of this file system that are put in a second name here, and do not copy them. Who changes such
            a file afterwards changes it here as well: it is noticed, and `AssetCorruptError` raised.
        later: what is linked is to be copied by `keep`.
    """

    def __init__(self, folder: Path, *, link: bool = False, later: bool = False) -> None:
        self._link, self._later = link, later
        self._folder = Path(os.path.abspath(folder))  # noqa: PTH100 - links in the path stay as they are
        self._known: dict[str, _Looks] = {}
        self._guard = threading.Lock()
        self._ready = False

    def __repr__(self) -> str:
        return f"LocalAssetStore({str(self._folder)!r})"

    def __reduce__(self) -> tuple[object, ...]:
        return partial(LocalAssetStore, link=self._link, later=self._later), (self._folder,)

    def put_file(self, source: Path) -> Stored:
        """Copy a file in, hashing while copying; or link it, if so asked and possible.

        Raises:
            AssetMissingError: there is no such file.
            AssetError: it is no file, or the disk refuses.
        """
        with translated(), self._regular(source) as stream:
            return (self._linked(source, stream) if self._link else None) or self._copied(stream)

    def adopt(self, source: Path) -> Stored:
        """Move a file of our own in, hashing it; copied only where it lies on another file system.

        It is not waited for until the disk has it (ADR 0018): a power failure may leave it damaged or missing, which
        reading notices.
        """
        with translated():
            found = source.lstat()
            if not stat.S_ISREG(found.st_mode):
                raise AssetError(f"{source}: not a file", hint="a link or folder cannot be adopted")
            if found.st_dev != self._root().stat().st_dev or found.st_nlink > 1:
                # Bytes with a second name could still be changed through it.
                with self._regular(source) as stream:
                    stored = self._copied(stream)
                source.unlink()
                return stored
            sha256, size = hash_file(source)
            source.chmod(READ_ONLY)
            return self._publish(source, sha256, size, lasting=False)

    def put_bytes(self, content: bytes) -> Stored:
        """Keep a document."""
        sha256, size = hashlib.sha256(content).hexdigest(), len(content)
        with translated():
            if self._trusted(sha256):
                self._last(sha256)
                return Stored(sha256, size)
            with self._new_file() as (file, target):
                target.write(content)
                self._seal(target)
                return self._publish(file, sha256, size)

    def open(self, sha256: str) -> BinaryIO:
        """Return a seekable stream; reading it from start to end verifies the hash."""
        with translated():
            return verified(self._existing(sha256), sha256, self._doubt)

    def read(self, sha256: str, *, limit: int = 64 * 1024 * 1024) -> bytes:
        """Return a document's bytes, verified; refuse more than `limit` bytes."""
        with translated(), self._existing(sha256).open("rb") as stream:
            content = stream.read(limit + 1)
        if len(content) > limit:
            raise AssetError(f"asset {sha256} has more than {limit} bytes", sha256=sha256, limit=limit)
        if hashlib.sha256(content).hexdigest() != sha256:
            self._doubt(sha256)
            raise corrupt(sha256, self._place(sha256).stat())
        return content

    def path(self, sha256: str) -> Path:
        """Return a local path for tools that need one; never write to it.

        The whole file is verified once in the life of this object, afterwards only where its size or time changed.
        """
        with translated():
            file = self._existing(sha256)
            if not self._trusted(sha256):
                raise corrupt(sha256, file.stat())
            return file

    def keep(self, *, older: float = 0.0) -> bool:
        """Copy the file that has been linked for the longest time; False where nothing has been for `older` seconds.

        A file that was changed meanwhile stays as it is: reading it says so.

        Raises:
            AssetError: the disk refuses.
        """
        with translated():
            found = [(mark.stat().st_mtime, mark) for mark in (self._root() / LINKED).glob("*")]
            since, mark = min(found, default=(time.time(), self._root()))
            if not found or time.time() - since < older:
                return False
            self._own(mark.name)
            mark.unlink(missing_ok=True)
            return True

    def tidy(self, *, older: float = LEFT_OVER_SECONDS) -> int:
        """Remove what killed processes left in the staging folder and nothing was written to for `older` seconds."""
        staging = self._folder / STAGING
        with translated():
            return clean(staging, before=time.time() - older) if staging.exists() else 0

    def has(self, sha256: str) -> bool:
        """Return whether the bytes are there."""
        return _SHA256.fullmatch(sha256) is not None and os.path.isfile(self._name(sha256))  # noqa: PTH113 - many are asked for

    @contextmanager
    def staging(self) -> Iterator[Path]:
        """Return an empty folder on the store's own file system, removed afterwards."""
        with translated():
            folder = Path(tempfile.mkdtemp(dir=self._root() / STAGING))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _name(self, sha256: str) -> str:
        return f"{self._folder}/{sha256[:2]}/{sha256[2:4]}/{sha256}"

    def _place(self, sha256: str) -> Path:
        return Path(self._name(sha256))

    def _existing(self, sha256: str) -> Path:
        if not self.has(sha256):
            raise AssetMissingError(f"no asset {sha256}", sha256=sha256)
        return self._place(sha256)

    def _root(self) -> Path:
        if not self._ready:
            if not self._folder.exists():
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            staging = self._folder / STAGING
            staging.mkdir(mode=0o700, exist_ok=True)
            clean(staging, before=time.time() - LEFT_OVER_SECONDS)
            self._ready = True
        return self._folder

    @staticmethod
    @contextmanager
    def _regular(source: Path) -> Iterator[BinaryIO]:
        # Without O_NONBLOCK, opening a pipe would wait for a writer that may never come.
        handle = os.open(source, os.O_RDONLY | os.O_NONBLOCK)
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            os.close(handle)
            raise AssetError(f"{source}: not a file")
        with open(handle, "rb") as stream:  # noqa: PTH123 - it is open already
            yield stream

    def _copied(self, stream: BinaryIO) -> Stored:
        with self._new_file() as (file, target):
            sha256, size = copy_hashed(stream, target)
            self._seal(target)
            return self._publish(file, sha256, size)

    def _linked(self, source: Path, stream: BinaryIO) -> Stored | None:
        """Give a file a second name here; None where the file system cannot, or the file changed meanwhile."""
        before = _looks(os.fstat(stream.fileno()))
        aside = self._root() / STAGING / secrets.token_hex(16)
        try:
            os.link(source.resolve(), aside)
        except OSError:
            return None
        try:
            sha256, size = hash_stream(stream)
            os.fsync(stream.fileno())
            if _looks(aside.stat()) == before:
                if self._later:
                    self._mark(sha256)
                return self._publish(aside, sha256, size, before)
            stream.seek(0)
            return None
        finally:
            aside.unlink(missing_ok=True)

    def _mark(self, sha256: str) -> None:
        marks = self._root() / LINKED
        marks.mkdir(mode=0o700, exist_ok=True)
        (marks / sha256).touch()

    def _own(self, sha256: str) -> None:
        """Put a copy in the place of a linked file; whoever reads the old one reads on."""
        place = self._place(sha256)
        with suppress(FileNotFoundError), place.open("rb", buffering=0) as stream:
            if os.fstat(stream.fileno()).st_nlink == 1:
                return
            with self._new_file() as (file, target):
                if copy_hashed(stream, target)[0] == sha256:
                    self._seal(target)
                    self._settle(file, sha256, place)
                    sync(place.parent)

    @contextmanager
    def _new_file(self) -> Iterator[tuple[Path, BinaryIO]]:
        handle, name = tempfile.mkstemp(dir=self._root() / STAGING)
        file = Path(name)
        try:
            with open(handle, "wb") as target:  # noqa: PTH123 - it is open already
                yield file, target
        finally:
            file.unlink(missing_ok=True)

    @staticmethod
    def _seal(target: BinaryIO) -> None:
        target.flush()
        os.fchmod(target.fileno(), READ_ONLY)
        os.fsync(target.fileno())

    def _publish(
        self, file: Path, sha256: str, size: int, looks: _Looks | None = None, *, lasting: bool = True
    ) -> Stored:
        """Give a sealed file its name; a damaged one of that name is replaced, a good one stays.

        Args:
            file: where it lies.
            sha256: its hash.
            size: in bytes.
            looks: how it looked when it was hashed, where others may write to it.
            lasting: return when its name would survive a power failure.
        """
        place = self._place(sha256)
        if self._trusted(sha256):
            file.unlink()
            if lasting:
                self._last(sha256)
            return Stored(sha256, size)
        made = [folder for folder in (place.parent.parent, place.parent) if not folder.exists()]
        place.parent.mkdir(parents=True, exist_ok=True)
        self._settle(file, sha256, place, looks)
        if lasting:
            for folder in {place, *made}:
                sync(folder.parent)
        return Stored(sha256, size)

    def _settle(self, file: Path, sha256: str, place: Path, looks: _Looks | None = None) -> None:
        with self._guard:
            self._known[sha256] = looks or _looks(file.stat())
        os.replace(file, place)  # noqa: PTH105 - says better what it does

    def _last(self, sha256: str) -> None:
        """Have the disk keep what may have been adopted a moment ago."""
        place = self._place(sha256)
        if time.time() - place.stat().st_ctime < WRITTEN_SECONDS:
            sync(place)
            sync(place.parent)

    def _trusted(self, sha256: str) -> bool:
        """Whether the bytes are there and right; read once, then known by their looks."""
        try:
            looks = _looks(os.stat(self._name(sha256)))  # noqa: PTH116 - asked at every stage for every file
        except FileNotFoundError:
            return False
        if self._known.get(sha256) == looks:
            return True
        if hash_file(self._place(sha256))[0] != sha256:
            return False
        with self._guard:
            self._known[sha256] = looks
        return True

    def _doubt(self, sha256: str) -> None:
        """Forget that the bytes were right once; a disk may spoil them without a trace in their looks."""
        with self._guard:
            self._known.pop(sha256, None)


def _looks(found: os.stat_result) -> _Looks:
    return found.st_ino, found.st_size, found.st_mtime_ns


def clean(staging: Path, *, before: float) -> int:
    """Remove what nothing was written to since `before` (seconds since 1970); return how many things went."""
    gone = 0
    for entry in staging.iterdir():
        with suppress(FileNotFoundError):
            newest = max(one.lstat().st_mtime for one in (entry, *entry.rglob("*")))
            if newest < before:
                shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
                gone += 1
    return gone


__all__ = ["LEFT_OVER_SECONDS", "LINKED", "STAGING", "LocalAssetStore", "clean"]
