"""Lyrics come out of each form as they went in, or what is lost is said."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tunemantra.contrib.formats.lyrics import LARGEST, LyricsForm, LyricsProblem, form_of, read_lyrics, write_lyrics
from tunemantra.core.lyrics import Lyrics, LyricsLine, Singer, Stanza, Timing, Word
from tunemantra.core.text import LocalText

LRC = """[ti:Night Trains]
[la:en]
[00:01.00]Through the rain
[00:03.50]we go
[00:05.00]

[00:10.25]Home
"""

WORDS = "[00:01.00]<00:01.00>Through <00:01.40>the <00:02.00>rain<00:03.00>\n"

TTML = """<?xml version="1.0" encoding="UTF-8"?>
<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata"
    xmlns:itunes="http://music.apple.com/lyric-ttml-internal" itunes:timing="Word" xml:lang="ja">
  <head><metadata>
    <ttm:agent type="person" xml:id="v1"><ttm:name type="full">Mira Solano</ttm:name></ttm:agent>
    <ttm:agent type="group" xml:id="v1000"/>
  </metadata></head>
  <body dur="3:25.000">
    <div begin="1.2s" end="00:00:05.000" itunes:song-part="Verse">
      <p begin="1.2s" end="2500ms" itunes:key="L1" ttm:agent="v1"><span begin="1.2s" end="1.5">夜</span><span
        begin="1.5" end="1.9">行</span> <span begin="1.9" end="2.5">列車</span><span ttm:role="x-bg"><span
        begin="2.0" end="2.2">ooh</span></span><span ttm:role="x-translation" xml:lang="en">Night train</span></p>
      <p begin="3" end="5" ttm:agent="v1000">行こう<br/>よ</p>
    </div>
  </body>
