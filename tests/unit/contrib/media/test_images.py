"""Covers in, what stores take out; or one precise sentence."""

from __future__ import annotations

import re
import struct
import zlib
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from tunemantra.contrib.media import write_cover
from tunemantra.contrib.media.covers import draw_cover
from tunemantra.core.requirement import ImageForm
from tunemantra.errors import MediaError

SIDE = 160
JPEG = ImageForm("JPEG", 120)


@pytest.fixture
def picture():
    return draw_cover(SIDE, 1)


@pytest.fixture
def save(tmp_path):
    def write(image, kind="JPEG", **options):
        path = tmp_path / f"cover.{kind.lower()}"
        image.save(path, kind, **options)
        return path

    return write


def exif(orientation):
    value = Image.Exif()
    value[274] = orientation
    return value


def difference(one, other):
    return np.abs(np.asarray(one, dtype=int) - np.asarray(other, dtype=int)).mean()


def delivered(images, source, out, form=JPEG):
    with Image.open(images.process(source, [form], out).files[form]) as image:
        image.load()
        return image


def is_what_stores_take(image, form):
    assert (image.format, image.mode, image.size) == (form.format, "RGB", (form.side, form.side))
    assert {"icc_profile", "exif", "progressive", "comment"}.isdisjoint(image.info)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_the_facts_of_a_plain_picture(images, picture, save, kind):
    path = save(picture, kind)
    facts = images.measure(path)
    assert (facts.format, facts.width, facts.height, facts.mode, facts.bits) == (kind, SIDE, SIDE, "RGB", 8)
    assert (facts.orientation, facts.icc, facts.progressive, facts.problem) == (1, "", False, "")
    assert facts.size == path.stat().st_size


