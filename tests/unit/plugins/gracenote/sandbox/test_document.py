"""The desk's reading of the document: by the schema, and nothing else."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.plugins.gracenote import material
from tunemantra.plugins.gracenote import sandbox
from tunemantra.plugins.gracenote.driver import to_send
from tunemantra.plugins.gracenote.metadata import write_document
from tunemantra.plugins.gracenote.sandbox.document import UnreadableError, read_document, schema

SCHEMA = schema()
ORDER = material.order(analyses=material.heard(7))
CONTENT = write_document(ORDER, "B1", to_send(ORDER))


def test_a_document_is_read_as_it_was_meant():
    album = read_document(CONTENT, SCHEMA)
    assert (album.upc, album.batch, album.action) == (material.ICPN, "B1", "insert")
    assert (album.title, album.artist, album.label) == ("Tidal", "Ada Lund", "Quay Records")
    assert (album.tocs, album.sizes) == (((150, 13875, 27600),), (2,))
    first, second = album.tracks
    assert (first.isrc, first.milliseconds, first.fingerprint) == ("USS1Z2600001", 183_000, b"\0\0\0\7")
    assert second.fingerprint is None
    assert first.file is not None
    assert first.file.md5 == ORDER.renditions["tracks[0].audio"].md5
    assert album.cover is not None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'action="insert"', b'action="delete"'),
        (b'version="1"', b'version="2"'),
        (b"urn:tunemantra:gracenote:1", b"urn:tunemantra:gracenote:2"),
        (b'isrc="USS1Z2600002"', b'isrc="USS1Z2600001"'),
        (b"<Label>Quay Records</Label>", b"<Label> </Label>"),
        (b"<TOC>150 ", b"<TOC>0 "),
        (b'file="cover.jpg"', b'file="../cover.jpg"'),
        (b"<Advice>NotExplicit</Advice>", b"<Advice>Clean</Advice>"),
        (b"<GracenoteDelivery", b'<!DOCTYPE a [<!ENTITY b "b">]><GracenoteDelivery'),
    ],
)
def test_what_is_not_as_the_schema_says_is_refused(before, after):
    assert before in CONTENT
    with pytest.raises(UnreadableError):
        read_document(CONTENT.replace(before, after, 1), SCHEMA)


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_else(content):
    with pytest.raises(UnreadableError):
        read_document(content, SCHEMA)


def test_the_simulator_imports_nothing_of_what_it_judges():
    own = Path(sandbox.__file__).parent
    imported = {
        node.module
        for path in own.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("tunemantra")
    }
    allowed = ("tunemantra.contrib.sandbox", "tunemantra.plugins.gracenote.sandbox")
    assert imported
    assert not [module for module in imported if not module.startswith(allowed)]
