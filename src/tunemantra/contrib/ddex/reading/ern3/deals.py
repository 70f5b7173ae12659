"""The deal list of ERN 3: uses in a Usage, dates of showing in the terms, flags of a takedown (`ddex-facts` 5 to 7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from attrs import evolve, field, frozen

from tunemantra.contrib.ddex.reading import values
from tunemantra.contrib.ddex.reading.ern3.takedowns import Takedown, by_release, left_of, wall
from tunemantra.contrib.ddex.reading.ern4.deals import DealReader, stated_moments
from tunemantra.contrib.ddex.reading.header import compact
from tunemantra.contrib.ddex.reading.notes import Notes
from tunemantra.contrib.ddex.reading.pieces import Piece
from tunemantra.contrib.ddex.reading.records import DealRecord, Origin, StatedMoment
from tunemantra.core.rights import Deal, Price, PriceBasis, Visibility
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.territory import TerritorySet

_PREVIEWS: Final[Mapping[str, str]] = {
    "release": "ReleaseDisplayStart",
    "track_listing": "TrackListingPreviewStart",
    "cover": "CoverArtPreviewStart",
    "clips": "ClipPreviewStart",
}
_FLAGS: Final = ("TakeDown", "AllDealsCancelled")
_MOST: Final = 100_000
"""Terms of one composite that may be stated once for each way to take a release down."""

_FEW: Final = 20
"""References that are named in a finding."""

_AHEAD: Final = timedelta(hours=14)
"""How far the first clocks of the world are ahead of UTC."""
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
        taken: where legacy flags take the releases down, and since when.
        origin: where it was read.
        moments: every moment of showing that is stated.
    """

    releases: tuple[str, ...]
    terms: tuple[Terms, ...] = ()
    taken: tuple[Takedown, ...] = ()
    origin: Origin = Origin()
    moments: tuple[StatedMoment, ...] = ()


@frozen
class Deal3Reader(DealReader):
    """Reads terms of ERN 3: what is called and placed differently; the rest is as in ERN 4.

    Args:
        created: moment of the message; None where it is not known.
    """

    created: datetime | None = None

    def terms(self, piece: Piece) -> ReleaseTerms:
        """Read a ReleaseDeal."""
        origin = Origin(piece.path, piece.line)
        later = self._later(piece)
        found: list[Terms] = []
        moments: list[StatedMoment] = []
        taken: list[Takedown] = []
        for one in piece.each("Deal"):
            terms = one.first("DealTerms")
            if terms is not None and self._takes_down(terms):
                taken.append(self._takedown(terms, later))
                continue
            granted = self.granted(one)
            if terms is None or not granted:
                continue
            early = self._early(terms)
            self._forget_start(terms, granted)
            moments += stated_moments(terms)
            shown = dict(self._previews(terms))
            found += [Terms(deal, early, shown) for deal in granted]
            self._tell_limits(one)
        effective = piece.first("EffectiveDate")
        if effective is not None and effective.text and found:
            message = "the terms replace others on a day to come, or nobody knows when: they are left out."
            self.notes.error("ERN-READ-008", effective, message, observed=effective.text)
            found = []
        return ReleaseTerms(
            tuple(piece.words("DealReleaseReference")), tuple(found), tuple(taken), origin, tuple(moments)
        )

    def _later(self, piece: Piece) -> ReleaseMoment | None:
        """Return when the composite takes effect, where it does so after the message; take a day that has come."""
        stated = piece.first("EffectiveDate")
        moment = values.start(stated.text) if stated is not None else None
        if stated is None or moment is None or not self._has_come(moment):
            return moment
        stated.take()
        return None

    def _has_come(self, moment: ReleaseMoment) -> bool:
        """Tell whether a moment is not after the message, by the clocks that are most ahead."""
        if self.created is None:
            return False
        now = self.created.astimezone(UTC).replace(tzinfo=None)
        return wall(moment) <= (now + _AHEAD if moment.is_local else now)

    def _takes_down(self, terms: Piece) -> bool:
        """Tell whether a flag takes down; one that is not understood does, for that grants nothing."""
        stated = terms.each(*_FLAGS)
        flags = {values.flag(one.text) for one in stated}
        for one in stated:
            if values.flag(one.text) is None:
                message = "this is not true or false: it is read as a takedown."
                self.notes.error("ERN-READ-008", one, message, observed=one.text)
            else:
                one.take()
        return bool(flags - {False})

    def _takedown(self, terms: Piece, later: ReleaseMoment | None) -> Takedown:
        """Read where and when a flag takes down: everywhere where that is not understood, and at once."""
        territories, unknown = self._territories(terms)
        for one in unknown:
            message = "this is no territory of today: it is read as everywhere."
            self.notes.error("ERN-READ-008", one, message, observed=one.text)
        if unknown or not territories:
            territories = TerritorySet.worldwide()
        return Takedown(territories, self._since(terms, later))

    def _since(self, terms: Piece, later: ReleaseMoment | None) -> ReleaseMoment | None:
        """Return from when a flag counts, where that has not come yet: the start of its period, else as stated."""
        period = terms.first("ValidityPeriod")
        for stated in period.each("StartDate", "StartDateTime") if period is not None else ():
            moment = values.start(stated.text)
            if moment is None:
                message = "this is not a date, or a date and time: the takedown is read as one at once."
                self.notes.error("ERN-READ-008", stated, message, observed=stated.text)
                return None
            stated.take()
            return None if self._has_come(moment) else moment
        return later

    def _stated(self, terms: Piece, name: str) -> list[Piece]:
        return [one for place in (terms, *terms.each("Usage")) for one in place.each(name)]

    def _exclusive(self, terms: Piece) -> bool:
        flag = self._flag(terms, "IsExclusive")
        limited = super()._exclusive(terms)
        if limited and not flag:
            # ERN 3 has a flag for it, and this deal does not raise it.
            channel = terms.each("DistributionChannel")[0]
            message = "this deal, limited to the recipient's channel, is read as exclusive: it does not claim that."
            self.notes.warning("ERN-READ-004", channel, message, observed=", ".join(sorted(self.recipients)))
        return limited or flag

    def _party(self, channel: Piece) -> Piece | None:
        for one in channel.each("PartyId"):
            if compact(one.text) in self.recipients:
                if one.attributes.get("IsDPID") in {"true", "1"}:
                    one.attribute("IsDPID")
                return one
        return None

    def _prices(self, piece: Piece) -> Iterable[Price]:
        tier = ""
        for name in ("PriceType", "PriceRangeType"):
            stated = piece.first(name)
            if stated is not None and stated.text and not tier:
                tier = stated.take()
                _take_own_space(stated, self.sender)
        amounts = [price for basis in PriceBasis for price in self._amount(piece, basis, tier)]
        return amounts or ([Price(tier=tier)] if tier else [])

    def _previews(self, terms: Piece) -> Iterator[tuple[str, ReleaseMoment]]:
        for name, stem in _PREVIEWS.items():
            found = self._moment(terms, f"{stem}Date", f"{stem}DateTime")
            if found is not None:
                yield name, found

    def _forget_start(self, terms: Piece, granted: Sequence[Deal]) -> None:
        """Take since when orders are taken in advance where that is the start of the deal."""
        stated = terms.first("PreOrderReleaseDate")
        found = values.day(stated.text) if stated is not None else None
        if stated is not None and found is not None and found[0] in {deal.start.day for deal in granted}:
            stated.take()


