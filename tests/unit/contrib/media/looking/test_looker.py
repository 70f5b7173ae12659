"""What is wrong with a cover is seen, with its place; what is right is left alone."""

from __future__ import annotations

import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from PIL import Image, ImageFilter, ImageOps

from tests.unit.contrib.media.looking.pictures import KINDS, SIDE, lettered, photo, through_jpeg, words
from tunemantra.contrib.media.covers import draw_cover
from tunemantra.contrib.media.looking import PictureLooker
from tunemantra.contrib.media.looking._reader import Reader, _engine
from tunemantra.core.analysis import PictureFaultKind, Region
from tunemantra.errors import MediaError

Kind = PictureFaultKind
LOOKER = PictureLooker(read=False)
READER = PictureLooker()
needs_reader = pytest.mark.skipif(
    not Reader().installed, reason="no library that reads: pip install 'tunemantra[analysis]'"
)


@pytest.fixture
def save(tmp_path):
    def write(picture, kind="PNG", **options):
        path = tmp_path / f"cover.{kind.lower()}"
        picture.save(path, kind, **options)
        return path

    return write


@cache
def picture(kind, seed):
    return KINDS[kind](SIDE, seed)


def seen(path, looker=LOOKER):
    return looker.analyse(path).faults


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("kind", KINDS)
def test_a_clean_cover_has_no_fault(save, kind, seed):
    clean = picture(kind, seed)
    path = save(clean, "JPEG", quality=(85, 92)[seed - 1], subsampling=0) if seed else save(clean)
    assert seen(path) == ()


@pytest.mark.parametrize("name", ["china.jpg", "flower.jpg"])
def test_a_photograph_has_no_fault_until_it_is_enlarged(save, name):
    place = pytest.importorskip("sklearn", reason="no photographs: pip install 'tunemantra[analysis]'").__file__
    path = Path(place).parent / "datasets" / "images" / name
    assert seen(path) == ()
    with Image.open(path) as photograph:
        large = photograph.resize((2 * photograph.width, 2 * photograph.height), Image.Resampling.BICUBIC)
    assert [fault.kind for fault in seen(save(large, "JPEG", quality=90))] == [Kind.UPSCALED]


