"""One form for releases that a message cannot tell apart.

A message says everything of every recording; a release may leave out what is inherited. `normalise` returns the
release as a reader of the message has to see it. What it changes is said differently, never lost:

- people are told alike wherever they occur; ids of artists on other platforms stay at home;
- contributors of the release become contributors of every track, one for each person, remixers among them;
- what a track shares with its release is inherited: artists and their credit, ℗ line, genre, language, terms;
- a credit, a printed line or an edition's ISRC that says what is understood anyway is left out;
- additional titles stand by kind; discs of which nothing is said are not components;
- a price of one territory makes a deal of that territory; a date that ends a period beginning at a time is that day's
  last second; a tier without a word or an amount is no price;
- in profiles without track releases all terms are those of the release;
- lengths and places in time are whole milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from operator import attrgetter
from types import MappingProxyType
from typing import Any, Final, TypeVar

from attrs import evolve, fields

from tunemantra.contrib.ddex.cast import Cast, Person, implied_names, remixers_of, told_artists, told_contributors
from tunemantra.contrib.ddex.profiles import Profile, profile_of
from tunemantra.contrib.ddex.terms import all_terms, inherited, stated
from tunemantra.core.composition import Component, Edition, MixPart
from tunemantra.core.party import Artist, Contributor
from tunemantra.core.release import Release, Track
from tunemantra.core.rights import CLine, Deal, PLine, Visibility
from tunemantra.core.text import AdditionalTitle, LocalText, TitleKind

Line = TypeVar("Line", PLine, CLine)
Whole = TypeVar("Whole", Release, Track)

_MILLISECOND: Final = Decimal("0.001")
_NAMES: Final = {kind: [one.name for one in fields(kind)] for kind in (Release, Track)}
_VALUES: Final = {kind: attrgetter(*names) for kind, names in _NAMES.items()}
_TITLE_ORDER: Final = {kind: place for place, kind in enumerate(TitleKind)}


def normalise(release: Release, profile: Profile | None = None, platform: str = "") -> Release:
    """Return the release in the form a message keeps; doing it twice changes nothing more.

    Args:
        release: as somebody wrote it, or as read with everything explicit.
        profile: of the message; the one that fits unless stated.
        platform: key of the platform whose artist ids are told.

    Raises:
        EmptyTerritoryError: a deal has no territory.
    """
    one_track = (profile or profile_of(release)).one_track
    people = _People(release, platform)
    artists = people.artists
    names = release.credits or implied_names(artists)
    deals = stated(_priced(all_terms(release) if one_track else release.deals))
    if one_track:
        # Different deals may be the same in the territory of a price.
        deals = tuple(dict.fromkeys(deals))
    p_line = _line(release.p_line)
    understood = _Understood(release, artists, names, deals, p_line, one_track=one_track)
    return changed(
        release,
        artists=artists,
        credits=() if names == implied_names(artists) else names,
        contributors=(),
        tracks=tuple(_track(track, people, index, understood) for index, track in enumerate(release.tracks)),
        deals=deals,
        p_line=p_line,
        c_line=_line(release.c_line),
        further_p_lines=_lines(release.further_p_lines),
        further_c_lines=_lines(release.further_c_lines),
        additional_titles=_by_kind(release.additional_titles),
        components=_components(release.components),
        visibility=tuple(shown for shown in release.visibility if _says_anything(shown)),
    )


def changed(old: Whole, **values: object) -> Whole:
    """Return the same with other values; the same object where nothing is different, for that is the rule."""
    changes: dict[str, Any] = {}
    for name, value in values.items():
        before = getattr(old, name)
        if value is not before and value != before:
            changes[name] = value
    if not changes:
        return old
    # In half the time of `evolve`, which asks every field for its name.
    names = _NAMES[type(old)]
    items = list(_VALUES[type(old)](old))
    for name, value in changes.items():
        items[names.index(name)] = value
    return type(old)(*items)


class _People:
    """Who is who, told for the release and for each of its tracks."""

    def __init__(self, release: Release, platform: str) -> None:
        cast = Cast(platform)
        met = cast.meet(release.artists)
        self._tracks = [self._meet(cast, release, track, met) for track in release.tracks]
        self._release = release
        self.artists = told_artists(release.artists, met)

    @staticmethod
    def _meet(
        cast: Cast, release: Release, track: Track, met: list[Person]
    ) -> tuple[list[Person], list[Person], list[list[Person]]]:
        artists = cast.meet(track.artists) if track.artists else met
        contributors = cast.meet_contributors((*track.contributors, *release.contributors))
        return artists, contributors, [cast.meet(part.artists) for part in track.mixed]

    def artists_of(self, index: int) -> tuple[Artist, ...]:
        """Return the artists of a track with all that is known of them."""
        return told_artists(self._release.artists_of(self._release.tracks[index]), self._tracks[index][0])

    def contributors_of(self, index: int) -> tuple[Contributor, ...]:
        """Return everybody behind a recording."""
        track = self._release.tracks[index]
        artists, contributors, _ = self._tracks[index]
        remixers = remixers_of(self._release.artists_of(track), artists)
        return told_contributors(remixers, (*track.contributors, *self._release.contributors), contributors)

    def parts_of(self, index: int) -> tuple[MixPart, ...]:
        """Return the parts of a mix."""
        parts = zip(self._release.tracks[index].mixed, self._tracks[index][2], strict=True)
        return tuple(_part(part, people) for part, people in parts)


class _Understood:
    """What a track need not say because its release does."""

    def __init__(
        self,
        release: Release,
        artists: tuple[Artist, ...],
        names: tuple[LocalText, ...],
        deals: tuple[Deal, ...],
        p_line: PLine,
        *,
        one_track: bool,
    ) -> None:
        self.release, self.artists, self.names, self.p_line, self.one_track = release, artists, names, p_line, one_track
        self.terms = inherited(deals)

    def names_of(self, track: Track, artists: tuple[Artist, ...]) -> tuple[LocalText, ...]:
        """Return the display credit of a track."""
        if track.credits:
            return track.credits
        return implied_names(artists) if track.artists else self.names

    def terms_of(self, track: Track) -> tuple[Deal, ...]:
        """Return the terms a track has to state itself."""
        if not track.deals or self.one_track or track.album_only:
            return ()
        own = stated(_priced(track.deals))
        return () if own == self.terms else own


def _track(track: Track, people: _People, index: int, understood: _Understood) -> Track:
    """Return a track as a message keeps it; what most tracks do not say is not looked at."""
    # A gain is carried out on the file, and no message says it.
    values: dict[str, object] = {"contributors": people.contributors_of(index), "gain": None}
    if track.artists or track.credits:
        values["artists"], values["credits"] = _credited(track, people, index, understood)
    if track.genre == understood.release.genre:
        values["genre"] = None
    if track.language == understood.release.language:
        values["language"] = ""
    if track.deals or track.album_only:
        values["deals"] = understood.terms_of(track)
        values["album_only"] = track.album_only and not understood.one_track and bool(understood.release.deals)
    if track.mixed:
        values["mixed"] = people.parts_of(index)
    if track.p_line:
        own_line = _line(track.p_line)
        values["p_line"] = None if own_line == understood.p_line else own_line
    values |= {name: change(track, value) for name, change in _CHANGES.items() if (value := getattr(track, name))}
    return changed(track, **values)


def _credited(
    track: Track, people: _People, index: int, understood: _Understood
) -> tuple[tuple[Artist, ...], tuple[LocalText, ...]]:
    """Return the artists and the credit a track has to state itself."""
    artists = people.artists_of(index)
    names = understood.names_of(track, artists)
    if artists == understood.artists:
        return (), () if names == understood.names else names
    return artists, () if names == implied_names(artists) else names


def _part(part: MixPart, people: list[Person]) -> MixPart:
    artists = told_artists(part.artists, people)
    return evolve(part, artists=artists, start=_exact(part.start), duration=_exact(part.duration))


def _line(line: Line) -> Line:
    """Return the line without words that say what is understood."""
    if not line.printed:
        return line
    plain = evolve(line, printed="")
    return plain if plain.text == line.printed else line


def _lines(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    return tuple(map(_line, lines)) if lines else lines


def _by_kind(titles: tuple[AdditionalTitle, ...]) -> tuple[AdditionalTitle, ...]:
    return tuple(sorted(titles, key=lambda title: _TITLE_ORDER[title.kind])) if len(titles) > 1 else titles


def _components(components: tuple[Component, ...]) -> tuple[Component, ...]:
    if not components:
        return ()
    told = (component for component in components if component.titles or component.icpn)
    return tuple(sorted(told, key=lambda component: component.disc))


def _edition(edition: Edition, track: Track) -> Edition:
    return evolve(edition, isrc=None) if edition.isrc == track.isrc else edition


def _priced(deals: Iterable[Deal]) -> tuple[Deal, ...]:
    return tuple(map(_with_real_prices, deals))


def _with_real_prices(deal: Deal) -> Deal:
    prices = tuple(price for price in deal.prices if price.tier or price.amount is not None)
    return deal if len(prices) == len(deal.prices) else evolve(deal, prices=prices)


def _says_anything(shown: Visibility) -> bool:
    return any(moment is not None for moment in (shown.release, shown.cover, shown.track_listing, shown.clips))


def _of_track(shown: Visibility) -> Visibility:
    return evolve(shown, cover=None, track_listing=None) if shown.cover or shown.track_listing else shown


def _exact(seconds: Decimal) -> Decimal:
    return seconds.quantize(_MILLISECOND) if seconds != seconds.quantize(_MILLISECOND) else seconds


_CHANGES: Final[Mapping[str, Callable[[Track, Any], object]]] = MappingProxyType(
    {
        "c_line": lambda _, line: _line(line),
        "further_p_lines": lambda _, lines: _lines(lines),
        "additional_titles": lambda _, titles: _by_kind(titles),
        "editions": lambda track, editions: tuple(_edition(one, track) for one in editions),
        "visibility": lambda _, visibility: tuple(_of_track(shown) for shown in visibility if shown.release),
        "duration": lambda _, seconds: _exact(seconds),
        "preview_start": lambda _, seconds: _exact(seconds),
        "preview_duration": lambda _, seconds: _exact(seconds),
    }
)
"""What becomes of the rarer parts of a track."""


__all__ = ["changed", "normalise"]
