"""The deal list: terms and visibility (`ddex-facts` section 5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Final, TypeVar

from attrs import evolve, frozen

from tunemantra.contrib.ddex.reading import values
from tunemantra.contrib.ddex.reading.header import compact, take_own_space
from tunemantra.contrib.ddex.reading.notes import Notes
from tunemantra.contrib.ddex.reading.pieces import Piece
from tunemantra.contrib.ddex.reading.records import DealRecord, Origin
from tunemantra.core.rights import CommercialModel, Deal, Price, PriceBasis, UseType, Visibility
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.territory import TerritorySet

Word = TypeVar("Word", bound=StrEnum)

_OF_RELEASE: Final = {
    "release": ("ReleaseDisplayStart",),
    "cover": ("CoverArtPreviewStart",),
    "track_listing": ("FullTrackListingPreviewStart", "TrackListingPreviewStart"),
    "clips": ("ClipPreviewStart",),
}
_OF_TRACK: Final = {"release": ("TrackListingPreviewStart",), "clips": ("ClipPreviewStart",)}


@frozen
class DealReader:
    """Reads terms.

    Args:
        notes: where findings go.
        recipients: party identifiers of those the message is for.
        sender: party identifier of who sends it, in whose name space price codes are; None takes every name space.
    """

    notes: Notes
    recipients: frozenset[str]
    sender: str | None = None

    def read(self, piece: Piece) -> DealRecord:
        """Read a ReleaseDeal; a deal that cannot be read grants nothing and stays."""
        origin = Origin(piece.path, piece.line)
        deals, early, shown = [], [], []
        for one in piece.each("Deal"):
            terms = one.first("DealTerms")
            deal = self._deal(terms) if terms is not None else None
            if deal is None or terms is None:
                self.notes.error("ERN-READ-008", one, "this deal cannot be read: it is left out.")
                continue
            deals.append(deal)
            gifts = terms.first("InstantGratificationResourceList")
            early.append(tuple(gifts.words("DealResourceReference")) if gifts is not None else ())
            visibility = self._shown_in(terms, deal.territories)
            if visibility is not None:
                shown.append(visibility)
            self._tell_limits(one)
        references = tuple(piece.words("DealReleaseReference"))
        return DealRecord(references, tuple(deals), tuple(early), tuple(shown), origin)

    def visibility(self, piece: Piece) -> tuple[str, Visibility | None]:
        """Read a ReleaseVisibility or a TrackReleaseVisibility: its reference and what it says."""
        reference = piece.word("VisibilityReference")
        territories = self._territories(piece)
        if territories is None:
            territories = TerritorySet.worldwide()
        shown = self._moments(piece, _OF_TRACK if piece.name == "TrackReleaseVisibility" else _OF_RELEASE)
        hidden = values.flag(piece.attribute("DoNotDisplayDates")) is True
        if not territories:
            return reference, None
        return reference, evolve(_visibility(shown), territories=territories, show_dates=not hidden)

    def _deal(self, terms: Piece) -> Deal | None:
        territories = self._territories(terms)
        if not territories:
            return None
        period = self._period(terms)
        if period is None:
            return None
        return Deal(
            territories=territories,
            start=period[0],
            end=period[1],
            models=self._known(terms, "CommercialModelType", CommercialModel),
            uses=self._known(terms, "UseType", UseType),
            prices=tuple(price for one in terms.each("PriceInformation") for price in self._prices(one)),
            pre_order=self._flag(terms, "IsPreOrderDeal"),
            exclusive=self._exclusive(terms),
        )

    def _territories(self, piece: Piece) -> TerritorySet | None:
        """Return the territories; None where there are none stated, an empty set where they are not understood."""
        included = [one for one in piece.each("TerritoryCode") if one.text]
        excluded = [one for one in piece.each("ExcludedTerritoryCode") if one.text]
        if not included and not excluded:
            return None
        found, unknown = values.territories(tuple(one.text for one in included), tuple(one.text for one in excluded))
        for one in (*included, *excluded):
            text = one.take()
            if text in unknown:
                self.notes.refuse(one, text, "a territory of today")
            elif one.attributes.get("IdentifierType") == "ISO" or text in values.WORLDWIDE:
                one.attribute("IdentifierType")
        return found

    def _period(self, terms: Piece) -> tuple[ReleaseMoment, ReleaseMoment | None] | None:
        for period in terms.each("ValidityPeriod"):
            start = self._moment(period, "StartDate", "StartDateTime")
            end = self._moment(period, "EndDate", "EndDateTime")
            if start is not None:
                return start, end
        return None

    def _moment(self, piece: Piece, *names: str) -> ReleaseMoment | None:
        for name in names:
            stated = piece.first(name)
            if stated is not None and stated.text:
                text = stated.take()
                found = values.moment(text)
                if found is not None:
                    return found
                self.notes.refuse(stated, text, "a date, or a date and time")
        return None

    def _known(self, terms: Piece, name: str, words: type[Word]) -> tuple[Word, ...]:
        found = []
        for one in terms.each(name):
            word = _word(words, one.text)
            if word is not None:
                one.take()
                found.append(word)
        return tuple(dict.fromkeys(found))

    def _flag(self, terms: Piece, name: str) -> bool:
        stated = terms.first(name)
        flag = values.flag(stated.text) if stated is not None else None
        if flag is not None and stated is not None:
            stated.take()
        return flag is True

    def _exclusive(self, terms: Piece) -> bool:
        """Return whether the deal is for the recipient alone, and take what says so."""
        stated = [one.inside("PartyId", "DPID") for one in terms.each("DistributionChannel")]
        parties = [one for one in stated if one is not None and compact(one.text) in self.recipients]
        if not stated or len(parties) < len(stated):
            return False
        for one in parties:
            one.take()
        return True

    def _prices(self, piece: Piece) -> Iterable[Price]:
        code = piece.first("PriceCode")
        tier = ""
        if code is not None:
            tier = code.take()
            take_own_space(code, self.sender)
        amounts = [price for basis in PriceBasis for price in self._amount(piece, basis, tier)]
        return amounts or ([Price(tier=tier)] if tier else [])

    def _amount(self, piece: Piece, basis: PriceBasis, tier: str) -> Iterable[Price]:
        for one in piece.each(basis.value):
            text = one.take()
            amount = values.amount(text)
            if amount is None:
                self.notes.refuse(one, text, "an amount of money")
            else:
                yield Price(tier, amount, one.attribute("CurrencyCode"), "", basis)

    def _shown_in(self, terms: Piece, territories: TerritorySet) -> Visibility | None:
        """Return what the terms say about showing, up to ERN 4.1.1."""
        shown = self._moments(terms, _OF_RELEASE)
        return evolve(_visibility(shown), territories=territories) if any(shown.values()) else None

    def _moments(self, piece: Piece, names: Mapping[str, tuple[str, ...]]) -> dict[str, ReleaseMoment | None]:
        return {
            field: self._moment(piece, *(f"{stem}{ending}" for stem in stems for ending in ("Date", "DateTime")))
            for field, stems in names.items()
        }

    def _tell_limits(self, deal: Piece) -> None:
        """Say that something limits the terms for which there is no place."""
        names = sorted({one.name for one in deal.walk() if one.text})
        if names:
            message = "what limits or extends this deal has no place here."
            self.notes.warning("ERN-READ-007", deal, message, observed=", ".join(names))


def _visibility(shown: Mapping[str, ReleaseMoment | None]) -> Visibility:
    return Visibility(shown.get("release"), shown.get("cover"), shown.get("track_listing"), shown.get("clips"))


@lru_cache(maxsize=256)
def _word(words: type[Word], text: str) -> Word | None:
    return next((word for word in words if word.value == text), None)


__all__ = ["DealReader"]
