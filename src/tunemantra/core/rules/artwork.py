"""Rules on what was seen in the cover; they say nothing where nobody looked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tunemantra.core.analysis import PictureFaultKind
from tunemantra.core.finding import Finding, Severity, error, warning
from tunemantra.core.release import ParentalWarning
from tunemantra.core.rules.artwork_words import Names

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from tunemantra.core.analysis import PictureFault, Region
    from tunemantra.core.rules.case import Case

Kind = PictureFaultKind

_MADE: Final = {
    Kind.BLURRED: ("the cover is blurred", "a sharp picture"),
    Kind.BLOCKY: ("the cover was compressed too strongly", "no visible squares"),
    Kind.BORDER: ("the cover has an edge of one colour", "a picture up to its edges"),
    Kind.BLANK: ("the cover is blank", "a picture"),
    Kind.ROTATED: ("the cover only stands upright for readers of EXIF", "pixels that stand upright"),
    Kind.TRUNCATED: ("the cover's end is missing", "a picture that was written to its end"),
}
_SOLD: Final = {
    Kind.CODE: (Severity.ERROR, "the cover bears a code that can be scanned"),
    Kind.ADDRESS: (Severity.ERROR, "the cover bears a web address"),
    Kind.PRICE: (Severity.ERROR, "the cover bears a price"),
    Kind.STORE: (Severity.ERROR, "the cover names a store"),
    Kind.CONTACT: (Severity.WARNING, "the cover says how to reach somebody"),
    Kind.PROMOTION: (Severity.WARNING, "the cover advertises"),
}


def not_enlarged(case: Case) -> Iterator[Finding]:
    """CMN-IMG-003: the cover's detail is as fine as its pixels."""
    for fault in _faults(case, {Kind.UPSCALED}):
        yield warning(
            "CMN-IMG-003",
            "artwork",
            "the cover was enlarged, or never sharp",
            observed=_seen(fault),
            expected="detail as fine as the pixels",
            hint="ask for the original picture; stores look for this",
            file=case.release.artwork.path,
        )


def well_made(case: Case) -> Iterator[Finding]:
    """CMN-IMG-004: sharp, whole and upright, without borders and traces of compression."""
    for fault in _faults(case, _MADE):
        message, expected = _MADE[fault.kind]
        yield warning(
            "CMN-IMG-004",
            "artwork",
            message,
            observed=_seen(fault),
            expected=expected,
            hint="export the cover again from the original",
            file=case.release.artwork.path,
        )


def nothing_to_sell(case: Case) -> Iterator[Finding]:
    """CMN-IMG-005: nothing to scan, call, buy or look up; what belongs to a title or a name is left alone."""
    if case.look() is None:
        return
    names = Names.of(case.release)
    for fault in _faults(case, _SOLD):
        severity, message = _SOLD[fault.kind]
        if fault.kind is Kind.CODE or not names.hold(fault.detail):
            finding = error if severity is Severity.ERROR else warning
            yield finding(
                "CMN-IMG-005",
                "artwork",
                message,
                observed=_seen(fault),
                expected="title and artists at most",
                hint="have it taken off the cover",
                file=case.release.artwork.path,
            )


def own_words(case: Case) -> Iterator[Finding]:
    """CMN-IMG-006: words on the cover are in the title, the artists or the credits, as far as they can be compared."""
    look = case.look()
    if look is None:
        return
    names = Names.of(case.release)
    elsewhere = {fault.detail for fault in look.faults if fault.kind in {*_SOLD, Kind.ADVISORY}}
    strange = [text for text in look.texts if text.text not in elsewhere and not names.explain(text.text)]
    if strange:
        where = "; ".join(f"{text.text!r}{_place(text.region)}" for text in strange)
        yield warning(
            "CMN-IMG-006",
            "artwork",
            "the cover says what the release does not",
            observed=where,
            expected="words of the titles, the artists and the credits",
            hint="check title, version and artists against the cover",
            file=case.release.artwork.path,
        )


def advised(case: Case) -> Iterator[Finding]:
    """CMN-IMG-008: the advisory mark is on the cover where a track is explicit, and only there."""
    look = case.look()
    if look is None or not look.read:
        return
    marks = list(_faults(case, {Kind.ADVISORY}))
    explicit = [index for index, track in enumerate(case.release.tracks) if _explicit_somewhere(case, index)]
    file = case.release.artwork.path
    if marks and not explicit:
        yield warning(
            "CMN-IMG-008",
            "artwork",
            "the cover bears the parental advisory mark, and no track is explicit",
            observed=_seen(marks[0]),
            expected="an explicit track, or no mark",
            hint="mark the explicit tracks, or have the mark taken off",
            file=file,
        )
    elif explicit and not marks:
        yield Finding(
            "CMN-IMG-008",
            Severity.NOTE,
            "artwork",
            "a track is explicit, and no parental advisory mark could be read on the cover",
            observed=f"{len(explicit)} explicit tracks",
            expected="the mark, where the label uses it",
            file=file,
        )


def _explicit_somewhere(case: Case, index: int) -> bool:
    track = case.release.tracks[index]
    said = (track.parental_warning, *(local.warning for local in track.further_warnings))
    return ParentalWarning.EXPLICIT in said


def _faults(case: Case, kinds: Container[PictureFaultKind]) -> Iterator[PictureFault]:
    look = case.look()
    return (fault for fault in (look.faults if look is not None else ()) if fault.kind in kinds)


def _seen(fault: PictureFault) -> str:
    return f"{fault.detail}{_place(fault.region)}"


def _place(region: Region | None) -> str:
    if region is None:
        return ""
    return f" at {region.left}, {region.top} ({region.width} x {region.height} pixels)"


__all__ = ["advised", "not_enlarged", "nothing_to_sell", "own_words", "well_made"]
