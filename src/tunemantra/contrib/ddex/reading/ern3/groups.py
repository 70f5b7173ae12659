"""The resource group of ERN 3: playing order, discs, works, and the cover (common release types 1.4, 3.3.1).

Groups have no type: one below the top is a disc, one within a disc is a work.
"""

from __future__ import annotations

from typing import Final

from attrs import define, field

from tunemantra.contrib.ddex.reading import values
from tunemantra.contrib.ddex.reading.ern3.texts import read_group_titles
from tunemantra.contrib.ddex.reading.ern4.groups import LINKS
from tunemantra.contrib.ddex.reading.notes import Notes
from tunemantra.contrib.ddex.reading.pieces import Piece
from tunemantra.contrib.ddex.reading.records import DiscRecord, Place
from tunemantra.core.identifiers import Gtin
from tunemantra.core.text import Title

_GROUP, _ITEM, _LIST = "ResourceGroup", "ResourceGroupContentItem", "ResourceGroupResourceReferenceList"
_RESOURCE: Final = "ReleaseResourceReference"
_RANK: Final = "ReleaseResourceType"
_PRIMARY, _SECONDARY = "PrimaryResource", "SecondaryResource"
_TYPES: Final = frozenset({"SoundRecording", "Video", "Image", "Text"})
_FLAGS: Final = ("IsInstantGratificationResource", "IsPreOrderIncentiveResource", "IsBonusResource", "IsHiddenResource")


@define
class Group:
    """What the groups of a release say.

    Args:
        notes: where findings go.
        recordings, pictures: references of those of the message; booklets are among the pictures.
        places: the playing order.
        discs: what is said of single discs.
        links: references of pictures and booklets, in order.
        gifts: references of what whoever orders in advance gets at once, with path and line.
        titles: texts of all titles of groups, and their languages.
        refused: as `gifts`, of those that are said not to be given.
    """

    notes: Notes
    recordings: frozenset[str]
    pictures: frozenset[str]
    places: list[Place] = field(factory=list)
    discs: list[DiscRecord] = field(factory=list)
    links: dict[str, None] = field(factory=dict)
    gifts: list[tuple[str, str, int]] = field(factory=list)
    titles: set[str] = field(factory=set)
    refused: list[tuple[str, str, int]] = field(factory=list)

    def read(self, top: Piece) -> None:
        """Read the outermost group."""
        for one in top.walk():
            if one.name in {"TitleText", "SubTitle"} and one.text:
                self.titles.add(one.text)
            elif one.name == "Title":
                self.titles.update(one.attributes.values())
        self._take_sequence(top)
        self._links(top)
        discs = top.each(_GROUP)
        if not discs:
            self._disc(top, 1)
            return
        for place, piece in enumerate(_by_sequence(discs), start=1):
            number = self._take_sequence(piece) or place
            self._links(piece)
            titles = _disc_titles(piece, number, self.notes)
            icpn = self._icpn(piece)
            if titles or icpn is not None:
                self.discs.append(DiscRecord(number, titles, icpn))
            self._disc(piece, number)
        # Recordings beside the discs stand behind them.
        self._disc(top, max((one.disc for one in self.places), default=0) + 1, loose=True)

    def _disc(self, piece: Piece, disc: int, *, loose: bool = False) -> None:
        """Read what stands on one disc: parts of works are counted through, other tracks keep their numbers."""
        self._pictures_of(piece)
        items = self._played(piece)
        works = [] if loose else piece.each(_GROUP)
        if not works:
            for count, item in enumerate(_by_sequence(items), start=1):
                self._item(item, disc, count)
            return
        count = 0
        for entry in _by_sequence([*items, *works]):
            work, parts = "", [entry]
            if entry.name == _GROUP:
                self._take_sequence(entry)
                self._links(entry)
                work = _work_title(entry)
                self._pictures_of(entry)
                parts = _by_sequence(self._played(entry))
            for part in parts:
                count += 1
                self._item(part, disc, count, work, counted=True)

    def _played(self, piece: Piece) -> list[Piece]:
        """Return the items with a recording that is no secondary resource; others stay, for they have no order."""
        found = []
        for item in piece.each(_ITEM):
            stated = item.first(_RESOURCE)
            secondary = stated is not None and stated.attributes.get(_RANK) == _SECONDARY
            if stated is not None and stated.text in self.recordings and not secondary:
                found.append(item)
            elif stated is not None and stated.text and not self._is_known(stated.text):
                self.notes.error("ERN-READ-006", stated, "a place leads to no recording.", observed=stated.text)
        plain = piece.first(_LIST)
        if plain is not None:
            found += [one for one in plain.each("ResourceGroupResourceReference") if one.text in self.recordings]
        return found

    def _is_known(self, reference: str) -> bool:
        return reference in self.recordings or reference in self.pictures

    def _pictures_of(self, piece: Piece) -> None:
        for item in piece.each(_ITEM):
            stated = item.first(_RESOURCE)
            if stated is not None and stated.text in self.pictures:
                self.links[stated.take()] = None
                take_rank(stated)
                self._take_sequence(item)
                self._take_manners(item)

    def _item(self, item: Piece, disc: int, count: int, work: str = "", *, counted: bool = False) -> None:
        if item.name != _ITEM:
            self.places.append(Place(item.take(), disc, count, work))
            return
        stated = item.first(_RESOURCE)
        number = self._take_sequence(item)
        self._links(item)
        resource = ""
        if stated is not None:
            take_rank(stated)
            resource = stated.take()
        self._take_manners(item, resource)
        self.places.append(Place(resource, disc, count if counted or number is None else number, work))

    def _take_manners(self, item: Piece, resource: str = "") -> None:
        """Take what kind of resource it is, and flags that say the usual; a gift must also stand in the terms."""
        for one in item.each("ResourceType"):
            if one.text in _TYPES:
                one.take()
        for name in _FLAGS:
            flag = item.first(name)
            if flag is None:
                continue
            if values.flag(flag.text) is False:
                if name == _FLAGS[0] and resource:
                    self.refused.append((resource, flag.path, flag.line))
                flag.take()
            elif values.flag(flag.text) and name == _FLAGS[0] and resource:
                flag.take()
                self.gifts.append((resource, flag.path, flag.line))

    def _links(self, piece: Piece) -> None:
        for link in piece.each("LinkedReleaseResourceReference"):
            if link.text in self.pictures:
                self.links[link.take()] = None
                if link.attributes.get("LinkDescription") in LINKS:
                    link.attribute("LinkDescription")

    @staticmethod
    def _take_sequence(piece: Piece) -> int | None:
        stated = piece.first("SequenceNumber")
        number = values.count(stated.text) if stated is not None else None
        if number is not None and stated is not None:
            stated.take()
        return number or None

    def _icpn(self, piece: Piece) -> Gtin | None:
        stated = piece.inside("ReleaseId", "ICPN")
        if stated is None or not stated.text:
            return None
        text = stated.take()
        icpn = values.code(Gtin, text)
        if icpn is None:
            self.notes.refuse(stated, text, "an ICPN")
        else:
            stated.take_flag("IsEan")
        return icpn


