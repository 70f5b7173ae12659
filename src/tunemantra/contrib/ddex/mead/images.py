"""Pictures, and the files they are in."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from attrs import field, frozen

from tunemantra.contrib.ddex.mead.binding import Xml
from tunemantra.contrib.ddex.mead.element import Element
from tunemantra.contrib.ddex.mead.terms import AllowedValue, Sources, as_value


@frozen
class HashSum(Element):
    """What proves the bytes of a file (HashSumAlgorithmType)."""

    algorithm: Annotated[AllowedValue, Xml(values="HashSumAlgorithmType")] = field(converter=as_value)
    version: str = field(default="", kw_only=True)
    parameter: str = field(default="", kw_only=True)
    data_type: Annotated[str, Xml(values="BinaryDataType")] = field(default="", kw_only=True)
    value: Annotated[str, Xml("HashSumValue")]


@frozen
class File(Element):
    """A file that is sent along or lies somewhere; its size is in kilobytes."""

    uri: Annotated[str, Xml("URI")]
    hash_sum: HashSum | None = None
    size: Annotated[Decimal | None, Xml("FileSize")] = None


@frozen
class Image(Element):
    """A picture of it (ImageType)."""

    sources: Sources = field(default=(), kw_only=True)
    file: File
    image_types: Annotated[tuple[AllowedValue, ...], Xml("ImageType", values="ImageType")] = ()


__all__ = [
    "File",
    "HashSum",
    "Image",
]
