"""Faults of one file, each found by its rule, in its row and column."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.contrib.ddex.dsr.reports import LINES, place, rules, text, told
from tunemantra.contrib.ddex import SchemaSet
from tunemantra.contrib.ddex.dsr import Limits, RecordKind, read_report, summarise_report, validate_report
from tunemantra.contrib.ddex.dsr import blocks as blocks_module
from tunemantra.contrib.ddex.dsr import state as state_module
from tunemantra.core.finding import Severity


def test_a_right_report_has_no_finding(judged):
    check = judged(text())
    assert check.findings == ()
    assert check.is_valid
    assert (check.profile, check.blocks, check.lines) == ("BasicAudioProfile 1.2", 2, 11)
    assert check.rows == {"SY02.02": 2, "AS02.02": 2, "SU02": 3}


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("name", ["", ".gz"])
def test_line_ends_and_packing_change_nothing(tmp_path, schemas, end, name):
    file = place(tmp_path, text(end=end), f"DSR_Label_Store_AdSupport_2026-02_DE_1of1_20260301T120000.tsv{name}")
    report = read_report(file, schemas)
    rows = list(report)
    assert report.findings == ()
    assert [row.number for row in rows] == [3, 4, 6, 7, 8, 9, 10]
    assert [row.record.kind for row in rows][:3] == [RecordKind.SUMMARY, RecordKind.SUMMARY, RecordKind.BLOCK]
    assert rows[-1].cells[-2:] == ("", "")


def test_the_last_line_needs_no_end(judged):
    assert judged(text().removesuffix("\n")).findings == ()


CELLS = [
    (3, "|1200|", "|1200.0|", "DSR-CEL-002", 9),
    (3, "|1200|", "||", "DSR-CEL-001", 9),
    (3, "|99.50|", "|99,50|", "DSR-CEL-002", 12),
    (3, "|DE|", "|Germany|", "DSR-CEL-003", 7),
    (3, "|EUR|", "|EURO|", "DSR-CEL-003", 11),
    (3, "|OnDemandStream|", "|Telepathy|", "DSR-CEL-003", 6),
    (3, "|||S", "||PADPID|S", "DSR-CEL-004", 4),
    (6, "|USRC17600001|", "|US-RC1-76-00001|", "DSR-CEL-004", 5),
    (6, "|Nachtlied|", "||", "DSR-CEL-001", 6),
    (6, "|PT3M25S|", "|3:25|", "DSR-CEL-002", 10),
    (6, "|T0345246801|", "|T-034.524.680-1|", "DSR-CEL-004", 12),
    (6, "|true", "|yes", "DSR-CEL-002", 22),
    (7, "|700|", "|seven|", "DSR-CEL-002", 8),
    (7, "|700|", "|٧٠٠|", "DSR-CEL-002", 8),
    (7, "|0.99|", "|free|", "DSR-CEL-002", 9),
    (8, "|300", "", "DSR-CEL-001", 8),
    (7, "|T1|", "||", "DSR-CEL-001", 4),
    (7, "|S1|", "|S9|", "DSR-SUM-001", 3),
    (7, "|0.99|", "|0.99|promo|x", "DSR-REC-004", 11),
    (1, "|PADPIDA2014999999Z|", "|PADPID1|", "DSR-CEL-004", 11),
    (1, "|2026-02-28|", "|2026-02-30|", "DSR-CEL-002", 10),
    (1, "|M1|", "||", "DSR-CEL-001", 5),
    (1, "dsrf/30", "ern/43", "DSR-CEL-004", 2),
    (11, "FOOT|11|11|2|2|2", "FOOT|eleven|11|2|2|2", "DSR-CEL-002", 2),
    (11, "FOOT|11|11|2|2|2", "FOOT|11|11||2|2", "DSR-CEL-001", 4),
]


@pytest.mark.parametrize(("row", "old", "new", "rule", "column"), CELLS)
def test_a_bad_cell_is_found_in_its_place(judged, row, old, new, rule, column):
    check = judged(text((row, old, new)))
    assert told(check.findings) == [(rule, f"row {row}, column {column}")]
    assert not check.is_valid


@pytest.mark.parametrize(
    ("row", "old", "new"),
    [
        (7, "|T1|", "|a\\\\|b|"),
        (7, "|T1|", r"|\\\|"),
        (6, "|Nachtlied|", "|夜|曲|".replace("|曲", r"\|曲").replace("夜|", "夜")),
        (6, "|PT3M25S|", "|P1Y|"),
        (6, "|USRC17600001|", "|USRC17600001\u007cUSRC17600002|"),
        (1, "|2026-02-01|", "|20260201|"),
        (1, "|2026-02-01|", "|2026|"),
        (1, "BasicAudioProfile", "BASICAUDIOPROFILE"),
    ],
)
def test_what_is_unusual_and_right_is_not_told(judged, row, old, new):
    made = text(*([] if "USRC17600002" in new else [(row, old, new)]))
    if "USRC17600002" in new:
        made = text().replace("USRC17600001", "USRC17600001|USRC17600002")
    if new == "|a\\\\|b|":
        made = text().replace("\tT1\t", "\ta\\\\|b\t")
    assert judged(made).findings == ()


def test_an_escaped_tab_is_part_of_its_cell(tmp_path, schemas):
    file = place(tmp_path, text().replace("Nachtlied", "Nacht\\\tlied"))
    report = read_report(file, schemas)
    titles = [row.text("Title") for row in report if row.code == "AS02.02"]
    assert titles == ["Nacht\tlied", "夜の歌"]
    assert report.findings == ()


@pytest.mark.parametrize(
    ("made", "finding"),
    [
        (text().replace("Nachtlied", "C:\\Nachtlied"), ("DSR-ESC-001", "row 6, column 6")),
        (text().replace("Nachtlied", "Nacht|lied"), ("DSR-CEL-005", "row 6, column 6")),
        (text((1, "|1.2|", "|1.3|")), ("DSR-PRO-002", "row 1, column 4")),
        (text((1, "|Store|", "|Shop|")), ("DSR-NAM-002", "row 1, column 12")),
        (text((1, "|AdSupport|", "|Premium|")), ("DSR-NAM-002", "row 1, column 13")),
        ("\ufeff" + text(), ("DSR-FIL-006", "row 1, column 1")),
    ],
)
def test_what_is_tolerated_is_a_warning(judged, made, finding):
    check = judged(made)
    assert told(check.findings) == [finding]
    assert check.findings[0].severity is Severity.WARNING
    assert check.is_valid


def test_a_pipe_divides_no_number(judged):
    check = judged(text().replace("\t700\t", "\t70|0\t"))
    assert told(check.findings) == [("DSR-CEL-005", "row 7, column 8")]
    assert not check.is_valid


def test_a_record_of_another_version_is_read_by_it(judged):
    older = [line.replace("AS02.02", "AS02.01").replace("||||||||||true", "") for line in LINES]
    check = judged(text(lines=older))
    assert told(check.findings) == [("DSR-REC-002", "row 6, column 1")]
    assert check.findings[0].expected == "AS02.02"
    assert check.is_valid


def test_a_record_of_no_version_is_an_error_each_time(judged):
    check = judged(text((7, "SU02", "SU99"), (10, "SU02", "ZZ01")))
    assert [(rule, path) for rule, path in told(check.findings) if rule == "DSR-REC-001"] == [
        ("DSR-REC-001", "row 7, column 1"),
        ("DSR-REC-001", "row 10, column 1"),
    ]
    assert check.rows["SU99"] == 1


@pytest.mark.parametrize(
    ("drop", "expected"),
    [
        ([1], ["DSR-HED-001", "DSR-CNT-001", "DSR-CNT-002"]),
        ([11], ["DSR-FOT-001"]),
        ([3, 4], ["DSR-SUM-001"] * 3 + ["DSR-REC-005", "DSR-CNT-001", "DSR-CNT-003", "DSR-CNT-002"]),
        ([6], ["DSR-BLK-003", "DSR-CNT-001", "DSR-CNT-002"]),
        ([9, 10], ["DSR-CNT-001", "DSR-CNT-004", "DSR-CNT-002", "DSR-CNT-005"]),
    ],
)
def test_missing_rows_are_told(judged, drop, expected):
    check = judged(text(lines=[line for number, line in enumerate(LINES, 1) if number not in drop]))
    assert rules(check.findings) == expected


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 10], [("DSR-REC-003", "row 12, column 1")]),
        ([1, 2, 3, 5, 6, 7, 8, 4, 9, 10, 11], [("DSR-SUM-001", "row 7, column 3"), ("DSR-REC-003", "row 8, column 1")]),
        ([1, 2, 3, 4, 6, 7, 9, 10, 8, 5, 11], [("DSR-BLK-001", "row 9, column 2"), ("DSR-BLK-003", "row 9")]),
        ([1, 2, 3, 4, 7, 6, 8, 9, 10, 5, 11], [("DSR-BLK-003", "row 5")]),
        ([1, 1, 3, 4, 6, 7, 8, 9, 10, 5, 11], [("DSR-HED-001", "row 2, column 1")]),
    ],
)
def test_rows_out_of_their_order_are_told(judged, order, expected):
    assert told(judged(text(lines=[LINES[number - 1] for number in order])).findings) == expected


@pytest.mark.parametrize(
    ("foot", "expected"),
    [
        ("FOOT|12|11|2|2|2", [("DSR-CNT-001", "row 11, column 2")]),
        ("FOOT|11|12|2|2|2", [("DSR-CNT-002", "row 11, column 3")]),
        ("FOOT|11|11|3|2|2", [("DSR-CNT-003", "row 11, column 4")]),
        ("FOOT|11|11|2|3|2", [("DSR-CNT-004", "row 11, column 5")]),
        ("FOOT|11|11|2|2|3", [("DSR-CNT-005", "row 11, column 6")]),
        ("FOOT|11||2|2|", []),
        ("FOOT|11||2|2", []),
        ("FFOO|11||2|2", [("DSR-HED-002", "row 11, column 1")]),
    ],
)
def test_the_footer_counts(judged, foot, expected):
    assert told(judged(text(lines=(*LINES[:-1], foot))).findings) == expected


def test_an_empty_line_after_the_footer_may_be_counted_or_not(judged):
    assert judged(text(lines=(*LINES, ""))).findings == ()
    assert judged(text(lines=(*LINES[:-1], "FOOT|12|12|2|2|2", ""))).findings == ()


def test_the_header_of_a_draft_is_read(judged):
    check = judged(text((1, "HEAD", "FHEA")))
    assert rules(check.findings) == ["DSR-HED-002"]
    assert check.head.profile == "BasicAudioProfile"


@pytest.mark.parametrize(
    ("profile", "rule"),
    [("MyProfile|1.2", "DSR-PRO-001"), ("|1.2", "DSR-PRO-001"), ("BasicAudioProfile|2.0", "DSR-PRO-002")],
)
def test_an_unknown_profile_is_told_and_everything_else_still_judged(judged, profile, rule):
    check = judged(text((1, "BasicAudioProfile|1.2", profile), (11, "FOOT|11", "FOOT|12")))
    assert rules(check.findings)[-1] == "DSR-CNT-001"
    assert rule in rules(check.findings)
    assert check.profile == ""
    assert not check.is_valid


def test_without_descriptions_a_note_says_so_and_the_rest_is_judged(tmp_path, tmp_path_factory):
    nothing = SchemaSet(tmp_path_factory.mktemp("none"))
    check = validate_report(place(tmp_path), nothing)
    assert [(one.rule, one.severity) for one in check.findings] == [("DSR-PRO-000", Severity.NOTE)]
    assert check.rows == {"SY02.02": 2, "AS02.02": 2, "SU02": 3}
    wrong = [LINES[number - 1] for number in (1, 2, 3, 4, 6, 7, 9, 10, 8, 11)]
    check = validate_report(place(tmp_path, text(lines=wrong)), nothing)
    assert told(check.findings) == [
        ("DSR-PRO-000", ""),
        ("DSR-BLK-001", "row 9, column 2"),
        ("DSR-CNT-001", "row 10, column 2"),
        ("DSR-CNT-002", "row 10, column 3"),
    ]
    check = validate_report(place(tmp_path, text((7, "SU02|1|S1|T1||A1|true|700|0.99|", "SU02"))), nothing)
    assert "DSR-BLK-004" in rules(check.findings)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n\n",
        b"\0" * 5000,
        b"\x1f\x8b",
        b"PK\x03\x04" + bytes(range(256)) * 20,
        b"HEAD\n",
        b"HEAD\nFOOT\n",
        b"FOOT",
        b"SRFO\t1\t\xff",
        b"\t\t\t\n\t\n",
        b"HEAD" + b"\t" * 5000,
        b"SU02\nSY02\n\t\nHEAD\tdsrf\n",
        "HEAD\t\t\t\t\t\t٣\t²\n".encode(),
    ],
)
def test_whatever_the_bytes_are_there_are_findings_and_no_traceback(judged, content):
    check = judged(content)
    assert not check.is_valid
    assert check.findings


def test_findings_are_bounded_and_the_rest_is_counted(judged):
    rows = [LINES[6].replace("700", "many")] * 500
    check = judged(text(lines=(*LINES[:6], *rows, *LINES[8:])), limit=10)
    assert len(check.findings) < 20
    last = check.findings[-1]
    assert (last.rule, last.observed) == ("DSR-LIM-001", "DSR-CEL-002: 490")


def test_a_line_that_is_too_long_is_left_out(tmp_path, schemas):
    long = text().replace("Nachtlied", "x" * 700_000)
    check = validate_report(place(tmp_path, long), schemas, limits=Limits(line=1000))
    assert ("DSR-FIL-005", "row 6") in told(check.findings)


def test_a_name_that_is_none_is_a_warning(tmp_path, schemas):
    check = validate_report(place(tmp_path, name="sales.tsv"), schemas)
    assert told(check.findings) == [("DSR-NAM-001", "")]
    assert check.is_valid


def test_more_summaries_than_are_remembered_are_a_note(judged, monkeypatch):
    monkeypatch.setattr(state_module, "_SUMMARY_IDS", 2)
    check = judged(text((7, "|S1|", "|S9|")))
    assert rules(check.findings) == ["DSR-LIM-002"]
    assert check.is_valid


def test_more_blocks_than_are_remembered_are_a_note(judged, monkeypatch):
    monkeypatch.setattr(blocks_module, "_DRAWN", 1)
    made = text().replace("\t1\tA1", "\tx\tA1").replace("U02\t1", "U02\tx").replace("\t2\tA1", "\ty\tA1")
    check = judged(made.replace("U02\t2", "U02\ty"))
    assert told(check.findings) == [("DSR-LIM-002", "")]
    assert check.is_valid


def test_records_of_the_profile_are_known_however_many_others_came_before(judged, monkeypatch):
    monkeypatch.setattr(state_module, "_UNKNOWN", 1)
    strange = [f"ZZ{number:02d}|x" for number in range(10)]
    check = judged(text(lines=(*LINES[:5], *strange, *LINES[5:-1], "FOOT|21|21|2|2|2")), limit=100)
    assert sum(rule == "DSR-REC-001" for rule in rules(check.findings)) == 10
    assert check.rows["SU02"] == 3


pieces = st.sampled_from(
    [
        b"\t",
        b"|",
        b"\\",
        b"\n",
        b"\r\n",
        b"\xff",
        b"::",
        b"\0",
        "٣".encode(),
        b"9" * 6000,
        b"HEAD\t",
        b"FOOT\n",
        b"SY02.02\t",
    ]
)


@given(
    cuts=st.lists(st.tuples(st.integers(0, 900), st.integers(0, 30), pieces), min_size=1, max_size=8),
    packed=st.booleans(),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_however_it_is_damaged_there_are_findings_and_no_traceback(tmp_path, schemas, cuts, packed):
    content = text().encode()
    if packed:
        content = gzip.compress(content, mtime=0)
    for start, length, piece in cuts:
        content = content[:start] + piece + content[start + length :]
    for known in (schemas, SchemaSet(None)):
        summarise_report(place(tmp_path, content), known)


@pytest.mark.parametrize("evil", [":", "|", "\\", "\t", "ab|", "a::b|", "\\|", "1", "P1", "USRC17600001|"])
@pytest.mark.parametrize("cell", ["USRC17600001", "Nachtlied", "PT3M25S", "DE"])
def test_a_cell_of_a_hundred_thousand_of_anything_is_read_at_once(judged, cell, evil):
    check = judged(text().replace(cell, evil * (100_000 // len(evil)) + "x"))
    assert check.rows["SU02"] == 3
    assert all(len(finding.observed) < 200 for finding in check.findings)
