"""QQ Music's own rules (`platform-facts` 12.1); pure functions, every fault a finding."""

from __future__ import annotations

from collections.abc import Iterator

from tunemantra.core.finding import Finding, Severity, error, warning
from tunemantra.core.party import Artist
from tunemantra.core.release import ParentalWarning, Release
from tunemantra.core.rights import Deal
from tunemantra.core.text import Title
from tunemantra.plugins.qqmusic import profile
from tunemantra.plugins.qqmusic.settings import QQMusicSettings
from tunemantra.plugins.qqmusic.terms import (
    chinese_name,
    chinese_title,
    deals_here,
    is_chinese,
    is_simplified,
    is_vocal,
    original_lyrics,
    traditional,
    translated_lines,
)


def check_release(release: Release, settings: QQMusicSettings) -> Iterator[Finding]:
    """Yield everything the store's editors and its filter would refuse."""
    for finding in _all(release, settings):
        yield finding.on(profile.KEY)


def _all(release: Release, settings: QQMusicSettings) -> Iterator[Finding]:
    yield from in_chinese(release)
    yield from simplified(release, settings.taken_characters)
    yield from regions(release)
    yield from lyrics(release)
    yield from explicit(release)
    yield from in_china(release)
    yield from left_out(release)


def in_chinese(release: Release) -> Iterator[Finding]:
    """QQ-HAN-002: titles and artists are there in Simplified Chinese, beside the original."""
    for path, titles in _titles(release):
        if chinese_title(titles, release.language) is None:
            yield error(
                "QQ-HAN-002",
                path,
                "There is no title in Simplified Chinese.",
                observed=", ".join(title.display for title in titles),
                expected=f"a title in {profile.LANGUAGE}",
                hint=f"add it to titles with language = {profile.LANGUAGE!r}",
            )
    for path, artist in _artists(release):
        if not chinese_name(artist, release.language):
            yield error(
                "QQ-HAN-002",
                f"{path}.names",
                "The artist has no name in Simplified Chinese.",
                observed=artist.name,
                expected=f"a name in {profile.LANGUAGE}, family name first",
                hint=f"add it to names with language = {profile.LANGUAGE!r}; the original may stand there again",
            )


def simplified(release: Release, taken: str = "") -> Iterator[Finding]:
    """QQ-HAN-001: what is said to be Simplified Chinese has no character of Traditional Chinese alone."""
    for path, text in _chinese_texts(release):
        found = traditional(text, taken)
        if found:
            yield error(
                "QQ-HAN-001",
                path,
                "The text is said to be Simplified Chinese and has traditional characters.",
                observed=f"{text}: {' '.join(found)}",
                expected="characters of GB 2312",
                hint="write it in simplified characters, or add those of a name to platforms.qqmusic.taken_characters",
            )


def regions(release: Release) -> Iterator[Finding]:
    """QQ-POL-001: Taiwan, Hong Kong and Macao are written as regions, not as countries."""
    for path, text in _every_text(release):
        plain = text.casefold().replace(profile.POLICY_EXCEPTION, "")
        for wording, instead in profile.POLICY_WORDS.items():
            if wording in plain:
                yield error(
                    "QQ-POL-001",
                    path,
                    "The store's filter refuses this wording.",
                    observed=text,
                    expected=instead,
                    hint=f"write {instead!r}",
                )


def lyrics(release: Release) -> Iterator[Finding]:
    """QQ-LYR-001: a vocal track has its words and a translation into Simplified Chinese, or is an instrumental."""
    for index, track in enumerate(release.tracks):
        language = release.language_of(track)
        if not is_vocal(release, track):
            continue
        original = original_lyrics(track, language)
        if original is None or not (is_chinese(language) or translated_lines(track, original)):
            missing = "its words" if original is None else "a translation of every line"
            yield error(
                "QQ-LYR-001",
                f"tracks[{index}].lyrics",
                f"The regulator wants the words of a vocal track and their translation; {missing} cannot be found.",
                observed=f"{len(track.lyrics)} lyrics, sung in {language}",
                expected=f"lyrics in {language}, and in {profile.LANGUAGE}",
                hint="add lyrics with their language; an instrumental has language = 'zxx'",
            )


