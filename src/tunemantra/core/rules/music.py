"""Rules on stated tempo and key, held against what was heard; they say nothing where nobody could tell."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from attrs import frozen

from tunemantra.core.finding import Finding, Severity, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tunemantra.core.rules.case import Case

SAME_TEMPO: Final = Decimal("0.02")
"""Of a tempo: what differs by less is the same one."""
_OCTAVES: Final = (Decimal("0.5"), Decimal(1), Decimal(2))
_NOTES: Final = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_SIGNS: Final = {"": 0, "#": 1, "♯": 1, "b": -1, "♭": -1}
_KEY: Final = re.compile(r"([A-Ga-g]) ?([#♯b♭]?) ?(maj(?:or)?|min(?:or)?|m)?", re.IGNORECASE)
_CAMELOT: Final = re.compile(r"([1-9]|1[0-2])([AB])")
_FIFTH: Final = 7
_RELATIVE: Final = 3


@frozen
class _Key:
    """A key, however it is spelled.

    Args:
        tonic: semitones above C.
        minor: whether its third is.
    """

    tonic: int
    minor: bool

    @classmethod
    def of(cls, text: str) -> _Key | None:
        """Return the key of a text such as `A min`, `Db major`, `F#m` or `8A`; None where it is none."""
        wheel = _CAMELOT.fullmatch(text)
        if wheel:
            minor = wheel[2] == "A"
            return cls((_FIFTH * (int(wheel[1]) - 8) + (9 if minor else 0)) % 12, minor)
        found = _KEY.fullmatch(text.strip())
        if not found:
            return None
        mode = found[3] or ""
        return cls((_NOTES[found[1].upper()] + _SIGNS[found[2].lower()]) % 12, mode == "m" or mode[:3].lower() == "min")

    def kin(self, other: _Key) -> str:
        """Return how another key is close to this one: what listeners confuse it with; empty where it is not."""
        up = (other.tonic - self.tonic) % 12
        if self.minor == other.minor:
            return "a fifth away" if up in {_FIFTH, 12 - _FIFTH} else ""
        if up == 0:
            return "the same tonic in the other mode"
        return "its relative key, with the same notes" if up == (_RELATIVE if self.minor else 12 - _RELATIVE) else ""


def tempo_as_heard(case: Case) -> Iterator[Finding]:
    """CMN-AUD-011: the stated tempo is heard, or its half or double, which is a matter of counting."""
    for index, track in enumerate(case.release.tracks):
        heard = case.sound(index)
        if track.bpm is None or not track.bpm.is_finite() or heard is None or heard.tempo is None:
            continue
        found = Decimal(heard.tempo.value)
        if all(abs(track.bpm * times - found) > SAME_TEMPO * found for times in _OCTAVES):
            yield warning(
                "CMN-AUD-011",
                f"tracks[{index}].bpm",
                "the stated tempo is not the one that is heard",
                observed=f"{track.bpm} stated, {heard.tempo.value} heard",
                expected="the tempo of the recording, or its half or double",
                hint="count along, and correct bpm or leave it out",
            )


def key_as_heard(case: Case) -> Iterator[Finding]:
    """CMN-AUD-012: the stated key is heard; one with nearly the same notes is easily mistaken, so that is a note."""
    for index, track in enumerate(case.release.tracks):
        heard = case.sound(index)
        if heard is None or heard.key is None:
            continue
        stated, found = _Key.of(track.key), _Key.of(heard.key.value)
        if stated is None or found is None or found == stated:
            continue
        kin = stated.kin(found)
        yield Finding(
            "CMN-AUD-012",
            Severity.NOTE if kin else Severity.WARNING,
            f"tracks[{index}].key",
            "the stated key is close to the one that is heard"
            if kin
            else "the stated key is not the one that is heard",
            f"{track.key} stated, {heard.key.value} heard{f', {kin}' if kin else ''}",
            "the key of the recording",
            "the ear decides: such keys are easily taken for each other" if kin else "play along, and correct the key",
        )


__all__ = ["SAME_TEMPO", "key_as_heard", "tempo_as_heard"]
