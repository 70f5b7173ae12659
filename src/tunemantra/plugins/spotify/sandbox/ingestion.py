"""From a complete delivery to the shelf, step by step, each after a while."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tunemantra.contrib.sandbox import Agenda
from tunemantra.plugins.spotify.sandbox import judge
from tunemantra.plugins.spotify.sandbox.store import (
    COMMITTED,
    DONE,
    FAILED,
    INGESTED,
    Document,
    Event,
    Release,
    Store,
    Submission,
    Track,
    wanted_files,
)

if TYPE_CHECKING:
    from tunemantra.contrib.sandbox import Faults, Journal

CHECKING, PUBLISHING, REMOVING = 0.5, 0.5, 0.5
"""Seconds each step takes at speed 1."""


class Ingestion:
    """Works through orders in the background; what it had begun before it was ended, it begins again.

    Args:
        store, journal, faults: of the simulator.
        tell: called with every event (webhooks).
        delay: from usual seconds to seconds here.
        page: address that proves that a release is on the shelf.
    """

    def __init__(
        self,
        store: Store,
        journal: Journal,
        faults: Faults,
        *,
        tell: Callable[[Event], None],
        delay: Callable[[float], float],
        page: Callable[[], str],
    ) -> None:
        self._store, self._journal, self._faults = store, journal, faults
        self._tell, self._delay, self._page = tell, delay, page
        self._agenda = Agenda(journal)

    def resume(self) -> None:
        """Go on with every order that is not at its end."""
        for release in self._store.products():
            for submission in release.submissions:
                if submission.state in {COMMITTED, INGESTED}:
                    self.begin(release, submission)

    def accepted(self, release: Release, submission: Submission) -> None:
        """Say that a new order is there, whole, and begin to work on it."""
        if submission.kind == "takedown":
            self._say(release, submission, "Takedown delivered")
        elif not on_shelf(release):
            self._say(release, submission, "Processing")
        self.begin(release, submission)

    def begin(self, release: Release, submission: Submission) -> None:
        """Put the next step of an order on the list."""
        if submission.kind == "takedown":
            self._agenda.later(self._delay(REMOVING), lambda: self._remove(release, submission))
        elif submission.state == INGESTED:
            self._agenda.later(self._delay(PUBLISHING), lambda: self._publish(release, submission))
        else:
            self._agenda.later(self._delay(CHECKING), lambda: self._check(release, submission))

    def _check(self, release: Release, submission: Submission) -> None:
        document = submission.content()
        faults = self._faults_of(release, document)
        with self._store.lock:
            if submission.state != COMMITTED:
                return
            if faults:
                self._reject(release, submission, document, faults)
                return
            submission.state = INGESTED
            self._store.show(release, document)
            if not on_shelf(release):
                unknown = self._faults.take("unknown-status")
                self._say(release, submission, "Ingested" if unknown is None else unknown or "Simmering")
            self._journal.write("ingested", icpn=release.icpn, reference=submission.id)
        self.begin(release, submission)

    def _reject(self, release: Release, submission: Submission, document: Document, faults: list[judge.Fault]) -> None:
        submission.state = FAILED
        word = next(word for word in judge.WORST_FIRST if word in {fault.word for fault in faults})
        reasons = [f"{fault.rule} {fault.path}: {fault.message}" for fault in faults]
        tracks = _failed_tracks(document, faults, word)
        self._say(release, submission, word, reasons, tracks, keep_status=on_shelf(release))
        self._journal.write("rejected", icpn=release.icpn, reference=submission.id, reason=reasons[0])

    def _publish(self, release: Release, submission: Submission) -> None:
        with self._store.lock:
            if submission.state != INGESTED:
                return
            submission.state = DONE
            withheld = self._faults.take("reject-track")
            tracks = tracks_of(submission.content(), "Available")
            for track in tracks:
                if track.isrc == withheld:
                    track.status, track.reason = "Unavailable: policy", "refused by policy"
            word = "Available" if withheld is None else "Available in part"
            self._say(release, submission, word, [], tracks, url=f"{self._page()}/#{release.id}")
            self._journal.write("live", icpn=release.icpn, reference=submission.id)

    def _remove(self, release: Release, submission: Submission) -> None:
        with self._store.lock:
            if submission.state != COMMITTED:
                return
            submission.state = DONE
            self._say(release, submission, "Taken down")
            self._journal.write("taken-down", icpn=release.icpn, reference=submission.id)

    def _faults_of(self, release: Release, document: Document) -> list[judge.Fault]:
        faults = judge.metadata_faults(dict(document))
        faults += judge.cover_faults(self._store.asset(release, wanted_files(document)[0].sha256))
        for index, track in enumerate(_tracks(document)):
            for name, look in (("audio", judge.track_faults), ("canvas", judge.canvas_faults)):
                file = track.get(name)
                if isinstance(file, dict):
                    faults += look(self._store.asset(release, str(file["sha256"])), index, file.get("duration_ms"))
        return faults

    def _say(
        self,
        release: Release,
        submission: Submission,
        word: str,
        reasons: list[str] | None = None,
        tracks: list[Track] | None = None,
        *,
        url: str = "",
        keep_status: bool = False,
    ) -> None:
        told = tracks or tracks_of(release.newest, word)
        event = self._store.happened(
            release, submission.id, word, reasons=reasons, tracks=told, url=url, keep_status=keep_status
        )
        self._tell(event)


def on_shelf(release: Release) -> bool:
    """Whether listeners can play something of it now."""
    return release.status.startswith("Available")


def tracks_of(document: Document, word: str) -> list[Track]:
    """Return every track of a document with the same word."""
    return [Track(isrc, word) for isrc in _isrcs(document)]


def _failed_tracks(document: Document, faults: list[judge.Fault], word: str) -> list[Track]:
    isrcs = _isrcs(document)
    reasons: dict[int, list[judge.Fault]] = {index: [] for index in range(len(isrcs))}
    for fault in faults:
        if fault.path.startswith("tracks["):
            reasons[int(fault.path[7 : fault.path.index("]")])].append(fault)
    return [
        Track(isrc, reasons[index][0].word, "; ".join(fault.message for fault in reasons[index]))
        if reasons[index]
        else Track(isrc, "Held", f"the release is {word}")
        for index, isrc in enumerate(isrcs)
    ]


def _isrcs(document: Document) -> list[str]:
    return [str(track.get("isrc")) for track in _tracks(document)]


def _tracks(document: Document) -> list[Document]:
    tracks = document.get("tracks")
    return [track for track in tracks if isinstance(track, dict)] if isinstance(tracks, list) else []
