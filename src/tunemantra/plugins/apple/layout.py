"""What a package consists of and what its files are called."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from tunemantra.contrib.formats.lyrics import LyricsForm, write_lyrics
from tunemantra.core.lyrics import Lyrics
from tunemantra.core.media import AudioFacts
from tunemantra.errors import AssetMissingError
from tunemantra.plugins.apple import profile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tunemantra.core.release import Release, Track
    from tunemantra.ports.package import Order, Rendition

COVER = "artwork"


@frozen
class LyricsFile:
    """The words of a track in one language as TTML; `index` of the track from 0."""

    index: int
    name: str
    lyrics: Lyrics
    content: bytes


def audio_name(track: Track) -> str:
    """Return the name of a track's stereo recording; the ISRC in it is what the store freezes."""
    return profile.AUDIO_NAME.format(disc=track.disc, number=track.number, isrc=track.isrc)


def file_names(release: Release) -> dict[str, str]:
    """Return the name of every media file by its path in the release, in sending order."""
    names = {COVER: profile.COVER_NAME}
    for subject in profile.MOTION:
        if getattr(release, subject) is not None:
            names[subject] = profile.MOTION_NAME.format(subject=subject)
    for index, track in enumerate(release.tracks):
        names[f"tracks[{index}].audio"] = audio_name(track)
    for index, track in enumerate(release.tracks):
        for place, edition in enumerate(track.editions):
            isrc = edition.isrc or track.isrc
            name = profile.IMMERSIVE_NAME.format(disc=track.disc, number=track.number, isrc=isrc)
            names[f"tracks[{index}].editions[{place}].audio"] = name
    return names


def media_type(name: str) -> str:
    """Return the media type of a file of a package by its name."""
    types = {"jpg": profile.IMAGE_TYPE, "wav": profile.AUDIO_TYPE, "mp4": profile.VIDEO_TYPE, "xml": profile.XML_TYPE}
    return types[name.rpartition(".")[2]]


def rendition_of(order: Order, subject: str) -> Rendition:
    """Return the rendition of a file of the release.

    Raises:
        AssetMissingError: there is none.
    """
    if subject not in order.renditions:
        raise AssetMissingError(f"{subject} of {order.release.icpn} has no rendition", subject=subject)
    return order.renditions[subject]


def seconds_of(order: Order, index: int) -> float | None:
    """Return how long a track is: the audio, else what the metadata says; None where nobody says it."""
    facts = order.facts_of(f"tracks[{index}].audio")
    if isinstance(facts, AudioFacts) and facts.frames:
        return facts.duration
    stated = order.release.tracks[index].duration
    return None if stated is None else float(stated)


def lyrics_files(order: Order) -> Iterator[LyricsFile]:
    """Yield the words of every track, a file for each language; only the first of two in one language."""
    release = order.release
    for index, track in enumerate(release.tracks):
        taken: set[str] = set()
        for lyrics in track.lyrics:
            language = lyrics.language or release.language_of(track)
            if language in taken:
                continue
            taken.add(language)
            name = profile.LYRICS_NAME.format(
                disc=track.disc, number=track.number, isrc=track.isrc, language=re.sub(r"[^A-Za-z0-9-]", "-", language)
            )
            seconds = seconds_of(order, index)
            milliseconds = None if seconds is None else round(seconds * 1000)
            told = evolve(lyrics, language=language)
            written = write_lyrics(told, LyricsForm.TTML, milliseconds=milliseconds)
            yield LyricsFile(index, name, told, written.content)
