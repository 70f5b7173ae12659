"""What the store finds in a release folder."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.unit.contrib.sandbox import samples
from tests.unit.plugins.beatport import material
from tunemantra.plugins.beatport import sandbox
from tunemantra.plugins.beatport.driver import BeatportDriver
from tunemantra.plugins.beatport.profile import GENRES
from tunemantra.plugins.beatport.sandbox.inspection import inspect, store_genres
from tunemantra.plugins.beatport.sandbox.message import read_message

ICPN = material.ICPN
GOOD = {f"tracks[{n}].audio": samples.wav(samples.samples(3.0) + n) for n in (0, 1)}


@pytest.fixture
def arrive(tmp_path):
    """Write a release folder as it would arrive; returns a function that does and inspects it."""

    def arrive(*, change=lambda xml: xml, held=None, extra=(), missing=(), **contents):
        known = {**GOOD, "artwork": material.cover(), **contents.pop("contents", {})}
        order = material.order(renditions=material.renditions(material.release(), contents=known))
        folder = tmp_path / ICPN
        folder.mkdir()
        xml = b""
        for file in BeatportDriver(material.settings()).build(order).files[:-1]:
            name = file.path.rsplit("/", 1)[1]
            xml = file.content if name.endswith(".xml") else xml
            content = xml or known[file.rendition.subject]
            if name not in missing:
                (folder / name).write_bytes(content)
        for name in extra:
            (folder / name).write_bytes(b"x")
        return {(fault.desk, fault.isrc) for fault in inspect(read_message(change(xml)), folder, held or {})}

    return arrive


def test_a_sound_release_has_no_fault(arrive):
    assert arrive() == set()


@pytest.mark.parametrize(
    ("before", "after", "desk"),
    [
        (b"Deep House", b"Deep Horse", "genre"),
        (b"ACME001", b"", "metadata"),
        (b':BPM">124.5', b':BPM">1245', "metadata"),
        (b':KEY">A min', b':KEY">8A', "metadata"),
        (b"Original Mix", b"", "metadata"),
        (b"PT3S", b"PT9S", "metadata"),
        (b"<TerritoryCode>Worldwide</TerritoryCode>", b"", "rights"),
        (b"<DealReleaseReference>R2</DealReleaseReference>", b"", "rights"),
        (ICPN.encode() + b"_01_01.wav", b"../" + ICPN.encode() + b"_01_01.wav", "package"),
        (b"<FileSize>529.244", b"<FileSize>529.245", "checksum"),
        (b"<Algorithm>SHA-256", b"<Algorithm>CRC32", "package"),
    ],
)
def test_a_fault_in_the_message_goes_to_its_desk(arrive, before, after, desk):
    found = arrive(change=lambda xml: xml.replace(before, after))
    assert desk in {name for name, _ in found}


@pytest.mark.parametrize(
    ("subject", "content", "desk"),
    [
        ("tracks[0].audio", samples.wav(samples.samples(3.0, rate=48_000), 48_000), "audio"),
        ("tracks[0].audio", samples.wav(samples.samples(3.0, channels=1)), "audio"),
        ("tracks[0].audio", samples.wav(samples.samples(3.0) * 0), "audio"),
        ("tracks[0].audio", b"this is a text" * 50_000, "audio"),
        ("artwork", material.cover(mode="CMYK"), "artwork"),
        ("artwork", material.cover(side=2999), "artwork"),
        ("artwork", material.cover(height=3001), "artwork"),
    ],
    ids=["48 kHz", "mono", "silence", "text", "CMYK", "2999", "not square"],
)
def test_a_fault_in_the_bytes_goes_to_its_desk(arrive, subject, content, desk):
    assert desk in {name for name, _ in arrive(contents={subject: content})}


def test_a_file_nobody_names_is_a_fault(arrive):
    assert arrive(extra=("Thumbs.db",)) == {("package", "")}


def test_a_named_file_that_is_missing_is_a_fault(arrive):
    assert ("package", "") in arrive(missing=(f"{ICPN}_01_02.wav",))


def test_part_of_the_recordings_again_is_a_fault(arrive):
    first = f"{ICPN}_01_01.wav"

    def without_first(xml):
        start = xml.index(b"<File>", xml.index(b"<SoundRecording>"))
        end = xml.index(b"</File>", start) + len(b"</File>")
        return xml[:start] + xml[end:]

    held = {"USS1Z9900001": "x", "USS1Z9900002": "y", "cover": "z"}
    assert arrive(change=without_first, held=held, missing=(first,)) == {("package", "")}


def test_the_stores_list_and_the_drivers_list_agree():
    assert set(store_genres()) == set(GENRES)


def test_the_simulator_imports_nothing_of_what_it_judges():
    own = Path(sandbox.__file__).parent
    imported = {
        node.module
        for path in own.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("tunemantra")
    }
    allowed = ("tunemantra.contrib.sandbox", "tunemantra.plugins.beatport.sandbox")
    assert imported
    assert not [module for module in imported if not module.startswith(allowed)]
