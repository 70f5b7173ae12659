"""The resource list: a sound recording for every track, then the cover (`ddex-facts` 4.1 and 4.6)."""

from __future__ import annotations

from tunemantra.contrib.ddex.context import COVER, Context, audio_of
from tunemantra.contrib.ddex.files import duration, recording_mode, write_audio_file, write_image_file
from tunemantra.contrib.ddex.nodes import Node, leaf, node
from tunemantra.contrib.ddex.texts import (
    write_artists,
    write_lines,
    write_own_ids,
    write_titles,
    write_versions,
)
from tunemantra.core.media import AudioFacts, ImageFacts
from tunemantra.core.party import Artist, ArtistRole, Contributor, ContributorRole
from tunemantra.core.release import Track

_INSTRUMENTAL = "zxx"


def write_resources(root: Node, context: Context) -> None:
    """Write the resource list; the order within it is the schema's, playing order is in the resource group."""
    resources = node(root, "ResourceList")
    for index, track in enumerate(context.release.tracks):
        _write_recording(resources, context, index, track)
    _write_cover(resources, context)


def _write_recording(resources: Node, context: Context, index: int, track: Track) -> None:
    release, parties = context.release, context.parties
    recording = node(resources, "SoundRecording")
    leaf(recording, "ResourceReference", f"A{index + 1}")
    leaf(recording, "Type", "MusicalWorkSoundRecording")
    _write_edition(recording, context, index, track)
    if track.iswc:
        leaf(node(recording, "WorkId"), "ISWC", str(track.iswc))
    write_titles(recording, track.titles)
    write_versions(recording, track.title, context.track_extensions[index])
    artists = release.artists_of(track)
    write_artists(recording, artists, parties)
    _write_contributors(recording, context, artists, (*track.contributors, *release.contributors))
    leaf(recording, "Duration", duration(context.milliseconds(index) or 0))
    if track.original_release_date:
        leaf(recording, "FirstPublicationDate", track.original_release_date.isoformat())
    leaf(recording, "ParentalWarningType", track.parental_warning.value)
    language = release.language_of(track)
    if language == _INSTRUMENTAL:
        leaf(recording, "IsInstrumental", "true")
    elif language:
        leaf(recording, "LanguageOfPerformance", language)


def _write_edition(recording: Node, context: Context, index: int, track: Track) -> None:
    edition = node(recording, "SoundRecordingEdition")
    resource_id = node(edition, "ResourceId")
    leaf(resource_id, "ISRC", str(track.isrc))
    write_own_ids(resource_id, context.track_extensions[index])
    write_lines(edition, context.release.p_line_of(track))
    entry = context.files.get(audio_of(index))
    mode = recording_mode(entry)
    if mode:
        leaf(edition, "RecordingMode", mode)
    facts = entry.facts if entry else None
    audio = facts if isinstance(facts, AudioFacts) else None
    if audio is None and track.preview_start is None:
        return
    details = node(edition, "TechnicalDetails")
    leaf(details, "TechnicalResourceDetailsReference", f"T{index + 1}")
    if entry is not None and audio is not None:
        write_audio_file(details, entry, audio, context.dialect.hash_algorithm, context.sender)
    if track.preview_start is not None:
        clip = node(details, "ClipDetails")
        leaf(clip, "TechnicalResourceDetailsReference", f"T{index + 1}C")
        leaf(clip, "ClipType", "Preview")
        leaf(node(clip, "Timing"), "StartPoint", f"{track.preview_start:f}")
        leaf(clip, "ExpressionType", "Instructive")


def _write_contributors(
    recording: Node, context: Context, artists: tuple[Artist, ...], contributors: tuple[Contributor, ...]
) -> None:
    """Write everybody behind the recording, one contributor per party with all roles."""
    roles: dict[str, dict[str, None]] = {}
    instruments: dict[str, dict[str, None]] = {}
    for artist in artists:
        if artist.role is ArtistRole.REMIXER:
            reference = context.parties.artist(artist)
            roles.setdefault(reference, {})[ContributorRole.REMIXER.value] = None
    for contributor in contributors:
        reference = context.parties.contributor(contributor)
        roles.setdefault(reference, {}).update(dict.fromkeys(role.value for role in contributor.roles))
        instruments.setdefault(reference, {}).update(dict.fromkeys(contributor.instruments))
    for number, (reference, words) in enumerate(roles.items(), start=1):
        element = node(recording, "Contributor", SequenceNumber=str(number))
        leaf(element, "ContributorPartyReference", reference)
        for word in words:
            leaf(element, "Role", word)
        for instrument in instruments.get(reference, ()):
            leaf(element, "InstrumentType", instrument)


def _write_cover(resources: Node, context: Context) -> None:
    image = node(resources, "Image")
    leaf(image, "ResourceReference", context.cover)
    leaf(image, "Type", "FrontCoverImage")
    resource_id = node(image, "ResourceId")
    leaf(resource_id, "ProprietaryId", f"{context.release.icpn}_cover", Namespace=context.sender)
    entry = context.files.get(COVER)
    if entry is not None and isinstance(entry.facts, ImageFacts):
        details = node(image, "TechnicalDetails")
        leaf(details, "TechnicalResourceDetailsReference", f"T{len(context.release.tracks) + 1}")
        write_image_file(details, entry, entry.facts, context.dialect.hash_algorithm, context.sender)


__all__ = ["write_resources"]
