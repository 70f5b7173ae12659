"""The deal list: terms and visibility (`ddex-facts` section 5)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache, partial
from typing import Final, TypeVar

from attrs import evolve, frozen

from tunemantra.contrib.ddex.reading import values
from tunemantra.contrib.ddex.reading.header import compact, take_own_space
from tunemantra.contrib.ddex.reading.notes import Notes
from tunemantra.contrib.ddex.reading.pieces import Piece
from tunemantra.contrib.ddex.reading.records import DealRecord, Origin, StatedMoment
from tunemantra.core.rights import CommercialModel, Deal, Price, PriceBasis, UseType, Visibility
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.territory import TerritorySet

Word = TypeVar("Word", bound=StrEnum)
Moment = Callable[[str], ReleaseMoment | None]

_UNSAID: Final = frozenset({"AsPerContract", "Unknown"})
"""Words for a use or a model that grant nothing by themselves."""

_LIMITS: Final = frozenset(
    {
        "CarrierType",
        "ConsumerRentalPeriod",
        "DealTechnicalResourceDetailsReferenceList",
        "DistributionChannelType",
        "NumberOfUsages",
        "ResourceUsage",
        "RightsClaimPolicy",
        "TechnicalInstantiation",
        "UserInterfaceType",
    }
)
"""What says how often, how long, in which way or of which file alone: without it a deal would be another one."""

_OF_RELEASE: Final = {
    "release": ("ReleaseDisplayStart",),
    "cover": ("CoverArtPreviewStart",),
    "track_listing": ("FullTrackListingPreviewStart", "TrackListingPreviewStart"),
    "clips": ("ClipPreviewStart",),
}
_MOMENTS: Final = tuple(
    f"{stem}{ending}" for stems in _OF_RELEASE.values() for stem in stems for ending in ("Date", "DateTime")
)
_OF_TRACK: Final = {"release": ("TrackListingPreviewStart",), "clips": ("ClipPreviewStart",)}


_HINT: Final = "ask the sender what is meant"


def stated_moments(terms: Piece) -> Iterator[StatedMoment]:
    """Yield from when terms say that something may be shown; before the texts are taken."""
    for one in terms.each(*_MOMENTS):
        moment = values.moment(one.text) if one.text else None
        if moment is not None:
            yield StatedMoment(moment, one.text, Origin(one.path, one.line))


class UnreadTerms(Exception):  # noqa: N818 - told to the caller as a finding, never raised out of this package
    """What limits a deal is not understood: the deal must not be read as if it were not there.

    Args:
        piece: what is not understood.
        why: for people.
    """

    def __init__(self, piece: Piece, why: str) -> None:
        super().__init__(why)
        self.piece = piece


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
        """Read a ReleaseDeal."""
        origin = Origin(piece.path, piece.line)
        deals, early, shown = [], [], []
        stated: list[StatedMoment] = []
        for one in piece.each("Deal"):
            granted = self.granted(one)
            terms = one.first("DealTerms")
            if terms is None or not granted:
                continue
            gifts = self._early(terms)
            stated += stated_moments(terms)
            moments = self._moments(terms, _OF_RELEASE)
            for deal in granted:
                deals.append(deal)
                early.append(gifts)
                if any(moments.values()):
                    shown.append(evolve(_visibility(moments), territories=deal.territories))
            self._tell_limits(one)
        references = tuple(piece.words("DealReleaseReference"))
        return DealRecord(references, tuple(deals), tuple(early), tuple(shown), origin, tuple(stated))

    def granted(self, deal: Piece) -> tuple[Deal, ...]:
        """Read a Deal: the terms of each of its periods.

        A deal of which a limit is not understood grants nothing and stays: it must never be wider than it is stated.
        """
        stated = [(one, one.text, dict(one.attributes)) for one in deal.walk()]
        try:
            return tuple(self._periods_of(deal))
        except UnreadTerms as fault:
            for one, text, attributes in stated:
                one.text, one.attributes = text, attributes
            message = f"{fault}: this deal is left out."
            self.notes.error("ERN-READ-008", fault.piece, message, observed=fault.piece.said, hint=_HINT)
            return ()

    def visibility(self, piece: Piece) -> tuple[str, Visibility | None]:
        """Read a ReleaseVisibility or a TrackReleaseVisibility: its reference and what it says."""
        reference = piece.word("VisibilityReference")
        territories, unknown = self._territories(piece)
        for one in unknown:
            self.notes.refuse(one, one.text, "a territory of today")
        if territories is None:
            territories = TerritorySet.worldwide()
        shown = self._moments(piece, _OF_TRACK if piece.name == "TrackReleaseVisibility" else _OF_RELEASE)
        hidden = values.flag(piece.attributes.get("DoNotDisplayDates", "")) is True
        piece.take_flag("DoNotDisplayDates")
        if not territories:
            return reference, None
        return reference, evolve(_visibility(shown), territories=territories, show_dates=not hidden)

    def _periods_of(self, deal: Piece) -> Iterator[Deal]:
        terms = deal.first("DealTerms")
        if terms is None:
            raise UnreadTerms(deal, "there are no terms")
        for one in deal.walk():
            if one.name in _LIMITS:
                raise UnreadTerms(one, f"{one.name} limits the terms in a way that cannot be kept")
            if values.flag(one.attributes.get("IsDiscoverable", "")) is False:
                raise UnreadTerms(one, "a use that may not be found limits the terms in a way that cannot be kept")
        granted = partial(
            Deal,
            territories=self._granted_territories(terms),
            models=self._known(terms, "CommercialModelType", CommercialModel),
            uses=self._known(terms, "UseType", UseType),
            prices=tuple(price for one in terms.each("PriceInformation") for price in self._prices(one)),
            pre_order=self._flag(terms, "IsPreOrderDeal"),
            exclusive=self._exclusive(terms),
        )
        periods = terms.each("ValidityPeriod")
        if not periods:
            raise UnreadTerms(terms, "no period is stated")
        for period in periods:
            start = self._bound(period, values.start, "Start")
            if start is None:
                raise UnreadTerms(period, "the period has no start")
            yield granted(start=start, end=self._bound(period, values.end, "End"))

    def _granted_territories(self, terms: Piece) -> TerritorySet:
        found, unknown = self._territories(terms)
        for one in unknown:
            message = "this is no territory of today: nothing is granted there."
            if one.text.isdecimal():
                message = "of the territories of TIS only the world (2136) is read: nothing is granted there."
            self.notes.error("ERN-READ-008", one, message, observed=one.text, hint=_HINT)
        if not found:
            raise UnreadTerms(terms, "no territory is understood")
        return found

    def _territories(self, piece: Piece) -> tuple[TerritorySet | None, Sequence[Piece]]:
        """Return the territories, None where there are none stated, and the codes that are not understood."""
        included, excluded = piece.each("TerritoryCode"), piece.each("ExcludedTerritoryCode")
        if not included and not excluded:
            return None, ()
        found, unknown = values.territories(tuple(one.text for one in included), tuple(one.text for one in excluded))
        strange = [one for one in (*included, *excluded) if one.text in unknown]
        for one in (*included, *excluded):
            if one.text in unknown:
                continue
            text = one.take()
            if one.attributes.get("IdentifierType") == "ISO" or text in values.WORLDWIDE:
                one.attribute("IdentifierType")
        return found, strange

    def _bound(self, period: Piece, read: Moment, name: str) -> ReleaseMoment | None:
        """Return where a period starts or ends, None where that is not stated at all."""
        stated = period.each(f"{name}Date", f"{name}DateTime")
        if not stated:
            return None
        if len(stated) > 1:
            raise UnreadTerms(stated[1], "the period says this twice")
        found = read(stated[0].take())
        if found is None:
            raise UnreadTerms(stated[0], "this is not a date, or a date and time")
        return found

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
        """Return the words of a value set that core has; without any of them the deal grants nothing."""
        found: dict[Word, None] = {}
        for one in self._stated(terms, name):
            word = _word(words, one.text)
            if word is not None:
                one.take()
                found[word] = None
            elif one.text not in _UNSAID:
                message = f"this {name} is not known here: it is not granted."
                self.notes.error("ERN-READ-008", one, message, observed=one.text, hint=_HINT)
        if not found:
            raise UnreadTerms(terms, f"no {name} is understood")
        return tuple(found)

    def _stated(self, terms: Piece, name: str) -> list[Piece]:
        """Return the elements that name uses or models."""
        return terms.each(name)

    def _flag(self, terms: Piece, name: str) -> bool:
        stated = terms.each(name)
        flags = {values.flag(one.text) for one in stated}
        if None in flags or len(flags) > 1:
            raise UnreadTerms(stated[0], f"{name} is not true or false")
        for one in stated:
            one.take()
        return True in flags

    def _exclusive(self, terms: Piece) -> bool:
        """Return whether the deal is for the recipient alone, and take what says so."""
        for one in terms.each("ExcludedDistributionChannel"):
            raise UnreadTerms(one, "that a channel is excluded cannot be kept")
        channels = terms.each("DistributionChannel")
        for one in channels:
            party = self._party(one)
            if party is None:
                raise UnreadTerms(one, "the deal is for another channel than the recipient's")
            party.take()
        return bool(channels)

    def _party(self, channel: Piece) -> Piece | None:
        """Return what names the recipient as the channel."""
        stated = channel.inside("PartyId", "DPID")
        return stated if stated is not None and compact(stated.text) in self.recipients else None

    def _early(self, terms: Piece) -> tuple[str, ...]:
        """Return references of what is given at once."""
        gifts = terms.first("InstantGratificationResourceList")
        return tuple(gifts.words("DealResourceReference")) if gifts is not None else ()

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
            text, currency = one.take(), one.attributes.get("CurrencyCode", "")
            amount = values.amount(text)
            if amount is None or not currency:
                self.notes.refuse(one, text, "an amount of money in a currency")
            else:
                yield Price(tier, amount, one.attribute("CurrencyCode"), "", basis)

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


__all__ = ["DealReader", "UnreadTerms", "Word", "stated_moments"]
