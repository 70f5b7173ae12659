"""What is written into a file about the recording is what its form says, and nothing where it says nothing."""

from __future__ import annotations

import hashlib
import io
import sys

import mutagen
import numpy as np
import pytest
from attrs import evolve
from PIL import Image

from tests.unit.contrib.media.material import quantised, read, tones, write
from tunemantra.contrib.media.headers import read_header
from tunemantra.core.requirement import AudioForm, AudioTags
from tunemantra.errors import Category, MediaError

RATE = 48_000
TAGS = AudioTags(
    title="Größe 大",
    artist="Ada Strand",
    album="Piece",
    album_artist="Various",
    genre="Techno",
    isrc="QZTUN2600001",
    copyright="2026 Bench",
    date="2026-01-16",
    track=3,
    tracks=12,
    disc=1,
    discs=2,
)
FORMS = {
    "flac": AudioForm("flac", "flac", RATE, 24),
    "aiff": AudioForm("aiff", "pcm", RATE, 24),
    "mp3": AudioForm("mp3", "mp3", RATE, 0, 2, 320_000),
    "m4a": AudioForm("m4a", "aac", RATE, 0, 2, 256_000),
    "opus": AudioForm("opus", "opus", RATE, 0, 2, 128_000),
}


@pytest.fixture(scope="module")
def samples():
    return quantised(tones(RATE, 0.5), 24)


@pytest.fixture
def master(tmp_path, samples):
    return write(tmp_path / "master.wav", samples, 24, RATE)


@pytest.fixture
def cover(tmp_path):
    stream = io.BytesIO()
    Image.new("RGB", (300, 300), "teal").save(stream, "JPEG")
    path = tmp_path / "cover.jpg"
    path.write_bytes(stream.getvalue())
    return path


def tagged(cover):
    tags = evolve(TAGS, cover=hashlib.sha256(cover.read_bytes()).hexdigest())
    return {name: evolve(form, tags=tags) for name, form in FORMS.items()}


def said(path, name):
    """Return title, ISRC, number of the track, date and picture, as mutagen reads them."""
    tags = mutagen.File(path).tags
    if name in {"mp3", "aiff"}:
        date = tags.get("TDRC") or tags.get("TYER")
        return str(tags["TIT2"]), str(tags["TSRC"]), str(tags["TRCK"]), str(date)[:4], tags["APIC:"].data
    if name == "m4a":
        isrc = bytes(tags["----:com.apple.iTunes:ISRC"][0]).decode()
        number = "/".join(map(str, tags["trkn"][0]))
        return tags["\xa9nam"][0], isrc, number, tags["\xa9day"][0][:4], bytes(tags["covr"][0])
    number = f"{tags['TRACKNUMBER'][0]}/{tags['TRACKTOTAL'][0]}"
    picture = mutagen.File(path).pictures[0].data if name == "flac" else opus_picture(tags)
    return tags["TITLE"][0], tags["ISRC"][0], number, tags["DATE"][0][:4], picture


def opus_picture(tags):
    import base64

    from mutagen.flac import Picture

    return Picture(base64.b64decode(tags["metadata_block_picture"][0])).data


@pytest.mark.parametrize("name", FORMS)
def test_tags_and_cover_are_written_where_a_form_asks_for_them(audio, master, cover, out, samples, name):
    form = tagged(cover)[name]
    path = audio.process(master, [form], out, cover=cover).files[form]
    assert said(path, name) == (TAGS.title, TAGS.isrc, "3/12", "2026", cover.read_bytes())
    assert audio.measure(path).frames == len(samples)
    assert not read_header(path).clean
    if name in {"flac", "aiff"}:
        assert np.array_equal(read(path, 24), samples)


def test_an_mp3_has_id3_of_version_2_3_and_none_at_its_end(audio, master, cover, out):
    form = tagged(cover)["mp3"]
    data = audio.process(master, [form], out, cover=cover).files[form].read_bytes()
    assert data[:5] == b"ID3\3\0"
    assert data[-128:-125] != b"TAG"


