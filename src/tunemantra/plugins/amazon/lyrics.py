"""X-Ray lyrics: words with the moments they are sung at, as LRC, or as TTML where LRC would lose something."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from tunemantra.contrib.formats.lyrics import LyricsForm, write_lyrics
from tunemantra.core.lyrics import Lyrics, Timing
from tunemantra.core.media import AudioFacts
from tunemantra.core.release import Release, Track
from tunemantra.plugins.amazon import profile
from tunemantra.ports.package import Order

NO_LANGUAGE = "und"


@frozen
class Sheet:
    """One file of lyrics.

    Args:
        isrc: of the recording.
        language: BCP 47 tag.
        timing: `LINE` or `WORD`.
        form: `LRC` or `TTML`.
        name: of the file.
        content: of it.
    """

    isrc: str
    language: str
    timing: str
    form: str
    name: str
    content: bytes


def sheets(order: Order) -> tuple[Sheet, ...]:
    """Return the lyrics that can be shown line by line, in playing order."""
    return tuple(_sheets(order))


def _sheets(order: Order) -> Iterator[Sheet]:
    for index, track in enumerate(order.release.tracks):
        for lyrics in track.lyrics:
            if synced(lyrics):
                yield _sheet(order, index, track, lyrics)


def synced(lyrics: Lyrics) -> bool:
    """Return whether every line has its moment, without which X-Ray shows nothing."""
    return lyrics.timing is not Timing.NONE and all(line.start is not None for line in lyrics.lines)


def language_of(release: Release, track: Track, lyrics: Lyrics) -> str:
    """Return the language of lyrics: their own, else that of the performance."""
    return lyrics.language or release.language_of(track) or NO_LANGUAGE


def _sheet(order: Order, index: int, track: Track, lyrics: Lyrics) -> Sheet:
    made = order.renditions.get(f"tracks[{index}].audio")
    facts = made.facts if made else None
    length = round(facts.duration * 1000) if isinstance(facts, AudioFacts) else None
    form, written = LyricsForm.LRC, write_lyrics(lyrics, LyricsForm.LRC)
    if written.lost:
        form, written = LyricsForm.TTML, write_lyrics(lyrics, LyricsForm.TTML, milliseconds=length)
    language = language_of(order.release, track, lyrics)
    name = profile.LYRICS_NAME.format(
        icpn=order.release.icpn, disc=track.disc, number=track.number, language=language, form=form.value
    )
    return Sheet(str(track.isrc), language, lyrics.timing.value.upper(), form.name, name, written.content)


__all__ = ["Sheet", "language_of", "sheets", "synced"]
