"""The document: valid by the contract's schema, whatever a release says."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from attrs import evolve
from lxml import etree

from tests.unit.plugins.gracenote import material
from tunemantra.core.distribution import OrderKind
from tunemantra.core.identifiers import Isni
from tunemantra.core.party import Artist
from tunemantra.core.text import LocalText, Title
from tunemantra.plugins.gracenote.driver import to_send
from tunemantra.plugins.gracenote.identifiers import Identifier
from tunemantra.plugins.gracenote.metadata import toc, write_document
from tunemantra.plugins.gracenote.sandbox.document import schema
from tunemantra.testing import make_package
from tunemantra.testing.factories import CREATED, make_full_release, make_release, make_update

SCHEMA = schema()
NAMES = {"g": "urn:tunemantra:gracenote:1"}


def root(order):
    tree = etree.fromstring(write_document(order, "B1", to_send(order)))
    SCHEMA.assertValid(tree)
    return tree


def texts(order, path):
    return [str(found) for found in root(order).xpath(path, namespaces=NAMES)]


@pytest.mark.parametrize("kind", list(OrderKind))
@pytest.mark.parametrize(
    "release", [make_release(), make_release(tracks=1), make_release(tracks=2, discs=2), make_full_release()]
)
def test_every_document_is_valid(release, kind):
    assert root(material.order(release, kind)).get("action") in {"insert", "update", "suppress"}


def test_titles_artists_and_names_in_other_scripts_are_variants():
    artist = Artist("Ada Lund", isni=Isni("000000012146438X"), names=(LocalText("アダ", "ja"),))
    release = make_release(artists=(artist,), titles=(Title("Tidal"), Title("潮", language="ja")))
    order = material.order(release)
    assert texts(order, "//g:Album/g:Title/text()") == ["Tidal", "潮"]
    assert texts(order, "//g:Album/g:Title/@language") == ["ja"]
    assert texts(order, "//g:Album/g:Artist/g:Name/text()") == ["Ada Lund", "アダ"]
    assert texts(order, "//g:Album/g:Artist/@isni") == [str(artist.isni)]


def test_a_table_of_contents_counts_in_frames():
    assert toc([2.0, 1.0]) == [150, 300, 375]
    order = material.order()
    assert texts(order, "//g:TOC/text()") == ["150 13875 27600"]
    assert texts(order, "//g:Track/@durationMs") == ["183000", "183000"]


def test_no_territory_no_price_and_no_date_of_a_deal_is_in_it():
    content = write_document(material.order(), "B1", {})
    assert b"Worldwide" not in content
    assert b"Deal" not in content


def test_a_fingerprint_is_an_extension():
    order = material.order(analyses=material.heard(1, 0xFFFFFFFF))
    (text,) = texts(order, "//g:Extension[@name='fingerprint'][@algorithm='chromaprint-2']/text()")
    assert base64.b64decode(text) == b"\0\0\0\1\xff\xff\xff\xff"
    assert texts(material.order(), "//g:Extension") == []


def test_an_update_names_no_file_that_is_held():
    order = material.order()
    update = make_update(order, make_package(material.driver().build(order)))
    assert texts(order, "//@file") == ["cover.jpg", "01_01_USS1Z2600001.mp3", "01_02_USS1Z2600002.mp3"]
    assert texts(update, "//@file") == []


def test_an_identifier_is_sent_until_it_expires():
    seen = Identifier("GNA1", CREATED - timedelta(days=1), CREATED + timedelta(seconds=1))
    old = evolve(seen, value="GNT1", expires=CREATED)
    ids = {"album": str(seen), "USS1Z2600001": str(old), "release": "1000001"}
    assert texts(material.order(external_ids=ids), "//@gnId") == ["GNA1"]
