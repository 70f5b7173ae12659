"""How a class of the model stands for a composite of the schema: read from its annotations alone, once per class.

A field is an element named after it (`period_of_being_focus` is `PeriodOfBeingFocus`) unless an `Xml` marker says
otherwise; fields stand in the order of the schema. How often it may occur follows from its type: `T` once, `T | None`
or a default at most once, `tuple[T, ...]` any number of times, and at least once without a default.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from types import UnionType
from typing import Annotated, Final, Union, get_args, get_origin, get_type_hints

from attrs import NOTHING, Attribute, evolve, fields, frozen

from tunemantra.contrib.ddex.mead.lexical import LEXICON, Lexical

_NO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Place(Enum):
    """Where a field is written."""

    ELEMENT = auto()
    ATTRIBUTE = auto()
    CONTENT = auto()


@frozen
class Xml:
    """What an annotation adds to a field.

    Args:
        name: of the element or attribute; empty for the field's own in CamelCase.
        place: where it is written.
        within: name of an element that does nothing but hold these.
        values: name of the allowed-value set that its text is taken from.
        pattern: that its whole text matches.
        anchor: it gives a reference that begins with this letter.
        pointer: it follows a reference that begins with this letter.
        lexical: how its text is read and written; None for what its type says.
    """

    name: str = ""
    place: Place = Place.ELEMENT
    within: str = ""
    values: str = ""
    pattern: str = ""
    anchor: str = ""
    pointer: str = ""
    lexical: Lexical | None = None


@frozen
class Bound:
    """A field, bound to its place in the schema.

    Args:
        field: name in Python.
        xml: its marker, with the name filled in.
        value_type: of one value: a class of the model or one that has a lexical form.
        many: whether it may occur more than once.
        required: whether it must occur.
        lexical: None for a class of the model.
    """

    field: str
    xml: Xml
    value_type: type
    many: bool
    required: bool
    lexical: Lexical | None

    @property
    def name(self) -> str:
        """Return the name of the element or attribute."""
        return self.xml.name

    def values(self, owner: object) -> tuple[object, ...]:
        """Return what an instance states here; an absent value is none."""
        value: object = getattr(owner, self.field)
        if self.many:
            assert isinstance(value, tuple)  # noqa: S101  (what the annotation says)
            return value
        if value is None or (value == "" and not self.required):
            return ()
        return (value,)

    def check(self, text: str) -> None:
        """Hold a text against the form that the schema asks for.

        Raises:
            ValueError: it does not have it.
        """
        if self.xml.pattern and not re.fullmatch(self.xml.pattern, text, re.ASCII):
            raise ValueError(f"is not of the form {self.xml.pattern}")
        if _NO_XML.search(text):
            raise ValueError("XML cannot hold one of its characters")


@frozen
class Shape:
    """The fields of a class in the order of the schema, sorted by where they are written.

    Args:
        bounds: all of them.
        attributes, elements: of the element itself, in it.
        content: the text of the element itself, if it has one.
    """

    bounds: tuple[Bound, ...]
    attributes: tuple[Bound, ...]
    elements: tuple[Bound, ...]
    content: Bound | None


_SHAPES: Final[dict[type, Shape]] = {}


def shape_of(cls: type) -> Shape:
    """Return what a class of the model looks like in a message."""
    known = _SHAPES.get(cls)
    if known is None:
        hints = get_type_hints(cls, include_extras=True)
        bounds = tuple(_bound(attribute, hints[attribute.name]) for attribute in fields(cls))
        at = {place: tuple(bound for bound in bounds if bound.xml.place is place) for place in Place}
        content = next(iter(at[Place.CONTENT]), None)
        known = _SHAPES[cls] = Shape(bounds, at[Place.ATTRIBUTE], at[Place.ELEMENT], content)
    return known


def _bound(attribute: Attribute[object], hint: object) -> Bound:
    given = Xml()
    if get_origin(hint) is Annotated:
        hint, *markers = get_args(hint)
        given = next(marker for marker in reversed(markers) if isinstance(marker, Xml))
    xml = given if given.name else evolve(given, name=camel_case(attribute.name))
    many = get_origin(hint) is tuple
    item = get_args(hint)[0] if many else _without_none(hint)
    assert isinstance(item, type), f"{attribute.name}: {hint}"  # noqa: S101  (the classes of this package)
    return Bound(attribute.name, xml, item, many, attribute.default is NOTHING, xml.lexical or LEXICON.get(item))


def _without_none(hint: object) -> object:
    if get_origin(hint) not in {Union, UnionType}:
        return hint
    return next(part for part in get_args(hint) if part is not type(None))


def camel_case(name: str) -> str:
    """Return a field's name as the standard spells it: `is_default` is `IsDefault`."""
    return "".join(word.capitalize() for word in name.split("_"))


__all__ = ["Bound", "Place", "Shape", "Xml", "camel_case", "shape_of"]