def take_rank(reference: Piece) -> str:
    """Take whether a resource is a primary one of its release."""
    return reference.attribute(_RANK) if reference.attributes.get(_RANK) in {_PRIMARY, _SECONDARY} else ""


def _disc_titles(piece: Piece, number: int, notes: Notes) -> tuple[Title, ...]:
    """Return the titles of a disc; `Component 1`, which the profiles ask for, is none."""
    for one in piece.each("Title"):
        text = one.first("TitleText")
        plain = text is not None and text.text == f"Component {number}"
        if plain and one.attributes.get("TitleType") == "GroupingTitle":
            one.forget()
    return read_group_titles(piece, notes)


_WORK_TITLES: Final = frozenset({"DisplayTitle", "FormalTitle", "GroupingTitle"})


def _work_title(piece: Piece) -> str:
    """Take the name of a work: its grouping title, else its first title."""
    titles = piece.each("Title")
    titles.sort(key=lambda one: one.attributes.get("TitleType") != "GroupingTitle")
    for one in titles[:1]:
        if one.attributes.get("TitleType") in _WORK_TITLES:
            one.attribute("TitleType")
        return one.word("TitleText")
    return ""


def _by_sequence(pieces: list[Piece]) -> list[Piece]:
    def number(piece: Piece) -> int:
        stated = piece.first("SequenceNumber")
        found = values.count(stated.text) if stated is not None else None
        return found if found is not None else len(pieces) + 1

    return sorted(pieces, key=number)


__all__ = ["Group", "take_rank"]
