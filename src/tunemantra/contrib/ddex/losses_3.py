"""What ERN 3.8 cannot say besides what ERN 4.1.1 cannot, and the order in which it says things (`ddex-facts` 7).

What is shared with ERN 4.1.1 is told by `ErnVersion`: no disclosure about machines, no further editions, no visibility
by territory or with hidden dates, no use for machine learning, bare language codes.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TypeVar

from attrs import evolve

from tunemantra.contrib.ddex import losses_4
from tunemantra.contrib.ddex.cast import implied_names
from tunemantra.contrib.ddex.ern3.languages import UNCODED, code_of
from tunemantra.contrib.ddex.ern3.people import is_writer
from tunemantra.contrib.ddex.ern3.places import Local, by_place
from tunemantra.contrib.ddex.ern3.values import WORK_ROLES
from tunemantra.contrib.ddex.losses import Losses
from tunemantra.contrib.ddex.normal import changed
from tunemantra.contrib.ddex.profiles import Profile
from tunemantra.contrib.ddex.terms import all_terms, terms_of
from tunemantra.contrib.ddex.versions import ErnVersion
from tunemantra.core.composition import Component, MixPart
from tunemantra.core.party import Artist, ArtistRole, Contributor
from tunemantra.core.release import Genre, Release, ReleaseKind, Track
from tunemantra.core.rights import CLine, Deal, PLine, Visibility
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.text import AdditionalTitle, LocalText, Title, TitleKind

Item = TypeVar("Item", Title, LocalText, Genre, PLine, CLine)


def without_losses(release: Release, version: ErnVersion, _profile: Profile, losses: Losses) -> Release:
    """Return the release without what this version of ERN 3 has no place for.

    Args:
        release: without what no version says.
        version: of family 3.
        losses: where they are remembered.
    """
    release = losses_4.without_losses(release, version, losses)
    return changed(
        release,
        kind=_kind(release, losses),
        titles=_first(release.titles, "titles", losses),
        credits=_first(release.credits, "credits", losses),
        genre=_plain(release.genre, "genre", losses),
        p_line=_plain(release.p_line, "p_line", losses),
        c_line=_plain(release.c_line, "c_line", losses),
        synopsis=_synopsis(release, losses),
        components=tuple(
            _component(one, f"components[{i}].titles", losses) for i, one in enumerate(release.components)
        ),
        tracks=tuple(_track(release, index, version, losses) for index in range(len(release.tracks))),
    )


def arranged(release: Release, profile: Profile) -> Release:
    """Return a normalised release in the order in which a message of ERN 3 says it; doing it twice changes nothing.

    What is said for everywhere comes before what is said for territories, these in alphabetical order. Who worked on
    the recording comes before who is behind the work alone, and so do their roles. A formal title that is the display
    title is understood. A date from which something may be shown that is the start of every deal is that of the deals.

    Args:
        release: as `normal.normalise` returns it.
        profile: of the message.
    """
    artists = _artists(release.artists)
    terms = all_terms(release) if profile.one_track else release.deals
    return changed(
        release,
        titles=by_place(release.titles),
        artists=artists,
        additional_titles=_formal(by_place(release.additional_titles), release.titles),
        credits=_credits(release.credits, artists),
        further_labels=by_place(release.further_labels),
        further_p_lines=by_place(release.further_p_lines),
        further_c_lines=by_place(release.further_c_lines),
        further_genres=by_place(release.further_genres),
        further_warnings=by_place(release.further_warnings),
        keywords=by_place(release.keywords),
        synopsis=by_place(release.synopsis),
        visibility=_shown(release.visibility, terms),
        tracks=tuple(_arranged_track(release, track) for track in release.tracks),
    )


def _arranged_track(release: Release, track: Track) -> Track:
    contributors = _contributors(track.contributors)
    if _says_little(track):
        return changed(track, contributors=contributors)
    artists = _artists(track.artists)
    return changed(
        track,
        titles=by_place(track.titles),
        artists=artists,
        additional_titles=_formal(by_place(track.additional_titles), track.titles),
        credits=_credits(track.credits, artists),
        contributors=contributors,
        further_p_lines=by_place(track.further_p_lines),
        further_genres=by_place(track.further_genres),
        further_warnings=by_place(track.further_warnings),
        mixed=tuple(map(_part, track.mixed)),
        visibility=_shown_track(track.visibility, terms_of(release, track)),
    )


def _says_little(track: Track) -> bool:
    """Tell whether there is nothing to put in order but the contributors, as on most tracks."""
    own = track.artists or track.additional_titles or track.credits or track.mixed or track.visibility
    further = track.further_p_lines or track.further_genres or track.further_warnings
    return len(track.titles) == 1 and not own and not further


def _kind(release: Release, losses: Losses) -> ReleaseKind:
    """Return the kind: a compilation of one artist is an album, there is only a flag for several artists."""
    if release.kind is not ReleaseKind.COMPILATION or _several_casts(release):
        return release.kind
    why = f"{losses.version} has a flag for compilations of several artists alone."
    losses.lose("COMPILATION", "kind", release.kind, why=why)
    return ReleaseKind.ALBUM


def _several_casts(release: Release) -> bool:
    casts = {
        tuple(artist.name for artist in release.artists_of(track) if artist.role is ArtistRole.MAIN)
        for track in release.tracks
    }
    return len(casts) > 1


def _track(release: Release, index: int, version: ErnVersion, losses: Losses) -> Track:
    track, path = release.tracks[index], f"tracks[{index}]"
    language = _language(release, track, path, version, losses)
    if language == track.language and not _begins_locally(track):
        return track
    return evolve(
        track,
        language=language,
        titles=_first(track.titles, f"{path}.titles", losses),
        credits=_first(track.credits, f"{path}.credits", losses),
        genre=_plain(track.genre, f"{path}.genre", losses) if track.genre else None,
        p_line=_plain(track.p_line, f"{path}.p_line", losses) if track.p_line else None,
        c_line=_plain(track.c_line, f"{path}.c_line", losses) if track.c_line else None,
        mixed=tuple(
            evolve(part, titles=_first(part.titles, f"{path}.mixed[{place}].titles", losses))
            for place, part in enumerate(track.mixed)
        ),
    )


def _begins_locally(track: Track) -> bool:
    """Tell whether anything that holds by default is meant for one territory."""
    firsts: list[Local | None] = [track.genre, track.p_line, track.c_line, *track.titles[:1], *track.credits[:1]]
    firsts += [part.titles[0] for part in track.mixed]
    return any(first.territory for first in firsts if first)


def _language(release: Release, track: Track, path: str, version: ErnVersion, losses: Losses) -> str:
    """Return the language of performance; one that the value set has no code for is uncoded."""
    if not track.language or code_of(track.language, version.number):
        return track.language
    if track.language == release.language:
        return ""
    losses.lose("LANGUAGE", f"{path}.language", track.language, why=f"{losses.version} has no code for it.")
    return UNCODED


def _first(items: tuple[Item, ...], path: str, losses: Losses) -> tuple[Item, ...]:
    """Return items whose first is meant for everywhere: ERN 3 begins with what holds by default."""
    if not items or not items[0].territory:
        return items
    return tuple(item if place else _plain(item, f"{path}[0]", losses) for place, item in enumerate(items))


def _plain(item: Item, path: str, losses: Losses) -> Item:
    """Return a default without a territory."""
    if not item.territory:
        return item
    losses.lose("TERRITORY", f"{path}.territory", item.territory, why="What is said first holds everywhere.")
    return evolve(item, territory="")


def _synopsis(release: Release, losses: Losses) -> tuple[LocalText, ...]:
    """Return the one synopsis that each territory can have."""
    kept: dict[str, LocalText] = {}
    for index, text in enumerate(release.synopsis):
        if text.territory in kept:
            why = f"{losses.version} has one synopsis for each territory."
            losses.lose("SYNOPSIS", f"synopsis[{index}]", text.text, why=why)
        else:
            kept[text.territory] = text
    return tuple(kept.values())


def _components(release: Release, losses: Losses) -> tuple[Component, ...]:
    places = (f"components[{index}].titles" for index in range(len(release.components)))
    return tuple(_component(one, path, losses) for one, path in zip(release.components, places, strict=True))


def _component(component: Component, path: str, losses: Losses) -> Component:
    for index, title in enumerate(component.titles):
        if title.territory:
            why = f"{losses.version} has no titles of discs for single territories."
            losses.lose("TITLE", f"{path}[{index}]", title.display, why=why)
    return evolve(component, titles=tuple(title for title in component.titles if not title.territory))


def _artists(artists: tuple[Artist, ...]) -> tuple[Artist, ...]:
    return tuple(evolve(one, names=by_place(one.names)) if len(one.names) > 1 else one for one in artists)


def _credits(credits_: tuple[LocalText, ...], artists: tuple[Artist, ...]) -> tuple[LocalText, ...]:
    """Return the credit; nothing where it is what the artists in order give."""
    ordered = by_place(credits_)
    return () if artists and ordered == by_place(implied_names(artists)) else ordered


def _formal(others: tuple[AdditionalTitle, ...], titles: tuple[Title, ...]) -> tuple[AdditionalTitle, ...]:
    if not any(other.kind is TitleKind.FORMAL for other in others):
        return others
    shown = titles[0]
    same = AdditionalTitle(shown.text, TitleKind.FORMAL, shown.version, shown.language)
    return tuple(other for other in others if other != same)


def _contributors(contributors: tuple[Contributor, ...]) -> tuple[Contributor, ...]:
    return tuple(sorted(map(_by_role, contributors), key=is_writer))


@lru_cache(maxsize=1024)
def _by_role(contributor: Contributor) -> Contributor:
    if len(contributor.roles) <= 1:
        return contributor
    roles = tuple(sorted(contributor.roles, key=WORK_ROLES.__contains__))
    return contributor if roles == contributor.roles else evolve(contributor, roles=roles)


def _part(part: MixPart) -> MixPart:
    return evolve(part, titles=by_place(part.titles), artists=_artists(part.artists))


def _shown(visibility: tuple[Visibility, ...], deals: tuple[Deal, ...]) -> tuple[Visibility, ...]:
    """Return the visibility without moments that are the start of all deals."""
    if not visibility:
        return ()
    start = _start(deals)
    changed = (
        evolve(
            one,
            release=None if one.release == start else one.release,
            cover=None if one.cover == start else one.cover,
            track_listing=None if one.track_listing == start else one.track_listing,
            clips=None if one.clips == start else one.clips,
        )
        for one in visibility
    )
    return tuple(one for one in changed if one.release or one.cover or one.track_listing or one.clips)


def _shown_track(visibility: tuple[Visibility, ...], deals: tuple[Deal, ...]) -> tuple[Visibility, ...]:
    """Return the visibility of a track, which has a moment of its own before its clips have one."""
    if not visibility:
        return ()
    start = _start(deals)
    changed = (evolve(one, clips=None) if one.clips and one.clips == start else one for one in visibility)
    return tuple(one for one in changed if one.clips or one.release != start)


def _start(deals: tuple[Deal, ...]) -> ReleaseMoment | None:
    """Return when all deals begin; None where they begin at different moments."""
    starts = {deal.start for deal in deals}
    return starts.pop() if len(starts) == 1 else None


__all__ = ["arranged", "without_losses"]
