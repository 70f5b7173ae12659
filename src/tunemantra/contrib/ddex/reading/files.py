"""Files and technical details, in every spelling of every version (`ddex-facts` 4.6)."""

from __future__ import annotations

import re
from decimal import Decimal

from attrs import evolve

from tunemantra.contrib.ddex.reading import values
from tunemantra.contrib.ddex.reading.header import take_own_space
from tunemantra.contrib.ddex.reading.notes import Notes
from tunemantra.contrib.ddex.reading.pieces import Piece
from tunemantra.contrib.ddex.reading.stated import StatedFile

_CODECS = ("VideoCodecType", "ImageCodecType", "AudioCodecType", "TextCodecType")
_KILO = 3
_PLAIN_FRAMES = {"FPS", "Hz", "Hz(non-interlaced)"}
"""Units of a frame rate that say nothing but that it is one; whether a film is interlaced has no place."""
_UNIT = re.compile(r"(?:[kMG]?(?:Hz|bps))?").fullmatch


def read_file(piece: Piece, notes: Notes) -> StatedFile:
    """Read a File: `URI` (ERN 4), or `URL`, or `FilePath` and `FileName` (ERN 3), with hash and size."""
    uri = piece.word("URI", "URL")
    if not uri:
        uri = piece.word("FilePath") + piece.word("FileName")
    algorithm, digest = _hash_sum(piece)
    return StatedFile(uri=uri, algorithm=algorithm, digest=digest, size=_size(piece, notes))


def read_technical(piece: Piece, notes: Notes, *, stated: StatedFile | None = None) -> StatedFile:
    """Read what surrounds a File: a DeliveryFile, or the technical details themselves.

    Args:
        piece: the composite around the File.
        notes: where findings go.
        stated: what is known already, from a composite further out.
    """
    file = piece.first("File")
    known = stated or StatedFile()
    if file is not None:
        inner = read_file(file, notes)
        known = evolve(known, uri=inner.uri, algorithm=inner.algorithm, digest=inner.digest, size=inner.size)
    provided = _flag(piece, "IsProvidedInDelivery")
    return evolve(
        known,
        provided=known.provided if provided is None else provided,
        container=_word(piece, "ContainerFormat", notes) or known.container,
        codec=_codec(piece, notes) or known.codec,
        audio_codec=_codec(piece, notes) or known.audio_codec,
        channels=_count(piece, notes, "NumberOfChannels", "NumberOfAudioChannels") or known.channels,
        sampling_rate=_scaled(piece, notes, "SamplingRate", "AudioSamplingRate") or known.sampling_rate,
        bits=_count(piece, notes, "BitsPerSample", "AudioBitsPerSample", "BitDepth") or known.bits,
        bit_rate=_scaled(piece, notes, "BitRate", "OverallBitRate", "VideoBitRate") or known.bit_rate,
        width=_count(piece, notes, "ImageWidth") or known.width,
        height=_count(piece, notes, "ImageHeight") or known.height,
        frame_rate=_number(piece, notes, "FrameRate") or known.frame_rate,
        duration=_seconds(piece, notes) or known.duration,
    )


def _flag(piece: Piece, name: str) -> bool | None:
    """Take a flag; what is none stays."""
    stated = piece.first(name)
    said = values.flag(stated.text) if stated is not None else None
    if stated is not None and said is not None:
        stated.take()
    return said


def _hash_sum(file: Piece) -> tuple[str, str]:
    around = file.first("HashSum")
    if around is None:
        return "", ""
    algorithm = values.algorithm(around.word("Algorithm", "HashSumAlgorithmType"))
    kind = around.word("DataType", "HashSumDataType")
    return algorithm, values.digest(around.word("HashSumValue", "HashSum"), kind)


def _size(file: Piece, notes: Notes) -> int:
    """Return bytes: the schema counts kilobytes."""
    stated = file.first("FileSize")
    if stated is None or not stated.text:
        return 0
    text = stated.take()
    kilobytes = values.number(text)
    if kilobytes is None:
        notes.refuse(stated, text, "a size in kilobytes")
        return 0
    return int(kilobytes.scaleb(_KILO))


def _word(piece: Piece, name: str, notes: Notes) -> str:
    """Return a value of a set, or the sender's own word for `UserDefined`."""
    stated = piece.first(name)
    if stated is None:
        return ""
    text = stated.take()
    if text != "UserDefined":
        return text
    take_own_space(stated, notes.sender)
    return stated.attribute("UserDefinedValue")


def _codec(piece: Piece, notes: Notes) -> str:
    return next((word for word in (_word(piece, name, notes) for name in _CODECS) if word), "")


def _count(piece: Piece, notes: Notes, *names: str) -> int:
    for name in names:
        stated = piece.first(name)
        if stated is not None and stated.text:
            text = stated.take()
            found = values.count(text)
            if found is not None and stated.attributes.get("UnitOfMeasure", "") in {"", "Pixel"}:
                stated.attribute("UnitOfMeasure")
                return found
            notes.refuse(stated, text, "a whole number")
    return 0


def _scaled(piece: Piece, notes: Notes, *names: str) -> int:
    for name in names:
        stated = piece.first(name)
        if stated is not None and stated.text:
            text = stated.take()
            unit = stated.attributes.get("UnitOfMeasure", "")
            found = values.scaled(text, unit) if _UNIT(unit) else None
            if found is not None:
                stated.attribute("UnitOfMeasure")
                return found
            notes.refuse(stated, text, "a rate")
    return 0


def _number(piece: Piece, notes: Notes, name: str) -> Decimal | None:
    stated = piece.first(name)
    if stated is None or not stated.text:
        return None
    text = stated.take()
    found = values.number(text)
    if found is None:
        notes.refuse(stated, text, "a number")
        return None
    if stated.attributes.get("UnitOfMeasure") in _PLAIN_FRAMES:
        stated.attribute("UnitOfMeasure")
    return found


def _seconds(piece: Piece, notes: Notes) -> Decimal | None:
    stated = piece.first("Duration")
    if stated is None or not stated.text:
        return None
    text = stated.take()
    found = values.seconds(text)
    if found is None:
        notes.refuse(stated, text, "a duration")
    return found


__all__ = ["read_file", "read_technical"]
