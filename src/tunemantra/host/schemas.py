"""The official schemas as people meet them: where they were looked for, and what works without them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from tunemantra.contrib.ddex.schema import ENVIRONMENT
from tunemantra.contrib.ddex.validation import SchemaStanding
from tunemantra.host.settings import Settings

WITHOUT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ERN": "messages are built, read, converted, compared and held against every other rule; "
        "not asked are structure (ERN-XSD-001) and allowed values (ERN-AVS-001)",
        "MEAD": "messages are read, written and held against every other rule; "
        "not asked are structure (MEAD-XSD-001) and allowed values (MEAD-AVS-001)",
        "DSR": "reports are read and their rows counted; cells have no names, and nothing is added up",
        "Choreography": "acknowledgements and manifests are read and held against rules of our own; "
        "not asked are structure (ERNC-XSD-001) and allowed values (ERNC-AVS-001)",
    }
)
"""What works without the schemas of a standard, and what does not."""


def looked_in(settings: Settings) -> str:
    """Return where schemas were looked for, and whether there is such a folder."""
    named = {"the setting ddex_schemas": settings.ddex_schemas, ENVIRONMENT: os.environ.get(ENVIRONMENT, "")}
    for by, folder in named.items():
        if folder:
            return f"looked in {folder}, named by {by}{'' if Path(folder).is_dir() else '; there is no such folder'}"
    return f"looked nowhere: neither {' nor '.join(named)} names a folder"


def standard_of(one: SchemaStanding) -> str:
    """Return the standard of a schema, a key of `WITHOUT`: `DSR` of `DSR UgcProfile`."""
    return one.standard.partition(" ")[0]


def versions_told(standings: Iterable[SchemaStanding]) -> str:
    """Return schemas in a few words: `ERN 3.8.2, 4.3; MEAD 1.1`."""
    told: dict[str, list[str]] = {}
    for one in standings:
        told.setdefault(one.standard, []).append(one.version)
    return "; ".join(f"{standard} {', '.join(versions)}" for standard, versions in told.items())


__all__ = ["WITHOUT", "looked_in", "standard_of", "versions_told"]
