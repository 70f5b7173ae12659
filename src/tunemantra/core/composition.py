"""What a release or a track is made of beyond its recordings: editions, components, the parts of a mix, relatives."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from attrs import frozen

from tunemantra.core.identifiers import Grid, Gtin, Isrc
from tunemantra.core.party import Artist
from tunemantra.core.text import Title


@frozen
class Asset:
    """A file of the release.

    Args:
        path: relative to the release folder, with forward slashes.
        sha256: hex digest of its bytes once it has been fetched; empty before.
        size: bytes once it has been fetched; 0 before.
    """

    path: str
    sha256: str = ""
    size: int = 0


class Part(StrEnum):
    """What a file is to its release."""

    COVER = "cover"
    RECORDING = "recording"
    FILM = "film"
    IMMERSIVE = "immersive mix"
    CANVAS = "canvas"
    BOOKLET = "booklet"
    MOTION_SQUARE = "square motion artwork"
    MOTION_TALL = "tall motion artwork"

    @property
    def is_sound(self) -> bool:
        """Return whether it is heard and not seen."""
        return self in {Part.RECORDING, Part.IMMERSIVE}

    @property
    def moves(self) -> bool:
        """Return whether it is a moving picture."""
        return self in {Part.FILM, Part.CANVAS} or self.is_motion

    @property
    def is_motion(self) -> bool:
        """Return whether it is the cover in motion."""
        return self in {Part.MOTION_SQUARE, Part.MOTION_TALL}


@frozen
class Edition:
    """Another edition of a track: the immersive mix beside the stereo master (`ddex-facts` 4.6).

    Args:
        audio: its master, such as an ADM broadcast wave file.
        isrc: its own ISRC; None where it shares the track's.
    """

    audio: Asset
    isrc: Isrc | None = None


@frozen
class Component:
    """A disc of a release, or a release within a box set.

    Args:
        disc: the disc it stands for, 1-based.
        titles: its own; empty for none.
        icpn: its GTIN, where it is a product of its own.
    """

    disc: int
    titles: tuple[Title, ...] = ()
    icpn: Gtin | None = None


@frozen
class MixPart:
    """A recording heard within a DJ mix.

    Args:
        isrc: of that recording.
        titles: at least one; the first is the default.
        artists: display artists in credit order, at least one.
        start: seconds from the start of the mix.
        duration: seconds it is heard.
    """

    isrc: Isrc
    titles: tuple[Title, ...]
    artists: tuple[Artist, ...]
    start: Decimal
    duration: Decimal


class Relationship(StrEnum):
    """How another release is related to this one, spelled as DDEX ReleaseRelationshipType."""

    PHYSICAL_EQUIVALENT = "IsDigitalEquivalentToPhysical"
    PARENT = "IsReleaseFromRelease"
    EXTENDED = "IsExtendedFromAlbum"
    SHORTENED = "IsShortenedFromAlbum"
    SIMILAR = "HasSimilarContent"
    ENCODING = "IsDifferentEncoding"


@frozen
class RelatedRelease:
    """Another release this one has to do with: the physical product, the album a ringtone is taken from.

    Args:
        relationship: what this release is to the other.
        icpn: the other's GTIN.
        grid: the other's GRid.
    """

    relationship: Relationship
    icpn: Gtin | None = None
    grid: Grid | None = None


__all__ = ["Asset", "Component", "Edition", "MixPart", "Part", "RelatedRelease", "Relationship"]
