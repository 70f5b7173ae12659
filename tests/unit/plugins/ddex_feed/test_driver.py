"""What is built for each kind of store, and what delivering does."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import pytest
from attrs import evolve
from lxml import etree

from tests.unit.plugins.ddex_feed import material
from tunemantra.contrib.ddex import VERSIONS, SchemaSet
from tunemantra.contrib.ddex.exchange import VARIANTS
from tunemantra.core.batch import Batch
from tunemantra.core.distribution import OrderKind
from tunemantra.core.identifiers import Gtin
from tunemantra.core.terms import Term
from tunemantra.errors import RefusedError
from tunemantra.plugins.ddex_feed.layout import batch_name
from tunemantra.plugins.ddex_feed.profile import CHOREOGRAPHIES
from tunemantra.ports.package import Document, Package, PackageFile, Role
from tunemantra.testing import MemorySession, make_release
from tunemantra.testing.stating import with_and_without

UPC = "4006381333931"
STAMP = "20260302093015250"


def packed(draft):
    """Return the package of a draft's documents, and their bytes by hash."""
    blobs = {hashlib.sha256(one.content).hexdigest(): one.content for one in draft.files if isinstance(one, Document)}
    files = tuple(
        PackageFile(one.path, one.role, hashlib.sha256(one.content).hexdigest(), len(one.content))
        for one in draft.files
        if isinstance(one, Document)
    )
    return Package(files, draft.reference), blobs


def test_a_batch_has_media_message_and_mark_in_this_order():
    driver = material.driver(suffix=0)
    assert material.paths(driver.build(material.order())) == [
        f"{STAMP}/{UPC}/resources/{UPC}_01_001.wav",
        f"{STAMP}/{UPC}/resources/{UPC}_01_002.wav",
        f"{STAMP}/{UPC}/resources/{UPC}.jpg",
        f"{STAMP}/{UPC}/{UPC}.xml",
        f"{STAMP}/BatchComplete_{STAMP}.xml",
    ]


def test_release_by_release_the_message_comes_last():
    driver = material.driver(choreography="ern-1.7-release-by-release", marker="message", audio="flac-16-44.1")
    paths = material.paths(driver.build(material.order(audio="flac-16-44.1")))
    assert paths[-1] == f"N_{UPC}_{STAMP}/{UPC}.xml"
    assert paths[0] == f"N_{UPC}_{STAMP}/resources/{UPC}_001_001.flac"


def test_deliveries_of_one_moment_are_told_apart():
    one, other = material.order(), evolve(material.order(), delivery_id="0199f0c2-0000-7000-8000-000000000000")
    store = material.settings().store
    assert batch_name(one, store) != batch_name(other, store)
    assert batch_name(one, evolve(store, suffix=0)) == batch_name(other, evolve(store, suffix=0)) == STAMP


@pytest.mark.parametrize("choreography", CHOREOGRAPHIES)
@pytest.mark.parametrize("marker", ["manifest", "zero-byte", "message"])
def test_every_choreography_with_every_marker_can_be_built(choreography, marker):
    driver = material.driver(choreography=choreography, marker=marker)
    draft, completion = driver.build(material.order()), driver.settings.store.completion
    roles = [file.role for file in draft.files if isinstance(file, Document)]
    assert roles == [Role.METADATA] + [Role.MARKER] * (completion != "message")
    assert (draft.files[-1].content == b"") == (completion == "zero-byte")


@pytest.mark.parametrize("ern", VERSIONS)
@pytest.mark.parametrize("takedown", ["no-deal", "purge"])
@pytest.mark.parametrize("kind", [OrderKind.INSERT, OrderKind.UPDATE, OrderKind.TAKEDOWN])
def test_every_message_is_valid(ern, takedown, kind, ddex_folder):
    order = material.update() if kind is OrderKind.UPDATE else material.order(kind)
    content = material.message(material.driver(ern=ern, takedown=takedown).build(order))
    assert SchemaSet(ddex_folder).validate(content, ern) == ()
    assert (b"PurgeReleaseMessage" in content) == (kind is OrderKind.TAKEDOWN and takedown == "purge")


@pytest.mark.parametrize("ern", VERSIONS)
@pytest.mark.parametrize("term", Term)
def test_every_version_says_every_term(ern, term):
    without, stated = with_and_without(make_release(), term)
    driver = material.driver(ern=ern)
    one, other = (material.message(driver.build(material.order(release=release))) for release in (without, stated))
    assert one != other


def test_an_update_of_words_sends_no_media():
    draft = material.driver().build(material.update())
    assert [file.role for file in draft.files] == [Role.METADATA, Role.MARKER]
    assert b"IsProvidedInDelivery>false" in material.message(draft)


def test_a_single_is_written_as_the_store_wants_it():
    single = make_release(tracks=1)
    simple, standard = (
        material.message(material.driver(release_profile=one).build(material.order(release=single)))
        for one in ("simple-single", "standard")
    )
    assert b"<TrackRelease>" in standard
    assert b"<TrackRelease>" not in simple


def test_what_stands_complete_is_not_sent_again():
    driver = material.driver()
    package, blobs = packed(driver.build(material.order()))
    session = MemorySession(blobs)
    first = driver.deliver(material.order(), package, session)
    again = driver.deliver(material.order(), package, session)
    assert len(session.folder.written) == len(package.files)
    assert (first.reference, first.files) == (again.reference, again.files)


