"""What TikTok refuses beyond what everybody refuses (`platform-facts` 10). Pure functions of an order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tunemantra.core.finding import Finding, Severity, error, warning
from tunemantra.plugins.tiktok import profile
from tunemantra.plugins.tiktok.stated import commercial, said, seconds_of, stated_clips, yes

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from tunemantra.core.release import Release, Track
    from tunemantra.ports.package import Order

_UNTOLD: Final = (
    "grid",
    "additional_titles",
    "credits",
    "further_labels",
    "further_p_lines",
    "further_c_lines",
    "further_genres",
    "further_warnings",
    "components",
    "related",
    "synopsis",
    "ai",
    "artwork_ai",
    "lyrics",
    "mixed",
    "work",
)


def check_order(order: Order) -> Iterator[Finding]:
    """Yield everything the platform's rules have to say."""
    for rule in RULES:
        for finding in rule(order):
            yield finding.on(profile.KEY)


def good_clips(order: Order) -> Iterator[Finding]:
    """TTK-CLP-001: a recording has at most 5 clips, each of 15 to 60 seconds and within it."""
    for index, track in enumerate(order.release.tracks):
        path, text = f"tracks[{index}].extras", said(order.release, track, "clips")
        clips, seconds = stated_clips(order.release, track), seconds_of(order, index)
        least, most = profile.SHORTEST_CLIP, profile.LONGEST_CLIP
        if clips is None or len(clips) > profile.MOST_CLIPS:
            yield error(
                "TTK-CLP-001",
                path,
                "The clips cannot be read, or are too many.",
                observed=text,
                expected=f"at most {profile.MOST_CLIPS} of `start+length` in seconds, such as `45+60, 120+15`",
                hint="correct clips in [tracks.platforms.tiktok]",
            )
            continue
        for clip in clips:
            if not least <= clip.length <= most or (seconds is not None and clip.end > seconds):
                yield error(
                    "TTK-CLP-001",
                    path,
                    "A clip is too short or too long, or goes on when the recording is over.",
                    observed=f"{clip.length} seconds from {clip.start}",
                    expected=f"{least} to {most} seconds within the recording"
                    + ("" if seconds is None else f" of {seconds:.1f} seconds"),
                    hint="correct clips in [tracks.platforms.tiktok]",
                )
        if not clips and seconds is not None and seconds < least:
            yield warning(
                "TTK-CLP-001",
                f"tracks[{index}].audio",
                "The recording is too short for a clip.",
                observed=f"{seconds:.1f} seconds",
                expected=f"{least} seconds or more",
                hint="it is found by its name alone",
            )


def may_be_commercial(order: Order) -> Iterator[Finding]:
    """TTK-CML-001: who offers a recording for commercial use controls all of it: publishing, master, samples."""
    release = order.release
    for index, track in enumerate(release.tracks):
        if commercial(release, track):
            missing = _not_controlled(release, track)
            if missing:
                yield error(
                    "TTK-CML-001",
                    f"tracks[{index}].extras",
                    "The recording may not be offered for commercial use.",
                    observed=", ".join(missing),
                    expected="publishing_share and master_share 100, samples none, no cover, no public domain",
                    hint=f"state it in [platforms.tiktok], or leave {profile.COMMERCIAL} out; films may use it anyway",
                )


def _not_controlled(release: Release, track: Track) -> list[str]:
    found = [
        f"{name} {share or 'not stated'}"
        for name in ("publishing_share", "master_share")
        if (share := said(release, track, name).strip().rstrip("% ")) != profile.WHOLE_SHARE
    ]
    samples = said(release, track, "samples").strip().lower()
    found += [] if samples == profile.NO_SAMPLES else [f"samples {samples or 'not stated'}"]
    return found + [name.replace("_", " ") for name in ("cover", "public_domain") if yes(release, track, name)]


def one_recording_once(order: Order) -> Iterator[Finding]:
    """TTK-FRD-001: no recording hides behind another: the same audio has one ISRC (Hidden Recording)."""
    first: dict[str, int] = {}
    for index, track in enumerate(order.release.tracks):
        made = order.renditions.get(f"tracks[{index}].audio")
        other = index if made is None else first.setdefault(made.sha256, index)
        if other != index:
            yield error(
                "TTK-FRD-001",
                f"tracks[{index}].audio",
                "The same recording is there twice, under two ISRCs.",
                observed=f"{track.isrc}, which sounds as {order.release.tracks[other].isrc} does",
                expected="a recording of its own",
                hint="look for the right file",
            )


def no_copycat(order: Order) -> Iterator[Finding]:
    """TTK-FRD-002: no recording passes itself off as somebody else's (UGC and PGC Copycat)."""
    yield from _scanned(order, "TTK-FRD-002", profile.COPYCAT, "The title says that it imitates another recording.")


def no_mashup(order: Order) -> Iterator[Finding]:
    """TTK-FRD-003: no recording is put together from those of others (Viral Mix, Mashup)."""
    yield from _scanned(order, "TTK-FRD-003", profile.MASHUP, "The title says that it mixes other recordings.")


def right_speed(order: Order) -> Iterator[Finding]:
    """TTK-FRD-004: no recording is another one at another speed (Sped-Up, Slowed)."""
    yield from _scanned(order, "TTK-FRD-004", profile.OTHER_SPEED, "The title says that it is another recording, sped.")


def _scanned(order: Order, rule: str, words: re.Pattern[str], message: str) -> Iterator[Finding]:
    release = order.release
    for index, track in enumerate(release.tracks):
        if yes(release, track, "authorised"):
            continue
        for place, title in enumerate(track.titles):
            found = words.search(title.display)
            if found:
                yield error(
                    rule,
                    f"tracks[{index}].titles[{place}]",
                    message,
                    observed=title.display,
                    expected=f"a recording of one's own, without {found[0]!r}",
                    hint="where the original is yours, state authorised = true in [tracks.platforms.tiktok]",
                )


def untold(order: Order) -> Iterator[Finding]:
    """TTK-DOC-001: what the document has no place for is not sent, and a note says so."""
    listed = [("", order.release), *((f"tracks[{index}].", track) for index, track in enumerate(order.release.tracks))]
    for prefix, thing in listed:
        for name in _UNTOLD:
            value = getattr(thing, name, None)
            if value:
                yield Finding(
                    "TTK-DOC-001",
                    Severity.NOTE,
                    f"{prefix}{name}",
                    "The document has no place for it.",
                    observed=f"{len(value)} entries" if isinstance(value, tuple) else str(value),
                    expected="nothing of it reaches the platform",
                )


RULES = (good_clips, may_be_commercial, one_recording_once, no_copycat, no_mashup, right_speed, untold)
