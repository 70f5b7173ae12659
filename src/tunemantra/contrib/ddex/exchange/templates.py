"""Names as data: one template writes a name and reads it back.

`{release_id}_{disc:2}_{track:3}.{ext}` has fields with a least number of digits; a part in brackets,
`[{label}_]{release_id}`, is left out where its fields have no value. What a field may hold is closed, so that no value
leaves its place in a path: no field holds a slash, none is `.` or `..`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from attrs import field, frozen

from tunemantra.errors import TuneMantraError

_IDENTIFIER: Final = r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?"
FIELDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "priority": r"[PMN]",
        "stamp": r"[0-9]{17}|[0-9]{14}",
        "batch": r"(?:[0-9]{17}|[0-9]{14})(?:_[A-Za-z0-9-]+)?",
        "release_id": _IDENTIFIER,
        "message_id": r"[A-Za-z0-9](?:[A-Za-z0-9.:_-]*[A-Za-z0-9])?",
        "label": r"[A-Za-z0-9-]+",
        "technical_id": r"T[0-9][A-Za-z0-9-]*",
        "kind": r"[A-Za-z]+",
        "hierarchy": r"[0-9]{3}(?:_[0-9]{3})*",
        "disc": r"[0-9]+",
        "track": r"[0-9]+",
        "ext": r"[A-Za-z0-9]+",
    }
)
LONGEST: Final = 255
"""Characters of a name: more than a file system keeps, and than a stranger may have us compare."""
_TOKEN = re.compile(r"\[([^\[\]]*)\]|\{([a-z_]+)(?::([0-9]+))?\}|([^\[\]{}]+)")


def _readable(_template: Template, _attribute: object, text: str) -> None:
    rest = _TOKEN.sub("", text)
    unknown = sorted({name for part in _flat(text) if (name := part[0]) and name not in FIELDS})
    if rest or unknown:
        problem = f"no such field: {', '.join(unknown)}" if unknown else f"{rest!r} is left over"
        raise TuneMantraError(f"{text!r} is no template: {problem}", hint=f"fields: {', '.join(FIELDS)}")


@frozen
class Template:
    """The pattern of a name, both ways.

    Args:
        text: as above; the fields are the keys of `FIELDS`.

    Raises:
        TuneMantraError: the text is no template.
    """

    text: str = field(validator=_readable)

    def fill(self, **values: str | int) -> str:
        """Return the name with these values; a number is padded with zeros to the digits its field asks for.

        Raises:
            TuneMantraError: a field outside brackets has no value, a value does not fit its field, or the name is
                too long.
        """
        name = "".join(_written(self.text, values))
        if len(name) > LONGEST:
            raise TuneMantraError(f"the name {name[:40]}… is too long", hint=f"at most {LONGEST} characters")
        return name

    def match(self, name: str, **known: str) -> Mapping[str, str] | None:
        """Return the fields of a name, those left out as empty text; None for another kind of name.

        Args:
            name: without folders.
            known: fields whose value is settled; without it a name with optional parts may be read in several ways.
        """
        if len(name) > LONGEST:
            return None
        found = _compiled(self.text, tuple(sorted(known.items()))).fullmatch(name)
        return {key: value or "" for key, value in found.groupdict().items()} if found else None


def _flat(text: str) -> Iterator[tuple[str, int, str]]:
    """Yield (field, digits, literal) of a template, bracketed parts included."""
    for optional, name, digits, literal in _TOKEN.findall(text):
        if optional:
            yield from _flat(optional)
        else:
            yield name, int(digits or 0), literal


def _written(text: str, values: Mapping[str, str | int]) -> Iterator[str]:
    for optional, name, digits, literal in _TOKEN.findall(text):
        if optional:
            needed = [part[0] for part in _flat(optional) if part[0]]
            if all(values.get(key, "") != "" for key in needed):
                yield from _written(optional, values)
        elif literal:
            yield literal
        else:
            yield _value(name, int(digits or 0), values)


def _value(name: str, digits: int, values: Mapping[str, str | int]) -> str:
    if name not in values:
        raise TuneMantraError(f"the name needs a value for {name}", field=name)
    text = str(values[name]).zfill(digits)
    if not re.fullmatch(FIELDS[name], text):
        raise TuneMantraError(
            f"{text!r} cannot be a {name} in a name", hint=f"it must match {FIELDS[name]}", field=name
        )
    return text


@lru_cache(maxsize=256)
def _compiled(text: str, known: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    return re.compile(_pattern(text, dict(known), set()))


def _pattern(text: str, known: Mapping[str, str], seen: set[str]) -> str:
    parts: list[str] = []
    for optional, name, digits, literal in _TOKEN.findall(text):
        if optional:
            parts.append(f"(?:{_pattern(optional, known, seen)})?")
        elif literal:
            parts.append(re.escape(literal))
        elif name in seen:
            parts.append(f"(?P={name})")
        else:
            seen.add(name)
            shape = re.escape(known[name]) if name in known else _shape(name, int(digits or 0))
            parts.append(f"(?P<{name}>{shape})")
    return "".join(parts)


def _shape(name: str, digits: int) -> str:
    return f"[0-9]{{{digits},}}" if digits and name in {"disc", "track"} else FIELDS[name]


def template(text: str | Template) -> Template:
    """Return the template of a text; for fields of frozen classes."""
    return text if isinstance(text, Template) else Template(text)


__all__ = ["FIELDS", "Template", "template"]
