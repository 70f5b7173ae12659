"""What every part of a message needs while it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import TypeVar

from attrs import define, evolve, frozen

from tunemantra.contrib.ddex.cast import implied_names
from tunemantra.contrib.ddex.dialect import Dialect, Extension, Place, Profile
from tunemantra.contrib.ddex.express import Expressed
from tunemantra.contrib.ddex.files import COVER, FileEntry
from tunemantra.contrib.ddex.nodes import Node, apart, repeat, text_of
from tunemantra.contrib.ddex.parties import PartyBook
from tunemantra.contrib.ddex.stand_ins import stand_in_gtin
from tunemantra.contrib.ddex.terms import has_terms
from tunemantra.contrib.ddex.versions import ErnVersion, VisibilityPlace
from tunemantra.core.composition import MixPart
from tunemantra.core.distribution import OrderKind
from tunemantra.core.release import Release, Track
from tunemantra.core.rights import Visibility
from tunemantra.core.text import LocalText
from tunemantra.ports.package import Order

Part = TypeVar("Part")

MAIN_RELEASE = "R0"


def audio_of(index: int) -> str:
    """Return the path in the release of a track's audio, the film of a video track; `index` from 0."""
    return f"tracks[{index}].audio"


def edition_of(index: int, place: int) -> str:
    """Return the path in the release of the audio of a track's further edition; both from 0."""
    return f"tracks[{index}].editions[{place}].audio"


@frozen
class Supplement:
    """A recording heard within a mix.

    Args:
        reference: of its resource.
        track: index of the mix, from 0.
        part: what is heard.
    """

    reference: str
    track: int
    part: MixPart


@frozen
class Shown:
    """From when something may be shown, with its reference."""

    reference: str
    visibility: Visibility


