"""What a recording says of itself in its tags, taken from its release."""

from __future__ import annotations

from tunemantra.core.form import AudioTags
from tunemantra.core.party import credit
from tunemantra.core.release import Release


def tags_of(release: Release, index: int, cover: str = "") -> AudioTags:
    """Return the tags of a track: what listeners read beside it, in the release's default titles.

    Args:
        release: it stands on.
        index: of the track, from 0.
        cover: SHA-256 of the picture that goes with it; empty for none.
    """
    track = release.tracks[index]
    return AudioTags(
        title=track.title.display,
        artist=track.credits[0].text if track.credits else credit(release.artists_of(track)),
        album=release.title.display,
        album_artist=release.credit,
        genre=release.genre_of(track).name,
        isrc=str(track.isrc),
        copyright=release.p_line_of(track).text,
        date=release.release_date.isoformat(),
        track=track.number,
        tracks=sum(1 for other in release.tracks if other.disc == track.disc),
        disc=track.disc,
        discs=len(release.discs),
        cover=cover,
    )


__all__ = ["tags_of"]
