"""A release in the author's form: what `release.json` says, written from the release itself.

It is what an imported message becomes on its way into a release folder. Reading it gives the same release.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Final

from tunemantra.core.composition import Component, Edition, MixPart, RelatedRelease
from tunemantra.core.identifiers import Grid, Gtin, Isni, Isrc, Iswc
from tunemantra.core.party import Artist, Contributor
from tunemantra.core.release import Genre, LocalWarning, Release, Track
from tunemantra.core.rights import CLine, Deal, PLine, Price, Visibility
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.territory import TerritorySet
from tunemantra.core.text import AdditionalTitle, LocalText, Title

Document = dict[str, object]

_CODES: Final = (Grid, Gtin, Isni, Isrc, Iswc, ReleaseMoment)


def release_document(release: Release) -> Document:
    """Return a release as the table of a `release.json`: single values, lists and tables only.

    A first title, genre or label that is meant for one language or territory alone loses that; the form has no place
    for it. Files are named as the release names them; lyrics are, where they were read from a file.
    """
    return _table(
        upc=release.icpn,
        **_named(release.titles),
        artists=_each(_artist, release.artists),
        label=release.label,
        kind=release.kind,
        genre=release.genre.name,
        subgenre=release.genre.subgenre,
        release_date=release.release_date,
        p_line=_line(release.p_line),
        c_line=_line(release.c_line),
        artwork=release.artwork.path,
        language=release.language,
        catalog_number=release.catalog_number,
        grid=release.grid,
        labels=_each(_text, release.further_labels),
        c_lines=_each(_line, release.further_c_lines),
        discs=_each(_component, release.components),
        related=_each(_related, release.related),
        keywords=_each(_text, release.keywords),
        synopsis=_each(_text, release.synopsis),
        booklet=release.booklet.path if release.booklet else None,
        motion_square=release.motion_square.path if release.motion_square else None,
        motion_tall=release.motion_tall.path if release.motion_tall else None,
        artwork_ai=release.artwork_ai,
        **_shared(release),
        tracks=_each(_track, release.tracks),
    )


def _track(track: Track) -> Document:
    genre = track.genre
    return _table(
        isrc=track.isrc,
        **_named(track.titles),
        file=track.audio.path,
        disc=track.disc,
        number=track.number,
        duration=track.duration,
        artists=_each(_artist, track.artists),
        p_line=_line(track.p_line) if track.p_line else None,
        c_line=_line(track.c_line) if track.c_line else None,
        genre=genre.name if genre else None,
        subgenre=genre.subgenre if genre else None,
        iswc=track.iswc,
        language=track.language,
        bpm=track.bpm,
        gain=track.gain,
        key=track.key,
        preview_start=track.preview_start,
        preview_duration=track.preview_duration,
        lyrics=[_table(file=one.file, language=one.language) for one in track.lyrics if one.file],
        medium=track.medium,
        work=track.work,
        immersive=_each(_edition, track.editions),
        canvas=track.canvas.path if track.canvas else None,
        mixed=_each(_mix_part, track.mixed),
        album_only=track.album_only or None,
        **_shared(track),
    )


def _shared(holder: Release | Track) -> Document:
    return {
        "contributors": _each(_contributor, holder.contributors),
        "parental_warning": holder.parental_warning,
        "original_release_date": holder.original_release_date,
        "deals": _each(_deal, holder.deals),
        "additional_titles": _each(_additional_title, holder.additional_titles),
        "credits": _each(_text, holder.credits),
        "p_lines": _each(_line, holder.further_p_lines),
        "genres": _each(_genre, holder.further_genres),
        "warnings": _each(_warning, holder.further_warnings),
        "visibility": _each(_visibility, holder.visibility),
        "ai": holder.ai,
        "platforms": _extras(holder.extras),
    }


def _named(titles: tuple[Title, ...]) -> Document:
    first = titles[0]
    return {"title": first.text, "version": first.version, "titles": _each(_title, titles[1:])}


def _title(title: Title) -> Document:
    return _table(title=title.text, version=title.version, language=title.language, territory=title.territory)


def _additional_title(title: AdditionalTitle) -> Document:
    return _table(
        title=title.text,
        kind=title.kind,
        subtitle=title.subtitle,
        language=title.language,
        territory=title.territory,
    )


def _text(text: LocalText) -> Document:
    return _table(text=text.text, language=text.language, territory=text.territory)


def _artist(artist: Artist) -> Document:
    names = [_table(name=one.text, language=one.language, territory=one.territory) for one in artist.names]
    return _table(name=artist.name, role=artist.role, isni=artist.isni, names=names, ids=dict(artist.ids))


def _contributor(one: Contributor) -> Document:
    return _table(name=one.name, roles=one.roles, instruments=one.instruments, isni=one.isni, ipi=one.ipi, ai=one.ai)


def _line(line: PLine | CLine) -> Document:
    return _table(
        year=line.year, owner=line.owner, printed=line.printed, language=line.language, territory=line.territory
    )


def _genre(genre: Genre) -> Document:
    return _table(genre=genre.name, subgenre=genre.subgenre, language=genre.language, territory=genre.territory)


def _warning(warning: LocalWarning) -> Document:
    return _table(warning=warning.warning, territory=warning.territory)


def _component(component: Component) -> Document:
    return _table(disc=component.disc, **(_named(component.titles) if component.titles else {}), upc=component.icpn)


def _related(related: RelatedRelease) -> Document:
    return _table(relationship=related.relationship, upc=related.icpn, grid=related.grid)


def _edition(edition: Edition) -> Document:
    return _table(file=edition.audio.path, isrc=edition.isrc)


def _mix_part(part: MixPart) -> Document:
    artists = _each(_artist, part.artists)
    return _table(isrc=part.isrc, **_named(part.titles), artists=artists, start=part.start, duration=part.duration)


def _deal(deal: Deal) -> Document:
    return _table(
        **_places(deal.territories),
        start=deal.start,
        end=deal.end,
        models=deal.models,
        uses=deal.uses,
        price=_each(_price, deal.prices),
        pre_order=deal.pre_order or None,
        exclusive=deal.exclusive or None,
        instant_gratification=deal.instant_gratification,
    )


def _price(price: Price) -> Document:
    return _table(
        tier=price.tier,
        amount=price.amount,
        currency=price.currency,
        territory=price.territory,
        basis=price.basis,
    )


def _visibility(one: Visibility) -> Document:
    return _table(
        release=one.release,
        cover=one.cover,
        track_listing=one.track_listing,
        clips=one.clips,
        **_places(one.territories),
        show_dates=one.show_dates,
    )


def _places(territories: TerritorySet) -> Document:
    expression = territories.expression()
    return {"territories": list(expression.include), "exclude": list(expression.exclude)}


def _extras(extras: Iterable[tuple[str, str, str]]) -> Document:
    tables: dict[str, Document] = {}
    for platform, name, value in extras:
        tables.setdefault(platform, {})[name] = value
    return dict(tables)


def _each(write: Callable[..., Document], values: Iterable[object]) -> list[Document]:
    return [write(value) for value in values]


def _table(**values: object) -> Document:
    """Return what is stated, as single values, lists and tables."""
    return {key: _plain(value) for key, value in values.items() if value is not None and value not in ("", [], (), {})}


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, _CODES) else value


__all__ = ["Document", "release_document"]
