"""ITUNES-PKG-001 to 005, and the seal."""

from __future__ import annotations

from io import BytesIO

import pytest

from tunemantra.plugins.itunes.package import Bundle, Held, check_bundle, md5_of, same, sealed

MD5 = "5d41402abc4b2a76b9719d911017c592"  # of b"hello"
TEXT = (
    '<?xml version="1.0" encoding="UTF-8"?><package xmlns="http://apple.com/itunes/importer" version="music5.3">'
    "<album><vendor_id>4006381333931</vendor_id><title>Träume</title><tracks><track><audio_file>"
    "<file_name>a.wav</file_name><size>5</size></audio_file></track></tracks></album></package>"
)
DOCUMENT = sealed(TEXT.encode(), {"a.wav": MD5})
FILES = {"a.wav": Held(5, MD5)}


def faults(document=DOCUMENT, files=FILES, folder="4006381333931.itmsp"):
    return [(finding.rule, finding.path) for finding in check_bundle(Bundle(folder, document, files))]


def test_the_seal_is_the_md5_of_the_bytes():
    assert md5_of(BytesIO(b"hello")) == MD5
    assert f'<checksum type="md5">{MD5}</checksum>'.encode() in DOCUMENT
    assert sealed(TEXT.encode(), {"a.wav": MD5}) == DOCUMENT
    assert "Träume".encode() in DOCUMENT


def test_a_good_package_has_no_faults():
    assert faults() == []


@pytest.mark.parametrize("folder", ["other.itmsp", "4006381333931", "4006381333931.ITMSP"])
def test_001_the_folder_is_called_by_the_vendor_id(folder):
    assert faults(folder=folder) == [("ITUNES-PKG-001", "icpn")]


def test_001_a_vendor_id_has_no_other_characters():
    document = DOCUMENT.replace(b"4006381333931", b"400-638")
    assert faults(document, folder="400-638.itmsp") == [("ITUNES-PKG-001", "icpn")]


@pytest.mark.parametrize(
    ("files", "path"),
    [
        ({}, "a.wav"),
        ({"a.wav": Held(6, MD5)}, "a.wav"),
        ({"a.wav": Held(5, "0" * 32)}, "a.wav"),
        ({**FILES, "b.wav": Held(5, MD5)}, "b.wav"),
    ],
)
def test_002_files_and_document_name_each_other(files, path):
    assert faults(files=files) == [("ITUNES-PKG-002", path)]


def test_002_a_file_nobody_has_read_is_not_proved():
    assert faults(sealed(TEXT.encode(), {})) == [("ITUNES-PKG-002", "a.wav")]


@pytest.mark.parametrize("empty", [b"<title></title>", b"<title/>", b"<title> \n </title>"])
def test_003_nothing_is_empty(empty):
    document = DOCUMENT.replace("<title>Träume</title>".encode(), empty)
    assert faults(document) == [("ITUNES-PKG-003", "album/title")]


def test_003_an_element_of_attributes_is_not_empty():
    assert faults(DOCUMENT.replace(b"<tracks>", b'<genre code="POP-00"/><tracks>')) == []


@pytest.mark.parametrize(("count", "refused"), [(500, False), (501, True)])
def test_004_not_too_many_tracks(count, refused):
    more = b"<track><isrc>X</isrc></track>" * (count - 1)
    expected = [("ITUNES-PKG-004", "tracks")] if refused else []
    assert faults(DOCUMENT.replace(b"</tracks>", more + b"</tracks>")) == expected


def test_005_text_is_composed():
    loose = DOCUMENT.decode().replace("Träume", "Tra\u0308ume").encode()
    assert faults(loose) == [("ITUNES-PKG-005", "metadata.xml")]


def test_005_the_document_is_utf_8():
    other = DOCUMENT.decode().replace("UTF-8", "ISO-8859-1").encode("latin-1")
    assert faults(other) == [("ITUNES-PKG-005", "metadata.xml")]


def test_the_same_document_may_be_written_otherwise():
    other = DOCUMENT.replace(b"<size>5</size>", b"<size>5</size>\n\n   ").replace(b'"1.0"', b"'1.0'")
    assert same(DOCUMENT, other)
    assert not same(DOCUMENT, DOCUMENT.replace(b"<size>5<", b"<size>6<"))
    assert not same(DOCUMENT, b"")
