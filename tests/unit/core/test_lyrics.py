from tunemantra.core.lyrics import Lyrics, LyricsLine, Stanza, Timing, Word

FIRST = LyricsLine("la li", 1000, 2000, (Word("la ", 1000, 1400), Word("li", 1500)), background=(Word("ooh", 1100),))
SONG = Lyrics((Stanza((FIRST, LyricsLine("lo", 3000))), Stanza((LyricsLine("end"),), "Outro")), "en")


def test_the_text_has_an_empty_line_between_stanzas():
    assert SONG.text == "la li\nlo\n\nend"


def test_moments_come_in_the_order_of_the_text():
    assert list(SONG.moments()) == [
        (1000, "la li"),
        (1000, "la li"),
        (1400, "la li"),
        (1500, "la li"),
        (2000, "la li"),
        (3000, "lo"),
    ]


def test_the_finest_timing_counts():
    assert SONG.timing is Timing.WORD
    assert SONG.without_words().timing is Timing.LINE
    assert SONG.without_moments().timing is Timing.NONE


def test_without_moments_the_words_are_the_same():
    assert SONG.without_moments().text == SONG.text
    assert list(SONG.without_moments().moments()) == []
