"""Tables of settings to attrs classes, with every fault at once."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import TypeVar, get_args, get_origin, get_type_hints

from attrs import fields, has
from cattrs import (
    AttributeValidationNote,
    ClassValidationError,
    Converter,
    ForbiddenExtraKeysError,
    IterableValidationError,
    IterableValidationNote,
)

from tunemantra.core.finding import Finding, error
from tunemantra.ports.runtime import SecretRef

RULE = "TM-SET-001"
_CHOICES = 2
"""Where a validator's error says what may be chosen from."""
_BOUNDS = {">=": "at least", ">": "more than", "<=": "at most", "<": "less than"}
_BOUND = re.compile(r"^'\w+' must be ([<>]=?) (\S+): .*$", re.DOTALL)

T = TypeVar("T")


def _converter() -> Converter:
    converter = Converter(forbid_extra_keys=True, detailed_validation=True)
    exact: dict[type, Callable[[object, type], object]] = {
        str: _strict(str, "text"),
        bool: _strict(bool, "true or false"),
        int: _strict(int, "a whole number"),
        float: _number,
        Path: lambda value, _: Path(_text(value)),
        SecretRef: _secret,
    }
    for kind, hook in exact.items():
        converter.register_structure_hook(kind, hook)
    # by identity: every class is an object
    converter.register_structure_hook_func(lambda wanted: wanted is object, lambda value, _: value)
    converter.register_structure_hook_factory(has, lambda kind: _table(converter, kind))
    return converter


def _table(converter: Converter, kind: type[T]) -> Callable[[object, type[T]], T]:
    read = converter.gen_structure_attrs_fromdict(kind)

    def hook(value: object, wanted: type[T]) -> T:
        if not isinstance(value, Mapping):
            message = "a table"
            raise TypeError(message)
        return read(value, wanted)

    return hook


def _strict(kind: type, name: str) -> Callable[[object, type], object]:
    def hook(value: object, wanted: type) -> object:
        if type(value) is not kind:
            message = name
            raise TypeError(message)
        return wanted(value) if issubclass(wanted, Enum) else value

    return hook


class _NotAReferenceError(ValueError):
    """Somebody wrote a secret where a reference to it belongs; what was written must not be shown."""


def _secret(value: object, _: type) -> SecretRef:
    try:
        return SecretRef(_text(value))
    except (ValueError, TypeError):
        message = "a reference: env:NAME, file:PATH or keyring:NAME"
        raise _NotAReferenceError(message) from None


