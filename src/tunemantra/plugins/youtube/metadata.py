"""What YouTube is told: an asset with its ownership and match policy for each recording, and one sheet for the release.

Assets, ownership and policies have the fields of the Content ID API. The sheet is the one metadata document of a
package: CSV, a row for each track in playing order, so that its status report speaks of rows. Its column of start dates
is in the public syntax, `WW-US-JP:2026-04-24|US JP:2026-06-01`; the columns of end dates and models beside it (sandbox
contract) have a group for each group of starts, in the same order, with nothing after the colon where a deal is open.
Titles in further languages stand in columns of their own (sandbox contract), as `ja=潮 | ar=مد`.
A takedown is the same rows without any start date.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from typing import TYPE_CHECKING, Final

from tunemantra.core.distribution import OrderKind
from tunemantra.core.party import ArtistRole
from tunemantra.core.release import Medium
from tunemantra.core.territory import ENCODINGS, WORLDWIDE, TerritorySet
from tunemantra.errors import AssetMissingError
from tunemantra.plugins.youtube import profile
from tunemantra.plugins.youtube.eligibility import eligible, stated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from tunemantra.core.party import Artist
    from tunemantra.core.release import Release, Track
    from tunemantra.core.rights import Deal
    from tunemantra.core.text import Title
    from tunemantra.ports.package import Order, Rendition

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]
Fields = dict[str, Json]

COLUMNS: Final = (
    *("album_upc", "album_grid", "album_title", "album_artists", "album_label", "album_type", "album_release_date"),
    *("album_title_translations", "track_title_translations"),
    *("album_pline", "album_cline", "artwork_hash", "disc_number", "track_number", "isrc", "iswc", "track_title"),
    *("track_artists", "artist_isnis", "artist_channel_ids", "contributors", "genre", "language", "explicit", "pline"),
    *("asset_type", "content_id", "file_hash", "duration_ms"),
    *("track_territory_start_dates", "track_territory_end_dates", "track_models"),
)
_LAST_DAYS: Final = 2
_LISTED: Final = " | "
_SHOWN: Final = frozenset({ArtistRole.MAIN, ArtistRole.FEATURED, ArtistRole.ARTIST, ArtistRole.COMPOSER})


def sheet(order: Order) -> bytes:
    """Return the sheet of an order as CSV in UTF-8.

    Raises:
        AssetMissingError: a file has no rendition.
        EmptyTerritoryError: a deal reaches nowhere.
    """
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for index in range(len(order.release.tracks)):
        row = {**_album(order), **_track(order, index), **_terms(order, index)}
        writer.writerow({name: unicodedata.normalize("NFC", value) for name, value in row.items()})
    return out.getvalue().encode()


def asset(release: Release, index: int) -> Fields:
    """Return the asset of a track, to be inserted."""
    return {"type": profile.ASSET_TYPES[release.tracks[index].medium], "metadata": asset_metadata(release, index)}


def asset_metadata(release: Release, index: int) -> Fields:
    """Return what an asset says of its recording."""
    track = release.tracks[index]
    return {
        "title": track.title.display,
        "artist": [artist.name for artist in shown(release, track)],
        "album": release.title.display,
        "customId": str(track.isrc),
        "isrc": str(track.isrc),
        "iswc": str(track.iswc or ""),
        "upc": str(release.icpn),
        "grid": str(release.grid or ""),
        "label": release.label,
        "genre": [release.genre_of(track).name],
    }


def ownership(owner: str, territories: TerritorySet) -> Fields:
    """Return the ownership of an asset: all of it in some territories, nothing of it elsewhere.

    Args:
        owner: the content owner.
        territories: where it is owned; nowhere is a ratio of 0 everywhere.
    """
    ratio = profile.WHOLE if territories else profile.NOTHING
    return {"general": [{"owner": owner, "ratio": ratio, **_reach(territories or TerritorySet.worldwide())}]}


def match_policy(action: str, territories: TerritorySet) -> Fields:
    """Return the match policy of an asset: what is done in some territories; no rule where there are none."""
    if not territories:
        return {"rules": []}
    return {"rules": [{"action": action, "conditions": {"requiredTerritories": _reach(territories)}}]}


def owned(order: Order, index: int) -> TerritorySet:
    """Return where a track is owned: wherever a deal of it is not over yet; nowhere after a takedown.

    A deal is over when its last day is two days in the past, for then it is over by the clock of every territory. A
    track the label states it owns nothing of has an Art Track alone, whose rights are those of the sheet.
    """
    track, reach = order.release.tracks[index], TerritorySet.nothing()
    if order.kind is OrderKind.TAKEDOWN or stated(track, profile.STATED_RATIO) == str(profile.NOTHING):
        return reach
    for deal in heard(order.release, track):
        if not _over(deal, order.created_at):
            reach |= deal.territories
    return reach


def matched(order: Order, index: int) -> TerritorySet:
    """Return where a track is looked for in videos of others: where it is owned, if it may be a reference at all."""
    return owned(order, index) if eligible(order.release, index) else TerritorySet.nothing()


def heard(release: Release, track: Track) -> tuple[Deal, ...]:
    """Return the deals of a track that are for something YouTube Music does."""
    return tuple(deal for deal in release.deals_of(track) if profile.REQUIREMENT.terms.concern(deal))


def shown(release: Release, track: Track) -> tuple[Artist, ...]:
    """Return the artists whose topic channels a track belongs to; remixers stand in its version."""
    return tuple(artist for artist in release.artists_of(track) if artist.role in _SHOWN)


def media_name(track: Track) -> str:
    """Return the name of a track's file in a package."""
    name = profile.FILM_NAME if track.medium is Medium.VIDEO else profile.AUDIO_NAME
    return name.format(isrc=track.isrc)


