"""Text that varies by language, script and territory."""

from __future__ import annotations

from enum import StrEnum

from attrs import frozen


@frozen
class LocalText:
    """A text with the language and territory it is meant for.

    Args:
        text: as displayed.
        language: BCP 47 tag such as `ja-Latn`; empty for the release's own language.
        territory: ISO 3166-1 alpha-2; empty for everywhere.
    """

    text: str
    language: str = ""
    territory: str = ""


@frozen
class Title:
    """A title, kept apart from its version (`platform-facts` 14.1).

    Args:
        text: the title without any version or featuring words.
        version: `Live`, `Radio Edit`; empty for none.
        language: BCP 47 tag; empty for the release's own language.
        territory: ISO 3166-1 alpha-2; empty for everywhere.
    """

    text: str
    version: str = ""
    language: str = ""
    territory: str = ""

    @property
    def display(self) -> str:
        """Return the whole title in one string: `Title (Version)`."""
        return f"{self.text} ({self.version})" if self.version else self.text


class TitleKind(StrEnum):
    """What a title besides the display title is, spelled as DDEX TitleType (`ddex-facts` 4.3)."""

    FORMAL = "FormalTitle"
    GROUPING = "GroupingTitle"
    ALTERNATIVE = "AlternativeTitle"
    ORIGINAL = "OriginalTitle"
    TRANSLATED = "TranslatedTitle"


@frozen
class AdditionalTitle:
    """A title that is not displayed as the title.

    Args:
        text: the title.
        kind: what it is: the formal one, the one it is grouped under.
        subtitle: its second part; empty for none.
        language: BCP 47 tag; empty for the release's own language.
        territory: ISO 3166-1 alpha-2; empty for everywhere.
    """

    text: str
    kind: TitleKind = TitleKind.FORMAL
    subtitle: str = ""
    language: str = ""
    territory: str = ""


def title_for(titles: tuple[Title, ...], language: str, territory: str = "") -> Title:
    """Return the title that fits a reader best; the first one where nothing fits better."""

    def fit(title: Title) -> int:
        tongue = 2 if title.language == language else 1 if _primary(title.language) == _primary(language) else 0
        place = 1 if title.territory == territory else -4 if title.territory else 0
        return 2 * tongue + place

    return max(titles, key=fit)


def _primary(tag: str) -> str:
    return tag.split("-", maxsplit=1)[0].lower()


__all__ = ["AdditionalTitle", "LocalText", "Title", "TitleKind", "title_for"]
