"""Rules on completeness: what every release has, and what one platform asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tunemantra.core.finding import error, warning
from tunemantra.core.party import ArtistRole, ContributorRole
from tunemantra.core.release import Medium, ReleaseKind
from tunemantra.errors import PluginError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tunemantra.core.finding import Finding
    from tunemantra.core.party import Artist, Contributor
    from tunemantra.core.release import Release, Track
    from tunemantra.core.rules.case import Case
    from tunemantra.core.text import Title

_WRITERS: Final = frozenset({ContributorRole.COMPOSER, ContributorRole.LYRICIST, ContributorRole.COMPOSER_LYRICIST})
_FILMS: Final = frozenset({ReleaseKind.VIDEO_SINGLE, ReleaseKind.VIDEO_ALBUM, ReleaseKind.MULTIMEDIA_ALBUM})
_INHERITED: Final = frozenset({"artists", "deals", "genre", "p_line", "language"})


def some_track(case: Case) -> Iterator[Finding]:
    """CMN-STR-001: a release has tracks."""
    if not case.release.tracks:
        yield error(
            "CMN-STR-001",
            "tracks",
            "there is no track",
            observed="0 tracks",
            expected="at least one track",
            hint="add the tracks in playing order",
        )


def unique_positions(case: Case) -> Iterator[Finding]:
    """CMN-STR-002: no two tracks have one place."""
    first: dict[tuple[int, int], int] = {}
    for index, track in enumerate(case.release.tracks):
        earlier = first.setdefault(track.position, index)
        if earlier != index:
            yield error(
                "CMN-STR-002",
                f"tracks[{index}].number",
                f"track {earlier + 1} has the same place",
                observed=_place(*track.position),
                expected="a place of its own",
                hint="number the tracks of each disc from 1",
            )


def gapless_positions(case: Case) -> Iterator[Finding]:
    """CMN-STR-003: discs, and the tracks of each disc, count from 1 without a gap; the first gap is named."""
    discs = case.release.discs
    numbers = {disc: {track.number for track in case.release.tracks if track.disc == disc} for disc in discs}
    gaps = [("disc", "discs", set(discs))]
    gaps += [("number", f"tracks of disc {disc}", numbers[disc]) for disc in discs]
    for name, things, found in gaps:
        if found and found != set(range(1, len(found) + 1)):
            yield error(
                "CMN-STR-003",
                f"tracks.{name}",
                f"the {things} do not count from 1 without a gap",
                observed=", ".join(map(str, sorted(found))),
                expected=f"1 to {len(found)}" if len(found) > 1 else "1",
                hint="number them again",
            )


def some_title(case: Case) -> Iterator[Finding]:
    """CMN-STR-004: the release and each track have a title with a letter in it."""
    for path, titles in _titles(case.release):
        if not titles or not all(title.text.strip() for title in titles):
            yield error(
                "CMN-STR-004",
                path,
                "a title is missing",
                observed="no text",
                expected="a title",
                hint="use the title on the artwork",
            )


def some_main_artist(case: Case) -> Iterator[Finding]:
    """CMN-STR-005: the release and each track that has artists of its own have a main artist with a name."""
    for path, artists in _artists(case.release):
        main = [artist for artist in artists if artist.role is ArtistRole.MAIN and artist.name.strip()]
        if not main:
            yield error(
                "CMN-STR-005",
                path,
                "there is no main artist",
                observed=", ".join(f"{artist.name} ({artist.role.value})" for artist in artists) or "nobody",
                expected="at least one MainArtist",
                hint="give the artist in whose name it comes out",
            )


def kind_taken(case: Case) -> Iterator[Finding]:
    """CMN-STR-006: the platform takes this kind of release, and a release of sound holds no film."""
    kind, kinds = case.release.kind, case.requirement.kinds
    if kind not in kinds:
        yield error(
            "CMN-STR-006",
            "kind",
            "this platform does not take this kind of release",
            observed=kind.value,
            expected=" or ".join(one.value for one in kinds),
            hint="leave the platform out, or state another kind",
        ).on(case.platform)
    for index, track in enumerate(case.release.tracks):
        if track.medium is Medium.VIDEO and kind not in _FILMS:
            yield error(
                "CMN-STR-006",
                f"tracks[{index}].medium",
                "a release of sound holds no film",
                observed=f"a video in a release of the kind {kind.value}",
                expected=" or ".join(sorted(one.value for one in _FILMS)),
                hint="state the kind of the release, or take the video out",
            )


def some_writer(case: Case) -> Iterator[Finding]:
    """CMN-CRD-001: first and last name, or a code or a script that does without."""
    shared = case.release.contributors
    for index, track in enumerate(case.release.tracks):
        writers = [one for one in (*track.contributors, *shared) if _WRITERS & set(one.roles)]
        if not any(map(_looks_human, writers)):
            yield warning(
                "CMN-CRD-001",
                f"tracks[{index}].contributors",
                "no composer or lyricist is named in full",
                observed=", ".join(one.name for one in writers) or "nobody",
                expected="at least one with first and last name",
                hint="ask the publisher; stores refuse or delay tracks without writers",
            )


def _looks_human(writer: Contributor) -> bool:
    words = len(writer.name.split()) > 1
    return words or (bool(writer.name) and not writer.name.isascii()) or bool(writer.isni or writer.ipi)


def platform_fields(case: Case) -> Iterator[Finding]:
    """CMN-REQ-001: fields that this platform wants filled; a track inherits what it does not state."""
    for wanted in case.requirement.required:
        for path, value in _values(case, wanted):
            if value is None or value in ("", ()):
                yield error(
                    "CMN-REQ-001",
                    path,
                    "this platform does not take a release without it",
                    observed="nothing",
                    expected="a value",
                    hint=f"fill in {wanted}",
                ).on(case.platform)


def _values(case: Case, wanted: str) -> Iterator[tuple[str, object]]:
    root, _, rest = wanted.partition(".")
    if root != "tracks" or not rest:
        yield wanted, _value(case, case.release, wanted)
        return
    for index, track in enumerate(case.release.tracks):
        yield f"tracks[{index}].{rest}", _value(case, track, rest)


def _value(case: Case, holder: Release | Track, path: str) -> object:
    name, _, rest = path.partition(".")
    if name == "extras":
        return holder.extra(case.platform, rest)  # noqa: S610 - this is no query
    value: object = holder
    for part in path.split("."):
        if value is not None and not hasattr(value, part):
            raise PluginError(f"{case.platform} requires {path!r}, which no release has", platform=case.platform)
        value = getattr(value, part, None)
    if not value and holder is not case.release and path in _INHERITED:
        value = getattr(case.release, path)
    return value


def _titles(release: Release) -> Iterator[tuple[str, tuple[Title, ...]]]:
    yield "titles", release.titles
    for index, track in enumerate(release.tracks):
        yield f"tracks[{index}].titles", track.titles


def _artists(release: Release) -> Iterator[tuple[str, tuple[Artist, ...]]]:
    yield "artists", release.artists
    for index, track in enumerate(release.tracks):
        if track.artists:
            yield f"tracks[{index}].artists", track.artists


def _place(disc: int, number: int) -> str:
    return f"disc {disc}, number {number}"


__all__ = [
    "gapless_positions",
    "kind_taken",
    "platform_fields",
    "some_main_artist",
    "some_title",
    "some_track",
    "some_writer",
    "unique_positions",
]
