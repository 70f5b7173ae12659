from __future__ import annotations

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from tunemantra.core.lesson import Ask, Condition, Lesson
from tunemantra.core.text import Title
from tunemantra.errors import TuneMantraError
from tunemantra.testing.factories import make_release

RELEASE = make_release()


def hits(path: str, test: Ask, *values: str, release: object = RELEASE) -> list[tuple[str, str]]:
    return list(Condition(path, test, values).hits(release))  # type: ignore[arg-type]


def test_every_value_of_a_path_is_asked() -> None:
    isrcs = [(f"tracks[{at}].isrc", str(one.isrc)) for at, one in enumerate(RELEASE.tracks)]
    assert hits("tracks[].isrc", Ask.MATCHES, "?*") == isrcs
    assert hits("tracks[1].isrc", Ask.MATCHES, "?*") == isrcs[1:2]
    assert hits("icpn", Ask.EQUALS, str(RELEASE.icpn)) == [("icpn", str(RELEASE.icpn))]
    assert hits("kind", Ask.EQUALS, RELEASE.kind.value) == [("kind", RELEASE.kind.value)]
    assert hits("tracks[].album_only", Ask.EQUALS, "false") == [
        (f"tracks[{at}].album_only", "false") for at in range(len(RELEASE.tracks))
    ]


@pytest.mark.parametrize(
    ("test", "values", "title", "found"),
    [
        (Ask.EQUALS, ("Moon",), "Moon", True),
        (Ask.EQUALS, ("Moon",), "moon", False),
        (Ask.MATCHES, ("*(feat. *)",), "Moon (FEAT. Ada)", True),
        (Ask.MATCHES, ("moon",), "Moon two", False),
        (Ask.LONGER_THAN, ("4",), "Moons", True),
        (Ask.LONGER_THAN, ("4",), "Moon", False),
        (Ask.CONTAINS_WORD, ("karaoke", "Tribute"), "A tribute, once", True),
        (Ask.CONTAINS_WORD, ("tribute",), "Tributes", False),
        (Ask.MISSING, (), "  ", True),
        (Ask.MISSING, (), "Moon", False),
    ],
)
def test_what_is_asked(test: Ask, values: tuple[str, ...], title: str, found: bool) -> None:
    release = evolve(RELEASE, titles=(Title(title),))
    assert bool(hits("titles[].text", test, *values, release=release)) is found


def test_what_is_not_there_is_missing_where_it_would_be() -> None:
    release = evolve(RELEASE, tracks=tuple(evolve(one, p_line=None, contributors=()) for one in RELEASE.tracks[:1]))
    assert hits("tracks[].p_line.year", Ask.MISSING, release=release) == [("tracks[0].p_line", "")]
    assert hits("tracks[].contributors[].name", Ask.MISSING, release=release) == [("tracks[0].contributors", "")]
    assert hits("tracks[7].isrc", Ask.MISSING, release=release) == [("tracks[7]", "")]


@pytest.mark.parametrize(
    "path",
    [
        *("", "tracks", "tracks[]", "tracks.isrc", "title[].text", "titles[].words", "icpn[]", "tracks[].isrc.code"),
        *("artwork", "__class__", "tracks[].__dict__", "titles[].text.upper", "tracks[-1].isrc", "tracks[].extras[]"),
        "a" * 501,
    ],
)
def test_a_path_that_leads_to_no_text_is_refused(path: str) -> None:
    with pytest.raises(TuneMantraError):
        Condition(path, Ask.MISSING)


@pytest.mark.parametrize(
    ("test", "values"),
    [
        (Ask.EQUALS, ()),
        (Ask.EQUALS, ("",)),
        (Ask.EQUALS, ("a", "b")),
        (Ask.MATCHES, ("**",)),
        (Ask.LONGER_THAN, ("many",)),
        (Ask.LONGER_THAN, ("-1",)),
        (Ask.MISSING, ("x",)),
        (Ask.CONTAINS_WORD, ()),
        (Ask.CONTAINS_WORD, ("two words",)),
        (Ask.EQUALS, ("x" * 501,)),
    ],
)
def test_values_that_do_not_fit_are_refused(test: Ask, values: tuple[str, ...]) -> None:
    with pytest.raises(TuneMantraError):
        Condition("language", test, values)


@given(st.text(max_size=30), st.text(max_size=20))
def test_no_input_breaks_it(path: str, value: str) -> None:
    for test in Ask:
        try:
            found = hits(path, test, value)
        except TuneMantraError:
            continue
        assert all(isinstance(text, str) for _, text in found)


def test_it_says_what_where_and_why() -> None:
    release = evolve(RELEASE, titles=(Title("Karaoke Night"),))
    lesson = Lesson("tiktok", Condition("titles[].text", Ask.CONTAINS_WORD, ("karaoke",)), "No karaoke.", "p1", "d1")
    (finding,) = lesson.findings(release)
    assert (finding.rule, finding.path, finding.observed) == (lesson.id, "titles[0].text", "Karaoke Night")
    assert (finding.message, finding.expected, finding.blocks) == ("No karaoke.", "not contains-word karaoke", True)
    (missing,) = evolve(lesson, condition=Condition("label", Ask.MISSING)).findings(evolve(release, label=""))
    assert (missing.expected, missing.rule != finding.rule) == ("a value", True)