def test_the_facts_of_a_difficult_picture(images, picture, save):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    wide = picture.resize((SIDE, SIDE // 2))
    facts = images.measure(save(wide, exif=exif(6), progressive=True, icc_profile=profile))
    assert (facts.width, facts.height, facts.orientation) == (SIDE // 2, SIDE, 6)
    assert (facts.progressive, facts.icc) == (True, "sRGB built-in")


@pytest.mark.parametrize(
    ("mode", "kind"), [("CMYK", "JPEG"), ("L", "JPEG"), ("P", "PNG"), ("RGBA", "PNG"), ("CMYK", "TIFF")]
)
def test_every_way_to_store_colours_is_named_and_converted(images, tmp_path, out, mode, kind):
    source = write_cover(tmp_path / "cover", side=SIDE, format=kind, seed=1, mode=mode)
    assert images.measure(source).mode == mode
    is_what_stores_take(delivered(images, source, out), JPEG)


@pytest.mark.parametrize("mode", ["P", "CMYK"])
def test_colours_stay_what_they_were(images, tmp_path, out, mode):
    source = write_cover(tmp_path / "cover", side=SIDE, format="TIFF", seed=1, mode=mode)
    form = ImageForm("PNG", SIDE)
    assert difference(delivered(images, source, out, form), draw_cover(SIDE, 1)) < 6


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_picture_stands_upright(images, picture, save, out, orientation, kind):
    back = {2: "FLIP_LEFT_RIGHT", 3: "ROTATE_180", 4: "FLIP_TOP_BOTTOM", 5: "TRANSPOSE", 6: "ROTATE_90"}
    back |= {7: "TRANSVERSE", 8: "ROTATE_270"}
    stored = picture.transpose(Image.Transpose[back[orientation]]) if orientation > 1 else picture
    options = {"quality": 95, "subsampling": 0} if kind == "JPEG" else {}
    source = save(stored, kind, exif=exif(orientation), **options)
    assert images.measure(source).orientation == orientation
    form = ImageForm("PNG", SIDE)
    assert difference(delivered(images, source, out, form), picture) < 4


def test_transparency_becomes_white(images, picture, save, out):
    picture.putalpha(Image.new("L", picture.size, 0))
    image = delivered(images, save(picture, "PNG"), out, ImageForm("PNG", 120))
    assert image.getextrema() == ((255, 255),) * 3


def test_a_transparent_palette_colour_becomes_white(images, save, out):
    flat = Image.new("P", (SIDE, SIDE), 3)
    flat.putpalette([9, 9, 9] * 256)
    image = delivered(images, save(flat, "PNG", transparency=3), out, ImageForm("PNG", 120))
    assert image.getextrema() == ((255, 255),) * 3


def test_a_profile_is_applied_before_it_is_left_out(images, picture, save, out):
    # A profile that swaps red and green shows whether anybody read it.
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, green = profile.index(b"rXYZ"), profile.index(b"gXYZ")
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    name = profile.index("sRGB".encode("utf-16-be"))
    profile[name : name + 8] = "Swap".encode("utf-16-be")
    source = save(picture, "PNG", icc_profile=bytes(profile))
    assert images.measure(source).icc.startswith("Swap")
    image = delivered(images, source, out, ImageForm("PNG", SIDE))
    assert "icc_profile" not in image.info
    red, green, blue = picture.split()
    assert difference(image, Image.merge("RGB", (green, red, blue))) < 2


@pytest.mark.parametrize("profile", [b"nonsense", b"\0" * 4000])
def test_a_profile_nobody_can_read_is_told_and_ignored(images, picture, save, out, profile):
    source = save(picture, "PNG", icc_profile=profile)
    assert images.measure(source).icc == "unreadable"
    assert difference(delivered(images, source, out, ImageForm("PNG", SIDE)), picture) == 0


def test_sixteen_bits_grey_keep_their_tones(images, tmp_path, out):
    ramp = np.tile(np.linspace(0, 65_535, SIDE).astype(np.uint16), (SIDE, 1))
    source = tmp_path / "cover.png"
    Image.fromarray(ramp).save(source)
    assert images.measure(source).bits == 16
    image = delivered(images, source, out, ImageForm("PNG", SIDE))
    assert np.abs(np.asarray(image)[0, :, 0].astype(int) - ramp[0] / 257).max() <= 1


def test_a_jpeg_is_baseline_without_chroma_subsampling(images, picture, save, out):
    image = delivered(images, save(picture, "PNG"), out)
    is_what_stores_take(image, JPEG)
    assert {layer[1:3] for layer in image.layer} == {(1, 1)}


@pytest.mark.parametrize("form", [ImageForm("JPEG", 100), ImageForm("PNG", 100), ImageForm("TIFF", 100)])
def test_every_form_is_written_the_same_twice(images, picture, save, out, form):
    source = save(picture, "PNG")
    first = images.process(source, [form], out).files[form].read_bytes()
    assert images.process(source, [form], out).files[form].read_bytes() == first
    is_what_stores_take(Image.open(BytesIO(first)), form)


def test_several_forms_come_from_one_decode(images, picture, save, out):
    forms = [ImageForm("JPEG", 150), ImageForm("JPEG", 100), ImageForm("PNG", 50), ImageForm("JPEG", 150)]
    files = images.process(save(picture, "PNG"), forms, out).files
    assert [Image.open(files[form]).size[0] for form in files] == [150, 100, 50]


def test_quality_gives_way_to_the_limit_of_bytes(images, save, out):
    source = save(draw_cover(600, 2), "PNG")
    free = images.process(source, [ImageForm("JPEG", 600, 95)], out).files
    size = next(iter(free.values())).stat().st_size
    form = ImageForm("JPEG", 600, 95, max_bytes=size * 3 // 4)
    assert size // 2 < images.process(source, [form], out).files[form].stat().st_size <= size * 3 // 4


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_a_limit_nothing_fits_is_told(images, picture, save, out, kind):
    with pytest.raises(MediaError, match="bytes"):
        images.process(save(picture, "PNG"), [ImageForm(kind, 120, max_bytes=500)], out)
    assert list(out.iterdir()) == []


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_a_master_that_has_the_form_is_handed_on_byte_for_byte(images, picture, save, out, kind):
    source = save(picture, kind)
    form = ImageForm(kind, SIDE)
    assert images.process(source, [form], out).files[form].read_bytes() == source.read_bytes()


@pytest.mark.parametrize(
    "options", [{"progressive": True}, {"exif": exif(1)}, {"comment": "by Ann"}, {"icc_profile": b"x" * 200}]
)
def test_a_master_with_more_than_pixels_is_written_anew(images, picture, save, out, options):
    source = save(picture, **options)
    form = ImageForm("JPEG", SIDE)
    image = delivered(images, source, out, form)
    is_what_stores_take(image, form)


def test_a_small_picture_is_never_scaled_up(images, picture, save, out):
    with pytest.raises(MediaError, match=r"160 × 160 pixels, asked for is 161 × 161.*never scaled up"):
        images.process(save(picture), [ImageForm("JPEG", 161)], out)


def test_a_picture_that_is_not_square_is_never_cropped(images, picture, save, out):
    with pytest.raises(MediaError, match="160 × 100 pixels, not square"):
        images.process(save(picture.crop((0, 0, 160, 100))), [ImageForm("JPEG", 90)], out)


@pytest.mark.parametrize(
    ("focus", "colour"),
    [((0.0, 0.5), (255, 0, 0)), ((0.5, 0.5), (0, 255, 0)), ((1.0, 0.0), (0, 0, 255)), ((9.0, -9.0), (0, 0, 255))],
)
def test_a_crop_keeps_what_the_focus_says(images, save, out, focus, colour):
    striped = Image.new("RGB", (300, 120))
    for number, stripe in enumerate([(255, 0, 0), (0, 255, 0), (0, 0, 255)]):
        striped.paste(stripe, (100 * number, 0, 100 * number + 100, 120))
    form = ImageForm("PNG", 60, ratio=(9, 16), focus=focus)
    image = delivered(images, save(striped, "PNG"), out, form)
    assert image.size == (60, 107)
    assert image.getcolors() == [(60 * 107, colour)]


@pytest.mark.parametrize(("ratio", "size"), [((16, 9), (160, 90)), ((3, 1), (159, 53))])
def test_a_picture_that_has_the_shape_needs_no_focus(images, picture, save, out, ratio, size):
    form = ImageForm("PNG", size[1], ratio=ratio)
    image = delivered(images, save(picture.crop((0, 0, *size)), "PNG"), out, form)
    assert difference(image, picture.crop((0, 0, *size))) == 0


def test_a_turned_picture_is_cropped_upright(images, picture, save, out):
    source = save(picture.crop((0, 0, 160, 90)).transpose(Image.Transpose.ROTATE_90), "PNG", exif=exif(6))
    image = delivered(images, source, out, ImageForm("PNG", 90, ratio=(1, 1), focus=(0.0, 0.0)))
    assert difference(image, picture.crop((0, 0, 90, 90))) == 0


def test_a_crop_is_never_scaled_up(images, picture, save, out):
    with pytest.raises(MediaError, match=r"has 160 × 90 pixels, asked for is 162 × 91"):
        images.process(save(picture), [ImageForm("JPEG", 91, ratio=(16, 9), focus=(0.5, 0.5))], out)


def test_a_large_jpeg_is_halved_while_decoding_and_cropped_in_the_same_place(images, save, out):
    source = save(draw_cover(801, 2), "JPEG", quality=95, subsampling=0)
    form = ImageForm("PNG", 90, ratio=(9, 16), focus=(0.3, 0.5))
    left, wide = round(0.3 * 801 - 451 / 2), 451
    wanted = draw_cover(801, 2).resize((90, 160), Image.Resampling.LANCZOS, box=(left, 0, left + wide, 801))
    assert difference(delivered(images, source, out, form), wanted) < 2


def test_a_progressive_jpeg_is_written_and_handed_on_where_asked_for(images, picture, save, out):
    form = ImageForm("JPEG", SIDE, progressive=True)
    made = images.process(save(picture, "PNG"), [form], out).files[form]
    assert images.measure(made).progressive
    again = out / "again"
    again.mkdir()
    assert images.process(made, [form], again).files[form].read_bytes() == made.read_bytes()


def test_an_unknown_format_is_refused(images, picture, save, out):
    with pytest.raises(MediaError, match="cannot be written as GIF"):
        images.process(save(picture), [ImageForm("GIF", 90)], out)


def png(width, height):
    def part(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(bytes(100))) + part(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "the file is empty"),
        (b"no picture at all", "not a JPEG, PNG, TIFF or WebP picture"),
        (b"GIF89a" + bytes(50), "a GIF picture: pictures are taken as JPEG, PNG, TIFF or WebP"),
        (
            b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
            "a PostScript document: pictures are taken as JPEG, PNG, TIFF or WebP",
        ),
        (png(100_000, 100_000), "the header states more than 120,000,000 pixels"),
        (png(12_000, 11_000), "the header states more than 120,000,000 pixels"),
        (png(60_000, 10), "the header states 60000 × 10 pixels"),
        (png(200, 200), "damaged: its pixels cannot be decoded"),
    ],
)
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_bad_bytes_become_one_sentence(images, tmp_path, out, data, problem):
    source = tmp_path / "cover.jpg"
    source.write_bytes(data)
    facts = images.measure(source)
    assert (facts.problem, facts.size) == (problem, len(data))
    with pytest.raises(MediaError) as caught:
        images.process(source, [JPEG], out)
    assert caught.value.message == f"cover.jpg: {problem}"
    assert list(out.iterdir()) == []


PROMISES = {
    "JPEG": "truncated: the file ends after {size:,} bytes, without the mark that ends a JPEG",
    "PNG": r"truncated: its IDAT chunk ends at byte {end}, the file has {size:,} bytes",
    "TIFF": "(damaged or )?truncated",
    "WEBP": "truncated: its header promises bytes up to {whole:,}, the file has {size:,} bytes",
}


@pytest.mark.parametrize("kind", PROMISES)
def test_a_truncated_picture_is_told(images, picture, save, out, kind):
    source = save(picture, kind)
    whole = source.stat().st_size
    size = whole // 2
    source.write_bytes(source.read_bytes()[:size])
    problem = images.measure(source).problem
    assert re.match(PROMISES[kind].format(size=size, whole=whole, end=r"[\d,]+"), problem), problem
    with pytest.raises(MediaError, match=re.escape(problem)):
        images.process(source, [JPEG], out)


def test_a_png_without_its_last_chunk_is_told(images, picture, save):
    source = save(picture, "PNG")
    source.write_bytes(source.read_bytes()[:-30])
    size = source.stat().st_size
    assert images.measure(source).problem.startswith("truncated: "), "its data end early"
    assert f"{size:,} bytes" in images.measure(source).problem


def test_a_jpeg_is_not_taken_for_whole_by_the_end_of_its_thumbnail(images, picture, save):
    source = save(picture)
    data = source.read_bytes()
    thumbnail = b"\xff\xd8\xff\xd9"
    block = b"\xff\xe1" + struct.pack(">H", 2 + len(thumbnail)) + thumbnail
    source.write_bytes(data[:2] + block + data[2 : len(data) // 2])
    assert images.measure(source).problem.startswith("truncated: the file ends after")


@pytest.mark.parametrize(("at", "value"), [(4, 0x37), (5, 9), (5, 255)])
def test_a_broken_huffman_table_is_told(images, picture, save, at, value):
    source = save(picture)
    data = bytearray(source.read_bytes())
    data[data.index(b"\xff\xc4") + at] = value
    source.write_bytes(data)
    assert images.measure(source).problem == "damaged: its pixels cannot be decoded"


def test_an_animation_is_refused(images, picture, save):
    source = save(picture, "PNG", save_all=True, append_images=[picture.rotate(90)])
    assert images.measure(source).problem == "an animation, not a still picture"


def test_a_tiff_of_several_pages_is_refused(images, picture, save, tmp_path):
    source = save(picture, "TIFF", save_all=True, append_images=[picture.rotate(90), picture.rotate(180)])
    assert images.measure(source).problem == "3 pages, not a single picture: export the one that is the cover"
    with pytest.raises(MediaError, match="3 pages, not a single picture"):
        images.process(source, [], tmp_path)


@pytest.mark.parametrize("kind", [1, 4, 5])
def test_a_thumbnail_or_mask_behind_a_tiff_is_no_page(images, picture, save, kind):
    small = picture.resize((16, 16))
    small.encoderinfo = {"tiffinfo": {254: kind}}
    source = save(picture, "TIFF", save_all=True, append_images=[small])
    facts = images.measure(source)
    assert (facts.problem, facts.width, facts.height) == ("", *picture.size)


def test_a_missing_file_is_a_problem(images, tmp_path):
    assert images.measure(tmp_path / "none.jpg").problem == "cannot be read: No such file or directory"


@settings(max_examples=60, deadline=None)
@given(
    kind=st.sampled_from(["JPEG", "PNG", "TIFF", "WEBP"]),
    wrong=st.lists(st.tuples(st.integers(0, 900), st.integers(0, 255)), min_size=1, max_size=5),
    orientation=st.integers(0, 9),
)
def test_no_wrong_bytes_make_measuring_raise(images, tmp_path_factory, kind, wrong, orientation):
    path = tmp_path_factory.getbasetemp() / "wrong"
    draw_cover(24, 0).save(path, kind, exif=exif(orientation))
    data = bytearray(path.read_bytes())
    for position, value in wrong:
        data[position % len(data)] = value
    path.write_bytes(data)
    facts = images.measure(path)
    assert facts.problem or facts.side


@pytest.mark.parametrize("place", [0.25, 0.5, 0.9])
def test_one_changed_byte_of_a_png_is_told(images, picture, save, out, place):
    source = save(picture, "PNG")
    data = bytearray(source.read_bytes())
    data[int(len(data) * place)] ^= 1
    source.write_bytes(data)
    facts = images.measure(source)
    assert (facts.problem, facts.width) == ("damaged: its pixels cannot be decoded", SIDE)


def test_broken_pixels_of_a_png_are_never_made_into_a_cover(images, picture, save, out):
    source = save(picture, "PNG")
    data = source.read_bytes()
    start = data.index(b"IDAT") + 4
    length = struct.unpack(">I", data[start - 8 : start - 4])[0]
    broken = b"IDAT" + data[start : start + length // 2] + b"\xff" * (length - length // 2)
    source.write_bytes(data[: start - 4] + broken + struct.pack(">I", zlib.crc32(broken)) + data[start + length + 4 :])
    assert images.measure(source).problem == "damaged: its pixels cannot be decoded"
    with pytest.raises(MediaError, match="its pixels cannot be decoded"):
        images.process(source, [JPEG], out)
    assert not list(out.iterdir())


@pytest.mark.parametrize("ratio", [(1, 1000), (99_999, 1)])
@pytest.mark.parametrize("side", [0, 1])
def test_a_shape_narrower_than_a_pixel_is_refused(images, picture, save, out, ratio, side):
    with pytest.raises(MediaError, match="of which none are"):
        images.process(save(picture, "PNG"), [ImageForm("PNG", side, ratio=ratio, focus=(0.5, 0.5))], out)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_what_stands_behind_a_picture_is_not_handed_on(images, picture, save, out, kind):
    source = save(picture, kind)
    form = ImageForm(kind, SIDE)
    assert images.process(source, [form], out).files[form].read_bytes() == source.read_bytes()
    source.write_bytes(source.read_bytes() + source.read_bytes()[:-2] + b"hidden")
    assert b"hidden" not in images.process(source, [form], out).files[form].read_bytes()
