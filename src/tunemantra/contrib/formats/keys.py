"""What the author of a document calls a place in the release: `upc` of `icpn`, `tracks[2].title` of its first title."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from attrs import evolve

from tunemantra.contrib.formats.fields import RELEASE
from tunemantra.contrib.formats.tables import Either, ListOf, Table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tunemantra.contrib.formats.kinds import Kind
    from tunemantra.contrib.formats.tables import Field
    from tunemantra.core.finding import Finding

_INDEX: Final = re.compile(r"\[([0-9]+)\]")


def written(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings on a release with keys of its document for paths; reader and rules speak the release's words."""
    return tuple(evolve(finding, path=key_of(finding.path)) for finding in findings)


def key_of(path: str) -> str:
    """Return the key of the release document for a path in the release; any other path as it is."""
    return _in_table(RELEASE, path)


def _in_table(table: Table, path: str) -> str:
    exact = [one for one in table.fields if _starts(path, one.path or one.key)]
    if exact:
        # `parental_warning` is a key of its own, and what `explicit` says.
        field = max(exact, key=lambda one: (len(one.path or one.key), not one.path))
        return _in_field(field, path[len(field.path or field.key) :])
    # The whole of what is written in several keys is found under the first of them: `genre` of the genre's name.
    part = next((one for one in table.fields if path and _starts(one.path, path)), None)
    return part.key if part else path


def _in_field(field: Field, rest: str) -> str:
    kind, index = field.kind, _INDEX.match(rest)
    if isinstance(kind, ListOf) and index:
        place = int(index[1]) - kind.first
        if place < 0:  # the default title, which has a key of its own
            return field.key.removesuffix("s")
        return f"{field.key}[{place}]{_below(kind.kind, rest[index.end() :])}"
    return field.key + _below(kind, rest)


def _below(kind: Kind, rest: str) -> str:
    inner = kind.table if isinstance(kind, Either) else kind
    return f".{_in_table(inner, rest[1:])}" if isinstance(inner, Table) and rest.startswith(".") else rest


def _starts(path: str, start: str) -> bool:
    return path.startswith(start) and path[len(start) :][:1] in {"", ".", "["}


__all__ = ["key_of", "written"]
