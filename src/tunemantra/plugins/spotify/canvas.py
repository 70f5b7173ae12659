"""The Canvas: a short film behind a track (`platform-facts` 4.4). Pure functions of what was measured in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tunemantra.core.finding import error, warning
from tunemantra.core.rules.video import whole_film
from tunemantra.plugins.spotify import profile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tunemantra.core.analysis import PictureText
    from tunemantra.core.finding import Finding
    from tunemantra.core.media import VideoFacts

CANVAS: Final = profile.CANVAS


def check_canvas(facts: VideoFacts, path: str, texts: Sequence[PictureText] = (), file: str = "") -> Iterator[Finding]:
    """Yield everything that is wrong with a Canvas; of one that cannot be decoded, only that.

    Args:
        facts: measured.
        path: where in the release it stands, such as `tracks[0].canvas`.
        texts: words read in its pictures.
        file: its name in the release folder.
    """
    damaged = list(whole_film(facts, path, file))
    yield from damaged
    if not damaged:
        for rule in RULES:
            for finding in rule(facts, path, file):
                yield finding.on(profile.KEY)
        for finding in no_words(texts, path, file):
            yield finding.on(profile.KEY)


def right_length(facts: VideoFacts, path: str, file: str) -> Iterator[Finding]:
    """SPOT-CNV-001: a Canvas lasts 3 to 8 seconds."""
    if not CANVAS.min_seconds * 1000 <= facts.milliseconds <= CANVAS.max_seconds * 1000:
        yield error(
            "SPOT-CNV-001",
            path,
            "The Canvas is too short or too long.",
            observed=f"{facts.milliseconds / 1000:g} seconds",
            expected=f"{CANVAS.min_seconds} to {CANVAS.max_seconds} seconds",
            hint="cut it; it is shown in a loop",
            file=file,
        )


def right_shape(facts: VideoFacts, path: str, file: str) -> Iterator[Finding]:
    """SPOT-CNV-002: a Canvas has the shape 9:16, within half a percent."""
    if not CANVAS.shaped(facts):
        yield error(
            "SPOT-CNV-002",
            path,
            "The Canvas has another shape.",
            observed=f"{facts.width} x {facts.height} pixels",
            expected="9:16",
            hint="crop it, or say what stays in the middle",
            file=file,
        )


def high_enough(facts: VideoFacts, path: str, file: str) -> Iterator[Finding]:
    """SPOT-CNV-003: a Canvas is 720 pixels high or more."""
    if facts.height < CANVAS.min_height:
        yield error(
            "SPOT-CNV-003",
            path,
            "The Canvas is too small.",
            observed=f"{facts.height} pixels high",
            expected=f"{CANVAS.min_height} pixels or more",
            hint="ask for a larger one; it is never enlarged",
            file=file,
        )


def right_container(facts: VideoFacts, path: str, file: str) -> Iterator[Finding]:
    """SPOT-CNV-004: a Canvas is an MP4 with H.264."""
    if (facts.container, facts.codec) != (CANVAS.container, CANVAS.codec):
        yield error(
            "SPOT-CNV-004",
            path,
            "The Canvas is not an MP4 with H.264.",
            observed=f"{facts.container}, {facts.codec}",
            expected=f"{CANVAS.container}, {CANVAS.codec}",
            hint="convert it",
            file=file,
        )


def no_sound(facts: VideoFacts, path: str, file: str) -> Iterator[Finding]:
    """SPOT-CNV-005: a Canvas has no sound track."""
    if facts.audio is not None:
        yield error(
            "SPOT-CNV-005",
            path,
            "The Canvas has a sound track.",
            observed=facts.audio.codec,
            expected="none",
            hint="convert it, which leaves the sound out",
            file=file,
        )


def no_words(texts: Sequence[PictureText], path: str, file: str) -> Iterator[Finding]:
    """SPOT-CNV-006: a Canvas bears no words."""
    if texts:
        yield warning(
            "SPOT-CNV-006",
            path,
            "The Canvas bears words.",
            observed=", ".join(repr(text.text) for text in texts),
            expected="neither titles, names nor addresses",
            hint="take the words out",
            file=file,
        )


RULES: Final[tuple[Callable[[VideoFacts, str, str], Iterator[Finding]], ...]] = (
    right_length,
    right_shape,
    high_enough,
    right_container,
    no_sound,
)

__all__ = ["CANVAS", "check_canvas"]
