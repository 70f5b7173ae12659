"""Words of ERN 3.8 that differ from those of ERN 4; the tests hold them against the official value sets."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from tunemantra.contrib.ddex.profiles import Profile
from tunemantra.core.party import ArtistRole, ContributorRole
from tunemantra.core.release import Medium, Release, ReleaseKind

PROFILE_DOCUMENT: Final = "CommonReleaseTypes/14"
"""The profiles are those of Common Release Types 1.4 (`ddex-facts` section 8)."""

PROFILES: Final[Mapping[ReleaseKind, str]] = MappingProxyType(
    {
        ReleaseKind.ALBUM: "AudioAlbumMusicOnly",
        ReleaseKind.EP: "AudioAlbumMusicOnly",
        ReleaseKind.SINGLE: "AudioSingle",
        ReleaseKind.COMPILATION: "AudioAlbumMusicOnly",
        ReleaseKind.CLASSICAL_ALBUM: "DigitalClassicalAudioAlbum",
        ReleaseKind.BOX_SET: "DigitalBoxedSet",
        ReleaseKind.DJ_MIX: "AudioAlbumMusicOnly",
        ReleaseKind.RINGTONE: "Ringtone",
        ReleaseKind.VIDEO_SINGLE: "VideoSingle",
        ReleaseKind.VIDEO_ALBUM: "VideoAlbum",
        ReleaseKind.MULTIMEDIA_ALBUM: "MixedMediaBundle",
    }
)
"""The profile of a kind, where its tracks are what the kind leads one to expect."""

ONE_TRACK_PROFILES: Final[Mapping[Profile, str]] = MappingProxyType(
    {
        Profile.RINGTONE: "Ringtone",
        Profile.SIMPLE_VIDEO_SINGLE: "SimpleVideoSingle",
        Profile.SIMPLE_AUDIO_SINGLE: "SingleResourceReleaseWithCoverArt",
        Profile.DJ_MIX: "SingleResourceReleaseWithCoverArt",
    }
)
"""The profiles without track releases."""

_VIDEO_KINDS: Final = frozenset({ReleaseKind.VIDEO_SINGLE, ReleaseKind.VIDEO_ALBUM})

ARTIST_ROLES: Final[Mapping[ArtistRole, str]] = MappingProxyType(
    {role: role.value for role in ArtistRole if role is not ArtistRole.REMIXER}
)
"""ArtistRole of a display artist; one that is not here is `UserDefined`."""

WORK_ROLES: Final = frozenset(
    {
        ContributorRole.COMPOSER,
        ContributorRole.LYRICIST,
        ContributorRole.COMPOSER_LYRICIST,
        ContributorRole.AUTHOR,
        ContributorRole.ARRANGER,
        ContributorRole.ADAPTER,
        ContributorRole.TRANSLATOR,
        ContributorRole.LIBRETTIST,
        ContributorRole.MUSIC_PUBLISHER,
        ContributorRole.ORIGINAL_PUBLISHER,
        ContributorRole.SUB_PUBLISHER,
    }
)
"""Roles behind the work (MusicalWorkContributorRole); all others are behind the recording (ResourceContributorRole)."""

AUDIO_CODECS: Final[Mapping[str, str]] = MappingProxyType(
    {"pcm": "PCM", "flac": "FLAC", "mp3": "MP3", "aac": "AAC", "vorbis": "Vorbis", "mp2": "MP2"}
)
CONTAINERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "wav": "WAV",
        "aiff": "AIFF",
        "m4a": "MP4",
        "mp4": "MP4",
        "mov": "QuickTime",
        "avi": "AVI",
        "ogg": "Ogg",
        "opus": "Ogg",
    }
)
IMAGE_CODECS: Final[Mapping[str, str]] = MappingProxyType({"JPEG": "JPEG", "PNG": "PNG", "TIFF": "TIFF", "GIF": "GIF"})
VIDEO_CODECS: Final[Mapping[str, str]] = MappingProxyType(
    {"h264": "AVC", "mpeg1video": "MPEG-1", "mpeg2video": "MPEG-2", "mpeg4": "MPEG-4", "h263": "H.263"}
)
"""AudioCodecType, ContainerFormat, ImageCodecType, VideoCodecType by the decoder's and the muxer's word."""


def profile_name(release: Release, profile: Profile) -> str:
    """Return the ReleaseProfileVersionId of a release.

    What the tracks are decides before the kind does: an album of films is a video album, films and sound recordings
    together are a mixed media bundle.

    Args:
        release: what is written.
        profile: of ERN 4 that fits it; tells whether there are track releases.
    """
    return f"{PROFILE_DOCUMENT}/{ONE_TRACK_PROFILES.get(profile) or _of_tracks(release)}"


def release_type(release: Release) -> str:
    """Return the ReleaseType: the value set has no Compilation, it is an album with a flag."""
    kind = ReleaseKind.ALBUM if release.kind is ReleaseKind.COMPILATION else release.kind
    return kind.value


def _of_tracks(release: Release) -> str:
    media = {track.medium for track in release.tracks}
    if len(media) > 1:
        return PROFILES[ReleaseKind.MULTIMEDIA_ALBUM]
    if media == {Medium.VIDEO} and release.kind not in _VIDEO_KINDS:
        return PROFILES[ReleaseKind.VIDEO_SINGLE if len(release.tracks) == 1 else ReleaseKind.VIDEO_ALBUM]
    return PROFILES[release.kind]


__all__ = [
    "ARTIST_ROLES",
    "AUDIO_CODECS",
    "CONTAINERS",
    "IMAGE_CODECS",
    "ONE_TRACK_PROFILES",
    "PROFILES",
    "PROFILE_DOCUMENT",
    "VIDEO_CODECS",
    "WORK_ROLES",
    "profile_name",
    "release_type",
]