</tt>
"""


def read(text, form=LyricsForm.LRC, language=""):
    return read_lyrics(text.encode(), form, language)


def test_plain_text_is_lines_and_stanzas():
    lyrics = read("One  line\r\nanother\n\n\n  last \n", LyricsForm.PLAIN, "en")
    assert [[line.text for line in stanza.lines] for stanza in lyrics.stanzas] == [["One line", "another"], ["last"]]
    assert (lyrics.timing, lyrics.language) == (Timing.NONE, "en")


def test_a_line_of_lrc_lasts_until_the_next_stamp():
    lines = read(LRC).lines
    assert [(line.text, line.start, line.end) for line in lines] == [
        ("Through the rain", 1000, 3500),
        ("we go", 3500, 5000),
        ("Home", 10_250, None),
    ]


def test_an_empty_line_of_lrc_is_a_new_stanza_and_its_label_the_language():
    lyrics = read(LRC)
    assert [len(stanza.lines) for stanza in lyrics.stanzas] == [2, 1]
    assert lyrics.language == "en"
    assert read(LRC, language="de").language == "de"


def test_a_refrain_has_many_stamps():
    lyrics = read("[00:20.00][00:01.00]la la\n[00:05.00]verse\n")
    assert [(line.text, line.start, line.end) for line in lyrics.lines] == [
        ("la la", 1000, 5000),
        ("verse", 5000, 20_000),
        ("la la", 20_000, None),
    ]


def test_words_of_lrc_last_until_the_next_one():
    (line,) = read(WORDS).lines
    assert line.text == "Through the rain"
    assert line.words == (Word("Through ", 1000, 1400), Word("the ", 1400, 2000), Word("rain", 2000, 3000))
    assert line.end == 3000


def test_a_refrain_of_words_is_moved_with_its_stamp():
    first, second = read("[00:01.00][00:11.00]<00:01.00>la <00:01.50>la<00:02.00>\n").lines
    assert [word.start for word in first.words] == [1000, 1500]
    assert [word.start for word in second.words] == [11_000, 11_500]
    assert second.end == 12_000


def test_an_offset_makes_everything_earlier():
    (line,) = read("[offset:+500]\n[00:01.00]<00:01.00>la<00:01.20>\n").lines
    assert (line.start, line.words[0].start, line.end) == (500, 500, 700)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[00:01.00]la\nno stamp\n", "line 2: the line has no stamp"),
        ("[0:99.00]la\n", r"line 1: a stamp has the form \[mm:ss.xx\]"),
        ("[offset:soon]\n[00:01.00]la\n", "line 1: the offset is a number of milliseconds"),
        ("[00:01.00]la <00:02.00>li\n", "line 1: the line begins with a word that has no stamp"),
        ("[ti:only labels]\n", "no line has a stamp"),
        ("[00:01.00]\n", "there are no words in it"),
        ("[00:01.00]<00:01.00> <00:02.00>\n", "there are no words in it"),
        ("[00:01.00]a\x07b\n", r"line 1: the character U\+0007 cannot be shown"),
    ],
)
def test_what_is_wrong_with_lrc_is_said_with_its_line(text, reason):
    with pytest.raises(LyricsProblem, match=reason):
        read(text)


def test_too_many_moments_are_refused():
    with pytest.raises(LyricsProblem, match="more than 100000 moments"):
        read("[00:01]" * 100_001 + "la")


def test_ttml_has_words_singers_background_and_translations():
    lyrics = read(TTML, LyricsForm.TTML)
    first, second = lyrics.lines
    assert (first.text, first.start, first.end, first.singer) == ("夜行 列車", 1200, 2500, "v1")
    assert first.words == (Word("夜", 1200, 1500), Word("行 ", 1500, 1900), Word("列車", 1900, 2500))
    assert first.background == (Word("ooh", 2000, 2200),)
    assert first.translations == (LocalText("Night train", "en"),)
    assert (second.text, second.start, second.end, second.words) == ("行こう よ", 3000, 5000, ())
    assert lyrics.singers == (Singer("v1", "Mira Solano"), Singer("v1000", group=True))
    assert (lyrics.language, lyrics.timing, lyrics.stanzas[0].part) == ("ja", Timing.WORD, "Verse")


def ttml(body, head=""):
    return f'{head}<tt xmlns="http://www.w3.org/ns/ttml">{body}</tt>'


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<tt", "no well-formed XML"),
        ("", "no well-formed XML"),
        ("<html/>", "line 1: the outermost element is html, not tt"),
        (ttml(""), "line 1: there is no body"),
        (ttml("<body><p>   </p><!-- nothing --></body>"), "there are no words in it"),
        (ttml('<body><p begin="soon">la</p></body>'), "line 1: begin is no moment: 'soon'"),
        (
            ttml('<body><p>la <span begin="1">li</span></p></body>'),
            "line 1: some words of the line have moments and others none",
        ),
        (ttml("<body><p>&x;</p></body>", '<!DOCTYPE tt [<!ENTITY x "la">]>'), "a document type is not taken"),
        (ttml("<body>" + "<p>la</p>" * 20_001 + "</body>"), "more than 20000 lines"),
    ],
)
def test_what_is_wrong_with_ttml_is_said(text, reason):
    with pytest.raises(LyricsProblem, match=reason):
        read(text, LyricsForm.TTML)


def test_a_declared_encoding_that_is_none_is_said():
    with pytest.raises(LyricsProblem, match="no well-formed XML"):
        read_lyrics(b'<?xml version="1.0" encoding="klingon"?><tt/>', LyricsForm.TTML)


@pytest.mark.parametrize(
    ("moment", "milliseconds"),
    [("1", 1000), ("1.5s", 1500), ("90.25", 90_250), ("2:03.5", 123_500), ("1:00:00", 3_600_000), ("2m", 120_000)],
)
def test_moments_are_read_in_every_form(moment, milliseconds):
    (line,) = read(ttml(f'<body><div><p begin="{moment}">la</p></div></body>'), LyricsForm.TTML).lines
    assert line.start == milliseconds


def test_written_ttml_states_the_length_of_the_recording_and_a_key_for_each_line():
    root = etree.fromstring(write_lyrics(read(LRC), LyricsForm.TTML, milliseconds=60_000).content)
    names = {"t": "http://www.w3.org/ns/ttml", "i": "http://music.apple.com/lyric-ttml-internal"}
    assert root.xpath("t:body/@dur", namespaces=names) == ["1:00.000"]
    assert root.xpath("//t:p/@i:key", namespaces=names) == ["L1", "L2", "L3"]
    assert root.xpath("@i:timing", namespaces=names) == ["Line"]


def test_names_of_files_say_the_form():
    assert [form_of(name) for name in ("a.txt", "b.LRC", "c.d.ttml", "e.xml")] == [
        LyricsForm.PLAIN,
        LyricsForm.LRC,
        LyricsForm.TTML,
        LyricsForm.TTML,
    ]
    with pytest.raises(LyricsProblem, match=r"lyrics are \.txt, \.lrc, \.ttml files"):
        form_of("song.pdf")


def test_large_and_foreign_files_are_refused():
    with pytest.raises(LyricsProblem, match="more than 1,048,576 bytes"):
        read_lyrics(b"x" * (LARGEST + 1), LyricsForm.PLAIN)
    with pytest.raises(LyricsProblem, match="line 2: the file is not UTF-8"):
        read_lyrics("ok\nbl\xf6d".encode("latin-1"), LyricsForm.PLAIN)


def test_what_a_form_cannot_hold_is_listed():
    lyrics = read(TTML, LyricsForm.TTML)
    assert write_lyrics(lyrics, LyricsForm.TTML).lost == ()
    assert write_lyrics(lyrics, LyricsForm.LRC).lost == (
        "who sings which line",
        "the background voices",
        "the translations",
        "which part of the song a stanza is",
    )
    assert write_lyrics(lyrics, LyricsForm.PLAIN).lost[0] == "the moments of lines and words"
    assert len(write_lyrics(lyrics, LyricsForm.PLAIN).lost) == 5


def test_ends_of_words_that_lrc_cannot_say_are_listed():
    line = LyricsLine("la li", 0, 900, (Word("la ", 0, 300), Word("li", 500, 900)))
    written = write_lyrics(Lyrics((Stanza((line,)),)), LyricsForm.LRC)
    assert written.lost == ("the ends of words: each lasts until the next",)


def test_lrc_wants_a_moment_for_each_line():
    with pytest.raises(LyricsProblem, match="LRC wants a moment for each line"):
        write_lyrics(read("la", LyricsForm.PLAIN), LyricsForm.LRC)


_TEXT = st.text(st.characters(categories=("Ll", "Lo")), min_size=1, max_size=6)


@st.composite
def timed(draw, *, words, step):
    """Lyrics of which every moment follows the one before."""
    clock = draw(st.integers(0, 50)) * step
    stanzas = []
    for _ in range(draw(st.integers(1, 3))):
        lines = []
        for _ in range(draw(st.integers(1, 3))):
            texts = draw(st.lists(_TEXT, min_size=1, max_size=4))
            start, sung = clock, []
            for index, text in enumerate(texts):
                end = clock + draw(st.integers(1, 300)) * step
                sung.append(Word(text if index == len(texts) - 1 else f"{text} ", clock, end))
                clock = end
            lines.append(LyricsLine(" ".join(texts), start, clock, tuple(sung) if words else ()))
            clock += draw(st.integers(0, 2)) * step
        stanzas.append(Stanza(tuple(lines)))
    return Lyrics(tuple(stanzas), draw(st.sampled_from(["", "en", "ja-Jpan"])))


@given(st.booleans().flatmap(lambda words: timed(words=words, step=1)))
def test_ttml_gives_back_what_was_written(lyrics):
    assert read_lyrics(write_lyrics(lyrics, LyricsForm.TTML).content, LyricsForm.TTML) == lyrics


@given(st.tuples(st.booleans(), st.sampled_from([1, 10])).flatmap(lambda pair: timed(words=pair[0], step=pair[1])))
def test_lrc_gives_back_what_was_written(lyrics):
    written = write_lyrics(lyrics, LyricsForm.LRC)
    assert written.lost == ()
    assert read_lyrics(written.content, LyricsForm.LRC) == lyrics


@given(timed(words=False, step=10))
def test_plain_text_keeps_the_words(lyrics):
    written = write_lyrics(lyrics, LyricsForm.PLAIN)
    assert read_lyrics(written.content, LyricsForm.PLAIN).text == lyrics.text


@given(st.binary(max_size=300), st.sampled_from(LyricsForm))
def test_no_bytes_lead_to_anything_but_lyrics_or_a_problem(content, form):
    with suppress(LyricsProblem):
        assert read_lyrics(content, form).lines


def test_stamps_of_words_may_stand_between_white_space():
    content = b"[00:00.00] <00:00.04> When <00:00.16> the <00:00.82> truth <00:01.29> is\n"
    line = read_lyrics(content, LyricsForm.LRC).lines[0]
    assert line.text == "When the truth is"
    assert [(word.text, word.start, word.end) for word in line.words] == [
        ("When ", 40, 160),
        ("the ", 160, 820),
        ("truth ", 820, 1290),
        ("is", 1290, None),
    ]


@pytest.mark.parametrize(("end", "stamp"), [(3000, ""), (3500, "[00:03.50]\n"), (5000, "[00:05.00]\n[00:05.00]again")])
def test_a_line_that_goes_on_behind_its_last_word_keeps_its_end(end, stamp):
    words = (Word("Hel", 1000, 1400), Word("lo ", 1400, 2000), Word("world", 2000, 3000))
    stanza = Stanza((LyricsLine("Hello world", 1000, end, words), LyricsLine("again", 5000, 6000)))
    written = write_lyrics(Lyrics((stanza,)), LyricsForm.LRC)
    assert (stamp in written.content.decode(), written.lost) == (True, ())
    assert read_lyrics(written.content, LyricsForm.LRC).lines[0].end == end
