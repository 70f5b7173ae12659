"""What a report comes to."""

from __future__ import annotations

from decimal import Decimal

import pytest
from attrs import evolve

from tests.unit.contrib.ddex.dsr.reports import HEAD, LINES, place, text
from tunemantra.contrib.ddex.dsr import Total, read_report, summarise, summarise_report, write_report
from tunemantra.contrib.ddex.dsr import summary as module
from tunemantra.errors import TuneMantraError

STREAM = ("OnDemandStream", "SubscriptionModel")


def test_usages_and_money_by_context(tmp_path, schemas):
    summary = summarise_report(place(tmp_path), schemas)
    assert summary.findings == ()
    assert summary.head.sender_name == "Store"
    assert summary.totals == (
        Total("AT", *STREAM, "EUR", Decimal(300), Decimal("12.25"), Decimal(0), 1, Decimal(300)),
        Total("DE", *STREAM, "EUR", Decimal(1200), Decimal("99.50"), Decimal(0), 2, Decimal(1200)),
    )
    assert summary.rows == 5


def test_totals_are_added_up(tmp_path, schemas):
    summary = summarise_report(place(tmp_path), schemas)
    (whole,) = summary.by()
    assert (whole.territory, whole.use_type) == ("", "")
    assert (whole.usages, whole.net_revenue, whole.rows, whole.used) == (1500, Decimal("111.75"), 3, 1500)
    assert [total.territory for total in summary.by("territory")] == ["AT", "DE"]
    assert [total.use_type for total in summary.by("use_type", "commercial_model")] == ["OnDemandStream"]
    with pytest.raises(TuneMantraError, match="sender"):
        summary.by("sender")


def test_two_currencies_are_never_added(tmp_path, schemas):
    summary = summarise_report(place(tmp_path, text((4, "|EUR|", "|CHF|"))), schemas)
    assert [(total.currency, total.net_revenue) for total in summary.by()] == [
        ("CHF", Decimal("12.25")),
        ("EUR", Decimal("99.50")),
    ]


def test_a_total_repeated_for_each_rights_holder_counts_once(tmp_path, schemas):
    holder = LINES[2].replace("99.50|||||||", "99.50|PUB_1||60|5.5|6||")
    other = holder.replace("PUB_1||60|5.5", "PUB_2||40|3.25")
    lines = (*LINES[:2], holder, other, *LINES[3:-1], "FOOT|12|12|3|2|2")
    (german,) = (
        total
        for total in summarise_report(place(tmp_path, text(lines=lines)), schemas).totals
        if total.territory == "DE"
    )
    assert (german.usages, german.net_revenue, german.payable) == (1200, Decimal("99.50"), Decimal("8.75"))


def test_a_number_that_is_none_counts_nothing_and_is_told(tmp_path, schemas):
    summary = summarise_report(place(tmp_path, text((7, "|700|", "|many|"), (3, "|99.50|", "|a lot|"))), schemas)
    (whole,) = summary.by()
    assert (whole.used, whole.net_revenue) == (800, Decimal("12.25"))
    assert [finding.rule for finding in summary.findings] == ["DSR-CEL-002", "DSR-CEL-002"]


def test_rows_of_shifted_columns_are_in_no_total_and_that_is_told_once(tmp_path, schemas):
    shifted = text((4, "S2|||", "S2||||"), (7, "|A1|true|700|0.99|", "|A1||true|700|0.99|9"))
    seen = []
    summary = summarise(read_report(place(tmp_path, shifted), schemas), lambda row: seen.append(row.number))
    assert [(total.territory, total.rows, total.used) for total in summary.totals] == [("DE", 1, Decimal(500))]
    (told,) = [one for one in summary.findings if one.rule == "DSR-SUM-002"]
    assert (told.message.startswith("2 rows"), told.observed) == (True, "SU02: 1, SY02.02: 1")
    assert (4 in seen, 7 in seen, summary.rows) == (False, False, 5)


def test_empty_cells_too_many_shift_nothing(tmp_path, schemas):
    summary = summarise_report(place(tmp_path, text((7, "|0.99|", "|0.99|||"))), schemas)
    assert {one.rule for one in summary.findings} == {"DSR-REC-004"}
    assert summary.by()[0].used == 1500


def test_the_official_sample_comes_to(schemas, ddex_folder):
    (sample,) = (ddex_folder / "samples/dsr").glob("DSR_TEST_*")
    (total,) = summarise_report(sample, schemas).totals
    assert (total.territory, total.currency) == ("IS", "USD")
    assert (total.usages, total.net_revenue, total.payable) == (27059772, Decimal("15763.58"), Decimal("63.41"))
    assert (total.rows, total.used) == (6, 10210)


def test_the_report_to_record_companies_is_in_the_currency_of_accounting(tmp_path, schemas, descriptions):
    profile = descriptions.profile("FinancialReportingToRecordCompaniesProfileSRB", "1.0")
    given = {cell.name: 1 for cell in profile.records["SY10"].cells[1:] if cell.kind.value.startswith("a decimal")}
    given |= {
        "SummaryRecordId": "S1",
        "CommercialModel": "SubscriptionModel",
        "UseType": "OnDemandStream",
        "ReportingPeriodStartDate": "2026-02-01",
        "ReportingPeriodEndDate": "2026-02-28",
        "Territory": "JP",
        "CurrencyOfTransaction": "JPY",
        "CurrencyOfAccounting": "USD",
        "Usages": 5000,
        "NetRevenueInCurrencyOfTransaction": 90000,
        "NetRevenueInCurrencyOfAccounting": Decimal("600.25"),
        "FinalTotalAmountInCurrencyOfAccounting": Decimal("42.01"),
    }
    head = {"profile": profile.id.name, "profile_version": "1.0"}
    written = write_report(tmp_path, evolve(HEAD, **head), [profile.row("SY10", given)], schemas)
    (total,) = summarise_report(written.files, schemas).totals
    assert (total.territory, total.currency, total.usages) == ("JP", "USD", 5000)
    assert (total.net_revenue, total.payable) == (Decimal("600.25"), Decimal("42.01"))


def test_what_does_not_fit_is_told(tmp_path, schemas, monkeypatch):
    monkeypatch.setattr(module, "_REMEMBERED", 1)
    summary = summarise_report(place(tmp_path), schemas)
    assert [total.territory for total in summary.totals] == ["DE"]
    assert [finding.rule for finding in summary.findings] == ["DSR-LIM-002"]
