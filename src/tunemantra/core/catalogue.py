"""What a catalogue of fingerprints knows of a recording: rules judge it, an index finds it."""

from __future__ import annotations

from typing import Final

from attrs import frozen

SAME_RECORDING: Final = 0.8
"""How similar the fingerprints of one recording are at least, on a scale where different ones stay below 0.5."""


@frozen
class Recording:
    """A recording of the catalogue.

    Args:
        key: what names this very content under this ISRC, at most 80 ASCII characters; a later one replaces it.
        isrc: compact form; empty for none.
        seconds: length.
        immersive: whether it is a mix for more than two channels.
    """

    key: str
    isrc: str
    seconds: float
    immersive: bool = False


@frozen
class Match:
    """A recording of the catalogue, held against one that was asked about.

    Args:
        recording: of the catalogue.
        similarity: 0 where fingerprints agree as by chance, 1 where they agree as within one recording.
        offset: seconds from the start of the one asked about to the same sound in this one.
        overlap: seconds that were held against each other.
    """

    recording: Recording
    similarity: float
    offset: float = 0.0
    overlap: float = 0.0

    @property
    def same(self) -> bool:
        """Return whether what overlaps is one recording."""
        return self.similarity >= SAME_RECORDING


@frozen
class Catalogued:
    """What the catalogue has beside one recording of a release.

    Args:
        recording: the one of the release.
        under_isrc: every recording the catalogue has under its ISRC, however it sounds.
        alike: those that sound like it, whatever their ISRC, most similar first.
    """

    recording: Recording
    under_isrc: tuple[Match, ...] = ()
    alike: tuple[Match, ...] = ()


__all__ = ["SAME_RECORDING", "Catalogued", "Match", "Recording"]
