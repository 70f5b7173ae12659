"""Which elements of ERN 3.8 give a reference and which follow one, with the letter of their kind (`ddex-facts` 3).

`ResourceContainedResourceReference` is the name of a composite as well as of the reference within it: only an element
without children is a reference.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

ANCHORS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ResourceReference": "A",
        "CueSheetReference": "Q",
        "ReleaseReference": "R",
        "RightShareReference": "S",
        "TechnicalResourceDetailsReference": "T",
        "MusicalWorkReference": "W",
        "CollectionReference": "X",
    }
)
"""Elements that give a reference."""

POINTERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "CollectionResourceReference": "A",
        "CueResourceReference": "A",
        "DealResourceReference": "A",
        "LinkedReleaseResourceReference": "A",
        "ReleaseResourceReference": "A",
        "RepresentativeImageReference": "A",
        "ResourceContainedResourceReference": "A",
        "ResourceGroupResourceReference": "A",
        "RightShareResourceReference": "A",
        "VideoCueSheetReference": "Q",
        "CatalogReleaseReference": "R",
        "DealReleaseReference": "R",
        "EquivalentReleaseReference": "R",
        "ResourceGroupContentItemReleaseReference": "R",
        "ResourceGroupReleaseReference": "R",
        "ResourceReleaseReference": "R",
        "RightShareReleaseReference": "R",
        "DealTechnicalResourceDetailsReference": "T",
        "CollectionWorkReference": "W",
        "CueWorkReference": "W",
        "ResourceMusicalWorkReference": "W",
        "RightShareWorkReference": "W",
        "CollectionCollectionReference": "X",
        "ReleaseCollectionReference": "X",
        "SoundRecordingCollectionReference": "X",
    }
)
"""Elements that follow a reference."""

__all__ = ["ANCHORS", "POINTERS"]
