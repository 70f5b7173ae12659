"""Sound recordings and films: what is heard and seen, by whom, and the bytes of it (`ddex-facts` 4.1, 4.4, 4.6)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Final

from tunemantra.contrib.ddex.cast import implied_names
from tunemantra.contrib.ddex.context import Context, Supplement, at, audio_of, edition_of
from tunemantra.contrib.ddex.dialect import Place
from tunemantra.contrib.ddex.files import (
    FileEntry,
    duration,
    recording_mode,
    write_audio,
    write_bit_rate,
    write_file,
    write_video,
)
from tunemantra.contrib.ddex.instruments import INSTRUMENTS
from tunemantra.contrib.ddex.losses_4 import INSTRUMENTAL
from tunemantra.contrib.ddex.nodes import HOLE, Node, Template, begin, fill, leaf, node, wrapped
from tunemantra.contrib.ddex.profiles import is_classical
from tunemantra.contrib.ddex.texts import (
    write_artists,
    write_lines,
    write_role,
    write_titles,
    write_versions,
    write_warnings,
)
from tunemantra.core.composition import Edition
from tunemantra.core.identifiers import Isrc
from tunemantra.core.media import AudioFacts, VideoFacts
from tunemantra.core.party import Contributor, ContributorRole
from tunemantra.core.release import Medium, ParentalWarning, Track
from tunemantra.core.rights import CLine, PLine
from tunemantra.core.text import LocalText

_HAS_CONTENT_FROM: Final = "HasContentFrom"


def write_recording(resources: Node, context: Context, index: int, track: Track) -> None:
    """Write the sound recording of a track; `index` of the track from 0."""
    head = _head("SoundRecording", "MusicalWorkSoundRecording", classical=_states_classical(context, track))
    recording = begin(resources, head, f"A{index + 1}")
    _write_performance(recording, context, index, track)


def write_video_resource(resources: Node, context: Context, index: int, track: Track) -> None:
    """Write the film of a track; `index` of the track from 0."""
    head = _head("Video", "ShortFormMusicalWorkVideo", classical=_states_classical(context, track))
    film = begin(resources, head, f"A{index + 1}")
    _write_performance(film, context, index, track)


def write_supplement(resources: Node, context: Context, supplement: Supplement) -> None:
    """Write a recording heard in a mix: it is told, not delivered; its length is how long it is heard."""
    part, version = supplement.part, context.version
    recording = node(resources, "SoundRecording", IsSupplemental="true")
    leaf(recording, "ResourceReference", supplement.reference)
    leaf(recording, "Type", "MusicalWorkSoundRecording")
    edition = node(recording, "SoundRecordingEdition") if version.editions else recording
    resource_id = node(edition, "ResourceId")
    leaf(resource_id, "ISRC", str(part.isrc))
    own = f"{context.product}_{context.release.tracks[supplement.track].isrc}_{supplement.reference}"
    leaf(resource_id, "ProprietaryId", own, Namespace=context.sender)
    write_titles(recording, part.titles, (), version)
    write_artists(recording, implied_names(part.artists), part.artists, context)
    leaf(recording, "Duration", _length(part.duration))
    leaf(recording, "ParentalWarningType", ParentalWarning.UNKNOWN.value)


def _states_classical(context: Context, track: Track) -> bool:
    return context.version.states_classical and is_classical(context.release, context.profile, track)


@lru_cache
def _head(name: str, kind: str, *, classical: bool) -> Template:
    resource = Node(name, {"ApplyClassicalProfileVariant": "true"} if classical else None)
    leaf(resource, "ResourceReference", HOLE)
    leaf(resource, "Type", kind)
    return Template(resource)


def _write_performance(resource: Node, context: Context, index: int, track: Track) -> None:
    """Write all that follows the type; the same of recordings and films but for the details of their bytes."""
    release, version = context.release, context.version
    if version.editions:
        _write_editions(resource, context, index, track)
    else:
        _write_id(resource, context, index, track.isrc)
    if track.iswc:
        wrapped(resource, "WorkId", "ISWC", str(track.iswc))
    write_titles(resource, track.titles, track.additional_titles, version)
    write_versions(resource, track.title, context.track_extensions[index], version)
    write_artists(resource, _names(context, track), release.artists_of(track), context)
    _write_contributors(resource, context, track.contributors)
    if not version.editions:
        _write_rights(resource, context, track)
    leaf(resource, "Duration", duration(context.milliseconds(index) or 0))
    _write_first_publication(resource, track)
    write_warnings(resource, track.parental_warning, track.further_warnings)
    _write_mixed(resource, context, index)
    if track.ai is not None:
        leaf(resource, "ContainsAI", track.ai.value)
    language = release.language_of(track)
    if language == INSTRUMENTAL:
        leaf(resource, "IsInstrumental", "true")
    elif language:
        leaf(resource, "LanguageOfPerformance", language)
    if not version.editions:
        entry = context.files.get(audio_of(index))
        mode = recording_mode(entry) if track.medium is Medium.AUDIO else ""
        if mode:
            leaf(resource, "AudioChannelConfiguration", mode)
        _write_details(resource, context, f"T{index + 1}", entry, track)


def _write_editions(resource: Node, context: Context, index: int, track: Track) -> None:
    """Write the master's edition, then the others; where there are others, all say what they are."""
    tag = "VideoEdition" if track.medium is Medium.VIDEO else "SoundRecordingEdition"
    edition = node(resource, tag)
    if track.editions:
        leaf(edition, "Type", "NonImmersiveEdition")
    _write_id(edition, context, index, track.isrc)
    _write_rights(edition, context, track)
    entry = context.files.get(audio_of(index))
    mode = recording_mode(entry)
    if mode:
        leaf(edition, "RecordingMode", mode)
    _write_details(edition, context, f"T{index + 1}", entry, track)
    for place, other in enumerate(track.editions):
        _write_further_edition(node(resource, tag), context, index, place, other)


