"""The resource list of ERN 3.8: recordings, what is heard within mixes, films, picture, booklet (`ddex-facts` 7)."""

from __future__ import annotations

from functools import lru_cache

from tunemantra.contrib.ddex.cast import implied_names
from tunemantra.contrib.ddex.context import COVER, Context, Supplement
from tunemantra.contrib.ddex.ern3.languages import code_of
from tunemantra.contrib.ddex.ern3.people import write_artists, write_conductors, write_contributors
from tunemantra.contrib.ddex.ern3.places import EVERYWHERE, composite, here, places
from tunemantra.contrib.ddex.ern3.technical import write_booklet_details, write_picture_details, write_track_details
from tunemantra.contrib.ddex.ern3.texts import (
    parts_of,
    write_c_lines,
    write_genres,
    write_p_lines,
    write_reference_title,
    write_texts,
    write_titles,
    write_warnings,
)
from tunemantra.contrib.ddex.files import BOOKLET, duration
from tunemantra.contrib.ddex.nodes import HOLE, Node, Template, begin, leaf, node, wrapped
from tunemantra.core.release import Medium, ReleaseKind, Track
from tunemantra.core.text import LocalText, Title

_INSTRUMENTAL = "zxx"


def write_resources(root: Node, context: Context) -> None:
    """Write the resource list; the order within it is the schema's, playing order is in the resource group."""
    resources = node(root, "ResourceList")
    films = []
    for index, track in enumerate(context.release.tracks):
        if track.medium is Medium.VIDEO:
            films.append((index, track))
        else:
            _write_track(resources, context, index, track)
    for supplement in context.supplements:
        _write_supplement(resources, context, supplement)
    for index, film in films:
        _write_track(resources, context, index, film)
    _write_picture(resources, context)
    if context.release.booklet is not None:
        _write_booklet(resources, context)


def credit_of(context: Context, track: Track) -> tuple[LocalText, ...]:
    """Return the display credit of a track, as it is displayed in each place."""
    if not (track.artists or track.credits):
        return context.names
    return track.credits or implied_names(context.release.artists_of(track))


def _own_credit(context: Context, track: Track) -> tuple[LocalText, ...]:
    """Return the display credit of a track where it is not that of the release (common release types 1.4, 4.3(18))."""
    own = credit_of(context, track)
    return () if own == context.names else own


def _write_track(resources: Node, context: Context, index: int, track: Track) -> None:
    title, own = track.title, context.track_extensions[index]
    language = context.release.language_of(track)
    language = _INSTRUMENTAL if language == _INSTRUMENTAL else code_of(language, context.version.number)
    head = _head(
        track.medium,
        tuple([extension.qualified_name for extension in own]),
        language,
        (title.language, bool(title.version)),
        works=bool(track.iswc),
    )
    ids = [str(track.isrc), *[extension.value for extension in own]]
    if track.iswc:
        ids.append(str(track.iswc))
    length = duration(context.milliseconds(index) or 0)
    resource = begin(resources, head, *ids, f"A{index + 1}", *parts_of(title), length)
    _write_contained(resource, context, index)
    _write_details(resource, context, index, track)


@lru_cache(maxsize=256)
def _head(medium: Medium, own: tuple[str, ...], language: str, title: tuple[str, bool], *, works: bool) -> Template:
    """Return what a recording or film begins with.

    Args:
        medium: which of them.
        own: name spaces of its further identifiers.
        language: code of the performance, `zxx` for an instrumental; empty for none.
        title: its language, and whether it has a version.
        works: whether its work has an identifier.
    """
    film = medium is Medium.VIDEO
    name = "Video" if film else "SoundRecording"
    resource = Node(name)
    leaf(resource, f"{name}Type", "ShortFormMusicalWorkVideo" if film else "MusicalWorkSoundRecording")
    resource_id = node(resource, f"{name}Id")
    leaf(resource_id, "ISRC", HOLE)
    for namespace in own:
        leaf(resource_id, "ProprietaryId", HOLE, Namespace=namespace)
    if works:
        wrapped(resource, f"Indirect{name}Id", "ISWC", HOLE)
    leaf(resource, "ResourceReference", HOLE)
    write_reference_title(resource, Title(HOLE, HOLE if title[1] else "", title[0]))
    if language == _INSTRUMENTAL:
        leaf(resource, "IsInstrumental", "true")
    elif language:
        leaf(resource, "LanguageOfPerformance", language)
    leaf(resource, "Duration", HOLE)
    return Template(resource)


