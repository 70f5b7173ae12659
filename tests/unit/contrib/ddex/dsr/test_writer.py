"""What is written is what is read."""

from __future__ import annotations

import gzip
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support import draws
from tests.unit.contrib.ddex.dsr.reports import HEAD, NAME, PROFILES, place, reports, rules, text, texts, told
from tunemantra.contrib.ddex import SchemaSet
from tunemantra.contrib.ddex.dsr import ReportName, Row, read_report, validate_report, write_report
from tunemantra.contrib.ddex.dsr import writer as module
from tunemantra.errors import FindingsError, TuneMantraError

slow_draws = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


each_profile = pytest.mark.parametrize(("name", "version"), PROFILES)


@each_profile
@given(data=st.data())
@settings(max_examples=draws(6), deadline=None, suppress_health_check=slow_draws)
def test_every_row_of_every_profile_comes_back(schemas, descriptions, name, version, data):
    comes_back(schemas, descriptions, name, version, data)


@pytest.mark.nightly
@each_profile
@given(data=st.data())
@settings(max_examples=250, deadline=None, suppress_health_check=slow_draws)
def test_many_rows_of_every_profile_come_back(schemas, descriptions, name, version, data):
    comes_back(schemas, descriptions, name, version, data)


def comes_back(schemas, descriptions, name, version, data):
    profile = descriptions.profile(name, version)
    made = data.draw(reports(profile))
    head = evolve(
        HEAD,
        profile=name,
        profile_version=version,
        message_id=data.draw(texts),
        sender_name=data.draw(texts),
        repertoire=tuple(data.draw(st.lists(texts, max_size=2))),
    )
    options = {"compress": data.draw(st.booleans()), "titles": data.draw(st.booleans())}
    options["blocks_per_file"] = data.draw(st.integers(0, 2))
    with TemporaryDirectory() as folder:
        title = ReportName("Label", "", "AdSupport", "2026-02", "DE", "20260301T120000")
        written = write_report(Path(folder), head, [row for _, row in made], schemas, name=title, **options)
        report = read_report(written.files, schemas)
        rows = list(report)
        assert report.findings == written.findings == ()
        assert evolve(report.head, number_of_files=1) == head
    assert [(row.code, row.cells) for row in rows] == [(row.code, row.cells) for _, row in made]
    for row, (values, _) in zip(rows, made, strict=True):
        assert {name: row[name] for name in values} == values


@pytest.fixture
def rows(tmp_path_factory, schemas):
    return list(read_report(place(tmp_path_factory.mktemp("rows")), schemas))


def with_cell(row, place, text):
    return evolve(row, cells=(*row.cells[:place], text, *row.cells[place + 1 :]))


def test_header_footer_name_and_counts_are_made(tmp_path, schemas, rows):
    written = write_report(tmp_path, HEAD, rows, schemas, territory="DE")
    assert [file.name for file in written.files] == [NAME]
    assert (written.rows, written.blocks, written.lines) == (7, 2, 9)
    lines = written.files[0].read_text("utf-8").splitlines()
    assert lines[0] == text().splitlines()[0]
    assert lines[-1] == "FOOT\t9\t9\t2\t2\t2"
    assert list(tmp_path.iterdir()) == list(written.files)


def test_the_territory_of_the_name_is_that_of_the_summaries(tmp_path, schemas, rows):
    assert "_multi_" in write_report(tmp_path, HEAD, rows, schemas).files[0].name
    german = [row for row in rows if row.cells[2] != "S2" and row.cells[1] != "S2"]
    assert "_DE_" in write_report(tmp_path, HEAD, german, schemas).files[0].name


def test_rows_are_made_of_values(tmp_path, schemas, descriptions):
    profile = descriptions.profile("UgcProfile", "1.2")
    assert profile.row(
        "SU03.02",
        {
            "BlockId": "1",
            "SalesTransactionId": "a\tb|c\\d",
            "DspResourceId": "r",
            "Usages": 5,
            "NetRevenue": Decimal("1E+2"),
            "ValidityPeriodStart": date(2026, 2, 1),
            "IsRoyaltyBearing": False,
        },
    ).cells == ("SU03.02", "1", "a\\\tb\\\\|c\\\\\\d", "", "r", "5", "100", "2026-02-01", "", "", "false")
    track = profile.row("AS02.02", {"ISRC": ["A", "B|C"], "Duration": timedelta(seconds=61.5)})
    assert (track.cells[4], track.cells[9]) == ("A|B\\\\|C", "PT0H1M1.5S")


def test_what_a_profile_has_not_is_refused(descriptions):
    profile = descriptions.profile("UgcProfile", "1.2")
    with pytest.raises(TuneMantraError, match=r"no record SU99"):
        profile.row("SU99", {})
    with pytest.raises(TuneMantraError, match=r"no cell Title"):
        profile.row("SU03.02", {"Title": "x"})


