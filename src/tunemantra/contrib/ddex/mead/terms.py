"""The small parts that everything else is made of: allowed values, texts, names, and who says so.

What a standard's set of allowed values calls `UserDefined` is a word of somebody's own: `AllowedValue.own("Dusty",
namespace="PADPIDA2013042401U")`.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Final, Self

from attrs import field, frozen

from tunemantra.contrib.ddex.mead.binding import Place, Xml
from tunemantra.contrib.ddex.mead.element import Element
from tunemantra.contrib.ddex.mead.lexical import NAME

USER_DEFINED: Final = "UserDefined"
LANGUAGE_PATTERN: Final = "[a-zA-Z]{2,3}(-[a-zA-Z]+)?(-[a-zA-Z]{2}|-[0-9]{3})?(-[a-zA-Z][a-zA-Z0-9]{4}[a-zA-Z0-9]*)?"
DATE_PATTERN: Final = "[0-9]{4}(-[0-9]{2})?(-[0-9]{2})?"
SOURCE_PATTERN: Final = r"U[\d\-_a-zA-Z]+"
WORK_PATTERN: Final = r"W[\d\-_a-zA-Z]+"

Content = Annotated[str, Xml(place=Place.CONTENT)]
TextAttribute = Annotated[str, Xml(place=Place.ATTRIBUTE)]
FlagAttribute = Annotated[bool | None, Xml(place=Place.ATTRIBUTE)]
NumberAttribute = Annotated[int | None, Xml(place=Place.ATTRIBUTE)]
Language = Annotated[str, Xml("LanguageAndScriptCode", Place.ATTRIBUTE, pattern=LANGUAGE_PATTERN)]
AnyLanguage = Annotated[str, Xml("LanguageAndScriptCode", Place.ATTRIBUTE)]
AppliesIn = Annotated[str, Xml("ApplicableTerritoryCode", Place.ATTRIBUTE, values="CurrentTerritoryCode")]
AppliedIn = Annotated[str, Xml("ApplicableTerritoryCode", Place.ATTRIBUTE, values="AllTerritoryCode")]
IsoDate = Annotated[str, Xml(pattern=DATE_PATTERN)]
"""A year, a month or a day: `2021`, `2021-07`, `2021-07-30`."""


@frozen
class AllowedValue(Element):
    """A word of a set of allowed values, or one's own.

    Args:
        value: as the set spells it; `UserDefined` for one's own.
        namespace: who defined one's own word, usually a DPID.
        user_defined: one's own word.
    """

    value: Content
    namespace: TextAttribute = ""
    user_defined: Annotated[str, Xml("UserDefinedValue", Place.ATTRIBUTE)] = ""

    @classmethod
    def own(cls, word: str, namespace: str) -> Self:
        """Return a word that the set does not have."""
        return cls(USER_DEFINED, namespace, word)


def as_value(value: AllowedValue | str) -> AllowedValue:
    """Return a word of a set of allowed values."""
    return value if isinstance(value, AllowedValue) else AllowedValue(value)


@frozen
class Source(Element):
    """Who says so: a MetadataSourceReference.

    Args:
        reference: of a `MetadataSource` of the message: `U1`.
        asserted_at: when; without a zone it is a local time.
        status: `Verified`, if the claim has been proved.
        weight: 0 to 100, as computed.
    """

    reference: Annotated[str, Xml(place=Place.CONTENT, pattern=SOURCE_PATTERN, pointer="U", lexical=NAME)]
    asserted_at: Annotated[datetime | None, Xml("AssertionDateTime", Place.ATTRIBUTE)] = None
    status: Annotated[str, Xml(place=Place.ATTRIBUTE, values="AssertionStatus")] = ""
    weight: Annotated[Decimal | None, Xml(place=Place.ATTRIBUTE)] = None


Sources = Annotated[tuple[Source, ...], Xml("MetadataSourceReference")]


@frozen
class Text(Element):
    """A text for people, in one language, for one territory.

    Args:
        text: plain or formatted.
        language: language and script, `ja-Latn`.
        territory: where it applies.
        is_default: it stands in where no other fits.
        format: how it is written (TextCodecType), `UTF8Text`, `HTML`.
        namespace, user_defined: of a format of one's own.
    """

    text: Content
    language: Language = ""
    territory: AppliesIn = ""
    is_default: FlagAttribute = None
    format: Annotated[str, Xml(place=Place.ATTRIBUTE, values="TextCodecType")] = ""
    namespace: TextAttribute = ""
    user_defined: Annotated[str, Xml("UserDefinedValue", Place.ATTRIBUTE)] = ""


@frozen
class PlainText(Element):
    """A text of which only the language is said: the title of a work, release or recording referred to."""

    text: Content
    language: Language = ""


@frozen
class Pronunciation(Element):
    """How something is said.

    Args:
        text: in the encoding.
        is_canonical: this is the one to use.
        language: of the speaker.
        encoding: `IPA`, or one's own.
        encoding_namespace, encoding_user_defined: of an encoding of one's own.
    """

    text: Content
    is_canonical: FlagAttribute = None
    language: Annotated[str, Xml("LanguageCode", Place.ATTRIBUTE)] = ""
    encoding: Annotated[str, Xml("EncodingType", Place.ATTRIBUTE, values="EncodingType")] = ""
    encoding_namespace: TextAttribute = ""
    encoding_user_defined: Annotated[str, Xml("EncodingUserDefinedValue", Place.ATTRIBUTE)] = ""


@frozen
class NameText(Element):
    """The letters of a name."""

    text: Content
    language: AnyLanguage = ""


def as_name_text(value: NameText | str) -> NameText:
    """Return the letters of a name."""
    return value if isinstance(value, NameText) else NameText(value)


@frozen
class Name(Element):
    """A name and how it is said."""

    name: NameText = field(converter=as_name_text)
    pronunciations: Annotated[tuple[Pronunciation, ...], Xml("Pronunciation")] = ()


def as_name(value: Name | str) -> Name:
    """Return a name."""
    return value if isinstance(value, Name) else Name(value)


def as_optional_name(value: Name | str | None) -> Name | None:
    """Return a name, or none."""
    return None if value is None else as_name(value)


@frozen
class TitleText(Element):
    """The letters of a title and how it is said."""

    title: str
    pronunciations: Annotated[tuple[Pronunciation, ...], Xml("Pronunciation")] = ()


def as_title_text(value: TitleText | str) -> TitleText:
    """Return the letters of a title."""
    return value if isinstance(value, TitleText) else TitleText(value)


def as_optional_title_text(value: TitleText | str | None) -> TitleText | None:
    """Return the letters of a title, or none."""
    return None if value is None else as_title_text(value)


@frozen
class Title(Element):
    """A title with its subtitle.

    Args:
        text: of the title.
        subtitle: where it has one.
        language: of both.
        title_type: which of the titles it is (TitleType).
        namespace, user_defined: of a type of one's own.
    """

    text: Annotated[TitleText, Xml("TitleText")] = field(converter=as_title_text)
    subtitle: Annotated[TitleText | None, Xml("SubTitle")] = field(default=None, converter=as_optional_title_text)
    language: AnyLanguage = ""
    title_type: Annotated[str, Xml(place=Place.ATTRIBUTE, values="TitleType")] = ""
    namespace: TextAttribute = ""
    user_defined: Annotated[str, Xml("UserDefinedValue", Place.ATTRIBUTE)] = ""


@frozen
class DisplaySubtitle(Element):
    """A subtitle as shown to people, the name of a version among them."""

    title: str
    pronunciations: Annotated[tuple[Pronunciation, ...], Xml("Pronunciation")] = ()
    sequence_number: NumberAttribute = None
    is_displayed_in_title: FlagAttribute = None
    namespace: TextAttribute = ""
    user_defined: Annotated[str, Xml("UserDefinedValue", Place.ATTRIBUTE)] = ""
    subtitle_type: Annotated[str, Xml("SubTitleType", Place.ATTRIBUTE)] = ""


@frozen
class DisplayTitle(Element):
    """A title as the sender wants it shown."""

    text: Annotated[TitleText, Xml("TitleText")] = field(converter=as_title_text)
    subtitles: Annotated[tuple[DisplaySubtitle, ...], Xml("SubTitle")] = ()
    language: Language = ""
    territory: AppliesIn = ""
    is_default: FlagAttribute = None


@frozen
class Territory(Element):
    """A territory and which list its code is from: `ISO` or `TIS`."""

    code: Annotated[str, Xml(place=Place.CONTENT, values="CurrentTerritoryCode")]
    identifier_type: Annotated[str, Xml(place=Place.ATTRIBUTE, values="TerritoryCodeType")] = ""


@frozen
class AnyTerritory(Element):
    """A territory of today or of the past, and which list its code is from."""

    code: Annotated[str, Xml(place=Place.CONTENT, values="AllTerritoryCode")]
    identifier_type: Annotated[str, Xml(place=Place.ATTRIBUTE, values="TerritoryCodeTypeIncludingDeprecatedCodes")] = ""


@frozen
class Flag(Element):
    """Yes or no, and who says so."""

    sources: Sources = field(default=(), kw_only=True)
    value: bool


__all__ = [
    "DATE_PATTERN",
    "LANGUAGE_PATTERN",
    "SOURCE_PATTERN",
    "USER_DEFINED",
    "WORK_PATTERN",
    "AllowedValue",
    "AnyLanguage",
    "AnyTerritory",
    "AppliedIn",
    "AppliesIn",
    "Content",
    "DisplaySubtitle",
    "DisplayTitle",
    "Flag",
    "FlagAttribute",
    "IsoDate",
    "Language",
    "Name",
    "NameText",
    "NumberAttribute",
    "PlainText",
    "Pronunciation",
    "Source",
    "Sources",
    "Territory",
    "Text",
    "TextAttribute",
    "Title",
    "TitleText",
    "as_name",
    "as_name_text",
    "as_optional_name",
    "as_optional_title_text",
    "as_title_text",
    "as_value",
]
