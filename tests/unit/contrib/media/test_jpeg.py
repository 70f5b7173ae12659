"""A JPEG that libjpeg decodes to the end, with a warning Pillow never passes on."""

from __future__ import annotations

import re
import struct
from io import BytesIO

import pytest
from PIL import Image

from tunemantra.contrib.media import Conversion, Converter, PillowImages, images
from tunemantra.contrib.media._jpeg import MOST_SCANS, damage
from tunemantra.contrib.media.covers import draw_cover
from tunemantra.contrib.media.looking import PictureLooker
from tunemantra.errors import MediaError

KINDS = {
    "baseline": ("RGB", {}),
    "its own tables": ("RGB", {"optimize": True}),
    "progressive": ("RGB", {"progressive": True}),
    "grey": ("L", {}),
    "CMYK": ("CMYK", {}),
    "halved colours": ("RGB", {"subsampling": 2}),
    "restarts": ("RGB", {"restart_marker_blocks": 3}),
}
END = b"\xff\xd9"


def saved(kind, side=160):
    mode, options = KINDS[kind]
    buffer = BytesIO()
    draw_cover(side, 1).convert(mode).save(buffer, "JPEG", quality=90, **options)
    return buffer.getvalue()


def tables(data):
    """Yield class and place of each Huffman table ahead of the first scan, and where its symbols begin and end."""
    at = 2
    while data[at + 1] != 0xDA:
        end = at + 2 + struct.unpack_from(">H", data, at + 2)[0]
        table = at + 4
        while data[at + 1] == 0xC4 and table < end:
            first, count = table + 17, sum(data[table + 1 : table + 17])
            yield data[table], first, first + count
            table = first + count
        at = end


def swapped(data, number):
    """Exchange the two most frequent symbols of a table: it stays a valid one, of another picture."""
    first = next(first for table, first, _ in tables(data) if table == number)
    return data[:first] + data[first + 1 : first + 2] + data[first : first + 1] + data[first + 2 :]


@pytest.fixture
def written(tmp_path):
    def write(data):
        path = tmp_path / "cover.jpg"
        path.write_bytes(data)
        return path

    return write


@pytest.mark.parametrize("kind", KINDS)
def test_a_sound_picture_is_sound(images, written, kind):
    path = written(saved(kind))
    assert damage(path) == ""
    assert images.measure(path).problem == ""


WRONG = [(kind, table) for kind in KINDS for table in (0x00, 0x10) if (kind, table) != ("progressive", 0x10)]


@pytest.mark.parametrize(("kind", "table"), WRONG)
def test_a_valid_table_of_another_picture_is_told(images, written, out, kind, table):
    path = written(swapped(saved(kind), table))
    with Image.open(path) as image:
        image.load()  # what Pillow thinks of it
    problem = images.measure(path).problem
    assert re.fullmatch(r"damaged: its pixels cannot be decoded as they were saved; [\w, ]+", problem), problem
    with pytest.raises(MediaError, match=re.escape(problem)):
        Converter().convert(path, out / "cover.png", Conversion("png"))
    with pytest.raises(MediaError, match=re.escape(problem)):
        PictureLooker().analyse(path)
    assert list(out.iterdir()) == []


@pytest.mark.parametrize("kind", ["baseline", "grey"])
def test_a_picture_whose_pixels_end_early_is_told(images, written, kind):
    data = saved(kind)
    path = written(data[: len(data) * 3 // 4] + END)
    assert images.measure(path).problem.endswith("as they were saved; their data end early")


FILLINGS = [(b"\0" * 8, True), (b"\0" * 800, False), (b"\xa5" * 99, True), (bytes(range(1, 9)), False)]


@pytest.mark.parametrize(("filling", "sound"), FILLINGS)
@pytest.mark.parametrize("behind", [b"", b"garbage", saved("grey", 64)])
def test_a_few_bytes_ahead_of_the_end_hurt_nobody_where_they_are_all_the_same(images, written, behind, filling, sound):
    data = saved("baseline").removesuffix(END)
    thumbnail = b"\xff\xe1" + struct.pack(">H", len(saved("grey", 32)) + 2) + saved("grey", 32)
    path = written(data[:2] + thumbnail + data[2:] + filling + END + behind)
    assert (images.measure(path).problem == "") is sound


def test_a_picture_of_endless_scans_is_refused_before_it_is_decoded(images, written):
    data = saved("progressive", 64)
    last = data[data.rindex(b"\xff\xda") :].removesuffix(END)
    path = written(data.removesuffix(END) + MOST_SCANS * last + END)
    assert images.measure(path).problem == f"the picture has more than {MOST_SCANS} scans"
    assert images.measure(written(data.removesuffix(END) + 50 * last + END)).problem == ""


def test_what_was_measured_without_simplejpeg_has_another_edition(monkeypatch):
    monkeypatch.setattr(images, "proves", lambda: True)
    proved = PillowImages().edition
    monkeypatch.setattr(images, "proves", lambda: False)
    assert PillowImages().edition not in {"", proved}
