"""The release list of ERN 3.8: the product, then a release of its own for every track (`ddex-facts` section 7)."""

from __future__ import annotations

from functools import lru_cache

from tunemantra.contrib.ddex.context import MAIN_RELEASE, Context
from tunemantra.contrib.ddex.ern3.groups import PRIMARY, SECONDARY, write_group, write_icpn, write_item
from tunemantra.contrib.ddex.ern3.people import write_artists
from tunemantra.contrib.ddex.ern3.places import EVERYWHERE, composite, here, places
from tunemantra.contrib.ddex.ern3.resources import credit_of
from tunemantra.contrib.ddex.ern3.texts import (
    parts_of,
    write_c_lines,
    write_credit,
    write_genres,
    write_labels,
    write_p_lines,
    write_reference_title,
    write_texts,
    write_titles,
    write_warnings,
)
from tunemantra.contrib.ddex.ern3.values import release_type
from tunemantra.contrib.ddex.files import duration
from tunemantra.contrib.ddex.nodes import HOLE, Fragment, Node, Template, begin, fragment, graft, leaf, node
from tunemantra.contrib.ddex.stand_ins import stand_in_gtin
from tunemantra.core.release import Medium, Release, ReleaseKind, Track
from tunemantra.core.text import Title


def write_releases(root: Node, context: Context) -> None:
    """Write the main release and, where the profile has them, the releases of the tracks."""
    releases = node(root, "ReleaseList")
    _write_main(releases, context)
    if not context.profile.one_track:
        for index, track in enumerate(context.release.tracks):
            _write_track(releases, context, index, track)


def _write_main(releases: Node, context: Context) -> None:
    release = context.release
    main = node(releases, "Release", IsMainRelease="true")
    _write_ids(main, context)
    leaf(main, "ReleaseReference", MAIN_RELEASE)
    write_reference_title(main, release.title)
    resources = node(main, "ReleaseResourceReferenceList")
    graft(resources, _primary(len(release.tracks)))
    beside = [*(supplement.reference for supplement in context.supplements), context.cover]
    if release.booklet is not None:
        beside.append(context.booklet)
    for reference in beside:
        leaf(resources, "ReleaseResourceReference", reference, ReleaseResourceType=SECONDARY)
    leaf(main, "ReleaseType", release_type(release))
    _write_main_details(main, context)
    total = _total_milliseconds(context)
    if total:
        leaf(main, "Duration", duration(total))
    write_p_lines(main, (release.p_line, *here(release.further_p_lines, EVERYWHERE)), context)
    write_c_lines(main, (release.c_line, *here(release.further_c_lines, EVERYWHERE)), context)


@lru_cache
def _primary(count: int) -> Fragment:
    """Return the references to what is played."""
    references = Node("")
    for number in range(1, count + 1):
        leaf(references, "ReleaseResourceReference", f"A{number}", ReleaseResourceType=PRIMARY)
    return fragment(references)


def _write_main_details(main: Node, context: Context) -> None:
    release = context.release
    credits_ = context.names
    labels = context.labels
    genres = (release.genre, *release.further_genres)
    names = [name for artist in release.artists for name in artist.names]
    lines = (release.further_p_lines, release.further_c_lines)
    texts = (release.titles, release.additional_titles, names, credits_, labels)
    for place in places(*texts, *lines, genres, release.further_warnings, release.keywords, release.synopsis):
        details = composite(main, "ReleaseDetailsByTerritory", place)
        write_credit(details, credits_, place, context)
        write_labels(details, labels, place, context)
        write_titles(details, release.titles, release.additional_titles, place)
        write_artists(details, release.artists, place, context)
        if place == EVERYWHERE:
            compilation = release.kind is ReleaseKind.COMPILATION
            leaf(details, "IsMultiArtistCompilation", "true" if compilation else "false")
            _write_related(details, release)
        write_warnings(details, release.parental_warning, release.further_warnings, place)
        if place == EVERYWHERE:
            write_group(details, context)
        write_genres(details, here(genres, place), context)
        if place != EVERYWHERE:
            write_p_lines(details, here(release.further_p_lines, place), context)
            write_c_lines(details, here(release.further_c_lines, place), context)
        else:
            _write_dates(details, release)
        write_texts(details, "Keywords", here(release.keywords, place))
        write_texts(details, "Synopsis", here(release.synopsis, place)[:1])


