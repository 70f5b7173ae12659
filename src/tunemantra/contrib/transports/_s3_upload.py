"""The way an object travels: in parts that are proved one by one, and seen by nobody before the last one is there."""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO, Final

from attrs import define, field, frozen

from tunemantra.contrib.transports._s3_errors import MISSING, StoreError
from tunemantra.contrib.transports._s3_store import Answer, S3Store
from tunemantra.contrib.transports._upload import OurOwnError
from tunemantra.errors import Disposition, IntegrityError
from tunemantra.ports.transfer import Pace
from tunemantra.ports.transport import Proof, Sent, Verify

MIB: Final = 1024 * 1024
MOST_PARTS: Final = 10_000
"""Parts an object may have."""

_BLOCK: Final = 256 * 1024


@frozen
class Part:
    """A piece of the file: its number from 1, its first byte, and its bytes."""

    number: int
    start: int
    size: int


def plan(size: int, part_size: int) -> tuple[Part, ...]:
    """Return the parts of a file, larger than `part_size` where there would be too many."""
    least = -(-size // MOST_PARTS)
    step = part_size if least <= part_size else -(-least // MIB) * MIB
    return tuple(Part(n + 1, at, min(step, size - at)) for n, at in enumerate(range(0, size, step)))


class Section(io.RawIOBase):
    """A part as a stream that asks before bytes go out; errors of the source are `OurOwnError`s."""

    def __init__(self, source: BinaryIO, start: int, size: int, pace: Pace | None) -> None:
        super().__init__()
        self._source, self._start, self._size, self._pace = source, start, size, pace
        self._at = 0

    def __len__(self) -> int:
        return self._size

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = max(0, offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence])
        return self._at

    def read(self, size: int | None = -1, /) -> bytes:
        left = self._size - self._at
        wanted = left if size is None or size < 0 else min(size, left)
        if wanted <= 0:
            return b""
        try:
            if self._pace is not None:
                self._pace(wanted)
            self._source.seek(self._start + self._at)
            data = self._source.read(wanted)
        except Exception as error:
            raise OurOwnError(error) from error
        if not data:
            raise OurOwnError(EOFError("the source ends before its announced size"))
        self._at += len(data)
        return data


@define
class ObjectUpload:
    """One file on its way; running it again goes on with the parts that have arrived.

    Args:
        store: the bucket.
        source: readable and seekable; the file starts at its present position.
        path: for people. `key`: the object's.
        size: bytes. `sha256`: hexadecimal, of those bytes.
        part_size: bytes of a part.
    """

    store: S3Store
    source: BinaryIO
    path: str
    key: str
    size: int
    sha256: str
    part_size: int
    verify: Verify = "hash"
    sent: Sent | None = None
    pace: Pace | None = None
    proof: Proof = field(default=Proof.READ_BACK, init=False)
    moved: int = field(default=0, init=False)
    _origin: int = field(init=False)
    _parts: tuple[Part, ...] = field(init=False)
    _digests: dict[int, bytes] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        self._origin = self.source.tell()
        self._parts = plan(self.size, self.part_size)
        self.sha256 = self.sha256.lower()

    def run(self) -> int:
        """Bring the object there, and return all the bytes that went over the wire since the first run.

        Raises:
            IntegrityError: the source is not what was announced, or the store holds something else.
        """
        try:
            return self._run()
        except OurOwnError as wrapped:
            raise wrapped.error from None

    def _run(self) -> int:
        # Asked first: an upload that ends meanwhile, as its answer was lost, is then either seen here or there already.
        begun = uploads_of(self.store, self.key) if len(self._parts) > 1 else ()
        if self._there_already():
            self._tell(self.size)
        elif len(self._parts) <= 1:
            self._send_whole()
        else:
            self._send_parts(begun)
        return self.moved

    def _there_already(self) -> bool:
        found = self._head()
        if found is None or int(found["ContentLength"]) != self.size:
            return False
        self._hash_everything()
        if not self._proved(found):
            return False
        self._mend_metadata(found)
        return True

    def _head(self) -> Answer | None:
        try:
            return self.store.ask("head_object", f"look at {self.path!r}", Key=self.key, ChecksumMode="ENABLED")
        except StoreError as error:
            if error.s3_code in MISSING:
                return None
            raise

    def _send_whole(self) -> None:
        self._tell(0)
        self._hash_everything()
        body = Section(self.source, self._origin, self.size, self.pace) if self.size else b""
        arguments = {"ChecksumAlgorithm": "SHA256", "ChecksumSHA256": self._checksum, **self._described}
        answer = self.store.ask("put_object", f"write {self.path!r}", Key=self.key, Body=body, **arguments)
        self._confirm(self.size)
        self._check(answer)

    def _send_parts(self, begun: Sequence[Answer]) -> None:
        self._tell(0)
        upload, there = self._resumable(begun) or (self._begin(), {})
        whole, done, arrived = hashlib.sha256(), [], 0
        for part in self._parts:
            self._digests[part.number] = digest = self._hash(part, whole)
            left = there.get(part.number)
            if left is not None and _same(left, part, digest):
                etag = left["ETag"]
            else:
                etag = self._send(upload, part, digest)
                self.moved += part.size
            done.append({"PartNumber": part.number, "ETag": etag, "ChecksumSHA256": _text(digest)})
            arrived += part.size
            # The file is there when the parts have been put together.
            self._tell(arrived if arrived < self.size else self.size - 1)
        self._expect_source(whole)
        arguments = {"UploadId": upload, "MultipartUpload": {"Parts": done}}
        answer = self.store.ask("complete_multipart_upload", f"end {self.path!r}", Key=self.key, **arguments)
        self._check(answer)
        self._tell(self.size)

    def _send(self, upload: str, part: Part, digest: bytes) -> str:
        body = Section(self.source, self._origin + part.start, part.size, self.pace)
        arguments = {"UploadId": upload, "PartNumber": part.number, "ContentLength": part.size}
        checksum = {"ChecksumAlgorithm": "SHA256", "ChecksumSHA256": _text(digest)}
        where = f"write part {part.number} of {self.path!r}"
        answer = self.store.ask("upload_part", where, Key=self.key, Body=body, **arguments, **checksum)
        return str(answer["ETag"])

    def _begin(self) -> str:
        where = f"begin {self.path!r}"
        arguments = {"ChecksumAlgorithm": "SHA256", **self._described}
        return str(self.store.ask("create_multipart_upload", where, Key=self.key, **arguments)["UploadId"])

    @property
    def _described(self) -> dict[str, object]:
        options = self.store.options
        described: dict[str, object] = {"Metadata": {"sha256": self.sha256}}
        if options.encryption:
            described["ServerSideEncryption"] = options.encryption
        if options.kms_key:
            described["SSEKMSKeyId"] = options.kms_key
        return described

    def _resumable(self, begun: Sequence[Answer]) -> tuple[str, Mapping[int, Answer]] | None:
        """Return the youngest of some uploads whose first part is ours, with its parts; else one without any.

        It goes on in the parts it was begun with, whatever their size would be today.
        """
        empty = None
        for upload in sorted(begun, key=lambda one: str(one["Initiated"]), reverse=True):
            where = f"look at what has arrived of {self.path!r}"
            pages = self.store.pages("list_parts", where, Key=self.key, UploadId=upload["UploadId"])
            parts = {int(part["PartNumber"]): part for page in pages for part in page.get("Parts", ())}
            layout = self._layout(parts)
            if layout:
                self._parts = layout
                return str(upload["UploadId"]), {
                    part.number: self._with_md5(parts[part.number], part) for part in layout if part.number in parts
                }
            if not parts:
                # Cut off before anything had arrived; left alone, it would stay for ever.
                empty = empty or str(upload["UploadId"])
        return (empty, {}) if empty else None

    def _layout(self, there: Mapping[int, Answer]) -> tuple[Part, ...]:
        """Return the parts of the file as an upload has them, where its first is ours; else none."""
        size = int(there[1]["Size"]) if 1 in there else 0
        layout = plan(self.size, size) if size else ()
        if len(layout) < 2 or layout[0].size != size:  # noqa: PLR2004 - one part is no upload in parts
            return ()
        first = layout[0]
        ours = self._hash(first, hashlib.sha256())
        return layout if _same(self._with_md5(there[1], first), first, ours) else ()

    def _with_md5(self, part: Answer, ours: Part) -> Answer:
        """Add what an older store, which tells no SHA-256, is compared by."""
        if "ChecksumSHA256" in part:
            return part
        digest = hashlib.md5(usedforsecurity=False)
        for block in self._blocks(ours):
            digest.update(block)
        return {**part, "OurMd5": digest.hexdigest()}

    def _hash_everything(self) -> None:
        whole = hashlib.sha256()
        for part in self._parts:
            self._digests[part.number] = self._hash(part, whole)
        self._expect_source(whole)

    def _hash(self, part: Part, whole: hashlib._Hash) -> bytes:
        if len(self._parts) == 1:
            for block in self._blocks(part):
                whole.update(block)
            return whole.digest()
        digest = hashlib.sha256()
        for block in self._blocks(part):
            digest.update(block)
            whole.update(block)
        return digest.digest()

    def _blocks(self, part: Part) -> Iterator[bytes]:
        try:
            self.source.seek(self._origin + part.start)
            left = part.size
            while left > 0 and (data := self.source.read(min(_BLOCK, left))):
                left -= len(data)
                yield data
        except Exception as error:
            raise OurOwnError(error) from error
        if left:
            raise OurOwnError(self._changed())

    def _expect_source(self, whole: hashlib._Hash) -> None:
        if whole.hexdigest() != self.sha256:
            raise self._changed()

    def _changed(self) -> IntegrityError:
        return IntegrityError(
            f"the bytes read for {self.path!r} do not have the announced size and hash",
            hint="the source changed while it was sent",
            disposition=Disposition.STOP,
            path=self.path,
            size=self.size,
        )

    @property
    def _checksum(self) -> str:
        """Return what the store says of an object with our bytes: of their parts' hashes, where there are several."""
        if len(self._parts) <= 1:
            return _text(bytes.fromhex(self.sha256))
        joined = b"".join(self._digests[part.number] for part in self._parts)
        return _text(hashlib.sha256(joined).digest())

    def _check(self, answer: Answer) -> None:
        """Prove what has its final name now; what is wrong is taken away, so that nobody reads it."""
        found = self._head() or {}
        size = int(found.get("ContentLength", -1))
        if size != self.size or not self._proved({**found, **answer}):
            self.store.ask("delete_object", f"remove {self.path!r}", Key=self.key)
            raise IntegrityError(
                f"{self.path!r} arrived with another {'size' if size != self.size else 'hash'} than was sent",
                hint="it was removed; sending again mends it",
                path=self.path,
                expected=self.size,
                observed=size,
            )
        self._mend_metadata(found)

    def _proved(self, found: Answer) -> bool:
        if self.verify == "size":
            self.proof = Proof.SIZE
            return True
        # Not every store says of how many parts it made a checksum.
        told = str(found.get("ChecksumSHA256", "")).partition("-")[0]
        if self.verify == "hash" and told == self._checksum:
            self.proof = Proof.SERVER_HASH
            return True
        self.proof = Proof.READ_BACK
        return self._read_back() == self.sha256

    def _read_back(self) -> str:
        digest = hashlib.sha256()
        body = self.store.ask("get_object", f"read {self.path!r}", Key=self.key)["Body"]
        with body:
            for block in body.iter_chunks(_BLOCK):
                digest.update(block)
        return digest.hexdigest()

    def _mend_metadata(self, found: Answer) -> None:
        """Say the right hash of an object that was begun as another file with the same first bytes."""
        if found.get("Metadata", {}).get("sha256", self.sha256) != self.sha256:
            self.store.describe(self.key, self._described, f"describe {self.path!r}")

    def _confirm(self, count: int) -> None:
        self.moved += count
        self._tell(count)

    def _tell(self, arrived: int) -> None:
        if self.sent is not None:
            try:
                self.sent(arrived)
            except Exception as error:
                raise OurOwnError(error) from error


def uploads_of(store: S3Store, key: str) -> list[Answer]:
    """Return the uploads of a key that were begun and not ended."""
    pages = store.pages("list_multipart_uploads", f"look for uploads of {key!r}", Prefix=key)
    return [upload for page in pages for upload in page.get("Uploads", ()) if upload["Key"] == key]


def _same(there: Answer, part: Part, digest: bytes) -> bool:
    if int(there["Size"]) != part.size:
        return False
    if "ChecksumSHA256" in there:
        return bool(there["ChecksumSHA256"] == _text(digest))
    return bool(there["ETag"].strip('"') == there.get("OurMd5"))


def _text(digest: bytes) -> str:
    return base64.b64encode(digest).decode()


__all__ = ["MIB", "ObjectUpload", "Part", "Section", "plan", "uploads_of"]
