"""What the desk finds in an album that arrived."""

from __future__ import annotations

import hashlib

import pytest
from attrs import evolve

from tests.unit.contrib.sandbox import samples
from tests.unit.contrib.sandbox.mp3 import mp3
from tests.unit.plugins.gracenote import material
from tunemantra.core.media import AudioFacts
from tunemantra.plugins.gracenote.driver import to_send
from tunemantra.plugins.gracenote.metadata import write_document
from tunemantra.plugins.gracenote.sandbox.document import read_document, schema
from tunemantra.plugins.gracenote.sandbox.inspection import inspect

SCHEMA = schema()


@pytest.fixture
def arrive(tmp_path):
    """Write a batch as it would arrive; returns a function that does, and what is found."""

    def arrive(change=lambda content: content, held=None, words=(), extra="", **contents):
        files = {"audio": mp3(), "artwork": samples.jpeg(500), **contents}
        order = material.order(analyses=material.heard(*words))
        made = {name: _of(one, files[name.rpartition(".")[2]]) for name, one in order.renditions.items()}
        order = evolve(order, renditions=made)
        folder = tmp_path / "B1" / material.ICPN
        folder.mkdir(parents=True)
        for subject, name in to_send(order).items():
            (folder / name).write_bytes(files[subject.rpartition(".")[2]])
        if extra:
            (folder / extra).touch()
        content = change(write_document(order, "B1", to_send(order)))
        (folder / "album.xml").write_bytes(content)
        return [fault.text for fault in inspect(read_document(content, SCHEMA), folder, held or {})]

    return arrive


def _of(made, content):
    facts = made.facts
    if isinstance(facts, AudioFacts):
        facts = evolve(facts, frames=44_100)
    return evolve(made, md5=hashlib.md5(content).hexdigest(), size=len(content), facts=facts)


def test_a_sound_album_has_no_fault(arrive):
    assert arrive() == []


@pytest.mark.parametrize("kilobits", [320, 256])
def test_every_bitrate_from_192_on_is_taken(arrive, kilobits):
    assert arrive(audio=mp3(kilobits=kilobits)) == []


@pytest.mark.parametrize(
    ("contents", "text"),
    [
        ({"audio": samples.wav(samples.samples(1.0))}, "not an MP3"),
        ({"audio": mp3(3.0)}, "3.00 s of audio"),
        ({"artwork": samples.jpeg(499)}, "at least 500"),
        ({"extra": "notes.txt"}, "nobody names it"),
        ({"words": (1,) * 80}, "a fingerprint of 80 words"),
    ],
    ids=["wav", "length", "small", "stranger", "fingerprint"],
)
def test_bytes_are_judged_and_not_names(arrive, contents, text):
    told = arrive(**contents)
    assert any(text in one for one in told), told


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        (b'upc="4006381333931"', b'upc="4006381333932"', "check digit"),
        (b"<TOC>150 225 300", b"<TOC>150 225", "places for 2 tracks"),
        (b"<TOC>150 225 300", b"<TOC>150 825 900", "the duration differ"),
        (b"<Title>Slow Tide", b"<Title>Slow Tide (feat. Jo)", "guests belong into"),
        (b'size="', b'size="9', "not the file that was announced"),
    ],
)
def test_a_fault_of_the_document_is_found(arrive, before, after, text):
    def change(content):
        assert before in content
        return content.replace(before, after, 1)

    told = arrive(change)
    assert any(text in one for one in told), told
