"""What rows of a store's CSV report say of one submission."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from attrs import define

from tunemantra.core.status import Channel
from tunemantra.errors import ProtocolError
from tunemantra.plugins.ddex_feed.profile import SHEETS
from tunemantra.plugins.ddex_feed.sheets import Reports
from tunemantra.ports.package import Receipt
from tunemantra.ports.transport import RemoteFile
from tunemantra.testing import MemoryFolder

UPC, DELIVERY = "4006381333931", "20260302093015250_121a8b26"
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
RECEIPT = Receipt(DELIVERY, "uploaded", AT)
HEAD = "UPC,Delivery,Status,Updated,Reason\n"


def read(sheet="upc-status", **contents):
    form = SHEETS[sheet]
    folder = MemoryFolder({f"{form.folder}/{name}.csv": text.encode("utf-8-sig") for name, text in contents.items()})
    return Reports(form, UPC, RECEIPT).read(folder)


def test_rows_about_the_submission_are_read_in_the_order_of_their_time():
    reports = read(
        a=f"{HEAD}{UPC},{DELIVERY},AVAILABLE,2026-03-03T10:00:00+00:00,\n",
        b=f'{HEAD}{UPC},{DELIVERY},RECEIVED,2026-03-02T10:00:00Z,"late, but well"\n',
    )
    assert [(one.native, one.reasons, one.evidence) for one in reports] == [
        ("RECEIVED", ("late, but well",), "reports/b.csv"),
        ("AVAILABLE", (), "reports/a.csv"),
    ]
    assert {one.channel for one in reports} == {Channel.FILE}


@pytest.mark.parametrize(
    "row",
    [
        f"4006381333948,{DELIVERY},AVAILABLE,2026-03-03,",
        f"{UPC},20260302093015250_00000000,AVAILABLE,2026-03-03,",
        f"{UPC},{DELIVERY},,2026-03-03,",
        "",
    ],
)
def test_rows_about_anything_else_are_not(row):
    assert read(a=f"{HEAD}{row}\n") == []


def test_columns_are_those_of_the_profile():
    (report,) = read("ean-state", a=f"EAN;Date;State;Comment\n{UPC};2026-03-03;FILE_DAMAGED;side B\n")
    assert (report.native, report.at, report.reference) == ("FILE_DAMAGED", datetime(2026, 3, 3, tzinfo=UTC), "")


def test_a_row_that_is_said_again_is_the_same_report():
    row = f"{UPC},{DELIVERY},RECEIVED,2026-03-02T10:00:00Z,\n"
    reports = read(a=HEAD + row, b=HEAD + row)
    assert len({one.report_id for one in reports}) == 1


def test_a_moment_nobody_can_read_is_that_of_the_receipt():
    (report,) = read(a=f"{HEAD}{UPC},{DELIVERY},RECEIVED,yesterday,\n")
    assert report.at == AT


@pytest.mark.parametrize("text", ["<html>maintenance</html>", "UPC,Colour\n1,red\n", f'{HEAD}"{UPC},open'])
def test_reports_of_which_none_can_be_read_are_an_error(text):
    with pytest.raises(ProtocolError, match=r"reports/a\.csv"):
        read(a=text)
    assert read(a=text, b=HEAD) == []


def test_nothing_there_is_nothing_said():
    assert read() == []


@define
class Dated(MemoryFolder):
    """A folder whose files were written at a moment."""

    moment: datetime = AT

    def list(self, path):
        return [RemoteFile(one.path, one.size, modified=self.moment) for one in MemoryFolder.list(self, path)]


@pytest.mark.parametrize(("moment", "count"), [(AT, 1), (datetime(2026, 2, 1, tzinfo=UTC), 0)])
def test_reports_from_before_the_delivery_are_left_alone(moment, count):
    content = {"reports/a.csv": f"{HEAD}{UPC},{DELIVERY},RECEIVED,2026-03-02,\n".encode()}
    assert len(Reports(SHEETS["upc-status"], UPC, RECEIPT).read(Dated(content, moment=moment))) == count
