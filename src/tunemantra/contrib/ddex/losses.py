"""What a message cannot say: what is left of a release, and one finding for every part that is not.

Rule ids are `ERN-LOST-` with what was lost; the path is that of the part in the release, `observed` its value. What is
merely written elsewhere, or said by leaving it out, is not lost.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from attrs import define, evolve, field, frozen

from tunemantra.contrib.ddex.profiles import Profile
from tunemantra.contrib.ddex.terms import has_terms, main_terms
from tunemantra.core.composition import Component
from tunemantra.core.finding import Finding, warning
from tunemantra.core.identifiers import Isrc
from tunemantra.core.release import Genre, Medium, Release, Track
from tunemantra.core.rights import Deal, Price, Visibility
from tunemantra.core.territory import TerritorySet

_MEAD: Final = "a MEAD message can say it"
_UNSUNG: Final = "No Text resource is written for lyrics: neither the words nor their file are in the message."
_WORDS: Final = "a MEAD message carries the words themselves, as plain text, LRC or TTML"


@frozen
class Expressed:
    """A release as one version can carry it.

    Args:
        release: what is left, in the form a message keeps (`normal.normalise`).
        findings: one warning for every part that is lost.
    """

    release: Release
    findings: tuple[Finding, ...] = ()


@define
class Losses:
    """Collects what is lost on the way into one version.

    Args:
        version: as people call it: `ERN 4.2`.
    """

    version: str
    findings: list[Finding] = field(factory=list, init=False)

    def lose(self, what: str, path: str, observed: object, *, why: str = "", hint: str = "") -> None:
        """Remember one lost part.

        Args:
            what: ends the rule id: `USE`.
            path: in the release.
            observed: the lost value.
            why: the sentence about it; that the version has no place for it unless stated.
            hint: what to do.
        """
        message = why or f"{self.version} has no place for it."
        self.findings.append(warning(f"ERN-LOST-{what}", path, message, observed=str(observed), hint=hint))


def without_what_no_version_says(
    release: Release, profile: Profile, losses: Losses, *, booklets: bool = False
) -> Release:
    """Return the release without what no ERN message can say, in whichever version.

    Args:
        release: what is to be said.
        profile: the message is written in.
        losses: where they are remembered.
        booklets: whether the recipient takes booklets.
    """
    changes: dict[str, Any] = {}
    tracks = tuple(_track(release, profile, index, losses) for index in range(len(release.tracks)))
    if any(new is not old for new, old in zip(tracks, release.tracks, strict=True)):
        changes["tracks"] = tracks
    if release.extras:
        _lose_extras("", release.extras, losses)
        changes["extras"] = ()
    if release.booklet is not None and not booklets:
        why = "The message is written without booklets."
        losses.lose("BOOKLET", "booklet", release.booklet.path, why=why, hint="hand it over beside the message")
        changes["booklet"] = None
    for name, asset in (("motion_square", release.motion_square), ("motion_tall", release.motion_tall)):
        if asset is not None:
            losses.lose("MOTION", name, asset.path, hint="hand it over beside the message")
            changes[name] = None
    components = _components(release, losses)
    if components != release.components:
        changes["components"] = components
    deals = deals_left(release.deals, "deals", release, losses)
    if deals is not release.deals:
        changes["deals"] = deals
    return evolve(release, **changes) if changes else release


def deals_left(deals: tuple[Deal, ...], path: str, release: Release, losses: Losses) -> tuple[Deal, ...]:
    """Return the deals that grant something, without prices and gifts that mean nothing; the same tuple if all do."""
    known: frozenset[Isrc] | None = None
    left = []
    for index, deal in enumerate(deals):
        place = f"{path}[{index}]"
        if not deal.uses or not deal.models:
            why = f"A deal without a {'model' if deal.uses else 'use'} grants nothing."
            losses.lose("DEAL", place, deal_words(deal), why=why)
            continue
        if not deal.prices and not deal.instant_gratification:
            left.append(deal)
            continue
        known = known or frozenset(track.isrc for track in release.tracks)
        prices = tuple(p for i, p in enumerate(deal.prices) if _holds(deal, p, f"{place}.prices[{i}]", losses))
        gifts = []
        for number, isrc in enumerate(deal.instant_gratification):
            if isrc in known:
                gifts.append(isrc)
            else:
                why = "No track of the release is that recording."
                losses.lose("GRATIFICATION", f"{place}.instant_gratification[{number}]", isrc, why=why)
        same = len(prices) == len(deal.prices) and len(gifts) == len(deal.instant_gratification)
        left.append(deal if same else evolve(deal, prices=prices, instant_gratification=tuple(gifts)))
    same_deals = len(left) == len(deals) and all(new is old for new, old in zip(left, deals, strict=True))
    return deals if same_deals else tuple(left)


def one_for_everywhere(
    visibility: tuple[Visibility, ...], path: str, losses: Losses, *, in_terms: bool
) -> tuple[tuple[str, Visibility], ...]:
    """Return the one visibility, with its path, that is told where there are no territories for it.

    One for single territories would be told of everywhere, too early. Where moments stand in the terms of deals, those
    of everywhere alone are written into them: deals are not divided for the sake of a date.
    """
    everywhere = TerritorySet.worldwide()
    kept: list[tuple[str, Visibility]] = []
    for index, shown in enumerate(visibility):
        place = f"{path}[{index}]"
        if shown.territories != everywhere:
            why = f"{losses.version} has no dates of visibility for single territories."
            if in_terms:
                why = f"{losses.version} states them in deals, and only those for everywhere are written there."
            losses.lose("VISIBILITY", place, moments_of(shown), why=why)
        elif kept:
            losses.lose("VISIBILITY", place, moments_of(shown), why="Only one of them can be told.")
        else:
            kept.append((place, shown))
    return tuple(kept)


def without_hidden_visibility(
    release: Release, profile: Profile, losses: Losses, *, in_terms: bool, streams: bool = True
) -> Release:
    """Return the release with moments for what has terms alone: nothing else could be shown early.

    Where moments are listed beside the deals, a track that is sold with its release alone has a place in its list.

    Args:
        release: with the terms that are left.
        profile: the message is written in.
        losses: where the others are remembered.
        in_terms: whether the moments stand in the deals, those of the release in its own.
        streams: whether the main release has deals for streams.
    """
    changes: dict[str, Any] = {}
    listed = has_terms(release, profile)
    terms: object = listed
    if in_terms and not profile.one_track:
        terms = main_terms(release, profile, streams=streams)
    if release.visibility and not terms:
        for index, shown in enumerate(release.visibility):
            _lose_visibility(f"visibility[{index}]", shown, losses, "Without any deal nothing can be shown early.")
        changes["visibility"] = ()
    if any(track.visibility for track in release.tracks):
        changes["tracks"] = tuple(
            _visible(
                track,
                f"tracks[{index}].visibility",
                losses,
                told=not profile.one_track and (_has_own_terms(release, track) if in_terms else listed),
            )
            for index, track in enumerate(release.tracks)
        )
    return evolve(release, **changes) if changes else release


def _beside(release: Release, index: int, losses: Losses) -> dict[str, Any]:
    """Return what changes because words and canvas of a track have no place."""
    track, path = release.tracks[index], f"tracks[{index}]"
    changes: dict[str, Any] = {}
    if track.lyrics:
        _lose_lyrics(release, track, path, losses)
        changes["lyrics"] = ()
    if track.canvas is not None:
        losses.lose("CANVAS", f"{path}.canvas", track.canvas.path, hint="hand it over beside the message")
        changes["canvas"] = None
    return changes


def _track(release: Release, profile: Profile, index: int, losses: Losses) -> Track:
    track, path = release.tracks[index], f"tracks[{index}]"
    changes = _beside(release, index, losses)
    if track.bpm is not None:
        losses.lose("TEMPO", f"{path}.bpm", track.bpm, hint=_MEAD)
        changes["bpm"] = None
    if track.key:
        losses.lose("KEY", f"{path}.key", track.key, hint=_MEAD)
        changes["key"] = ""
    if track.extras:
        _lose_extras(f"{path}.", track.extras, losses)
        changes["extras"] = ()
    if track.c_line is not None and track.medium is Medium.AUDIO:
        losses.lose("CLINE", f"{path}.c_line", track.c_line.text, why="A sound recording has no © line.")
        changes["c_line"] = None
    if track.preview_duration is not None and track.preview_start is None:
        why = "A preview has to begin somewhere."
        hint = "state preview_start as well"
        losses.lose("PREVIEW", f"{path}.preview_duration", track.preview_duration, why=why, hint=hint)
        changes["preview_duration"] = None
    deals = deals_left(track.deals, f"{path}.deals", release, losses)
    if deals is not track.deals:
        changes["deals"] = deals
        if not deals:
            # Without its own terms the track would take those of its release, which nobody granted.
            changes["album_only"] = True
    if profile.one_track:
        changes |= _without_track_release(release, track, path, losses)
    return evolve(track, **changes) if changes else track


def _lose_lyrics(release: Release, track: Track, path: str, losses: Losses) -> None:
    for number, words in enumerate(track.lyrics):
        language = words.language or release.language_of(track)
        told = f"{words.file} ({language})" if words.file else language
        losses.lose("LYRICS", f"{path}.lyrics[{number}]", told, why=_UNSUNG, hint=_WORDS)


def _has_own_terms(release: Release, track: Track) -> bool:
    return bool(not track.album_only and (track.deals or release.deals))


def _visible(track: Track, path: str, losses: Losses, *, told: bool) -> Track:
    if told:
        kept = tuple(shown for shown in track.visibility if shown.release)
        why = "A track has to be listed before its clips are."
    else:
        kept = ()
        why = "There is no track release with terms that could be shown early."
    if kept == track.visibility:
        return track
    for index, shown in enumerate(track.visibility):
        if shown not in kept:
            _lose_visibility(f"{path}[{index}]", shown, losses, why)
    return evolve(track, visibility=kept)


def _without_track_release(release: Release, track: Track, path: str, losses: Losses) -> dict[str, Any]:
    """Return what changes in a track without a track release, which alone has genres."""
    changes: dict[str, Any] = {}
    why = "The profile has no track release, and a recording has no genre."
    if track.genre is not None and track.genre != release.genre:
        losses.lose("GENRE", f"{path}.genre", words_of(track.genre), why=why)
        changes["genre"] = None
    for index, genre in enumerate(track.further_genres):
        losses.lose("GENRE", f"{path}.further_genres[{index}]", words_of(genre), why=why)
        changes["further_genres"] = ()
    return changes


def _components(release: Release, losses: Losses) -> tuple[Component, ...]:
    """Return the components that stand for a disc, one for each."""
    if not release.components:
        return ()
    open_discs = set(release.discs)
    left = []
    for index, component in enumerate(release.components):
        if component.disc in open_discs:
            open_discs.discard(component.disc)
            left.append(component)
        elif component.titles or component.icpn:
            name = component.titles[0].display if component.titles else component.icpn
            losses.lose("COMPONENT", f"components[{index}]", name, why="It stands for no disc of its own.")
    return tuple(left)


def _holds(deal: Deal, price: Price, path: str, losses: Losses) -> bool:
    """Tell whether a price means anything: somewhere, and in some currency."""
    special = {other.territory for other in deal.prices if other.territory}
    if price.territory and price.territory not in deal.territories:
        why = f"The deal does not reach {price.territory}."
    elif not price.territory and special and special.issuperset(deal.territories):
        why = "Every territory of the deal has a price of its own."
    elif price.amount is not None and not price.currency:
        why = "An amount without a currency is no price."
    else:
        return True
    losses.lose("PRICE", path, price.tier or price.amount, why=why)
    return False


def _lose_extras(path: str, extras: Iterable[tuple[str, str, str]], losses: Losses) -> None:
    for index, (platform, name, value) in enumerate(extras):
        hint = f"the dialect of {platform} may write it"
        losses.lose("EXTRA", f"{path}extras[{index}]", f"{platform} {name}={value}", hint=hint)


def _lose_visibility(path: str, shown: Visibility, losses: Losses, why: str) -> None:
    text = moments_of(shown)
    if text:
        losses.lose("VISIBILITY", path, text, why=why)


def deal_words(deal: Deal) -> str:
    """Return a deal for people: when, which uses, how paid, for how much."""
    prices = [price.tier or f"{price.amount} {price.currency}" for price in deal.prices]
    return ", ".join((f"from {deal.start}", *deal.uses, *deal.models, *prices))


def words_of(genre: Genre) -> str:
    """Return a genre for people: `Electronic / Techno`."""
    return f"{genre.name} / {genre.subgenre}" if genre.subgenre else genre.name


def moments_of(shown: Visibility) -> str:
    """Return the moments of a visibility for people; empty where there are none."""
    named = (("release", shown.release), ("cover", shown.cover), ("track listing", shown.track_listing))
    return ", ".join(f"{name} {moment}" for name, moment in (*named, ("clips", shown.clips)) if moment)


__all__ = [
    "Expressed",
    "Losses",
    "deal_words",
    "deals_left",
    "moments_of",
    "one_for_everywhere",
    "without_hidden_visibility",
    "without_what_no_version_says",
    "words_of",
]
