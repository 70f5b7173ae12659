"""Beatport's own rules (`platform-facts` section 8); pure functions, every fault a finding."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from attrs import evolve

from tunemantra.core.analysis import Analysis, SoundAnalysis
from tunemantra.core.finding import Finding, error, warning
from tunemantra.core.release import Release, Track
from tunemantra.plugins.beatport.profile import (
    BPM_DECIMALS,
    BPM_RANGE,
    CATALOG_NUMBER_LENGTH,
    DEFAULT_MIX,
    GENRES,
    HIGHEST_NUMBER,
    KEY,
)
from tunemantra.plugins.beatport.settings import BeatportSettings
from tunemantra.plugins.beatport.terms import exclusivity, extension, genre_of, is_key, suggested_key

SAME_TEMPO: Final = Decimal("0.02")
"""The share by which two figures of one tempo may differ."""


def check_release(
    release: Release, settings: BeatportSettings, analyses: Mapping[str, Analysis] | None = None
) -> Iterator[Finding]:
    """Yield everything Beatport would refuse, or accept only after a change of meaning."""
    for finding in _all(release, settings, analyses or {}):
        yield finding.on(KEY)


def _all(release: Release, settings: BeatportSettings, analyses: Mapping[str, Analysis]) -> Iterator[Finding]:
    yield from catalog_number(release)
    yield from label(release, settings)
    yield from exclusive_period(release)
    yield from positions(release)
    for index, track in enumerate(release.tracks):
        path = f"tracks[{index}]"
        yield from genre(release, track, path, settings)
        yield from bpm(track, path)
        heard = analyses.get(f"{path}.audio")
        yield from bpm_octave(release, track, path, settings, heard if isinstance(heard, SoundAnalysis) else None)
        yield from musical_key(track, path)
        yield from mix(track, path)


def catalog_number(release: Release) -> Iterator[Finding]:
    """BEAT-ID-001: a catalogue number is present, printable and short enough."""
    number = release.catalog_number
    if not number.strip():
        yield error(
            "BEAT-ID-001",
            "catalog_number",
            "The catalogue number is missing.",
            expected="the label's own number, unique per label",
            hint="set catalog_number",
        )
    elif len(number) > CATALOG_NUMBER_LENGTH or not number.isprintable() or number != number.strip():
        yield error(
            "BEAT-ID-001",
            "catalog_number",
            "The catalogue number cannot be taken.",
            observed=number,
            expected=f"at most {CATALOG_NUMBER_LENGTH} printable characters",
            hint="shorten catalog_number, or take out what cannot be printed",
        )


def label(release: Release, settings: BeatportSettings) -> Iterator[Finding]:
    """BEAT-LBL-001: the label has been approved; not asked where the settings name no labels."""
    if not settings.approved(release.label):
        yield error(
            "BEAT-LBL-001",
            "label",
            "The store has not approved this label.",
            observed=release.label,
            expected=", ".join(settings.labels),
            hint="have it approved (3 to 7 business days), then add it to platforms.beatport.labels",
        )


def exclusive_period(release: Release) -> Iterator[Finding]:
    """BEAT-EXC-001: an exclusive deal survives: whole territory, 2, 4 or 8 weeks; what would be lost is said."""
    period = exclusivity(_with_dates_in_order(release))
    if period is None:
        return
    observed = "open-ended" if period.days is None else f"{period.days} days"
    if not period.weeks:
        yield error(
            "BEAT-EXC-001",
            "deals",
            "The store takes so short an exclusive for none at all.",
            observed=observed,
            expected="at least 14 days",
            hint="make it 14, 28 or 56 days, or not exclusive",
        )
    elif period.days != period.weeks * 7:
        yield warning(
            "BEAT-EXC-001",
            "deals",
            f"The store makes it {period.weeks} weeks of exclusivity.",
            observed=observed,
            expected="exactly 14, 28 or 56 days",
            hint="agree on one of these periods with the store",
        )
    elsewhere = release.territories - period.territories
    if elsewhere:
        yield error(
            "BEAT-EXC-001",
            "deals",
            "The store cannot have a release exclusively in some territories only.",
            observed=f"not exclusive in {len(elsewhere)} territories",
            expected="every territory of the release",
            hint="make every deal exclusive, or none",
        )


def _with_dates_in_order(release: Release) -> Release:
    """Return the release without an original date that cannot be: CMN-DAT-001 alone speaks of that."""
    first = release.original_release_date
    return evolve(release, original_release_date=None) if first and first > release.release_date else release


def positions(release: Release) -> Iterator[Finding]:
    """BEAT-PKG-001: disc and track numbers give every file a name of its own."""
    taken = Counter(track.position for track in release.tracks)
    for index, track in enumerate(release.tracks):
        disc, number = track.position
        if taken[track.position] > 1 or not (0 < disc <= HIGHEST_NUMBER and 0 < number <= HIGHEST_NUMBER):
            yield error(
                "BEAT-PKG-001",
                f"tracks[{index}].number",
                "Another track has this place, or there is no such place.",
                observed=f"disc {disc}, track {number}",
                expected=f"a pair of its own, each 1 to {HIGHEST_NUMBER}",
                hint="number the tracks of each disc from 1",
            )


def genre(release: Release, track: Track, path: str, settings: BeatportSettings) -> Iterator[Finding]:
    """BEAT-GEN-001: the genre is exactly one of the store's closed list."""
    if genre_of(release, track, settings.genres):
        return
    own = release.genre_of(track)
    observed = extension(track, "genre") or " / ".join(filter(None, (own.name, own.subgenre)))
    known = settings.genres or tuple(GENRES)
    words = {part.casefold() for part in re.split(r"[^\w&]+", observed) if part}
    near = [name for name in known if words & set(re.split(r"[^\w&]+", name.casefold()))]
    near = near or difflib.get_close_matches(observed, known, n=5, cutoff=0.4)
    yield error(
        "BEAT-GEN-001",
        f"{path}.genre",
        "The store has no such genre.",
        observed=observed,
        expected=", ".join(near) if near else f"one of {len(known)} genres, e.g. {known[0]}",
        hint="set the subgenre, or the extension beatport.genre, to the store's own name",
    )


