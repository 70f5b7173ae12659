"""What single versions of ERN 4 cannot say (`ddex-facts` sections 9 and 10); what they can is on `ErnVersion`."""

from __future__ import annotations

from typing import Any, Final

from attrs import evolve

from tunemantra.contrib.ddex.losses import Losses, deal_words, one_for_everywhere
from tunemantra.contrib.ddex.versions import ErnVersion, VisibilityPlace
from tunemantra.core.party import Contributor
from tunemantra.core.release import Release, Track
from tunemantra.core.rights import Deal, Visibility
from tunemantra.core.text import AdditionalTitle

INSTRUMENTAL: Final = "zxx"
_CODE_LENGTHS: Final = (2, 3)


def without_losses(release: Release, version: ErnVersion, losses: Losses) -> Release:
    """Return the release without what this version of ERN 4 has no place for.

    Args:
        release: without what no version says.
        version: of family 4.
        losses: where they are remembered.
    """
    release = _renumbered(release, losses)
    tracks = tuple(_track(release, index, version, losses) for index in range(len(release.tracks)))
    changes: dict[str, Any] = {}
    if any(new is not old for new, old in zip(tracks, release.tracks, strict=True)):
        changes["tracks"] = tracks
    titles = _titles(release.additional_titles, "additional_titles", version, losses)
    if titles is not release.additional_titles:
        changes["additional_titles"] = titles
    deals = _deals(release.deals, "deals", version, losses)
    if deals is not release.deals:
        changes["deals"] = deals
    if release.visibility and version.visibility is not VisibilityPlace.LOCAL_LIST:
        changes["visibility"] = _visibility(release.visibility, "visibility", version, losses, track=False)
    if not version.disclosures:
        for name, value in (("ai", release.ai), ("artwork_ai", release.artwork_ai)):
            if value is not None:
                losses.lose("AI", name, value)
                changes[name] = None
        contributors = _unsaid(release.contributors, "contributors", losses)
        if contributors is not release.contributors:
            changes["contributors"] = contributors
    return evolve(release, **changes) if changes else release


def _track(release: Release, index: int, version: ErnVersion, losses: Losses) -> Track:
    track, path = release.tracks[index], f"tracks[{index}]"
    changes: dict[str, Any] = {}
    titles = _titles(track.additional_titles, f"{path}.additional_titles", version, losses)
    if titles is not track.additional_titles:
        changes["additional_titles"] = titles
    if track.editions and not version.editions:
        for number, edition in enumerate(track.editions):
            hint = "deliver it as a release of its own"
            losses.lose("EDITION", f"{path}.editions[{number}]", edition.isrc or edition.audio.path, hint=hint)
        changes["editions"] = ()
    deals = _deals(track.deals, f"{path}.deals", version, losses)
    if deals is not track.deals:
        changes["deals"] = deals
        if not deals and track.deals:
            # Without its own terms the track would take those of its release, which nobody granted.
            changes["album_only"] = True
    if track.visibility and version.visibility is not VisibilityPlace.LOCAL_LIST:
        changes["visibility"] = _visibility(track.visibility, f"{path}.visibility", version, losses, track=True)
    if not version.free_languages:
        changes |= _language(release, track, path, losses)
    if not version.disclosures:
        changes |= _undisclosed(track, path, losses)
    return evolve(track, **changes) if changes else track


def _titles(
    titles: tuple[AdditionalTitle, ...], path: str, version: ErnVersion, losses: Losses
) -> tuple[AdditionalTitle, ...]:
    if not titles:
        return titles
    left = tuple(title for title in titles if title.kind in version.titles)
    if len(left) == len(titles):
        return titles
    for index, title in enumerate(titles):
        if title.kind not in version.titles:
            words = f"{title.text} ({title.subtitle})" if title.subtitle else title.text
            losses.lose("TITLE", f"{path}[{index}]", words, why=f"{losses.version} knows no {title.kind}.")
    return left


