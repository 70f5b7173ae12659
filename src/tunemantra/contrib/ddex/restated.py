"""Files as a message states them, as entries of a message that is written: nobody has looked at the bytes."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from tunemantra.contrib.ddex.files import CODECS, CONTAINERS, COVER, FILMS, IMAGES, FileEntry
from tunemantra.contrib.ddex.reading import StatedFile
from tunemantra.core.media import AudioFacts, ImageFacts, VideoFacts
from tunemantra.core.release import Medium, Release
from tunemantra.core.requirement import AudioForm

_LOSSY: Final = frozenset({"mp3", "aac", "vorbis", "mp2"})


def _backwards(table: Mapping[str, str]) -> Mapping[str, str]:
    # The first of several words for one value is the plain one.
    return MappingProxyType({value: word for word, value in reversed(list(table.items()))})


_AUDIO: Final = _backwards(CODECS)
_BOXES: Final = _backwards(CONTAINERS)
_MOVING: Final = _backwards(FILMS)
_STILL: Final = _backwards(IMAGES)


def entry_of(stated: StatedFile, release: Release, subject: str) -> FileEntry:
    """Return the entry of a file.

    Args:
        stated: what the message says of it.
        release: of the message.
        subject: path in the release: `tracks[0].audio`.
    """
    facts = _facts(stated, release, subject)
    lossy = isinstance(facts, AudioFacts) and facts.codec in _LOSSY
    return FileEntry(
        uri=stated.uri,
        size=stated.size,
        facts=facts,
        form=_form(stated, facts) if lossy and isinstance(facts, AudioFacts) else None,
        sha256=stated.sha256,
        md5=stated.md5,
        provided=stated.travels,
    )


def _facts(stated: StatedFile, release: Release, subject: str) -> AudioFacts | ImageFacts | VideoFacts:
    if subject == COVER:
        format_ = _STILL.get(stated.codec, stated.codec)
        return ImageFacts(format_, stated.width, stated.height, "RGB", bits=stated.bits or 8, size=stated.size)
    index = int(subject.partition("[")[2].partition("]")[0])
    track = release.tracks[index]
    seconds = stated.duration or track.duration or Decimal(0)
    if track.medium is Medium.VIDEO:
        return VideoFacts(
            container=_BOXES.get(stated.container, stated.container.lower()),
            codec=_MOVING.get(stated.codec, stated.codec.lower()),
            width=stated.width,
            height=stated.height,
            frame_rate=stated.frame_rate or Decimal(0),
            milliseconds=round(seconds * 1000),
            bit_rate=stated.bit_rate,
            size=stated.size,
        )
    return _audio(stated, seconds)


def _audio(stated: StatedFile, seconds: Decimal) -> AudioFacts:
    codec = _AUDIO.get(stated.codec, stated.codec.lower())
    return AudioFacts(
        container=_BOXES.get(stated.container, stated.container.lower()),
        codec=f"pcm_s{stated.bits or 16}le" if codec == "pcm" else codec,
        sample_rate=stated.sampling_rate,
        bit_depth=stated.bits,
        channels=stated.channels,
        frames=round(seconds * stated.sampling_rate),
        size=stated.size,
    )


def _form(stated: StatedFile, facts: AudioFacts) -> AudioForm:
    return AudioForm(facts.container, facts.codec, facts.sample_rate, 0, facts.channels, stated.bit_rate)


__all__ = ["entry_of"]
