"""Rules on a digital booklet, from what was measured in it (`platform-facts` 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tunemantra.core.finding import error, warning

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tunemantra.core.finding import Finding
    from tunemantra.core.media import BookletFacts
    from tunemantra.core.requirement import BookletSpec

PATH: Final = "booklet"
_CLOSE: Final = 0.02  # inches
_FEW: Final = 5


def judge_booklet(facts: BookletFacts, spec: BookletSpec, file: str = "") -> Iterator[Finding]:
    """Yield everything that is wrong with a booklet; of one that cannot be read, only that.

    Args:
        facts: measured.
        spec: what the platform takes.
        file: its name in the release folder.
    """
    if facts.problem:
        yield from readable(facts, spec, file)
        return
    for rule in RULES:
        yield from rule(facts, spec, file)


def readable(facts: BookletFacts, _: BookletSpec, file: str) -> Iterator[Finding]:
    """CMN-BKL-001: the booklet is a PDF that anybody can open."""
    if facts.problem:
        yield error(
            "CMN-BKL-001",
            PATH,
            "the booklet cannot be read",
            observed=facts.problem,
            expected="a PDF without a password",
            hint="export it again",
            file=file,
        )


def enough_pages(facts: BookletFacts, spec: BookletSpec, file: str) -> Iterator[Finding]:
    """CMN-BKL-002: the booklet has as many pages as the platform asks for."""
    if len(facts.sizes) < spec.min_pages:
        yield error(
            "CMN-BKL-002",
            PATH,
            "the booklet has too few pages",
            observed=f"{len(facts.sizes)} pages",
            expected=f"{spec.min_pages} pages or more",
            hint="add pages",
            file=file,
        )


def small_enough(facts: BookletFacts, spec: BookletSpec, file: str) -> Iterator[Finding]:
    """CMN-BKL-003: the booklet is no larger than the platform allows."""
    if facts.size > spec.max_bytes:
        yield error(
            "CMN-BKL-003",
            PATH,
            "the booklet is too large",
            observed=f"{facts.size:,} bytes",
            expected=f"{spec.max_bytes:,} bytes or less",
            hint="compress its pictures",
            file=file,
        )


def own_fonts(facts: BookletFacts, _: BookletSpec, file: str) -> Iterator[Finding]:
    """CMN-BKL-004: every font of the booklet is embedded."""
    if facts.loose_fonts:
        yield error(
            "CMN-BKL-004",
            PATH,
            "the booklet needs fonts that are not in it",
            observed=", ".join(facts.loose_fonts),
            expected="all fonts embedded",
            hint="export it with its fonts, or with its text as outlines",
            file=file,
        )


def page_shape(facts: BookletFacts, spec: BookletSpec, file: str) -> Iterator[Finding]:
    """CMN-BKL-005: every page of the booklet lies across and has the platform's size."""
    wrong = [
        f"page {number}: {width:g} x {height:g} in"
        for number, (width, height) in enumerate(facts.sizes, 1)
        if abs(width - spec.width) > _CLOSE or abs(height - spec.height) > _CLOSE
    ]
    if wrong:
        yield error(
            "CMN-BKL-005",
            PATH,
            "pages of the booklet have another size",
            observed=_some(wrong),
            expected=f"{spec.width:g} x {spec.height:g} in",
            hint="lay it out in that size",
            file=file,
        )


def screen_colours(facts: BookletFacts, _: BookletSpec, file: str) -> Iterator[Finding]:
    """CMN-BKL-006: the colours of the booklet are RGB."""
    if facts.print_pages:
        yield error(
            "CMN-BKL-006",
            PATH,
            "the booklet has the colours of a printing press",
            observed=_some([f"page {number}" for number in facts.print_pages]),
            expected="RGB",
            hint="export it for the screen",
            file=file,
        )


def fine_pictures(facts: BookletFacts, spec: BookletSpec, file: str) -> Iterator[Finding]:
    """CMN-BKL-007: the pictures of the booklet have the resolution the platform asks for."""
    coarse = [f"page {number}: {dpi:g} dpi" for number, dpi in facts.resolutions if dpi < spec.min_dpi]
    if coarse:
        yield error(
            "CMN-BKL-007",
            PATH,
            "pictures of the booklet are too coarse",
            observed=_some(coarse),
            expected=f"{spec.min_dpi:g} dpi or more",
            hint="place larger pictures",
            file=file,
        )


def only_pages(facts: BookletFacts, _: BookletSpec, file: str) -> Iterator[Finding]:
    """CMN-BKL-008: the booklet does nothing by itself, and carries no other file."""
    if facts.active:
        yield error(
            "CMN-BKL-008",
            PATH,
            "the booklet is more than pages",
            observed=", ".join(facts.active),
            expected="no scripts, actions, forms and embedded files",
            hint="export it again without them",
            file=file,
        )


def known_links(facts: BookletFacts, _: BookletSpec, file: str) -> Iterator[Finding]:
    """CMN-BKL-009: links of the booklet only lead to the artist or the label, which people have to look at."""
    if facts.links:
        yield warning(
            "CMN-BKL-009",
            PATH,
            "the booklet has links",
            observed=_some(list(facts.links)),
            expected="links to sites of the artist or the label only",
            hint="look at them; take out all others",
            file=file,
        )


def _some(things: list[str]) -> str:
    more = f" and {len(things) - _FEW} more" if len(things) > _FEW else ""
    return "; ".join(things[:_FEW]) + more


RULES: Final[tuple[Callable[[BookletFacts, BookletSpec, str], Iterator[Finding]], ...]] = (
    readable,
    enough_pages,
    small_enough,
    own_fonts,
    page_shape,
    screen_colours,
    fine_pictures,
    only_pages,
    known_links,
)

__all__ = ["RULES", "judge_booklet"]
