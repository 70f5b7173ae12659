"""What a release states and a platform's document has no place for, found by walking all of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

import attrs

from tunemantra.core.finding import Finding, Severity
from tunemantra.core.release import Release

_LONGEST = 80
_DONE = frozenset({"tracks.gain"})
"""What a release asks of us: it is carried out, and is no business of the platform's document."""


def unsaid(release: Release, carried: AbstractSet[str]) -> Iterator[tuple[str, str]]:
    """Yield path and value of everything a release states that is not carried, in the order of the release.

    A field that has its default states nothing. What the model gets later is not carried until somebody says so.

    Args:
        release: of which nothing is to be lost in silence.
        carried: fields by name without places: `label`, `tracks.isrc`, `tracks.artists.name`. Naming `deals` carries
            all of them; naming `artists.name` carries the names and asks for all else of the artists.
    """
    opened = {name[:at] for name in carried for at, char in enumerate(name) if char == "."}
    yield from _walk(release, "", "", carried, opened)


def unsaid_notes(release: Release, carried: AbstractSet[str], rule: str, lack: str) -> Iterator[Finding]:
    """Yield a note for each kind of thing that is not carried; it names the first place and counts the others.

    Args:
        release, carried: as for `unsaid`.
        rule: id of the platform's rule.
        lack: what the document is without: `The store's manifest has no column`.
    """
    found: dict[str, list[tuple[str, str]]] = {}
    for path, observed in unsaid(release, carried):
        found.setdefault(re.sub(r"\[\d+\]", "", path), []).append((path, observed))
    for name, stated in found.items():
        path, observed = stated[0]
        more = f", and {len(stated) - 1} more" if len(stated) > 1 else ""
        yield Finding(rule, Severity.NOTE, path, f"{lack} for {name}; it is not sent.", observed=observed + more)


def _walk(
    value: object, name: str, path: str, carried: AbstractSet[str], opened: AbstractSet[str]
) -> Iterator[tuple[str, str]]:
    if isinstance(value, tuple):
        for place, one in enumerate(value):
            yield from _walk(one, name, f"{path}[{place}]", carried, opened)
        return
    fields: tuple[attrs.Attribute[object], ...] = getattr(type(value), "__attrs_attrs__", ())
    for one in fields:
        held: object = getattr(value, one.name)
        inner = f"{name}.{one.name}" if name else one.name
        where = f"{path}.{one.name}" if path else one.name
        if inner in carried or inner in _DONE or held == _default(one):
            continue
        if inner in opened:
            yield from _walk(held, inner, where, carried, opened)
        else:
            yield where, _shown(held)


def _default(one: attrs.Attribute[object]) -> object:
    factory = getattr(one.default, "factory", None)
    return factory() if callable(factory) else one.default


def _shown(value: object) -> str:
    text = f"{len(value)} of them" if isinstance(value, tuple) else str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


__all__ = ["unsaid", "unsaid_notes"]
