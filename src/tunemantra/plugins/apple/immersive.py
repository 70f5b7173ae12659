"""The mix in Dolby Atmos beside a stereo recording (`platform-facts` 5.4). Pure functions of what was measured.

That the mix has an ISRC of its own asks CMN-ID-005. Loudness and peaks are asked where somebody has listened to the
mix; tunemantra itself listens to stereo masters, for what an object-based mix sounds like is a renderer's to say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tunemantra.core.analysis import SoundAnalysis
from tunemantra.core.finding import error
from tunemantra.core.media import AudioFacts
from tunemantra.core.rules.additions import ALIGNED
from tunemantra.plugins.apple import profile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tunemantra.core.finding import Finding
    from tunemantra.ports.package import Order

_RATE: Final = 48_000
_BITS: Final = 24


def check_mixes(order: Order) -> Iterator[Finding]:
    """Yield everything that is wrong with the immersive mixes of an order."""
    for index, track in enumerate(order.release.tracks):
        for place in range(len(track.editions)):
            path = f"tracks[{index}].editions[{place}].audio"
            facts = _facts(order, path)
            if facts is not None:
                for rule in RULES:
                    yield from rule(facts, path)
                yield from same_length(facts, _facts(order, f"tracks[{index}].audio"), path)
            heard = order.analyses.get(path)
            if isinstance(heard, SoundAnalysis):
                yield from quiet_enough(heard, path)
                yield from below_the_peak(heard, path)


def is_adm(facts: AudioFacts, path: str) -> Iterator[Finding]:
    """APPL-ATM-001: the mix is an ADM broadcast wave file of Dolby Atmos, with `axml`, `chna` and `dbmd`."""
    if facts.immersive is None or not facts.immersive.dolby:
        yield error(
            "APPL-ATM-001",
            path,
            "The immersive mix is no Dolby Atmos master.",
            observed="an ADM file without dbmd" if facts.immersive else f"{facts.channels} plain channels",
            expected="an ADM BWF with the chunks axml, chna and dbmd",
            hint="export it from the Atmos session as ADM BWF",
        )


def right_samples(facts: AudioFacts, path: str) -> Iterator[Finding]:
    """APPL-ATM-002: the mix has 24 bits and 48 kHz."""
    if (facts.sample_rate, facts.bit_depth) != (_RATE, _BITS):
        yield error(
            "APPL-ATM-002",
            path,
            "The immersive mix has other samples.",
            observed=f"{facts.sample_rate} Hz, {facts.bit_depth} bits",
            expected=f"{_RATE} Hz, {_BITS} bits",
            hint="export it anew; it is never converted",
        )


def few_enough(facts: AudioFacts, path: str) -> Iterator[Finding]:
    """APPL-ATM-003: the mix has at most 128 channels, and at most 118 objects."""
    objects = facts.immersive.objects if facts.immersive else 0
    if facts.channels > profile.MOST_CHANNELS or objects > profile.MOST_OBJECTS:
        yield error(
            "APPL-ATM-003",
            path,
            "The immersive mix is too large.",
            observed=f"{facts.channels} channels, {objects} objects",
            expected=f"at most {profile.MOST_CHANNELS} channels and {profile.MOST_OBJECTS} objects",
            hint="bring objects together in beds",
        )


def quiet_enough(heard: SoundAnalysis, path: str) -> Iterator[Finding]:
    """APPL-ATM-004: the mix is at most -18 LKFS loud."""
    loudness = heard.loudness.integrated
    if loudness is not None and loudness > profile.LOUDEST_LKFS:
        yield error(
            "APPL-ATM-004",
            path,
            "The immersive mix is too loud.",
            observed=f"{loudness:.1f} LKFS",
            expected=f"{profile.LOUDEST_LKFS:g} LKFS or less (ITU-R BS.1770-4)",
            hint="ask for a mix within the limits; its level is never changed",
        )


def below_the_peak(heard: SoundAnalysis, path: str) -> Iterator[Finding]:
    """APPL-ATM-005: no true peak of the mix is above -1 dBTP."""
    peak = heard.loudness.true_peak
    if peak is not None and peak > profile.HIGHEST_DBTP:
        yield error(
            "APPL-ATM-005",
            path,
            "The immersive mix has peaks that are too high.",
            observed=f"{peak:.1f} dBTP",
            expected=f"{profile.HIGHEST_DBTP:g} dBTP or less",
            hint="ask for a mix within the limits; its level is never changed",
        )


def same_length(facts: AudioFacts, stereo: AudioFacts | None, path: str) -> Iterator[Finding]:
    """APPL-ATM-006: the mix is as long as its stereo recording, within 1000 samples at 48 kHz."""
    if stereo is None or not stereo.sample_rate or not facts.sample_rate:
        return
    apart = abs(facts.frames * _RATE / facts.sample_rate - stereo.frames * _RATE / stereo.sample_rate)
    if apart > ALIGNED:
        yield error(
            "APPL-ATM-006",
            path,
            "The immersive mix is not as long as its stereo recording.",
            observed=f"{apart:.0f} samples apart",
            expected=f"at most {ALIGNED} samples at 48 kHz",
            hint="align it with the stereo master, without silence before or behind",
        )


def _facts(order: Order, path: str) -> AudioFacts | None:
    made = order.renditions.get(path)
    return made.facts if made is not None and isinstance(made.facts, AudioFacts) else None


RULES: Final[tuple[Callable[[AudioFacts, str], Iterator[Finding]], ...]] = (is_adm, right_samples, few_enough)
