"""Lyrics from files and into files: plain text, LRC (of lines or words) and TTML as Apple takes it.

`read_lyrics` takes the bytes of any of them; `write_lyrics` says what a form cannot hold.
"""

from tunemantra.contrib.formats.lyrics.files import (
    LARGEST,
    LyricsForm,
    LyricsProblem,
    WrittenLyrics,
    form_of,
    read_lyrics,
    write_lyrics,
)

__all__ = ["LARGEST", "LyricsForm", "LyricsProblem", "WrittenLyrics", "form_of", "read_lyrics", "write_lyrics"]
