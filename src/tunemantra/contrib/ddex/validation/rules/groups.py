"""The resource group: sequence, kinds of sub group, and what is linked where (`ddex-facts` 4.2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml.etree import _Element as Node

from tunemantra.contrib.ddex.validation.message import RECORDINGS, Message, is_true, kind_of, text, value
from tunemantra.contrib.ddex.validation.rule import Fault, Step, rule
from tunemantra.core.finding import Severity

_COUNTED: Final = frozenset({"Component", "ComponentRelease", "Side", "MultiWorkPart"})
_COVER_ON_GROUP: Final = frozenset({"Audio", "MixedMedia"})
_COVER_ON_ITEM: Final = frozenset({"SimpleAudioSingle", "Ringtone", "DjMix"})
_STILLS: Final = frozenset({"Video", "SimpleVideoSingle", "LongFormMusicalWorkVideo"})
_LINK: Final = "LinkedReleaseResourceReference"
_ADDITIONS: Final = frozenset({"Text", "SheetMusic", "Software"})


@rule(
    "ERN-SEQ-001",
    "Schematron 2.1 5.3.1.2(5.2)",
    "Each primary resource has a sequence number in its group.",
    hint="number what is played in playing order",
)
def items_numbered(message: Message) -> Iterator[Fault]:
    """Find tracks without a place in the playing order; only the group says it."""
    for item in message.items:
        if _is_track(message, item) and not text(item, "SequenceNumber"):
            reference = text(item, "ReleaseResourceReference")
            yield Fault(item, f"{reference} has no SequenceNumber.", reference, "1, 2, 3 …")


@rule(
    "ERN-SEQ-002",
    "Schematron 2.1 5.3.1.2(5.3)",
    "Each disc, side or work has a sequence number.",
    families={4},
    hint="number discs, sides and works in playing order",
)
def groups_numbered(message: Message) -> Iterator[Fault]:
    """Find sub groups nobody can put in order."""
    for group in message.each("ResourceGroup"):
        if group.get("ResourceGroupType") in _COUNTED and not text(group, "SequenceNumber"):
            yield Fault(group, f"The {group.get('ResourceGroupType')} has no SequenceNumber.", expected="1, 2, 3 …")


@rule(
    "ERN-SEQ-003",
    "Schematron 2.1 5.3.1.2(5.4)",
    "The sequence numbers within a group differ.",
    hint="count through within the group",
)
def numbers_differ(message: Message) -> Iterator[Fault]:
    """Find two things in one place: sub groups and items of one parent share one sequence."""
    seen: set[tuple[Node | None, str]] = set()
    for element in message.each("ResourceGroup", "ResourceGroupContentItem"):
        number = text(element, "SequenceNumber")
        parent = element.getparent()
        key = (parent, number.lstrip("0"))
        if number and parent is not None and parent.tag == "ResourceGroup" and key in seen:
            place = element.find("SequenceNumber")
            yield Fault(element if place is None else place, "This number is taken in the group.", number)
        seen.add(key)


@rule(
    "ERN-SEQ-004",
    "Schematron 2.1 5.3.1.2(5.6)",
    "Images, texts and supplemental items have no sequence number.",
    severity=Severity.WARNING,
    families={4},
    hint="leave the number out",
)
def additions_not_numbered(message: Message) -> Iterator[Fault]:
    """Find things in the playing order that are not played, and bonus items with a number."""
    for item in message.items:
        if text(item, "SequenceNumber") and not _is_track(message, item):
            reference = text(item, "ReleaseResourceReference")
            # An unknown resource is told as a dangling reference.
            if reference in message.resources:
                yield Fault(item, f"{reference} is an addition and has a number.", text(item, "SequenceNumber"))


@rule(
    "ERN-SEQ-005",
    "ern-notes 4.2",
    "A group of type Side is sent only for what is also sold physically.",
    severity=Severity.WARNING,
    families={4},
    hint="relate the release with IsDigitalEquivalentToPhysical, or leave the sides out",
)
def sides_only_of_things(message: Message) -> Iterator[Fault]:
    """Find sides of a release that is no record; the official test of this looks in the wrong place."""
    relations = {value(one) for one in message.each("ReleaseRelationshipType")}
    uses = {value(one) for one in message.each("UseType")}
    if "IsDigitalEquivalentToPhysical" in relations or "PurchaseAsPhysicalProduct" in uses:
        return
    for group in message.each("ResourceGroup"):
        if group.get("ResourceGroupType") == "Side":
            yield Fault(group, "There are sides, and no physical product.", "Side", "Component")
            return


@rule(
    "ERN-SEQ-006",
    "ern-notes 4.2",
    "A release within a box set says which one it is.",
    families={4},
    hint="add a ReleaseId to the group",
)
def components_identified(message: Message) -> Iterator[Fault]:
    """Find a ReleaseComponent without an identifier or reference of its release."""
    for group in message.each("ResourceGroup"):
        named = group.find("ReleaseId") is not None or group.find("ResourceGroupReleaseReference") is not None
        if group.get("ResourceGroupType") == "ReleaseComponent" and not named:
            yield Fault(group, "The ReleaseComponent has no ReleaseId.", expected="ReleaseId")


@rule(
    "ERN-SEQ-007",
    "ern-notes 4.1",
    "Each primary resource is in the resource group.",
    families={4},
    hint="give it a ResourceGroupContentItem",
)
def all_in_the_group(message: Message) -> Iterator[Fault]:
    """Find recordings that are no part of the release: nobody will hear them."""
    if message.main is None:
        return
    listed = {text(item, "ReleaseResourceReference") for item in message.items}
    for resource in message.primary:
        reference = text(resource, "ResourceReference")
        if reference not in listed:
            yield Fault(resource, f"{reference} is not in the resource group.", reference)


@rule(
    "ERN-LNK-001",
    "Schematron 2.1 5.3.1.2(5.8)",
    "In a profile of albums the front cover is linked from the top group.",
    step=Step.PROFILE,
    families={4},
    profiles=_COVER_ON_GROUP,
    hint="add a LinkedReleaseResourceReference to the top ResourceGroup",
)
def cover_on_the_group(message: Message) -> Iterator[Fault]:
    """Find a cover that is not linked, or linked in another place."""
    if message.main is not None:
        group = message.main.find("ResourceGroup")
        links = set() if group is None else {value(one) for one in group.iterfind(_LINK)}
        yield from _not_linked(message, links, "the top ResourceGroup")


@rule(
    "ERN-LNK-002",
    "Schematron 2.1 5.4.1(3.2)",
    "In a profile of one track the front cover is linked from its content item.",
    step=Step.PROFILE,
    families={4},
    profiles=_COVER_ON_ITEM,
    hint="add a LinkedReleaseResourceReference to the ResourceGroupContentItem",
)
def cover_on_the_item(message: Message) -> Iterator[Fault]:
    """Find a cover that is not linked, or linked in another place."""
    if message.main is not None:
        links = {value(one) for item in message.items for one in item.iterfind(_LINK)}
        yield from _not_linked(message, links, "the ResourceGroupContentItem")


@rule(
    "ERN-LNK-003",
    "ern-notes 4.2",
    "A still is linked from the item of its film, as VideoScreenCapture.",
    step=Step.PROFILE,
    families={4},
    profiles=_STILLS,
    hint="link it with LinkDescription VideoScreenCapture from the item of its film",
)
def stills_on_the_film(message: Message) -> Iterator[Fault]:
    """Find stills that belong to no film, or do not say that they are one."""
    links = {value(one): one for item in message.items for one in item.iterfind(_LINK)}
    for reference, resource in message.resources.items():
        if kind_of(resource) != "VideoScreenCapture":
            continue
        link = links.get(reference)
        if link is None:
            yield Fault(resource, f"The still {reference} is not linked from a content item.", reference)
        elif link.get("LinkDescription") != "VideoScreenCapture":
            observed = str(link.get("LinkDescription") or "")
            yield Fault(link, "The link does not say that it is a still.", observed, "VideoScreenCapture")


@rule(
    "ERN-LNK-004",
    "ern-notes 4.5",
    "Texts, sheet music and software are linked, or bonus items.",
    severity=Severity.WARNING,
    step=Step.PROFILE,
    families={4},
    hint="link it, or mark its item as IsBonusResource",
)
def additions_are_bonus(message: Message) -> Iterator[Fault]:
    """Find a text that is an item like a track; the official test of this is the wrong way round (5.1.2(c))."""
    if not message.profile:
        return
    for item in message.items:
        resource = message.resources.get(text(item, "ReleaseResourceReference"))
        if resource is not None and resource.tag in _ADDITIONS and not is_true(text(item, "IsBonusResource")):
            yield Fault(item, f"The {resource.tag} is an item and no bonus.", expected="IsBonusResource true")


def _is_track(message: Message, item: Node) -> bool:
    resource = message.resources.get(text(item, "ReleaseResourceReference"))
    if resource is None or resource.tag not in RECORDINGS or is_true(text(item, "IsBonusResource")):
        return False
    listed = item.find("ReleaseResourceReference")
    secondary = listed is not None and listed.get("ReleaseResourceType") == "SecondaryResource"
    return not is_true(resource.get("IsSupplemental")) and not secondary


def _not_linked(message: Message, links: set[str], place: str) -> Iterator[Fault]:
    for cover in message.covers:
        reference = text(cover, "ResourceReference")
        if reference not in links:
            yield Fault(cover, f"The front cover {reference} is not linked from {place}.", reference, place)