def deal_records(read: Iterable[ReleaseTerms], main: str, notes: Notes) -> Iterator[DealRecord]:
    """Yield the terms of the main release and those of tracks: dates of showing mean different things there.

    Args:
        read: every ReleaseDeal, in order.
        main: reference of the main release.
        notes: where a takedown is told of which nobody can say when it ends the terms.
    """
    every = tuple(read)
    taken = by_release((one.releases, one.taken) for one in every)
    _tell_unstated(every, notes)
    for one in every:
        for (is_main, gone), references in _alike(one, main, taken).items():
            terms = [left for part in one.terms for left in _without(part, gone, notes)]
            if terms or not one.taken:
                yield DealRecord(
                    tuple(references),
                    tuple(part.deal for part in terms),
                    tuple(part.early for part in terms),
                    _shown(terms, is_main=is_main),
                    one.origin,
                    # Of terms that are the main release's as well nothing is lost.
                    () if main in one.releases else one.moments,
                )


def _tell_unstated(read: Sequence[ReleaseTerms], notes: Notes) -> None:
    """Tell of releases that are taken down on a day to come though the message states no terms that could end then."""
    stated = {reference for one in read if one.terms for reference in one.releases}
    for one in read:
        for flag in one.taken:
            left = [reference for reference in one.releases if reference not in stated]
            if flag.since is not None and left:
                message = f"A takedown on {flag.since} ends terms that the message does not state."
                notes.error("ERN-READ-008", None, message, observed=", ".join(left[:_FEW]))


def takes_down(read: Sequence[ReleaseTerms], main: str) -> bool:
    """Tell whether a legacy flag takes the product down at once, and nothing of it is left."""
    return any(flag.since is None for one in read if main in one.releases for flag in one.taken)


Alike = tuple[bool, tuple[Takedown, ...]]
"""Whether a release is the main one, and how it is taken down."""


def _alike(one: ReleaseTerms, main: str, taken: Mapping[str, tuple[Takedown, ...]]) -> dict[Alike, list[str]]:
    """Return the references for which the terms mean the same: product or track, and where it is taken down."""
    groups: dict[Alike, list[str]] = {}
    for reference in one.releases:
        groups.setdefault((reference == main, taken.get(reference, ())), []).append(reference)
    if sum(1 + len(flags) for _, flags in groups) * len(one.terms) <= _MOST:
        return groups
    # Nobody takes so many tracks down differently: what is taken from one is taken from all, and at once.
    codes = frozenset(code for _, flags in groups for flag in flags for code in flag.territories.codes)
    every = (Takedown(TerritorySet(codes)),)
    whole: dict[Alike, list[str]] = {}
    for (is_main, _), references in groups.items():
        whole.setdefault((is_main, every), []).extend(references)
    return whole


def _take_own_space(stated: Piece, sender: str | None) -> None:
    """Take the name space of a price code where it is the sender's: `DPID:PADPIDA…`, or the identifier alone."""
    prefix, _, named = stated.attributes.get("Namespace", "").rpartition(":")
    if compact(named) == sender and prefix.strip().upper() in {"", "DPID"}:
        stated.attribute("Namespace")


def _without(terms: Terms, gone: Iterable[Takedown], notes: Notes) -> list[Terms]:
    return [terms if left is terms.deal else evolve(terms, deal=left) for left in left_of(terms.deal, gone, notes)]


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
