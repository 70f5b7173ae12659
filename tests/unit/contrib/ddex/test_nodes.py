"""The writer of canonical bytes, read back by lxml."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tunemantra.contrib.ddex.nodes import (
    HOLE,
    Node,
    Template,
    apart,
    attach,
    begin,
    fill,
    fragment,
    graft,
    leaf,
    node,
    repeat,
    serialise,
    text_of,
    wrapped,
    writable,
)

LEGAL = st.text(
    st.characters(exclude_categories=("Cs",)).filter(lambda c: c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff"))
)


@given(text=LEGAL, value=LEGAL)
def test_a_text_and_an_attribute_come_back_as_they_were(text, value):
    root = Node("root")
    leaf(root, "leaf", text, Name=value)
    back = etree.fromstring(serialise(root)).find("leaf")
    assert (back.text or "") == text
    assert back.get("Name", "") == value


def test_the_form_is_canonical():
    root = Node("p:root", {"xmlns:p": "urn:x", "Empty": ""})
    inner = node(root, "inner", Kind="a", Nothing="")
    leaf(inner, "leaf", "A & B")
    assert serialise(root).decode().splitlines() == [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<p:root xmlns:p="urn:x">',
        '  <inner Kind="a">',
        "    <leaf>A &amp; B</leaf>",
        "  </inner>",
        "</p:root>",
    ]


def test_an_element_around_one_leaf_is_what_the_two_are():
    short, long = Node("root"), Node("root")
    wrapped(short, "outer", "inner", "A & B", Kind="a", Nothing="")
    leaf(node(long, "outer", Kind="a", Nothing=""), "inner", "A & B")
    assert serialise(short) == serialise(long)


def written(parent):
    leaf(parent, "first", "two\nlines")
    inner = node(parent, "inner")
    wrapped(inner, "outer", "leaf", "<")
    node(inner, "empty")
    leaf(parent, "last", "")
    return parent


def test_what_is_grafted_stands_as_if_it_had_been_written_there():
    grafted, plain = Node("root"), Node("root")
    once = fragment(written(Node("part", {"Kind": "a"})))
    for root, write in ((grafted, lambda to: graft(to, once)), (plain, lambda to: written(node(to, "part", Kind="a")))):
        write(root)
        write(node(root, "deeper"))
        write(root)
    assert serialise(grafted) == serialise(plain)


FILE = Template("""
    <File Kind="a">
      <URI>%s</URI>
    </File>
    <FileSize>%s</FileSize>
""")


def plainly(parent, uri, size):
    leaf(node(parent, "File", Kind="a"), "URI", uri)
    leaf(parent, "FileSize", size)


@given(uri=LEGAL, size=LEGAL)
def test_a_filled_template_stands_as_if_its_elements_had_been_written_one_by_one(uri, size):
    filled, plain = Node("root"), Node("root")
    for root, write in ((filled, lambda to: fill(to, FILE, uri, size)), (plain, lambda to: plainly(to, uri, size))):
        write(root)
        deeper = node(root, "deeper")
        node(deeper, "open")
        write(deeper)
        write(root)
    assert serialise(filled) == serialise(plain)


def inside(element, uri, size):
    leaf(node(element, "Place"), "URI", uri)
    leaf(element, "Size", size)
    return element


@given(kind=LEGAL | st.just("100 %s"), uri=LEGAL, size=LEGAL)
def test_an_element_of_a_template_is_gone_on_with_as_if_it_had_been_written(kind, uri, size):
    element = Node("File", {"Kind": kind})
    inside(element, HOLE, HOLE)
    shape = Template(element)
    filled, plain = Node("root"), Node("root")
    for root, write in (
        (filled, lambda to: begin(to, shape, uri, size)),
        (plain, lambda to: inside(node(to, "File", Kind=kind), uri, size)),
    ):
        write(root)
        within = write(write(node(root, "deeper")))
        leaf(within, "last", "<")
        leaf(root, "after", "")
    assert serialise(filled) == serialise(plain)


def filled(parent):
    fill(begin(parent, Template(Node("first"))), FILE, "two\nlines", "<")
    written(parent)


def test_what_is_repeated_stands_as_if_it_had_been_written_again():
    repeated, plain, beside = Node("root"), Node("root"), Node("root")
    filled(part := apart(node(beside, "within")))
    text = text_of(part)
    for root, write in ((repeated, lambda to: repeat(to, text)), (plain, filled)):
        for _ in range(2):
            within = node(root, "within")
            write(within)
            node(within, "open")
            write(within)
    assert serialise(repeated) == serialise(plain)


def test_what_was_written_apart_follows_what_was_not():
    whole, parts = Node("root"), Node("root")
    for tag in ("first", "second"):
        written(node(whole, tag))
    second = apart(parts)
    written(node(second, "second"))
    written(node(parts, "first"))
    attach(parts, second)
    assert serialise(parts) == serialise(whole)


def test_an_element_is_closed_by_whatever_follows_it():
    root = Node("root")
    inner = node(node(root, "outer"), "inner")
    leaf(root, "next", "")
    with pytest.raises(AttributeError):
        leaf(inner, "late", "")
    assert b"  <outer>\n    <inner>\n    </inner>\n  </outer>\n  <next></next>\n" in serialise(root)


@pytest.mark.parametrize("character", ["\x00", "\x08", "\x0b", "\x1f", "\ud800", "\ufffe", "\uffff"])
def test_what_xml_cannot_hold_is_refused(character):
    root = Node("root")
    leaf(root, "leaf", f"a{character}b")
    with pytest.raises(ValueError, match=r"surrogates|XML"):
        serialise(root)
    assert not writable(character)


def test_a_control_character_in_an_attribute_is_refused():
    with pytest.raises(ValueError, match="XML"):
        serialise(Node("root", {"Name": "\x07"}))
