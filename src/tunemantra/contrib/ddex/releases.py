"""The release list: the product, then a track release for every track (`ddex-facts` 4.1 and 4.2)."""

from __future__ import annotations

from itertools import groupby

from tunemantra.contrib.ddex.context import MAIN_RELEASE, Context, at
from tunemantra.contrib.ddex.dialect import Extension, Place, Profile
from tunemantra.contrib.ddex.files import duration
from tunemantra.contrib.ddex.nodes import Node, leaf, node
from tunemantra.contrib.ddex.texts import (
    write_artists,
    write_genre,
    write_lines,
    write_own_ids,
    write_titles,
    write_versions,
)
from tunemantra.core.party import ArtistRole
from tunemantra.core.release import Release, ReleaseKind, Track


def write_releases(root: Node, context: Context) -> None:
    """Write the main release and, where the profile has them, the track releases."""
    releases = node(root, "ReleaseList")
    _write_main(releases, context)
    if context.profile is not Profile.SIMPLE_AUDIO_SINGLE:
        for index, track in enumerate(context.release.tracks):
            _write_track(releases, context, index, track)


def _write_main(releases: Node, context: Context) -> None:
    release = context.release
    main = node(releases, "Release")
    leaf(main, "ReleaseReference", MAIN_RELEASE)
    # The value set has no Compilation: it is an album with a flag.
    kind = ReleaseKind.ALBUM if release.kind is ReleaseKind.COMPILATION else release.kind
    leaf(main, "ReleaseType", kind.value)
    _write_ids(main, context)
    write_titles(main, release.titles)
    write_versions(main, release.title, context.release_extensions)
    write_artists(main, release.artists, context.parties)
    leaf(main, "ReleaseLabelReference", context.label)
    write_lines(main, release.p_line, release.c_line)
    total = _total_milliseconds(context)
    if total:
        leaf(main, "Duration", duration(total))
    write_genre(main, release.genre, _main_genres(context))
    leaf(main, "ReleaseDate", release.release_date.isoformat())
    if release.original_release_date:
        leaf(main, "OriginalReleaseDate", release.original_release_date.isoformat())
    leaf(main, "ParentalWarningType", release.parental_warning.value)
    _write_compilation(main, release)
    _write_group(main, context)


def _write_ids(main: Node, context: Context) -> None:
    release = context.release
    ids = node(main, "ReleaseId")
    if release.grid:
        leaf(ids, "GRid", str(release.grid))
    leaf(ids, "ICPN", str(release.icpn))
    if release.catalog_number:
        leaf(ids, "CatalogNumber", release.catalog_number, Namespace=context.sender)
    write_own_ids(ids, context.release_extensions)


def _write_compilation(main: Node, release: Release) -> None:
    if release.kind is not ReleaseKind.COMPILATION:
        leaf(main, "IsMultiArtistCompilation", "false")
        return
    casts = {
        tuple(artist.name for artist in release.artists_of(track) if artist.role is ArtistRole.MAIN)
        for track in release.tracks
    }
    leaf(main, "IsMultiArtistCompilation" if len(casts) > 1 else "IsSingleArtistCompilation", "true")


def _write_group(main: Node, context: Context) -> None:
    """Write the playing order: items at once for one disc, a Component per disc for several."""
    group = node(main, "ResourceGroup")
    places = sorted(enumerate(context.release.tracks), key=lambda place: place[1].position)
    discs = [(disc, list(items)) for disc, items in groupby(places, key=lambda place: place[1].disc)]
    for disc, items in discs:
        parent = group
        if len(discs) > 1:
            parent = node(group, "ResourceGroup", ResourceGroupType="Component")
            leaf(parent, "SequenceNumber", str(disc))
        for index, track in items:
            item = node(parent, "ResourceGroupContentItem")
            leaf(item, "SequenceNumber", str(track.number))
            leaf(item, "ReleaseResourceReference", f"A{index + 1}")
            # Profiles of one track link the cover to the item, album profiles to the group.
            if context.profile is Profile.SIMPLE_AUDIO_SINGLE:
                leaf(item, "LinkedReleaseResourceReference", context.cover, LinkDescription="CoverArt")
    if context.profile is not Profile.SIMPLE_AUDIO_SINGLE:
        leaf(group, "LinkedReleaseResourceReference", context.cover, LinkDescription="CoverArt")


def _write_track(releases: Node, context: Context, index: int, track: Track) -> None:
    """Write a track release: it takes titles, artists and dates from its resource."""
    element = node(releases, "TrackRelease")
    leaf(element, "ReleaseReference", f"R{index + 1}")
    ids = node(element, "ReleaseId")
    leaf(ids, "ProprietaryId", context.track_release_id(track), Namespace=context.sender)
    leaf(element, "ReleaseResourceReference", f"A{index + 1}")
    leaf(element, "ReleaseLabelReference", context.label)
    extensions = context.track_extensions[index]
    write_genre(element, context.release.genre_of(track), at(extensions, Place.GENRE))


def _main_genres(context: Context) -> tuple[Extension, ...]:
    own = at(context.release_extensions, Place.GENRE)
    if context.profile is Profile.SIMPLE_AUDIO_SINGLE:
        own = tuple(dict.fromkeys((*own, *at(context.track_extensions[0], Place.GENRE))))
    return own


def _total_milliseconds(context: Context) -> int:
    """Return the length of the product; 0 where a track's is not known."""
    lengths = [context.milliseconds(index) for index in range(len(context.release.tracks))]
    return 0 if None in lengths else sum(filter(None, lengths))


__all__ = ["write_releases"]
