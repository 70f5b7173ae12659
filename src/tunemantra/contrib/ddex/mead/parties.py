"""People, groups and companies, as far as this standard names them: what they are like is told by another (PIE)."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final, Self

from attrs import field, frozen

from tunemantra.contrib.ddex.mead.binding import Place, Xml
from tunemantra.contrib.ddex.mead.element import Choice, Element
from tunemantra.contrib.ddex.mead.identifiers import ProprietaryIds
from tunemantra.contrib.ddex.mead.lexical import NAME
from tunemantra.contrib.ddex.mead.terms import (
    SOURCE_PATTERN,
    AllowedValue,
    AppliesIn,
    Content,
    FlagAttribute,
    Language,
    Name,
    Pronunciation,
    as_name,
    as_optional_name,
    as_value,
)

DPID_PATTERN: Final = "PADPIDA[a-zA-Z0-9]+"
IPI_PATTERN: Final = "[0-9]{11}"


@frozen
class PartyId(Element):
    """What a party is known by; the IPI name number has 11 digits."""

    isni: Annotated[str, Xml("ISNI")] = ""
    dpid: Annotated[str, Xml("DPID", pattern=DPID_PATTERN)] = ""
    ipi_name_number: Annotated[str, Xml(pattern=IPI_PATTERN)] = ""
    ipn: Annotated[str, Xml("IPN")] = ""
    cisac_society_id: str = ""
    proprietary_ids: ProprietaryIds = ()


@frozen
class PartyName(Element):
    """A party's name, whole and in its parts, in one language, for one territory."""

    full_name: Name = field(converter=as_name)
    full_name_ascii_transcribed: Name | None = field(default=None, converter=as_optional_name)
    full_name_indexed: Name | None = field(default=None, converter=as_optional_name)
    names_before_key_name: Name | None = field(default=None, converter=as_optional_name)
    key_name: Name | None = field(default=None, converter=as_optional_name)
    names_after_key_name: Name | None = field(default=None, converter=as_optional_name)
    abbreviated_name: Name | None = field(default=None, converter=as_optional_name)
    language: Language = ""
    territory: AppliesIn = ""


@frozen
class Party(Element):
    """A party: by its names, or by identifiers alone.

    Args:
        names: one for each language or territory.
        ids: what it is known by.
    """

    names: Annotated[tuple[PartyName, ...], Xml("PartyName")] = ()
    ids: Annotated[tuple[PartyId, ...], Xml("PartyId")] = ()

    choices: ClassVar[tuple[Choice, ...]] = (Choice((("names", "ids"),), required=True),)

    @classmethod
    def named(cls, name: str, *, isni: str = "") -> Self:
        """Return a party of one name, with its ISNI where it is known."""
        return cls((PartyName(name),), (PartyId(isni=isni),) if isni else ())


@frozen
class MetadataSource(Element):
    """A party that what is said can be ascribed to.

    Args:
        reference: begins with `U`, once in the message.
        source_type: `MetadataProvider`, `RightsController`, `Journalist` (MetadataSourceType).
        names, ids: of the party; one of them at least.
    """

    reference: Annotated[str, Xml("SourceReference", pattern=SOURCE_PATTERN, anchor="U", lexical=NAME)]
    names: Annotated[tuple[PartyName, ...], Xml("PartyName")] = field(default=(), kw_only=True)
    ids: Annotated[tuple[PartyId, ...], Xml("PartyId")] = field(default=(), kw_only=True)
    source_type: Annotated[AllowedValue, Xml("MetadataSourceType", values="MetadataSourceType")] = field(
        converter=as_value
    )

    choices: ClassVar[tuple[Choice, ...]] = (Choice((("names", "ids"),), required=True),)


@frozen
class CreditText(Element):
    """The letters of a display credit."""

    text: Content
    language: Annotated[str, Xml("LanguageAndScriptCode", Place.ATTRIBUTE)] = ""
    territory: AppliesIn = ""
    is_default: FlagAttribute = None


def as_credit_text(value: CreditText | str) -> CreditText:
    """Return the letters of a display credit."""
    return value if isinstance(value, CreditText) else CreditText(value)


@frozen
class DisplayArtistName(Element):
    """The display credit as shown to people: `A & B feat. C`."""

    name: CreditText = field(converter=as_credit_text)
    pronunciations: Annotated[tuple[Pronunciation, ...], Xml("Pronunciation")] = ()


def as_credit(value: DisplayArtistName | str) -> DisplayArtistName:
    """Return a display credit."""
    return value if isinstance(value, DisplayArtistName) else DisplayArtistName(value)


Parties = Annotated[tuple[Party, ...], Xml("Party")]
Writers = Annotated[tuple[Party, ...], Xml("Writer")]
Credits = Annotated[tuple[DisplayArtistName, ...], Xml("DisplayArtistName")]
Artists = Annotated[tuple[Party, ...], Xml("DisplayArtist")]


@frozen
class ContributorCredit(Element):
    """Who took part in a session and what they did there (ResourceContributorRole)."""

    identifier: PartyId | None = None
    name: PartyName | None = None
    roles: Annotated[tuple[AllowedValue, ...], Xml("Role", values="ResourceContributorRole")] = ()


__all__ = [
    "DPID_PATTERN",
    "IPI_PATTERN",
    "Artists",
    "ContributorCredit",
    "CreditText",
    "Credits",
    "DisplayArtistName",
    "MetadataSource",
    "Parties",
    "Party",
    "PartyId",
    "PartyName",
    "Writers",
    "as_credit",
    "as_credit_text",
]
