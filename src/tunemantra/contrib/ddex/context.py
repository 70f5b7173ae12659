"""What every part of a message needs while it is written."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from attrs import define

from tunemantra.contrib.ddex.dialect import Dialect, Extension, Place, Profile
from tunemantra.contrib.ddex.files import COVER, FileEntry
from tunemantra.contrib.ddex.parties import PartyBook
from tunemantra.core.release import Release, Track
from tunemantra.ports.package import Order

MAIN_RELEASE = "R0"


def audio_of(index: int) -> str:
    """Return the path in the release of a track's audio; `index` from 0."""
    return f"tracks[{index}].audio"


@define(slots=False)
class Context:
    """One order being written in one dialect.

    References follow the convention: main release `R0`, tracks `R1…`, recordings `A1…` in playing order, cover last.
    """

    order: Order
    files: Mapping[str, FileEntry]
    dialect: Dialect

    @cached_property
    def parties(self) -> PartyBook:
        """The parties met so far."""
        return PartyBook(self.dialect.platform, str(self.dialect.recipient.dpid))

    @cached_property
    def sender(self) -> str:
        """The sender's DPID, the name space of everything the sender numbers itself."""
        return str(self.dialect.sender.dpid)

    @cached_property
    def profile(self) -> Profile:
        """The profile of the message."""
        return self.dialect.profile_of(self.release)

    @cached_property
    def label(self) -> str:
        """The label's party reference."""
        return self.parties.label(self.release.label)

    @cached_property
    def cover(self) -> str:
        """The cover's resource reference."""
        return f"A{len(self.release.tracks) + 1}"

    @cached_property
    def release_extensions(self) -> tuple[Extension, ...]:
        """What the dialect adds to the main release."""
        return tuple(self.dialect.extend(self.release, None))

    @cached_property
    def track_extensions(self) -> tuple[tuple[Extension, ...], ...]:
        """What the dialect adds to each track."""
        return tuple(tuple(self.dialect.extend(self.release, track)) for track in self.release.tracks)

    @property
    def release(self) -> Release:
        """The frozen revision."""
        return self.order.release

    def milliseconds(self, index: int) -> int | None:
        """Return a track's length: of the delivered bytes, else as the metadata states it, else None."""
        entry = self.files.get(audio_of(index))
        if entry is not None and entry.milliseconds:
            return entry.milliseconds
        stated = self.release.tracks[index].duration
        return None if stated is None else round(stated * 1000)

    def track_release_id(self, track: Track) -> str:
        """Return the track release's id, unique per track and product (release profiles 7.3)."""
        return f"{self.release.icpn}_{track.isrc}"


def at(extensions: tuple[Extension, ...], place: Place) -> tuple[Extension, ...]:
    """Return the extensions of one place, in order."""
    return tuple(extension for extension in extensions if extension.place is place)


__all__ = ["COVER", "MAIN_RELEASE", "Context", "at", "audio_of"]
