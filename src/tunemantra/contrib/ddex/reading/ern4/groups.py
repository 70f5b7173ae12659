"""The resource group: playing order, discs, works, and what is linked to the whole (`ddex-facts` 4.2)."""

from __future__ import annotations

from typing import Final

from attrs import define, field

from tunemantra.contrib.ddex.reading import values
from tunemantra.contrib.ddex.reading.ern4.texts import read_titles
from tunemantra.contrib.ddex.reading.header import take_own_space
from tunemantra.contrib.ddex.reading.local import is_default
from tunemantra.contrib.ddex.reading.notes import Notes
from tunemantra.contrib.ddex.reading.pieces import Piece
from tunemantra.contrib.ddex.reading.records import DiscRecord, Place
from tunemantra.core.identifiers import Gtin

_DISCS: Final = frozenset({"Component", "ComponentRelease", "ReleaseComponent", "Side"})
_WORK: Final = "MultiWorkPart"
_BOOKLET: Final = "Booklet"
LINKS: Final = frozenset({"CoverArt", "VideoScreenCapture", _BOOKLET})
"""What a picture or a booklet is linked as, which its own type says as well."""


@define
class Group:
    """What the groups of a release say.

    Args:
        notes: where findings go.
        pictures: references of pictures and booklets.
        places: the playing order.
        discs: what is said of single discs.
        links: references of those that are linked, in order.
    """

    notes: Notes
    pictures: frozenset[str]
    places: list[Place] = field(factory=list)
    discs: list[DiscRecord] = field(factory=list)
    links: dict[str, None] = field(factory=dict)

    def read(self, top: Piece) -> None:
        """Read the outermost group."""
        self._take_sequence(top)
        self._links(top)
        discs = [one for one in top.each("ResourceGroup") if one.attributes.get("ResourceGroupType") in _DISCS]
        if not discs:
            self._disc(top, 1)
            return
        for place, piece in enumerate(_by_sequence(discs), start=1):
            piece.attribute("ResourceGroupType")
            number = self._take_sequence(piece) or place
            self._links(piece)
            titles = read_titles(piece, self.notes)
            icpn = self._icpn(piece)
            if titles or icpn is not None:
                self.discs.append(DiscRecord(number, titles, icpn))
            self._disc(piece, number)
        if top.each("ResourceGroupContentItem"):
            self._disc(top, max((one.disc for one in self.places), default=0) + 1)

    def _disc(self, piece: Piece, disc: int) -> None:
        """Read what stands on one disc: parts of works are counted through, other tracks keep their numbers."""
        works = [one for one in piece.each("ResourceGroup") if one.attributes.get("ResourceGroupType") == _WORK]
        if not works:
            for count, item in enumerate(_by_sequence(piece.each("ResourceGroupContentItem")), start=1):
                self._item(item, disc, count)
            return
        count = 0
        for entry in _by_sequence([*piece.each("ResourceGroupContentItem"), *works]):
            work = ""
            items = [entry]
            if entry.name == "ResourceGroup":
                entry.attribute("ResourceGroupType")
                self._take_sequence(entry)
                self._links(entry)
                work = _work_title(entry)
                items = _by_sequence(entry.each("ResourceGroupContentItem"))
            for item in items:
                count += 1
                self._item(item, disc, count, work, counted=True)

    def _item(self, item: Piece, disc: int, count: int, work: str = "", *, counted: bool = False) -> None:
        resource = item.word("ReleaseResourceReference")
        number = self._take_sequence(item)
        self._links(item)
        if resource in self.pictures:
            self.links[resource] = None
        elif resource:
            self.places.append(Place(resource, disc, count if counted or number is None else number, work))

    def _links(self, piece: Piece) -> None:
        for link in piece.each("LinkedReleaseResourceReference"):
            if link.text in self.pictures:
                self.links[link.take()] = None
                self._take_description(link)

    def _take_description(self, link: Piece) -> None:
        """Take as what something is linked; older value sets have no word for a booklet."""
        said = link.attributes.get("LinkDescription")
        if said == "UserDefined" and link.attributes.get("UserDefinedValue") == _BOOKLET:
            link.attribute("UserDefinedValue")
            take_own_space(link, self.notes.sender)
            said = _BOOKLET
        if said in LINKS:
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
        return icpn


_WORK_TITLES: Final = frozenset({"FormalTitle", "GroupingTitle"})


def _work_title(piece: Piece) -> str:
    """Take the name of a work, and what only repeats it."""
    for name in ("DisplayTitle", "FormalTitle", "AdditionalTitle", "GroupingTitle"):
        title = piece.first(name)
        if title is not None:
            text = title.word("TitleText")
            if title.attributes.get("TitleType") in _WORK_TITLES:
                title.attribute("TitleType")
            is_default(title)
            for whole in piece.each("DisplayTitleText"):
                if whole.text == text:
                    whole.forget()
            return text
    return piece.word("DisplayTitleText")


def _by_sequence(pieces: list[Piece]) -> list[Piece]:
    def number(piece: Piece) -> int:
        stated = piece.first("SequenceNumber")
        found = values.count(stated.text) if stated is not None else None
        return found if found is not None else len(pieces) + 1

    return sorted(pieces, key=number)


__all__ = ["LINKS", "Group"]