def sheet_name(order: Order) -> str:
    """Return the name of an order's package: it is another one for each order, and the same for its repetitions."""
    return profile.SHEET_NAME.format(icpn=order.release.icpn, delivery=order.delivery_id)


def hash_of(sha256: str) -> str:
    """Return a file's hash as YouTube is told it."""
    return profile.HASH.format(digest=sha256)


def rendition_of(order: Order, subject: str) -> Rendition:
    """Return the rendition of a file of the release.

    Raises:
        AssetMissingError: there is none.
    """
    if subject not in order.renditions:
        raise AssetMissingError(f"{subject} of {order.release.icpn} has no rendition", subject=subject)
    return order.renditions[subject]


def _album(order: Order) -> Mapping[str, str]:
    release = order.release
    gone = order.kind is OrderKind.TAKEDOWN
    return {
        "album_upc": str(release.icpn),
        "album_grid": str(release.grid or ""),
        "album_title": release.title.display,
        "album_title_translations": _translations(release.titles),
        "album_artists": _names(artist for artist in release.artists if artist.role in _SHOWN),
        "album_label": release.label,
        "album_type": profile.RELEASE_TYPES[release.kind],
        "album_release_date": release.release_date.isoformat(),
        "album_pline": release.p_line.text,
        "album_cline": release.c_line.text,
        "artwork_hash": "" if gone else hash_of(rendition_of(order, "artwork").sha256),
    }


def _track(order: Order, index: int) -> Mapping[str, str]:
    release, track = order.release, order.release.tracks[index]
    artists = shown(release, track)
    return {
        "disc_number": str(track.disc),
        "track_number": str(track.number),
        "isrc": str(track.isrc),
        "iswc": str(track.iswc or ""),
        "track_title": track.title.display,
        "track_title_translations": _translations(track.titles),
        "track_artists": _names(artists),
        "artist_isnis": _LISTED.join(str(artist.isni or "") for artist in artists),
        "artist_channel_ids": _LISTED.join(dict(artist.ids).get(profile.KEY, "") for artist in artists),
        "contributors": _LISTED.join(
            f"{person.name} ({', '.join(role.value for role in person.roles)})"
            for person in (*release.contributors, *track.contributors)
        ),
        "genre": release.genre_of(track).name,
        "language": release.language_of(track),
        "explicit": profile.WARNINGS[track.parental_warning],
        "pline": release.p_line_of(track).text,
        "asset_type": profile.ASSET_TYPES[track.medium],
        "content_id": "yes" if eligible(release, index) else "no",
        **_file(order, index),
    }


def _file(order: Order, index: int) -> Mapping[str, str]:
    if order.kind is OrderKind.TAKEDOWN:
        return {"file_hash": "", "duration_ms": ""}
    made = rendition_of(order, f"tracks[{index}].audio")
    seconds = getattr(made.facts, "duration", 0.0)
    length = getattr(made.facts, "milliseconds", 0) or round(seconds * 1000)
    return {"file_hash": hash_of(made.sha256), "duration_ms": str(length)}


def _terms(order: Order, index: int) -> Mapping[str, str]:
    deals = heard(order.release, order.release.tracks[index]) if order.kind is not OrderKind.TAKEDOWN else ()
    return {
        "track_territory_start_dates": _groups(deals, lambda deal: deal.start.day.isoformat()),
        "track_territory_end_dates": _groups(deals, lambda deal: deal.end.day.isoformat() if deal.end else ""),
        "track_models": _groups(deals, lambda deal: " ".join(_models(deal))),
    }


def _groups(deals: Iterable[Deal], said: Callable[[Deal], str]) -> str:
    encoding = ENCODINGS[profile.REQUIREMENT.territory_encoding]
    return "|".join(f"{encoding.encode(deal.territories)}:{said(deal)}".replace(" -", "-") for deal in deals)


def _models(deal: Deal) -> list[str]:
    return [profile.MODELS[model] for model in deal.models if model in profile.MODELS]


def _names(artists: Iterable[Artist]) -> str:
    return _LISTED.join(artist.name for artist in artists)


def _translations(titles: tuple[Title, ...]) -> str:
    """Return the titles beside the first: `ja=潮`, or `ja@JP=潮` where one is for a territory alone."""
    return _LISTED.join(
        f"{title.language}{f'@{title.territory}' if title.territory else ''}={title.display}" for title in titles[1:]
    )


def _over(deal: Deal, at: datetime) -> bool:
    return deal.end is not None and (at.date() - deal.end.day).days >= _LAST_DAYS


def _reach(territories: TerritorySet) -> Fields:
    said = territories.expression()
    everywhere = said.include == (WORLDWIDE,)
    codes: list[Json] = list(said.exclude if everywhere else said.include)
    return {"type": "exclude" if everywhere else "include", "territories": codes}


__all__ = [
    "COLUMNS",
    "Fields",
    "Json",
    "asset",
    "asset_metadata",
    "hash_of",
    "heard",
    "match_policy",
    "matched",
    "media_name",
    "owned",
    "ownership",
    "rendition_of",
    "sheet",
    "sheet_name",
    "shown",
]
