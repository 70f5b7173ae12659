"""What a message says of itself before it says anything of a release: kind, version, profile, language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from attrs import define, field

from tunemantra.contrib.ddex.reading.notes import Notes
from tunemantra.contrib.ddex.reading.pieces import Piece
from tunemantra.contrib.ddex.reading.results import Header, MessageKind

FAMILIES: Final[Mapping[str, int]] = MappingProxyType(
    dict.fromkeys(("34", "341", "35", "351", "36", "361", "37", "371", "38", "381", "382", "383"), 3)
    | dict.fromkeys(("4", "41", "411", "42", "43", "431", "432"), 4)
)
"""The versions that are read, and to which family they belong."""

_NUMBER: Final = re.compile(r"(?:^|/)ern(?:-main)?/(\d{1,4})$")


@define
class Envelope:
    """What readers of releases need to know of the message around.

    Args:
        kind: of the message.
        version: as in its name space; empty where it cannot be told.
        family: 3 or 4; 0 where nobody can read it.
        profile, variant: as in `ReadMessage`.
        language: of the texts without a language of their own.
        platforms: platform keys by the name space of artist ids, as the caller gave them.
        header: filled in when it has been read; do not rely on it before everything has.
    """

    kind: MessageKind | None = None
    version: str = ""
    family: int = 0
    profile: str = ""
    variant: str = ""
    language: str = ""
    platforms: Mapping[str, str] = field(factory=dict[str, str])
    header: Header = field(factory=Header)

    @property
    def recipients(self) -> frozenset[str]:
        """Return the party identifiers of those the message is for."""
        return frozenset(one.dpid for one in self.header.recipients if one.dpid)


def read_root(root: Piece, notes: Notes) -> Envelope:
    """Read the root element; what has no place stays in it."""
    kind = next((one for one in MessageKind if one.value == root.name), None)
    space = root.attribute("xmlns")
    if kind is None:
        notes.error(
            "ERN-READ-002", root, "this is no ERN message.", observed=f"{root.name} of {space or 'no name space'}"
        )
        return Envelope()
    # The number of the value sets says how the message is to be checked, not what it says.
    root.attribute("AvsVersionId")
    version = _version(space, root.attribute("MessageSchemaVersionId"))
    family = FAMILIES.get(version, 0)
    if not family:
        family = _nearest(version)
        hint = "it is read like the nearest version that is known" if family else "nothing of it is read"
        notes.error("ERN-READ-001", root, "the version of ERN is unknown.", observed=version or space, hint=hint)
    return Envelope(
        kind=kind,
        version=version,
        family=family,
        profile=root.attribute("ReleaseProfileVersionId").rpartition("/")[2],
        variant=root.attribute("ReleaseProfileVariantVersionId"),
        language=root.attribute("LanguageAndScriptCode"),
    )


def _version(space: str, schema_version: str) -> str:
    for text in (space, schema_version):
        found = _NUMBER.search(text)
        if found:
            return found[1]
    return ""


def _nearest(version: str) -> int:
    return int(version[0]) if version[:1] in {"3", "4"} else 0


__all__ = ["FAMILIES", "Envelope", "read_root"]
