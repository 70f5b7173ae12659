"""The model is the schema: every composite, element, attribute, order, number and set of values is the same."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from tunemantra.contrib.ddex.mead import MeadMessage
from tunemantra.contrib.ddex.mead.binding import shape_of
from tunemantra.contrib.ddex.mead.terms import DATE_PATTERN

XS = "{http://www.w3.org/2001/XMLSchema}"


class Schema:
    """The few things the test wants to know of a schema, read with its own eyes."""

    def __init__(self, root):
        self.types = {kind.get("name"): kind for kind in root.iterchildren(f"{XS}complexType", f"{XS}simpleType")}
        self.messages = {kind.get("name"): kind for kind in root.iterchildren(f"{XS}element")}

    def composite(self, element):
        """The complex type of an element, or None where it holds plain text."""
        inline = element.find(f"{XS}complexType")
        if inline is not None:
            return inline
        if values_of(element):
            return None
        kind = self.types.get(local(element.get("type")))
        return kind if kind is not None and kind.tag == f"{XS}complexType" else None

    @staticmethod
    def elements(composite):
        """Elements in order, as (declaration, required, many); one that two choices have counts once, as the last."""
        found = {}
        for declaration in composite.iter(f"{XS}element"):
            least, many = declaration.get("minOccurs") != "0", declaration.get("maxOccurs") == "unbounded"
            parent = declaration.getparent()
            while parent is not composite:
                least = least and parent.tag != f"{XS}choice" and parent.get("minOccurs") != "0"
                many = many or parent.get("maxOccurs") == "unbounded"
                parent = parent.getparent()
            found.pop(declaration.get("name"), None)
            found[declaration.get("name")] = (declaration, least, many)
        return list(found.values())

    @staticmethod
    def attributes(composite):
        return {
            kind.get("name"): (values_of(kind), kind.get("use") == "required")
            for kind in composite.iter(f"{XS}attribute")
        }

    @staticmethod
    def content(composite):
        extension = composite.find(f"{XS}simpleContent/{XS}extension")
        return None if extension is None else extension.get("base")


def local(name):
    return (name or "").rpartition(":")[2]


TYPES = {
    "xs:string": str,
    "xs:boolean": bool,
    "xs:integer": int,
    "xs:decimal": Decimal,
    "xs:dateTime": datetime,
    "xs:duration": Decimal,
}


def form_of(declaration):
    """The Python type and the pattern that a declaration of plain text asks for."""
    name = declaration.get("type") or ""
    if name == "mead:ddex_IsoDate":
        return str, DATE_PATTERN
    pattern = declaration.find(f".//{XS}pattern")
    if pattern is not None:
        return str, pattern.get("value").replace("{0,1}", "?")
    return TYPES.get(name, str), ""


def form_in_model(bound):
    return bound.value_type, bound.xml.pattern


def values_of(declaration):
    kind = declaration.get("type") or ""
    return local(kind) if kind.startswith("avs:") else ""


@pytest.fixture(scope="module")
def schema(schema_tree):
    return Schema(schema_tree)


def compare(schema, cls, composite, values="", seen=None):
    """Walk both at once; return every pair that was compared."""
    seen = set() if seen is None else seen
    key = (cls, composite.get("name"), values)
    if key in seen:
        return seen
    seen.add(key)
    shape = shape_of(cls)
    expected = schema.attributes(composite)
    ours = {bound.name: (bound.xml.values, bound.required) for bound in shape.attributes}
    assert ours == expected, cls
    declared_attributes = {kind.get("name"): form_of(kind) for kind in composite.iter(f"{XS}attribute")}
    assert {bound.name: form_in_model(bound) for bound in shape.attributes} == declared_attributes, cls
    base = schema.content(composite)
    assert (shape.content is None) == (base is None), cls
    if base is not None:
        set_name = local(base) if base.startswith("avs:") else ""
        assert (shape.content.xml.values or values) == set_name, (cls, base)
        return seen
    declared = schema.elements(composite)
    assert [bound.xml.within or bound.name for bound in shape.elements] == [
        declaration.get("name") for declaration, _, _ in declared
    ], cls
    for bound, (declaration, least, many) in zip(shape.elements, declared, strict=True):
        follow(schema, cls, bound, declaration, least, many, seen)
    return seen


def follow(schema, cls, bound, declaration, least, many, seen):
    where = (cls.__name__, bound.field)
    kind = schema.composite(declaration)
    if bound.xml.within:
        ((inner, least, many),) = schema.elements(kind)
        assert (least, many) == (True, True), where
        assert not bound.required
        assert bound.name == inner.get("name")
        compare(schema, bound.value_type, schema.composite(inner), "", seen)
        return
    assert bound.many == many, where
    if not cls.choices:
        assert bound.required == least, where
    if bound.lexical is None:
        assert kind is not None, where
        compare(schema, bound.value_type, kind, bound.xml.values, seen)
        return
    assert kind is None, where
    assert bound.xml.values == values_of(declaration), where
    assert form_in_model(bound) == form_of(declaration), where


def test_every_composite_is_the_schemas(schema):
    seen = compare(schema, MeadMessage, schema.messages["MeadMessage"].find(f"{XS}complexType"))
    reached = {name for _, name, _ in seen}
    assert len(reached) > 100


def test_no_composite_of_the_message_is_missing(schema):
    """What the walk through the schema alone reaches, the walk through the model reaches."""
    todo, reached = [schema.messages["MeadMessage"].find(f"{XS}complexType")], set()
    while todo:
        composite = todo.pop()
        for declaration, _, _ in schema.elements(composite):
            kind = schema.composite(declaration)
            if kind is not None and kind.get("name") not in reached:
                reached.add(kind.get("name"))
                todo.append(kind)
    seen = compare(schema, MeadMessage, schema.messages["MeadMessage"].find(f"{XS}complexType"))
    lists = {name for name in reached if name.endswith("List")} | {"MessageAuditTrail"}
    assert reached - lists == {name for _, name, _ in seen} - {None}