def _write_contained(resource: Node, context: Context, index: int) -> None:
    """Write what is heard within a mix, when and for how long."""
    parts = [supplement for supplement in context.supplements if supplement.track == index]
    if not parts:
        return
    contained = node(resource, "ResourceContainedResourceReferenceList")
    for supplement in parts:
        reference = node(contained, "ResourceContainedResourceReference")
        leaf(reference, "ResourceContainedResourceReference", supplement.reference)
        leaf(reference, "DurationUsed", duration(round(supplement.part.duration * 1000)))
        leaf(reference, "StartPoint", f"{supplement.part.start:f}")


def _write_details(resource: Node, context: Context, index: int, track: Track) -> None:
    release = context.release
    film = track.medium is Medium.VIDEO
    artists = release.artists_of(track)
    credits_ = _own_credit(context, track)
    contributors = (*track.contributors, *release.contributors)
    p_lines = (release.p_line_of(track), *track.further_p_lines)
    c_lines = (track.c_line,) if track.c_line and film else ()
    genres = (release.genre_of(track), *track.further_genres)
    names = [name for artist in artists for name in artist.names]
    local = (track.titles, track.additional_titles, names, credits_, p_lines, genres, track.further_warnings)
    for place in places(*local):
        details = composite(resource, f"{'Video' if film else 'SoundRecording'}DetailsByTerritory", place)
        write_titles(details, track.titles, track.additional_titles, place)
        write_artists(details, artists, place, context)
        if place == EVERYWHERE:
            if release.kind is ReleaseKind.CLASSICAL_ALBUM:
                write_conductors(details, contributors)
            write_contributors(details, contributors)
        write_texts(details, "DisplayArtistName", here(credits_, place))
        if place == EVERYWHERE and track.original_release_date:
            leaf(details, "OriginalResourceReleaseDate", track.original_release_date.isoformat())
        write_p_lines(details, here(p_lines, place), context)
        write_genres(details, here(genres, place), context)
        write_warnings(details, track.parental_warning, track.further_warnings, place)
        if film:
            write_c_lines(details, here(c_lines, place), context)
        if place == EVERYWHERE:
            write_track_details(details, context, index, track)


def _write_supplement(resources: Node, context: Context, supplement: Supplement) -> None:
    """Write a recording that is only heard within a mix: as long as it is heard there."""
    part = supplement.part
    recording = node(resources, "SoundRecording")
    leaf(recording, "SoundRecordingType", "MusicalWorkSoundRecording")
    wrapped(recording, "SoundRecordingId", "ISRC", str(part.isrc))
    leaf(recording, "ResourceReference", supplement.reference)
    write_reference_title(recording, part.titles[0])
    leaf(recording, "Duration", duration(round(part.duration * 1000)))
    names = [name for artist in part.artists for name in artist.names]
    for place in places(part.titles, names):
        details = composite(recording, "SoundRecordingDetailsByTerritory", place)
        write_titles(details, part.titles, (), place)
        write_artists(details, part.artists, place, context)


def _write_picture(resources: Node, context: Context) -> None:
    """Write the front cover: the profiles for ERN 3 have one for films as well (common release types 1.4, 3.1)."""
    details = _write_beside(resources, context, "Image", "FrontCoverImage", COVER, context.cover)
    leaf(details, "ParentalWarningType", context.release.parental_warning.value)
    write_picture_details(details, context, f"T{context.cover[1:]}")


def _write_booklet(resources: Node, context: Context) -> None:
    """Write the booklet."""
    details = _write_beside(resources, context, "Text", "NonInteractiveBooklet", BOOKLET, context.booklet)
    write_booklet_details(details, context, f"T{context.booklet[1:]}")


def _write_beside(resources: Node, context: Context, name: str, kind: str, subject: str, reference: str) -> Node:
    """Write what is looked at, not played, and return its composite by territory, which its details end."""
    resource = node(resources, name)
    leaf(resource, f"{name}Type", kind)
    resource_id = node(resource, f"{name}Id")
    leaf(resource_id, "ProprietaryId", f"{context.product}_{subject}", Namespace=f"DPID:{context.sender}")
    leaf(resource, "ResourceReference", reference)
    return composite(resource, f"{name}DetailsByTerritory", EVERYWHERE)


__all__ = ["credit_of", "write_resources"]
