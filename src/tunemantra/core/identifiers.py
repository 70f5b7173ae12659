"""Codes of the trade as values that cannot be wrong: ISRC, GTIN, GRid, ISWC, ISNI and DPID.

Every class takes its canonical compact form (`Isrc("USS1Z9900001")`) and refuses all else; `parse` takes what
people write (`"us-s1z-99-00001"`). Check digits come from python-stdnum where it has the scheme; it is
imported when the first code is checked, so importing this module loads nothing but attrs.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Self

from attrs import field, frozen

from tunemantra.errors import IdentifierError

if TYPE_CHECKING:
    from attrs import Attribute

# Word processors turn the hyphen and the space of a printed code into these.
_TYPOGRAPHIC = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-") | dict.fromkeys("\u00a0\u2007\u202f\t", " ")
)


def _split(text: str, *lengths: int) -> list[str]:
    """Return `text` cut into pieces of the given lengths, the rest last."""
    pieces = []
    for length in lengths:
        pieces.append(text[:length])
        text = text[length:]
    return [*pieces, text]


@frozen
class _Identifier:
    """What all schemes share: one canonical value, checked whenever an instance is made.

    Args:
        value: the canonical compact form: upper case, no separators.

    Raises:
        IdentifierError: the value is not canonical, malformed, or its check digit is wrong.
    """

    value: str = field()

    scheme: ClassVar[str]
    _separators: ClassVar[str] = "- "
    _shape: ClassVar[re.Pattern[str]]
    _wanted: ClassVar[str]

    @value.validator
    def _refuse_flaws(self, _attribute: Attribute[str], value: object) -> None:
        flaw = self._flaw(value) if isinstance(value, str) else "is not text"
        if flaw:
            raise IdentifierError(self.scheme, str(value), flaw)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a code as people write it: any case, with the separators the scheme prints.

        Raises:
            IdentifierError: names the scheme, the text, what is wrong with it and the check digit expected.
        """
        value = cls._compact(text)
        flaw = cls._flaw(value)
        if flaw:
            raise IdentifierError(cls.scheme, text, flaw, hint=cls._hint(value))
        return cls(value)

    @classmethod
    def is_valid(cls, text: str) -> bool:
        """Tell whether `parse` would accept the text."""
        return cls._flaw(cls._compact(text)) is None

    def __str__(self) -> str:
        return self.value

    @classmethod
    def _compact(cls, text: str) -> str:
        compact = text.translate(_TYPOGRAPHIC).strip()
        for separator in cls._separators:
            compact = compact.replace(separator, "")
        # A dotless i would become a plain I: only ASCII letters are raised.
        return compact.upper() if compact.isascii() else compact

    @classmethod
    def _flaw(cls, value: str) -> str | None:
        if not cls._shape.fullmatch(value):
            return f"is not {cls._wanted}"
        expected = cls._check_character(value[:-1])
        if expected in {None, value[-1]}:
            return None
        return f"ends in check digit {value[-1]}, expected {expected}"

    @classmethod
    def _check_character(cls, _body: str) -> str | None:
        """Return the check character that must follow the body, or None where the scheme has none."""
        return None

    @classmethod
    def _hint(cls, _value: str) -> str:
        return "compare it with the original document, digit by digit"


@frozen
class Isrc(_Identifier):
    """International Standard Recording Code, ISO 3901: one per recording; it has no check digit (CMN-ID-001).

    The prefix is deliberately not held against a list of countries: agencies get new ones (QM, QZ, ZZ …).
    """

    scheme: ClassVar[str] = "ISRC"
    _shape: ClassVar[re.Pattern[str]] = re.compile(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}")
    _wanted: ClassVar[str] = "two letters, three letters or digits, seven digits"

    @property
    def formatted(self) -> str:
        """The code as printed: `US-S1Z-99-00001`."""
        return "-".join(_split(self.value, 2, 3, 2))


class GtinKind(StrEnum):
    """What a GTIN is called by its length."""

    EAN8 = "EAN-8"
    UPC = "UPC"
    EAN = "EAN"
    GTIN14 = "GTIN-14"


_GTIN_KINDS = {8: GtinKind.EAN8, 12: GtinKind.UPC, 13: GtinKind.EAN, 14: GtinKind.GTIN14}
_GTIN_PRINT = {8: (4,), 12: (1, 5, 5), 13: (1, 6), 14: (1, 2, 5, 5)}