def _deals(deals: tuple[Deal, ...], path: str, version: ErnVersion, losses: Losses) -> tuple[Deal, ...]:
    if not deals or not version.missing_uses or not any(version.missing_uses.intersection(deal.uses) for deal in deals):
        return deals
    left = []
    for index, deal in enumerate(deals):
        uses = tuple(use for use in deal.uses if use not in version.missing_uses)
        if len(uses) == len(deal.uses):
            left.append(deal)
            continue
        for number, use in enumerate(deal.uses):
            if use in version.missing_uses:
                losses.lose("USE", f"{path}[{index}].uses[{number}]", use)
        if uses:
            left.append(evolve(deal, uses=uses))
        else:
            why = "No use is left that could be granted."
            losses.lose("DEAL", f"{path}[{index}]", deal_words(deal), why=why)
    return tuple(left)


def _visibility(
    visibility: tuple[Visibility, ...], path: str, version: ErnVersion, losses: Losses, *, track: bool
) -> tuple[Visibility, ...]:
    in_terms = version.visibility is VisibilityPlace.DEALS
    kept = one_for_everywhere(visibility, path, losses, in_terms=in_terms)
    return tuple(_told(shown, place, version, losses, track=track) for place, shown in kept)


def _told(shown: Visibility, path: str, version: ErnVersion, losses: Losses, *, track: bool) -> Visibility:
    changes: dict[str, Any] = {}
    if not shown.show_dates:
        losses.lose("VISIBILITY", f"{path}.show_dates", "false", why="That dates are not told cannot be asked for.")
        changes["show_dates"] = True
    if shown.clips and not track and not version.listed_clips:
        losses.lose("VISIBILITY", f"{path}.clips", shown.clips)
        changes["clips"] = None
    return evolve(shown, **changes) if changes else shown


def _language(release: Release, track: Track, path: str, losses: Losses) -> dict[str, Any]:
    """Return the language of performance as a bare code, which is all that the older value set has."""
    spoken = release.language_of(track)
    code = spoken.partition("-")[0].lower()
    if spoken in {code, INSTRUMENTAL, ""} and len(code) in _CODE_LENGTHS:
        return {}
    losses.lose("LANGUAGE", f"{path}.language", spoken, why=f"{losses.version} knows codes of ISO 639 alone.")
    return {"language": code}


def _undisclosed(track: Track, path: str, losses: Losses) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if track.ai is not None:
        losses.lose("AI", f"{path}.ai", track.ai)
        changes["ai"] = None
    contributors = _unsaid(track.contributors, f"{path}.contributors", losses)
    if contributors is not track.contributors:
        changes["contributors"] = contributors
    return changes


def _unsaid(contributors: tuple[Contributor, ...], path: str, losses: Losses) -> tuple[Contributor, ...]:
    if not any(one.ai for one in contributors):
        return contributors
    for index, one in enumerate(contributors):
        if one.ai is not None:
            losses.lose("AI", f"{path}[{index}].ai", one.ai)
    return tuple(evolve(one, ai=None) if one.ai else one for one in contributors)


def _renumbered(release: Release, losses: Losses) -> Release:
    """Return the release with tracks counted on discs that have works: parts are counted within their work."""
    discs = {track.disc for track in release.tracks if track.work}
    if not discs:
        return release
    tracks = list(release.tracks)
    for disc in discs:
        places = sorted((i for i, one in enumerate(tracks) if one.disc == disc), key=lambda i: tracks[i].number)
        for number, index in enumerate(places, start=1):
            if tracks[index].number != number:
                why = "Parts of works are counted, not numbered."
                losses.lose("NUMBER", f"tracks[{index}].number", tracks[index].number, why=why)
                tracks[index] = evolve(tracks[index], number=number)
    return evolve(release, tracks=tuple(tracks)) if losses.findings else release


__all__ = ["INSTRUMENTAL", "without_losses"]
