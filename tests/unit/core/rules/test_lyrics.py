from decimal import Decimal

import pytest

from tunemantra.core.lyrics import Lyrics, LyricsLine, Stanza, Word


def lyrics(*lines, language="en"):
    return Lyrics((Stanza(tuple(lines)),), language, file="1.lrc")


def words(*moments):
    return tuple(Word("la", start, end) for start, end in moments)


GOOD = lyrics(
    LyricsLine("la", 1000, 3000, words((1000, 2000), (2000, 2500))), LyricsLine("li", 2500, 4000), LyricsLine("lo")
)


@pytest.mark.parametrize("rule", ["CMN-LYR-001", "CMN-LYR-002", "CMN-LYR-003", "CMN-LYR-004", "CMN-LNG-002"])
def test_good_lyrics_have_no_findings(bench, rule):
    assert bench.change_track(lyrics=(GOOD,)).ask(rule) == ()


@pytest.mark.parametrize(
    ("lines", "observed"),
    [
        ((LyricsLine("one", 5000), LyricsLine("two", 4000)), "0:04.000 in the line 'two'"),
        ((LyricsLine("one", 5000, 4000),), "0:04.000 in the line 'one'"),
        ((LyricsLine("one", 5000, 9000, words((6000, None), (5500, None))),), "0:05.500 in the line 'one'"),
        ((LyricsLine("one", 5000, 9000, words((6000, 5900))),), "0:05.900 in the line 'one'"),
        ((LyricsLine("one", 61_000, 62_000, words((60_500, None))),), "1:00.500 in the line 'one'"),
    ],
)
def test_moments_follow_one_another(bench, lines, observed):
    (finding,) = bench.change_track(lyrics=(lyrics(*lines),)).ask("CMN-LYR-001")
    assert (finding.path, finding.observed, finding.file) == ("tracks[0].lyrics[0]", observed, "1.lrc")


def test_lines_of_two_singers_may_overlap(bench):
    both = lyrics(LyricsLine("one", 1000, 9000), LyricsLine("two", 1000, 2000))
    assert bench.change_track(lyrics=(both,)).ask("CMN-LYR-001") == ()


def test_nothing_is_sung_after_the_measured_end(bench):
    bench.change_track(lyrics=(lyrics(LyricsLine("late", 201_001)),))
    (finding,) = bench.ask("CMN-LYR-002")
    assert finding.observed == "3:21.001 in the line 'late'"
    assert finding.expected == "nothing after 3:20.000"
    assert bench.change_track(lyrics=(lyrics(LyricsLine("in time", 201_000)),)).ask("CMN-LYR-002") == ()


def test_the_stated_length_counts_where_nothing_was_measured(bench):
    late = lyrics(LyricsLine("late", 12_000))
    assert bench.measure(problem="damaged").change_track(lyrics=(late,), duration=Decimal(10)).ask("CMN-LYR-002")
    assert bench.change_track(duration=None).ask("CMN-LYR-002") == ()


@pytest.mark.parametrize("label", ["[Chorus]", "Verse 2", "(Bridge)", "Outro:", "Chorus x2", "[Guitar solo by Ann]"])
def test_labels_are_not_sung(bench, label):
    (finding,) = bench.change_track(lyrics=(lyrics(LyricsLine(label), LyricsLine("la")),)).ask("CMN-LYR-003")
    assert finding.observed == label


@pytest.mark.parametrize("line", ["Bridge over the water", "(ooh)", "Hook me up"])
def test_words_that_only_look_like_labels_are_sung(bench, line):
    assert bench.change_track(lyrics=(lyrics(LyricsLine(line)),)).ask("CMN-LYR-003") == ()


def test_a_language_has_one_set_of_lyrics(bench):
    twice = (lyrics(LyricsLine("la"), language=""), lyrics(LyricsLine("la")), lyrics(LyricsLine("ra"), language="ja"))
    (finding,) = bench.change_track(lyrics=twice).ask("CMN-LYR-004")
    assert (finding.path, finding.observed) == ("tracks[0].lyrics", "2 in en")


def test_an_instrumental_has_no_lyrics(bench):
    (finding,) = bench.change_track(lyrics=(GOOD,), language="zxx").ask("CMN-LNG-002")
    assert finding.observed == "language zxx, 3 lines"
