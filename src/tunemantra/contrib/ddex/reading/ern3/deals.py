"""The deal list of ERN 3: uses in a Usage, dates of showing in the terms, flags of a takedown (`ddex-facts` 5 to 7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeVar

from attrs import evolve, field, frozen

from tunemantra.contrib.ddex.reading import values
from tunemantra.contrib.ddex.reading.ern4.deals import DealReader, Word
from tunemantra.contrib.ddex.reading.pieces import Piece
from tunemantra.contrib.ddex.reading.records import DealRecord, Origin
from tunemantra.core.rights import Deal, Price, PriceBasis, Visibility
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.territory import TerritorySet

T = TypeVar("T")

_PREVIEWS: Final[Mapping[str, str]] = {
    "release": "ReleaseDisplayStart",
    "track_listing": "TrackListingPreviewStart",
    "cover": "CoverArtPreviewStart",
    "clips": "ClipPreviewStart",
}
_FLAGS: Final = ("TakeDown", "AllDealsCancelled")
_MOST: Final = 100_000
"""Terms of one composite that may be stated once for each way to take a release down."""

Moments = Mapping[str, ReleaseMoment]
"""From when something may be shown, by field of `Visibility`."""


@frozen
class Terms:
    """A Deal: what is granted, what is given early, from when it may be shown.

    Args:
        deal: as read.
        early: references of resources.
        shown: what the terms state, also where it is the start of the deal; empty for nothing.
    """

    deal: Deal
    early: tuple[str, ...] = ()
    shown: Moments = field(factory=dict[str, ReleaseMoment])


@frozen
class ReleaseTerms:
    """A ReleaseDeal.

    Args:
        releases: references.
        terms: in order.
        taken: where a legacy flag takes the releases down.
        origin: where it was read.
    """

    releases: tuple[str, ...]
    terms: tuple[Terms, ...] = ()
    taken: TerritorySet = field(factory=TerritorySet.nothing)
    origin: Origin = Origin()


@frozen
class Deal3Reader(DealReader):
    """Reads terms of ERN 3: what is called and placed differently; the rest is as in ERN 4."""

    def terms(self, piece: Piece) -> ReleaseTerms:
        """Read a ReleaseDeal; a deal that cannot be read grants nothing and stays."""
        origin = Origin(piece.path, piece.line)
        found: list[Terms] = []
        taken = TerritorySet.nothing()
        for one in piece.each("Deal"):
            terms = one.first("DealTerms")
            if terms is not None and self._takes_down(terms):
                # When it takes effect is left to whoever looks at it: to stop at once is safe.
                taken |= self._territories(terms) or TerritorySet.nothing()
                continue
            deal = self._deal(terms) if terms is not None else None
            if deal is None or terms is None:
                self.notes.error("ERN-READ-008", one, "this deal cannot be read: it is left out.")
                continue
            gifts = terms.first("InstantGratificationResourceList")
            early = tuple(gifts.words("DealResourceReference")) if gifts is not None else ()
            self._forget_start(terms, deal)
            found.append(Terms(deal, early, dict(self._previews(terms))))
            self._tell_limits(one)
        return ReleaseTerms(tuple(piece.words("DealReleaseReference")), tuple(found), taken, origin)

    def _takes_down(self, terms: Piece) -> bool:
        flags = {values.flag(one.take()) for one in terms.each(*_FLAGS) if values.flag(one.text) is not None}
        return True in flags

    def _known(self, terms: Piece, name: str, words: type[Word]) -> tuple[Word, ...]:
        places = [terms, *terms.each("Usage")]
        return tuple(
            dict.fromkeys(word for one in places for word in super(Deal3Reader, self)._known(one, name, words))
        )

    def _exclusive(self, terms: Piece) -> bool:
        return self._flag(terms, "IsExclusive")

    def _prices(self, piece: Piece) -> Iterable[Price]:
        tier = ""
        for name in ("PriceType", "PriceRangeType"):
            stated = piece.first(name)
            if stated is not None and stated.text and not tier:
                tier = stated.take()
                stated.attribute("Namespace")
        amounts = [price for basis in PriceBasis for price in self._amount(piece, basis, tier)]
        return amounts or ([Price(tier=tier)] if tier else [])

    def _previews(self, terms: Piece) -> Iterator[tuple[str, ReleaseMoment]]:
        for name, stem in _PREVIEWS.items():
            found = self._moment(terms, f"{stem}Date", f"{stem}DateTime")
            if found is not None:
                yield name, found

    def _forget_start(self, terms: Piece, deal: Deal) -> None:
        """Take since when orders are taken in advance where that is the start of the deal."""
        stated = terms.first("PreOrderReleaseDate")
        found = values.day(stated.text) if stated is not None else None
        if stated is not None and found is not None and found[0] == deal.start.day:
            stated.take()


def deal_records(read: Iterable[ReleaseTerms], main: str) -> Iterator[DealRecord]:
    """Yield the terms of the main release and those of tracks: dates of showing mean different things there.

    Args:
        read: every ReleaseDeal, in order.
        main: reference of the main release.
    """
    every = tuple(read)
    taken: dict[str, TerritorySet] = {}
    for one in every:
        for reference in one.releases if one.taken else ():
            taken[reference] = taken.get(reference, TerritorySet.nothing()) | one.taken
    for one in every:
        for (is_main, gone), references in _alike(one, main, taken).items():
            terms = [left for left in (_without(part, gone) for part in one.terms) if left is not None]
            if terms or not one.taken:
                yield DealRecord(
                    tuple(references),
                    tuple(part.deal for part in terms),
                    tuple(part.early for part in terms),
                    _shown(terms, is_main=is_main),
                    one.origin,
                )


def _alike(
    one: ReleaseTerms, main: str, taken: Mapping[str, TerritorySet]
) -> dict[tuple[bool, TerritorySet], list[str]]:
    """Return the references for which the terms mean the same: product or track, and where it is taken down."""
    nothing = TerritorySet.nothing()
    groups: dict[tuple[bool, TerritorySet], list[str]] = {}
    for reference in one.releases:
        groups.setdefault((reference == main, taken.get(reference, nothing)), []).append(reference)
    if len(groups) * len(one.terms) <= _MOST:
        return groups
    # Nobody takes so many tracks down differently: what is taken from one is taken from all.
    every = frozenset(code for _, gone in groups for code in gone.codes)
    whole: dict[tuple[bool, TerritorySet], list[str]] = {}
    for (is_main, _), references in groups.items():
        whole.setdefault((is_main, TerritorySet(every)), []).extend(references)
    return whole


def takes_down(read: Sequence[ReleaseTerms], main: str) -> bool:
    """Tell whether a legacy flag takes the product down, and nothing of it is left."""
    return any(one.taken and main in one.releases for one in read)


def _without(terms: Terms, gone: TerritorySet) -> Terms | None:
    if not gone:
        return terms
    left = terms.deal.territories - gone
    return evolve(terms, deal=evolve(terms.deal, territories=left)) if left else None


def _shown(terms: Sequence[Terms], *, is_main: bool) -> tuple[Visibility, ...]:
    """Return from when something may be shown, one for each deal that says it.

    All four moments have to be stated: one that is the deal's own start is that of the deals. Where the deals do not
    contradict each other, each stands for all.
    """
    stated = [one for one in terms if one.shown]
    moments = [_own(one, is_main=is_main) for one in stated]
    merged: dict[str, ReleaseMoment] = {}
    for own in moments:
        for name, moment in own.items():
            if merged.setdefault(name, moment) != moment:
                both = zip(moments, stated, strict=True)
                return tuple(_visibility(one, part.deal.territories) for one, part in both if one)
    starts = {one.deal.start for one in terms}
    if not is_main and "clips" not in merged and starts == {merged.get("release")}:
        return ()
    if not merged:
        return ()
    return tuple(_visibility(merged, part.deal.territories) for part in stated)


def _visibility(moments: Moments, territories: TerritorySet) -> Visibility:
    of = moments.get
    return Visibility(of("release"), of("cover"), of("track_listing"), of("clips"), territories)


def _own(terms: Terms, *, is_main: bool) -> dict[str, ReleaseMoment]:
    """Return the moments that are not the deal's own start; a track has the first one and that of its clips."""
    if is_main:
        return {name: moment for name, moment in terms.shown.items() if moment != terms.deal.start}
    first = terms.shown.get("release")
    clips = terms.shown.get("clips")
    own = {} if first is None else {"release": first}
    return own if clips is None or clips == terms.deal.start else {**own, "clips": clips}


__all__ = ["Deal3Reader", "ReleaseTerms", "Terms", "deal_records", "takes_down"]
