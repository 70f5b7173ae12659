"""Kinds of single values in a release document: each reads one, and says its JSON Schema."""

from __future__ import annotations

import difflib
import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Protocol

from attrs import frozen

from tunemantra.contrib.formats.findings import VALUE, quote
from tunemantra.contrib.formats.places import UNREAD
from tunemantra.core.identifiers import Grid, Gtin, Isni, Isrc, Iswc
from tunemantra.core.rights import CLine, PLine
from tunemantra.core.rules.ids import code_finding
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.errors import IdentifierError, ScheduleError

if TYPE_CHECKING:
    from tunemantra.contrib.formats.places import Place

Schema = dict[str, object]

_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CLOCK: Final = re.compile(
    r"(?:(?P<hours>[0-9]{1,2}):)?(?P<minutes>[0-9]{1,3}):(?P<seconds>[0-5][0-9](?:\.[0-9]{1,6})?)"
)
_LINE: Final = re.compile(r"(?:[℗©]|\([PpCc]\))?\s*(?P<year>[1-9][0-9]{3})\s+(?P<owner>\S.*)")
_LANGUAGE: Final = r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*"
_LONGEST_TEXT: Final = 2000
_NO_CHARACTERS: Final = "\ufffe\uffff"
"""What Unicode calls no characters, and XML cannot hold (XML 1.0, 2.2)."""
_DECIMALS: Final = 6


class Kind(Protocol):
    """How a value is read and described."""

    def read(self, value: object, at: Place) -> object:
        """Return the value, or `UNREAD` after a finding."""

    def schema(self) -> Schema:
        """Return its JSON Schema."""


@frozen
class Text:
    """Text in NFC.

    Args:
        raw: whether every character is kept: titles, which CMN-TTL-004 judges.
        exact: whether the code points are kept: names of files.
        pattern: what it has to look like, as a regular expression over the whole text.
        like: the same for people.
    """

    raw: bool = False
    exact: bool = False
    pattern: str = ""
    like: str = "text"

    def read(self, value: object, at: Place) -> object:
        """Return the text; control characters, lone surrogates and empty texts are refused."""
        if not isinstance(value, str):
            at.wrong("this has to be text in quotation marks", value, self.like)
            return UNREAD
        text = value if self.raw or self.exact else value.strip()
        text = text if self.exact else unicodedata.normalize("NFC", text)
        if len(text) > _LONGEST_TEXT:
            at.wrong("this is too long", value, f"at most {_LONGEST_TEXT} characters")
            return UNREAD
        fault = self._fault(text)
        if fault:
            at.wrong(fault, value, self.like)
            return UNREAD
        return text

    def _fault(self, text: str) -> str:
        if not text.strip():
            return "this is empty"
        refused = {"Cs"} if self.raw else {"Cc", "Cs"}
        if any(unicodedata.category(char) in refused or char in _NO_CHARACTERS for char in text):
            return "there is a character in it that no document can carry"
        return "" if not self.pattern or re.fullmatch(self.pattern, text) else "this has another form"

    def schema(self) -> Schema:
        """Return text of at least one character, with its pattern."""
        pattern: Schema = {"pattern": f"^(?:{self.pattern})$"} if self.pattern else {}
        return {"type": "string", "minLength": 1, **pattern}


LANGUAGE: Final = Text(pattern=_LANGUAGE, like="a BCP 47 tag such as ja or ja-Latn")


@frozen
class Flag:
    """Yes or no."""

    def read(self, value: object, at: Place) -> object:
        """Return the flag."""
        if isinstance(value, bool):
            return value
        at.wrong("this has to be true or false, without quotation marks", value, "true or false")
        return UNREAD

    def schema(self) -> Schema:
        """Return a boolean."""
        return {"type": "boolean"}


@frozen
class Number:
    """A number within limits; `whole` ones are integers, others exact decimals."""

    least: int
    most: int
    whole: bool = False

    def read(self, value: object, at: Place) -> object:
        """Return an int or a Decimal."""
        kinds = (int,) if self.whole else (int, Decimal)
        fits = isinstance(value, kinds) and not isinstance(value, bool)
        number = Decimal(value) if fits and isinstance(value, int | Decimal) else Decimal("NaN")
        if number.is_finite() and self.least <= number <= self.most:
            rounded = round(number, _DECIMALS)
            # As it was written, where that is exact: people meet it again as they wrote it.
            return int(number) if self.whole else number if number == rounded else rounded
        name = "a whole number" if self.whole else "a number"
        at.wrong(f"this has to be {name}", value, f"{name} from {self.least} to {self.most}")
        return UNREAD

    def schema(self) -> Schema:
        """Return a bounded number."""
        return {"type": "integer" if self.whole else "number", "minimum": self.least, "maximum": self.most}


