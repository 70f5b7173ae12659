"""Which profiles of ERN 4 there are, and what those of albums ask for (`ddex-facts` 8)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tunemantra.contrib.ddex.validation.message import Message, is_true, text, value
from tunemantra.contrib.ddex.validation.rule import Fault, Step, rule
from tunemantra.contrib.ddex.validation.rules.profile_parts import LONG, of_kind, resource_list
from tunemantra.core.finding import Severity

_ALBUM_LIKE: Final = frozenset({"Audio", "Video", "MixedMedia"})
_ONE_TRACK: Final = frozenset(
    {"SimpleAudioSingle", "SimpleVideoSingle", "Ringtone", "LongFormMusicalWorkVideo", "DjMix"}
)
_SOUNDS: Final = frozenset({"MusicalWorkSoundRecording", "NonMusicalWorkSoundRecording"})
_CLIP: Final = "ShortFormMusicalWorkVideo"
_FLAG: Final = "ApplyClassicalProfileVariant"
_WRITERS: Final = frozenset({"Composer", "ComposerLyricist", "Author", "Arranger", "Adapter", "Librettist"})


@rule(
    "ERN-PRF-001",
    "Part 2 6",
    "A message says which release profile it is written in.",
    severity=Severity.WARNING,
    step=Step.PROFILE,
    families={4},
    hint="state ReleaseProfileVersionId: without it the rules of the profiles cannot be asked",
)
def profile_stated(message: Message) -> Iterator[Fault]:
    """Find a message without a profile."""
    if message.main is not None and not message.profile:
        yield Fault(
            message.root, "The message says no release profile.", expected=", ".join(sorted(_ALBUM_LIKE | _ONE_TRACK))
        )


@rule(
    "ERN-PRF-002",
    "Part 2 6",
    "The release profile is one of ERN 4.",
    step=Step.PROFILE,
    families={4},
    hint="use the profile the product is of; for most it is Audio",
)
def profile_known(message: Message) -> Iterator[Fault]:
    """Find a name of no profile."""
    if message.profile and message.profile not in _ALBUM_LIKE | _ONE_TRACK:
        expected = ", ".join(sorted(_ALBUM_LIKE | _ONE_TRACK))
        yield Fault(message.root, "This release profile is none of ERN 4.", message.profile, expected)


@rule(
    "ERN-PRF-003",
    "Part 2 7.6",
    "A variant is BoxedSet, Classical or both, of a profile of albums.",
    severity=Severity.WARNING,
    step=Step.PROFILE,
    families={4},
    hint="leave the variant out, or correct it",
)
def variant_of_albums(message: Message) -> Iterator[Fault]:
    """Find a variant nobody knows, or of a profile of one track."""
    unknown = message.variants - {"BoxedSet", "Classical"}
    if unknown:
        yield Fault(message.root, "This variant is unknown.", " ".join(sorted(unknown)), "BoxedSet Classical")
    elif message.variants and message.profile in _ONE_TRACK:
        yield Fault(message.root, f"{message.profile} has no variants.", " ".join(sorted(message.variants)))


@rule(
    "ERN-PRF-010",
    "Schematron 2.1 5.1",
    "Audio has at least one recording of music or of speech.",
    step=Step.PROFILE,
    profiles={"Audio"},
    families={4},
    hint="add the recording, or use the profile of what is in it",
)
def audio_has_sound(message: Message) -> Iterator[Fault]:
    """Find an album without a track."""
    if not of_kind(message.primary, _SOUNDS):
        yield Fault(resource_list(message), "There is no sound recording.", expected=" or ".join(sorted(_SOUNDS)))


@rule(
    "ERN-PRF-011",
    "Schematron 2.1 5.1",
    "Audio and MixedMedia have exactly one front cover.",
    step=Step.PROFILE,
    profiles={"Audio", "MixedMedia"},
    families={4},
    hint="keep one Image of type FrontCoverImage",
)
def one_cover(message: Message) -> Iterator[Fault]:
    """Find an album without a cover, or with two."""
    if not message.covers:
        yield Fault(resource_list(message), "There is no front cover.", expected="one FrontCoverImage")
    for cover in message.covers[1:]:
        yield Fault(cover, "There is a second front cover.", text(cover, "ResourceReference"), "one FrontCoverImage")


@rule(
    "ERN-PRF-020",
    "Schematron 2.1 5.1",
    "Video has at least one short film of music.",
    step=Step.PROFILE,
    profiles={"Video"},
    families={4},
    hint="add the film, or use the profile of what is in it",
)
def video_has_clip(message: Message) -> Iterator[Fault]:
    """Find a release of films without one."""
    if not of_kind(message.primary, {_CLIP}):
        yield Fault(resource_list(message), "There is no short film of music.", expected=_CLIP)


@rule(
    "ERN-PRF-021",
    "Schematron 2.1 5.1",
    "Video has no front cover.",
    step=Step.PROFILE,
    profiles={"Video"},
    families={4},
    severity=Severity.WARNING,
    hint="send it as VideoScreenCapture, linked from each film",
)
def video_has_no_cover(message: Message) -> Iterator[Fault]:
    """Find a front cover on films; the official samples have one, so it is no error."""
    for cover in message.covers:
        yield Fault(cover, "A release of films has no front cover.", "FrontCoverImage", "VideoScreenCapture")


@rule(
    "ERN-PRF-022",
    "Schematron 2.1 5.1",
    "In Video each film has a still.",
    step=Step.PROFILE,
    profiles={"Video"},
    families={4},
    severity=Severity.WARNING,
    hint="add an Image of type VideoScreenCapture, and link it from the item of the film",
)
def films_have_stills(message: Message) -> Iterator[Fault]:
    """Find films that are shown as nothing."""
    for item in message.items:
        resource = message.resources.get(text(item, "ReleaseResourceReference"))
        if resource is not None and resource.tag == "Video" and item.find("LinkedReleaseResourceReference") is None:
            yield Fault(item, "The film has no still.", expected="LinkedReleaseResourceReference")


@rule(
    "ERN-PRF-030",
    "Schematron 2.1 5.1",
    "MixedMedia has a sound recording and a short film of music.",
    step=Step.PROFILE,
    profiles={"MixedMedia"},
    families={4},
    hint="use Audio or Video where there is only one of the two",
)
def both_media(message: Message) -> Iterator[Fault]:
    """Find a mixed release of one medium."""
    for name, kinds in (("sound recording", _SOUNDS), ("film", {_CLIP, "ShortFormNonMusicalWorkVideo", *LONG})):
        if not of_kind(message.primary, kinds):
            yield Fault(resource_list(message), f"There is no {name}.", expected=" or ".join(sorted(kinds)))


@rule(
    "ERN-PRF-090",
    "Part 2 7.6",
    "Releases within a release are those of the variant BoxedSet.",
    step=Step.PROFILE,
    families={4},
    severity=Severity.WARNING,
    hint="state the variant BoxedSet together with groups of type ReleaseComponent, or neither",
)
def boxes_are_boxed_sets(message: Message) -> Iterator[Fault]:
    """Find a boxed set without releases in it, or releases in what is no box."""
    found = [one for one in message.each("ResourceGroup") if one.get("ResourceGroupType") == "ReleaseComponent"]
    boxed = "BoxedSet" in message.variants
    if boxed and not found and message.main is not None:
        yield Fault(message.main, "The boxed set has no release in it.", expected="ResourceGroupType ReleaseComponent")
    if found and not boxed and message.profile:
        yield Fault(found[0], "There are releases in it, and the variant is not BoxedSet.", expected="BoxedSet")


@rule(
    "ERN-PRF-091",
    "Schematron 2.1 5.3.1.1(8)",
    "In the variant Classical each recording of music names who wrote it; from ERN 4.3, each it is stated to be for.",
    step=Step.PROFILE,
    families={4},
    severity=Severity.WARNING,
    hint="add a Contributor with the role Composer or another of those who write",
)
def classical_has_composers(message: Message) -> Iterator[Fault]:
    """Find classical music without a writer; the official test is content with one anywhere in the message."""
    if "Classical" not in message.variants:
        return
    for resource in of_kind(message.primary, {"MusicalWorkSoundRecording", _CLIP}):
        if _states_classical(message) and not is_true(resource.get(_FLAG)):
            continue
        roles = {value(role) or text(role, "Value") for role in resource.iterfind("Contributor/Role")}
        roles |= {value(role) for role in resource.iterfind("DisplayArtist/DisplayArtistRole")}
        if not roles & _WRITERS:
            yield Fault(resource, "Nobody is named as who wrote the music.", expected="a Contributor that is Composer")


@rule(
    "ERN-PRF-092",
    "XSD, ApplyClassicalProfileVariant",
    "From ERN 4.3, the variant Classical is for the recordings that say so: one at least does.",
    step=Step.PROFILE,
    families={4},
    severity=Severity.WARNING,
    hint="set ApplyClassicalProfileVariant to true on each recording that is part of a classical work",
)
def classical_is_for_something(message: Message) -> Iterator[Fault]:
    """Find a variant that is for nothing: a recording that is silent about it is not meant."""
    if "Classical" not in message.variants or not _states_classical(message):
        return
    if not any(is_true(one.get(_FLAG)) for one in message.primary):
        said = "No recording says that the variant Classical is for it."
        yield Fault(message.root, said, expected=f"{_FLAG} true")


def _states_classical(message: Message) -> bool:
    return message.version.startswith("43")
