"""Rules on how titles and names are worded (`platform-facts` section 3 and 14.1)."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from tunemantra.core.finding import warning
from tunemantra.core.party import ArtistRole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tunemantra.core.finding import Finding
    from tunemantra.core.rules.case import Case
    from tunemantra.core.text import Title

ACRONYM: Final = 5
"""Letters of a word that may stand in capitals alone: NASA, SOS, USSR."""
SEVERAL: Final = 4
"""Main artists of a release from which on stores want it under *Various Artists*."""
NEEDLESS: Final = (
    *("Original Mix", "Original Version", "Album Version", "Explicit", "Explicit Version", "Clean", "Clean Version"),
    *("Exclusive", "Limited Edition", "Official", "Official Audio", "Official Video", "HD", "HQ"),
)
"""Versions that say nothing about the recording; the store says it in its own place."""
SEARCHED: Final = frozenset(
    {
        *("sleep sounds", "sleep music", "top hits", "rain sounds", "white noise", "relaxing music", "study music"),
        *("workout music", "party hits", "meditation music", "spa music", "nature sounds", "lullabies", "karaoke hits"),
        *("chill out", "lofi beats", "baby sleep", "yoga music", "cover hits", "focus music"),
    }
)
"""Names that are only made to be found."""

_CYRILLIC, _HAN, _ARABIC, _DEVANAGARI = ("CYRILLIC",), ("CJK",), ("ARABIC",), ("DEVANAGARI",)
_KANA: Final = ("HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "CJK")
_SCRIPTS: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(("be", "bg", "kk", "mk", "ru", "uk"), _CYRILLIC),
    **dict.fromkeys(("ar", "fa", "ur"), _ARABIC),
    **dict.fromkeys(("bho", "hi", "mr", "ne"), _DEVANAGARI),
    "ja": _KANA,
    "zh": _HAN,
    "yue": _HAN,
    "ko": ("HANGUL", "CJK"),
    "el": ("GREEK",),
    "he": ("HEBREW",),
    "th": ("THAI",),
    "ta": ("TAMIL",),
    "te": ("TELUGU",),
    "bn": ("BENGALI",),
    "gu": ("GUJARATI",),
    "kn": ("KANNADA",),
    "ml": ("MALAYALAM",),
    "ka": ("GEORGIAN",),
    "hy": ("ARMENIAN",),
    **dict.fromkeys(("de", "en", "es", "fr", "it", "nl", "pl", "pt", "sv", "tr", "vi"), ("LATIN",)),
}
"""By language: the first words of the Unicode names of its letters."""
_SUBTAGS: Final[Mapping[str, tuple[str, ...]]] = {
    "latn": ("LATIN",),
    "cyrl": _CYRILLIC,
    "hans": _HAN,
    "hant": _HAN,
    "hani": _HAN,
    "jpan": _KANA,
    "hira": _KANA,
    "kana": _KANA,
    "arab": _ARABIC,
    "deva": _DEVANAGARI,
    "kore": ("HANGUL", "CJK"),
}
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_JUMPING: Final = re.compile(r"[a-z]+[A-Z]+[a-z]+[A-Z]|[a-z][A-Z][a-z]*[A-Z]")


def _titles(case: Case) -> Iterator[tuple[str, Title]]:
    for index, title in enumerate(case.release.titles):
        yield f"titles[{index}]", title
    for number, track in enumerate(case.release.tracks):
        for index, title in enumerate(track.titles):
            yield f"tracks[{number}].titles[{index}]", title


def usual_case(case: Case) -> Iterator[Finding]:
    """CMN-TTL-002: capitals throughout, none at all, or here and there, in a title of Latin letters."""
    for path, title in _titles(case):
        fault = _case_fault(title.text)
        if fault:
            yield warning(
                "CMN-TTL-002",
                f"{path}.text",
                f"the title is written {fault}",
                observed=title.text,
                expected="the usual case of its language",
                hint="write it as a title is written; leave it where the artist always writes it so",
            )


def _case_fault(text: str) -> str:
    words = _WORD.findall(text)
    letters = "".join(words)
    if not letters.isascii() or len(letters) <= ACRONYM:
        return ""
    if letters.isupper():
        return "in capitals"
    if letters.islower():
        return "without a capital"
    return "with capitals here and there" if any(_JUMPING.search(word) for word in words) else ""


def telling_versions(case: Case) -> Iterator[Finding]:
    """CMN-TTL-003: words that stores say in their own place; some electronic stores want one of them."""
    needless = {word.casefold() for word in NEEDLESS}
    for path, title in _titles(case):
        if " ".join(title.version.casefold().split()) in needless:
            yield warning(
                "CMN-TTL-003",
                f"{path}.version",
                "the version says nothing about the recording",
                observed=title.version,
                expected="Live, Acoustic, Radio Edit, or no version at all",
                hint="leave it out; what is explicit or clean is stated of the track",
            )


def single_as_its_track(case: Case) -> Iterator[Finding]:
    """CMN-TTL-006: a product of one track has the title, version and artists of the track."""
    release = case.release
    if len(release.tracks) != 1 or not release.titles or not release.tracks[0].titles:
        return
    (track,) = release.tracks
    named = {_folded(title.display).removesuffix(" - single") for title in release.titles}
    if not named & {_folded(title.display) for title in track.titles}:
        yield warning(
            "CMN-TTL-006",
            "titles[0]",
            "the release has another title than its only track",
            observed=release.titles[0].display,
            expected=track.title.display,
            hint="give both the same title and version",
        )
    mine, its = ({artist.name for artist in one} for one in (release.artists, release.artists_of(track)))
    if mine != its:
        yield warning(
            "CMN-TTL-006",
            "artists",
            "the release has other artists than its only track",
            observed=", ".join(sorted(mine)),
            expected=", ".join(sorted(its)),
            hint="give both the same artists",
        )


def few_main_artists(case: Case) -> Iterator[Finding]:
    """CMN-ART-002: a release of many main artists stands under *Various Artists*."""
    main = [artist.name for artist in case.release.artists if artist.role is ArtistRole.MAIN]
    if len(main) >= SEVERAL:
        yield warning(
            "CMN-ART-002",
            "artists",
            f"the release has {len(main)} main artists",
            observed=", ".join(main),
            expected="Various Artists, and each artist on the own track",
            hint="name the artists on their tracks, and Various Artists on the release",
        )


def names_of_artists(case: Case) -> Iterator[Finding]:
    """CMN-ART-003: a search word is no name; some stores refuse it."""
    lists = [("artists", case.release.artists)]
    lists += [(f"tracks[{index}].artists", track.artists) for index, track in enumerate(case.release.tracks)]
    for path, artists in lists:
        for index, artist in enumerate(artists):
            if _folded(artist.name) in SEARCHED:
                yield warning(
                    "CMN-ART-003",
                    f"{path}[{index}].name",
                    "the artist's name is a search word",
                    observed=artist.name,
                    expected="the name of a person or a group",
                    hint="credit the artist by name",
                )


def script_of_language(case: Case) -> Iterator[Finding]:
    """CMN-LNG-001: a title that states its language is written in a script of it, or says which (`ja-Latn`)."""
    for path, title in _titles(case):
        wanted = _scripts_of(title.language)
        found = _scripts_in(title.text)
        if wanted and found and not found & set(wanted):
            yield warning(
                "CMN-LNG-001",
                f"{path}.language",
                "the title is in another script than its language",
                observed=f"{title.text} ({title.language})",
                expected=f"letters that are {' or '.join(wanted).lower()}",
                hint="state the language of the title, with its script where it is not the usual one: ja-Latn",
            )


def _scripts_of(language: str) -> tuple[str, ...]:
    first, *rest = language.lower().split("-")
    return next((_SUBTAGS[part] for part in rest if part in _SUBTAGS), _SCRIPTS.get(first, ()))


def _scripts_in(text: str) -> set[str]:
    return {unicodedata.name(letter, "").partition(" ")[0] for letter in text if letter.isalpha()} - {""}


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


__all__ = [
    "few_main_artists",
    "names_of_artists",
    "script_of_language",
    "single_as_its_track",
    "telling_versions",
    "usual_case",
]
