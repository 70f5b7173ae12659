"""Rules on the cover, from what was measured in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tunemantra.core.finding import error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tunemantra.core.finding import Finding
    from tunemantra.core.rules.case import Case

_BITS: Final = 8
_HEAVY: Final = 10_000_000
_GIGANTIC: Final = 32_000
_PRINT_MODES: Final = frozenset({"CMYK", "YCCK"})


def square_and_large(case: Case) -> Iterator[Finding]:
    """CMN-IMG-001: exactly square, and no smaller than the platform asks; nothing is cropped or upscaled."""
    facts = case.artwork()
    if facts is None or facts.problem:
        return
    size, file = f"{facts.width} x {facts.height} pixels", case.release.artwork.path
    if not facts.square:
        yield error(
            "CMN-IMG-001",
            "artwork",
            "the cover is not square",
            observed=size,
            expected="two equal sides",
            hint="have the cover cropped or redrawn; it is never cropped here",
            file=file,
        )
    least = case.requirement.image.min_side
    if facts.side < least:
        yield error(
            "CMN-IMG-001",
            "artwork",
            "the cover is too small",
            observed=size,
            expected=f"{least} x {least} pixels or more",
            hint="ask for the original picture; it is never upscaled",
            file=file,
        ).on(case.platform)


def screen_colours(case: Case) -> Iterator[Finding]:
    """CMN-IMG-002: a cover for print or one that cannot be decoded blocks; other modes are converted."""
    facts = case.artwork()
    if facts is None:
        return
    file, wanted = case.release.artwork.path, "RGB, 8 bits per channel"
    if facts.problem:
        yield error(
            "CMN-IMG-002",
            "artwork",
            "the cover cannot be decoded",
            observed=facts.problem,
            expected="a readable JPEG, PNG or TIFF picture",
            hint="export the cover again",
            file=file,
        )
    elif facts.mode in _PRINT_MODES:
        yield error(
            "CMN-IMG-002",
            "artwork",
            "the cover has the colours of a printing press",
            observed=facts.mode,
            expected=wanted,
            hint="export the cover as sRGB, so that the designer decides how the colours look",
            file=file,
        )
    elif facts.mode != "RGB" or facts.bits != _BITS:
        yield warning(
            "CMN-IMG-002",
            "artwork",
            "the cover is converted to RGB",
            observed=f"{facts.mode}, {facts.bits} bits per channel",
            expected=wanted,
            hint="look at the delivered picture, or export the cover as sRGB",
            file=file,
        )


def light(case: Case) -> Iterator[Finding]:
    """CMN-IMG-007: some stores take no progressive, heavy or gigantic picture; it is written anew for delivery."""
    facts = case.artwork()
    if facts is None or facts.problem:
        return
    faults = (
        (facts.progressive, "the cover is a progressive JPEG", "progressive", "baseline"),
        (facts.size > _HEAVY, "the cover is a large file", f"{facts.size:,} bytes", f"at most {_HEAVY:,} bytes"),
        (
            max(facts.width, facts.height) > _GIGANTIC,
            "the cover has very many pixels",
            f"{facts.width} x {facts.height} pixels",
            f"sides of at most {_GIGANTIC} pixels",
        ),
    )
    for is_so, message, observed, expected in faults:
        if is_so:
            yield warning(
                "CMN-IMG-007",
                "artwork",
                message,
                observed=observed,
                expected=expected,
                hint="it is written anew for delivery; where the picture is passed on as it is, export it again",
                file=case.release.artwork.path,
            )


__all__ = ["light", "screen_colours", "square_and_large"]