@define(slots=False)
class Context:
    """One order being written in one dialect.

    References follow the convention: main release `R0`, tracks `R1…`, recordings and films `A1…` in playing order,
    then what is heard within mixes, the picture, and the booklet last.
    """

    order: Order
    files: Mapping[str, FileEntry]
    dialect: Dialect

    @cached_property
    def expressed(self) -> Expressed:
        """The release as the version can carry it, and what is lost."""
        return self.dialect.express(self.order.release)

    @cached_property
    def release(self) -> Release:
        """What is written: the frozen revision as the version can carry it."""
        return self.expressed.release

    @cached_property
    def version(self) -> ErnVersion:
        """The version of the message."""
        return self.dialect.version

    @cached_property
    def parties(self) -> PartyBook:
        """The parties met so far."""
        return PartyBook(self.recipient)

    @cached_property
    def sender(self) -> str:
        """The sender's DPID, the name space of everything the sender numbers itself."""
        return str(self.dialect.sender.dpid)

    @cached_property
    def recipient(self) -> str:
        """The recipient's DPID, the name space of the ids the recipient gave."""
        return str(self.dialect.recipient.dpid)

    @cached_property
    def profile(self) -> Profile:
        """The profile of the message."""
        return self.dialect.profile_of(self.order.release)

    @cached_property
    def labels(self) -> tuple[LocalText, ...]:
        """The names of the label, the one for everywhere first."""
        return (LocalText(self.release.label), *self.release.further_labels)

    @cached_property
    def cover(self) -> str:
        """The picture's resource reference."""
        return f"A{len(self.release.tracks) + len(self.supplements) + 1}"

    @cached_property
    def booklet(self) -> str:
        """The booklet's resource reference."""
        return f"A{len(self.release.tracks) + len(self.supplements) + 2}"

    @cached_property
    def supplements(self) -> tuple[Supplement, ...]:
        """What is heard within mixes."""
        parts = [(index, part) for index, track in enumerate(self.release.tracks) for part in track.mixed]
        first = len(self.release.tracks) + 1
        return tuple(Supplement(f"A{number}", *place) for number, place in enumerate(parts, start=first))

    @cached_property
    def states_terms(self) -> bool:
        """Whether the message has a list of deals at all: a takedown has none."""
        return self.order.kind is not OrderKind.TAKEDOWN and has_terms(self.release, self.profile)

    @property
    def lists_visibility(self) -> bool:
        """Whether dates of visibility stand in a list of their own, pointed at by reference."""
        return self.version.visibility is not VisibilityPlace.DEALS

    @cached_property
    def shown(self) -> tuple[Shown, ...]:
        """From when the main release may be shown; nothing where there are no terms."""
        if not self.states_terms:
            return ()
        return tuple(Shown(f"V{number}", one) for number, one in enumerate(self.release.visibility))

    @cached_property
    def shown_tracks(self) -> tuple[tuple[Shown, ...], ...]:
        """From when each track release may be shown."""
        return tuple(
            tuple(Shown(f"V{index + 1}-{number}", one) for number, one in enumerate(track.visibility))
            if self.states_terms
            else ()
            for index, track in enumerate(self.release.tracks)
        )

    @cached_property
    def release_extensions(self) -> tuple[Extension, ...]:
        """What the dialect adds to the main release."""
        places = self._missing_places
        return _in_their_places(
            self.dialect.extend(self.order.release, None),
            places if self.version.release_versions else {*places, Place.VERSION},
        )

    @cached_property
    def track_extensions(self) -> tuple[tuple[Extension, ...], ...]:
        """What the dialect adds to each track."""
        release, missing = self.order.release, self._missing_places
        return tuple(_in_their_places(self.dialect.extend(release, track), missing) for track in release.tracks)

    @property
    def _missing_places(self) -> set[Place]:
        return set() if self.version.genre_categories else {Place.GENRE}

    @cached_property
    def names(self) -> tuple[LocalText, ...]:
        """The display credit of the release."""
        return self.release.credits or implied_names(self.release.artists)

    def tells(self, entry: FileEntry) -> bool:
        """Tell whether a file is spoken of: where a version cannot say that it stays at home, silence says it."""
        return entry.provided or self.version.states_provision

    @cached_property
    def _written(self) -> dict[tuple[str, str, str, int], tuple[object, str]]:
        return {}

    def once(self, parent: Node, tag: str, place: str, what: Part, write: Callable[[Node, Part], None]) -> None:
        """Append what a message says of one part of the release again and again; it is written the first time.

        Args:
            parent: holds it.
            tag: tells apart what is said of the same part.
            place: for which it is said.
            what: the part itself, by identity: that of the release stands in for that of many tracks.
            write: appends the part to an element.
        """
        key = (tag, place, parent.inner, id(what))
        kept = self._written.get(key)
        if kept is None:
            write(part := apart(parent), what)
            # With the part itself: an identity is that of a living object.
            self._written[key] = kept = (what, text_of(part))
        repeat(parent, kept[1])

    @cached_property
    def lengths(self) -> tuple[int | None, ...]:
        """Milliseconds of each track: of the delivered bytes, else as the metadata states it, else None."""
        return tuple(self._length(index) for index in range(len(self.release.tracks)))

    def _length(self, index: int) -> int | None:
        entry = self.files.get(audio_of(index))
        if entry is not None and (exact := entry.milliseconds):
            return exact
        stated = self.release.tracks[index].duration
        return None if stated is None else round(stated * 1000)

    def milliseconds(self, index: int) -> int | None:
        """Return the length of a track."""
        return self.lengths[index]

    def track_release_id(self, track: Track) -> str:
        """Return the track release's id, unique per track and product (release profiles 7.3)."""
        return f"{self.product}_{track.isrc}"

    @cached_property
    def product(self) -> str:
        """The code of the product: its GRid where only that is known, for what stands in for its ICPN is nobody's."""
        grid, icpn = self.release.grid, self.release.icpn
        return str(grid if grid and icpn == stand_in_gtin(str(grid)) else icpn)


def at(extensions: tuple[Extension, ...], place: Place) -> tuple[Extension, ...]:
    """Return the extensions of one place, in order."""
    if not extensions:
        return ()
    return tuple(extension for extension in extensions if extension.place is place)


def _in_their_places(extensions: Iterable[Extension], missing: set[Place]) -> tuple[Extension, ...]:
    """Return the extensions; those whose place the version does not have become identifiers."""
    if not missing:
        return tuple(extensions)
    return tuple(evolve(one, place=Place.IDENTIFIER) if one.place in missing else one for one in extensions)


__all__ = [
    "COVER",
    "MAIN_RELEASE",
    "Context",
    "Shown",
    "Supplement",
    "at",
    "audio_of",
    "edition_of",
]
