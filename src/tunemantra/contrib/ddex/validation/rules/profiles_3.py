"""What the profiles of ERN 3.8 are named for; the facts say no more of them (`ddex-facts` 8)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tunemantra.contrib.ddex.validation.message import Message, text
from tunemantra.contrib.ddex.validation.rule import Fault, Step, rule
from tunemantra.contrib.ddex.validation.rules.profile_parts import resource_list
from tunemantra.core.finding import Severity

PROFILES_3: Final = frozenset(
    {
        "AudioSingle",
        "VideoSingle",
        "MixedMediaBundle",
        "AudioAlbum",
        "AudioAlbumMusicOnly",
        "VideoAlbum",
        "Ringtone",
        "MidiRingtone",
        "LongformVideo",
        "DigitalBoxedSet",
        "DigitalClassicalAudioAlbum",
        "ClassicalAudioAlbum",
        "AudioBook",
        "FilmBundle",
        "TVSeries",
        "SimpleVideoSingle",
        "SingleResourceRelease",
        "SingleResourceReleaseWithCoverArt",
    }
)
"""The release profiles of Common Release Types 1.4, and the spelling of the samples of ERN 3.8.3."""

_SOUND: Final = frozenset(
    {"AudioSingle", "AudioAlbum", "AudioAlbumMusicOnly", "DigitalClassicalAudioAlbum", "AudioBook"}
)
_FILM: Final = frozenset({"VideoSingle", "VideoAlbum", "SimpleVideoSingle", "LongformVideo"})
_ONE: Final = frozenset({"Ringtone", "SimpleVideoSingle", "SingleResourceRelease", "SingleResourceReleaseWithCoverArt"})


@rule(
    "ERN-PRF-101",
    "Common Release Types 1.4",
    "The release profile is one of ERN 3.8.",
    severity=Severity.WARNING,
    step=Step.PROFILE,
    families={3},
    hint="the last part of ReleaseProfileVersionId names it",
)
def profile_known(message: Message) -> Iterator[Fault]:
    """Find a name of no profile; the attribute is free text."""
    if message.profile and message.profile not in PROFILES_3:
        yield Fault(message.root, "This release profile is unknown.", message.profile, ", ".join(sorted(PROFILES_3)))


@rule(
    "ERN-PRF-102",
    "Common Release Types 1.4",
    "A profile of sound has a sound recording.",
    severity=Severity.WARNING,
    step=Step.PROFILE,
    families={3},
    profiles=_SOUND | {"ClassicalAudioAlbum", "MixedMediaBundle"},
    hint="add the recording, or use the profile of what is in it",
)
def has_sound(message: Message) -> Iterator[Fault]:
    """Find an album without a recording."""
    yield from _lacks(message, "SoundRecording")


@rule(
    "ERN-PRF-103",
    "Common Release Types 1.4",
    "A profile of film has a film.",
    severity=Severity.WARNING,
    step=Step.PROFILE,
    families={3},
    profiles=_FILM | {"MixedMediaBundle"},
    hint="add the film, or use the profile of what is in it",
)
def has_film(message: Message) -> Iterator[Fault]:
    """Find a release of films without one."""
    yield from _lacks(message, "Video")


@rule(
    "ERN-PRF-104",
    "Common Release Types 1.4",
    "A profile of one resource has one primary resource.",
    severity=Severity.WARNING,
    step=Step.PROFILE,
    families={3},
    profiles=_ONE,
    hint="use a profile of albums where there are several",
)
def has_one(message: Message) -> Iterator[Fault]:
    """Find a second one."""
    for resource in message.primary[1:]:
        yield Fault(resource, "There is a second primary resource.", text(resource, "ResourceReference"), "1")


@rule(
    "ERN-PRF-105",
    "Common Release Types 1.4",
    "A profile with cover art has a front cover.",
    severity=Severity.WARNING,
    step=Step.PROFILE,
    families={3},
    profiles={"SingleResourceReleaseWithCoverArt"},
    hint="add an Image of type FrontCoverImage, or use a profile without cover art",
)
def has_cover(message: Message) -> Iterator[Fault]:
    """Find none."""
    if not message.covers:
        yield Fault(resource_list(message), "There is no front cover.", expected="one FrontCoverImage")


def _lacks(message: Message, tag: str) -> Iterator[Fault]:
    if not any(resource.tag == tag for resource in message.primary):
        yield Fault(resource_list(message), f"There is no primary {tag}.", expected=tag)
