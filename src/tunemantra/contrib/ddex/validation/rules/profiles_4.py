"""What the release profiles of ERN 4 ask for (`ddex-facts` 8)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from lxml.etree import _Element as Node

from tunemantra.contrib.ddex.validation.message import Message, is_true, kind_of, text, value
from tunemantra.contrib.ddex.validation.rule import Fault, Step, rule
from tunemantra.core.finding import Severity

_ALBUM_LIKE: Final = frozenset({"Audio", "Video", "MixedMedia"})
_ONE_TRACK: Final = frozenset(
    {"SimpleAudioSingle", "SimpleVideoSingle", "Ringtone", "LongFormMusicalWorkVideo", "DjMix"}
)
_SOUNDS: Final = frozenset({"MusicalWorkSoundRecording", "NonMusicalWorkSoundRecording"})
_CLIP: Final = "ShortFormMusicalWorkVideo"
_LONG: Final = frozenset({"LongFormMusicalWorkVideo", "LongFormNonMusicalWorkVideo"})
_PICTURES: Final = frozenset({"FrontCoverImage", "VideoScreenCapture"})
_WRITERS: Final = frozenset({"Composer", "ComposerLyricist", "Author", "Arranger", "Adapter", "Librettist"})
_LEAST_MIXED: Final = 2


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
)
def audio_has_sound(message: Message) -> Iterator[Fault]:
    """Find an album without a track."""
    if not _of(message.primary, _SOUNDS):
        yield Fault(_list(message), "There is no sound recording.", expected=" or ".join(sorted(_SOUNDS)))


@rule(
    "ERN-PRF-011",
    "Schematron 2.1 5.1",
    "Audio and MixedMedia have exactly one front cover.",
    step=Step.PROFILE,
    profiles={"Audio", "MixedMedia"},
    families={4},
)
def one_cover(message: Message) -> Iterator[Fault]:
    """Find an album without a cover, or with two."""
    if not message.covers:
        yield Fault(_list(message), "There is no front cover.", expected="one FrontCoverImage")
    for cover in message.covers[1:]:
        yield Fault(cover, "There is a second front cover.", text(cover, "ResourceReference"), "one FrontCoverImage")


@rule(
    "ERN-PRF-020",
    "Schematron 2.1 5.1",
    "Video has at least one short film of music.",
    step=Step.PROFILE,
    profiles={"Video"},
    families={4},
)
def video_has_clip(message: Message) -> Iterator[Fault]:
    """Find a release of films without one."""
    if not _of(message.primary, {_CLIP}):
        yield Fault(_list(message), "There is no short film of music.", expected=_CLIP)


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
)
def both_media(message: Message) -> Iterator[Fault]:
    """Find a mixed release of one medium."""
    for name, kinds in (("sound recording", _SOUNDS), ("film", {_CLIP, "ShortFormNonMusicalWorkVideo", *_LONG})):
        if not _of(message.primary, kinds):
            yield Fault(_list(message), f"There is no {name}.", expected=" or ".join(sorted(kinds)))


@rule(
    "ERN-PRF-040",
    "Schematron 2.1 5.1",
    "SimpleAudioSingle and Ringtone have exactly one sound recording.",
    step=Step.PROFILE,
    profiles={"SimpleAudioSingle", "Ringtone"},
    families={4},
)
def one_sound(message: Message) -> Iterator[Fault]:
    """Find a single of none or of several recordings."""
    yield from _exactly_one(message, "SoundRecording")


@rule(
    "ERN-PRF-041",
    "Schematron 2.1 5.1",
    "SimpleAudioSingle has at most one image, and it is the front cover.",
    step=Step.PROFILE,
    profiles={"SimpleAudioSingle"},
    families={4},
)
def at_most_the_cover(message: Message) -> Iterator[Fault]:
    """Find other pictures than one cover."""
    for number, image in enumerate(message.each("Image")):
        if number or kind_of(image) != "FrontCoverImage":
            yield Fault(image, "A simple single has no picture but one front cover.", kind_of(image), "FrontCoverImage")


@rule(
    "ERN-PRF-042",
    "Schematron 2.1 5.1",
    "SimpleAudioSingle has nothing as a bonus.",
    step=Step.PROFILE,
    profiles={"SimpleAudioSingle"},
    families={4},
)
def no_bonus(message: Message) -> Iterator[Fault]:
    """Find a bonus of a single."""
    for item in message.items:
        if is_true(text(item, "IsBonusResource")):
            yield Fault(item, "A simple single has no bonus.", text(item, "ReleaseResourceReference"))


@rule(
    "ERN-PRF-043",
    "Schematron 2.1 5.1",
    "SimpleAudioSingle has one resource group with one item.",
    step=Step.PROFILE,
    profiles={"SimpleAudioSingle"},
    families={4},
)
def one_item(message: Message) -> Iterator[Fault]:
    """Find groups within the group, or other than one item."""
    if message.main is None:
        return
    for group in message.main.iterfind("ResourceGroup/ResourceGroup"):
        yield Fault(group, "A simple single has no groups within its group.", expected="one item")
    if len(message.items) != 1:
        place = message.main.find("ResourceGroup")
        observed = str(len(message.items))
        yield Fault(message.main if place is None else place, "A simple single has one item.", observed, "1")


@rule(
    "ERN-PRF-050",
    "Schematron 2.1 5.1",
    "SimpleVideoSingle has exactly one film.",
    step=Step.PROFILE,
    profiles={"SimpleVideoSingle"},
    families={4},
)
def one_film(message: Message) -> Iterator[Fault]:
    """Find a single of none or of several films."""
    yield from _exactly_one(message, "Video")


@rule(
    "ERN-PRF-051",
    "Schematron 2.1 5.1",
    "The images of SimpleVideoSingle are a front cover or stills.",
    step=Step.PROFILE,
    profiles={"SimpleVideoSingle"},
    families={4},
)
def cover_or_still(message: Message) -> Iterator[Fault]:
    """Find other pictures."""
    for image in message.each("Image"):
        if kind_of(image) not in _PICTURES:
            yield Fault(
                image, "The picture is neither cover nor still.", kind_of(image), " or ".join(sorted(_PICTURES))
            )


@rule(
    "ERN-PRF-060",
    "Schematron 2.1 5.1",
    "A ringtone names the release it is from.",
    step=Step.PROFILE,
    profiles={"Ringtone"},
    families={4},
    severity=Severity.WARNING,
    hint="add a RelatedRelease of type IsReleaseFromRelease",
)
def ringtone_has_source(message: Message) -> Iterator[Fault]:
    """Find a ringtone of nowhere."""
    relations = {value(one) for one in message.each("ReleaseRelationshipType")}
    if message.main is not None and "IsReleaseFromRelease" not in relations:
        yield Fault(message.main, "The ringtone does not say where it is from.", expected="IsReleaseFromRelease")


@rule(
    "ERN-PRF-070",
    "Schematron 2.1 5.1",
    "LongFormMusicalWorkVideo has exactly one long film.",
    step=Step.PROFILE,
    profiles={"LongFormMusicalWorkVideo"},
    families={4},
)
def one_long_film(message: Message) -> Iterator[Fault]:
    """Find none, or several."""
    films = _of(message.primary, _LONG)
    if not films:
        yield Fault(_list(message), "There is no long film.", expected=" or ".join(sorted(_LONG)))
    for film in films[1:]:
        yield Fault(film, "There is a second long film.", text(film, "ResourceReference"), "one")


@rule(
    "ERN-PRF-071",
    "Schematron 2.1 5.1",
    "The chapters of a long film have an identifier and a start time.",
    step=Step.PROFILE,
    profiles={"LongFormMusicalWorkVideo"},
    families={4},
)
def chapters_told(message: Message) -> Iterator[Fault]:
    """Find chapters nobody can jump to or name."""
    for chapter in message.each("Chapter"):
        lacking = [name for name in ("ChapterId", "StartTime") if chapter.find(name) is None]
        if lacking:
            yield Fault(chapter, f"The chapter has no {' and no '.join(lacking)}.", expected=" and ".join(lacking))


@rule(
    "ERN-PRF-072",
    "Schematron 2.1 5.1",
    "A long film has a cue sheet, or says why not.",
    step=Step.PROFILE,
    profiles={"LongFormMusicalWorkVideo"},
    families={4},
)
def cue_sheet_or_reason(message: Message) -> Iterator[Fault]:
    """Find a film of which nobody knows what music is in it."""
    for film in _of(message.primary, _LONG):
        if film.find("VideoCueSheetReference") is None and film.find("ReasonForCueSheetAbsence") is None:
            expected = "VideoCueSheetReference or ReasonForCueSheetAbsence"
            yield Fault(film, "The film has no cue sheet and no reason for that.", expected=expected)


@rule(
    "ERN-PRF-080",
    "Schematron 2.1 5.1",
    "DjMix has one mix and at least two supplemental recordings.",
    step=Step.PROFILE,
    profiles={"DjMix"},
    families={4},
)
def mix_of_several(message: Message) -> Iterator[Fault]:
    """Find a mix of too little, or several mixes."""
    yield from _exactly_one(message, "SoundRecording")
    mixed = _mixed(message)
    if len(mixed) < _LEAST_MIXED:
        said = "A mix is of at least two supplemental recordings."
        yield Fault(_list(message), said, str(len(mixed)), "SoundRecording with IsSupplemental true")


@rule(
    "ERN-PRF-081",
    "Schematron 2.1 5.1",
    "The mix says of each supplemental recording that it has content from it, and when.",
    step=Step.PROFILE,
    profiles={"DjMix"},
    families={4},
)
def mix_told(message: Message) -> Iterator[Fault]:
    """Find recordings that are in the mix nowhere."""
    timed = {
        text(relation, "ResourceRelatedResourceReference")
        for mix in message.primary
        for relation in mix.iterfind("RelatedResource")
        if text(relation, "ResourceRelationshipType") == "HasContentFrom" and relation.find("Timing") is not None
    }
    for recording in _mixed(message):
        reference = text(recording, "ResourceReference")
        if reference not in timed:
            yield Fault(
                recording, f"The mix does not say where {reference} is heard.", reference, "RelatedResource, Timing"
            )


@rule(
    "ERN-PRF-082",
    "Schematron 2.1 5.1",
    "Only the mix is in the resource group.",
    step=Step.PROFILE,
    profiles={"DjMix"},
    families={4},
)
def only_the_mix(message: Message) -> Iterator[Fault]:
    """Find what is in the mix a second time, as a track."""
    for item in message.items:
        resource = message.resources.get(text(item, "ReleaseResourceReference"))
        if resource is not None and is_true(resource.get("IsSupplemental")):
            yield Fault(item, "What is in the mix is no item of its own.", text(item, "ReleaseResourceReference"))


@rule(
    "ERN-PRF-090",
    "Part 2 7.6",
    "Releases within a release are those of the variant BoxedSet.",
    step=Step.PROFILE,
    families={4},
    severity=Severity.WARNING,
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
    "In the variant Classical each recording of music names who wrote it.",
    step=Step.PROFILE,
    families={4},
    severity=Severity.WARNING,
)
def classical_has_composers(message: Message) -> Iterator[Fault]:
    """Find classical music without a writer; the official test is content with one anywhere in the message."""
    if "Classical" not in message.variants:
        return
    for resource in _of(message.primary, {"MusicalWorkSoundRecording", _CLIP}):
        roles = {value(role) or text(role, "Value") for role in resource.iterfind("Contributor/Role")}
        roles |= {value(role) for role in resource.iterfind("DisplayArtist/DisplayArtistRole")}
        if not roles & _WRITERS:
            yield Fault(resource, "Nobody is named as who wrote the music.", expected="a Contributor that is Composer")


def _of(resources: Sequence[Node], kinds: frozenset[str] | set[str]) -> list[Node]:
    return [resource for resource in resources if kind_of(resource) in kinds]


def _mixed(message: Message) -> list[Node]:
    return [one for one in message.each("SoundRecording") if is_true(one.get("IsSupplemental"))]


def _exactly_one(message: Message, tag: str) -> Iterator[Fault]:
    found = [resource for resource in message.primary if resource.tag == tag]
    if not found:
        yield Fault(_list(message), f"There is no {tag}.", "0", "1")
    for resource in found[1:]:
        yield Fault(resource, f"There is a second {tag}.", text(resource, "ResourceReference"), "1")


def _list(message: Message) -> Node:
    found = message.root.find("ResourceList")
    return message.root if found is None else found
