"""A release in the store's words: language, scripts, category, credits. Pure; nothing is made up."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from attrs import frozen

from tunemantra.core.party import Contributor
from tunemantra.core.release import Release, Track
from tunemantra.core.text import Title
from tunemantra.plugins.jiosaavn import profile

_LATIN = "Latn"


@frozen
class Titles:
    """The titles of a track by what the manifest has for them.

    Args:
        native: the title in the script of the track's language, else the default title.
        latin: the title in Latin letters; None where there is none.
        others: all further titles, and those of the two whose language or version no column of theirs says.
    """

    native: Title
    latin: Title | None
    others: tuple[Title, ...]


def script_of(text: str) -> str:
    """Return the script of a text by its first letter of a known one (ISO 15924); empty where there is none."""
    for char in text:
        script = profile.SCRIPTS.get(unicodedata.name(char, "").partition(" ")[0])
        if script and char.isalpha():
            return script
    return ""


def language_of(release: Release, track: Track) -> str:
    """Return the bare language of a track, without script and region: `hi` for `hi-Latn`."""
    return release.language_of(track).split("-", maxsplit=1)[0].lower()


def language_name(release: Release, track: Track) -> str:
    """Return the store's name of the language; the tag itself where the store has none."""
    known = profile.LANGUAGES.get(language_of(release, track))
    return known[0] if known else release.language_of(track)


def wanted_script(release: Release, track: Track) -> str:
    """Return the script the track's language is written in; empty for a language the store has no name for."""
    return profile.LANGUAGES.get(language_of(release, track), ("", ""))[1]


def titles_of(release: Release, track: Track) -> Titles:
    """Return the titles of a track, each in its place."""
    script = wanted_script(release, track)
    native = next((title for title in track.titles if script_of(title.text) == script), track.title)
    latin = next((title for title in track.titles if script_of(title.text) == _LATIN), None)
    language = language_of(release, track)
    others = [
        title
        for title in track.titles
        if title not in (native, latin) or title.version not in {"", native.version} or not spoken(title, language)
    ]
    return Titles(native, latin, tuple(others))


def spoken(title: Title, language: str) -> bool:
    """Return whether a title is in a language, or says nothing else."""
    return title.language.split("-", maxsplit=1)[0].lower() in {"", language}


def film_of(release: Release, track: Track) -> str:
    """Return the name of the film: the extension `film_name` of the track, else of the release."""
    return extension(release, track, "film_name")


def category_of(release: Release, track: Track) -> str:
    """Return the category: the extension `bollywood_category`, else by film and genre, else the plain one."""
    own = extension(release, track, "bollywood_category")
    if own:
        return own
    if film_of(release, track):
        return profile.FILM
    genre = release.genre_of(track)
    found = (profile.GENRE_CATEGORIES.get(word.strip().casefold()) for word in (genre.subgenre, genre.name))
    return next(filter(None, found), profile.PLAIN_CATEGORY)


def extension(release: Release, track: Track, name: str) -> str:
    """Return an extension of this platform, the track's own before the release's."""
    return track.extra(profile.KEY, name) or release.extra(profile.KEY, name)  # noqa: S610 - not Django's


def contributors_of(release: Release, track: Track) -> tuple[Contributor, ...]:
    """Return who is credited on a track, those of the whole release last."""
    return (*track.contributors, *release.contributors)


def credited(release: Release, track: Track, column: str) -> tuple[str, ...]:
    """Return the names that a column of credits holds, each once."""
    roles = profile.CREDIT_COLUMNS[column]
    people: Iterable[Contributor] = contributors_of(release, track)
    return tuple(dict.fromkeys(one.name for one in people if roles & {*one.roles}))


__all__ = [
    "Titles",
    "category_of",
    "contributors_of",
    "credited",
    "extension",
    "film_of",
    "language_name",
    "language_of",
    "script_of",
    "spoken",
    "titles_of",
    "wanted_script",
]
