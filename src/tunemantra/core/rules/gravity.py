"""How grave a fault is by itself, before a release is known: what the rules call an error, and nothing is sent with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tunemantra.core.analysis import PictureFault, PictureFaultKind, SoundFaultKind

if TYPE_CHECKING:
    from tunemantra.core.analysis import Analysis, SoundFault

# Kinds of either are words, and share some of them.
_OF_SOUND: Final = frozenset(
    {
        SoundFaultKind.SILENCE,  # CMN-AUD-005
        SoundFaultKind.TRUNCATED,  # CMN-AUD-007
        SoundFaultKind.NOT_A_NUMBER,  # CMN-AUD-010
    }
)
_OF_PICTURES: Final = frozenset(
    {PictureFaultKind.CODE, PictureFaultKind.ADDRESS, PictureFaultKind.PRICE, PictureFaultKind.STORE}  # CMN-IMG-005
)


def grave(fault: SoundFault | PictureFault) -> bool:
    """Return whether a fault is an error by itself; all others are warnings or notes."""
    return fault.kind in (_OF_PICTURES if isinstance(fault, PictureFault) else _OF_SOUND)


def bears_grave(analysis: Analysis) -> bool:
    """Return whether a recording or picture has a fault that is an error by itself."""
    return any(map(grave, analysis.faults))


__all__ = ["bears_grave", "grave"]
