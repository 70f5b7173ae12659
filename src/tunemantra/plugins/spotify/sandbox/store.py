"""What the simulator holds, on disk: it survives its own end at any moment."""

from __future__ import annotations

import json
import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from attrs import define, field

from tunemantra.contrib.sandbox.requests import Json
from tunemantra.contrib.sandbox.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tunemantra.contrib.sandbox import Journal

Document = dict[str, "Json"]

OPEN, COMMITTED, INGESTED, DONE, FAILED, SUPERSEDED = (
    "uploading",
    "committed",
    "ingested",
    "done",
    "failed",
    "superseded",
)


class ConflictError(Exception):
    """The same key came with something else, or something came that nobody waits for."""


@define
class Wanted:
    """A file a document names."""

    name: str
    sha256: str
    size: int


@define
class Submission:
    """An order: what kind, under which key, how far."""

    id: str
    key: str
    fingerprint: str
    kind: str
    state: str
    document: str

    def content(self) -> Document:
        """Return the document it came with."""
        document: Document = json.loads(self.document)
        return document


@define
class Track:
    """A track's word in an event."""

    isrc: str
    status: str
    reason: str = ""


@define
class Event:
    """Something that happened to a release; webhooks carry it as it is."""

    event_id: str
    topic: str
    sequence: int
    occurred_at: str
    icpn: str
    release_id: str
    submission: str
    status: str
    reasons: list[str] = field(factory=list)
    tracks: list[Track] = field(factory=list)
    url: str = ""


@define
class Release:
    """One product."""

    id: str
    icpn: str
    status: str = OPEN
    document: str = ""
    submissions: list[Submission] = field(factory=list)
    events: list[Event] = field(factory=list)

    def submission(self, key: str) -> Submission | None:
        """Return the order that came with a key."""
        return next((known for known in self.submissions if known.key == key), None)

    @property
    def newest(self) -> Document:
        """Return the document of the newest order that has one."""
        texts = [known.document for known in self.submissions if known.kind != "takedown"]
        document: Document = json.loads(texts[-1]) if texts else {}
        return document


class Store(Shelf[Release]):
    """Releases by product code, their files and their orders.

    Args:
        folder: of the simulator.
        journal: told what arrives.
    """

    def __init__(self, folder: Path, journal: Journal) -> None:
        super().__init__(folder / "releases", journal, Release, lambda release: release.icpn)

    def get(self, release_id: str) -> Release | None:
        """Return a release by id."""
        return next((release for release in self.products() if release.id == release_id), None)

    def by_key(self, key: str) -> tuple[Release, Submission] | None:
        """Return the order that came with a key, with its release."""
        for release in self.products():
            found = release.submission(key)
            if found is not None:
                return release, found
        return None

    def order(
        self, icpn: str, kind: str, key: str, document: Document, fingerprint: str, state: str
    ) -> tuple[Release, Submission, bool]:
        """Return the order of a key, and whether it is new.

        Raises:
            ConflictError: the key came before, with something else.
        """
        with self.lock:
            known = self.by_key(key)
            if known is not None:
                if known[1].fingerprint != fingerprint or known[0].icpn != icpn:
                    raise ConflictError("this idempotency key came before, with another request")
                return (*known, False)
            release = self._products.setdefault(icpn, Release(f"rel_{secrets.token_hex(8)}", icpn))
            for earlier in release.submissions:
                if earlier.state == OPEN or (kind == "takedown" and earlier.state in {COMMITTED, INGESTED}):
                    earlier.state = SUPERSEDED
            identity = f"sub_{secrets.token_hex(8)}"
            text = json.dumps(document, ensure_ascii=False, sort_keys=True, indent=2)
            submission = Submission(identity, key, fingerprint, kind, state, text)
            release.submissions.append(submission)
            self.save(release)
            return release, submission, True

    def opened(self, release: Release) -> None:
        """Say that files are expected; whoever sends them knows, so that this is no event."""
        with self.lock:
            release.status = OPEN
            self.save(release)

    def happened(
        self,
        release: Release,
        submission: str,
        status: str,
        *,
        reasons: list[str] | None = None,
        tracks: list[Track] | None = None,
        url: str = "",
        keep_status: bool = False,
    ) -> Event:
        """Add an event and return it; `keep_status` leaves the release's own word as it was."""
        with self.lock:
            last = release.events[-1].occurred_at if release.events else ""
            now = max(datetime.now(UTC).isoformat(timespec="microseconds"), last)
            number = len(release.events) + 1
            event = Event(
                f"evt_{secrets.token_hex(8)}",
                "release.status",
                number,
                now,
                release.icpn,
                release.id,
                submission,
                status,
                reasons or [],
                tracks or [],
                url,
            )
            release.events.append(event)
            if not keep_status:
                release.status = status
            self.save(release)
            return event

    def held(self, release: Release) -> dict[str, Wanted]:
        """Return the files of the newest document that are there."""
        files = wanted_files(release.newest)
        return {f.name: f for f in files if self.asset(release, f.sha256).exists()}

    def show(self, release: Release, document: Document) -> None:
        """Make a document the one that counts, and lay out its files by name for people to look at."""
        with self.lock:
            release.document = json.dumps(document, ensure_ascii=False, sort_keys=True, indent=2)
            self.lay_out(release, {file.name: file.sha256 for file in wanted_files(document)})
            (self.home(release) / "release.json").write_text(release.document + "\n", encoding="utf-8")
            self.save(release)


def wanted_files(document: Document) -> list[Wanted]:
    """Return the files a document names, the cover first; the document has the right shape (`judge.shape`)."""
    return [Wanted(str(entry["file"]), str(entry["sha256"]), int(str(entry["size"]))) for entry in _files(document)]


def canvas_of(document: Document, isrc: str) -> str:
    """Return the name of the file that is the Canvas of a track; empty where it has none."""
    tracks = document.get("tracks")
    for track in tracks if isinstance(tracks, list) else []:
        canvas = track.get("canvas") if isinstance(track, dict) and track.get("isrc") == isrc else None
        if isinstance(canvas, dict):
            return str(canvas.get("file"))
    return ""


def _files(document: Document) -> Iterator[Document]:
    artwork, tracks = document.get("artwork"), document.get("tracks")
    if isinstance(artwork, dict):
        yield artwork
    for track in tracks if isinstance(tracks, list) else []:
        for name in ("audio", "canvas"):
            file = track.get(name) if isinstance(track, dict) else None
            if isinstance(file, dict):
                yield file
