"""The simulator reads messages of every version alike, and refuses what is none."""

from __future__ import annotations

import pytest

from tests.unit.plugins.ddex_feed import material
from tunemantra.contrib.ddex import VERSIONS
from tunemantra.contrib.sandbox.ern import UnreadableError, read_manifest
from tunemantra.core.distribution import OrderKind
from tunemantra.plugins.ddex_feed.sandbox.message import read_message


def built(kind=OrderKind.INSERT, **facts):
    return material.driver(**facts).build(material.order(kind))


@pytest.mark.parametrize("ern", VERSIONS)
def test_every_version_says_the_same(ern):
    read = read_message(material.message(built(ern=ern)), ern)
    assert (read.icpn, read.title, read.artist, read.recipient) == (
        "4006381333931",
        "Tidal",
        "Ada Lund",
        material.STORE,
    )
    assert [recording.isrc for recording in read.recordings] == ["USS1Z2600001", "USS1Z2600002"]
    assert [file.uri.rpartition("/")[0] for file in read.files] == ["resources"] * 3
    assert all(len(file.digest) == 64 and file.algorithm == "SHA-256" for file in read.files)
    assert {recording.seconds for recording in read.recordings} == {183.0}
    assert len(read.tracks) == 2
    assert read.deals
    assert all(deal.uses and deal.models and deal.start for deal in read.deals)
    assert set(read.tracks) <= {reference for deal in read.deals for reference in deal.releases}


@pytest.mark.parametrize("ern", VERSIONS)
def test_takedowns_of_both_dialects_are_told(ern):
    purge, plain = (
        read_message(material.message(built(OrderKind.TAKEDOWN, ern=ern, takedown=one)), ern)
        for one in ("purge", "no-deal")
    )
    assert (purge.purge, purge.icpn) == (True, "4006381333931")
    assert (plain.purge, plain.deals) == (False, ())


@pytest.mark.parametrize(
    "content",
    [b"", b"<html>", b"<a/>", material.message(built(ern="42"))],
    ids=["empty", "torn", "no message", "another version"],
)
def test_what_is_no_message_of_this_version_is_refused(content):
    with pytest.raises(UnreadableError):
        read_message(content, "43")


@pytest.mark.parametrize("manifest", ["1.4", "1.5", "1.6", "1.7", "1.8"])
def test_a_manifest_of_every_version_proves_its_message(manifest):
    (entry,) = read_manifest(built(manifest=manifest).files[-1].content)
    assert entry.url == "4006381333931/4006381333931.xml"
    assert len(entry.digest) == 64
