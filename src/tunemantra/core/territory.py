"""Exact territories: sets over ISO 3166-1 and XK, M49 regions, dated groups, and the forms platforms write.

>>> from datetime import date
>>> plan = TerritorySet.resolve(["EU", "CH"], ["AT"], on=date(2026, 4, 24))
>>> "DE" in plan, "AT" in plan, len(plan)
(True, False, 27)
>>> ENCODINGS["ww_minus"].encode(~TerritorySet.of("DE", "AT"))
'WW -AT -DE'
"""

from tunemantra.core._territory_encodings import (
    ENCODINGS,
    CsvTokens,
    Ddex,
    DdexTerritories,
    IncludeExclude,
    IncludeList,
    IsoSemicolon,
    TerritoryEncoding,
    WorldwideMinus,
    WorldwideOrIso,
    WorldwideOverride,
)
from tunemantra.core._territory_set import TerritoryExpression, TerritorySet, from_legacy
from tunemantra.core._territory_tokens import (
    GROUP_NAMES,
    ISO_CODES,
    M49_AREAS,
    SELECTABLE,
    TERRITORY_NAMES,
    WORLDWIDE,
    check_tokens,
    group_members,
)

__all__ = [
    "ENCODINGS",
    "GROUP_NAMES",
    "ISO_CODES",
    "M49_AREAS",
    "SELECTABLE",
    "TERRITORY_NAMES",
    "WORLDWIDE",
    "CsvTokens",
    "Ddex",
    "DdexTerritories",
    "IncludeExclude",
    "IncludeList",
    "IsoSemicolon",
    "TerritoryEncoding",
    "TerritoryExpression",
    "TerritorySet",
    "WorldwideMinus",
    "WorldwideOrIso",
    "WorldwideOverride",
    "check_tokens",
    "from_legacy",
    "group_members",
]