def _write_further_edition(edition: Node, context: Context, index: int, place: int, other: Edition) -> None:
    track = context.release.tracks[index]
    leaf(edition, "Type", "ImmersiveEdition")
    wrapped(edition, "ResourceId", "ISRC", str(other.isrc or track.isrc))
    leaf(edition, "RecordingMode", "ImmersiveAudio")
    entry = context.files.get(edition_of(index, place))
    _write_details(edition, context, f"T{index + 1}E{place + 1}", entry, None)


def _write_id(parent: Node, context: Context, index: int, isrc: Isrc) -> None:
    own = at(context.track_extensions[index], Place.IDENTIFIER)
    fill(parent, _ids(tuple([one.qualified_name for one in own])), str(isrc), *[one.value for one in own])


@lru_cache(maxsize=256)
def _ids(own: tuple[str, ...]) -> Template:
    """Return the identifiers of a recording; `own` are the name spaces of the further ones."""
    part = Node("")
    resource_id = node(part, "ResourceId")
    leaf(resource_id, "ISRC", HOLE)
    for namespace in own:
        leaf(resource_id, "ProprietaryId", HOLE, Namespace=namespace)
    return Template(part)


def _write_rights(parent: Node, context: Context, track: Track) -> None:
    p_lines: tuple[PLine, ...] = (context.release.p_line_of(track), *track.further_p_lines)
    write_lines(parent, p_lines, "P")
    if track.c_line is not None:
        c_lines: Sequence[CLine] = (track.c_line,)
        write_lines(parent, c_lines, "C")


def _names(context: Context, track: Track) -> tuple[LocalText, ...]:
    """Return the display credit of a track."""
    if track.credits:
        return track.credits
    return implied_names(track.artists) if track.artists else context.names


def _write_contributors(resource: Node, context: Context, contributors: tuple[Contributor, ...]) -> None:
    for number, contributor in enumerate(contributors, start=1):
        shape = _contributor(number, contributor.roles, nested=context.version.nested_roles)
        element = begin(resource, shape, context.parties.contributor(contributor))
        for instrument in contributor.instruments:
            if instrument in INSTRUMENTS and instrument not in context.version.missing_instruments:
                leaf(element, "InstrumentType", instrument)
            else:
                own = {"Namespace": context.sender, "UserDefinedValue": instrument}
                leaf(element, "InstrumentType", "UserDefined", **own)
        if contributor.ai is not None:
            leaf(element, "AiContribution", contributor.ai.value)


