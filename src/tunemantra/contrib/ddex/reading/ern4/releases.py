"""The main release and the track releases (`ddex-facts` 4.1, 4.2 and 4.5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from tunemantra.contrib.ddex.reading import values
from tunemantra.contrib.ddex.reading.envelope import Envelope
from tunemantra.contrib.ddex.reading.ern4.groups import Group
from tunemantra.contrib.ddex.reading.ern4.resources import language_around, read_time
from tunemantra.contrib.ddex.reading.ern4.texts import (
    Extras,
    read_additional_titles,
    read_advice,
    read_ai,
    read_billings,
    read_genres,
    read_lines,
    read_own_ids,
    read_titles,
    read_versions,
)
from tunemantra.contrib.ddex.reading.header import take_own_space
from tunemantra.contrib.ddex.reading.local import default_first, is_default, local_texts, locale
from tunemantra.contrib.ddex.reading.notes import Notes
from tunemantra.contrib.ddex.reading.numbers import Numbers
from tunemantra.contrib.ddex.reading.pieces import Piece
from tunemantra.contrib.ddex.reading.records import (
    LabelRecord,
    MainRecord,
    Origin,
    RecordingRecord,
    Texts,
    TrackRecord,
)
from tunemantra.core.composition import RelatedRelease, Relationship
from tunemantra.core.identifiers import Grid, Gtin
from tunemantra.core.release import ReleaseKind
from tunemantra.core.rights import CLine, PLine

_COMPILATIONS: Final = ("IsCompilation", "IsSingleArtistCompilation", "IsMultiArtistCompilation")
_TITLES: Final = ("DisplayTitleText", "DisplayTitle", "AdditionalTitle", "FormalTitle")


def read_main(piece: Piece, notes: Notes, envelope: Envelope, pictures: frozenset[str]) -> MainRecord:
    """Read the main release.

    Args:
        piece: the Release.
        notes: where findings go.
        envelope: of the message.
        pictures: references of the images of the message.
    """
    main = MainRecord(piece.word("ReleaseReference"), Origin(piece.path, piece.line))
    around = language_around(piece, envelope.language)
    _read_ids(piece, main, notes, envelope.header.sender.dpid)
    titles = read_titles(piece, notes, around)
    main.genres, categories = read_genres(piece, notes, around)
    main.texts = Texts(
        titles=titles,
        additional=read_additional_titles(piece, notes, around),
        credits=local_texts(piece.each("DisplayArtistName"), notes, around),
        billings=read_billings(piece, notes),
        advice=read_advice(piece, notes),
        p_lines=read_lines(piece, PLine, notes, around),
        c_lines=read_lines(piece, CLine, notes, around),
        extras=(*read_own_ids(piece.each("ReleaseId")), *read_versions(piece, titles), *categories),
        ai=read_ai(piece, "ContainsAI"),
    )
    main.kind = _kind(piece)
    main.compilation = _compilation(piece)
    main.labels = _labels(piece, notes)
    main.duration = read_time(piece, "Duration", notes)
    _read_dates(piece, main, notes)
    main.related = tuple(one for one in (_related(related) for related in piece.each("RelatedRelease")) if one)
    main.keywords = local_texts(piece.each("Keywords"), notes, around)
    main.synopsis = local_texts(piece.each("Synopsis"), notes, around)
    main.visibility = tuple(piece.words("ReleaseVisibilityReference"))
    group = Group(notes, pictures)
    top = piece.first("ResourceGroup")
    if top is not None:
        group.read(top)
    main.places, main.discs, main.covers = tuple(group.places), tuple(group.discs), tuple(group.links)
    return main


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
    return code


def _kind(piece: Piece) -> ReleaseKind | None:
    for one in piece.each("ReleaseType"):
        kind = next((kind for kind in ReleaseKind if kind.value == one.text), None)
        if kind is not None:
            one.take()
            return kind
    return None


def _compilation(piece: Piece) -> bool:
    flags = [values.flag(one.take()) for one in piece.each(*_COMPILATIONS) if values.flag(one.text) is not None]
    return any(flags)


def _labels(piece: Piece, notes: Notes) -> tuple[LabelRecord, ...]:
    found = []
    for one in piece.each("ReleaseLabelReference"):
        if one.text and one.attributes.get("LabelType", "DisplayLabel") == "DisplayLabel":
            one.attribute("LabelType")
            default = is_default(one)
            language, territory = locale(one, notes)
            found.append((default, LabelRecord(one.take(), language, territory)))
    return tuple(dict.fromkeys(default_first(found)))


def _read_dates(piece: Piece, main: MainRecord, notes: Notes) -> None:
    partial: list[str] = []
    main.release_date = _date(piece, "ReleaseDate", "release_date", partial, notes)
    main.original_release_date = _date(piece, "OriginalReleaseDate", "original_release_date", partial, notes)
    main.partial = tuple(partial)


def _date(piece: Piece, name: str, field: str, partial: list[str], notes: Notes) -> date | None:
    """Take the date for everywhere, else the default one; those of single territories stay."""
    stated = [one for one in piece.each(name) if one.text]
    general = [one for one in stated if values.place(one.attributes.get("ApplicableTerritoryCode", "")) == ""]
    default = [one for one in stated if values.flag(one.attributes.get("IsDefault", ""))]
    for one in (default + general)[:1]:
        text = one.take()
        found = values.day(text)
        if found is None:
            notes.refuse(one, text, "a date")
            return None
        if one in general:
            one.attribute("ApplicableTerritoryCode")
        is_default(one)
        if not found[1]:
            partial.append(field)
        return found[0]
    return None


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
    return code


def read_track(
    piece: Piece,
    notes: Notes,
    language: str,
    recordings: Mapping[str, RecordingRecord],
    labels: frozenset[LabelRecord],
    numbers: Numbers,
) -> TrackRecord:
    """Read a TrackRelease; what only repeats its recording or the main release is taken with it.

    Args:
        piece: the TrackRelease.
        notes: where findings go.
        language: of the message's texts.
        recordings: by reference.
        labels: of the main release.
        numbers: what the number of a track release may be made of.
    """
    origin = Origin(piece.path, piece.line)
    around = language_around(piece, language)
    resource = piece.word("ReleaseResourceReference")
    reference = piece.word("ReleaseReference")
    recording = recordings.get(resource)
    own = read_own_ids(piece.each("ReleaseId"))
    if recording is not None:
        _forget_repeats(piece, recording)
        numbers.take(piece, recording, reference, resource)
    _forget_labels(piece, labels)
    genres, categories = read_genres(piece, notes, around)
    extras: Extras = (*own, *categories)
    return TrackRecord(
        reference=reference,
        resource=resource,
        origin=origin,
        genres=genres,
        visibility=tuple(piece.words("ReleaseVisibilityReference")),
        extras=extras,
    )


def _forget_labels(piece: Piece, labels: frozenset[LabelRecord]) -> None:
    for one in piece.each("ReleaseLabelReference"):
        about = one.attributes.get
        place = values.place(about("ApplicableTerritoryCode", ""))
        same = LabelRecord(one.text, about("LanguageAndScriptCode", ""), "none" if place is None else place) in labels
        if same and about("LabelType", "DisplayLabel") == "DisplayLabel":
            one.forget({about("LanguageAndScriptCode", ""), about("ApplicableTerritoryCode", "")})


def _forget_repeats(piece: Piece, recording: RecordingRecord) -> None:
    """Take titles the recording has."""
    for one in piece.each(*_TITLES):
        if all(inner.text in recording.said for inner in one.walk() if inner.text):
            one.forget(recording.said)


__all__ = ["read_main", "read_track"]
