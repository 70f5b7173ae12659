"""Sound recordings, videos and pictures (`ddex-facts` 4.1, 4.4 and 4.6)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from attrs import evolve, frozen

from tunemantra.contrib.ddex.reading import values
from tunemantra.contrib.ddex.reading.ern4.texts import (
    Line,
    read_additional_titles,
    read_advice,
    read_ai,
    read_billings,
    read_deeds,
    read_lines,
    read_own_ids,
    read_titles,
    read_versions,
)
from tunemantra.contrib.ddex.reading.files import read_technical
from tunemantra.contrib.ddex.reading.local import local_texts
from tunemantra.contrib.ddex.reading.notes import Notes
from tunemantra.contrib.ddex.reading.numbers import take_numbers
from tunemantra.contrib.ddex.reading.pieces import Piece
from tunemantra.contrib.ddex.reading.records import Origin, OtherEdition, Part, PictureRecord, RecordingRecord, Texts
from tunemantra.contrib.ddex.reading.stated import StatedFile
from tunemantra.core.identifiers import Isrc, Iswc
from tunemantra.core.release import Medium
from tunemantra.core.rights import CLine, PLine
from tunemantra.core.text import Title

_PLAIN_TYPES: Final = frozenset({"MusicalWorkSoundRecording", "ShortFormMusicalWorkVideo"})
_FILE_TYPES: Final = frozenset({"AudioFile", "AudioVisualFile", "ImageFile"})
_IMMERSIVE: Final = "ImmersiveEdition"
_MODES: Final = {"Mono": 1, "Stereo": 2}
_INSTRUMENTAL: Final = "zxx"


def read_recording(piece: Piece, notes: Notes, language: str) -> RecordingRecord:
    """Read a SoundRecording or a Video.

    Args:
        piece: the resource.
        notes: where findings go.
        language: of the message's texts.
    """
    origin = Origin(piece.path, piece.line)
    around = language_around(piece, language)
    supplemental = values.flag(piece.attribute("IsSupplemental")) is True
    master, others = _editions(piece)
    isrc, isrc_text = _isrc(master, notes)
    file, preview = _details(master, notes)
    titles = read_titles(piece, notes, around)
    _forget_plain(piece, "Type", _PLAIN_TYPES)
    file = _with_mode(master, file)
    reference = piece.word("ResourceReference")
    return RecordingRecord(
        reference=reference,
        origin=origin,
        texts=Texts(
            titles=titles,
            additional=read_additional_titles(piece, notes, around),
            credits=local_texts(piece.each("DisplayArtistName"), notes, around),
            billings=read_billings(piece, notes),
            advice=read_advice(piece, notes),
            p_lines=_lines(piece, master, PLine, notes, around),
            c_lines=_lines(piece, master, CLine, notes, around),
            extras=(*read_own_ids(master.each("ResourceId")), *read_versions(piece, titles)),
            ai=read_ai(piece, "ContainsAI"),
        ),
        isrc=isrc,
        isrc_text=isrc_text,
        medium=Medium.VIDEO if piece.name == "Video" else Medium.AUDIO,
        supplemental=supplemental,
        deeds=read_deeds(piece, notes),
        duration=read_time(piece, "Duration", notes) or None,
        iswc=_iswc(piece, notes),
        language=_language(piece),
        first_published=_first_published(piece, notes),
        preview_start=preview.start,
        preview_duration=preview.duration,
        file=file,
        editions=tuple(_other(edition, notes) for edition in others),
        parts=tuple(_parts(piece, notes)),
        said=frozenset(text for title in titles for text in _said(title)),
        numbers=take_numbers(master.each("ResourceId")),
    )


def _said(title: Title) -> tuple[str, ...]:
    return title.text, title.version, title.display, title.language, title.territory


def language_around(piece: Piece, language: str) -> str:
    """Take the language of a whole composite; empty where it is that of the message."""
    stated = piece.attribute("LanguageAndScriptCode")
    return "" if stated == language else stated


def _editions(piece: Piece) -> tuple[Piece, list[Piece]]:
    """Return the composite that has identifier, lines and files: the first edition, before ERN 4.3 the resource."""
    editions = piece.each("SoundRecordingEdition", "VideoEdition")
    if not editions:
        return piece, []
    plain = [one for one in editions if _kind(one) != _IMMERSIVE]
    master = plain[0] if plain else editions[0]
    _forget_plain(master, "Type", frozenset({"NonImmersiveEdition"}))
    return master, [one for one in editions if one is not master and _kind(one) == _IMMERSIVE]


def _kind(edition: Piece) -> str:
    stated = edition.first("Type")
    return stated.text if stated is not None else ""


def _forget_plain(piece: Piece, name: str, usual: frozenset[str]) -> None:
    """Take a value that only says the usual."""
    stated = piece.first(name)
    if stated is not None and stated.text in usual:
        stated.take()


def _isrc(piece: Piece, notes: Notes) -> tuple[Isrc | None, str]:
    for ids in piece.each("ResourceId"):
        stated = ids.first("ISRC")
        if stated is not None and stated.text:
            text = stated.take()
            isrc = values.code(Isrc, text)
            if isrc is None:
                notes.refuse(stated, text, "an ISRC")
            return isrc, text
    return None, ""


def _iswc(piece: Piece, notes: Notes) -> Iswc | None:
    stated = piece.inside("WorkId", "ISWC")
    if stated is None or not stated.text:
        return None
    text = stated.take()
    iswc = values.code(Iswc, text)
    if iswc is None:
        notes.refuse(stated, text, "an ISWC")
    return iswc


def _lines(piece: Piece, master: Piece, kind: type[Line], notes: Notes, around: str) -> tuple[Line, ...]:
    found = read_lines(master, kind, notes, around)
    return found or (read_lines(piece, kind, notes, around) if piece is not master else ())


def _language(piece: Piece) -> str:
    instrumental = piece.first("IsInstrumental")
    plays = values.flag(instrumental.text) if instrumental is not None else None
    spoken = next((one for one in piece.each("LanguageOfPerformance") if one.text), None)
    if instrumental is not None and plays is not None and not (plays and spoken):
        instrumental.take()
    if spoken is None:
        return _INSTRUMENTAL if plays else ""
    if values.flag(spoken.attributes.get("IsMainLanguage", "")):
        spoken.attribute("IsMainLanguage")
    return spoken.take()


def _first_published(piece: Piece, notes: Notes) -> date | None:
    around = piece.first("FirstPublicationDate")
    stated = around.first("FulfillmentDate") or around if around is not None else None
    if stated is None or not stated.text:
        return None
    text = stated.take()
    found = values.day(text)
    if found is None:
        notes.refuse(stated, text, "a date")
        return None
    if not found[1]:
        notes.warning(
            "ERN-READ-004", stated, "only a part of the date is stated; its first day is taken.", observed=text
        )
    return found[0]


@frozen
class _Preview:
    start: Decimal | None = None
    duration: Decimal | None = None


def _details(piece: Piece, notes: Notes) -> tuple[StatedFile | None, _Preview]:
    """Read the first technical details with a file, and the first with a preview; the rest stays."""
    file: StatedFile | None = None
    preview = _Preview()
    for details in piece.each("TechnicalDetails"):
        details.word("TechnicalResourceDetailsReference")
        if preview.start is None:
            preview = _preview(details, notes)
        if file is None:
            file = _file(details, notes)
    return file, preview


def _file(details: Piece, notes: Notes) -> StatedFile | None:
    for name in ("IsPreview", "IsClip"):
        _forget_plain(details, name, frozenset({"false"}))
    deliveries = details.each("DeliveryFile")
    around = deliveries[0] if deliveries else details
    _forget_plain(around, "Type", _FILE_TYPES)
    if around is details:
        stated = read_technical(details, notes)
    else:
        stated = read_technical(around, notes, stated=read_technical(details, notes))
    return None if stated == StatedFile() else stated


def _preview(details: Piece, notes: Notes) -> _Preview:
    """Read where a preview begins: a clip from ERN 4.3 on, before that preview details."""
    for clip in details.each("ClipDetails"):
        kind, timing = clip.first("ClipType"), clip.first("Timing")
        if kind is None or kind.text != "Preview" or timing is None or clip.first("DeliveryFile") is not None:
            continue
        kind.take()
        clip.word("TechnicalResourceDetailsReference")
        _forget_plain(clip, "ExpressionType", frozenset({"Instructive"}))
        return _Preview(read_time(timing, "StartPoint", notes), read_time(timing, "DurationUsed", notes))
    old = details.first("PreviewDetails")
    if old is None:
        return _Preview()
    _forget_plain(old, "ExpressionType", frozenset({"Instructive"}))
    return _Preview(read_time(old, "StartPoint", notes), read_time(old, "Duration", notes))


def read_time(piece: Piece, name: str, notes: Notes) -> Decimal | None:
    """Read a length or a place in time in seconds; what is none stays."""
    stated = piece.first(name)
    if stated is None or not stated.text:
        return None
    text = stated.take()
    found = values.seconds(text)
    if found is None:
        notes.refuse(stated, text, "a duration")
    return found


def _with_mode(master: Piece, file: StatedFile | None) -> StatedFile | None:
    """Take the recording mode where it says how many channels there are, and nothing else is said of them."""
    for name in ("RecordingMode", "AudioChannelConfiguration"):
        stated = master.first(name)
        channels = _MODES.get(stated.text) if stated is not None else None
        if stated is not None and channels and (file is None or file.channels in {0, channels}):
            stated.take()
            return evolve(file or StatedFile(), channels=channels)
    return file


def _other(edition: Piece, notes: Notes) -> OtherEdition:
    _forget_plain(edition, "Type", frozenset({_IMMERSIVE}))
    _forget_plain(edition, "RecordingMode", frozenset({"ImmersiveAudio"}))
    isrc, _ = _isrc(edition, notes)
    file, _ = _details(edition, notes)
    return OtherEdition(isrc, file)


def _parts(piece: Piece, notes: Notes) -> list[Part]:
    """Read the recordings heard in this one."""
    found = []
    for related in piece.each("RelatedResource"):
        kind = related.first("ResourceRelationshipType")
        if kind is not None and kind.text == "HasContentFrom":
            reference = related.word("ResourceRelatedResourceReference")
            if reference:
                kind.take()
                timing = related.first("Timing") or Piece("Timing")
                found.append(
                    Part(reference, read_time(timing, "StartPoint", notes), read_time(timing, "DurationUsed", notes))
                )
    return found


def read_picture(piece: Piece, notes: Notes) -> PictureRecord:
    """Read what can be used of an Image that is a cover or a still, or of a Text that is a booklet."""
    origin = Origin(piece.path, piece.line)
    file, _ = _details(piece, notes)
    return PictureRecord(
        kind=piece.word("Type"),
        reference=piece.word("ResourceReference"),
        origin=origin,
        file=file,
        ai=read_ai(piece, "ContainsAI"),
        numbers=take_numbers(piece.each("ResourceId")),
    )


__all__ = ["language_around", "read_picture", "read_recording", "read_time"]
