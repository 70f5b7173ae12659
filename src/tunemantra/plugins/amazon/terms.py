"""A release in the store's words: quality labels, offers, names that Alexa says. Pure; the canonical release stays."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from tunemantra.core.analysis import Analysis, SoundAnalysis
from tunemantra.core.media import AudioFacts, Facts
from tunemantra.core.release import Release, Track
from tunemantra.core.rights import CommercialModel, UseType
from tunemantra.plugins.amazon import profile


def used_bits(facts: Facts, subject: str, analyses: Mapping[str, Analysis]) -> int:
    """Return how many bits a sample really uses: as heard where somebody has listened, else as the header says."""
    heard = analyses.get(subject)
    stated = facts.bit_depth if isinstance(facts, AudioFacts) else 0
    return min(heard.bits, stated) if isinstance(heard, SoundAnalysis) and heard.bits else stated


def quality(bits: int) -> str:
    """Return the label that a lossless recording of so many bits a sample may carry (AMZN-AUD-002)."""
    return profile.ULTRA_HD if bits > profile.HD_BITS else profile.HD


def offers(models: Iterable[CommercialModel]) -> list[str]:
    """Return the offer types of some commercial models, those it does not have left out."""
    return [profile.OFFERS[model] for model in models if model in profile.OFFERS]


def uses(kinds: Iterable[UseType]) -> list[str]:
    """Return the store's words for what listeners may do, what it does not have left out."""
    return [profile.USES[kind] for kind in kinds if kind in profile.USES]


def spoken(thing: Release | Track, artist: str) -> dict[str, object]:
    """Return what Alexa says and understands: the extensions `spoken_title`, `spoken_artist`, `alternate_names`.

    Args:
        thing: the release or one of its tracks.
        artist: who is credited, said as written unless stated otherwise.
    """
    own = {name: thing.extra(profile.KEY, name) for name in ("spoken_title", "spoken_artist", "alternate_names")}  # noqa: S610 - not Django's
    return {
        "title": own["spoken_title"] or thing.title.display,
        "artist": own["spoken_artist"] or artist,
        "alternateNames": [name for text in own["alternate_names"].split(";") if (name := text.strip())],
    }


def can_be_said(text: str) -> bool:
    """Return whether there is anything in a text that a voice could say: a letter or a digit of any script."""
    return re.search(r"\w", text.replace("_", "")) is not None


__all__ = ["can_be_said", "offers", "quality", "spoken", "used_bits", "uses"]
