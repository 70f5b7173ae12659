"""The main release and the releases of tracks of ERN 3 (`ddex-facts` 7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from attrs import frozen

from tunemantra.contrib.ddex.reading import values
from tunemantra.contrib.ddex.reading.ern3.groups import Group, take_rank
from tunemantra.contrib.ddex.reading.ern3.people import Cast
from tunemantra.contrib.ddex.reading.ern3.repeats import forget_place, forget_repeats, said_in
from tunemantra.contrib.ddex.reading.ern3.sheets import Sheet, laid_out
from tunemantra.contrib.ddex.reading.ern3.texts import read_all_titles
from tunemantra.contrib.ddex.reading.ern4.resources import language_around, read_time
from tunemantra.contrib.ddex.reading.ern4.texts import read_advice, read_genres, read_lines, read_own_ids
from tunemantra.contrib.ddex.reading.header import take_own_space
from tunemantra.contrib.ddex.reading.local import local_texts
from tunemantra.contrib.ddex.reading.notes import Notes
from tunemantra.contrib.ddex.reading.numbers import Numbers
from tunemantra.contrib.ddex.reading.pieces import Piece
from tunemantra.contrib.ddex.reading.records import Deed, MainRecord, Origin, Place, RecordingRecord, Texts, TrackRecord
from tunemantra.core.composition import RelatedRelease, Relationship
from tunemantra.core.identifiers import Grid, Gtin
from tunemantra.core.release import Genre, ReleaseKind
from tunemantra.core.rights import CLine, PLine
from tunemantra.core.text import LocalText

COMPOSITES: Final = "ReleaseDetailsByTerritory"
_TRACKS: Final = frozenset({"TrackRelease", "VideoTrackRelease"})
_LIST: Final = "ReleaseResourceReferenceList"


@frozen
class Product:
    """The main release, and what else of it is needed while the message is read.

    Args:
        record: the main release.
        said: everything it says.
        group_titles: texts of the titles of its groups.
        gifts: references of resources that its groups say are given at once, with path and line.
        refused: the same of those they say are not.
        deeds: what its artists are said to have done.
    """

    record: MainRecord
    said: frozenset[str]
    group_titles: frozenset[str]
    gifts: tuple[tuple[str, str, int], ...] = ()
    refused: tuple[tuple[str, str, int], ...] = ()
    deeds: tuple[Deed, ...] = ()


@frozen
class TrackRelease:
    """The release of a track, and what is said nowhere else.

    Args:
        record: the track release.
        credits: the display credit.
    """

    record: TrackRecord
    credits: tuple[LocalText, ...] = ()


@frozen
class Resources:
    """What a release may point at.

    Args:
        recordings: by reference.
        genres: of recordings, by reference.
        pictures: references; booklets are among them.
    """

    recordings: Mapping[str, RecordingRecord]
    genres: Mapping[str, tuple[Genre, ...]]
    pictures: frozenset[str]


def is_main(piece: Piece) -> bool | None:
    """Tell whether a release is the product, by its flag or because its type is that of a track; None for unsaid."""
    flag = values.flag(piece.attributes.get("IsMainRelease", ""))
    if flag is not None:
        return flag
    types = {one.text for around in (piece, *piece.each(COMPOSITES)) for one in around.each("ReleaseType")}
    return None if _TRACKS.isdisjoint(types) else False


def read_main(piece: Piece, cast: Cast, notes: Notes, language: str, resources: Resources) -> Product:
    """Read the main release.

    Args:
        piece: the Release.
        cast: who is named in the message.
        notes: where findings go.
        language: of the message's texts.
        resources: of the message.
    """
    if values.flag(piece.attributes.get("IsMainRelease", "")):
        piece.attribute("IsMainRelease")
    said = said_in(piece, COMPOSITES)
    main = MainRecord(piece.word("ReleaseReference"), Origin(piece.path, piece.line))
    around = language_around(piece, language)
    group = Group(notes, frozenset(resources.recordings), resources.pictures)
    with laid_out(piece, COMPOSITES, notes, cast.room) as sheet:
        _read_ids(piece, main, notes, notes.sender)
        deeds = _read_texts(sheet, main, cast, notes, around)
        _read_facts(sheet, main, notes)
        _read_group(sheet, main, group)
    return Product(main, said, frozenset(group.titles), tuple(group.gifts), tuple(group.refused), deeds)


def _read_texts(sheet: Sheet, main: MainRecord, cast: Cast, notes: Notes, around: str) -> tuple[Deed, ...]:
    whole = sheet.all
    titles, additional = read_all_titles(whole, notes, around)
    billings, deeds = cast.billings(whole)
    main.genres, _ = read_genres(whole, notes, around)
    main.texts = Texts(
        titles=titles,
        additional=additional,
        credits=local_texts(whole.each("DisplayArtistName"), notes, around),
        billings=billings,
        advice=read_advice(whole, notes),
        p_lines=read_lines(whole, PLine, notes, around),
        c_lines=read_lines(whole, CLine, notes, around),
        extras=read_own_ids(sheet.piece.each("ReleaseId")),
    )
    main.keywords = local_texts(whole.each("Keywords"), notes, around)
    main.synopsis = local_texts(whole.each("Synopsis"), notes, around)
    main.labels = cast.labels(whole)
    return deeds


def _read_facts(sheet: Sheet, main: MainRecord, notes: Notes) -> None:
    piece, general = sheet.piece, sheet.general
    main.kind = _kind([*piece.each("ReleaseType"), *general.each("ReleaseType")])
    flag = general.first("IsMultiArtistCompilation")
    if flag is not None and values.flag(flag.text) is not None:
        main.compilation = values.flag(flag.take()) is True
    main.duration = read_time(piece, "Duration", notes)
    partial: list[str] = []
    places = (general, piece)
    main.release_date = _date(places, "ReleaseDate", "release_date", partial, notes)
    main.original_release_date = _date(places, "OriginalReleaseDate", "original_release_date", partial, notes)
    main.partial = tuple(partial)
    main.related = tuple(one for one in map(_related, general.each("RelatedRelease")) if one)


def _read_group(sheet: Sheet, main: MainRecord, group: Group) -> None:
    for top in sheet.general.each("ResourceGroup")[:1]:
        group.read(top)
    listed: list[str] = []
    around = sheet.piece.first(_LIST)
    for one in around.each("ReleaseResourceReference") if around is not None else ():
        primary = take_rank(one) != "SecondaryResource"
        text = one.text
        if text in group.recordings:
            one.take()
            if primary:
                listed.append(text)
        elif text in group.pictures:
            group.links[one.take()] = None
    if not group.places:
        group.places = [Place(one, 1, number) for number, one in enumerate(dict.fromkeys(listed), start=1)]
    main.places, main.discs, main.covers = tuple(group.places), tuple(group.discs), tuple(group.links)


def _read_ids(piece: Piece, main: MainRecord, notes: Notes, sender: str) -> None:
    ids = piece.each("ReleaseId")
    for one in ids:
        main.icpn = main.icpn or _code(one.first("ICPN"), Gtin, notes)
        main.grid = main.grid or _code(one.first("GRid"), Grid, notes)
        number = one.first("CatalogNumber")
        if number is not None and number.text and not main.catalog_number:
            take_own_space(number, sender)
            main.catalog_number = number.take()
    # What is left of the identifiers names the product where no good code does.
    known = [text for one in ids for text in (child.text for child in one.children) if text]
    main.known_as = " ".join([str(main.grid), *known] if main.grid else known)


def _code(stated: Piece | None, scheme: type[values.Code], notes: Notes) -> values.Code | None:
    if stated is None or not stated.text:
        return None
    text = stated.take()
    code = values.code(scheme, text)
    if code is None:
        notes.refuse(stated, text, f"a {scheme.scheme} (malformed, or its check digit is wrong)")
    else:
        stated.take_flag("IsEan")
    return code


def _kind(pieces: list[Piece]) -> ReleaseKind | None:
    """Take the kind, wherever it is stated and however often."""
    found: ReleaseKind | None = None
    for one in pieces:
        kind = next((kind for kind in ReleaseKind if kind.value == one.text), None)
        if kind is not None and found in {None, kind}:
            one.take()
            found = kind
    return found


def _date(places: Iterable[Piece], name: str, field: str, partial: list[str], notes: Notes) -> date | None:
    """Take the date for everywhere: of the composite, else the global one; a second one that differs stays."""
    found: tuple[date, bool] | None = None
    for around in places:
        for tag in (name, f"Global{name}"):
            stated = around.first(tag)
            if stated is None or not stated.text:
                continue
            text = stated.take()
            value = values.day(text)
            if value is None:
                notes.refuse(stated, text, "a date")
            elif found is None:
                found = value
            elif value != found:
                stated.text = text
    if found is None:
        return None
    if not found[1]:
        partial.append(field)
    return found[0]


def _related(piece: Piece) -> RelatedRelease | None:
    kind = piece.first("ReleaseRelationshipType")
    relationship = next((one for one in Relationship if kind is not None and one.value == kind.text), None)
    ids = piece.first("ReleaseId")
    if kind is None or relationship is None or ids is None:
        return None
    icpn, grid = _plain_code(ids, "ICPN", Gtin), _plain_code(ids, "GRid", Grid)
    if icpn is None and grid is None:
        return None
    kind.take()
    return RelatedRelease(relationship, icpn, grid)


def _plain_code(ids: Piece, name: str, scheme: type[values.Code]) -> values.Code | None:
    stated = ids.first(name)
    code = values.code(scheme, stated.text) if stated is not None and stated.text else None
    if code is not None and stated is not None:
        stated.take()
        stated.take_flag("IsEan")
    return code


def read_track(
    piece: Piece, cast: Cast, language: str, resources: Resources, product: Product | None, numbers: Numbers
) -> TrackRelease:
    """Read the release of a track; what only repeats its recording or the product is taken with it.

    Args:
        piece: the Release.
        cast: of the message.
        language: of the message's texts.
        resources: of the message.
        product: the main release, where it has been read.
        numbers: what the number of a track release may be made of.
    """
    notes = cast.notes
    if values.flag(piece.attributes.get("IsMainRelease", "")) is False:
        piece.attribute("IsMainRelease")
    origin = Origin(piece.path, piece.line)
    around = language_around(piece, language)
    resource = _resource(piece, resources)
    recording = resources.recordings.get(resource)
    reference = piece.word("ReleaseReference")
    for one in (one for place in (piece, *piece.each(COMPOSITES)) for one in place.each("ReleaseType")):
        if one.text in _TRACKS:
            one.take()
    extras = read_own_ids(piece.each("ReleaseId"))
    credits_: tuple[LocalText, ...] = ()
    genres = resources.genres.get(resource, ())
    if recording is not None:
        numbers.take(piece, recording, reference, resource)
    with laid_out(piece, COMPOSITES, notes, cast.room) as sheet:
        if recording is not None and not recording.texts.credits:
            credits_ = local_texts(sheet.all.each("DisplayArtistName"), notes, around)
        for group in sheet.general.each("ResourceGroup"):
            forget_place(group, resource, product.group_titles if product else frozenset())
    forget_repeats(
        piece, COMPOSITES, recording.said if recording else frozenset(), product.said if product else frozenset()
    )
    if not genres:
        with laid_out(piece, COMPOSITES, notes, cast.room) as sheet:
            genres, _ = read_genres(sheet.all, notes, around)
    return TrackRelease(TrackRecord(reference, resource, origin, genres, extras=extras), credits_)


def _resource(piece: Piece, resources: Resources) -> str:
    """Take the references of a track release and return that of its recording."""
    found = ""
    around = piece.first(_LIST)
    for one in around.each("ReleaseResourceReference") if around is not None else ():
        if one.text in resources.recordings and not found:
            found = one.take()
        elif one.text in resources.pictures:
            one.take()
        if not one.text:
            take_rank(one)
    return found


__all__ = ["COMPOSITES", "Product", "Resources", "TrackRelease", "is_main", "read_main", "read_track"]
