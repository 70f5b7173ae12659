"""The release list: the product, then a track release for every track (`ddex-facts` 4.1 and 4.2)."""

from __future__ import annotations

from functools import lru_cache

from tunemantra.contrib.ddex.context import MAIN_RELEASE, Context, Shown, at
from tunemantra.contrib.ddex.dialect import Extension, Place
from tunemantra.contrib.ddex.files import duration
from tunemantra.contrib.ddex.groups import write_group
from tunemantra.contrib.ddex.nodes import HOLE, Node, Template, begin, leaf, node
from tunemantra.contrib.ddex.stand_ins import stand_in_gtin
from tunemantra.contrib.ddex.texts import (
    local,
    write_artists,
    write_genres,
    write_lines,
    write_own_ids,
    write_texts,
    write_titles,
    write_versions,
    write_warnings,
)
from tunemantra.core.composition import RelatedRelease
from tunemantra.core.party import ArtistRole
from tunemantra.core.release import Release, ReleaseKind, Track
from tunemantra.core.text import LocalText


def write_releases(root: Node, context: Context) -> None:
    """Write the main release and, where the profile has them, the track releases."""
    releases = node(root, "ReleaseList")
    _write_main(releases, context)
    if not context.profile.one_track:
        for index, track in enumerate(context.release.tracks):
            _write_track(releases, context, index, track)


def write_release_id(parent: Node, release: Release, sender: str) -> Node:
    """Write the identifiers of a product; `sender` is the name space of its catalogue numbers."""
    ids = node(parent, "ReleaseId")
    if release.grid:
        leaf(ids, "GRid", str(release.grid))
    if not (release.grid and release.icpn == stand_in_gtin(str(release.grid))):
        leaf(ids, "ICPN", str(release.icpn))
    if release.catalog_number:
        leaf(ids, "CatalogNumber", release.catalog_number, Namespace=sender)
    return ids


def _write_main(releases: Node, context: Context) -> None:
    release, version = context.release, context.version
    main = node(releases, "Release")
    leaf(main, "ReleaseReference", MAIN_RELEASE)
    # The value set has no Compilation: it is an album with a flag.
    kind = ReleaseKind.ALBUM if release.kind is ReleaseKind.COMPILATION else release.kind
    leaf(main, "ReleaseType", kind.value)
    write_own_ids(write_release_id(main, release, context.sender), context.release_extensions)
    write_titles(main, release.titles, release.additional_titles, version)
    if version.release_versions:
        write_versions(main, release.title, context.release_extensions, version)
    write_artists(main, context.names, release.artists, context)
    _write_labels(main, context)
    write_lines(main, (release.p_line, *release.further_p_lines), "P")
    write_lines(main, (release.c_line, *release.further_c_lines), "C")
    total = _total_milliseconds(context)
    if total:
        leaf(main, "Duration", duration(total))
    write_genres(main, (release.genre, *release.further_genres), _main_genres(context), version)
    leaf(main, "ReleaseDate", release.release_date.isoformat())
    if release.original_release_date:
        leaf(main, "OriginalReleaseDate", release.original_release_date.isoformat())
    _write_visibility_references(main, context, context.shown)
    write_warnings(main, release.parental_warning, release.further_warnings)
    for related in release.related:
        _write_related(main, related)
    _write_compilation(main, context)
    write_group(main, context)
    write_texts(main, "Keywords", release.keywords)
    write_texts(main, "Synopsis", release.synopsis)
    if release.ai is not None:
        leaf(main, "ContainsAI", release.ai.value)


def _write_labels(parent: Node, context: Context) -> None:
    tag = "ReleaseLabelReference"

    def write(to: Node, labels: tuple[LocalText, ...]) -> None:
        for label, more in zip(labels, local(labels), strict=True):
            leaf(to, tag, context.parties.label(label.text), **more)

    context.once(parent, tag, "", context.labels, write)


def _write_visibility_references(parent: Node, context: Context, shown: tuple[Shown, ...]) -> None:
    if context.lists_visibility:
        for one in shown:
            leaf(parent, "ReleaseVisibilityReference", one.reference)


def _write_related(main: Node, related: RelatedRelease) -> None:
    element = node(main, "RelatedRelease")
    leaf(element, "ReleaseRelationshipType", related.relationship.value)
    ids = node(element, "ReleaseId")
    if related.grid:
        leaf(ids, "GRid", str(related.grid))
    if related.icpn:
        leaf(ids, "ICPN", str(related.icpn))


def _write_compilation(main: Node, context: Context) -> None:
    release = context.release
    if release.kind is not ReleaseKind.COMPILATION:
        leaf(main, "IsMultiArtistCompilation", "false")
        return
    casts = {
        tuple(artist.name for artist in release.artists_of(track) if artist.role is ArtistRole.MAIN)
        for track in release.tracks
    }
    leaf(main, "IsMultiArtistCompilation" if len(casts) > 1 else context.version.compilation_tag, "true")


def _write_track(releases: Node, context: Context, index: int, track: Track) -> None:
    """Write a track release: it takes titles, artists and dates from its resource."""
    texts = (f"R{index + 1}", context.track_release_id(track), f"A{index + 1}")
    element = begin(releases, _track_head(context.sender), *texts)
    _write_labels(element, context)
    genres = (context.release.genre_of(track), *track.further_genres)
    write_genres(element, genres, at(context.track_extensions[index], Place.GENRE), context.version)
    _write_visibility_references(element, context, context.shown_tracks[index])


@lru_cache
def _track_head(sender: str) -> Template:
    element = Node("TrackRelease")
    leaf(element, "ReleaseReference", HOLE)
    leaf(node(element, "ReleaseId"), "ProprietaryId", HOLE, Namespace=sender)
    leaf(element, "ReleaseResourceReference", HOLE)
    return Template(element)


def _main_genres(context: Context) -> tuple[Extension, ...]:
    own = at(context.release_extensions, Place.GENRE)
    if context.profile.one_track:
        own = tuple(dict.fromkeys((*own, *at(context.track_extensions[0], Place.GENRE))))
    return own


def _total_milliseconds(context: Context) -> int:
    """Return the length of the product; 0 where a track's is not known."""
    return 0 if None in context.lengths else sum(filter(None, context.lengths))


__all__ = ["write_release_id", "write_releases"]
