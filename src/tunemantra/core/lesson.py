"""A lesson: what a rejection has taught, as a check that is asked before anything is sent (A-117).

>>> Condition("tracks[].titles[].text", Ask.CONTAINS_WORD, ("karaoke", "tribute")).path
'tracks[].titles[].text'
"""

from __future__ import annotations

import fnmatch
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum, StrEnum
from functools import cache
from typing import Final, get_args, get_origin, get_type_hints

import attrs
from attrs import field, frozen

from tunemantra.core.finding import Finding, error
from tunemantra.core.problem import Remark
from tunemantra.core.release import Release
from tunemantra.errors import TuneMantraError

_STEP: Final = re.compile(r"([a-z][a-z0-9_]*)(\[(?:[0-9]{1,4})?\])?")
_LONGEST: Final = 500
_WORD: Final = re.compile(r"\w+")


class Ask(StrEnum):
    """What is asked of a value."""

    EQUALS = "equals"
    MATCHES = "matches"
    LONGER_THAN = "longer-than"
    MISSING = "missing"
    CONTAINS_WORD = "contains-word"


def _as_texts(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(values)


@frozen
class Condition:
    """A question about one field of a release; data, never code.

    Args:
        path: of the field, as `core.release` names it: `language`, `tracks[].titles[].text`, `tracks[0].isrc`.
        ask: what is asked of each value there.
        values: `equals` has the text; `matches` a pattern with `*` and `?`, whatever the case; `longer-than` a number
            of characters; `contains-word` words, whatever the case; `missing` none.

    Raises:
        TuneMantraError: a release has no such field, it holds more than a text, or the values do not fit.
    """

    path: str
    ask: Ask
    values: tuple[str, ...] = field(default=(), converter=_as_texts)

    def __attrs_post_init__(self) -> None:
        _require_text(self.path)
        problem = _PROBLEMS[self.ask](self.values)
        if problem or any(len(value) > _LONGEST for value in self.values):
            message = f"{self.ask.value} needs {problem or f'at most {_LONGEST} characters'}"
            raise TuneMantraError(message, values=", ".join(self.values)[:_LONGEST])

    def hits(self, release: Release) -> Iterator[tuple[str, str]]:
        """Yield path and value wherever a release has what is asked for; the value is empty where it is missing."""
        for path, value in _values(release, "", _steps(self.path)):
            if self._is(value):
                yield path, value

    def _is(self, value: str) -> bool:
        if self.ask is Ask.MISSING:
            return not value.strip()
        if self.ask is Ask.EQUALS:
            return value == self.values[0]
        if self.ask is Ask.MATCHES:
            return fnmatch.fnmatchcase(value.casefold(), self.values[0].casefold())
        if self.ask is Ask.LONGER_THAN:
            return len(value) > int(self.values[0])
        return not {word.casefold() for word in self.values}.isdisjoint(_WORD.findall(value.casefold()))


_PROBLEMS: Final[Mapping[Ask, Callable[[tuple[str, ...]], str]]] = {
    Ask.EQUALS: lambda values: "" if len(values) == 1 and values[0] else "one text",
    Ask.MATCHES: lambda values: "" if len(values) == 1 and values[0].strip("*") else "one pattern, not of * alone",
    Ask.LONGER_THAN: lambda values: (
        "" if len(values) == 1 and re.fullmatch("[0-9]{1,6}", values[0]) else "one number of characters"
    ),
    Ask.MISSING: lambda values: "no value" if values else "",
    Ask.CONTAINS_WORD: lambda values: "" if values and all(map(_WORD.fullmatch, values)) else "single words",
}


class Switch(StrEnum):
    """Whether a lesson is asked: it never was, it is, it is not any more."""

    PROPOSED = "proposed"
    ON = "on"
    OFF = "off"


@frozen
class Lesson:
    """A check that was made from a rejection.

    Args:
        platform: key of the platform whose rejection it was; its orders alone are asked.
        condition: what blocks an order.
        message: what is told then, one sentence.
        problem: id of the rejection in the error queue.
        example: id of an order that was rejected so; its timeline says who made and switched the lesson.
        switch: whether it is asked.
        remarks: what was done with it, oldest first.
    """

    platform: str
    condition: Condition
    message: str
    problem: str
    example: str
    switch: Switch = Switch.PROPOSED
    remarks: tuple[Remark, ...] = ()

    @property
    def id(self) -> str:
        """Return its id, which follows from platform and condition and is the rule of its findings: `LRN-1a2b3c4d`."""
        asked = [self.platform, self.condition.path, self.condition.ask.value, *self.condition.values]
        return "LRN-" + hashlib.sha256("\n".join(asked).encode()).hexdigest()[:8]

    def findings(self, release: Release) -> Iterator[Finding]:
        """Yield what it has to say of a release."""
        condition = self.condition
        expected = "a value" if condition.ask is Ask.MISSING else f"not {condition.ask.value} {_said(condition)}"
        for path, value in condition.hits(release):
            hint = f"the platform has rejected this before: tunemantra errors show {self.problem}"
            yield error(self.id, path, self.message, observed=value, expected=expected, hint=hint)


def _said(condition: Condition) -> str:
    return ", ".join(condition.values)


@cache
def _steps(path: str) -> tuple[tuple[str, str], ...]:
    found = [_STEP.fullmatch(part) for part in path.split(".")]
    if len(path) > _LONGEST or not all(found):
        message = f"{path[:_LONGEST]!r} is no path"
        raise TuneMantraError(message, hint="write it like language, or tracks[].titles[].text")
    return tuple((one[1], one[2] or "") for one in found if one)


@cache
def _require_text(path: str) -> None:
    """Make sure that a path leads to texts, by the types of a release."""
    kind: type = Release
    at = ""
    for name, index in _steps(path):
        names = [one.name for one in attrs.fields(kind)] if attrs.has(kind) else []
        if name not in names:
            message = f"{path}: {at or 'a release'} has no {name}"
            raise TuneMantraError(message, hint=f"there is {', '.join(names)}" if names else "end the path there")
        at = f"{at}.{name}" if at else name
        kind = _single(get_type_hints(kind)[name])
        many = get_origin(kind) is tuple
        if many != bool(index):
            message = f"{path}: {at} is {'a list' if many else 'no list'}"
            raise TuneMantraError(message, hint=f"write {at}[]" if many else f"write {at}")
        kind = get_args(kind)[0] if many else kind
    if get_origin(kind) is not None or (attrs.has(kind) and kind.__str__ is object.__str__):
        names = [one.name for one in attrs.fields(kind)] if attrs.has(kind) else []
        message = f"{path} is no text"
        raise TuneMantraError(message, hint=f"go on with {', '.join(names)}" if names else "name another field")


def _single(kind: object) -> type:
    """Return a type without its None."""
    some = [one for one in get_args(kind) if one is not type(None)]
    chosen: object = some[0] if type(None) in get_args(kind) else kind
    return chosen  # type: ignore[return-value]


def _values(value: object, at: str, steps: tuple[tuple[str, str], ...]) -> Iterator[tuple[str, str]]:
    """Yield path and text of everything a path leads to; an empty text where there is nothing."""
    if value is None or not steps:
        yield at, _text(value)
        return
    (name, index), *rest = steps
    found: object = getattr(value, name)
    at = f"{at}.{name}" if at else name
    if not index:
        yield from _values(found, at, tuple(rest))
        return
    many = list(enumerate(found if isinstance(found, tuple) else ()))
    chosen = [one for one in many if index == "[]" or one[0] == int(index[1:-1])]
    if not chosen:
        yield f"{at}{index}" if index != "[]" else at, ""
    for number, one in chosen:
        yield from _values(one, f"{at}[{number}]", tuple(rest))


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Enum):
        return str(value.value)
    return str(value).lower() if isinstance(value, bool) else str(value)


__all__ = ["Ask", "Condition", "Lesson", "Switch"]
