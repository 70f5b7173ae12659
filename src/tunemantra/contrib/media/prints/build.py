"""Puts the arrays of a part together: from recordings, or from parts that are merged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tunemantra.contrib.media.prints.segment import ISRC_BYTES, KEY_BYTES
from tunemantra.contrib.media.prints.terms import kept_terms
from tunemantra.errors import StateError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from tunemantra.contrib.media.prints.segment import Array, Segment
    from tunemantra.core.catalogue import Recording


def from_entries(entries: Iterable[tuple[Recording, Sequence[int]]]) -> dict[str, list[Array]]:
    """Return the arrays for some recordings; of two with one key the later one counts.

    Raises:
        StateError: a key or an ISRC is not ASCII, or too long.
    """
    latest = {_text(one.key, KEY_BYTES): (one, words) for one, words in entries}
    rows = sorted(latest.items())
    prints = [np.asarray(words, dtype=np.uint32) for _, (_, words) in rows]
    fixed = {
        "keys": np.array([key for key, _ in rows], dtype=f"S{KEY_BYTES}"),
        "isrcs": np.array([_text(one.isrc, ISRC_BYTES) for _, (one, _) in rows], dtype=f"S{ISRC_BYTES}"),
        "seconds": np.array([one.seconds for _, (one, _) in rows], dtype=np.float64),
        "immersive": np.array([one.immersive for _, (one, _) in rows], dtype=np.uint8),
    }
    kept = [kept_terms(words) for words in prints]
    owners = np.repeat(np.arange(len(rows), dtype=np.uint32), [len(terms) for terms, _ in kept])
    terms, places = (np.concatenate([pair[which] for pair in kept] or [owners]) for which in (0, 1))
    return _arrays(fixed, prints, terms, owners, places)


def from_segments(segments: Sequence[Segment]) -> dict[str, list[Array]]:
    """Return the arrays for several parts, oldest first; a later row takes the place of one with the same key."""
    bases = np.cumsum([0, *map(len, segments)])
    keys = np.concatenate([segment.keys for segment in segments])
    # The last of equal keys is the newest; sorting keeps the order of equal ones.
    order = np.argsort(keys, kind="stable")
    newest = np.append(keys[order][1:] != keys[order][:-1], True)
    chosen = order[newest]
    renumbered = np.full(len(keys), -1, dtype=np.int64)
    renumbered[chosen] = np.arange(len(chosen))
    owners = np.concatenate([renumbered[segment.rows + base] for segment, base in zip(segments, bases, strict=False)])
    alive = owners >= 0
    terms, places = (
        np.concatenate([getattr(segment, name) for segment in segments])[alive] for name in ("terms", "places")
    )
    fixed = {
        name: np.concatenate([getattr(segment, name) for segment in segments])[chosen]
        for name in ("keys", "isrcs", "seconds", "immersive")
    }
    homes = np.searchsorted(bases, chosen, side="right") - 1
    prints = [
        segments[home].fingerprint(int(row - bases[home])) for home, row in zip(map(int, homes), chosen, strict=True)
    ]
    return _arrays(fixed, prints, terms, owners[alive].astype(np.uint32), places)


def _arrays(
    fixed: Mapping[str, Array],
    prints: Sequence[NDArray[np.uint32]],
    terms: NDArray[np.uint32],
    owners: NDArray[np.uint32],
    places: NDArray[np.uint32],
) -> dict[str, list[Array]]:
    order = np.argsort(terms, kind="stable")
    return {
        **{name: [array] for name, array in fixed.items()},
        "by_isrc": [np.argsort(fixed["isrcs"], kind="stable")],
        "starts": [np.cumsum([0, *map(len, prints)], dtype=np.uint64)],
        "words": [*prints],
        "terms": [terms[order]],
        "rows": [owners[order]],
        "places": [places[order]],
    }


def _text(text: str, longest: int) -> bytes:
    if not text.isascii() or len(text) > longest or "\0" in text:
        raise StateError(f"{text[:longest]!r} cannot be kept: at most {longest} ASCII characters")
    return text.encode("ascii")


__all__ = ["from_entries", "from_segments"]
