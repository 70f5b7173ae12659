"""What changes between two statements of a release, where one of them may be a message that cannot say everything."""

from __future__ import annotations

from pathlib import Path

from attrs import evolve, frozen

from tunemantra.contrib.ddex import VERSIONS, ErnVersion, Profile, express
from tunemantra.contrib.ddex.reading import PurgedRelease, read_message
from tunemantra.core.difference import Change, differences
from tunemantra.core.finding import Finding, blocking
from tunemantra.core.release import Release
from tunemantra.errors import ReleaseError
from tunemantra.host.messages import release_of
from tunemantra.host.purging import doubts_of, name_of, named, purged, restored


@frozen
class Side:
    """One statement of a release.

    Args:
        release: what it says.
        doubts: what in it is not to be relied upon.
        version: of the message it is; None for a folder.
        profile: of the message; None for a folder, and for one of another name.
    """

    release: Release
    doubts: tuple[Finding, ...] = ()
    version: ErnVersion | None = None
    profile: Profile | None = None


@frozen
class Apart:
    """Something that one side says and the other has no place for.

    Args:
        path: in the release.
        value: in words.
        why: it was not compared.
    """

    path: str
    value: str
    why: str


@frozen
class Comparison:
    """What changes, and what was not compared."""

    changes: tuple[Change, ...]
    apart: tuple[Apart, ...]
    doubts: tuple[Finding, ...]


def compare(before: Path, after: Path) -> Comparison:
    """Compare two messages or release folders.

    What a folder says and a message of the other side's version cannot is no change: it is told apart. So is a length
    that the folder leaves to the audio. A purge is the end of the release, or what it comes back from.

    Raises:
        ReleaseError: one of them holds no release; all findings.
    """
    was, will = _side(before), _side(after)
    if not isinstance(was, Side) or not isinstance(will, Side):
        return _beside_purge(was, will)
    apart: tuple[Apart, ...] = ()
    if before.is_dir() and will.version is not None:
        was, apart = _alike(was, will, will.version)
    elif after.is_dir() and was.version is not None:
        will, apart = _alike(will, was, was.version)
    return Comparison(differences(was.release, will.release), apart, (*was.doubts, *will.doubts))


def _beside_purge(was: Side | PurgedRelease, will: Side | PurgedRelease) -> Comparison:
    """Say what a purge changes; one of another product, or after another purge, changes nothing."""
    if isinstance(was, Side) and not isinstance(will, Side):
        doubts = doubts_of(will, str(was.release.icpn), str(was.release.grid or ""), named(was.release))
        return Comparison(() if doubts else purged(was.release, will), (), (*was.doubts, *doubts))
    if isinstance(will, Side) and not isinstance(was, Side):
        doubts = doubts_of(was, str(will.release.icpn), str(will.release.grid or ""), named(will.release))
        return Comparison(() if doubts else restored(will.release, was), (), (*will.doubts, *doubts))
    one, other = (side for side in (was, will) if not isinstance(side, Side))
    return Comparison((), (), doubts_of(other, one.icpn, one.grid, name_of(one)))


def _side(path: Path) -> Side | PurgedRelease:
    if path.is_dir():
        return Side(release_of(path, with_files=False))
    message = read_message(path)
    findings = blocking(message.findings)
    if message.purged is not None and not findings:
        return message.purged
    if message.release is None:
        raise ReleaseError(f"{path} holds no release that can be written or compared", findings)
    doubts = tuple(evolve(finding, file=finding.file or str(path)) for finding in findings)
    profile = Profile(message.profile) if message.profile in set(Profile) else None
    return Side(message.release, doubts, VERSIONS.get(message.version), profile)


def _alike(folder: Side, message: Side, version: ErnVersion) -> tuple[Side, tuple[Apart, ...]]:
    """Return the folder as a message of that version says it, and what of it is in none."""
    stated = {track.isrc: track.duration for track in message.release.tracks}
    tracks, apart = list(folder.release.tracks), []
    for index, track in enumerate(tracks):
        length = stated.get(track.isrc)
        if track.duration is None and length is not None:
            tracks[index] = evolve(track, duration=length)
            why = "The folder leaves the length to the audio."
            apart.append(Apart(f"tracks[{index}].duration", f"{length} s", why))
    whole, booklets = evolve(folder.release, tracks=tuple(tracks)), message.release.booklet is not None
    said = express(whole, version, message.profile, booklets=booklets)
    lost = tuple(Apart(one.path, one.observed, one.message) for one in said.findings)
    return evolve(folder, release=said.release), (*lost, *apart)


__all__ = ["Apart", "Comparison", "compare"]
