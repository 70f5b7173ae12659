"""Values of the core and the ports to canonical JSON and back, by their own annotations."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from enum import Enum
from functools import cache, lru_cache, reduce
from operator import or_
from typing import TYPE_CHECKING, Final, TypeVar, cast, get_args, get_origin

import attrs
from cattrs import BaseValidationError, Converter, IterableValidationError, IterableValidationNote
from cattrs.errors import AttributeValidationNote, ForbiddenExtraKeysError
from cattrs.gen import make_dict_structure_fn

from tunemantra.contrib.formats import findings
from tunemantra.contrib.formats.json_text import canonical, strict_json
from tunemantra.contrib.formats.scalars import IDENTIFIERS, WrongValue, enum_value, register
from tunemantra.core.media import AudioFacts, BookletFacts, ImageFacts, VideoFacts
from tunemantra.core.requirement import AudioForm, BookletForm, ImageForm, VideoForm
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.territory import TerritorySet
from tunemantra.errors import ReleaseError, TuneMantraError
from tunemantra.ports.package import Document, Placed

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

    from tunemantra.core.finding import Finding

T = TypeVar("T")

UNIONS: Final[tuple[tuple[type, ...], ...]] = (
    (AudioForm, ImageForm, VideoForm, BookletForm),
    (AudioFacts, ImageFacts, VideoFacts, BookletFacts),
    (Document, Placed),
)
TAG: Final = "kind"
KEPT: Final = 256 * 1024
"""Characters of the longest text whose value is kept for the next time."""
_SINGLE: Final = (*IDENTIFIERS, TerritorySet, ReleaseMoment)


class JsonCodec:
    """Implements `ports.context.Codec`. Safe to use from several threads."""

    def dump(self, value: object) -> str:
        """Return canonical JSON: sorted keys, no white space, UTF-8 text, NFC."""
        return canonical(_converter().unstructure(value))

    def load(self, text: str, kind: type[T]) -> T:
        """Return the value.

        Raises:
            ReleaseError: the text is not a value of this kind; all findings at once.
        """
        return cast("T", _loaded(text, cast("Hashable", kind))) if len(text) <= KEPT else _structured(text, kind)


def _structured(text: str, kind: type[T]) -> T:
    name = getattr(kind, "__name__", str(kind))
    try:
        return _converter().structure(strict_json(text), kind)
    except (BaseValidationError, TuneMantraError, WrongValue) as error:
        raise ReleaseError(f"this is no {name}", _findings(error, "")) from None
    except ValueError as error:
        reason = findings.unreadable(str(error), "canonical JSON", "write it with this codec")
        raise ReleaseError(f"this is no {name}", [reason]) from None


# What is loaded never changes, and a delivery loads its release at every station.
@lru_cache(maxsize=256)
def _loaded(text: str, kind: type[object]) -> object:
    return _structured(text, kind)


@cache
def _converter() -> Converter:
    converter = Converter(unstruct_collection_overrides={AbstractSet: sorted}, forbid_extra_keys=True)
    converter.register_structure_hook_factory(_is_tuple, lambda kind: _tuple_hook(converter, kind))
    converter.register_structure_hook_factory(_is_table, lambda kind: _table_hook(converter, kind))
    converter.register_structure_hook_factory(_is_enum, lambda _: enum_value)
    for members in UNIONS:
        _register_union(converter, members)
    register(converter)
    return converter


def _is_tuple(kind: object) -> bool:
    return get_origin(kind) is tuple


def _is_table(kind: object) -> bool:
    return isinstance(kind, type) and attrs.has(kind) and kind not in _SINGLE


def _is_enum(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, Enum)


def _table_hook(converter: Converter, kind: type) -> Callable[[object, object], object]:
    structure = cast(
        "Callable[[object, object], object]", make_dict_structure_fn(kind, converter, _cattrs_forbid_extra_keys=True)
    )

    def hook(value: object, _: object) -> object:
        if not isinstance(value, dict):
            raise WrongValue(value, f"a table ({kind.__name__})")
        return structure(value, kind)

    return hook


def _tuple_hook(converter: Converter, kind: object) -> Callable[[object, object], object]:
    members = get_args(kind)
    endless = members[-1] is Ellipsis

    def hook(value: object, _: object) -> object:
        if not isinstance(value, list) or not (endless or len(value) == len(members)):
            raise WrongValue(value, "a list" if endless else f"a list of {len(members)}")
        kinds = members[:1] * len(value) if endless else members
        return _each(converter, value, kinds)

    return hook


def _each(converter: Converter, values: list[object], kinds: tuple[type, ...]) -> tuple[object, ...]:
    made: list[object] = []
    errors: list[Exception] = []
    for index, (value, kind) in enumerate(zip(values, kinds, strict=True)):
        try:
            made.append(converter.structure(value, kind))
        except Exception as error:  # noqa: BLE001 - collected, and raised together below
            error.__notes__ = [*getattr(error, "__notes__", []), IterableValidationNote("in a list", index, kind)]
            errors.append(error)
    if errors:
        raise IterableValidationError("while reading a list", errors, tuple)
    return tuple(made)


def _register_union(converter: Converter, kinds: tuple[type, ...]) -> None:
    members = {kind.__name__: kind for kind in kinds}
    union: object = reduce(or_, kinds)

    def unstructure(value: object) -> dict[str, object]:
        return {**converter.unstructure(value), TAG: type(value).__name__}

    def structure(value: object, _: object) -> object:
        tag = value.get(TAG) if isinstance(value, dict) else None
        if not isinstance(value, dict) or not isinstance(tag, str) or tag not in members:
            raise WrongValue(tag if isinstance(value, dict) else value, f"{TAG}: {' or '.join(members)}")
        return converter.structure({key: part for key, part in value.items() if key != TAG}, members[tag])

    converter.register_unstructure_hook_func(lambda kind: kind == union, unstructure)
    converter.register_structure_hook_func(lambda kind: kind == union, structure)


def _findings(error: Exception, path: str) -> Iterator[Finding]:
    if isinstance(error, BaseValidationError):
        for part in error.exceptions:
            yield from _findings(part, f"{path}{_step(part, path)}")
    elif isinstance(error, ForbiddenExtraKeysError):
        known = [field.alias for field in attrs.fields(error.cl)]
        for key in sorted(error.extra_fields):
            yield findings.unknown_key(path, key, known)
    elif isinstance(error, WrongValue):
        yield findings.wrong_value(path, str(error), error.observed, error.expected)
    elif isinstance(error, KeyError):
        yield findings.missing_key(path, str(error.args[0]))
    elif isinstance(error, TuneMantraError):
        yield findings.wrong_value(path, error.message, error.facts.get("observed", ""), "a valid value", error.hint)
    else:
        yield findings.wrong_value(path, f"this cannot be read: {error}", "", "a value of this field")


def _step(error: BaseException, path: str) -> str:
    for note in getattr(error, "__notes__", ()):
        if isinstance(note, IterableValidationNote):
            return f"[{note.index}]"
        if isinstance(note, AttributeValidationNote):
            return f".{note.name}" if path else note.name
    return ""


__all__ = ["JsonCodec"]
