"""What files and folders are called."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from attrs import evolve

from tests.unit.contrib.ddex.mead.model import header, message
from tests.unit.contrib.ddex.messages import release
from tunemantra.contrib.ddex.mead import (
    CatalogNumber,
    Party,
    ProprietaryId,
    ReleaseId,
    ReleaseInformation,
    ReleaseSummary,
    ResourceId,
    ResourceInformation,
    ResourceSummary,
    WorkId,
    WorkInformation,
    WorkSummary,
    acknowledgement_file_name,
    batch_folder_name,
    completion_mark,
    main_identifier,
    mead_of,
    message_file_name,
)
from tunemantra.errors import TuneMantraError

# The example of the standard: 4th May 2019, 10:24:12.
PLACED = datetime(2019, 5, 4, 10, 24, 12, tzinfo=UTC)


def test_the_names_are_those_of_the_standards_example():
    assert message_file_name("0000000114819103", PLACED) == "MEAD_0000000114819103_20190504102412000.xml"
    assert acknowledgement_file_name("0000000114819103", PLACED) == "ACK_0000000114819103_20190504102412000.xml"
    assert batch_folder_name(PLACED) == "20190504102412000"
    assert completion_mark("20190504102412000") == "BatchComplete_20190504102412000"


def test_a_stamp_is_in_utc_to_the_millisecond():
    moment = datetime(2019, 1, 1, 0, 30, 0, 7999, tzinfo=timezone(timedelta(hours=1)))
    assert batch_folder_name(moment) == "20181231233000007"


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(TuneMantraError, match="no time zone"):
        batch_folder_name(datetime(2019, 1, 1))  # noqa: DTZ001


@pytest.mark.parametrize("identifier", ["", "..", "../x", "a_b", "a b", "a/b", "ä"])
def test_an_identifier_that_is_no_part_of_a_file_name_is_refused(identifier):
    with pytest.raises(TuneMantraError, match="file name"):
        message_file_name(identifier, PLACED)


def test_a_message_is_named_by_its_release():
    assert main_identifier(mead_of(release(), header())) == "4006381333931"


def of_release(**ids):
    return message(releases=(ReleaseInformation(ReleaseSummary(ReleaseId(**ids))),))


WORK = WorkInformation(WorkSummary(WorkId(iswc="T0345246801"), writers=(Party.named("Ann"),)))
RECORDING = ResourceInformation(ResourceSummary(ResourceId(isrc="USS1Z9900001")))


@pytest.mark.parametrize(
    ("told", "identifier"),
    [
        (of_release(grid="A1-2425G-ABC1234002-M", icpn="4006381333931"), "A1-2425G-ABC1234002-M"),
        (of_release(catalog_number=CatalogNumber("ACME 001/X", "P")), "ACME001X"),
        (of_release(catalog_number=CatalogNumber("..", "P"), proprietary_ids=(ProprietaryId("7", "P"),)), "7"),
        (message(resources=(RECORDING,), works=(WORK,)), "USS1Z9900001"),
        (message(works=(WORK,)), "T0345246801"),
    ],
)
def test_the_main_identifier_is_that_of_the_first_thing_told_of(told, identifier):
    assert main_identifier(told) == identifier
    assert identifier in message_file_name(main_identifier(told), PLACED)


@pytest.mark.parametrize("told", [message(), of_release(), of_release(icpn="///")])
def test_a_message_that_identifies_nothing_has_no_name(told):
    with pytest.raises(TuneMantraError, match="identifies nothing"):
        main_identifier(evolve(told))
