"""An ADM master is known by its chunks, checked, passed on as it is, and never converted."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.contrib.media.material import chunk, fmt, riff
from tests.unit.contrib.media.scenes import BED, OBJECT, axml, chna, dbmd, scene
from tunemantra.core.media import ImmersiveFacts
from tunemantra.core.requirement import AudioForm
from tunemantra.errors import MediaError

PACKS = [BED] * 10 + [OBJECT] * 2
FORM = AudioForm("wav", "adm", 48_000, 24, 12)


@pytest.fixture
def facts_of(audio, tmp_path):
    def read(data: bytes):
        path = tmp_path / "scene.wav"
        path.write_bytes(data)
        return audio.measure(path)

    return read


def test_a_scene_is_known_by_its_chunks(facts_of):
    facts = facts_of(scene(PACKS))
    assert (facts.problem, facts.channels, facts.sample_rate, facts.bit_depth) == ("", 12, 48_000, 24)
    assert facts.immersive == ImmersiveFacts(tracks=12, objects=2, bed_channels=10, dolby=True)
    assert (facts.frames, facts.foreign_chunks) == (480, ("chna", "axml", "dbmd"))


def test_a_hundred_and_twenty_eight_channels_are_the_most(facts_of):
    assert facts_of(scene([OBJECT] * 128)).immersive.objects == 128
    assert facts_of(scene([OBJECT] * 129)).problem == "the header states 129 channels"


def test_stereo_that_is_described_is_still_stereo(facts_of):
    facts = facts_of(scene(["AP_00010002"] * 2, dolby=False))
    assert (facts.problem, facts.immersive) == ("", None)


def test_rows_that_are_not_in_use_do_not_count(facts_of):
    table = chunk(b"chna", chna(PACKS)[8:] + bytes(40))
    assert facts_of(scene(PACKS, table=table)).immersive.tracks == 12


DEEP = chunk(b"axml", b"<a>" * 100 + b"</a>" * 100)
BILLION = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]>'


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (scene(PACKS, xml=chunk(b"junk", b"")), "the ADM master has no axml chunk to say what its tracks are"),
        (scene(PACKS, rate=96_000), "the ADM master has 96000 Hz and 24 bits, not 48000 Hz and 24 bits"),
        (scene(PACKS, bits=16), "the ADM master has 48000 Hz and 16 bits, not 48000 Hz and 24 bits"),
        (scene(PACKS, channels=11), "the chna chunk names more tracks than the 11 channels of the file"),
        (scene(PACKS, table=chna(PACKS, first=2)), "the chna chunk names more tracks than the 12 channels of the file"),
        (scene(PACKS, table=chna(PACKS, count=13)), "the chna chunk promises 13 track UIDs in 484 bytes"),
        (scene(PACKS, table=chunk(b"chna", b"")), "the chna chunk has 0 bytes"),
        (scene(PACKS, table=chunk(b"chna", b"\1")), "the chna chunk has 1 bytes"),
        (
            scene(PACKS, table=chna(PACKS).replace(b"ATU_00000002", b"ATU_00000001")),
            "the chna chunk gives one track UID to several tracks: ATU_00000001",
        ),
        (
            scene(PACKS, xml=axml(11)),
            "the axml chunk does not describe 1 track UIDs of the chna chunk, such as ATU_0000000C",
        ),
        (scene(PACKS, xml=chunk(b"axml", b"no xml")), "the axml chunk is no XML: syntax error: line 1, column 0"),
        (scene(PACKS, xml=chunk(b"axml", b"<a/>")), "the axml chunk holds no audioFormatExtended"),
        (scene(PACKS, xml=DEEP), "the axml chunk is nested more than 64 deep"),
        (
            scene(PACKS, xml=axml(12, head=BILLION)),
            "the axml chunk has a document type, through which XML takes entities",
        ),
        (scene(PACKS, chunk(b"dbmd", b"\1\0"), dolby=False), "the dbmd chunk has 2 bytes"),
        (
            scene(PACKS, chunk(b"dbmd", b"\6\0\0\1\7\xff\0x"), dolby=False),
            "the dbmd chunk ends inside a segment",
        ),
    ],
)
def test_a_scene_that_contradicts_itself_is_told_in_one_sentence(facts_of, data, problem):
    assert facts_of(data).problem == problem


def test_a_chunk_that_ends_with_the_file_is_told(facts_of):
    head = riff(fmt(channels=12, rate=48_000, bits=24), chunk(b"data", bytes(3600)), axml(12))
    assert facts_of(head + chna(PACKS)[:100]).problem == "the file ends inside its chna chunk"


def test_a_scene_that_ends_among_its_samples_is_truncated_before_all(facts_of):
    data = riff(fmt(channels=12, rate=48_000, bits=24), chna(PACKS), chunk(b"data", bytes(3600)), axml(12))
    problem = "truncated: the header promises 100 frames, the file holds 50"
    assert facts_of(data[: data.index(b"data") + 8 + 1800]).problem == problem


def test_xml_that_no_one_would_write_is_not_read(facts_of):
    head = riff(fmt(channels=12, rate=48_000, bits=24), chunk(b"data", bytes(3600)), chna(PACKS))
    assert facts_of(head + b"axml" + (1 << 30).to_bytes(4, "little")).problem == "the axml chunk is larger than 256 MiB"


def test_it_is_passed_on_byte_for_byte(audio, tmp_path, out):
    master = tmp_path / "scene.wav"
    master.write_bytes(scene(PACKS, chunk(b"bext", b"x" * 602), dbmd()))
    work = audio.process(master, [FORM], out)
    assert work.files[FORM].read_bytes() == master.read_bytes()
    assert work.facts.immersive is not None


@pytest.mark.parametrize(
    "form", [AudioForm("wav", "pcm", 48_000, 24, 12), AudioForm("opus", "opus", 48_000, 0, 2, 128_000)]
)
def test_it_is_never_converted(audio, tmp_path, out, form):
    master = tmp_path / "scene.wav"
    master.write_bytes(scene(PACKS))
    with pytest.raises(MediaError, match="passed on as it is and never converted"):
        audio.process(master, [FORM, form], out)
    assert list(out.iterdir()) == []


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_wrong_byte_makes_reading_it_raise(audio, tmp_path_factory, data):
    content = bytearray(scene([BED, BED, OBJECT], frames=4))
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.getbasetemp() / "wrong-scene.wav"
    path.write_bytes(content[: data.draw(st.integers(40, len(content)))])
    facts = audio.inspect(path)
    assert facts.problem or facts.channels
