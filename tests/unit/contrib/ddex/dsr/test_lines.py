"""Lines of files of whomever."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.contrib.ddex.dsr.reports import rules, told
from tunemantra.contrib.ddex.dsr import lines as module
from tunemantra.contrib.ddex.dsr.collector import Collector
from tunemantra.contrib.ddex.dsr.lines import Limits, LineReader


def read(file, limits=None):
    collector = Collector()
    reader = LineReader(file, collector, limits or Limits())
    return [line for batch in reader.batches() for line in batch], collector.all(), reader.broken


@given(
    content=st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=20), max_size=20),
    end=st.sampled_from(["\n", "\r\n"]),
    last=st.booleans(),
    packed=st.booleans(),
    chunk=st.integers(1, 40),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_lines_are_those_of_the_file_wherever_it_is_cut(tmp_path, monkeypatch, content, end, last, packed, chunk):
    monkeypatch.setattr(module, "CHUNK", chunk)
    whole = end.join(content).encode() + (end.encode() if last and content else b"")
    # A mark at the very start is a finding; a file of gzip's first bytes is gzip.
    if whole.startswith(b"\xef\xbb\xbf"):
        return
    file = tmp_path / "report"
    file.write_bytes(gzip.compress(whole) if packed else whole)
    expected = whole.decode().split(end) if whole else []
    if expected and expected[-1] == "":
        expected.pop()
    assert read(file) == (expected, (), False)


def test_bytes_that_are_not_utf8_are_found_in_their_cell_and_the_rest_is_read(tmp_path):
    file = tmp_path / "report"
    file.write_bytes("HEAD\nAS01\tä\t".encode() + b"K\xfcnstler\tx\nFOOT\n")
    lines, findings, broken = read(file)
    assert lines == ["HEAD", "AS01\tä\tK\ufffdnstler\tx", "FOOT"]
    assert told(findings) == [("DSR-FIL-004", "row 2, column 3")]
    assert findings[0].observed.startswith("fc")
    assert not broken


def test_a_mark_at_the_start_is_told_and_left_out(tmp_path):
    file = tmp_path / "report"
    file.write_bytes("HEAD\n".encode("utf-8-sig"))
    lines, findings, _ = read(file)
    assert (lines, rules(findings)) == (["HEAD"], ["DSR-FIL-006"])


@pytest.mark.parametrize("chunk", [7, 1000, 10**6])
def test_a_line_that_is_too_long_is_left_out_and_counted(tmp_path, monkeypatch, chunk):
    monkeypatch.setattr(module, "CHUNK", chunk)
    file = tmp_path / "report"
    file.write_bytes(b"a\n" + b"x" * 5_000 + b"\nb\nc")
    lines, findings, _ = read(file, Limits(line=100))
    assert len(lines) == 4
    assert (lines[0], *lines[2:]) == ("a", "b", "c")
    if chunk < 5_000:
        assert lines[1] == ""
        assert told(findings) == [("DSR-FIL-005", "row 2")]


def test_a_file_that_is_cut_off_gives_what_is_there(tmp_path):
    file = tmp_path / "report.tsv.gz"
    whole = gzip.compress(b"".join(b"%d row %d\n" % (n * 7919 % 10007, n) for n in range(100_000)))
    file.write_bytes(whole[: len(whole) // 2])
    lines, findings, broken = read(file)
    assert len(lines) > 1000
    assert broken
    assert rules(findings) == ["DSR-FIL-002"]


@pytest.mark.parametrize("change", [lambda b: b[:-8] + b"\0" * 8, lambda b: b[:20] + b"\xff" * 10 + b[30:]])
def test_a_damaged_file_is_a_finding(tmp_path, change):
    file = tmp_path / "report.tsv.gz"
    file.write_bytes(change(gzip.compress(b"HEAD\trow of a report\n" * 50 + b"abcdefghijk")))
    _, findings, broken = read(file)
    assert broken
    assert rules(findings) == ["DSR-FIL-002"]


def test_a_file_that_grows_beyond_measure_is_left(tmp_path):
    file = tmp_path / "report.tsv.gz"
    with gzip.open(file, "wb") as out:
        for _ in range(120):
            out.write(b"\n" * 2**20)
    reader = LineReader(file, collector := Collector(), Limits())
    lines = sum(map(len, reader.batches()))
    assert lines < 70 * 2**20
    assert reader.broken
    assert rules(collector.all()) == ["DSR-FIL-003"]


def test_the_size_is_bounded(tmp_path):
    file = tmp_path / "report.tsv.gz"
    file.write_bytes(gzip.compress(b"row\n" * 1000))
    assert rules(read(file, Limits(bytes=100))[1]) == ["DSR-FIL-003"]


def test_a_file_that_is_not_there_is_a_finding(tmp_path):
    assert rules(read(tmp_path / "none.tsv")[1]) == ["DSR-FIL-001"]
    assert rules(read(tmp_path)[1]) == ["DSR-FIL-001"]
