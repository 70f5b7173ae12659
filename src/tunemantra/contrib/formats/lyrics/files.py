"""One door for lyrics of every form: what a file is, what is in it, and what another form cannot hold."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from attrs import frozen

from tunemantra.contrib.formats.lyrics.lrc import read_lrc, write_lrc
from tunemantra.contrib.formats.lyrics.plain import read_plain, write_plain
from tunemantra.contrib.formats.lyrics.problem import LyricsProblem
from tunemantra.core.lyrics import Lyrics

LARGEST: Final = 1024 * 1024
"""Bytes of the largest file of lyrics that is read."""


class LyricsForm(StrEnum):
    """The forms lyrics come in, named by their file extension."""

    PLAIN = "txt"
    LRC = "lrc"
    TTML = "ttml"


@frozen
class WrittenLyrics:
    """Lyrics in one form.

    Args:
        content: of the file, UTF-8.
        lost: what the form cannot hold, one clause each.
    """

    content: bytes
    lost: tuple[str, ...]


def form_of(name: str) -> LyricsForm:
    """Return the form a file's name promises.

    Raises:
        LyricsProblem: it promises none.
    """
    extension = name.rpartition(".")[2].lower()
    if extension == "xml":
        return LyricsForm.TTML
    if extension not in set(LyricsForm):
        raise LyricsProblem(f"lyrics are {', '.join(f'.{form}' for form in LyricsForm)} files")
    return LyricsForm(extension)


def read_lyrics(content: bytes, form: LyricsForm, language: str = "") -> Lyrics:
    """Return the lyrics of a file.

    Args:
        content: its bytes.
        form: what it is.
        language: BCP 47 tag, where the author states it; it outweighs what the file says.

    Raises:
        LyricsProblem: with the line it is in.
    """
    if len(content) > LARGEST:
        raise LyricsProblem(f"the file has more than {LARGEST:,} bytes")
    lyrics = _of_ttml(content, language) if form is LyricsForm.TTML else _of_text(content, form, language)
    if not lyrics.lines:
        raise LyricsProblem("there are no words in it")
    return lyrics


def _of_ttml(content: bytes, language: str) -> Lyrics:
    from tunemantra.contrib.formats.lyrics.ttml import read_ttml

    return read_ttml(content, language)


def _of_text(content: bytes, form: LyricsForm, language: str) -> Lyrics:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise LyricsProblem("the file is not UTF-8", content.count(b"\n", 0, problem.start) + 1) from None
    strange = next((char for char in text if not char.isprintable() and not char.isspace()), None)
    if strange is not None:
        line = text.count("\n", 0, text.index(strange)) + 1
        raise LyricsProblem(f"the character U+{ord(strange):04X} cannot be shown", line)
    return read_lrc(text, language) if form is LyricsForm.LRC else read_plain(text, language)


def write_lyrics(lyrics: Lyrics, form: LyricsForm, *, milliseconds: int | None = None) -> WrittenLyrics:
    """Return the lyrics in a form.

    Args:
        lyrics: as read.
        form: which.
        milliseconds: length of the recording, which TTML states; None to end with the last line.

    Raises:
        LyricsProblem: LRC, and a line has no moment.
    """
    if form is LyricsForm.TTML:
        from tunemantra.contrib.formats.lyrics.ttml import write_ttml

        return WrittenLyrics(write_ttml(lyrics, milliseconds), ())
    text, lost = write_lrc(lyrics) if form is LyricsForm.LRC else write_plain(lyrics)
    return WrittenLyrics(text.encode(), tuple(lost))


__all__ = ["LARGEST", "LyricsForm", "LyricsProblem", "WrittenLyrics", "form_of", "read_lyrics", "write_lyrics"]
