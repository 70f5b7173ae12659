"""Paths of a delivery, in the order they go up."""

from __future__ import annotations

import pytest
from attrs import evolve

from tunemantra.contrib.ddex.exchange import (
    VARIANTS,
    Choreography,
    Completion,
    Mode,
    Outgoing,
    Part,
    Priority,
    ProprietaryId,
    ReleaseIds,
    acknowledgement_path,
    message_url,
    uploads,
    variants,
)
from tunemantra.errors import TuneMantraError

STAMP = "20260115093000123"
ICPN = "4006381333931"
GRID = "A12425GABC1234002M"
BOTH = ReleaseIds(GRID, ICPN)
PRODUCT = ReleaseIds(icpn=ICPN)
OTHER = ReleaseIds(icpn="0036000291452")

PATHS = {
    "ern-1.2-batched": (f"{STAMP}/{GRID}/resources/", f"{STAMP}/{GRID}/{GRID}.xml", f"{STAMP}/Manifest_{STAMP}.xml"),
    "ern-1.3-batched": (
        f"{STAMP}/{GRID}/resources/",
        f"{STAMP}/{GRID}/{GRID}.xml",
        f"{STAMP}/batch_complete_{STAMP}.xml",
    ),
    **{
        f"ern-1.{version}-batched": (
            f"{STAMP}/{GRID}/resources/",
            f"{STAMP}/{GRID}/{GRID}.xml",
            f"{STAMP}/BatchComplete_{STAMP}.xml",
        )
        for version in (4, 5)
    },
    **{
        f"ern-1.{version}-batched": (
            f"P_{STAMP}/{GRID}/resources/",
            f"P_{STAMP}/{GRID}/{GRID}.xml",
            f"P_{STAMP}/BatchComplete_{STAMP}.xml",
        )
        for version in (6, 7, 8)
    },
    "ern-1.5-release-by-release": (f"{GRID}_{STAMP}/resources/", f"{GRID}_{STAMP}/{GRID}.xml"),
    "ern-1.7-release-by-release": (f"P_{GRID}_{STAMP}/resources/", f"P_{GRID}_{STAMP}/{GRID}.xml"),
    "ern-1.8-release-by-release": (f"P_{GRID}_{STAMP}/resources/", f"P_{GRID}_{STAMP}/{GRID}.xml"),
    "icpn-batched": (
        f"{STAMP}/{ICPN}/resources/",
        f"{STAMP}/{ICPN}/{ICPN}.xml",
        f"{STAMP}/BatchComplete_{STAMP}.xml",
    ),
    "icpn-batched-zero-byte": (
        f"{STAMP}/{ICPN}/resources/",
        f"{STAMP}/{ICPN}/{ICPN}.xml",
        f"{STAMP}/BatchComplete_{STAMP}.xml",
    ),
    "spotify-batched": (
        f"{STAMP}/{GRID}/resources/",
        f"{STAMP}/{GRID}/{GRID}.xml",
        f"{STAMP}/BatchComplete_{STAMP}.xml",
    ),
    "youtube-batched": (
        f"{STAMP}/{ICPN}/resources/",
        f"{STAMP}/{ICPN}/{ICPN}.xml",
        f"{STAMP}/BatchComplete_{STAMP}.xml",
    ),
    "tiktok-batched": (f"{STAMP[:14]}/resources/", f"{STAMP[:14]}/{ICPN}.xml"),
    "mead-batched": (f"{STAMP}/resources/", f"{STAMP}/MEAD_{GRID}_{STAMP}.xml", f"{STAMP}/BatchComplete_{STAMP}"),
    "mead-file-by-file": ("resources/", f"MEAD_{GRID}_{STAMP}.xml"),
}


def stamp_for(choreography):
    return STAMP[: choreography.stamp_digits]


@pytest.mark.parametrize("key", VARIANTS)
def test_every_variant_has_its_paths(key):
    resource, *rest = PATHS[key]
    files = uploads(VARIANTS[key], stamp_for(VARIANTS[key]), [Outgoing(BOTH, ("a.wav", "b.jpg"))], Priority.ALL)
    assert [file.path for file in files] == [f"{resource}a.wav", f"{resource}b.jpg", *rest]


@pytest.mark.parametrize("choreography", VARIANTS.values(), ids=VARIANTS)
def test_the_message_follows_its_resources_and_the_completion_file_everything(choreography):
    releases = [Outgoing(PRODUCT, ("a.wav",)), Outgoing(OTHER, ("b.wav",))]
    parts = [file.part for file in uploads(choreography, stamp_for(choreography), releases)]
    each = [Part.RESOURCE, Part.MESSAGE]
    last = [] if choreography.completion is Completion.MESSAGE else [Part.COMPLETION]
    assert parts == [*each, *each, *last]


