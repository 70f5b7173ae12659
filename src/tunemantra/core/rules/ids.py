"""Rules on the codes of the trade: ISRC and GTIN."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tunemantra.core.finding import error, warning
from tunemantra.core.identifiers import Gtin, Isrc
from tunemantra.errors import IdentifierError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tunemantra.core.finding import Finding
    from tunemantra.core.release import Track
    from tunemantra.core.rules.case import Case


def code_finding(rule: str, path: str, flaw: IdentifierError, *, file: str = "") -> Finding:
    """Return the finding that says what an identifier's error says; the right check digit is in `expected`."""
    scheme, reason = flaw.facts["scheme"], str(flaw.facts["reason"])
    return error(
        rule,
        path,
        f"this is no {scheme}: it {reason}",
        observed=str(flaw.facts["observed"]),
        expected=_expected(reason),
        hint=flaw.hint,
        file=file,
    )


def _expected(reason: str) -> str:
    digit = reason.partition(", expected ")[2]
    return f"check digit {digit}" if digit else reason.removeprefix("is not ")


def well_formed_isrcs(case: Case) -> Iterator[Finding]:
    """CMN-ID-001: an application that embeds us may hand over plain text where an `Isrc` belongs."""
    for index, track in enumerate(case.release.tracks):
        yield from _code(Isrc, "CMN-ID-001", f"tracks[{index}].isrc", str(track.isrc))


def right_check_digit(case: Case) -> Iterator[Finding]:
    """CMN-ID-002: as CMN-ID-001, for the product's GTIN."""
    yield from _code(Gtin, "CMN-ID-002", "icpn", str(case.release.icpn))


def _code(scheme: type[Isrc | Gtin], rule: str, path: str, text: str) -> Iterator[Finding]:
    try:
        scheme.parse(text)
    except IdentifierError as flaw:
        yield code_finding(rule, path, flaw)


def one_isrc_a_recording(case: Case) -> Iterator[Finding]:
    """CMN-ID-007: blocks within a disc; the same recording on two discs is only pointed out."""
    first: dict[str, tuple[int, Track]] = {}
    for index, track in enumerate(case.release.tracks):
        code = str(track.isrc)
        if code not in first:
            first[code] = (index, track)
            continue
        earlier, other = first[code]
        tell = error if other.disc == track.disc else warning
        yield tell(
            "CMN-ID-007",
            f"tracks[{index}].isrc",
            f"tracks[{earlier}] has the same ISRC",
            observed=code,
            expected="an ISRC of its own for each recording",
            hint="look the recording up with your national ISRC agency, or remove the repeated track",
        )


__all__ = ["code_finding", "one_isrc_a_recording", "right_check_digit", "well_formed_isrcs"]