def test_a_report_is_divided_between_blocks(tmp_path, schemas, rows):
    written = write_report(tmp_path, HEAD, rows, schemas, territory="DE", blocks_per_file=1)
    assert [file.name.split("_")[6] for file in written.files] == ["1of2", "2of2"]
    assert [file.read_text().splitlines()[-1] for file in written.files] == [
        "FOOT\t7\t13\t2\t1\t2",
        "FOOT\t6\t13\t2\t1\t2",
    ]
    assert validate_report(tmp_path, schemas).findings == ()


def test_the_same_rows_give_the_same_bytes(tmp_path, schemas, rows):
    def write(folder):
        (tmp_path / folder).mkdir()
        (file,) = write_report(tmp_path / folder, HEAD, rows, schemas, compress=True).files
        return file.read_bytes()

    first = write("first")
    assert first == write("second")
    assert gzip.decompress(first).startswith(b"HEAD\t")
    # No name and no time in the header of gzip.
    assert first[3:8] == b"\0\0\0\0\0"


def test_titles_are_comments_that_are_counted(tmp_path, schemas, rows):
    written = write_report(tmp_path, HEAD, rows, schemas, titles=True)
    lines = written.files[0].read_text("utf-8").splitlines()
    assert len(lines) == written.lines > 9
    assert any(line.startswith("#SU02\tBlockId\tSummaryRecordId") for line in lines)
    assert validate_report(written.files, schemas).findings == ()


def test_a_report_that_is_not_valid_never_appears(tmp_path, schemas, rows):
    wrong = [with_cell(row, 7, "many") if row.code == "SU02" else row for row in rows]
    with pytest.raises(FindingsError) as refused:
        write_report(tmp_path, HEAD, wrong, schemas, territory="DE")
    assert told(refused.value.findings) == [("DSR-CEL-002", f"row {row}, column 8") for row in (5, 6, 8)]
    assert list(tmp_path.iterdir()) == []
    assert write_report(tmp_path, HEAD, wrong, schemas, territory="DE", strict=False).rows == 7


def test_a_line_break_cannot_be_written(tmp_path, schemas, rows):
    broken = [
        evolve(row, cells=(*row.cells[:5], "a\nb", *row.cells[6:])) if row.code == "AS02.02" else row for row in rows
    ]
    with pytest.raises(FindingsError) as refused:
        write_report(tmp_path, HEAD, broken, schemas, strict=False)
    assert told(refused.value.findings) == [("DSR-TXT-001", "row 3, column 6"), ("DSR-TXT-001", "row 6, column 6")]
    assert list(tmp_path.iterdir()) == []


def test_when_the_rows_fail_nothing_is_left(tmp_path, schemas, rows):
    def failing():
        yield from rows[:4]
        raise RuntimeError("the source went away")

    with pytest.raises(RuntimeError):
        write_report(tmp_path, HEAD, failing(), schemas)
    assert list(tmp_path.iterdir()) == []


def test_what_the_name_needs_must_be_there(tmp_path, schemas, rows):
    with pytest.raises(TuneMantraError, match="moment"):
        write_report(tmp_path, evolve(HEAD, created="yesterday"), rows, schemas)
    with pytest.raises(TuneMantraError, match="no folder"):
        write_report(tmp_path / "none", HEAD, rows, schemas)
    months = evolve(HEAD, usage_start="2026-02", usage_end="2026-02", sender_name="My Own_Store")
    assert "_MyOwnStore_AdSupport__multi_" in write_report(tmp_path, months, rows, schemas).files[0].name


def test_without_descriptions_rows_are_written_and_their_places_judged(tmp_path, rows):
    nothing = SchemaSet(None)
    written = write_report(tmp_path, HEAD, rows, nothing, territory="DE")
    assert rules(written.findings) == ["DSR-PRO-000"]
    assert written.files[0].read_text().splitlines()[-1] == "FOOT\t9\t9\t2\t2\t2"
    with pytest.raises(FindingsError):
        write_report(tmp_path, HEAD, [*rows, Row(0, rows[3].record, ("SU02", ""))], nothing, territory="DE")


def test_headers_and_footers_among_the_rows_are_made_anew(tmp_path, schemas, descriptions, rows):
    profile = descriptions.profile("BasicAudioProfile", "1.2")
    around = [Row(0, profile.records["HEAD"], ("HEAD", "x")), *rows, Row(0, profile.foot, ("FOOT", "99"))]
    assert write_report(tmp_path, HEAD, around, schemas).lines == 9


def test_a_disk_that_refuses_is_an_error_that_says_so(tmp_path, schemas, rows, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module.shutil, "copyfileobj", full)
    with pytest.raises(TuneMantraError, match="No space left"):
        write_report(tmp_path, HEAD, rows, schemas)
    assert list(tmp_path.iterdir()) == []
