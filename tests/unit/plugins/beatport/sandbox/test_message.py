"""The store's own reading of messages and manifests."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.plugins.beatport import material
from tunemantra.contrib.sandbox.ern import UnreadableError, read_manifest
from tunemantra.core.distribution import OrderKind
from tunemantra.plugins.beatport.driver import BeatportDriver
from tunemantra.plugins.beatport.sandbox.message import read_message

DRAFT = BeatportDriver(material.settings()).build(material.order())
MESSAGE, MARKER = (file.content for file in DRAFT.files[-2:])


def test_a_message_is_read_as_it_was_meant():
    read = read_message(MESSAGE)
    assert (read.icpn, read.catalog_number, read.label) == (material.ICPN, "ACME001", "Acme Records")
    assert read.problems == ()
    first = read.recordings[0]
    assert (first.isrc, first.mix, first.bpm, first.key) == ("USS1Z9900001", "Original Mix", "124.5", "A min")
    assert read.genres[first.reference] == ("Deep House",)
    assert {file.uri for file in read.files} == {
        f"{material.ICPN}_01_01.wav",
        f"{material.ICPN}_01_02.wav",
        f"{material.ICPN}.jpg",
    }
    assert first.file.size == material.renditions(material.release())["tracks[0].audio"].size


def test_files_that_are_not_provided_are_not_there():
    before, _ = material.package_of(DRAFT)
    order = material.order(kind=OrderKind.UPDATE, previous=before)
    read = read_message(BeatportDriver(material.settings()).build(order).files[0].content)
    assert read.files == ()


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        (b"<ResourceReference>A2<", b"<ResourceReference>A1<", "A1 is there twice"),
        (b"<ArtistPartyReference>P", b"<ArtistPartyReference>PX", "points at nothing"),
        (b"<DealReleaseReference>R1<", b"<DealReleaseReference>R9<", "points at nothing"),
        (b"<ReleaseReference>R1<", b"<ReleaseReference>X1<", "wrong form"),
    ],
)
def test_a_broken_reference_is_found(before, after, problem):
    assert any(problem in text for text in read_message(MESSAGE.replace(before, after, 1)).problems)


@pytest.mark.parametrize("content", [b"", b"no xml", b"<a/>", MESSAGE[:-20]])
def test_what_is_no_message_is_refused(content):
    with pytest.raises(UnreadableError):
        read_message(content)


@given(st.binary(max_size=300))
def test_no_bytes_make_the_reader_fail_in_another_way(content):
    for read in (read_message, read_manifest):
        with pytest.raises(UnreadableError):
            read(content)


def test_a_manifest_lists_its_messages():
    (entry,) = read_manifest(MARKER)
    assert (entry.url, entry.icpn) == (f"{material.ICPN}/{material.ICPN}.xml", material.ICPN)
    assert len(entry.digest) == 64


def test_a_manifest_that_counts_wrong_is_refused():
    with pytest.raises(UnreadableError):
        read_manifest(MARKER.replace(b"<NumberOfMessages>1", b"<NumberOfMessages>2"))
