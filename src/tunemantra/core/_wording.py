"""Values of a release in words, for people who compare them."""

from __future__ import annotations

from enum import Enum
from typing import Any, Final, cast

from attrs import Attribute, fields, has

from tunemantra.core.composition import Asset
from tunemantra.core.rights import CLine, PLine
from tunemantra.core.territory import TerritorySet
from tunemantra.core.text import Title

NOTHING: Final = (None, "", ())


def words(value: object) -> str:
    """Return a value in words: a title as displayed, a file by its name, anything else by what it states."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "; ".join(filter(None, map(words, value)))
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, Title):
        return value.display + _where(value.language, value.territory)
    if isinstance(value, PLine | CLine):
        return value.text + _where(value.language, value.territory)
    if isinstance(value, Asset):
        return f"{value.path} {value.sha256[:12]}".strip()
    if isinstance(value, TerritorySet) or not has(type(value)) or type(value).__str__ is not object.__str__:
        return str(value)
    return " ".join(_stated(value))


def _stated(value: object) -> list[str]:
    """Return what a value says beyond its defaults."""
    found = []
    for one in cast("tuple[Attribute[Any], ...]", fields(cast("Any", type(value)))):
        part = getattr(value, one.name)
        if part in NOTHING or part == one.default:
            continue
        found.append(words(part) if one.name in {"name", "text"} else f"{one.name} {words(part)}")
    return found


def _where(language: str, territory: str) -> str:
    place = ", ".join(filter(None, (language, territory)))
    return f" [{place}]" if place else ""


__all__ = ["NOTHING", "words"]
