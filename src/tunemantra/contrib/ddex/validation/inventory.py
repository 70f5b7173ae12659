"""Which official schemas are here, and how to get the rest: they are no part of this product."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Final

from attrs import frozen

from tunemantra.contrib.ddex.schema import ENVIRONMENT, EXCHANGE_PATHS, SchemaSet
from tunemantra.contrib.ddex.versions import VERSIONS

_SITE: Final = "https://ddex.net"
_SPACES: Final = "http://ddex.net/xml/"
_VALUES: Final = {
    "382": "avs_20161006.xsd",
    "383": "avs_20200108.xsd",
    "411": "avs411.xsd",
    "42": "avs20200518.xsd",
    "43": "allowed-value-sets.xsd",
    "432": "../allowed-value-sets.xsd",
}
"""The allowed-value file that each schema of ERN imports, from its folder."""

_DSR_VALUES: Final = "../../avs/current/avs.xsd"
_REPORTS: Final = (
    ("AudioVisualProfile", "1.0"),
    ("AudioVisualProfile", "1.1"),
    ("BasicAudioProfile", "1.0"),
    ("BasicAudioProfile", "1.1"),
    ("BasicAudioProfile", "1.2"),
    ("FinancialReportingToRecordCompaniesProfileSRB", "1.0"),
    ("MasterListProfile", "1.0"),
    ("RadioBroadcastProfile", "1.0"),
    ("RoyaltyReportingProfile", "1.0.1"),
    ("UgcProfile", "1.0"),
    ("UgcProfile", "1.1.1"),
    ("UgcProfile", "1.2"),
)


@frozen
class SchemaStanding:
    """One schema, here or not.

    Args:
        standard: `ERN`, `MEAD`, `DSR` with the profile, `Choreography`.
        version: as people call it: `4.3`.
        path: where it belongs, from the folder of schemas.
        present: whether it is there with all it needs.
        note: what is lacking and how to get it; empty where nothing is.
    """

    standard: str
    version: str
    path: str
    present: bool
    note: str = ""


def inventory(schemas: SchemaSet) -> tuple[SchemaStanding, ...]:
    """Return every schema this adapter can use, with how to get those that are not here.

    Args:
        schemas: the folder that was set; one of nowhere has nothing.
    """
    found = [_standing(schemas, "ERN", ".".join(v.number), v.schema_path, _VALUES[v.number]) for v in VERSIONS.values()]
    mead = "mead/11/media-enrichment-and-description.xsd"
    found.append(_standing(schemas, "MEAD", "1.1", mead, "../allowed-value-sets.xsd"))
    for profile, version in _REPORTS:
        found.append(
            _standing(schemas, f"DSR {profile}", version, f"dsr/{profile}/{version}/{profile}.xsd", _DSR_VALUES)
        )
    found.append(_standing(schemas, "Choreography", "1.8", EXCHANGE_PATHS[0]))
    return tuple(found)


def _standing(schemas: SchemaSet, standard: str, version: str, path: str, values: str = "") -> SchemaStanding:
    if schemas.folder is None:
        return SchemaStanding(standard, version, path, False, f"name a folder in {ENVIRONMENT} or in the settings")
    place = schemas.folder / path
    # Of the choreography, a transcription with this ending does as well.
    others = [place] if standard != "Choreography" else [schemas.folder / one for one in EXCHANGE_PATHS]
    there = next((one for one in others if one.is_file()), None)
    if there is None:
        source = f"{_SPACES}{path}" if standard in {"ERN", "MEAD"} else _SITE
        return SchemaStanding(standard, version, path, False, f"get it from {source} and put it at {place}")
    path = there.relative_to(schemas.folder).as_posix()
    choices = (values, values.rpartition("/")[2]) if standard == "MEAD" else (values,)
    if values and not any((there.parent / one).is_file() for one in choices):
        lacking = f"its allowed values are not here: put {PurePosixPath(values).name} at {there.parent / values}"
        return SchemaStanding(standard, version, path, False, lacking)
    return SchemaStanding(standard, version, path, True)


__all__ = ["SchemaStanding", "inventory"]
