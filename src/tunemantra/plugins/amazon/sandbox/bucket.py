"""The bucket on disk: objects whole or not at all, uploads in parts; it survives its own end at any moment."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import shutil
import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from attrs import asdict, frozen

from tunemantra.plugins.amazon.sandbox.signature import RefusedError

LEAST_PART = 5 * 1024 * 1024
"""Bytes every part but the last one has at least."""
_LONGEST_KEY = 1024


@frozen
class Held:
    """What is known of an object or a part beside its bytes; checksum as S3 tells it, of a multipart one `…-N`."""

    size: int
    etag: str
    checksum: str
    at: str
    metadata: tuple[tuple[str, str], ...] = ()

    @property
    def modified(self) -> datetime:
        """Return when it came."""
        return datetime.fromisoformat(self.at)


@frozen
class Arrived:
    """Bytes that have arrived, on disk, with their digests."""

    path: Path
    size: int
    md5: bytes
    sha256: bytes

    def held(self, metadata: Mapping[str, str]) -> Held:
        """Return what is to be known of it."""
        checksum = base64.b64encode(self.sha256).decode()
        return Held(self.size, self.md5.hex(), checksum, _now(), tuple(sorted(metadata.items())))


class Bucket:
    """One bucket; safe for threads.

    Args:
        folder: of the simulator: objects lie in `bucket/`, what is known of them in `objects/`, parts in `uploads/`.
    """

    def __init__(self, folder: Path) -> None:
        self.root = folder / "bucket"
        self._known, self._uploads, self._coming = folder / "objects", folder / "uploads", folder / "arriving"
        self._lock = threading.RLock()
        shutil.rmtree(self._coming, ignore_errors=True)
        for path in (self.root, self._known, self._uploads, self._coming):
            path.mkdir(parents=True, exist_ok=True)

    def arriving(self) -> Path:
        """Return a new place for bytes that are on their way."""
        return self._coming / secrets.token_hex(16)

    def path(self, key: str) -> Path:
        """Return where an object lies.

        Raises:
            RefusedError: a key that leads out of the bucket, or names nothing.
        """
        parts = key.split("/")
        if not key or len(key) > _LONGEST_KEY or {"", ".", ".."} & set(parts) or "\\" in key or not key.isprintable():
            raise RefusedError("InvalidArgument", 400, "this bucket takes plain keys alone")
        return self.root.joinpath(*parts)

    def put(self, key: str, arrived: Arrived, held: Held) -> None:
        """Make arrived bytes an object."""
        path = self.path(key)
        with self._lock:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._note(self._known / _name(key), {"key": key, **asdict(held)})
            arrived.path.replace(path)

    def held(self, key: str) -> Held | None:
        """Return what is known of an object, or None where there is none."""
        with self._lock:
            known = self._known / _name(key)
            if not known.is_file() or not self.path(key).is_file():
                return None
            return _held(json.loads(known.read_bytes()))

    def remove(self, key: str) -> None:
        """Remove an object; nothing happens where there is none."""
        with self._lock:
            self.path(key).unlink(missing_ok=True)
            (self._known / _name(key)).unlink(missing_ok=True)

    def keys(self, prefix: str) -> list[str]:
        """Return the keys that begin with a prefix, in the order of their bytes."""
        found = (path.relative_to(self.root).as_posix() for path in self.root.rglob("*") if path.is_file())
        return sorted(key for key in found if key.startswith(prefix))

    def begin(self, key: str, metadata: Mapping[str, str]) -> str:
        """Open an upload in parts and return its id."""
        self.path(key)
        upload = secrets.token_hex(16)
        (self._uploads / upload).mkdir()
        self._note(self._uploads / upload / "upload.json", {"key": key, "at": _now(), "metadata": dict(metadata)})
        return upload

    def upload(self, key: str, upload: str) -> dict[str, object]:
        """Return what was said when an upload was opened.

        Raises:
            RefusedError: there is none of this id for this key.
        """
        path = self._uploads / upload / "upload.json"
        told: dict[str, object] = json.loads(path.read_bytes()) if upload.isalnum() and path.is_file() else {}
        if told.get("key") != key:
            raise RefusedError("NoSuchUpload", 404, "no such upload")
        return told

    def uploads(self, prefix: str) -> list[tuple[str, str, str]]:
        """Return key, id and beginning of the uploads under way, by key."""
        told = ((path.parent.name, json.loads(path.read_bytes())) for path in self._uploads.glob("*/upload.json"))
        return sorted((one["key"], upload, one["at"]) for upload, one in told if one["key"].startswith(prefix))

    def take_part(self, key: str, upload: str, number: int, arrived: Arrived) -> Held:
        """Keep a part; it replaces one of the same number."""
        with self._lock:
            self.upload(key, upload)
            held = arrived.held({})
            arrived.path.replace(self._uploads / upload / f"{number}.part")
            self._note(self._uploads / upload / f"{number}.json", asdict(held))
            return held

    def parts(self, key: str, upload: str) -> dict[int, Held]:
        """Return the parts that have arrived, by number."""
        self.upload(key, upload)
        return {
            int(path.stem): _held(json.loads(path.read_bytes()))
            for path in sorted((self._uploads / upload).glob("[0-9]*.json"), key=lambda path: int(path.stem))
        }

    def complete(self, key: str, upload: str, listed: Sequence[tuple[int, str, str]]) -> Held:
        """Put parts together into an object.

        Args:
            key: of the object.
            upload: its id.
            listed: number, ETag and SHA-256 of each part; an empty SHA-256 is not compared.

        Raises:
            RefusedError: a part is missing, another one, too small, or in the wrong place.
        """
        with self._lock:
            told, there = self.upload(key, upload), self.parts(key, upload)
            numbers = [number for number, _, _ in listed]
            if not numbers or numbers != sorted(set(numbers)):
                raise RefusedError("InvalidPartOrder", 400, "parts are listed once, in ascending order")
            for number, etag, checksum in listed:
                part = there.get(number)
                if part is None or part.etag != etag.strip('"') or checksum not in {"", part.checksum}:
                    raise RefusedError("InvalidPart", 400, f"part {number} has not arrived like this")
                if part.size < LEAST_PART and number != numbers[-1]:
                    raise RefusedError("EntityTooSmall", 400, f"part {number} has only {part.size} bytes")
            whole = self.arriving()
            with whole.open("wb") as file:
                for number in numbers:
                    with (self._uploads / upload / f"{number}.part").open("rb") as source:
                        shutil.copyfileobj(source, file)
            parts = [there[number] for number in numbers]
            metadata = told["metadata"]
            held = _composite(parts, metadata if isinstance(metadata, dict) else {})
            self.put(key, Arrived(whole, held.size, b"", b""), held)
            self.abort(key, upload)
            return held

    def abort(self, key: str, upload: str) -> None:
        """Forget an upload and its parts."""
        self.upload(key, upload)
        shutil.rmtree(self._uploads / upload)

    def _note(self, path: Path, told: Mapping[str, object]) -> None:
        part = path.with_suffix(".new")
        part.write_text(json.dumps(told), "utf-8")
        part.replace(path)


def _composite(parts: Sequence[Held], metadata: Mapping[str, str]) -> Held:
    md5 = hashlib.md5(b"".join(bytes.fromhex(part.etag) for part in parts), usedforsecurity=False)
    sha256 = hashlib.sha256(b"".join(base64.b64decode(part.checksum) for part in parts))
    return Held(
        sum(part.size for part in parts),
        f"{md5.hexdigest()}-{len(parts)}",
        f"{base64.b64encode(sha256.digest()).decode()}-{len(parts)}",
        _now(),
        tuple(sorted(metadata.items())),
    )


def _held(told: Mapping[str, object]) -> Held:
    metadata = told.get("metadata") or []
    pairs = tuple((str(name), str(value)) for name, value in metadata) if isinstance(metadata, list) else ()
    return Held(int(str(told["size"])), str(told["etag"]), str(told["checksum"]), str(told["at"]), pairs)


def _name(key: str) -> str:
    return f"{hashlib.sha256(key.encode()).hexdigest()}.json"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


__all__ = ["LEAST_PART", "Arrived", "Bucket", "Held"]
