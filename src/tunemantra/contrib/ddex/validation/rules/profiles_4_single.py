"""What the release profiles of ERN 4 for one track ask for (`ddex-facts` 8)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tunemantra.contrib.ddex.validation.message import Message, is_true, kind_of, text, value
from tunemantra.contrib.ddex.validation.rule import Fault, Step, rule
from tunemantra.contrib.ddex.validation.rules.profile_parts import LONG, exactly_one, mixed_in, of_kind, resource_list
from tunemantra.core.finding import Severity

_PICTURES: Final = frozenset({"FrontCoverImage", "VideoScreenCapture"})
_LEAST_MIXED: Final = 2


@rule(
    "ERN-PRF-040",
    "Schematron 2.1 5.1",
    "SimpleAudioSingle and Ringtone have exactly one sound recording.",
    step=Step.PROFILE,
    profiles={"SimpleAudioSingle", "Ringtone"},
    families={4},
    hint="use the profile Audio where there are several",
)
def one_sound(message: Message) -> Iterator[Fault]:
    """Find a single of none or of several recordings."""
    yield from exactly_one(message, "SoundRecording")


@rule(
    "ERN-PRF-041",
    "Schematron 2.1 5.1",
    "SimpleAudioSingle has at most one image, and it is the front cover.",
    step=Step.PROFILE,
    profiles={"SimpleAudioSingle"},
    families={4},
    hint="keep the front cover alone",
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
    hint="use the profile Audio where there is a bonus",
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
    hint="put the one recording into the one group",
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
    hint="use the profile Video where there are several",
)
def one_film(message: Message) -> Iterator[Fault]:
    """Find a single of none or of several films."""
    yield from exactly_one(message, "Video")


@rule(
    "ERN-PRF-051",
    "Schematron 2.1 5.1",
    "The images of SimpleVideoSingle are a front cover or stills.",
    step=Step.PROFILE,
    profiles={"SimpleVideoSingle"},
    families={4},
    hint="change the type of the image, or leave it out",
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
    hint="use the profile Video for short films",
)
def one_long_film(message: Message) -> Iterator[Fault]:
    """Find none, or several."""
    films = of_kind(message.primary, LONG)
    if not films:
        yield Fault(resource_list(message), "There is no long film.", expected=" or ".join(sorted(LONG)))
    for film in films[1:]:
        yield Fault(film, "There is a second long film.", text(film, "ResourceReference"), "one")


@rule(
    "ERN-PRF-071",
    "Schematron 2.1 5.1",
    "The chapters of a long film have an identifier and a start time.",
    step=Step.PROFILE,
    profiles={"LongFormMusicalWorkVideo"},
    families={4},
    hint="add what the chapter lacks",
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
    hint="refer to a CueSheet, or state ReasonForCueSheetAbsence",
)
def cue_sheet_or_reason(message: Message) -> Iterator[Fault]:
    """Find a film of which nobody knows what music is in it."""
    for film in of_kind(message.primary, LONG):
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
    hint="state what is heard in the mix as SoundRecording with IsSupplemental true",
)
def mix_of_several(message: Message) -> Iterator[Fault]:
    """Find a mix of too little, or several mixes."""
    yield from exactly_one(message, "SoundRecording")
    mixed = mixed_in(message)
    if len(mixed) < _LEAST_MIXED:
        said = "A mix is of at least two supplemental recordings."
        yield Fault(resource_list(message), said, str(len(mixed)), "SoundRecording with IsSupplemental true")


@rule(
    "ERN-PRF-081",
    "Schematron 2.1 5.1",
    "The mix says of each supplemental recording that it has content from it, and when.",
    step=Step.PROFILE,
    profiles={"DjMix"},
    families={4},
    hint="add a RelatedResource HasContentFrom with its Timing to the mix",
)
def mix_told(message: Message) -> Iterator[Fault]:
    """Find recordings that are in the mix nowhere."""
    timed = {
        text(relation, "ResourceRelatedResourceReference")
        for mix in message.primary
        for relation in mix.iterfind("RelatedResource")
        if text(relation, "ResourceRelationshipType") == "HasContentFrom" and relation.find("Timing") is not None
    }
    for recording in mixed_in(message):
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
    hint="take it out of the group: it is heard within the mix",
)
def only_the_mix(message: Message) -> Iterator[Fault]:
    """Find what is in the mix a second time, as a track."""
    for item in message.items:
        resource = message.resources.get(text(item, "ReleaseResourceReference"))
        if resource is not None and is_true(resource.get("IsSupplemental")):
            yield Fault(item, "What is in the mix is no item of its own.", text(item, "ReleaseResourceReference"))
