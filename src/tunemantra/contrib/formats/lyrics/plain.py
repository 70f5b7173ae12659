"""Plain text: a line each, an empty line between stanzas."""

from __future__ import annotations

from tunemantra.core.lyrics import Lyrics, LyricsLine, Stanza


def read_plain(text: str, language: str) -> Lyrics:
    """Return lyrics without moments."""
    stanzas: list[list[LyricsLine]] = [[]]
    for line in text.splitlines():
        words = " ".join(line.split())
        if words:
            stanzas[-1].append(LyricsLine(words))
        elif stanzas[-1]:
            stanzas.append([])
    return Lyrics(tuple(Stanza(tuple(lines)) for lines in stanzas if lines), language)


def write_plain(lyrics: Lyrics) -> tuple[str, list[str]]:
    """Return the text, and what is lost."""
    lost = []
    if any(True for _ in lyrics.moments()):
        lost.append("the moments of lines and words")
    return f"{lyrics.text}\n", [*lost, *beside_the_words(lyrics)]


def beside_the_words(lyrics: Lyrics) -> list[str]:
    """Return what lyrics say beside words and moments, which only TTML holds."""
    lost = []
    if any(line.singer for line in lyrics.lines):
        lost.append("who sings which line")
    if any(line.background for line in lyrics.lines):
        lost.append("the background voices")
    if any(line.translations for line in lyrics.lines):
        lost.append("the translations")
    if any(stanza.part for stanza in lyrics.stanzas):
        lost.append("which part of the song a stanza is")
    return lost


__all__ = ["beside_the_words", "read_plain", "write_plain"]