def _number(value: object, _: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        message = "a number"
        raise TypeError(message)
    return float(value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        message = "text"
        raise TypeError(message)
    return value


CONVERTER = _converter()


def structure(
    kind: type[T], values: Mapping[str, object], *, path: str = "", file: str = ""
) -> tuple[T | None, tuple[Finding, ...]]:
    """Return an attrs object of a table, or None, and a finding for each wrong key or value.

    Args:
        kind: an attrs class.
        values: the table.
        path: where the table stands, such as `platforms.spotify`.
        file: the file it came from, for the findings.
    """
    try:
        return CONVERTER.structure(values, kind), ()
    except ClassValidationError as problem:
        found = tuple(_findings(problem, values, path, file))
        named = {finding.path for finding in found}
        ranges = _ranges(kind, values, path, file, named)
        return None, (*found, *ranges) or (_whole(kind, problem.exceptions[0], values, path, file),)


def _findings(
    problem: ClassValidationError | IterableValidationError, values: object, path: str, file: str
) -> Iterator[Finding]:
    for fault in problem.exceptions:
        key = _key(fault)
        here = f"{path}.{key}".strip(".") if key else path
        value = _inside(values, key)
        if isinstance(fault, ClassValidationError | IterableValidationError):
            yield from _findings(fault, value, here, file)
        elif isinstance(fault, ForbiddenExtraKeysError):
            yield from _unknown(fault, path, file)
        elif not key and not isinstance(fault, KeyError):
            continue  # a validator's word about the class that was built; `_ranges` says which value it was
        elif isinstance(fault, KeyError):
            yield error(RULE, here, f"{here} is missing", file=file, expected="a value", hint="add it")
        else:
            shown = "(not shown)" if isinstance(fault, _NotAReferenceError) else _shown(value)
            yield error(RULE, here, f"{here} is wrong", file=file, observed=shown, expected=_reason(fault))


def _ranges(kind: type, values: object, path: str, file: str, named: Collection[str]) -> Iterator[Finding]:
    """Yield what the validators say of single values: the class itself stops at the first wrong type.

    A value that is named already has the wrong type, which no validator expects.
    """
    for attribute in fields(kind) if isinstance(values, Mapping) else ():
        here = f"{path}.{attribute.name}".strip(".")
        value = _inside(values, attribute.name)
        inner = get_type_hints(kind).get(attribute.name)
        each = get_args(inner)[-1:] if get_origin(inner) is Mapping else ()
        if isinstance(inner, type) and has(inner) and isinstance(value, Mapping):
            yield from _ranges(inner, value, here, file, named)
        elif each and has(each[0]) and isinstance(value, Mapping):
            for key, table in value.items():
                yield from _ranges(each[0], table, f"{here}.{key}", file, named)
        elif attribute.validator is not None and value is not None and here not in named:
            try:
                attribute.validator(None, attribute, value)
            except (ValueError, TypeError) as fault:
                yield error(RULE, here, f"{here} is wrong", file=file, observed=_shown(value), expected=_reason(fault))
            except AttributeError:
                continue  # it looks at other values beside this one: the class as a whole has said it


def _whole(kind: type, fault: BaseException, values: object, path: str, file: str) -> Finding:
    """Return what a class says of its values together: of one key where its sentence begins with that name."""
    name, _, wanted = str(fault).partition(": ")
    if not wanted or name not in {attribute.name for attribute in fields(kind)}:
        return error(RULE, path, f"{path or 'the table'} is wrong", file=file, observed=str(fault))
    here, value = f"{path}.{name}".strip("."), _inside(values, name)
    state, shown = ("missing", "nothing") if value is None else ("wrong", _shown(value))
    return error(RULE, here, f"{here} is {state}", file=file, observed=shown, expected=_without_password(wanted))


def _key(fault: BaseException) -> str:
    for note in getattr(fault, "__notes__", ()):
        if isinstance(note, AttributeValidationNote):
            return note.name
        if isinstance(note, IterableValidationNote):
            return str(note.index)
    return ""


def _inside(values: object, key: str) -> object:
    if isinstance(values, Mapping):
        return values.get(key)
    if isinstance(values, list | tuple) and key.isdigit():
        return values[int(key)]
    return values


def _shown(value: object) -> str:
    """Return a value for people; the settings hold no secrets but by mistake, as a part of an address."""
    return _without_password(repr(value))[:200]


def _reason(fault: BaseException) -> str:
    if isinstance(fault, ValueError) and len(fault.args) > _CHOICES and isinstance(fault.args[_CHOICES], tuple | list):
        words = [str(choice) for choice in fault.args[_CHOICES] if choice != ""]
        return f"one of {', '.join(words)}" if len(words) > 1 else "".join(words)
    if isinstance(fault, ValueError) and len(fault.args) > 1:
        return _without_password(str(fault.args[0]))
    return _without_password(_BOUND.sub(lambda found: f"{_BOUNDS[found[1]]} {found[2]}", str(fault)))


def _without_password(text: str) -> str:
    return re.sub(r"(//[^/@:\s]*):[^/\s]*@", r"\1:***@", text)


def _unknown(fault: ForbiddenExtraKeysError, path: str, file: str) -> Iterator[Finding]:
    known = [attribute.name for attribute in fields(fault.cl)]
    for key in sorted(fault.extra_fields):
        close = difflib.get_close_matches(key, known, n=1)
        hint = f"did you mean {close[0]}?" if close else f"known keys: {', '.join(known)}"
        here = f"{path}.{key}".strip(".")
        yield error(RULE, here, f"{here} is not a setting", file=file, observed=key, expected="a known key", hint=hint)


__all__ = ["RULE", "structure"]