def bpm(track: Track, path: str) -> Iterator[Finding]:
    """BEAT-DJ-001: BPM 40 to 250 with at most two decimals; a missing one is left to the store's detection."""
    low, high = BPM_RANGE
    expected = f"{low} to {high}, at most {BPM_DECIMALS} decimals"
    if track.bpm is None:
        text = "Without BPM the store detects it by itself, and may find twice or half of it."
        yield warning("BEAT-DJ-001", f"{path}.bpm", text, expected=expected, hint="set bpm")
        return
    whole = track.bpm.is_finite() and low <= track.bpm <= high
    if not whole or round(track.bpm, BPM_DECIMALS) != track.bpm:
        hint = "correct bpm, or leave it to the store's detection"
        text = "BPM cannot be taken."
        yield error("BEAT-DJ-001", f"{path}.bpm", text, observed=str(track.bpm), expected=expected, hint=hint)


def bpm_octave(
    release: Release, track: Track, path: str, settings: BeatportSettings, heard: SoundAnalysis | None = None
) -> Iterator[Finding]:
    """BEAT-DJ-002: BPM that only fits the genre, or what is heard, when doubled or halved."""
    if track.bpm is None or not track.bpm.is_finite():
        return
    usual = GENRES.get(genre_of(release, track, settings.genres))
    for value in (track.bpm * 2, track.bpm / 2):
        if heard is not None and heard.tempo is not None and _same_tempo(value, Decimal(heard.tempo.value)):
            why = f"{heard.tempo.value} is heard"
        elif usual is not None and usual[0] <= value <= usual[1] and not usual[0] <= track.bpm <= usual[1]:
            why = f"the genre is usually {usual[0]} to {usual[1]}"
        else:
            continue
        yield warning(
            "BEAT-DJ-002",
            f"{path}.bpm",
            "BPM looks like twice or half of the real one.",
            observed=str(track.bpm),
            expected=f"{value.normalize():f} ({why})",
        )


def _same_tempo(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) <= SAME_TEMPO * other


def musical_key(track: Track, path: str) -> Iterator[Finding]:
    """BEAT-DJ-001: the key is in one notation, `A min` or `Db maj`; Camelot is for display only."""
    if not track.key:
        yield warning("BEAT-DJ-001", f"{path}.key", "Without a key the store detects it by itself.", hint="set key")
    elif not is_key(track.key):
        meant = suggested_key(track.key)
        yield error(
            "BEAT-DJ-001",
            f"{path}.key",
            "The key is not in the store's notation.",
            observed=track.key,
            expected=meant or "a note, a space, `maj` or `min`: A min, Db maj",
            hint="write the key like this",
        )


def mix(track: Track, path: str) -> Iterator[Finding]:
    """BEAT-TTL-001: the store's word for a plain mix is added on the way out, and stays out of the title."""
    title = track.title
    if DEFAULT_MIX.casefold() in f"{title.text} {title.version}".casefold():
        yield warning(
            "BEAT-TTL-001",
            f"{path}.titles[0]",
            f"{DEFAULT_MIX!r} is in the title; Beatport gets it by itself, and other stores refuse it.",
            observed=title.display,
            hint="take it out of the title",
        )


__all__ = [
    "bpm",
    "bpm_octave",
    "catalog_number",
    "check_release",
    "exclusive_period",
    "genre",
    "label",
    "mix",
    "musical_key",
    "positions",
]
