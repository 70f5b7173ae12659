"""An ADM master is known by its chunks, checked, passed on as it is, and never converted."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.contrib.media.material import chunk, fmt, riff
from tests.unit.contrib.media.scenes import BED, OBJECT, STATED, axml, chna, dbmd, scene
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
        (
            scene(PACKS, table=chna(PACKS, first=2)),
            "the chna chunk has audioTrackUID ATU_0000000C on track 13, and the file has 12 channels",
        ),
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


def changed(before, after):
    assert before in STATED
    return scene(PACKS, xml=axml(12, more=STATED.replace(before, after)))


LOST = "refers to {}, which the axml chunk does not define"


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (changed('ID="ACO_1001"', 'ID="ACO_1002"'), f"audioProgramme APR_1001 {LOST.format('audioContent ACO_1001')}"),
        (changed('ID="AO_1001"', 'ID="AO_1003"'), f"audioContent ACO_1001 {LOST.format('audioObject AO_1001')}"),
        (changed('ID="AO_1002"', 'ID="AO_1003"'), f"audioObject AO_1001 {LOST.format('audioObject AO_1002')}"),
        (
            changed("Ref>ATU_00000001", "Ref>ATU_000000FF"),
            f"audioObject AO_1002 {LOST.format('audioTrackUID ATU_000000FF')}",
        ),
        (
            changed(f"Ref>{OBJECT}", "Ref>AP_00031009"),
            f"audioObject AO_1002 {LOST.format('audioPackFormat AP_00031009')}",
        ),
        (
            changed("Ref>AC_00010001", "Ref>AC_00011001"),
            f"audioPackFormat {BED} {LOST.format('audioChannelFormat AC_00011001')}",
        ),
        (
            changed("Ref>AT_00031001_01", "Ref>AT_00031001_02"),
            f"audioStreamFormat AS_00031001 {LOST.format('audioTrackFormat AT_00031001_02')}",
        ),
        (
            changed(" as_00031001 ", "AS_00031002"),
            f"audioTrackFormat AT_00031001_01 {LOST.format('audioStreamFormat AS_00031002')}",
        ),
        (
            changed(f"<audioPackFormatIDRef>{OBJECT}</audioPackFormatIDRef>", "<audioPackFormatIDRef/>"),
            "audioObject AO_1002 points to no audioPackFormat",
        ),
        (
            changed("<audioObjectIDRef>AO_1002</audioObjectIDRef>", "<importance>5</importance>"),
            "audioObject AO_1001 points to no audioPackFormat",
        ),
        (
            changed(f'audioPackFormatID="{BED}"', 'audioPackFormatID="AP_00011002"'),
            f"the chna chunk {LOST.format(f'audioPackFormat {BED}')}",
        ),
        (
            scene(PACKS, table=chna(PACKS).replace(b"AT_00010001_01", b"AC_00031002_00")),
            f"the chna chunk {LOST.format('audioChannelFormat AC_00031002')}",
        ),
    ],
)
def test_a_reference_that_leads_nowhere_is_told(facts_of, data, fault):
    assert facts_of(data).problem == f"the ADM master contradicts itself: {fault}"


def test_what_every_reader_knows_need_not_be_defined(facts_of):
    rows = chna(PACKS)
    for form in (b"AC_00010001_00", b"AT_00031001_01", b"AC_00031001_00", bytes(14)):
        assert facts_of(scene(PACKS, table=rows.replace(b"AT_00010001_01", form))).problem == ""
    assert facts_of(scene(PACKS, table=rows.replace(BED.encode(), bytes(11)))).problem == ""


def test_only_the_first_few_faults_are_told(facts_of):
    objects = "".join(f'<audioObject audioObjectID="AO_10{at:02}"/>' for at in range(10, 20))
    problem = facts_of(scene(PACKS, xml=axml(12, more=STATED + objects))).problem
    assert problem.count("points to no audioPackFormat") == 5
    assert problem.endswith("audioObject AO_1014 points to no audioPackFormat; and 5 more")


def test_an_element_without_an_id_is_called_so(facts_of):
    nameless = changed(' audioObjectID="AO_1001"', "")
    assert "audioObject AO_1001, which" in facts_of(nameless).problem
    problem = facts_of(scene(PACKS, xml=axml(12, more=f"{STATED}<audioObject/>"))).problem
    assert problem == "the ADM master contradicts itself: audioObject without an ID points to no audioPackFormat"


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
