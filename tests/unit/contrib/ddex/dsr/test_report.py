"""Reports of several files, and the official samples."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from attrs import evolve

from tests.support import REPO_ROOT
from tests.unit.contrib.ddex.dsr.reports import HEAD, LINES, NAME, place, rules, text, told
from tunemantra.contrib.ddex import SchemaSet
from tunemantra.contrib.ddex.dsr import (
    ReportName,
    find_reports,
    read_report,
    summarise_report,
    validate_report,
    write_report,
)
from tunemantra.errors import TuneMantraError

FILES = (
    (*LINES[:8], "FOOT|9||2|1|"),
    (*LINES[:4], *LINES[8:10], "FOOT|7|16|2|1|2"),
)


def named(number, total=2):
    return str(evolve(ReportName.parse(NAME), number=number, total=total))


def put(folder, *changes):
    """The report in two files; changes are (file, line, old, new)."""
    files = []
    for number, lines in enumerate(FILES, 1):
        mine = [(1, "|1|1|2026", f"|{number}|2|2026"), *(change[1:] for change in changes if change[0] == number)]
        files.append(place(folder, text(*mine, lines=lines), named(number)))
    return files


def test_two_files_are_one_report(tmp_path, schemas):
    files = put(tmp_path)
    check = validate_report(reversed(files), schemas)
    assert check.findings == ()
    assert check.files == tuple(files)
    assert (check.blocks, check.lines) == (2, 16)
    assert check.rows == {"SY02.02": 2, "AS02.02": 2, "SU02": 3}
    assert validate_report(tmp_path, schemas) == check


def test_a_file_that_is_missing_is_named(tmp_path, schemas):
    first, second = put(tmp_path)
    check = validate_report(first, schemas)
    assert rules(check.findings) == ["DSR-MUL-001"]
    assert (check.findings[0].observed, check.findings[0].expected) == ("1", "2")
    assert rules(validate_report(second, schemas).findings) == ["DSR-MUL-001"]


def test_a_file_that_is_there_twice_is_told(tmp_path, schemas):
    first, second = put(tmp_path)
    again = place(tmp_path, first.read_bytes(), named(1).replace("T120000", "T130000"))
    findings = validate_report([first, second, again], schemas).findings
    assert "DSR-MUL-001" in rules(findings)
    assert ("DSR-BLK-002", "row 6, column 2") in told(findings)


def test_every_file_has_the_same_header(tmp_path, schemas):
    findings = validate_report(put(tmp_path, (2, 1, "|M1|", "|M2|")), schemas).findings
    assert told(findings) == [("DSR-MUL-002", "row 1, column 5")]
    assert (findings[0].file, findings[0].observed, findings[0].expected) == (named(2), "M2", "M1")


def test_files_may_be_made_at_different_moments(tmp_path, schemas):
    assert validate_report(put(tmp_path, (2, 1, "T12:00:00Z", "T12:00:05Z")), schemas).findings == ()


def test_every_file_has_the_same_summaries(tmp_path, schemas):
    findings = validate_report(put(tmp_path, (2, 4, "|300|", "|301|")), schemas).findings
    assert rules(findings) == ["DSR-MUL-003"]
    assert findings[0].file == named(2)


def test_a_block_never_spans_files(tmp_path, schemas):
    changes = [(2, 5, "AS02.02|2", "AS02.02|1"), (2, 6, "SU02|2", "SU02|1"), (2, 7, "|7|16|2|1|2", "|7|16|2|0|1")]
    assert told(validate_report(put(tmp_path, *changes), schemas).findings) == [("DSR-BLK-002", "row 5, column 2")]


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ((2, 7, "|7|16|", "|7|11|"), ("DSR-CNT-002", "row 7, column 3")),
        ((2, 7, "|1|2", "|1|1"), ("DSR-CNT-005", "row 7, column 6")),
        ((2, 7, "|2|1|2", "|4|1|2"), ("DSR-CNT-003", "row 7, column 4")),
        ((1, 9, "|2|1|", "|2|2|"), ("DSR-CNT-004", "row 9, column 5")),
    ],
)
def test_the_footers_count_the_report(tmp_path, schemas, change, finding):
    assert told(validate_report(put(tmp_path, change), schemas).findings) == [finding]


def test_single_record_reports_are_never_divided(tmp_path, schemas, descriptions):
    profile = descriptions.profile("BasicAudioProfileSRB", "1.2")
    summary = profile.row("SY01.01", {"SummaryRecordId": "S1"})
    head = evolve(HEAD, profile="BasicAudioProfileSRB", number_of_files=2)
    (file,) = write_report(tmp_path, head, [summary], schemas, strict=False).files
    made = file.read_text().replace("\t1\t1\t2026", "\t1\t2\t2026")
    findings = validate_report(place(tmp_path, made, named(1)), schemas).findings
    assert ("DSR-CEL-004", "row 1, column 8") in told(findings)


def test_reports_of_a_folder_are_told_by_their_names(tmp_path, schemas):
    files = put(tmp_path)
    other = place(tmp_path, name=NAME.replace("_DE_", "_AT_"))
    (tmp_path / "readme.txt").write_text("not a report")
    assert find_reports(tmp_path) == ((other,), tuple(files))
    with pytest.raises(TuneMantraError, match="2 reports"):
        read_report(tmp_path, schemas)
    (tmp_path / "empty").mkdir()
    with pytest.raises(TuneMantraError, match="no reports"):
        read_report(tmp_path / "empty", schemas)
    with pytest.raises(TuneMantraError, match="no folder"):
        find_reports(tmp_path / "none")
    with pytest.raises(TuneMantraError, match="no file"):
        read_report([], schemas)


def test_a_report_is_read_as_it_is_asked_for(tmp_path, schemas):
    report = read_report(place(tmp_path, text((10, "|500", "|many"))), schemas)
    assert report.head is not None
    assert report.head.message_id == "M1"
    assert report.head.days is not None
    assert str(report.profile.id) == "BasicAudioProfile 1.2"
    assert report.findings == ()
    rows = list(report)
    assert [row["NumberOfStreams"] for row in rows if row.code == "SU02" and row.text("BlockId") == "1"] == [700, 300]
    assert rules(report.findings) == ["DSR-CEL-002"]
    assert list(report) == []


def test_cells_are_had_by_name_and_kind(tmp_path, schemas):
    rows = {row.number: row for row in read_report(place(tmp_path), schemas)}
    track, usage = rows[6], rows[7]
    assert track["ISRC"] == ("USRC17600001",)
    assert track["IsMasterRecording"] is True
    assert track["SubTitle"] is None
    assert track.values("ComposerAuthor") == ()
    assert str(track["Duration"]) == "0:03:25"
    assert str(usage["PriceConsumerPaidExcSalesTax"]) == "0.99"
    assert usage.text("NoSuchCell") == ""
    assert usage.as_dict() == {
        "RecordType": "SU02",
        "BlockId": "1",
        "SummaryRecordId": "S1",
        "SalesTransactionId": "T1",
        "TransactedResource": "A1",
        "IsRoyaltyBearing": "true",
        "NumberOfStreams": "700",
        "PriceConsumerPaidExcSalesTax": "0.99",
    }
    with pytest.raises(KeyError):
        usage["NoSuchCell"]


@pytest.fixture
def samples(ddex_folder):
    return {file.name.split("_")[1]: file for file in (ddex_folder / "samples/dsr").iterdir()}


def test_the_official_sample_has_no_error(samples, schemas):
    check = validate_report(samples["TEST"], schemas)
    assert check.is_valid
    # It declares version 1.0 and has records of 1.1.1 (`ddex-facts` section 14).
    assert [(one.rule, one.observed) for one in check.findings] == [
        ("DSR-REC-002", "SY02.01"),
        ("DSR-REC-002", "MW01.01"),
        ("DSR-REC-002", "SU03.01"),
        ("DSR-REC-002", "LI01.01"),
    ]
    assert (check.blocks, check.lines) == (3, 35)


def test_the_sample_of_a_draft_is_read_with_findings(samples, schemas):
    check = validate_report(samples["PADPIDA2014999999Z"], schemas)
    assert check.rows == {"SY03": 1, "RE01": 1, "AS02": 1}
    assert {"DSR-PRO-002", "DSR-REC-001", "DSR-CEL-001", "DSR-CNT-001"} <= set(rules(check.findings))


@pytest.mark.parametrize("sample", ["TEST", "PADPIDA2014999999Z"])
def test_a_sample_that_is_written_again_keeps_every_cell(samples, schemas, tmp_path, sample):
    report = read_report(samples[sample], schemas)
    rows = list(report)
    name = ReportName.parse(samples[sample].name)
    written = write_report(tmp_path, report.head, rows, schemas, name=name, strict=False)
    assert [file.name for file in written.files] == [samples[sample].name]
    again = read_report(written.files, schemas)
    assert [(row.code, row.cells) for row in again] == [(row.code, row.cells) for row in rows]
    numbered = evolve(report.head, file_number=1, number_of_files=1)
    assert again.head == numbered
    given = {line for line in samples[sample].read_text("utf-8").splitlines() if line[0] not in "#HF"}
    made = {line.rstrip("\t") for line in written.files[0].read_text("utf-8").splitlines()}
    assert {line.rstrip("\t") for line in given} <= made


MEASURE = """
import re, sys
from pathlib import Path
from tunemantra.contrib.ddex import SchemaSet
from tunemantra.contrib.ddex.dsr import validate_report
check = validate_report(sys.argv[1], SchemaSet(Path(sys.argv[2])))
peak = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())
print(sum(check.rows.values()), len(check.findings), int(peak[1]) // 1024)
"""


def test_memory_does_not_grow_with_the_report(tmp_path, ddex_folder):
    track, usage = LINES[5], LINES[6]

    def lines():
        yield from LINES[:4]
        for block in range(50_000):
            yield track.replace("|1|A1", f"|{block}|A1")
            yield usage.replace("|1|S1", f"|{block}|S1")
        yield "FOOT|100005|100005|2|50000|50000"

    sizes = []
    for rows in (text(), text(lines=lines())):
        file = place(tmp_path, rows)
        run = [sys.executable, "-c", MEASURE, str(file), str(ddex_folder)]
        done = subprocess.run(run, capture_output=True, check=True, cwd=REPO_ROOT, env={**os.environ})
        _, findings, size = map(int, done.stdout.split())
        assert findings == 0
        sizes.append(size)
    assert sizes[1] < sizes[0] + 20
    assert sizes[1] < 100


def test_it_can_be_added_up_without_descriptions(tmp_path):
    summary = summarise_report(place(tmp_path), SchemaSet(None))
    assert summary.totals == ()
    assert summary.rows == 5
    assert rules(summary.findings) == ["DSR-PRO-000"]
