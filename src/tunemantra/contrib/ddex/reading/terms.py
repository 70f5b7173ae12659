"""Terms and visibility by release, as the message states them: what is inherited, `normalise` finds out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from attrs import define, evolve

from tunemantra.contrib.ddex.reading.notes import Notes
from tunemantra.contrib.ddex.reading.records import DealRecord, Records, TrackRecord
from tunemantra.contrib.ddex.terms import inherited
from tunemantra.core.identifiers import Isrc
from tunemantra.core.rights import Deal, UseType, Visibility
from tunemantra.core.territory import TerritorySet

_STREAMS: Final = frozenset({UseType.ON_DEMAND_STREAM, UseType.NON_INTERACTIVE_STREAM, UseType.STREAM})

_MOST: Final = 2_000_000
"""Deals of all releases together: a stranger may not multiply some by some."""


@define
class Terms:
    """The terms of the releases of one message.

    Args:
        main: reference of the main release.
        deals: by reference of the release.
        visibility: by reference of the visibility.
        in_terms: what the terms themselves say about showing, by reference of the release.
        any: whether there is any deal at all.
    """

    main: str
    deals: Mapping[str, tuple[Deal, ...]]
    visibility: Mapping[str, Visibility]
    in_terms: Mapping[str, tuple[Visibility, ...]]
    any: bool

    @property
    def whole(self) -> tuple[Deal, ...]:
        """The terms of the release, with the streams that the message states for its tracks alone.

        An album cannot be streamed: many senders state a stream for the track releases only (part 1, 6.14.2). Where
        the terms of every track that has any are those of the release but for the same streams, they are the terms of
        both. A stream of some tracks alone stays theirs.
        """
        own = self.deals.get(self.main, ())
        if not own or any(_STREAMS.intersection(deal.uses) for deal in own):
            return own
        tracks = {deals for reference, deals in self.deals.items() if reference != self.main and deals}
        if len(tracks) != 1 or not _differs_in_streams(own, *tracks):
            return own
        return _joined(own, *tracks)

    @property
    def start(self) -> Deal | None:
        """The deal that begins first."""
        every = [deal for deals in self.deals.values() for deal in deals]
        return min(every, key=lambda deal: (deal.start.day, deal.start.clock), default=None)

    def of(self, track: TrackRecord | None) -> tuple[Deal, ...]:
        """Return the terms of a track release."""
        return self.deals.get(track.reference, ()) if track else ()

    def withheld(self, track: TrackRecord | None, *, alone: bool) -> bool:
        """Return whether a track has no terms of its own though something has: it is sold with the whole alone.

        Args:
            track: its release; None where there is none.
            alone: whether it is the only track, to which the terms of the whole apply.
        """
        if track is None:
            return self.any and not alone
        return self.any and not self.deals.get(track.reference)

    def shown_whole(self, references: Iterable[str]) -> tuple[Visibility, ...]:
        """Return from when the main release may be shown."""
        return self._listed(references) or self.in_terms.get(self.main, ())

    def shown(self, track: TrackRecord | None) -> tuple[Visibility, ...]:
        """Return from when a track may be shown: in terms, the track listing is its place in the list of tracks."""
        if track is None:
            return ()
        own = self.in_terms.get(track.reference, ())
        return self._listed(track.visibility) or tuple(map(_of_track, own))

    def _listed(self, references: Iterable[str]) -> tuple[Visibility, ...]:
        known = dict.fromkeys(reference for reference in references if reference in self.visibility)
        return tuple(self.visibility[reference] for reference in known)


def gather(records: Records, main: str, isrcs: Mapping[str, Isrc], notes: Notes) -> Terms:
    """Return the terms by release.

    Args:
        records: of the message.
        main: reference of the main release.
        isrcs: by reference of the resource.
        notes: where references that lead nowhere are told.
    """
    known = {main, *(track.reference for track in records.tracks)}
    deals: dict[str, list[Deal]] = {}
    shown: dict[str, dict[Visibility, None]] = {}
    room = _MOST
    for record in records.deals:
        own = [_with_gifts(deal, early, isrcs) for deal, early in zip(record.deals, record.early, strict=True)]
        told = _told(record)
        if main not in record.releases:
            _leave_moments(record, notes)
        for reference in record.releases:
            room -= len(own) + 1
            if reference not in known:
                notes.error("ERN-READ-006", None, "Terms are for no release of the message.", observed=reference)
            if reference not in known or room < 0:
                notes.leave(f"{record.origin.path}/DealReleaseReference", record.origin.line, reference)
                continue
            deals.setdefault(reference, []).extend(own)
            shown.setdefault(reference, {}).update(dict.fromkeys(told))
    given = {reference for record in records.deals for early in record.early for reference in early}
    for reference in sorted(given.difference(isrcs)):
        notes.error("ERN-READ-006", None, "Terms give what is no track of the product.", observed=reference)
    if room < 0:
        notes.error("ERN-READ-008", None, f"There are more than {_MOST} terms; the others are left out.")
    _tell_visibility(records, notes)
    return Terms(
        main,
        {reference: tuple(own) for reference, own in deals.items()},
        records.visibility,
        {reference: tuple(own) for reference, own in shown.items() if own},
        any=any(deals.values()),
    )


def _tell_visibility(records: Records, notes: Notes) -> None:
    """Tell references that lead to no visibility, and list visibilities to which no reference leads."""
    pointed = {ref: None for one in (records.main, *records.tracks) for ref in (one.visibility if one else ())}
    for reference in pointed:
        if reference not in records.visibility:
            notes.error("ERN-READ-006", None, "A reference leads to no visibility.", observed=reference)
    for reference, origin in records.shown.items():
        if reference not in pointed:
            notes.leave(origin.path, origin.line, reference)
            notes.outside(origin.path, origin.line, reference)


def _with_gifts(deal: Deal, early: tuple[str, ...], isrcs: Mapping[str, Isrc]) -> Deal:
    gifts = tuple(isrcs[one] for one in early if one in isrcs)
    return evolve(deal, instant_gratification=gifts) if gifts else deal


def _of_track(one: Visibility) -> Visibility:
    return evolve(one, release=one.track_listing or one.release, track_listing=None, cover=None)


def _leave_moments(record: DealRecord, notes: Notes) -> None:
    """List the moments for which a track has no place; those that repeat another one say nothing more."""
    told = {deal.start for deal in record.deals}
    for shown in map(_of_track, record.visibility):
        told.update(moment for moment in (shown.release, shown.clips) if moment is not None)
    for stated in record.moments:
        if stated.moment not in told:
            notes.leave(stated.origin.path, stated.origin.line, stated.text)


def _told(record: DealRecord) -> tuple[Visibility, ...]:
    """Return what terms say about showing: of everywhere where they all say the same."""
    everywhere = TerritorySet.worldwide()
    places: dict[Visibility, TerritorySet] = {}
    for one in record.visibility:
        plain = evolve(one, territories=everywhere)
        places[plain] = places.get(plain, TerritorySet.nothing()) | one.territories
    if len(places) == 1 and len(record.visibility) == len(record.deals):
        return tuple(places)
    return tuple(evolve(plain, territories=territories) for plain, territories in places.items())


def _without_streams(deals: tuple[Deal, ...]) -> tuple[Deal, ...]:
    left = ((deal, tuple(use for use in deal.uses if use not in _STREAMS)) for deal in deals)
    return tuple(evolve(deal, uses=uses) for deal, uses in left if uses)


def _differs_in_streams(own: tuple[Deal, ...], track: tuple[Deal, ...]) -> bool:
    return track != inherited(own) and _without_streams(track) == inherited(own)


def _joined(own: tuple[Deal, ...], track: tuple[Deal, ...]) -> tuple[Deal, ...]:
    """Return the terms of the track with the prices and gifts of the whole, which a track does not take over."""
    whole = iter(own)
    return tuple(
        evolve(next(whole), uses=deal.uses) if any(use not in _STREAMS for use in deal.uses) else deal for deal in track
    )


__all__ = ["Terms", "gather"]
