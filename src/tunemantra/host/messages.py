"""A DDEX message of a release folder as it lies there, outside any delivery: what `tunemantra ddex build` writes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Final

from attrs import evolve, frozen

from tunemantra.contrib.ddex import Dialect, FileEntry, build_new_release, build_purge
from tunemantra.contrib.formats import ReleaseFolder
from tunemantra.core.distribution import OrderKind
from tunemantra.core.finding import Finding, blocking, error
from tunemantra.core.media import Facts
from tunemantra.core.release import Medium, Part, Release, Track
from tunemantra.errors import ReleaseError
from tunemantra.host.wishes import MessageKind, Statement, Wish, needs_files, statement_of
from tunemantra.ports.package import Order
from tunemantra.ports.transcoding import AudioProcessor, BookletReader, ImageProcessor, VideoProcessor

_ABSENT: Final = frozenset({"CMN-AUD-007", "CMN-BKL-001", "CMN-IMG-001", "CMN-VID-001"})
"""Rules about files that are not there."""
_CHUNK: Final = 1024 * 1024


@frozen
class Built:
    """A message, and what could not be said in it."""

    content: bytes
    findings: tuple[Finding, ...]


@frozen
class Measuring:
    """Who measures the files of a folder.

    Args:
        audio, images: recordings and pictures.
        films: None where nothing here does, and then a release of films is refused.
        booklets: None where nothing here does, and then the message is written without the booklet.
    """

    audio: AudioProcessor
    images: ImageProcessor
    films: VideoProcessor | None = None
    booklets: BookletReader | None = None

    def measures(self, part: Part) -> bool:
        """Tell whether a file of this part is stated in a message."""
        return (part is Part.FILM or not part.moves) and (part is not Part.BOOKLET or self.booklets is not None)

    def facts(self, part: Part, path: Path) -> Facts:
        """Return what a file is."""
        if part is Part.FILM and self.films is not None:
            return self.films.measure(path)
        if part is Part.BOOKLET and self.booklets is not None:
            return self.booklets.measure(path)
        return self.images.measure(path) if part is Part.COVER else self.audio.measure(path)


def build_message(folder: Path, wish: Wish, by: Measuring) -> Built:
    """Write the message of a release folder, its files named and proved as they lie there.

    Args:
        folder: with `release.toml` or `release.json` and its files.
        wish: how the message is wanted.
        by: who measures the files.

    Raises:
        ReleaseError: the folder cannot be read, the message not be written, or it would change nothing: all findings.
        TuneMantraError: there is no such kind of message, or parts of the wish do not go together.
    """
    release = release_of(folder, with_files=needs_files(wish))
    dialect = Dialect(
        wish.sender,
        wish.recipient,
        version=wish.version,
        resources_folder="",
        booklets=by.booklets is not None,
        test=wish.test,
    )
    stated = statement_of(release, wish, dialect.profile_of(release))
    if wish.kind == MessageKind.PURGE:
        return Built(build_purge(_order(stated, wish), dialect), ())
    findings = (*stated.findings, *dialect.express(stated.release).findings)
    if stated.order is OrderKind.TAKEDOWN:
        timed = evolve(stated, release=_timed(folder, release, by.audio))
        return Built(build_new_release(_order(timed, wish), {}, dialect), findings)
    measure = _files if stated.with_files else _held
    files = measure(folder, release, by)
    return Built(build_new_release(_order(stated, wish), files, dialect), findings)


def release_of(folder: Path, *, with_files: bool) -> Release:
    """Return the release of a folder.

    Args:
        folder: with `release.toml` or `release.json`.
        with_files: whether the files it names must be there.

    Raises:
        ReleaseError: it cannot be relied upon: all findings.
    """
    submission = ReleaseFolder().read(folder)
    faults = [one for one in blocking(submission.findings) if with_files or one.rule not in _ABSENT]
    if submission.release is None or faults:
        raise ReleaseError(f"{folder} holds no release that can be written or compared", faults)
    return submission.release


def _timed(folder: Path, release: Release, audio: AudioProcessor) -> Release:
    """Return the release with the length of each recording whose file is there: a takedown names no file."""
    return evolve(release, tracks=tuple(_timed_track(folder, track, audio) for track in release.tracks))


def _timed_track(folder: Path, track: Track, audio: AudioProcessor) -> Track:
    path = folder / track.audio.path
    if track.duration is not None or track.medium is Medium.VIDEO or not path.is_file():
        return track
    facts = audio.measure(path)
    length = FileEntry(uri="", size=facts.size, facts=facts).milliseconds
    return track if facts.problem or not length else evolve(track, duration=Decimal(length).scaleb(-3))


def _order(stated: Statement, wish: Wish) -> Order:
    stamp = wish.created_at.strftime("%Y%m%d%H%M%S%f")[:-3]
    return Order(
        delivery_id=wish.message_id or f"{stated.release.icpn}-{stamp}",
        kind=stated.order,
        release=stated.release,
        revision_id="",
        sequence=1,
        created_at=wish.created_at,
    )


def _files(folder: Path, release: Release, by: Measuring) -> Mapping[str, FileEntry]:
    """Measure and hash every file.

    Raises:
        ReleaseError: some are not what they are called: all findings.
    """
    found: dict[str, FileEntry] = {}
    faults: list[Finding] = []
    for subject, asset in (*release.assets(), *release.additions()):
        part, path = release.part(subject), folder / asset.path
        if not by.measures(part):
            continue
        if not path.is_file():
            faults.append(_not_there(subject, asset.path))
        elif part is Part.FILM and by.films is None:
            faults.append(_no_film(subject, asset.path))
        else:
            facts = by.facts(part, path)
            if facts.problem:
                faults.append(error("ERN-FILE-002", subject, facts.problem, file=asset.path, hint="replace the file"))
            digest, size = _hashed(path)
            found[subject] = FileEntry(uri=asset.path, size=size, facts=evolve(facts, size=size), sha256=digest)
    if faults:
        raise ReleaseError(f"{release.icpn} cannot be written as a message", tuple(faults))
    return found


def _held(folder: Path, release: Release, by: Measuring) -> Mapping[str, FileEntry]:
    """Measure the files that are there: they do not travel, for the recipient holds them."""
    found: dict[str, FileEntry] = {}
    for subject, asset in (*release.assets(), *release.additions()):
        part, path = release.part(subject), folder / asset.path
        if not by.measures(part) or not path.is_file() or (part is Part.FILM and by.films is None):
            continue
        facts = by.facts(part, path)
        if not facts.problem:
            found[subject] = FileEntry(uri="", size=facts.size, facts=facts, provided=False)
    return found


def _not_there(subject: str, name: str) -> Finding:
    hint = "put the file into the folder, or correct its path"
    return error("ERN-FILE-001", subject, "the file is not there", file=name, observed=f"no file {name}", hint=hint)


def _no_film(subject: str, name: str) -> Finding:
    return error(
        "ERN-FILE-002",
        subject,
        "nothing here measures films",
        file=name,
        observed="a video",
        expected="audio",
        hint="pip install 'tunemantra[media]'",
    )


def _hashed(path: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as stream:
        while block := stream.read(_CHUNK):
            digest.update(block)
            size += len(block)
    return digest.hexdigest(), size


__all__ = ["Built", "Measuring", "Wish", "build_message", "release_of"]
