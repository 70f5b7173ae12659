"""How a message is wanted, and what it then states of a release: the kinds of `tunemantra ddex build`.

An update, a takedown of a part and a reinstatement are full statements all the same (`ddex-facts` section 6).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from attrs import field, frozen

from tunemantra.contrib.ddex import ErnVersion, Partner, Profile
from tunemantra.core.distribution import OrderKind
from tunemantra.core.finding import Finding, warning
from tunemantra.core.identifiers import Isrc
from tunemantra.core.release import Release
from tunemantra.core.rights import Deal
from tunemantra.core.takedown import LONG_OVER, Scope, withdraw
from tunemantra.core.territory import TerritorySet
from tunemantra.errors import IdentifierError, ReleaseError, TuneMantraError


class MessageKind(StrEnum):
    """What a message is for, as label staff calls it."""

    INSERT = "insert"
    UPDATE = "update"
    METADATA_ONLY = "metadata-only"
    TAKEDOWN = "takedown"
    REINSTATEMENT = "reinstatement"
    PURGE = "purge"


@frozen
class Wish:
    """How a message is wanted.

    Args:
        version: of ERN.
        sender, recipient: the two parties.
        created_at: aware; the moment it states.
        kind: a `MessageKind`, or its word.
        territories: where a takedown takes down: tokens as in release.toml; everywhere unless stated.
        tracks: which tracks a takedown takes down: numbers from 1 in the order of the release, or ISRCs; the whole
            release unless stated.
        until: last day of availability of a takedown; where one is of a part, the day before the message unless stated.
        message_id: unique for ever; made of product and moment unless stated.
        test: mark it as a TestMessage.
    """

    version: ErnVersion
    sender: Partner
    recipient: Partner
    created_at: datetime
    kind: str = MessageKind.INSERT
    territories: tuple[str, ...] = field(default=(), converter=tuple[str, ...])
    tracks: tuple[str, ...] = field(default=(), converter=tuple[str, ...])
    until: date | None = None
    message_id: str = ""
    test: bool = False


@frozen
class Statement:
    """What a message states of a release.

    Args:
        order: the kind of order it is for those who deliver it.
        release: with the terms that are left.
        with_files: whether the files travel with it.
        findings: what was wished and changes nothing.
    """

    order: OrderKind
    release: Release
    with_files: bool
    findings: tuple[Finding, ...] = ()


_WITH_FILES: Final = frozenset({MessageKind.INSERT, MessageKind.UPDATE, MessageKind.REINSTATEMENT})


def kind_of(wish: Wish) -> MessageKind:
    """Return the kind of a wish, whose parts go together.

    Raises:
        TuneMantraError: there is no such kind, or something is wished that it does not have.
    """
    if wish.kind not in set(MessageKind):
        message = f"there is no message of the kind {wish.kind!r}"
        raise TuneMantraError(message, hint=f"use {', '.join(MessageKind)}")
    parts = {"territories": wish.territories, "tracks": wish.tracks, "a last day": wish.until}
    senseless = [name for name, value in parts.items() if value]
    if senseless and wish.kind != MessageKind.TAKEDOWN:
        message = f"{' and '.join(senseless)} cannot be named for the kind {str(wish.kind)!r}"
        hint = "only a takedown can be of a part; all other kinds state the whole release as its folder says it"
        raise TuneMantraError(message, hint=hint)
    return MessageKind(wish.kind)


def needs_files(wish: Wish) -> bool:
    """Tell whether the files of a release have to be there for the message; raises as `kind_of`."""
    return kind_of(wish) in _WITH_FILES


def statement_of(release: Release, wish: Wish, profile: Profile) -> Statement:
    """Return what the message states.

    Args:
        release: as its folder says it: of a takedown of a part, with the terms before it.
        wish: how the message is wanted.
        profile: the message is written in.

    Raises:
        TuneMantraError: as `kind_of`; or a track or a territory is named that the release or the world does not have.
        ReleaseError: the wish would change nothing: a reinstatement without any terms that are open, a takedown where
            there are none.
    """
    kind = kind_of(wish)
    if kind is MessageKind.INSERT:
        return Statement(OrderKind.INSERT, release, with_files=True)
    if kind is MessageKind.PURGE:
        return Statement(OrderKind.TAKEDOWN, release, with_files=False)
    if kind is MessageKind.TAKEDOWN:
        return _taken_down(release, wish, profile)
    if kind is MessageKind.REINSTATEMENT and not any(_open(deal, wish) for deal in _deals(release)):
        message = f"{release.icpn} has no terms that are open: nothing would be back on sale"
        raise ReleaseError(message, (), hint="state in the folder the terms that hold again")
    return Statement(OrderKind.UPDATE, release, with_files=kind in _WITH_FILES)


def _taken_down(release: Release, wish: Wish, profile: Profile) -> Statement:
    isrcs = tuple(dict.fromkeys(_isrc(name, release) for name in wish.tracks))
    scope = Scope(_territories(wish), isrcs)
    if scope.full and wish.until is None:
        return Statement(OrderKind.TAKEDOWN, release, with_files=False)
    if profile.one_track and len(isrcs) not in {0, len(release.tracks)}:
        message = f"{release.icpn} is a message of the profile {profile.value}, which has no terms of single tracks"
        raise ReleaseError(message, (), hint="leave --tracks out to take the whole release down")
    findings = (*_idle(release, wish, scope), *_never_open(release, wish, scope))
    if all(not _terms(release, index) & scope.territories for index in _concerned(release, scope)):
        message = f"{release.icpn} has no terms there: a takedown would change nothing"
        raise ReleaseError(message, findings, hint="name what the folder states terms for")
    left = withdraw(release, scope, wish.until or wish.created_at.date() - timedelta(days=1))
    return Statement(OrderKind.UPDATE, left, with_files=False, findings=findings)


def _concerned(release: Release, scope: Scope) -> tuple[int | None, ...]:
    """Return which tracks are taken down, from 0; None is the release with all of its tracks."""
    return tuple(i for i, track in enumerate(release.tracks) if track.isrc in scope.isrcs) or (None,)


def _terms(release: Release, index: int | None) -> TerritorySet:
    """Return where a track, or the release with any of its tracks, has terms."""
    if index is None:
        deals: Iterable[Deal] = _deals(release)
    else:
        deals = () if release.tracks[index].album_only else release.deals_of(release.tracks[index])
    return TerritorySet(frozenset().union(*(frozenset(deal.territories) for deal in deals)))


def _idle(release: Release, wish: Wish, scope: Scope) -> Iterator[Finding]:
    """Say where there is nothing to take down though it was named."""
    for index in _concerned(release, scope):
        there = _terms(release, index)
        nowhere = scope.territories - there
        path = "deals" if index is None else f"tracks[{index}].deals"
        if nowhere and (wish.territories or not there):
            message = "There are no terms that a takedown could end."
            yield warning("ERN-TERM-003", path, message, observed=str(nowhere))


def _never_open(release: Release, wish: Wish, scope: Scope) -> Iterator[Finding]:
    """Say once that terms begin after the last day that was named: the message states another day for them."""
    until = wish.until
    if until is None:
        return
    late = [
        (path, deal.start)
        for index in _concerned(release, scope)
        for path, deal in _placed(release, index)
        if deal.start.day > until and deal.territories & scope.territories
    ]
    if late:
        path, start = late[0]
        several = f"{len(late)} of the terms begin" if len(late) > 1 else "The terms begin"
        message = (
            f"{several} after the last day: they never open, and the message states them as over since {LONG_OVER}."
        )
        hint = "name a later last day; or leave it as it is to cancel what has not been released yet"
        yield warning("ERN-TERM-004", path, message, observed=str(start), expected=f"{until} or earlier", hint=hint)


def _placed(release: Release, index: int | None) -> Iterator[tuple[str, Deal]]:
    """Yield the terms of a track, or of the release with all of its tracks, each with its path."""
    if index is not None:
        track = release.tracks[index]
        yield from ((f"tracks[{index}].deals[{n}]", deal) for n, deal in enumerate(track.deals or release.deals))
        return
    yield from ((f"deals[{n}]", deal) for n, deal in enumerate(release.deals))
    for place, track in enumerate(release.tracks):
        yield from ((f"tracks[{place}].deals[{n}]", deal) for n, deal in enumerate(track.deals))


def _territories(wish: Wish) -> TerritorySet:
    if not wish.territories:
        return TerritorySet.worldwide()
    return TerritorySet.resolve(wish.territories, on=wish.created_at.date())


def _isrc(name: str, release: Release) -> Isrc:
    """Return the recording that a number or an ISRC names.

    Raises:
        TuneMantraError: the release has no such track.
    """
    count = len(release.tracks)
    if name.isascii() and name.isdigit():
        # Compared as text first: a number of thousands of digits is none of a track.
        number = int(name) if len(name) <= len(str(count)) else 0
        if 1 <= number <= count:
            return release.tracks[number - 1].isrc
    else:
        try:
            isrc = Isrc.parse(name)
        except IdentifierError:
            pass
        else:
            if any(track.isrc == isrc for track in release.tracks):
                return isrc
    message = f"{release.icpn} has no track {name}"
    hint = f"name tracks by number, 1 to {count} in the order of the release, or by ISRC, with commas between them"
    raise TuneMantraError(message, hint=hint)


def _deals(release: Release) -> Iterator[Deal]:
    yield from release.deals
    for track in release.tracks:
        yield from track.deals


def _open(deal: Deal, wish: Wish) -> bool:
    return deal.end is None or deal.end.day >= wish.created_at.date()


__all__ = ["MessageKind", "Statement", "Wish", "kind_of", "needs_files", "statement_of"]