def _write_track(releases: Node, context: Context, index: int, track: Track) -> None:
    """Write the release of one track: it repeats what a store shows of it."""
    release = context.release
    title, film = track.title, track.medium is Medium.VIDEO
    head = _track_head(track.medium, context.sender, title.language, versioned=bool(title.version))
    ids = (str(track.isrc), context.track_release_id(track), f"R{index + 1}")
    element = begin(releases, head, *ids, *parts_of(title), f"A{index + 1}")
    _write_track_details(element, context, index, track)
    length = context.milliseconds(index)
    if length:
        leaf(element, "Duration", duration(length))
    write_p_lines(element, (release.p_line_of(track), *here(track.further_p_lines, EVERYWHERE)), context)
    write_c_lines(element, (track.c_line if track.c_line and film else release.c_line,), context)


@lru_cache(maxsize=256)
def _track_head(medium: Medium, sender: str, language: str, *, versioned: bool) -> Template:
    """Return what the release of one track begins with; `language` is that of its title."""
    element = Node("Release", {"IsMainRelease": "false"})
    ids = node(element, "ReleaseId")
    leaf(ids, "ISRC", HOLE)
    leaf(ids, "ProprietaryId", HOLE, Namespace=f"DPID:{sender}")
    leaf(element, "ReleaseReference", HOLE)
    write_reference_title(element, Title(HOLE, HOLE if versioned else "", language))
    resources = node(element, "ReleaseResourceReferenceList")
    leaf(resources, "ReleaseResourceReference", HOLE, ReleaseResourceType=PRIMARY)
    leaf(element, "ReleaseType", "VideoTrackRelease" if medium is Medium.VIDEO else "TrackRelease")
    return Template(element)


def _write_track_details(element: Node, context: Context, index: int, track: Track) -> None:
    release = context.release
    credits_, labels = credit_of(context, track), context.labels
    artists = release.artists_of(track)
    genres = (release.genre_of(track), *track.further_genres)
    names = [name for artist in artists for name in artist.names]
    texts = (track.titles, track.additional_titles, names, credits_, labels)
    for place in places(*texts, track.further_p_lines, genres, track.further_warnings):
        details = composite(element, "ReleaseDetailsByTerritory", place)
        write_credit(details, credits_, place, context)
        write_labels(details, labels, place, context)
        write_titles(details, track.titles, track.additional_titles, place)
        write_artists(details, artists, place, context)
        write_warnings(details, track.parental_warning, track.further_warnings, place)
        if place == EVERYWHERE:
            write_item(node(details, "ResourceGroup"), index, track, 1)
        write_genres(details, here(genres, place), context)
        if place != EVERYWHERE:
            write_p_lines(details, here(track.further_p_lines, place), context)
        else:
            leaf(details, "ReleaseDate", release.release_date.isoformat())


def _write_ids(main: Node, context: Context) -> None:
    release = context.release
    ids = node(main, "ReleaseId")
    if release.grid:
        leaf(ids, "GRid", str(release.grid))
    if not (release.grid and release.icpn == stand_in_gtin(str(release.grid))):
        write_icpn(ids, str(release.icpn))
    if release.catalog_number:
        leaf(ids, "CatalogNumber", release.catalog_number, Namespace=f"DPID:{context.sender}")
    for own in context.release_extensions:
        leaf(ids, "ProprietaryId", own.value, Namespace=own.qualified_name)


def _write_related(details: Node, release: Release) -> None:
    for related in release.related:
        element = node(details, "RelatedRelease")
        ids = node(element, "ReleaseId")
        if related.grid:
            leaf(ids, "GRid", str(related.grid))
        if related.icpn:
            write_icpn(ids, str(related.icpn))
        leaf(element, "ReleaseRelationshipType", related.relationship.value)


def _write_dates(details: Node, release: Release) -> None:
    leaf(details, "ReleaseDate", release.release_date.isoformat())
    if release.original_release_date:
        leaf(details, "OriginalReleaseDate", release.original_release_date.isoformat())


def _total_milliseconds(context: Context) -> int:
    """Return the length of the product; 0 where a track's is not known."""
    lengths = [context.milliseconds(index) for index in range(len(context.release.tracks))]
    return 0 if None in lengths else sum(filter(None, lengths))


__all__ = ["write_releases"]
