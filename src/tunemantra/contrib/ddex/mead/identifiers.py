"""What a recording, a release or a work is known by. Codes are texts: a wrong one is a finding, no loss."""

from __future__ import annotations

from typing import Annotated

from attrs import frozen

from tunemantra.contrib.ddex.mead.binding import Place, Xml
from tunemantra.contrib.ddex.mead.element import Element
from tunemantra.contrib.ddex.mead.terms import Content


@frozen
class ProprietaryId(Element):
    """An identifier of somebody's own; the namespace says whose."""

    value: Content
    namespace: Annotated[str, Xml(place=Place.ATTRIBUTE)]


@frozen
class CatalogNumber(Element):
    """A label's number of a product; the namespace says whose."""

    value: Content
    namespace: Annotated[str, Xml(place=Place.ATTRIBUTE)]


ProprietaryIds = Annotated[tuple[ProprietaryId, ...], Xml("ProprietaryId")]


@frozen
class ReleaseId(Element):
    """What a release is known by; the ICPN is its GTIN, the ISRC that of a single track."""

    grid: Annotated[str, Xml("GRid")] = ""
    isrc: Annotated[str, Xml("ISRC")] = ""
    icpn: Annotated[str, Xml("ICPN")] = ""
    catalog_number: CatalogNumber | None = None
    proprietary_ids: ProprietaryIds = ()


@frozen
class ResourceId(Element):
    """What a recording or another resource is known by."""

    isrc: Annotated[str, Xml("ISRC")] = ""
    ismn: Annotated[str, Xml("ISMN")] = ""
    isan: Annotated[str, Xml("ISAN")] = ""
    visan: Annotated[str, Xml("VISAN")] = ""
    isbn: Annotated[str, Xml("ISBN")] = ""
    issn: Annotated[str, Xml("ISSN")] = ""
    sici: Annotated[str, Xml("SICI")] = ""
    catalog_number: CatalogNumber | None = None
    proprietary_ids: ProprietaryIds = ()


@frozen
class WorkId(Element):
    """What a musical work is known by."""

    iswc: Annotated[str, Xml("ISWC")] = ""
    opus_number: str = ""
    composer_catalog_numbers: Annotated[tuple[str, ...], Xml("ComposerCatalogNumber")] = ()
    proprietary_ids: ProprietaryIds = ()


__all__ = [
    "CatalogNumber",
    "ProprietaryId",
    "ProprietaryIds",
    "ReleaseId",
    "ResourceId",
    "WorkId",
]