def explicit(release: Release) -> Iterator[Finding]:
    """QQ-EXP-001: an explicit track is refused unless its clean twin is on the release, which then is sold instead."""
    clean = {t.title.text.casefold() for t in release.tracks if t.parental_warning is ParentalWarning.EDITED}
    for index, track in enumerate(release.tracks):
        if track.parental_warning is not ParentalWarning.EXPLICIT:
            continue
        told = warning if track.title.text.casefold() in clean else error
        yield told(
            "QQ-EXP-001",
            f"tracks[{index}].parental_warning",
            "The store blocks explicit tracks; a clean version of the same title is sold instead.",
            observed=track.parental_warning.value,
            expected=ParentalWarning.EDITED.value,
            hint="add the clean version to the release, or leave the platform out",
        )


def in_china(release: Release) -> Iterator[Finding]:
    """QQ-TER-001: the plan reaches mainland China, and every track with it; Hong Kong, Macao and Taiwan are others."""
    for index, track in enumerate(release.tracks):
        deals = release.deals_of(track)
        if deals and all(deal.territories for deal in deals) and not deals_here(deals):
            yield error(
                "QQ-TER-001",
                f"tracks[{index}].deals",
                "No deal lets anybody in mainland China hear this track.",
                observed="; ".join(f"{_terms(deal)} in {deal.territories}" for deal in deals),
                expected=f"a streaming or download deal that reaches {profile.TERRITORY}",
                hint=f"add {profile.TERRITORY} to a deal, or leave the platform out",
            )


def left_out(release: Release) -> Iterator[Finding]:
    """QQ-TER-002: deals that mean nothing in mainland China are not sent, and a note says so."""
    listed = [("", release.deals), *((f"tracks[{n}].", track.deals) for n, track in enumerate(release.tracks))]
    for path, deals in listed:
        for place, deal in enumerate(deals):
            if deal.territories and not deals_here((deal,)):
                yield Finding(
                    "QQ-TER-002",
                    Severity.NOTE,
                    f"{path}deals[{place}]",
                    "The store is in mainland China alone and is not sent this deal.",
                    observed=f"{_terms(deal)} in {deal.territories}",
                    expected=f"streams or downloads in {profile.TERRITORY}, to be sent",
                )


def _terms(deal: Deal) -> str:
    return f"{', '.join(deal.uses) or 'no use'} ({', '.join(deal.models) or 'no model'})"


def _titles(release: Release) -> Iterator[tuple[str, tuple[Title, ...]]]:
    yield "titles", release.titles
    for index, track in enumerate(release.tracks):
        yield f"tracks[{index}].titles", track.titles


def _artists(release: Release) -> Iterator[tuple[str, Artist]]:
    for place, artist in enumerate(release.artists):
        yield f"artists[{place}]", artist
    for index, track in enumerate(release.tracks):
        for place, artist in enumerate(track.artists):
            yield f"tracks[{index}].artists[{place}]", artist


def _chinese_texts(release: Release) -> Iterator[tuple[str, str]]:
    for path, titles in _titles(release):
        for place, title in enumerate(titles):
            if is_simplified(title.language or release.language):
                yield f"{path}[{place}]", title.display
    for path, artist in _artists(release):
        for place, name in enumerate(artist.names):
            if is_simplified(name.language):
                yield f"{path}.names[{place}]", name.text
    for index, track in enumerate(release.tracks):
        for place, words in enumerate(track.lyrics):
            if is_simplified(words.language):
                yield f"tracks[{index}].lyrics[{place}]", words.text


def _every_text(release: Release) -> Iterator[tuple[str, str]]:
    for path, titles in _titles(release):
        yield from ((f"{path}[{place}]", title.display) for place, title in enumerate(titles))
    for path, artist in _artists(release):
        yield f"{path}.name", artist.name
        yield from ((f"{path}.names[{place}]", name.text) for place, name in enumerate(artist.names))
    for index, track in enumerate(release.tracks):
        yield from ((f"tracks[{index}].lyrics[{place}]", words.text) for place, words in enumerate(track.lyrics))


__all__ = ["check_release", "explicit", "in_china", "in_chinese", "left_out", "lyrics", "regions", "simplified"]
