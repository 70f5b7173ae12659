"""A release in Simplified Chinese and for mainland China. Pure; the canonical release stays."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime, time
from zoneinfo import ZoneInfo

from tunemantra.core.lyrics import Lyrics
from tunemantra.core.party import Artist
from tunemantra.core.release import Release, Track
from tunemantra.core.rights import Deal
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.text import Title
from tunemantra.plugins.qqmusic import profile

INSTRUMENTAL = "zxx"
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_LAST_SECOND = time(23, 59, 59)


def is_simplified(language: str) -> bool:
    """Return whether a language tag means Simplified Chinese: `zh-Hans`, `zh-CN`, `zh-SG`, with or without more."""
    parts = language.split("-")
    return parts[0].lower() == "zh" and bool({"hans", "cn", "sg"} & {part.lower() for part in parts[1:]})


def is_chinese(language: str) -> bool:
    """Return whether a language tag means Chinese in any writing."""
    return language.split("-", maxsplit=1)[0].lower() in {"zh", "cmn", "yue"}


def chinese_title(titles: Iterable[Title], language: str) -> Title | None:
    """Return the title in Simplified Chinese, or None; a title without a language has that of the release."""
    return next((title for title in titles if is_simplified(title.language or language)), None)


def chinese_name(artist: Artist, language: str) -> str:
    """Return an artist's name in Simplified Chinese, family name first as the label writes it; empty for none."""
    named = next((name.text for name in artist.names if is_simplified(name.language)), "")
    return named or (artist.name if is_simplified(language) and _HAN.search(artist.name) else "")


def full_width(text: str) -> str:
    """Return Chinese text in NFC with full-width punctuation; text without Chinese characters keeps its own."""
    composed = unicodedata.normalize("NFC", text)
    return composed.translate(profile.PUNCTUATION) if _HAN.search(composed) else composed


def traditional(text: str, taken: str = "") -> str:
    """Return the characters of a text that are written in Traditional Chinese alone, each once.

    Those are the ones Big5 has and GB 2312, which has the simplified forms, has not.
    """
    known = {*profile.TAKEN_CHARACTERS, *taken}
    return "".join(dict.fromkeys(one for one in text if one not in known and _only_traditional(one)))


def _only_traditional(character: str) -> bool:
    return bool(_HAN.match(character)) and _has("big5", character) and not _has("gb2312", character)


def _has(charset: str, character: str) -> bool:
    try:
        character.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def deals_here(deals: Iterable[Deal]) -> tuple[Deal, ...]:
    """Return the deals that mean something in mainland China."""
    return tuple(
        deal for deal in deals if deal.territories & profile.MAINLAND and profile.REQUIREMENT.terms.concern(deal)
    )


def moment_here(moment: ReleaseMoment, *, last: bool = False) -> str:
    """Return a moment by the clock of Shanghai, in ISO 8601 with its offset; the last day of a deal to its end."""
    if moment.is_local:
        clock = _LAST_SECOND if last and moment.clock == time() else moment.clock
        return datetime.combine(moment.day, clock, ZoneInfo(profile.ZONE)).isoformat()
    return moment.instant_in(profile.TERRITORY).astimezone(ZoneInfo(profile.ZONE)).isoformat()


def is_vocal(release: Release, track: Track) -> bool:
    """Return whether somebody sings or speaks on a track: its language is not `zxx`."""
    return release.language_of(track).split("-")[0] != INSTRUMENTAL


def original_lyrics(track: Track, language: str) -> Lyrics | None:
    """Return the words as they are sung, or None."""
    own = [lyrics for lyrics in track.lyrics if not is_simplified(lyrics.language) or is_chinese(language)]
    return own[0] if own else None


def translated_lines(track: Track, original: Lyrics) -> tuple[str, ...]:
    """Return the words in Simplified Chinese, a line each; nothing where a line has no translation."""
    whole = next((lyrics for lyrics in track.lyrics if is_simplified(lyrics.language)), None)
    if whole is not None:
        return tuple(line.text for line in whole.lines)
    lines = [
        next((one.text for one in line.translations if is_simplified(one.language)), "") for line in original.lines
    ]
    return tuple(lines) if all(lines) else ()


__all__ = [
    "chinese_name",
    "chinese_title",
    "deals_here",
    "full_width",
    "is_chinese",
    "is_simplified",
    "is_vocal",
    "moment_here",
    "original_lyrics",
    "traditional",
    "translated_lines",
]
