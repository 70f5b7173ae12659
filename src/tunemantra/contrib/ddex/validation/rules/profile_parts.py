"""What the rules of the profiles share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from lxml.etree import _Element as Node

from tunemantra.contrib.ddex.validation.message import Message, is_true, kind_of, text
from tunemantra.contrib.ddex.validation.rule import Fault

LONG: Final = frozenset({"LongFormMusicalWorkVideo", "LongFormNonMusicalWorkVideo"})


def of_kind(resources: Sequence[Node], kinds: frozenset[str] | set[str]) -> list[Node]:
    """Return the resources of certain types."""
    return [resource for resource in resources if kind_of(resource) in kinds]


def mixed_in(message: Message) -> list[Node]:
    """Return the supplemental recordings: those a mix is made of."""
    return [one for one in message.each("SoundRecording") if is_true(one.get("IsSupplemental"))]


def exactly_one(message: Message, tag: str) -> Iterator[Fault]:
    """Find none of a kind of primary resource, or more than one."""
    found = [resource for resource in message.primary if resource.tag == tag]
    if not found:
        yield Fault(resource_list(message), f"There is no {tag}.", "0", "1")
    for resource in found[1:]:
        yield Fault(resource, f"There is a second {tag}.", text(resource, "ResourceReference"), "1")


def resource_list(message: Message) -> Node:
    """Return the list of resources, else the root: the place of what is not there."""
    found = message.root.find("ResourceList")
    return message.root if found is None else found


__all__ = ["LONG", "exactly_one", "mixed_in", "of_kind", "resource_list"]
