"""The main release and the releases of its tracks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from tunemantra.contrib.ddex.reading.results import MessageKind
from tunemantra.contrib.ddex.validation.message import Message, is_true, text, value
from tunemantra.contrib.ddex.validation.places import moment
from tunemantra.contrib.ddex.validation.rule import Fault, Step, rule
from tunemantra.core.finding import Severity

_ALBUM_LIKE: Final = frozenset({"Audio", "Video", "MixedMedia"})
_ONE_TRACK: Final = frozenset(
    {"SimpleAudioSingle", "SimpleVideoSingle", "Ringtone", "LongFormMusicalWorkVideo", "DjMix"}
)


@rule(
    "ERN-REL-001",
    "ern-notes 4",
    "A message has a main release.",
    hint="state the release as a whole: tracks alone are no product",
)
def has_main_release(message: Message) -> Iterator[Fault]:
    """Find a message of track releases only: the schema allows it."""
    if message.kind is MessageKind.NEW_RELEASE and message.main is None:
        place = message.root.find("ReleaseList")
        yield Fault(message.root if place is None else place, "There is no main release.", expected="Release")


@rule(
    "ERN-REL-002",
    "ern-notes 7",
    "Exactly one release is the main release.",
    families={3},
    hint="set IsMainRelease to true for one release alone",
)
def one_main_release(message: Message) -> Iterator[Fault]:
    """Find two main releases in a message of ERN 3, where tracks are releases too."""
    flagged = [one for one in message.root.findall("ReleaseList/Release") if is_true(one.get("IsMainRelease"))]
    for release in flagged[1:]:
        yield Fault(release, "A second release is the main release.", text(release, "ReleaseReference"))


@rule(
    "ERN-REL-003",
    "ern-notes 13, OriginalReleaseDateLaterThanReleaseDate",
    "The original release date is not later than the release date.",
    severity=Severity.WARNING,
    hint="swap the two dates, or leave the original one out",
)
def dates_in_order(message: Message) -> Iterator[Fault]:
    """Find a release that came out before it first came out; dates are compared within one composite."""
    for original in message.each("OriginalReleaseDate"):
        parent = original.getparent()
        earlier, later = (None if parent is None else parent.find("ReleaseDate")), original
        first, then = moment(value(earlier)), moment(value(later))
        if first is not None and then is not None and then.surely_after(first):
            yield Fault(
                original, "The original release date is later than the release date.", value(later), value(earlier)
            )


@rule(
    "ERN-REL-004",
    "ern-notes 7",
    "A release says its type, for all or by territory.",
    families={3},
    severity=Severity.WARNING,
    hint="add a ReleaseType",
)
def type_said(message: Message) -> Iterator[Fault]:
    """Find a main release without a type in either place."""
    main = message.main
    if main is not None and main.find(".//ReleaseType") is None:
        yield Fault(main, "The release has no ReleaseType.", expected="ReleaseType")


@rule(
    "ERN-TRR-001",
    "Part 2 6.1; Schematron 2.1 5.1.1(b)",
    "In the profiles Audio, Video and MixedMedia each primary resource has one track release.",
    step=Step.PROFILE,
    families={4},
    profiles=_ALBUM_LIKE,
    hint="state one TrackRelease for each primary resource, with or without a deal",
)
def one_release_a_track(message: Message) -> Iterator[Fault]:
    """Find tracks that cannot be sold or streamed by themselves, or two releases of one; a deal is not needed."""
    bonus = {text(one, "ReleaseResourceReference") for one in message.items if is_true(text(one, "IsBonusResource"))}
    found = Counter(text(track, "ReleaseResourceReference") for track in message.tracks)
    for resource in message.primary:
        reference = text(resource, "ResourceReference")
        if found[reference] == 0 and reference not in bonus:
            yield Fault(resource, f"{reference} has no TrackRelease.", reference, "one TrackRelease")
    seen: set[str] = set()
    for track in message.tracks:
        reference = text(track, "ReleaseResourceReference")
        if reference in seen:
            yield Fault(track, f"{reference} has a second TrackRelease.", reference, "one TrackRelease")
        seen.add(reference)


@rule(
    "ERN-TRR-002",
    "ern-notes 4.2",
    "In the profiles of one track there is no track release.",
    step=Step.PROFILE,
    families={4},
    profiles=_ONE_TRACK,
    hint="leave it out, with its deals",
)
def no_track_release(message: Message) -> Iterator[Fault]:
    """Find a track release in a profile that has none."""
    for track in message.tracks:
        reference = text(track, "ReleaseReference")
        yield Fault(track, f"{message.profile} has no TrackRelease.", reference)


@rule(
    "ERN-TRR-003",
    "ern-notes 4.2",
    "A track release is of a recording of the message.",
    families={4},
    hint="refer to a SoundRecording or a Video of this message",
)
def of_a_recording(message: Message) -> Iterator[Fault]:
    """Find a track release of a picture or of a supplemental recording."""
    primary = set(message.primary)
    for track in message.tracks:
        reference = text(track, "ReleaseResourceReference")
        resource = message.resources.get(reference)
        if resource is not None and resource not in primary:
            place = track.find("ReleaseResourceReference")
            said = f"{reference} is no primary recording."
            yield Fault(track if place is None else place, said, reference, "a SoundRecording or Video")


@rule(
    "ERN-TRR-004",
    "ern-notes 7",
    "Each primary resource of an album has a release of its own.",
    families={3},
    severity=Severity.WARNING,
    step=Step.PROFILE,
    hint="add a Release of type TrackRelease for it",
)
def one_release_a_track_3(message: Message) -> Iterator[Fault]:
    """Find tracks without a release in the profiles of ERN 3 that have them."""
    if not message.profile.startswith(("Audio", "Video", "MixedMedia", "DigitalBoxedSet", "DigitalClassical")):
        return
    found = {
        value(one)
        for track in message.tracks
        for one in track.iterfind("ReleaseResourceReferenceList/ReleaseResourceReference")
    }
    for resource in message.primary:
        reference = text(resource, "ResourceReference")
        if reference not in found:
            yield Fault(
                resource, f"{reference} has no release of its own.", reference, "a Release of type TrackRelease"
            )
