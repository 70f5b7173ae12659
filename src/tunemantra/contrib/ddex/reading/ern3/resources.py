"""Sound recordings, videos and pictures of ERN 3 (`ddex-facts` 4.6 and 7)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from attrs import frozen

from tunemantra.contrib.ddex.reading import values
from tunemantra.contrib.ddex.reading.ern3.people import Cast
from tunemantra.contrib.ddex.reading.ern3.repeats import said_in
from tunemantra.contrib.ddex.reading.ern3.sheets import Sheet, laid_out
from tunemantra.contrib.ddex.reading.ern3.texts import read_all_titles
from tunemantra.contrib.ddex.reading.ern4.resources import language_around
from tunemantra.contrib.ddex.reading.ern4.texts import read_advice, read_genres, read_lines, read_own_ids
from tunemantra.contrib.ddex.reading.files import read_technical
from tunemantra.contrib.ddex.reading.local import local_texts
from tunemantra.contrib.ddex.reading.notes import Notes
from tunemantra.contrib.ddex.reading.numbers import take_numbers
from tunemantra.contrib.ddex.reading.pieces import Piece
from tunemantra.contrib.ddex.reading.records import Origin, Part, PictureRecord, RecordingRecord, Texts
from tunemantra.contrib.ddex.reading.stated import StatedFile
from tunemantra.core.identifiers import Isrc, Iswc
from tunemantra.core.release import Genre, Medium
from tunemantra.core.rights import CLine, PLine

_PLAIN_TYPES: Final = frozenset({"MusicalWorkSoundRecording", "ShortFormMusicalWorkVideo"})
_INSTRUMENTAL: Final = "zxx"


@frozen
class Heard:
    """A recording and what a track takes from it in ERN 3 alone.

    Args:
        record: the recording.
        genres: stated for the recording.
    """

    record: RecordingRecord
    genres: tuple[Genre, ...] = ()


@frozen
class Seen:
    """A picture, and the advice that stands at it: it is that of the release, or it has no place.

    Args:
        record: the picture.
        advice: path, line and text.
    """

    record: PictureRecord
    advice: tuple[tuple[str, int, str], ...] = ()


def read_recording(piece: Piece, cast: Cast, notes: Notes, language: str) -> Heard:
    """Read a SoundRecording or a Video.

    Args:
        piece: the resource.
        cast: who is named in the message.
        notes: where findings go.
        language: of the message's texts.
    """
    said = said_in(piece, f"{piece.name}DetailsByTerritory")
    around = language_around(piece, language)
    with laid_out(piece, f"{piece.name}DetailsByTerritory", notes, cast.room) as sheet:
        return _recording(sheet, cast, notes, around, said)


def _recording(sheet: Sheet, cast: Cast, notes: Notes, around: str, said: frozenset[str]) -> Heard:
    piece, whole, kind = sheet.piece, sheet.all, sheet.piece.name
    origin = Origin(piece.path, piece.line)
    ids = piece.each(f"{kind}Id")
    isrc, isrc_text = _isrc(ids, notes)
    extras = read_own_ids(ids)
    titles, additional = read_all_titles(whole, notes, around)
    billings, done = cast.billings(whole)
    genres, _ = read_genres(whole, notes, around)
    file, preview = _details(sheet.general, f"Technical{kind}Details", notes)
    _forget_plain(piece, f"{kind}Type", _PLAIN_TYPES)
    record = RecordingRecord(
        reference=piece.word("ResourceReference"),
        origin=origin,
        texts=Texts(
            titles=titles,
            additional=additional,
            credits=local_texts(whole.each("DisplayArtistName"), notes, around),
            billings=billings,
            advice=read_advice(whole, notes),
            p_lines=read_lines(whole, PLine, notes, around),
            c_lines=read_lines(whole, CLine, notes, around),
            extras=extras,
        ),
        isrc=isrc,
        isrc_text=isrc_text,
        medium=Medium.VIDEO if kind == "Video" else Medium.AUDIO,
        deeds=(*cast.deeds(sheet.general), *done),
        duration=_time(piece, "Duration", notes) or None,
        iswc=_iswc(piece, f"Indirect{kind}Id", notes),
        language=_language(piece),
        first_published=_first_published(sheet.general, notes),
        preview_start=preview.start,
        preview_duration=preview.duration,
        file=file,
        parts=_parts(piece, notes),
        said=said,
        numbers=take_numbers(ids),
    )
    return Heard(record, genres)


def _isrc(ids: list[Piece], notes: Notes) -> tuple[Isrc | None, str]:
    for one in ids:
        stated = one.first("ISRC")
        if stated is not None and stated.text:
            text = stated.take()
            isrc = values.code(Isrc, text)
            if isrc is None:
                notes.refuse(stated, text, "an ISRC")
            return isrc, text
    return None, ""


def _iswc(piece: Piece, name: str, notes: Notes) -> Iswc | None:
    stated = piece.inside(name, "ISWC")
    if stated is None or not stated.text:
        return None
    text = stated.take()
    iswc = values.code(Iswc, text)
    if iswc is None:
        notes.refuse(stated, text, "an ISWC")
    return iswc


def _language(piece: Piece) -> str:
    instrumental = piece.first("IsInstrumental")
    plays = values.flag(instrumental.text) if instrumental is not None else None
    spoken = next((one for one in piece.each("LanguageOfPerformance") if one.text), None)
    if instrumental is not None and plays is not None and not (plays and spoken):
        instrumental.take()
    if spoken is None:
        return _INSTRUMENTAL if plays else ""
    return spoken.take()


def _first_published(general: Piece, notes: Notes) -> date | None:
    stated = general.first("OriginalResourceReleaseDate") or general.first("ResourceReleaseDate")
    if stated is None or not stated.text:
        return None
    text = stated.take()
    found = values.day(text)
    if found is None:
        notes.refuse(stated, text, "a date")
        return None
    if not found[1]:
        message = "only a part of the date is stated; its first day is taken."
        notes.warning("ERN-READ-004", stated, message, observed=text)
    return found[0]


@frozen
class _Preview:
    start: Decimal | None = None
    duration: Decimal | None = None


def _details(general: Piece, name: str, notes: Notes) -> tuple[StatedFile | None, _Preview]:
    """Read the first technical details that are not those of a preview, and the first preview; the rest stays."""
    file: StatedFile | None = None
    preview = _Preview()
    for details in general.each(name):
        details.word("TechnicalResourceDetailsReference")
        if preview.start is None:
            preview = _preview(details, notes)
        clip = details.first("IsPreview")
        if file is None and not (clip is not None and values.flag(clip.text)):
            _forget_plain(details, "IsPreview", frozenset({"false"}))
            stated = read_technical(details, notes)
            file = None if stated == StatedFile() else stated
    return file, preview


def _preview(details: Piece, notes: Notes) -> _Preview:
    stated = details.first("PreviewDetails")
    if stated is None:
        return _Preview()
    _forget_plain(stated, "ExpressionType", frozenset({"Instructive"}))
    return _Preview(_time(stated, "StartPoint", notes), _time(stated, "Duration", notes))


def _parts(piece: Piece, notes: Notes) -> tuple[Part, ...]:
    """Read the recordings heard in this one."""
    found = []
    contained = piece.first("ResourceContainedResourceReferenceList")
    for one in contained.each("ResourceContainedResourceReference") if contained is not None else ():
        reference = one.word("ResourceContainedResourceReference")
        if reference:
            found.append(Part(reference, _time(one, "StartPoint", notes), _time(one, "DurationUsed", notes)))
    return tuple(found)


def _time(piece: Piece, name: str, notes: Notes) -> Decimal | None:
    stated = piece.first(name)
    if stated is None or not stated.text:
        return None
    text = stated.take()
    found = values.seconds(text)
    if found is None:
        notes.refuse(stated, text, "a duration")
    return found


def _forget_plain(piece: Piece, name: str, usual: frozenset[str]) -> None:
    """Take a value that only says the usual."""
    stated = piece.first(name)
    if stated is not None and stated.text in usual:
        stated.take()


def read_picture(piece: Piece, notes: Notes) -> Seen:
    """Read what can be used of an Image that is a cover or a still, or of a Text that is a booklet."""
    origin, name = Origin(piece.path, piece.line), piece.name
    general = piece.first(f"{name}DetailsByTerritory") or Piece(f"{name}DetailsByTerritory")
    _take_world(general)
    file, _ = _details(general, f"Technical{name}Details", notes)
    advice = tuple(
        (one.path, one.line, one.take())
        for one in general.each("ParentalWarningType")
        if one.text and not one.attributes
    )
    kind = piece.word(f"{name}Type")
    numbers = take_numbers(piece.each(f"{name}Id"))
    return Seen(PictureRecord(piece.word("ResourceReference"), kind, origin, file, numbers=numbers), advice)


def _take_world(general: Piece) -> None:
    for code in general.each("TerritoryCode"):
        if code.text in values.WORLDWIDE:
            code.take()
            code.attribute("IdentifierType")


__all__ = ["Heard", "Seen", "read_picture", "read_recording"]