@lru_cache(maxsize=1024)
def _contributor(number: int, roles: tuple[ContributorRole, ...], *, nested: bool) -> Template:
    element = Node("Contributor", {"SequenceNumber": str(number)})
    leaf(element, "ContributorPartyReference", HOLE)
    for role in roles:
        write_role(element, "Role", role.value, nested=nested)
    return Template(element)


def _write_first_publication(resource: Node, track: Track) -> None:
    if track.original_release_date is None:
        return
    day = track.original_release_date.isoformat()
    if track.medium is Medium.VIDEO:
        leaf(node(resource, "FirstPublicationDate"), "FulfillmentDate", day)
    else:
        leaf(resource, "FirstPublicationDate", day)


def _write_mixed(resource: Node, context: Context, index: int) -> None:
    """Write what is heard in a mix, and when."""
    for supplement in context.supplements:
        if supplement.track != index:
            continue
        related = node(resource, "RelatedResource")
        leaf(related, "ResourceRelationshipType", _HAS_CONTENT_FROM)
        leaf(related, "ResourceRelatedResourceReference", supplement.reference)
        timing = node(related, "Timing")
        start = supplement.part.start
        leaf(timing, "StartPoint", _decimal(start) if context.version.seconds else _length(start))
        leaf(timing, "DurationUsed", _length(supplement.part.duration))


def _write_details(
    parent: Node, context: Context, reference: str, entry: FileEntry | None, track: Track | None
) -> None:
    """Write what the bytes are, where a preview begins, and where the file lies."""
    told = entry if entry is not None and context.tells(entry) else None
    previewed = track if track is not None and track.preview_start is not None else None
    if told is None and previewed is None:
        return
    details = begin(parent, _details(), reference)
    if not context.version.editions:
        if told is not None:
            _write_bytes(details, context, told)
        if previewed is not None:
            _write_preview(details, previewed)
        if told is not None:
            _write_file(details, context, told)
        return
    if told is not None:
        if isinstance(told.facts, VideoFacts):
            write_bit_rate(details, told.facts)
        delivery = node(details, "DeliveryFile")
        _write_bytes(delivery, context, told)
        _write_file(delivery, context, told)
    if previewed is not None:
        _write_clip(details, reference, previewed)


@lru_cache
def _details() -> Template:
    details = Node("TechnicalDetails")
    leaf(details, "TechnicalResourceDetailsReference", HOLE)
    return Template(details)


def _write_bytes(parent: Node, context: Context, entry: FileEntry) -> None:
    version = context.version
    if isinstance(entry.facts, AudioFacts):
        write_audio(parent, entry, entry.facts, context.sender, container=version.editions)
    elif isinstance(entry.facts, VideoFacts):
        if version.editions:
            leaf(parent, "Type", "AudioVisualFile")
        else:
            write_bit_rate(parent, entry.facts)
        write_video(parent, entry.facts, context.sender, version.missing_video_codecs)


def _write_file(parent: Node, context: Context, entry: FileEntry) -> None:
    write_file(parent, entry, context.dialect.hash_algorithm, provision=context.version.states_provision)


def _write_preview(details: Node, track: Track) -> None:
    preview = node(details, "PreviewDetails")
    leaf(preview, "StartPoint", _decimal(track.preview_start or Decimal()))
    if track.preview_duration is not None:
        leaf(preview, "Duration", _length(track.preview_duration))
    leaf(preview, "ExpressionType", "Instructive")


def _write_clip(details: Node, reference: str, track: Track) -> None:
    clip = node(details, "ClipDetails")
    leaf(clip, "TechnicalResourceDetailsReference", f"{reference}C")
    leaf(clip, "ClipType", "Preview")
    timing = node(clip, "Timing")
    leaf(timing, "StartPoint", _decimal(track.preview_start or Decimal()))
    if track.preview_duration is not None:
        leaf(timing, "DurationUsed", _length(track.preview_duration))
    leaf(clip, "ExpressionType", "Instructive")


def _decimal(seconds: Decimal) -> str:
    return f"{seconds.normalize():f}"


def _length(seconds: Decimal) -> str:
    return duration(round(seconds * 1000))


__all__ = ["write_recording", "write_supplement", "write_video_resource"]
