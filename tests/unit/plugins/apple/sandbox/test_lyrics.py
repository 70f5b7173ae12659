"""The store reads lyrics with its own eyes."""

from __future__ import annotations

import pytest

from tunemantra.contrib.formats.lyrics import LyricsForm, write_lyrics
from tunemantra.core.lyrics import Lyrics, LyricsLine, Stanza
from tunemantra.plugins.apple.sandbox.lyrics import lyrics_faults


def ttml(*lines, language="en"):
    return write_lyrics(Lyrics((Stanza(lines),), language), LyricsForm.TTML, milliseconds=3000).content


GOOD = ttml(LyricsLine("one", 0, 900), LyricsLine("two", 1000, 3900))


def test_what_we_write_is_taken():
    assert list(lyrics_faults(GOOD, "Line", 3.0)) == []


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"<tt", "not well-formed"),
        (b"<!DOCTYPE tt><tt/>", "document type"),
        (b"<lyrics/>", "no TTML"),
        (GOOD.replace(b'timing="Line"', b'timing="Word"'), "no TTML with the timing Line"),
        (ttml(LyricsLine("one", 0, 900), language=""), "language"),
        (ttml(LyricsLine("one", 1000), LyricsLine("two", 900)), "follow one another"),
        (ttml(LyricsLine("one", 0, 4001)), "when the recording is over"),
        (ttml(LyricsLine("one", 0), LyricsLine("two")), "has no moment"),
        (ttml(LyricsLine("[Chorus]", 0, 900)), "is a label"),
    ],
)
def test_each_fault_is_told(content, why):
    assert any(why in fault for fault in lyrics_faults(content, "Line", 3.0))