def enlarged(picture, times, method):
    small = picture.resize((SIDE // times, SIDE // times), Image.Resampling.LANCZOS)
    return small.resize((SIDE, SIDE), Image.Resampling[method])


@pytest.mark.parametrize(("times", "method"), [(2, "BICUBIC"), (3, "LANCZOS"), (2, "BILINEAR"), (2, "NEAREST")])
@pytest.mark.parametrize("kind", ["photo", "words", "drawn"])
def test_an_enlarged_picture_is_seen_with_its_factor(save, kind, times, method):
    large = enlarged(picture(kind, 3), times, method)
    (fault,) = seen(save(large, "JPEG", quality=90))
    assert (fault.kind, fault.region) == (Kind.UPSCALED, None)
    assert times / 1.5 <= fault.value <= times * 2


@pytest.mark.parametrize("kind", ["photo", "words", "drawn"])
def test_a_blurred_picture_is_seen(save, kind):
    (fault,) = seen(save(picture(kind, 3).filter(ImageFilter.GaussianBlur(6)), "JPEG", quality=90))
    assert (fault.kind, fault.region) == (Kind.BLURRED, None)


@pytest.mark.parametrize("kind", ["photo", "dark", "drawn"])
@pytest.mark.parametrize("afterwards", ["JPEG", "PNG"])
def test_strong_compression_is_seen_also_where_it_was_hidden(save, kind, afterwards):
    spoiled = through_jpeg(picture(kind, 3), 10)
    options = {"quality": 95} if afterwards == "JPEG" else {}
    faults = seen(save(spoiled.crop((3, 5, SIDE, SIDE - 2)), afterwards, **options))
    assert Kind.BLOCKY in {fault.kind for fault in faults}


def bordered(picture, colour, left=0, top=0, right=0, bottom=0):
    inner = picture.resize((SIDE - left - right, SIDE - top - bottom))
    return ImageOps.expand(inner, (left, top, right, bottom), colour)


@pytest.mark.parametrize(
    ("edges", "colour", "regions"),
    [
        ({"top": 90, "bottom": 90}, "black", [Region(0, 0, SIDE, 90), Region(0, SIDE - 90, SIDE, 90)]),
        ({"right": 6}, "white", [Region(SIDE - 6, 0, 6, SIDE)]),
        ({"left": 40, "right": 41}, "#336699", [Region(0, 0, 40, SIDE), Region(SIDE - 41, 0, 41, SIDE)]),
    ],
)
@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_an_edge_of_one_colour_is_seen_with_its_place(save, edges, colour, regions, kind):
    faults = seen(save(bordered(picture("photo", 5), colour, **edges), kind))
    assert {fault.kind for fault in faults} == {Kind.BORDER}
    for fault, region in zip(faults, regions, strict=True):
        for name in ("left", "top", "width", "height"):
            assert abs(getattr(fault.region, name) - getattr(region, name)) <= (0 if kind == "PNG" else 2)


def test_a_frame_has_four_edges(save):
    framed = bordered(picture("photo", 5), "white", 30, 30, 30, 30)
    assert [fault.kind for fault in seen(save(framed))] == [Kind.BORDER] * 4


@pytest.mark.parametrize("colour", ["black", "white", "#808080", "#12ab9f"])
def test_a_blank_picture_is_seen_and_nothing_else_is_said_of_it(save, colour):
    (fault,) = seen(save(Image.new("RGB", (SIDE, SIDE), colour), "JPEG"))
    assert (fault.kind, fault.region) == (Kind.BLANK, None)


def test_a_jpeg_that_ends_early_but_properly_is_seen_with_what_is_missing(save):
    path = save(picture("photo", 5), "JPEG", quality=90)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2] + b"\xff\xd9")
    (fault,) = seen(path)
    assert fault.kind is Kind.TRUNCATED
    assert fault.region.top + fault.region.height == SIDE
    assert SIDE * 0.3 < fault.region.height < SIDE * 0.7


def test_marks_of_the_file_are_seen(save):
    exif = Image.Exif()
    exif[274] = 6
    path = save(picture("photo", 5), "JPEG", quality=85, progressive=True, exif=exif)
    with path.open("ab") as stream:
        stream.truncate(10_000_001)
    assert {fault.kind for fault in seen(path)} == {Kind.ROTATED, Kind.PROGRESSIVE, Kind.HEAVY}


@pytest.mark.parametrize(
    ("format", "text"), [("QRCode", "https://example.com/x"), ("EAN13", "4006381333931"), ("DataMatrix", "hello")]
)
def test_a_code_is_seen_with_its_place_and_what_it_says(save, format, text):  # noqa: A002
    code = zxingcpp.create_barcode(text, zxingcpp.barcode_format_from_str(format))
    drawn = Image.fromarray(np.array(code.to_image(scale=4)))
    cover = photo(SIDE, 2)
    cover.paste(ImageOps.expand(drawn, 16, 255), (300, 600))
    (fault,) = seen(save(cover))
    assert fault.kind is Kind.CODE
    assert text in fault.detail
    assert 300 <= fault.region.left <= fault.region.left + fault.region.width <= 332 + drawn.width
    assert 600 <= fault.region.top <= fault.region.top + fault.region.height <= 632 + drawn.height


def test_a_place_is_told_in_the_upright_picture(save):
    exif = Image.Exif()
    exif[274] = 6
    framed = bordered(picture("photo", 5), "white", top=8).transpose(Image.Transpose.ROTATE_90)
    faults = {fault.kind: fault.region for fault in seen(save(framed, exif=exif))}
    assert faults == {Kind.BORDER: Region(0, 0, SIDE, 8), Kind.ROTATED: None}