def test_another_delivery_of_the_same_moment_is_not_overwritten():
    driver = material.driver(suffix=0)
    package, blobs = packed(driver.build(material.order()))
    session = MemorySession(blobs)
    session.folder.content[package.files[0].path] = b"<another/>"
    with pytest.raises(RefusedError, match="another delivery stands in this folder"):
        driver.deliver(material.order(), package, session)
    assert session.folder.written == []


def test_an_account_that_may_not_read_is_believed():
    driver = material.driver(verify="size")
    package, blobs = packed(driver.build(material.order()))
    session = MemorySession(blobs)
    session.folder.content.update({file.path: b"?" for file in package.files})
    driver.deliver(material.order(), package, session)
    assert session.folder.written == []


def test_a_takedown_is_asked_nothing_and_an_insert_what_the_version_loses():
    driver = material.driver()
    assert list(driver.check(material.order(OrderKind.TAKEDOWN))) == []
    assert {finding.rule for finding in driver.check(material.order())} == {"ERN-LOST-TEMPO", "ERN-LOST-KEY"}


@pytest.mark.parametrize(("wanted", "spelled", "length"), [("md5", "MD5", 32), ("sha-256", "SHA-256", 64)])
@pytest.mark.parametrize("ern", ["382", "43"])
def test_each_file_is_proved_as_the_store_wants_it(wanted, spelled, length, ern):
    order = material.order(hash=wanted)
    tree = etree.fromstring(material.message(material.driver(hash=wanted, ern=ern).build(order)))
    proofs = [[part.text for part in one] for one in tree.iterfind(".//File/HashSum")]
    digests = {made.md5 if wanted == "md5" else made.sha256 for made in order.renditions.values()}
    assert {text for proof in proofs for text in proof if len(text) == length} == digests
    assert all(spelled in proof for proof in proofs)


@pytest.mark.parametrize("choreography", ["icpn-batched", "ern-1.7-release-by-release", "ern-1.6-batched"])
def test_a_store_that_tells_in_its_own_way_calls_a_delivery_by_its_folder(choreography):
    draft = material.driver(choreography=choreography, status="csv").build(material.order())
    assert {path.partition("/")[0] for path in material.paths(draft)} == {draft.reference}


BATCH = Batch("20261130140015123", "store", datetime(2026, 11, 30, 14, 0, 15, 123000, tzinfo=UTC))

ALONE = {name for name in CHOREOGRAPHIES if name.endswith("release-by-release")} | {"tiktok-batched"}
"""Choreographies whose folders have room for one release alone."""


def gathered(driver, *icpns):
    """Return the drafts of some releases in one batch, and of what completes it."""
    orders = [material.order(release=make_release(icpn=Gtin.parse(icpn))) for icpn in icpns]
    drafts = [driver.build(evolve(one, batch=BATCH.id, delivery_id=f"d-{one.release.icpn}")) for one in orders]
    return drafts, driver.complete_with(BATCH, [one.entry for one in drafts])


def test_a_batch_of_several_has_one_mark_that_lists_every_message():
    driver = material.driver(suffix=0)
    drafts, completion = gathered(driver, UPC, "4006381333948")
    assert material.paths(drafts[1])[-1] == f"{BATCH.id}/4006381333948/4006381333948.xml"
    (mark,) = completion.files
    assert (mark.path, mark.role) == (f"{BATCH.id}/BatchComplete_{BATCH.id}.xml", Role.MARKER)
    messages = {one.files[-1].path: hashlib.sha256(one.files[-1].content).hexdigest() for one in drafts}
    assert driver.listed(mark.path, mark.content) == messages
    assert b"<NumberOfMessages>2<" in mark.content


@pytest.mark.parametrize("choreography", sorted({*CHOREOGRAPHIES} - ALONE))
def test_every_choreography_of_batches_can_be_completed(choreography):
    driver = material.driver(choreography=choreography, marker="manifest")
    drafts, completion = gathered(driver, UPC)
    folder = drafts[0].files[-1].path.partition("/")[0]
    assert completion.files[0].path.startswith(f"{folder}/")
    assert drafts[0].files[-1].path in driver.listed(completion.files[0].path, completion.files[0].content)


@pytest.mark.parametrize("choreography", CHOREOGRAPHIES)
def test_some_stores_gather(choreography):
    gathers = material.settings(choreography=choreography, marker="manifest").store.gathers
    assert gathers == (choreography not in ALONE)
    assert gathers == (VARIANTS[choreography].release_folder is not None)
    assert not material.settings(choreography=choreography, marker="message").store.gathers


def test_an_empty_mark_lists_nothing():
    driver = material.driver(marker="zero-byte")
    _, completion = gathered(driver, UPC)
    assert completion.files[0].content == b""
    assert driver.listed(completion.files[0].path, b"") == {}


def test_a_batch_is_completed_once_and_without_what_was_left():
    driver = material.driver()
    drafts, completion = gathered(driver, UPC, "4006381333948")
    packages, blobs = zip(*(packed(draft) for draft in (*drafts, completion)), strict=True)
    session = MemorySession({name: content for some in blobs for name, content in some.items()})
    for package in packages[:2]:
        driver.deliver(material.order(), package, session)
    for _ in range(2):
        receipt = driver.complete(packages[2], [packages[1]], session)
    assert receipt.reference == f"{BATCH.id}_{hashlib.sha256(BATCH.id.encode()).hexdigest()[:8]}"
    assert session.folder.written.count(packages[2].files[0].path) == 1
    assert set(session.folder.content) == {packages[0].files[0].path, packages[2].files[0].path}
