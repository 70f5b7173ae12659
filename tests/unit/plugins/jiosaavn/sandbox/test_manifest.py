"""The store's reading of the manifest is strict, and changes nothing."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.unit.plugins.jiosaavn import material
from tunemantra.plugins.jiosaavn import sandbox
from tunemantra.plugins.jiosaavn.driver import to_send
from tunemantra.plugins.jiosaavn.metadata import write_manifest
from tunemantra.plugins.jiosaavn.sandbox.manifest import UnreadableError, read_manifest

ORDER = material.order(material.film(label="-1 Records"))
CONTENT = write_manifest(ORDER, "B1", to_send(ORDER), bom=True)


def test_the_apostrophe_ahead_of_a_formula_stays_where_it_is():
    (row,) = read_manifest(CONTENT)
    assert row["label"] == "'-1 Records"
    assert row.formulas == ()


def test_a_cell_that_was_not_neutralised_is_seen():
    (row,) = read_manifest(CONTENT.replace(b'"\'-1 Records"', b'"-1 Records"'))
    assert row.formulas == ("label",)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"\r\n", b"\n"),
        (b'"B1"', b"B1"),
        (b'"upc","grid"', b'"grid","upc"'),
        (b'"INSERT",', b""),
        (b"Hindi", b"H\xffndi"),
    ],
    ids=["line ends", "quotes", "columns", "cells", "encoding"],
)
def test_what_is_not_to_the_letter_is_refused(before, after):
    assert before in CONTENT
    with pytest.raises(UnreadableError):
        read_manifest(CONTENT.replace(before, after, 1))


@pytest.mark.parametrize("content", [b"", CONTENT[: CONTENT.index(b"\r\n") + 2], CONTENT[:-2]])
def test_an_unfinished_table_is_refused(content):
    with pytest.raises(UnreadableError):
        read_manifest(content)


def test_the_simulator_imports_nothing_of_what_it_judges():
    own = Path(sandbox.__file__).parent
    imported = {
        node.module
        for path in own.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("tunemantra")
    }
    allowed = ("tunemantra.contrib.sandbox", "tunemantra.plugins.jiosaavn.sandbox")
    assert imported
    assert not [module for module in imported if not module.startswith(allowed)]
