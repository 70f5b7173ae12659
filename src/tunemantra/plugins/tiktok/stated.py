"""What a label states for TikTok alone, in `[platforms.tiktok]` of a release and of its tracks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import frozen

from tunemantra.core.media import AudioFacts
from tunemantra.plugins.tiktok import profile

if TYPE_CHECKING:
    from tunemantra.core.release import Release, Track
    from tunemantra.ports.package import Order

_CLIP = re.compile(r"(\d{1,5})\+(\d{1,5})")


@frozen
class Clip:
    """A part of a recording that films begin with, in whole seconds."""

    start: int
    length: int

    @property
    def end(self) -> int:
        """Return where it ends."""
        return self.start + self.length


def said(release: Release, track: Track | None, name: str) -> str:
    """Return what is stated of a track, else of its release; the usual where nothing is."""
    own = track.extra(profile.KEY, name) if track else ""  # noqa: S610 - not Django's
    return own or release.extra(profile.KEY, name) or profile.STATED[name]  # noqa: S610 - not Django's


def yes(release: Release, track: Track | None, name: str) -> bool:
    """Return whether something is stated to be so."""
    return said(release, track, name).strip().lower() in profile.YES


def commercial(release: Release, track: Track) -> bool:
    """Return whether a recording is offered to the Commercial Music Library."""
    return yes(release, track, profile.COMMERCIAL)


def stated_clips(release: Release, track: Track) -> tuple[Clip, ...] | None:
    """Return the clips that are stated as `45+60, 120+15` (start and length in seconds); None where that is unclear."""
    text = said(release, track, "clips")
    parts = [part.strip() for part in text.split(",") if part.strip()]
    found = [_CLIP.fullmatch(part) for part in parts]
    return tuple(Clip(int(one[1]), int(one[2])) for one in found if one) if all(found) else None


def clips_of(order: Order, index: int) -> tuple[Clip, ...]:
    """Return the clips of a track: those stated, else the preview, else a minute from second 45 as far as it fits."""
    release, track = order.release, order.release.tracks[index]
    stated = stated_clips(release, track)
    if stated:
        return stated
    seconds = seconds_of(order, index)
    if seconds is None or seconds < profile.SHORTEST_CLIP:
        return ()
    length = min(profile.LONGEST_CLIP, int(track.preview_duration or profile.LONGEST_CLIP), int(seconds))
    length = max(length, profile.SHORTEST_CLIP)
    start = profile.USUAL_START if track.preview_start is None else int(track.preview_start)
    return (Clip(max(0, min(start, int(seconds) - length)), length),)


def seconds_of(order: Order, index: int) -> float | None:
    """Return how long a track is: the delivered audio, else what the metadata says; None where nobody says it."""
    made = order.renditions.get(f"tracks[{index}].audio")
    if made is not None and isinstance(made.facts, AudioFacts) and made.facts.frames:
        return made.facts.duration
    stated = order.release.tracks[index].duration
    return None if stated is None else float(stated)
