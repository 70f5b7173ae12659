"""Ways to spoil a message, and where the line of what was spoiled is."""

from __future__ import annotations

from copy import deepcopy

from attrs import frozen
from lxml import etree

MARK = "spoiled-here"


@frozen
class Fault:
    """A message spoiled in one place.

    Args:
        rule: that has to find it.
        base: the sample or message that is spoiled.
        where: path from the root to the element whose line the finding has to name; empty for the root.
        changes: what is done to the root, in this order.
    """

    rule: str
    base: str
    where: str
    changes: tuple = ()

    @property
    def name(self):
        return f"{self.rule} in {self.base} at {self.where or 'the root'}"


def fault(rule, base, where, *changes):
    return Fault(rule, base, where, changes)


def spoil(xml, wrong):
    """Return the spoiled message, the XPath of the place and its line."""
    root = etree.fromstring(xml)
    for change in wrong.changes:
        change(root)
    place = root.find(wrong.where) if wrong.where else root
    assert place is not None, wrong.where
    path = root.getroottree().getpath(place)
    place.set(MARK, "")
    marked = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    line = 1 + marked[: marked.index(MARK.encode())].count(b"\n")
    del place.attrib[MARK]
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8"), path, line


def only(root, path):
    found = root if not path else root.find(path)
    assert found is not None, path
    return found


def say(path, text):
    """Give an element another text."""
    return lambda root: setattr(only(root, path), "text", text)


def drop(path):
    """Take an element out."""

    def change(root):
        element = only(root, path)
        element.getparent().remove(element)

    return change


def drop_all(tag):
    """Take every element of a name out."""

    def change(root):
        for element in list(root.iter(tag)):
            element.getparent().remove(element)

    return change


def mark(path, **attributes):
    """Set attributes."""
    return lambda root: only(root, path).attrib.update(attributes)


def unmark(path, name):
    """Take an attribute away."""
    return lambda root: only(root, path).attrib.pop(name)


def add(path, xml, at=None):
    """Put an element into another, at the end unless a place is stated."""

    def change(root):
        parent = only(root, path)
        parent.insert(len(parent) if at is None else at, etree.fromstring(xml + "\n"))

    return change


def before(path, xml):
    """Put an element before another."""
    return lambda root: only(root, path).addprevious(etree.fromstring(xml))


def after(path, xml):
    """Put an element after another."""
    return lambda root: only(root, path).addnext(etree.fromstring(xml))


def double(path):
    """Repeat an element after itself."""

    def change(root):
        element = only(root, path)
        element.addnext(deepcopy(element))

    return change


def profile(name, variant=None):
    """State another release profile."""
    stated = {"ReleaseProfileVersionId": name}
    return mark("", **(stated | ({"ReleaseProfileVariantVersionId": variant} if variant else {})))
