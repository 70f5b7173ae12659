"""What was used of each recording, added up while a report is read."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tunemantra.contrib.ddex.dsr import Cell, CellKind, Record, RecordKind, Row
from tunemantra.host.sales import Recording, RecordingSums, RecordingTotal

NUMBERS = {"Usages": CellKind.INTEGER, "NumberOfStreams": CellKind.INTEGER, "NetRevenue": CellKind.DECIMAL}


def record(code: str, kind: RecordKind, *names: str) -> Record:
    cells = (Cell(name, NUMBERS.get(name, CellKind.TEXT), optional=True, many=name == "ISRC") for name in names)
    return Record(code, kind, (Cell("RecordType"), *cells))


SUMMARY = record("SY02", RecordKind.SUMMARY, "SummaryRecordId", "Territory", "UseType", "CurrencyOfReporting")
RESOURCE = record("AS02", RecordKind.BLOCK, "BlockId", "ResourceReference", "ISRC", "Title", "DisplayArtistName")
STREAM = record(
    "SU02", RecordKind.BLOCK, "BlockId", "SummaryRecordId", "TransactedRelease", "TransactedResource", "NumberOfStreams"
)
CLIP = record("SU03", RecordKind.BLOCK, "BlockId", "SummaryRecordId", "SalesTransactionId", "Usages", "NetRevenue")
RELEASE_USE = record("RU01", RecordKind.BLOCK, "BlockId", "SummaryRecordId", "Usages")
SINGLE = record(
    "SR03", RecordKind.SINGLE, "SummaryRecordId", "SalesTransactionId", "ISRC", "ResourceTitle", "Usages",
    "RightsController",
)  # fmt: skip
HEADLINE = SUMMARY.row({"SummaryRecordId": "1", "Territory": "DE", "UseType": "Stream", "CurrencyOfReporting": "EUR"})
SONG, TUNE = Recording("QZSBR2600001", "Song", "Ada"), Recording("QZSBR2600002", "Tune", "Ada")


def resource(block: str, reference: str, one: Recording) -> Row:
    values = {"ISRC": [one.isrc] if one.isrc else None, "Title": one.title, "DisplayArtistName": one.artist}
    return RESOURCE.row({"BlockId": block, "ResourceReference": reference, **values})


def stream(block: str, reference: str, number: int, *, summary: str = "1", release: str = "") -> Row:
    names = {"SummaryRecordId": summary, "TransactedRelease": release, "TransactedResource": reference}
    return STREAM.row({"BlockId": block, **names, "NumberOfStreams": number})


def added(*rows: Row, most: int = 100) -> RecordingSums:
    sums = RecordingSums(most)
    for row in (HEADLINE, *rows):
        sums.add(row)
    return sums


def used(*rows: Row) -> dict[Recording, Decimal]:
    return {one.recording: one.usages for one in added(*rows).totals()}


def test_a_recording_is_added_up_over_blocks_the_most_used_first() -> None:
    rows = [resource("1", "A1", SONG), stream("1", "A1", 5), resource("2", "A1", TUNE), stream("2", "A1", 7)]
    rows += [resource("3", "A9", SONG), stream("3", "A9", 6)]
    assert added(*rows).totals() == (
        RecordingTotal(SONG, "DE", "Stream", "EUR", Decimal(11), Decimal(0), 2),
        RecordingTotal(TUNE, "DE", "Stream", "EUR", Decimal(7), Decimal(0), 1),
    )


def test_territories_and_uses_are_kept_apart() -> None:
    abroad = SUMMARY.row({"SummaryRecordId": "2", "Territory": "FR", "UseType": "Download"})
    rows = (abroad, resource("1", "A1", SONG), stream("1", "A1", 5), stream("1", "A1", 6, summary="2"))
    assert [(one.territory, one.use_type) for one in added(*rows).totals()] == [("FR", "Download"), ("DE", "Stream")]


def test_a_sale_names_one_of_the_recordings_of_its_block() -> None:
    rows = (resource("1", "A1", SONG), resource("1", "A2", TUNE), stream("1", "A2", 5))
    assert used(*rows) == {TUNE: Decimal(5)}


def test_a_sale_that_names_none_is_of_the_only_one_there_is() -> None:
    clip = {"BlockId": "1", "SummaryRecordId": "1", "Usages": 5, "NetRevenue": Decimal("1.50")}
    (total,) = added(resource("1", "A1", SONG), CLIP.row(clip)).totals()
    assert (total.recording, total.usages, total.net_revenue) == (SONG, 5, Decimal("1.50"))


def test_the_sale_of_a_whole_release_is_no_recordings() -> None:
    assert used(resource("1", "A1", SONG), stream("1", "", 5, release="R1")) == {Recording(title="R1"): Decimal(5)}


def test_a_recording_of_an_earlier_block_is_not_taken_for_one_of_this() -> None:
    assert used(resource("1", "A1", SONG), stream("2", "A1", 5)) == {Recording(): Decimal(5)}


def test_a_row_that_says_everything_itself_is_taken_as_it_is() -> None:
    row = SINGLE.row({"SummaryRecordId": "1", "ISRC": [SONG.isrc, TUNE.isrc], "ResourceTitle": "Song", "Usages": 4})
    assert used(row) == {Recording(f"{SONG.isrc} {TUNE.isrc}", "Song"): Decimal(4)}


def test_a_sale_that_is_told_for_each_rights_holder_is_counted_once() -> None:
    sale = {"SummaryRecordId": "1", "SalesTransactionId": "T1", "ISRC": [SONG.isrc], "Usages": 4}
    rows = [SINGLE.row({**sale, "RightsController": name}) for name in ("One", "Other")]
    assert list(used(*rows, SINGLE.row({**sale, "SalesTransactionId": "T2"})).values()) == [Decimal(8)]


def test_what_a_release_was_used_is_not_added_to_what_its_recordings_were() -> None:
    release = RELEASE_USE.row({"BlockId": "1", "SummaryRecordId": "1", "Usages": 9})
    assert used(resource("1", "A1", SONG), release, stream("1", "A1", 5)) == {SONG: Decimal(5)}


@pytest.mark.parametrize("text", ["many", "NaN", ""])
def test_what_is_no_number_counts_nothing_and_the_row_is_there(text: str) -> None:
    row = Row(1, STREAM, ("SU02", "1", "1", "", "A1", text))
    (total,) = added(resource("1", "A1", SONG), row).totals()
    assert (total.usages, total.rows) == (0, 1)


def test_more_recordings_than_are_remembered_are_added_together_and_said() -> None:
    rows = []
    for number in range(9):
        one = Recording(f"QZSBR26000{number:02}", "Song")
        rows += [resource(str(number), "A1", one), stream(str(number), "A1", 1)]
    sums = added(*rows, most=4)
    assert sum(one.usages for one in sums.totals()) == 9
    assert sums.totals()[0].recording == Recording()
    (finding,) = sums.findings()
    assert (finding.rule, "5 rows" in finding.message) == ("DSR-LIM-002", True)
    assert added(*rows).findings() == ()