def test_a_huge_picture_is_looked_at_half_as_large_with_places_of_the_whole(save, monkeypatch):
    monkeypatch.setattr("tunemantra.contrib.media.looking._sight.MOST_PIXELS", SIDE * SIDE // 2)
    framed = bordered(picture("photo", 5), "white", bottom=8)
    for kind in ("PNG", "JPEG"):
        (fault,) = seen(save(framed, kind, **({"quality": 95} if kind == "JPEG" else {})))
        assert (fault.kind, fault.region.left, fault.region.width) == (Kind.BORDER, 0, SIDE)
        assert abs(fault.region.top - (SIDE - 8)) <= 2


def test_the_same_picture_gives_the_same_analysis(save):
    path = save(draw_cover(SIDE, 1))
    analysis = LOOKER.analyse(path)
    assert LOOKER.analyse(path) == analysis
    assert (analysis.edition, analysis.read, analysis.texts) == (LOOKER.edition, False, ())
    assert analysis.sharpness > 0
    assert len(analysis.colours) == 5
    assert all(len(colour) == 7 and colour[0] == "#" for colour in analysis.colours)


@pytest.mark.parametrize("data", [b"", b"no picture"])
def test_what_is_no_picture_is_told(tmp_path, data):
    path = tmp_path / "cover.jpg"
    path.write_bytes(data)
    with pytest.raises(MediaError, match=r"cover\.jpg: "):
        LOOKER.analyse(path)


@pytest.mark.parametrize("size", [(1, 1), (1, 900), (5, 3), (130, 129)])
def test_no_picture_is_too_small(save, size):
    LOOKER.analyse(save(Image.effect_noise(size, 90).convert("RGB")))


SAID = {
    "www.example.com/listen": Kind.ADDRESS,
    "booking@example.org": Kind.CONTACT,
    "@nighttrains": Kind.CONTACT,
    "Only $9.99": Kind.PRICE,
    "Listen on Spotify": Kind.STORE,
    "Mixed in Dolby Atmos": Kind.PROMOTION,
    "PARENTAL ADVISORY": Kind.ADVISORY,
}


@pytest.fixture
def no_network(monkeypatch):
    def refuse(*_):
        raise AssertionError("nothing may be fetched")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    _engine.cache_clear()


@needs_reader
@pytest.mark.usefixtures("no_network")
def test_words_are_read_where_they_stand_and_weighed(save):
    picture = draw_cover(SIDE, 1)
    for number, text in enumerate(SAID):
        lettered(picture, text, (0.06, 0.08 + 0.12 * number), 0.05)
    path = save(picture)
    analysis = READER.analyse(path)
    assert analysis.read
    said = {fault.detail.replace(" ", ""): fault for fault in analysis.faults}
    assert {text.replace(" ", ""): kind for text, kind in SAID.items()} == {
        text: fault.kind for text, fault in said.items()
    }
    for number, text in enumerate(SAID):
        region = said[text.replace(" ", "")].region
        assert abs(region.top - (0.08 + 0.12 * number) * SIDE) < 0.04 * SIDE
        assert abs(region.left - 0.06 * SIDE) < 0.03 * SIDE


@needs_reader
def test_a_title_alone_is_read_without_a_fault_from_several_threads(save):
    path = save(words(SIDE, 1))
    gate = threading.Barrier(2)

    def look(_):
        gate.wait()
        return READER.analyse(path)

    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(look, range(2))
    assert one == other
    assert "".join(text.text for text in one.texts).replace(" ", "") == "NIGHTTRAINS"
    assert one.faults == ()


def test_an_edition_tells_whether_words_are_read(monkeypatch):
    assert (READER.edition, READER.note) == (LOOKER.edition + Reader().installed, READER.note)
    monkeypatch.setattr("tunemantra.contrib.media.looking._reader._models", dict)
    assert READER.edition == LOOKER.edition
    assert "tunemantra[analysis]" in READER.note
    assert LOOKER.note == ""