def test_the_same_tags_give_the_same_bytes(audio, master, cover, tmp_path):
    forms = list(tagged(cover).values())
    made = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        files = audio.process(master, forms, tmp_path / name, cover=cover).files
        made.append([files[form].read_bytes() for form in forms])
    assert made[0] == made[1]


@pytest.mark.parametrize("name", ["mp3", "m4a", "opus"])
def test_a_lossy_master_gets_other_tags_without_being_encoded(audio, master, cover, out, tmp_path, name):
    first = audio.process(master, [FORMS[name]], out).files[FORMS[name]]
    form = evolve(FORMS[name], tags=TAGS)
    (tmp_path / "again").mkdir()
    second = audio.process(first, [form], tmp_path / "again").files[form]
    assert second.read_bytes() != first.read_bytes()
    (tmp_path / "back").mkdir()
    third = audio.process(second, [FORMS[name]], tmp_path / "back").files[FORMS[name]]
    assert read_header(third).clean
    assert audio.measure(third).frames == audio.measure(first).frames
    if name == "mp3":
        assert third.read_bytes() == first.read_bytes()


def test_forms_that_differ_in_their_tags_alone_are_files_of_their_own(audio, master, out):
    forms = [FORMS["mp3"], evolve(FORMS["mp3"], tags=TAGS), evolve(FORMS["mp3"], tags=evolve(TAGS, title="B"))]
    files = audio.process(master, forms, out).files
    assert len({path.name for path in files.values()}) == 3


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda path: None, "the tags name a cover that was not handed over"),
        (lambda path: path.write_bytes(b"\xff\xd8\xff another") and path, "another picture than the tags name"),
        (lambda path: path.with_name("none.jpg"), "none.jpg cannot be read"),
    ],
)
def test_a_cover_that_is_not_the_one_named_stops_all_before_any_work(audio, master, cover, out, change, message):
    form = tagged(cover)["mp3"]
    with pytest.raises(MediaError, match=message):
        audio.process(master, [form], out, cover=change(cover))
    assert list(out.iterdir()) == []


@pytest.mark.parametrize(
    ("data", "message"), [(b"GIF89a", "a JPEG or a PNG"), (bytes((15 << 20) + 1), "larger than the 15 MiB")]
)
def test_a_cover_no_tag_holds_is_refused(audio, master, cover, out, data, message):
    cover.write_bytes(data)
    form = tagged(cover)["flac"]
    with pytest.raises(MediaError, match=message):
        audio.process(master, [form], out, cover=cover)


def ends_early(data):
    return data[: len(data) // 2]


def has_a_changed_byte(data):
    at = data.index(b"IDAT") + 20 if b"IDAT" in data else len(data) // 2
    return data[:at] + bytes([data[at] ^ 0x40]) + data[at + 1 :]


@pytest.mark.parametrize(
    ("kind", "damage", "message"),
    [
        ("JPEG", ends_early, "cover.jpg: truncated"),
        ("PNG", ends_early, "cover.jpg: truncated"),
        ("PNG", has_a_changed_byte, "cover.jpg: damaged"),
    ],
)
def test_a_damaged_cover_is_refused_before_any_work(audio, master, cover, out, kind, damage, message):
    stream = io.BytesIO()
    Image.effect_noise((300, 300), 50).convert("RGB").save(stream, kind)
    cover.write_bytes(damage(stream.getvalue()))
    with pytest.raises(MediaError, match=message):
        audio.process(master, [tagged(cover)["flac"]], out, cover=cover)
    assert list(out.iterdir()) == []


def test_without_mutagen_it_says_what_to_install_and_leaves_no_file(audio, master, out, monkeypatch):
    monkeypatch.setitem(sys.modules, "mutagen", None)
    with pytest.raises(MediaError, match=r"pip install 'tunemantra\[media\]'") as caught:
        audio.process(master, [evolve(FORMS["mp3"], tags=TAGS)], out)
    assert caught.value.category is Category.TECHNICAL
    assert list(out.iterdir()) == []
    audio.process(master, list(FORMS.values()), out)
