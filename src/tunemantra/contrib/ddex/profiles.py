"""Which release profile a message is written in, and its variant (Release Profiles for ERN 4)."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from tunemantra.core.release import Medium, Release, ReleaseKind, Track


class Profile(StrEnum):
    """The release profiles this adapter writes, spelled as DDEX ReleaseProfileVersionId."""

    AUDIO = "Audio"
    VIDEO = "Video"
    MIXED_MEDIA = "MixedMedia"
    SIMPLE_AUDIO_SINGLE = "SimpleAudioSingle"
    SIMPLE_VIDEO_SINGLE = "SimpleVideoSingle"
    RINGTONE = "Ringtone"
    DJ_MIX = "DjMix"

    @property
    def one_track(self) -> bool:
        """Return whether the profile is for one track that is not released by itself: no track release, no terms."""
        return self in _ONE_TRACK

    @property
    def stills(self) -> bool:
        """Return whether pictures are stills of the films, not a front cover."""
        return self in {Profile.VIDEO, Profile.SIMPLE_VIDEO_SINGLE}


_ONE_TRACK: Final = frozenset(
    {Profile.SIMPLE_AUDIO_SINGLE, Profile.SIMPLE_VIDEO_SINGLE, Profile.RINGTONE, Profile.DJ_MIX}
)
_MIXED_AT_LEAST: Final = 2
_BOX, _CLASSICAL = "BoxedSet", "Classical"


def profile_of(release: Release, *, simple_single: bool = False) -> Profile:
    """Return the profile a release is written in.

    A ringtone and a mix of at least two recordings have profiles of their own where they are one sound recording. A
    simple single has one group with one item: a track of a work or of a disc of its own is written as an album is.

    Args:
        release: what is written.
        simple_single: whether one track is written in the profiles of a simple single, without a track release.
    """
    media = {track.medium for track in release.tracks}
    if len(release.tracks) == 1:
        own = _of_one_track(release, simple_single=simple_single)
        if own is not None:
            return own
    if len(media) > 1:
        return Profile.MIXED_MEDIA
    return Profile.VIDEO if Medium.VIDEO in media else Profile.AUDIO


def variant_of(release: Release, profile: Profile) -> str:
    """Return the variant of the profile, spelled as DDEX ReleaseProfileVariantVersionId; empty for none."""
    if profile.one_track:
        return ""
    boxed = release.kind is ReleaseKind.BOX_SET
    classical = any(is_classical(release, profile, track) for track in release.tracks)
    return " ".join(name for name, applies in ((_BOX, boxed), (_CLASSICAL, classical)) if applies)


def is_classical(release: Release, profile: Profile, track: Track) -> bool:
    """Return whether the variant Classical is for a track: a movement, or any track of a classical album."""
    return not profile.one_track and (release.kind is ReleaseKind.CLASSICAL_ALBUM or bool(track.work))


def _of_one_track(release: Release, *, simple_single: bool) -> Profile | None:
    (track,) = release.tracks
    if track.work or track.disc != 1 or release.components:
        simple_single = False
    if track.medium is Medium.VIDEO:
        return Profile.SIMPLE_VIDEO_SINGLE if simple_single else None
    if track.mixed:
        mix = release.kind is ReleaseKind.DJ_MIX and len(track.mixed) >= _MIXED_AT_LEAST
        return Profile.DJ_MIX if mix else None
    if release.kind is ReleaseKind.RINGTONE:
        return Profile.RINGTONE
    return Profile.SIMPLE_AUDIO_SINGLE if simple_single else None


__all__ = ["Profile", "is_classical", "profile_of", "variant_of"]
