"""The manifest: its cells, and that it can be read back to the letter."""

from __future__ import annotations

import csv
import hashlib
import io

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.plugins.jiosaavn import material
from tunemantra.core.distribution import OrderKind
from tunemantra.core.party import Artist, ArtistRole
from tunemantra.core.text import Title
from tunemantra.plugins.jiosaavn.driver import to_send
from tunemantra.plugins.jiosaavn.metadata import joined, neutral, write_checksums, write_manifest
from tunemantra.plugins.jiosaavn.profile import COLUMNS, FORMULA_SIGNS
from tunemantra.plugins.jiosaavn.sandbox.manifest import COLUMNS as STORE_COLUMNS
from tunemantra.plugins.jiosaavn.sandbox.manifest import read_manifest


def manifest(order, *, bom=True):
    return write_manifest(order, "B1", to_send(order), bom=bom)


def first(order):
    return read_manifest(manifest(order))[0].cells


def test_both_sides_know_the_same_columns():
    assert COLUMNS == STORE_COLUMNS


def test_a_film_song_in_the_words_of_the_store():
    cells = first(material.order())
    assert {name: cells[name] for name in ("action", "upc", "language", "language_script", "bollywood_category")} == {
        "action": "INSERT",
        "upc": "4006381333931",
        "language": "Hindi",
        "language_script": "Deva",
        "bollywood_category": "Film",
    }
    assert (cells["title_native"], cells["title_latin"], cells["other_titles"]) == ("नदी", "Nadi", "")
    assert (cells["release_title"], cells["release_other_titles"]) == ("Nadi Ke Paar", "hi=नदी के पार")
    assert (cells["film_name"], cells["star_cast"], cells["music_director"]) == ("Nadi Ke Paar", "Asha Rao", "R. Varma")
    assert (cells["lyricist"], cells["singers"]) == ("Imran\\; Q", "Ada Lund")
    assert cells["credits"] == "Composer=R. Varma;Lyricist=Imran\\; Q;Vocalist=Ada Lund;Actor=Asha Rao"
    assert (cells["territories"], cells["available_from"], cells["available_to"]) == ("WW", "2026-04-24", "")
    assert (cells["audio_file"], cells["cover_file"]) == ("audio/USS1Z2600001.mp3", "art/4006381333931.jpg")
    assert (cells["duration_s"], cells["explicit"], cells["album_only"]) == ("183.000", "N", "N")


def test_no_singer_is_made_up_of_the_display_artists():
    cells = first(material.order(material.film(material.song(contributors=(material.COMPOSER,)))))
    assert (cells["singers"], cells["lyricist"], cells["artists"]) == ("", "", "Ada Lund")


def test_artists_their_roles_and_verified_ids_stand_in_one_order():
    artists = (Artist("Ada Lund", ids=(("jiosaavn", "77"),)), Artist("Jo", ArtistRole.FEATURED))
    cells = first(material.order(material.film(material.song(artists=artists))))
    assert (cells["artists"], cells["artist_roles"]) == ("Ada Lund;Jo", "MainArtist;FeaturedArtist")
    assert cells["artist_verified_id"] == "77;"


def test_a_title_in_another_script_stays():
    titles = (Title("夜の歌", "Live", language="ja"), Title("Yoru no Uta"), Title("ليلة", language="ar"))
    cells = first(material.order(material.film(material.song(language="ja", titles=titles))))
    assert (cells["title_native"], cells["title_version"], cells["title_latin"]) == ("夜の歌", "Live", "Yoru no Uta")
    assert cells["other_titles"] == "ar=ليلة"


def test_an_update_leaves_the_file_columns_blank_and_a_takedown_the_terms_too():
    order = material.order()
    package = material.driver().build(order)
    from tunemantra.testing.factories import make_package, make_update

    cells = first(make_update(order, make_package(package)))
    assert (cells["action"], cells["audio_file"], cells["audio_md5"], cells["cover_file"]) == ("UPDATE", "", "", "")
    assert cells["territories"] == "WW"
    cells = first(material.order(kind=OrderKind.TAKEDOWN))
    assert (cells["action"], cells["isrc"], cells["territories"]) == ("TAKEDOWN", "USS1Z2600001", "")


def test_the_bytes_are_those_of_rfc_4180():
    content = manifest(material.order())
    assert content.startswith(b'\xef\xbb\xbf"batch_id","row",')
    assert manifest(material.order(), bom=False) == content[3:]
    assert content.count(b"\r\n") == content.count(b"\n") == 2
    assert b'"4006381333931"' in content


@given(st.text(max_size=30))
def test_no_cell_looks_like_a_formula_and_none_become_the_same(text):
    cell = neutral(text)
    assert not cell.startswith(FORMULA_SIGNS)
    assert cell in {text, f"'{text}"}
    assert neutral(cell) == cell if cell == text else neutral(cell) != cell


@given(st.lists(st.text(alphabet=";\\ab", min_size=1, max_size=5), min_size=1, max_size=4))
def test_several_texts_in_one_cell_can_be_told_apart(parts):
    marked = joined(parts).replace("\\\\", "\0").replace("\\;", "\1")
    assert [part.replace("\1", ";").replace("\0", "\\") for part in marked.split(";")] == parts


@pytest.mark.parametrize("text", ['a "quoted" title', "one, two", "line\nbreak", "=HYPERLINK(1)"])
def test_whatever_a_title_holds_it_can_be_read_back(text):
    content = manifest(material.order(material.film(label=text)))
    ours = read_manifest(content)[0]["label"]
    (theirs,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
    assert ours == theirs["label"] == neutral(text)


def test_the_checksums_are_those_of_the_files_that_travel():
    order = material.order()
    order = evolve(order, renditions=dict(order.renditions))
    text = write_checksums(order, to_send(order), b"rows").decode()
    assert text.splitlines()[-1] == f"{hashlib.md5(b'rows').hexdigest()}  manifest.csv"
    assert f"{order.renditions['artwork'].md5}  art/4006381333931.jpg\n" in text
    assert len(text.splitlines()) == 3


def test_no_version_and_no_language_of_a_title_is_lost():
    titles = (Title("नदी", "Live", language="hi"), Title("Nadi", "Unplugged", language="hi-Latn"))
    cells = first(material.order(material.film(material.song(titles=titles))))
    assert (cells["title_latin"], cells["title_version"], cells["other_titles"]) == (
        "Nadi",
        "Live",
        "hi-Latn=Nadi (Unplugged)",
    )
    english = (Title("River", language="en"),)
    cells = first(material.order(material.film(material.song(titles=english), titles=english)))
    assert (cells["title_native"], cells["other_titles"]) == ("River", "en=River")
    assert (cells["release_title"], cells["release_other_titles"]) == ("River", "en=River")
