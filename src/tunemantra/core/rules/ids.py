"""Rules on the codes of the trade: ISRC and GTIN."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tunemantra.core.finding import error, warning
from tunemantra.core.identifiers import Gtin, Isrc
from tunemantra.errors import IdentifierError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tunemantra.core.catalogue import Catalogued, Match
    from tunemantra.core.finding import Finding
    from tunemantra.core.release import Track
    from tunemantra.core.rules.case import Case

LENGTH_TOLERANCE: Final = 2.0
"""Seconds by which the lengths of one recording may differ (CMN-ID-003)."""
WHOLE: Final = 0.9
"""The share of the longer recording that has to overlap for both to be one, and not an edit of the other."""


def one_recording_an_isrc(case: Case) -> Iterator[Finding]:
    """CMN-ID-003: silent where the catalogue was not asked; CMN-ID-005 speaks of immersive mixes."""
    for path, seen in case.catalogued.items():
        for match in seen.under_isrc:
            if match.recording.immersive == seen.recording.immersive and not _one(seen, match):
                yield error(
                    "CMN-ID-003",
                    _code_path(path),
                    "the catalogue has another recording under this ISRC",
                    observed=f"{seen.recording.isrc}: {_told(seen, match)}",
                    expected="an ISRC of its own for each recording",
                    hint="an edit, remix or remaster needs a new ISRC; the same recording has its old length and sound",
                )


def _one(seen: Catalogued, match: Match) -> bool:
    return match.same and abs(match.recording.seconds - seen.recording.seconds) <= LENGTH_TOLERANCE


def one_isrc_for_a_sound(case: Case) -> Iterator[Finding]:
    """CMN-ID-004: stores hide such repeats; an immersive mix has its own ISRC by right.

    One file named by two tracks blocks: one of them would go out with the recording of the other.
    """
    yield from _named_twice(case)
    for path, seen in case.catalogued.items():
        for match in seen.alike:
            other, own = match.recording, seen.recording
            if other.isrc != own.isrc and other.immersive == own.immersive and _whole(seen, match):
                yield warning(
                    "CMN-ID-004",
                    _code_path(path),
                    "the catalogue has this recording under another ISRC",
                    observed=f"{own.isrc or 'no ISRC'} and {other.isrc or 'no ISRC'}: {_told(seen, match)}",
                    expected="the ISRC the recording was first given",
                    hint="stores hide repeated submissions: use the first ISRC, or say which recording is another",
                )


def _named_twice(case: Case) -> Iterator[Finding]:
    first: dict[str, tuple[int, str]] = {}
    for index, track in enumerate(case.release.tracks):
        earlier, isrc = first.setdefault(track.audio.path, (index, str(track.isrc)))
        if isrc != str(track.isrc):  # where they share it, CMN-ID-007 says so
            yield error(
                "CMN-ID-004",
                f"tracks[{index}].audio",
                f"track {earlier + 1} has the same file under another ISRC",
                observed=f"{isrc} and {track.isrc}",
                expected="a recording of its own for each ISRC",
                hint="name the file of this track",
                file=track.audio.path,
            )


def _whole(seen: Catalogued, match: Match) -> bool:
    longer = max(match.recording.seconds, seen.recording.seconds)
    return match.same and match.overlap + LENGTH_TOLERANCE >= WHOLE * longer


def own_isrc_for_immersive(case: Case) -> Iterator[Finding]:
    """CMN-ID-005: of the release itself, and of what the catalogue has under the ISRC."""
    for path, seen in case.catalogued.items():
        if any(match.recording.immersive != seen.recording.immersive for match in seen.under_isrc):
            yield _shared(path, seen.recording.isrc, "in the catalogue")
    for index, track in enumerate(case.release.tracks):
        for place, edition in enumerate(track.editions):
            path = f"tracks[{index}].editions[{place}].audio"
            if case.is_immersive(path) and (edition.isrc is None or str(edition.isrc) == str(track.isrc)):
                yield _shared(path, str(track.isrc), "of the same track")


def _shared(path: str, isrc: str, where: str) -> Finding:
    return error(
        "CMN-ID-005",
        _code_path(path),
        f"an immersive mix and a stereo recording {where} have one ISRC",
        observed=isrc,
        expected="an ISRC of its own for the immersive mix",
        hint="ask the registrant of the stereo recording for an ISRC of the immersive mix",
    )


def _code_path(path: str) -> str:
    return f"{path.removesuffix('.audio')}.isrc"


def _told(seen: Catalogued, match: Match) -> str:
    lengths = f"{seen.recording.seconds:.1f} s and {match.recording.seconds:.1f} s long"
    return f"{match.similarity:.0%} alike, {lengths}"


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
            f"track {earlier + 1} has the same ISRC",
            observed=code,
            expected="an ISRC of its own for each recording",
            hint="look the recording up with your national ISRC agency, or remove the repeated track",
        )


__all__ = [
    "code_finding",
    "one_isrc_a_recording",
    "one_isrc_for_a_sound",
    "one_recording_an_isrc",
    "own_isrc_for_immersive",
    "right_check_digit",
    "well_formed_isrcs",
]
