"""What a release is called in an exchange: as text, because strangers' identifiers are kept as they wrote them."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from attrs import frozen

from tunemantra.core.identifiers import Grid, Gtin
from tunemantra.core.release import Release


class ReleaseIdKind(StrEnum):
    """The kinds of identifier that partners agree on for folders and file names."""

    GRID = "GRid"
    ICPN = "ICPN"
    CATALOG_NUMBER = "CatalogNumber"
    AGREED = "agreed"


@frozen
class ProprietaryId:
    """An identifier of somebody's own name space."""

    namespace: str
    value: str

    def __str__(self) -> str:
        return f"{self.namespace}:{self.value}"


@frozen
class ReleaseIds:
    """The identifiers of one release; empty where there is none.

    Args:
        grid: GRid.
        icpn: UPC or EAN.
        catalog_number: of the label, with its name space.
        proprietary: the partners' own.
    """

    grid: str = ""
    icpn: str = ""
    catalog_number: ProprietaryId | None = None
    proprietary: tuple[ProprietaryId, ...] = ()

    @classmethod
    def of(cls, release: Release) -> ReleaseIds:
        """Return the identifiers of a release of ours."""
        return cls(str(release.grid) if release.grid else "", str(release.icpn))

    @classmethod
    def guessed(cls, text: str) -> ReleaseIds:
        """Return an identifier that came without its kind: what has the shape of a GRid or an ICPN is one."""
        if Grid.is_valid(text):
            return cls(grid=text)
        if Gtin.is_valid(text):
            return cls(icpn=text)
        return cls(proprietary=(ProprietaryId("", text),)) if text else cls()

    def __bool__(self) -> bool:
        return bool(self.grid or self.icpn or self.catalog_number or self.proprietary)

    def get(self, kind: ReleaseIdKind) -> str:
        """Return the identifier of one kind, empty where there is none."""
        if kind is ReleaseIdKind.GRID:
            return self.grid
        if kind is ReleaseIdKind.ICPN:
            return self.icpn
        if kind is ReleaseIdKind.CATALOG_NUMBER:
            return self.catalog_number.value if self.catalog_number else ""
        return self.proprietary[0].value if self.proprietary else ""

    @property
    def values(self) -> tuple[str, ...]:
        """Every identifier as a bare text, the most telling first."""
        catalog = (self.catalog_number.value,) if self.catalog_number else ()
        own = (proprietary.value for proprietary in self.proprietary)
        return tuple(filter(None, (self.icpn, self.grid, *catalog, *own)))

    @property
    def keys(self) -> frozenset[str]:
        """What tells this release from others: a UPC and its EAN form are one product."""
        return frozenset(map(release_key, self.values))


def release_key(identifier: str) -> str:
    """Return an identifier in the form in which two spellings of one release are equal."""
    if Gtin.is_valid(identifier):
        return Gtin.parse(identifier).gtin14
    if Grid.is_valid(identifier):
        return str(Grid.parse(identifier))
    return identifier.strip().casefold()


NO_IDS: Final = ReleaseIds()

__all__ = ["NO_IDS", "ProprietaryId", "ReleaseIdKind", "ReleaseIds", "release_key"]