@frozen
class Gtin(_Identifier):
    """Global Trade Item Number of a product, the ICPN of DDEX: UPC, EAN, JAN (CMN-ID-002).

    The digits are text, so that a leading zero survives. Two spellings of one product are different values:
    compare products with `same_product`.
    """

    scheme: ClassVar[str] = "GTIN"
    _shape: ClassVar[re.Pattern[str]] = re.compile(r"[0-9]{8}|[0-9]{12,14}")
    _wanted: ClassVar[str] = "8, 12, 13 or 14 digits"

    @property
    def kind(self) -> GtinKind:
        """UPC for 12 digits, EAN for 13, EAN-8 for 8, GTIN-14 for 14."""
        return _GTIN_KINDS[len(self.value)]

    @property
    def gtin14(self) -> str:
        """The normal form: 14 digits, zeros in front."""
        return self.value.zfill(14)

    @property
    def formatted(self) -> str:
        """The code as printed under the bars: `0 36000 29145 2`, `4 006381 333931`."""
        return " ".join(_split(self.value, *_GTIN_PRINT[len(self.value)]))

    def same_product(self, other: Gtin) -> bool:
        """Tell whether both name one product: a UPC and its EAN form with a zero in front do."""
        return self.gtin14 == other.gtin14

    @classmethod
    def _check_character(cls, body: str) -> str:
        from stdnum import ean

        return ean.calc_check_digit(body)

    @classmethod
    def _hint(cls, value: str) -> str:
        if len(value) in {7, 11} and cls.is_valid(f"0{value}"):
            return f"a spreadsheet may have dropped the leading zero of 0{value}: keep the code as text"
        return super()._hint(value)


@frozen
class Grid(_Identifier):
    """Global Release Identifier: `A1`, issuer, release number and an ISO 7064 MOD 37,36 check character."""

    scheme: ClassVar[str] = "GRid"
    _shape: ClassVar[re.Pattern[str]] = re.compile(r"A1[A-Z0-9]{16}")
    _wanted: ClassVar[str] = "A1 and 16 letters or digits"

    @property
    def formatted(self) -> str:
        """The code as printed: `A1-2425G-ABC1234002-M`."""
        return "-".join(_split(self.value, 2, 5, 10))

    @classmethod
    def _check_character(cls, body: str) -> str:
        return _mod_37_36(body)


@frozen
class Iswc(_Identifier):
    """International Standard Musical Work Code, ISO 15707: `T`, nine digits and a check digit."""

    scheme: ClassVar[str] = "ISWC"
    _separators: ClassVar[str] = "-. "
    _shape: ClassVar[re.Pattern[str]] = re.compile(r"T[0-9]{10}")
    _wanted: ClassVar[str] = "T and 10 digits"

    @property
    def formatted(self) -> str:
        """The code as printed: `T-034.524.680-1`."""
        letter, first, second, third, check = _split(self.value, 1, 3, 3, 3)
        return f"{letter}-{first}.{second}.{third}-{check}"

    @classmethod
    def _check_character(cls, body: str) -> str:
        # ISO 15707: weights 1 to 9 and a constant 1 for the letter; python-stdnum has no ISWC.
        weighted = 1 + sum(weight * int(digit) for weight, digit in enumerate(body[1:], start=1))
        return str(-weighted % 10)


@frozen
class Isni(_Identifier):
    """International Standard Name Identifier, ISO 27729: 15 digits, ISO 7064 MOD 11-2 check character."""

    scheme: ClassVar[str] = "ISNI"
    _shape: ClassVar[re.Pattern[str]] = re.compile(r"[0-9]{15}[0-9X]")
    _wanted: ClassVar[str] = "15 digits and a digit or X"

    @property
    def formatted(self) -> str:
        """The code as printed: `0000 0001 2281 955X`."""
        return " ".join(_split(self.value, 4, 4, 4))

    @classmethod
    def _check_character(cls, body: str) -> str:
        from stdnum.iso7064 import mod_11_2

        return mod_11_2.calc_check_digit(body)


@frozen
class Dpid(_Identifier):
    """DDEX Party Identifier: `PA`, `DPIDA`, a party number of ten characters and a MOD 37,36 check character.

    The schemas only ask for `PADPIDA[a-zA-Z0-9]+`, and DDEX's own samples carry made-up ones: keep what a
    stranger's message says as text, and hold one's own and a partner's identifier in this class.
    """

    scheme: ClassVar[str] = "DPID"
    _shape: ClassVar[re.Pattern[str]] = re.compile(r"PADPIDA[A-Z0-9]{11}")
    _wanted: ClassVar[str] = "PADPIDA and 11 letters or digits"

    @property
    def formatted(self) -> str:
        """The code as printed: `PA-DPIDA-2011072101-T`."""
        return "-".join(_split(self.value, 2, 5, 10))

    @classmethod
    def _check_character(cls, body: str) -> str:
        return _mod_37_36(body)


def _mod_37_36(body: str) -> str:
    from stdnum.iso7064 import mod_37_36

    return mod_37_36.calc_check_digit(body)


__all__ = ["Dpid", "Grid", "Gtin", "GtinKind", "Isni", "Isrc", "Iswc"]
