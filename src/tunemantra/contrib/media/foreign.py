"""What a file is that is of no form taken here, from its first bytes: a name for people, and the forms that are."""

from __future__ import annotations

from enum import Enum
from typing import Final

SNIFFED: Final = 512
"""Bytes that are looked at."""


class Taken(Enum):
    """The forms that are taken, by what a file is."""

    RECORDING = "recordings are taken as WAV, FLAC, AIFF, MP3, M4A or Opus"
    PICTURE = "pictures are taken as JPEG, PNG, TIFF or WebP"
    FILM = "films are taken as MP4, MOV or WebM"
    OTHER = f"{RECORDING}, {PICTURE}, {FILM}, booklets as PDF"


# (bytes at offsets, what to tell people, what is taken instead); the first match counts.
_KINDS: Final[tuple[tuple[dict[int, bytes], str, Taken], ...]] = (
    ({0: b"GIF8"}, "a GIF picture", Taken.PICTURE),
    ({0: b"BM", 6: bytes(4)}, "a BMP picture", Taken.PICTURE),
    ({0: b"8BPS"}, "a Photoshop document", Taken.PICTURE),
    ({0: b"\0\0\0\x0cjP  "}, "a JPEG 2000 picture", Taken.PICTURE),
    ({4: b"ftypavif"}, "an AVIF picture", Taken.PICTURE),
    ({4: b"ftyphei"}, "a HEIC picture", Taken.PICTURE),
    ({4: b"ftypmif1"}, "a HEIF picture", Taken.PICTURE),
    ({0: b"\0\0\1\0", 5: b"\0"}, "an icon", Taken.PICTURE),
    ({0: b"%!PS"}, "a PostScript document", Taken.PICTURE),
    ({0: b"RIFF", 8: b"AVI "}, "an AVI film", Taken.FILM),
    ({0: b"\0\0\1\xba"}, "an MPEG film", Taken.FILM),
    ({0: b"\0\0\1\xb3"}, "an MPEG film", Taken.FILM),
    ({0: b"\x47", 188: b"\x47", 376: b"\x47"}, "an MPEG transport stream", Taken.FILM),
    ({0: b"FLV\1"}, "a Flash film", Taken.FILM),
    ({0: b"MThd"}, "a MIDI file", Taken.RECORDING),
    ({0: b"PK\3\4"}, "a ZIP archive", Taken.OTHER),
    ({0: b"Rar!\x1a\7"}, "a RAR archive", Taken.OTHER),
    ({0: b"7z\xbc\xaf"}, "a 7-Zip archive", Taken.OTHER),
    ({0: b"\x1f\x8b\x08"}, "a gzip archive", Taken.OTHER),
    ({257: b"ustar"}, "a TAR archive", Taken.OTHER),
    ({0: b"\xd0\xcf\x11\xe0"}, "an Office document", Taken.OTHER),
)


def kind_of(head: bytes) -> tuple[str, Taken] | None:
    """Return what a file is and what is taken instead; None where that is not known.

    Args:
        head: its first bytes, `SNIFFED` of them where it has as many.
    """
    for magic, what, taken in _KINDS:
        if all(head[offset : offset + len(part)] == part for offset, part in magic.items()):
            return what, taken
    return None


__all__ = ["SNIFFED", "Taken", "kind_of"]