@pytest.mark.parametrize("priority", Priority)
def test_a_batch_says_its_priority_where_the_partner_wants_it(priority):
    def folder(choreography):
        return uploads(choreography, STAMP, [Outgoing(BOTH)], priority)[0].path.partition("/")[0]

    assert folder(variants.ERN_18_BATCHED) == f"{priority.value}_{STAMP}"
    assert folder(variants.ERN_15_BATCHED) == STAMP


def test_a_single_release_has_no_mixed_priority():
    with pytest.raises(TuneMantraError, match="mixed"):
        uploads(variants.ERN_18_RELEASE_BY_RELEASE, STAMP, [Outgoing(BOTH)], Priority.MIXED)


def test_a_batch_may_have_a_suffix():
    batch = f"{STAMP}_ab12"
    files = uploads(variants.ICPN_BATCHED, batch, [Outgoing(PRODUCT)])
    assert [file.path for file in files] == [f"{batch}/{ICPN}/{ICPN}.xml", f"{batch}/BatchComplete_{batch}.xml"]


def test_a_flat_folder_without_resources_folder_is_a_change_of_data():
    flat = evolve(variants.ICPN_BATCHED, key="flat", resources="")
    assert uploads(flat, STAMP, [Outgoing(PRODUCT, ("a.wav",))])[0].path == f"{STAMP}/{ICPN}/a.wav"


def test_an_agreed_identifier_names_what_has_no_other():
    own = ReleaseIds(proprietary=(ProprietaryId("DPID:PADPIDA2013042401U", "R-77"),))
    assert message_url(variants.ERN_18_BATCHED, STAMP, own) == "./R-77/R-77.xml"
    with pytest.raises(TuneMantraError, match="no identifier"):
        message_url(variants.ICPN_BATCHED, STAMP, own)


@pytest.mark.parametrize("batch", ["", "2026", STAMP[:14], f"{STAMP}/x", f"../{STAMP}", f"{STAMP}_a/b"])
def test_what_is_no_stamp_names_no_batch(batch):
    with pytest.raises(TuneMantraError, match="names no batch"):
        uploads(variants.ICPN_BATCHED, batch, [Outgoing(PRODUCT)])


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "../a.wav", "a\\b", "a\x00"])
def test_a_resource_has_a_plain_name(name):
    with pytest.raises(TuneMantraError, match="name of a resource"):
        uploads(variants.ICPN_BATCHED, STAMP, [Outgoing(PRODUCT, (name,))])


def test_a_release_stands_in_a_batch_once():
    twice = [Outgoing(ReleaseIds(icpn="036000291452")), Outgoing(ReleaseIds(icpn="0036000291452"))]
    with pytest.raises(TuneMantraError, match="twice in batch"):
        uploads(variants.ICPN_BATCHED, STAMP, twice)


def test_no_file_overwrites_another():
    with pytest.raises(TuneMantraError, match="placed twice"):
        uploads(variants.ICPN_BATCHED, STAMP, [Outgoing(PRODUCT, ("a.wav", "A.wav"))])


def test_an_empty_batch_is_not_sent():
    with pytest.raises(TuneMantraError, match="no release"):
        uploads(variants.ICPN_BATCHED, STAMP, [])


def test_a_completion_file_must_fit_what_completes():
    with pytest.raises(TuneMantraError, match="do not fit"):
        Choreography("odd", Mode.BATCHED, "{batch}", completion=Completion.MESSAGE)


@pytest.mark.parametrize(
    ("choreography", "path"),
    [
        (variants.ERN_18_BATCHED, f"acknowledgements/ACK_M-1_{STAMP}.xml"),
        (variants.ERN_17_BATCHED, f"acknowledgements/ACK_{STAMP}_{ICPN}.xml"),
        (variants.ERN_17_RELEASE_BY_RELEASE, f"acknowledgements/ACK_{STAMP}_M-1.xml"),
        (variants.MEAD_FILE_BY_FILE, f"ACK_{ICPN}_{STAMP}.xml"),
    ],
    ids=lambda one: getattr(one, "key", ""),
)
def test_an_acknowledgement_has_its_place(choreography, path):
    assert acknowledgement_path(choreography, STAMP, ICPN, "M-1") == path