@frozen
class Duration:
    """A length of time: seconds, or `minutes:seconds`."""

    most: int = 24 * 3600

    def read(self, value: object, at: Place) -> object:
        """Return seconds as a Decimal."""
        if not isinstance(value, str):
            return Number(0, self.most).read(value, at)
        clock = _CLOCK.fullmatch(value.strip())
        seconds = clock and Decimal(clock["seconds"]) + 60 * (int(clock["minutes"]) + 60 * int(clock["hours"] or 0))
        if seconds is None or seconds > self.most:
            at.wrong("this is no length of time", value, "minutes and seconds such as 3:25, or seconds such as 205.4")
            return UNREAD
        return seconds

    def schema(self) -> Schema:
        """Return a number or a text with colons."""
        return {"anyOf": [Number(0, self.most).schema(), {"type": "string", "pattern": "^[0-9]{1,3}(:[0-9]{2}){1,2}"}]}


@frozen
class Day:
    """A date."""

    def read(self, value: object, at: Place) -> object:
        """Return a date; TOML's own dates and ISO text are both taken."""
        if type(value) is date:
            return value
        try:
            if isinstance(value, str) and _DATE.fullmatch(value):
                return date.fromisoformat(value)
        except ValueError:
            pass
        at.wrong("this is no date", value, "a date such as 2026-04-24")
        return UNREAD

    def schema(self) -> Schema:
        """Return an ISO date."""
        return {"type": "string", "format": "date", "pattern": f"^{_DATE.pattern}$"}


@frozen
class Moment:
    """When something opens or closes: a date or a local time in each territory, or one instant everywhere."""

    def read(self, value: object, at: Place) -> object:
        """Return a release moment."""
        try:
            if isinstance(value, datetime):
                local = value.tzinfo is None
                return ReleaseMoment.local(value.date(), value.time()) if local else ReleaseMoment.instant(value)
            if isinstance(value, date):
                return ReleaseMoment.local(value)
            if isinstance(value, str):
                return ReleaseMoment.parse(value)
        except ScheduleError as error:
            at.wrong(error.message, value, "a date such as 2026-04-24", error.hint)
            return UNREAD
        at.wrong("this is no moment", value, "a date such as 2026-04-24, or 2026-04-24T09:30:00Z")
        return UNREAD

    def schema(self) -> Schema:
        """Return an ISO date with an optional time and zone."""
        return {"type": "string", "pattern": f"^{_DATE.pattern}(T.+)?$"}


@frozen
class Choice:
    """One word of a closed list."""

    words: type[StrEnum]

    def read(self, value: object, at: Place) -> object:
        """Return the member."""
        names = [member.value for member in self.words]
        if isinstance(value, str) and value in names:
            return self.words(value)
        lowered = {name.lower(): name for name in names}
        near = difflib.get_close_matches(value.lower()[:80], lowered, n=1) if isinstance(value, str) else []
        hint = f"did you mean {lowered[near[0]]}?" if near else ""
        at.wrong("this word is not known here", value, f"one of {', '.join(names)}", hint)
        return UNREAD

    def schema(self) -> Schema:
        """Return the list of words."""
        return {"enum": [member.value for member in self.words]}


@frozen
class Code:
    """A code of the trade with its check digit; `rule` is what a wrong one breaks."""

    scheme: type[Isrc | Gtin | Grid | Iswc | Isni]
    rule: str = VALUE

    def read(self, value: object, at: Place) -> object:
        """Return the identifier."""
        if not isinstance(value, str):
            at.wrong("this has to be text in quotation marks", value, f"a {self.scheme.scheme}")
            return UNREAD
        try:
            return self.scheme.parse(value)
        except IdentifierError as flaw:
            flaw.facts["observed"] = quote(value)
            at.add(code_finding(self.rule, at.path, flaw))
            return UNREAD

    def schema(self) -> Schema:
        """Return text; the check digit is beyond JSON Schema."""
        return {"type": "string", "description": f"{self.scheme.scheme}, with or without hyphens and spaces"}


@frozen
class Line:
    """A ℗ or © line in one text: `2026 Label`."""

    kind: type[PLine | CLine]

    def read(self, value: object, at: Place) -> object:
        """Return the line."""
        text = Text().read(value, at)
        line = _LINE.fullmatch(text) if isinstance(text, str) else None
        if isinstance(text, str) and line is None:
            at.wrong("this is no ownership line", value, "a year and an owner such as 2026 Acme Records")
        if line is None:
            return UNREAD
        return self.kind(int(line["year"]), line["owner"])

    def schema(self) -> Schema:
        """Return text that has a year in front."""
        return {"type": "string", "pattern": "^\\s*([℗©]|\\([PpCc]\\))?\\s*[1-9][0-9]{3}\\s+\\S"}


__all__ = [
    "LANGUAGE",
    "Choice",
    "Code",
    "Day",
    "Duration",
    "Flag",
    "Kind",
    "Line",
    "Moment",
    "Number",
    "Schema",
    "Text",
]
