"""Rules on films that hold on every platform."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tunemantra.core.finding import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tunemantra.core.finding import Finding
    from tunemantra.core.media import VideoFacts


def whole_film(facts: VideoFacts, path: str, file: str = "") -> Iterator[Finding]:
    """CMN-VID-001: the film decodes to its end."""
    if facts.problem:
        yield error(
            "CMN-VID-001",
            path,
            "the film cannot be decoded",
            observed=facts.problem,
            expected="an MP4, MOV or WebM film that is whole",
            hint="export it again",
            file=file,
        )


__all__ = ["whole_film"]
