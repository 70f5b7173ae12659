"""The batch completion file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from lxml import etree

from tests.unit.contrib.ddex.messages import PLAIN, build, order, texts
from tunemantra.contrib.ddex import BatchItem, batch_id, build_manifest, manifest_name, message_id
from tunemantra.core.distribution import OrderKind
from tunemantra.core.identifiers import Gtin
from tunemantra.errors import TuneMantraError

PLACED = datetime(2026, 3, 1, 23, 59, 59, 7999, tzinfo=UTC)


@pytest.fixture(scope="session")
def choreography(ddex_folder):
    return etree.XMLSchema(etree.parse(ddex_folder / "choreography/18/ern-choreography-sftp.structural.xsd"))


def item(kind=OrderKind.INSERT, number=1):
    icpn = Gtin("4006381333931")
    return BatchItem(f"d-{number}", f"./{icpn}/{icpn}.xml", icpn, kind, digest="ab" * 32)


def test_a_batch_is_named_by_seventeen_digits_to_the_millisecond():
    assert batch_id(PLACED) == "20260301235959007"
    assert batch_id(PLACED.astimezone(timezone(timedelta(hours=9)))) == "20260301235959007"


def test_a_time_without_a_zone_names_no_batch():
    with pytest.raises(TuneMantraError, match="no time zone"):
        batch_id(PLACED.replace(tzinfo=None))


def test_the_manifest_fits_the_choreography_and_lists_every_message(choreography):
    batch = batch_id(PLACED)
    items = [item(kind, number) for number, kind in enumerate(OrderKind, start=1)]
    root = etree.fromstring(build_manifest(batch, items, PLACED, PLAIN))
    choreography.assertValid(root)
    assert root.findtext("RootDirectory") == batch
    assert root.findtext("NumberOfMessages") == "3"
    assert texts(root, "MessageInBatch/MessageId") == ["d-1", "d-2", "d-3"]
    assert texts(root, "MessageInBatch/DeliveryType") == ["NewReleaseDelivery", "ReDelivery", "TakeDown"]


def test_a_manifest_is_the_same_twice():
    assert build_manifest("b", [item()], PLACED, PLAIN) == build_manifest("b", [item()], PLACED, PLAIN)


def test_an_empty_batch_has_no_manifest():
    with pytest.raises(TuneMantraError, match="no message"):
        build_manifest("b", [], PLACED, PLAIN)


def test_the_manifest_names_the_message_as_its_header_does():
    one = order()
    header = etree.fromstring(build(one)).findtext("MessageHeader/MessageId")
    assert message_id(one) == header


def test_the_file_name_holds_the_batch():
    assert manifest_name("20260301235959007") == "BatchComplete_20260301235959007.xml"
